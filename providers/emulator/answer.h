#pragma once

#include <stdint.h>

struct act;

/*
 * From a request to its answer, with no socket: who asks, which route, which
 * scope, one transaction. The caller has filled the request's half of the act
 * except path and query, which are read from `target`. `stale_ms` lets a read see
 * the state of so long ago. Source: core.md 1.2, 3.2, 3.5.
 */
void answer_request(struct act *act, const char *target, int64_t stale_ms);
