#pragma once

#include "model/error.h"
#include "providers/http.h"
#include "providers/retry.h"

/*
 * Single tries on the wire, many at once: connections, TLS, proxies, deadlines,
 * the ceiling of an answer. libcurl begins and ends here. No queue, no pace, no
 * second try: those are http.c's.
 */
struct wire;

/* As http_open(). */
struct wire *wire_open(const struct http_options *options, struct error_list *errs);
void wire_close(struct wire *wire); /* NULL safe; tries under way are dropped */

size_t wire_busy(const struct wire *wire); /* tries under way, at most `parallelism` */
void wire_send(struct wire *wire, struct http_request *request);
/* Move what can be moved at once, then wait at most `ms` for more to come. */
void wire_move(struct wire *wire);
void wire_wait(struct wire *wire, int64_t ms);
/*
 * The next try that has ended, with its request filled in as far as http_wait()
 * promises; NULL: none yet.
 */
struct http_request *wire_take(struct wire *wire, struct attempt *attempt);
size_t wire_sent(const struct wire *wire); /* requests put on the wire so far */
