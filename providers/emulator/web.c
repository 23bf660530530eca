#include "providers/emulator/web.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/limits.h"
#include "model/text.h"
#include "providers/emulator/listen.h"
#include "providers/emulator/nap.h"
#include "providers/emulator/visit.h"

enum {
	IDLE_SECONDS = 60,
	CONNECTION_BYTES = 64 << 10, /* headers and buffers of one connection */
	WAKE_MS = 100,               /* how often the stop flag is looked at */
	DRAIN_MS = 2000,             /* for what is in work when stopped */
};

struct web {
	struct site *site;
	struct MHD_Daemon *daemon;
	struct naps naps;
	char *cert, *key;
	size_t visits, body_bytes;
	int port;
	char address[96];
	volatile sig_atomic_t stop;
};

int64_t web_steady(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t web_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- sleeping connections ---- */

static struct visit *visit_of(struct nap *nap)
{
	return (struct visit *)nap; /* its first member */
}

void web_sleep(struct visit *visit, int64_t wake)
{
	visit->nap.wake = wake;
	naps_add(&visit->web->naps, &visit->nap);
	MHD_suspend_connection(visit->connection);
}

/* One a turn: MHD works out the answers of all that are resumed before it sends the
 * first of them. */
static bool wake_next(struct web *web, int64_t now)
{
	struct nap *nap = naps_take(&web->naps, now);

	if (nap != NULL)
		MHD_resume_connection(visit_of(nap)->connection);
	return nap != NULL;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *upload,
	size_t *upload_size, void **state)
{
	struct visit *visit = *state;

	(void)context;
	(void)url;
	(void)version;
	if (visit == NULL)
		return MHD_NO;
	visit->connection = connection;
	if (!visit->begun) {
		visit_begin(visit, method);
		return MHD_YES;
	}
	if (*upload_size > 0) {
		visit_take(visit, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	return visit->queued ? MHD_YES : visit_judge(visit);
}

/* The first thing of a request: its target as it came. */
static void *on_target(
	void *context, const char *target, struct MHD_Connection *connection)
{
	struct web *web = context;
	struct visit *visit = memory_resize(NULL, sizeof(*visit));
	size_t size = strlen(target) + 1;

	memset(visit, 0, sizeof(*visit));
	visit->web = web;
	visit->site = web->site;
	visit->connection = connection;
	visit->target = memcpy(memory_resize(NULL, size), target, size);
	web->visits++;
	return visit;
}

static void on_done(void *context, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode code)
{
	struct web *web = context;
	struct visit *visit = *state;

	(void)connection;
	(void)code;
	if (visit == NULL)
		return;
	*state = NULL;
	naps_drop(&web->naps, &visit->nap);
	web->visits--;
	web->body_bytes -= visit->held;
	visit_release(visit);
	free(visit);
}

bool web_hold(struct web *web, size_t size)
{
	if (size > LIMIT_EMULATOR_BODIES - web->body_bytes)
		return false;
	web->body_bytes += size;
	return true;
}

/* ---- life ---- */

static char *read_pem(const char *path, struct error_list *errs)
{
	FILE *file = fopen(path, "rbe");
	char *text;
	size_t size;

	if (file == NULL) {
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 }, "'%s': %s", path,
			strerror(errno));
		return NULL;
	}
	text = memory_resize(NULL, LIMIT_FILE_BYTES + 1);
	size = fread(text, 1, LIMIT_FILE_BYTES, file);
	text[size] = '\0';
	(void)fclose(file);
	return memory_resize(text, size + 1);
}

/* With epoll MHD 0.9.75 misses a close that comes together with the last bytes (the
 * connection then stays for IDLE_SECONDS), and with TLS it spins; select() is good for
 * the connections that we allow. */
static struct MHD_Daemon *start(struct web *web, int fd, bool tls)
{
	struct MHD_OptionItem pem[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, web->cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, web->key },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	unsigned int flags =
		MHD_ALLOW_SUSPEND_RESUME | (tls ? (unsigned int)MHD_USE_TLS : 0U);

	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, web,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, web,
		MHD_OPTION_NOTIFY_COMPLETED, on_done, web, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned int)LIMIT_EMULATOR_CONNECTIONS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_SECONDS,
		MHD_OPTION_ARRAY, tls ? pem : none, MHD_OPTION_END);
}

static bool read_tls(
	struct web *web, const struct web_options *options, struct error_list *errs)
{
	if (options->tls_cert == NULL && options->tls_key == NULL)
		return true;
	if (options->tls_cert == NULL || options->tls_key == NULL) {
		error_add(errs, ERROR_USAGE, (struct place){ 0 },
			"TLS needs both a certificate and its key");
		return false;
	}
	web->cert = read_pem(options->tls_cert, errs);
	web->key = web->cert != NULL ? read_pem(options->tls_key, errs) : NULL;
	return web->key != NULL;
}

struct web *web_open(
	struct site *site, const struct web_options *options, struct error_list *errs)
{
	struct web *web = memory_resize(NULL, sizeof(*web));
	int fd = -1;

	memset(web, 0, sizeof(*web));
	web->site = site;
	if (read_tls(web, options, errs))
		fd = listen_open(options->listen, web->address, &web->port, errs);
	if (fd >= 0) {
		web->daemon = start(web, fd, web->cert != NULL);
		if (web->daemon == NULL) {
			close(fd);
			error_add(errs, ERROR_EMULATOR, (struct place){ 0 },
				"cannot serve on '%s'%s", web->address,
				web->cert != NULL ? ": is the certificate PEM, and the "
						    "key its own?"
						  : "");
		}
	}
	if (web->daemon == NULL) {
		web_close(web);
		return NULL;
	}
	return web;
}

void web_close(struct web *web)
{
	if (web == NULL)
		return;
	while (wake_next(web, INT64_MAX))
		;
	if (web->daemon != NULL)
		MHD_stop_daemon(web->daemon);
	free(web->cert);
	if (web->key != NULL)
		memory_wipe(web->key, strlen(web->key));
	free(web->key);
	free(web);
}

int web_port(const struct web *web)
{
	return web->port;
}

const char *web_address(const struct web *web)
{
	return web->address;
}

static void turn(struct web *web)
{
	wake_next(web, web_steady());
	MHD_run_wait(web->daemon, (int32_t)naps_wait(&web->naps, web_steady(), WAKE_MS));
}

void web_serve(struct web *web, const volatile sig_atomic_t *stop)
{
	int64_t end;

	while ((stop == NULL || *stop == 0) && web->stop == 0)
		turn(web);
	web->stop = 0;
	end = web_steady() + DRAIN_MS;
	while (web->visits > 0 && web_steady() < end)
		turn(web);
}

void web_stop(struct web *web)
{
	web->stop = 1;
}
