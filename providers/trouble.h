#pragma once

#include <stdbool.h>
#include <stdint.h>

struct buf;

/* What libcurl and the system say of a try that got no whole answer. */
struct fault {
	int code;          /* CURLcode */
	const char *words; /* libcurl's */
	const char *host;
	int system_error;    /* errno of a connect, 0: none */
	long verify_reason;  /* X509_V_ERR_*, 0: none */
	bool sent;           /* the request went out */
	int64_t deadline_ms; /* what was waited for at most */
};

/* The same in words a user can act on: one line, what is wrong; what to do. */
void trouble_explain(struct buf *out, const struct fault *fault);
/* Whether it cannot pass by itself: another try would say the same. */
bool trouble_is_hopeless(const struct fault *fault);
/* Whether the answer was refused for its size. */
bool trouble_is_size(const struct fault *fault);
