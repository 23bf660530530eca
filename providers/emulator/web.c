#include "providers/emulator/web.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <microhttpd.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/limits.h"
#include "model/text.h"
#include "providers/emulator/act.h"
#include "providers/emulator/answer.h"
#include "providers/emulator/fault.h"
#include "providers/emulator/journal.h"
#include "providers/emulator/listen.h"
#include "providers/emulator/quota.h"
#include "providers/emulator/token.h"

enum {
	IDLE_SECONDS = 60,
	CONNECTION_BYTES = 64 << 10, /* headers and buffers of one connection */
	WAKE_MS = 100,               /* how often the stop flag is looked at */
	DRAIN_MS = 2000,             /* for what is in work when stopped */
	TRICKLE_MS = 50,             /* between two sips of a dripping body */
};

/* One request, from its first line to the end of its answer. */
struct visit {
	struct web *web;
	struct MHD_Connection *connection;
	struct visit *next_sleeper;
	struct act act;
	char *target;
	struct buf body;
	const struct fault *fault;
	bool begun, judged, slept, overflow, queued;
	int64_t wake; /* when to go on, on the steady clock */
	double started;
	/* a body under trouble */
	char *bytes;
	size_t size, sent;
};

struct web {
	struct site *site;
	struct MHD_Daemon *daemon;
	struct visit *sleepers;
	char *cert, *key;
	size_t visits, body_bytes;
	int port;
	char address[96];
	volatile sig_atomic_t stop;
};

static int64_t steady_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static double exact_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int64_t web_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- sleeping connections ---- */

static void sleep_until(struct visit *visit, int64_t wake)
{
	visit->wake = wake;
	visit->next_sleeper = visit->web->sleepers;
	visit->web->sleepers = visit;
	MHD_suspend_connection(visit->connection);
}

static void wake_sleepers(struct web *web, int64_t now)
{
	struct visit **at = &web->sleepers;

	while (*at != NULL) {
		struct visit *visit = *at;

		if (visit->wake > now) {
			at = &visit->next_sleeper;
			continue;
		}
		*at = visit->next_sleeper;
		MHD_resume_connection(visit->connection);
	}
}

static int64_t next_wake(const struct web *web, int64_t now)
{
	int64_t wait = WAKE_MS;

	for (const struct visit *visit = web->sleepers; visit != NULL;
		visit = visit->next_sleeper)
		if (visit->wake - now < wait)
			wait = visit->wake > now ? visit->wake - now : 0;
	return wait;
}

/* ---- journal ---- */

static void log_visit(struct visit *visit, int status, size_t bytes_out)
{
	const struct journal_entry entry = { .at = visit->act.now,
		.method = visit->act.method,
		.target = visit->target,
		.status = status,
		.bytes_in = visit->act.body_size,
		.bytes_out = bytes_out,
		.ms = exact_ms() - visit->started };

	journal_add(visit->web->site->journal, &entry);
}

/* ---- answers ---- */

/* The rest of a dripping or cut body, called when the socket takes more. */
static ssize_t feed(void *context, uint64_t position, char *room, size_t most)
{
	struct visit *visit = context;
	size_t size = visit->size - (size_t)position;
	const struct fault *fault = visit->fault;

	if (fault->effect == FAULT_TRUNCATE) {
		if ((int64_t)position >= fault->number)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		if ((int64_t)(position + size) > fault->number)
			size = (size_t)fault->number - (size_t)position;
	} else {
		int64_t now = steady_ms();
		size_t sip = (size_t)(fault->number * TRICKLE_MS / 1000);

		if (now < visit->wake) {
			sleep_until(visit, visit->wake);
			return 0;
		}
		visit->wake = now + TRICKLE_MS;
		sip = sip > 0 ? sip : 1;
		size = sip < size ? sip : size;
	}
	size = size < most ? size : most;
	memcpy(room, visit->bytes + position, size);
	return (ssize_t)size;
}

static bool is_slow(const struct visit *visit)
{
	return visit->fault != NULL && (visit->fault->effect == FAULT_TRUNCATE ||
					       visit->fault->effect == FAULT_DRIP);
}

static enum MHD_Result queue(struct visit *visit)
{
	struct act *act = &visit->act;
	char *bytes = act->out.ptr;
	struct MHD_Response *response;
	enum MHD_Result result;

