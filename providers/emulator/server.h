#pragma once

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct emulator;
struct error_list;

/*
 * The Harness API on loopback, as DESIGN.md "The emulator" describes it: a
 * server library of one thread. The caller opens it (which binds the port and
 * the database), says where it listens, and serves until told to stop.
 *
 *	struct emulator *emulator = emulator_open(&options, errs);
 *	if (emulator == NULL)
 *		return false;
 *	printf("rein emulator: listening on %s\n", emulator_url(emulator));
 *	fputs(emulator_exports(emulator), stdout);
 *	fflush(stdout);
 *	emulator_serve(emulator, &stop);
 *	emulator_close(emulator);
 *
 * Nothing global: several emulators may live in one process, each in its own
 * thread. SIGPIPE must be ignored by the program.
 */

struct emulator_list {
	const char *const *items;
	size_t count;
};

/* All texts are borrowed until emulator_close(); all zero is a good default. */
struct emulator_options {
	const char *listen;        /* HOST:PORT or PORT; NULL is 127.0.0.1:0 */
	const char *db;            /* SQLite file, created when missing; NULL is memory */
	const char *account;       /* NULL: the keys' own, or "emulator_account" */
	struct emulator_list keys; /* KEY[:ROLE[@ORG[/PROJECT]]]; none: one is made */
	struct emulator_list faults; /* METHOD PATH-GLOB EFFECT [after=N] [times=N] ... */
	struct emulator_list quirks; /* NAME=VALUE, see emulator_quirks() */
	int64_t rate_limit;          /* requests a minute and key; 0 is none */
	int64_t execution_ms; /* how long a pipeline runs; 0 is the default, 2000 */
	const char *tls_cert, *tls_key; /* PEM files; both or neither */
	const char *request_log;        /* file of JSON lines, appended; NULL is none */
};

/* Start listening; NULL with at least one error (ERROR_EMULATOR, ERROR_USAGE for
 * an option's text, ERROR_FILE_ACCESS) when that cannot be. */
struct emulator *emulator_open(
	const struct emulator_options *options, struct error_list *errs);

int emulator_port(const struct emulator *emulator);
/* "http://127.0.0.1:PORT", https with TLS; no slash at the end. */
const char *emulator_url(const struct emulator *emulator);
const char *emulator_account(const struct emulator *emulator);
/* The key made because none was given, else the first one given, without role. */
const char *emulator_key(const struct emulator *emulator);
/*
 * What to put into a shell to work against it, one `export NAME=VALUE` a line:
 * HARNESS_ENDPOINT, HARNESS_ACCOUNT_ID and, only where the key was made here,
 * HARNESS_API_KEY.
 */
const char *emulator_exports(const struct emulator *emulator);

/*
 * Serve until *stop is not zero (looked at ten times a second, and after each
 * signal) or emulator_stop() was called; then finish what is in work. May be
 * called again.
 */
void emulator_serve(struct emulator *emulator, const volatile sig_atomic_t *stop);
/* Make emulator_serve() return; from any thread or a signal handler. */
void emulator_stop(struct emulator *emulator);

/* Takes NULL. */
void emulator_close(struct emulator *emulator);

/* The facts that core.md calls uncertain, each with its readings. */
struct emulator_quirk {
	const char *name;
	const char *values; /* "clamp|refuse|serve", or "MS" for a number */
	const char *usual;  /* the value without --quirk */
	const char *help;   /* one line, lower case */
};

const struct emulator_quirk *emulator_quirks(size_t *count);
