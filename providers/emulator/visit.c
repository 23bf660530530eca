#include "providers/emulator/visit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <arpa/inet.h>

#include "model/arena.h"
#include "model/limits.h"
#include "providers/emulator/answer.h"
#include "providers/emulator/fault.h"
#include "providers/emulator/journal.h"
#include "providers/emulator/quota.h"
#include "providers/emulator/token.h"
#include "providers/emulator/web.h"

enum { TRICKLE_MS = 50 }; /* between two sips of a dripping body */

static double exact_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
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

	journal_add(visit->site->journal, &entry);
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
		int64_t now = web_steady();
		size_t piece = (size_t)(fault->number * TRICKLE_MS / 1000);

		if (now < visit->sip) {
			web_sleep(visit, visit->sip);
			return 0;
		}
		visit->sip = now + TRICKLE_MS;
		piece = piece > 0 ? piece : 1;
		size = piece < size ? piece : size;
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

void visit_begin(struct visit *visit, const char *method)
{
	struct act *act = &visit->act;

	act_init(act, visit->site->world, web_now());
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
	const struct world *world = visit->site->world;

	for (size_t i = 0; act->api_key != NULL && i < world->token_count; i++)
		if (strcmp(world->tokens[i].key, act->api_key) == 0)
			return quota_take(
				&visit->site->quotas[i], web_steady(), act->body_size);
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
enum MHD_Result visit_judge(struct visit *visit)
{
	struct site *site = visit->site;

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
			web_sleep(visit, web_steady() + visit->fault->number);
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

void visit_take(struct visit *visit, const char *bytes, size_t size)
{
	if (visit->overflow || !web_hold(visit->web, size)) {
		visit->overflow = true;
		return;
	}
	visit->held += size;
	buf_put(&visit->body, bytes, size);
	visit->overflow = visit->body.full;
}

void visit_release(struct visit *visit)
{
	buf_wipe(&visit->body); /* secrets come in here */
	if (visit->begun)
		act_release(&visit->act);
	free(visit->target);
}