	visit->size = act->out.len;
	if (is_slow(visit) && visit->size > 0) {
		visit->bytes = bytes;
		response = MHD_create_response_from_callback(
			visit->size, 16 << 10, feed, visit, NULL);
	} else {
		response = MHD_create_response_from_buffer(visit->size, bytes,
			bytes != NULL ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
		buf_init(&act->out, 0); /* the bytes are the response's now */
	}
	if (response == NULL)
		return MHD_NO;
	if (act->status != 204)
		MHD_add_response_header(response, "Content-Type", act->answer_type);
	for (size_t i = 0; i < act->header_count; i++)
		MHD_add_response_header(
			response, act->headers[i].name, act->headers[i].value);
	log_visit(visit, act->status, visit->size);
	visit->queued = true;
	result = MHD_queue_response(
		visit->connection, (unsigned int)act->status, response);
	MHD_destroy_response(response);
	return result;
}

static void write_html(struct act *act, int status, const char *title)
{
	act->status = status;
	act->answer_type = "text/html; charset=utf-8";
	buf_format(&act->out,
		"<html>\n<head><title>%d %s</title></head>\n<body>\n<center><h1>%d "
		"%s</h1></center>\n</body>\n</html>\n",
		status, title, status, title);
}

static const char *title_of(int status)
{
	static const struct {
		int status;
		const char *title;
	} titles[] = { { 400, "Bad Request" }, { 403, "Forbidden" },
		{ 413, "Payload Too Large" }, { 429, "Too Many Requests" },
		{ 500, "Internal Server Error" }, { 502, "Bad Gateway" },
		{ 503, "Service Unavailable" }, { 504, "Gateway Time-out" } };

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "Error";
}

/* A code that has this status, if any has. */
static enum code code_of(int status)
{
#define CODE_ENTRY(name, http, prefix) CODE_##name,
	static const enum code codes[] = { CODES(CODE_ENTRY) };
#undef CODE_ENTRY

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (code_info(codes[i])->http == status)
			return codes[i];
	return CODE_UNKNOWN_ERROR;
}

static enum MHD_Result refuse_html(struct visit *visit, int status)
{
	write_html(&visit->act, status, title_of(status));
	return queue(visit);
}

/* Closed without a word; a reset rather than a polite end where that can be. */
static enum MHD_Result hang_up(struct visit *visit)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		visit->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	const struct linger linger = { 1, 0 };

	if (info != NULL)
		setsockopt(
			info->connect_fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	log_visit(visit, 0, 0);
	return MHD_NO;
}

static enum MHD_Result answer_status(struct visit *visit)
{
	struct act *act = &visit->act;

	act_refuse(act, code_of((int)visit->fault->number), "a fault rule asked for %d",
		(int)visit->fault->number);
	act->status = (int)visit->fault->number;
	act->answer_type = "application/json";
	return queue(visit);
}

/* ---- the request ---- */

static const char *header(struct visit *visit, const char *name)
{
	return MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
}

static const char *client_address(struct visit *visit)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		visit->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "";

	if (info != NULL && info->client_addr->sa_family == AF_INET)
		inet_ntop(AF_INET,
			&((const struct sockaddr_in *)(const void *)info->client_addr)
				 ->sin_addr,
			text, sizeof(text));
	else if (info != NULL && info->client_addr->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
			&((const struct sockaddr_in6 *)(const void *)info->client_addr)
				 ->sin6_addr,
			text, sizeof(text));
	return arena_text(&visit->act.arena, text);
}

static void begin(struct visit *visit, const char *method)
{
	struct act *act = &visit->act;

	act_init(act, visit->web->site->world, web_now());
	visit->begun = true;
	visit->started = exact_ms();
	buf_init(&visit->body, LIMIT_REQUEST_BYTES);
	act->method = arena_text(&act->arena, method);
	act->api_key = header(visit, "x-api-key");
	act->account_header = header(visit, "Harness-Account");
	act->content_type = header(visit, "Content-Type");
	act->accept = header(visit, "Accept");
	act->if_match = header(visit, "If-Match");
	act->user = header(visit, "x-emulator-user");
	act->client = client_address(visit);
}

static const char *path_of(struct visit *visit)
{
	const char *path = arena_copy(
		&visit->act.arena, visit->target, strcspn(visit->target, "?#"));

	return text_starts(path, "/gateway/") ? path + strlen("/gateway") : path;
}

