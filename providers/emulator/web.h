#pragma once

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct error_list;
struct fault;
struct web;
struct journal;
struct quota;
struct world;

/*
 * The HTTP face, straight on libmicrohttpd: one thread, bounded connections and
 * bodies, the trouble that fault rules ask for, a journal line a request. What an
 * answer says is answer.h's business.
 */
struct site {
	struct world *world;
	struct journal *journal;
	struct fault *faults;
	size_t fault_count;
	struct quota *quotas; /* one a token */
};

struct web_options {
	const char *listen, *tls_cert, *tls_key;
};

struct web *web_open(
	struct site *site, const struct web_options *options, struct error_list *errs);
void web_close(struct web *web); /* takes NULL */
int web_port(const struct web *web);
const char *web_address(const struct web *web); /* "127.0.0.1:4711" */
void web_serve(struct web *web, const volatile sig_atomic_t *stop);
void web_stop(struct web *web);

/* Milliseconds since 1970 that never go back. */
int64_t web_now(void);
