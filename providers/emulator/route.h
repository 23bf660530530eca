#pragma once

#include <stdbool.h>
#include <stddef.h>

struct act;

/*
 * From a request's target to the row that serves it. Routes stand in the kinds'
 * rows; of two that match, the one with more literal segments wins.
 */

/* Split "/gateway/ng/api/x%20y?a=1&b": sets act->path (still encoded, without
 * /gateway) and the query. False when it is not well-formed. */
bool route_read_target(struct act *act, const char *target);

enum route_result { ROUTE_FOUND, ROUTE_NO_METHOD, ROUTE_NO_PATH, ROUTE_NO_SERVICE };

/* Set act->route and act->fact, and what the path names. */
enum route_result route_find(struct act *act);

/* %41 and, in a query, '+'; NULL when malformed or it holds a NUL. In the arena. */
char *route_decode(struct act *act, const char *text, size_t size, bool plus);