static bool within_quota(struct visit *visit)
{
	const struct act *act = &visit->act;
	const struct world *world = visit->web->site->world;

	for (size_t i = 0; act->api_key != NULL && i < world->token_count; i++)
		if (strcmp(world->tokens[i].key, act->api_key) == 0)
			return quota_take(&visit->web->site->quotas[i], steady_ms(),
				act->body_size);
	return true;
}

static enum MHD_Result finish(struct visit *visit)
{
	const struct fault *fault = visit->fault;
	int64_t stale = 0;

	if (fault != NULL && fault->effect == FAULT_STALE)
		stale = fault->number;
	visit->act.now = web_now();
	answer_request(&visit->act, visit->target, stale);
	if (fault != NULL && fault->effect == FAULT_LOSE)
		return hang_up(visit);
	return queue(visit);
}

/* The whole request is here. */
static enum MHD_Result judge(struct visit *visit)
{
	struct site *site = visit->web->site;

	visit->act.body = buf_string(&visit->body);
	visit->act.body_size = visit->body.len;
	if (!visit->judged) {
		visit->judged = true;
		visit->fault = fault_pick(site->faults, site->fault_count,
			visit->act.method, path_of(visit));
	}
	if (visit->overflow)
		return refuse_html(visit, 413);
	switch (visit->fault != NULL ? visit->fault->effect : FAULT_NONE) {
	case FAULT_STATUS:
		return answer_status(visit);
	case FAULT_HTML:
		return refuse_html(visit, (int)visit->fault->number);
	case FAULT_RESET:
		return hang_up(visit);
	case FAULT_LATENCY:
		if (!visit->slept) {
			visit->slept = true;
			sleep_until(visit, steady_ms() + visit->fault->number);
			return MHD_YES;
		}
		break;
	case FAULT_NONE:
	case FAULT_LOSE:
	case FAULT_TRUNCATE:
	case FAULT_DRIP:
	case FAULT_STALE:
		break;
	}
	return within_quota(visit) ? finish(visit) : refuse_html(visit, 429);
}

static void take_body(struct visit *visit, const char *bytes, size_t size)
{
	struct web *web = visit->web;

	if (visit->overflow || size > LIMIT_EMULATOR_BODIES - web->body_bytes) {
		visit->overflow = true;
		return;
	}
	buf_put(&visit->body, bytes, size);
	visit->overflow = visit->body.full;
	if (!visit->overflow)
		web->body_bytes += size;
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
		begin(visit, method);
		return MHD_YES;
	}
	if (*upload_size > 0) {
		take_body(visit, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	return visit->queued ? MHD_YES : judge(visit);
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
	for (struct visit **at = &web->sleepers; *at != NULL; at = &(*at)->next_sleeper)
		if (*at == visit) {
			*at = visit->next_sleeper;
			break;
		}
	web->visits--;
	web->body_bytes -= visit->body.len;
	buf_wipe(&visit->body); /* secrets come in here */
	if (visit->begun)
		act_release(&visit->act);
	free(visit->target);
	free(visit);
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
	fclose(file);
	return memory_resize(text, size + 1);
}

/* With TLS epoll spins in MHD 0.9.75; select() is good for the connections that
 * we allow. */
static struct MHD_Daemon *start(struct web *web, int fd, bool tls)
{
	struct MHD_OptionItem pem[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, web->cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, web->key },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	unsigned int flags =
		MHD_ALLOW_SUSPEND_RESUME |
		(tls ? (unsigned int)MHD_USE_TLS : (unsigned int)MHD_USE_EPOLL);

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
	while (web->sleepers != NULL)
		wake_sleepers(web, INT64_MAX);
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
	wake_sleepers(web, steady_ms());
	MHD_run_wait(web->daemon, (int32_t)next_wake(web, steady_ms()));
}

void web_serve(struct web *web, const volatile sig_atomic_t *stop)
{
	int64_t end;

	while ((stop == NULL || *stop == 0) && web->stop == 0)
		turn(web);
	web->stop = 0;
	end = steady_ms() + DRAIN_MS;
	while (web->visits > 0 && steady_ms() < end)
		turn(web);
}

void web_stop(struct web *web)
{
	web->stop = 1;
}
