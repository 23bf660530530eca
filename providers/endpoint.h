#pragma once

#include <stdbool.h>

#include "model/arena.h"
#include "model/error.h"

/*
 * Where requests go: a base URL, taken apart so strictly that no other parser can
 * read it differently. The API key follows it, so DESIGN "Trust" is decided here:
 * https always, plain http to loopback alone.
 */
struct endpoint {
	const char *host; /* without brackets, in the arena */
	bool plain;       /* http */
	bool loopback;    /* 127.0.0.0/8, ::1, localhost */
};

bool endpoint_parse(struct endpoint *endpoint, struct arena *arena, const char *base,
	struct error_list *errs);

/* Whose certificates are believed: one file or one hashed folder, the other NULL. */
struct trust {
	const char *file, *folder;
};

/*
 * `ca_file` where given, else SSL_CERT_FILE, SSL_CERT_DIR, else the system's: its
 * hashed folder, or its bundle where there is none (a bundle beside a folder is
 * parsed anew for each connection: 60 ms each). Borrows its arguments
 * and the environment. A file that cannot be read is an error.
 */
bool trust_choose(struct trust *trust, const char *ca_file,
	const struct trust *system_trust, struct error_list *errs);
