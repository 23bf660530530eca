#include "providers/emulator/answer.h"

#include <string.h>

#include "model/text.h"
#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/multipart.h"
#include "providers/emulator/page.h"
#include "providers/emulator/route.h"
#include "providers/emulator/scope.h"
#include "providers/emulator/token.h"

/* What the edge says of a path that no service has. */
static void answer_nowhere(struct act *act)
{
	act->status = 404;
	act->answer_type = "text/html; charset=utf-8";
	buf_text(&act->out,
		"<html>\n<head><title>404 Not Found</title></head>\n<body>\n"
		"<center><h1>404 Not Found</h1></center>\n</body>\n</html>\n");
}

static bool same_length_and_bytes(const char *a, const char *b)
{
	size_t size = strlen(a);
	unsigned char differs = 0;

	if (strlen(b) != size)
		return false;
	for (size_t i = 0; i < size; i++)
		differs |= (unsigned char)(a[i] ^ b[i]);
	return differs == 0;
}

static bool check_key(struct act *act)
{
	const struct world *world = act->world;

	if (act->api_key == NULL)
		return act_refuse(act, CODE_INVALID_TOKEN,
			"Invalid or missing token: send it in the header x-api-key");
	for (size_t i = 0; i < world->token_count; i++)
		if (same_length_and_bytes(world->tokens[i].key, act->api_key))
			act->token = &world->tokens[i];
	if (act->token != NULL)
		return true;
	return act_refuse(act, CODE_INVALID_TOKEN, "Invalid API token");
}

/* v0 wants the account in the query, /v1 in the header. */
static bool check_account(struct act *act)
{
	bool v1 = text_starts(act->path, "/v1/");
	const char *query = act_query(act, "accountIdentifier");
	const char *named = v1 ? act->account_header : query;

	if (query == NULL && act->account_header == NULL)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Account detail is not present in the request");
	if (!check_key(act))
		return false;
	if (named == NULL) {
		act_fault(act, v1 ? "Harness-Account" : "accountIdentifier",
			"must not be null");
		return act_faultless(act);
	}
	if (strcmp(named, act->world->account) == 0 &&
		(act->account_header == NULL ||
			strcmp(act->account_header, act->world->account) == 0))
		return true;
	return act_refuse(
		act, CODE_NG_ACCESS_DENIED, "the token is not of the account %s", named);
}

/* These come from the filters that all services share: never in the form of /v1. */
static bool check_caller(struct act *act)
{
	const struct route *route = act->route;
	bool known;

	act->route = NULL;
	known = check_account(act);
	act->route = route;
	return known;
}

static bool check_route(struct act *act, enum route_result result)
{
	if (result == ROUTE_FOUND)
		return true;
	return act_fail(act, CODE_RESOURCE_NOT_FOUND_EXCEPTION, "%s",
		result == ROUTE_NO_PATH ? "HTTP 404 Not Found"
					: "HTTP 405 Method Not Allowed");
}

static bool check_type(struct act *act)
{
	const char *type = act->content_type;

	if (act->body_size == 0 || type == NULL || act->route->raw ||
		strcasestr(type, "json") != NULL || strcasestr(type, "yaml") != NULL)
		return true;
	return act_fail(act, CODE_MEDIA_NOT_SUPPORTED, "HTTP 415 Unsupported Media Type");
}

/* "account.x" and "org.x" name the entity of a higher scope (core.md 4.3). */
static void follow_reference(struct act *act)
{
	const char *dot = strchr(act->id, '.');

	if (dot == NULL)
		return;
	if (text_starts(act->id, "account."))
		act->org = "";
	else if (!text_starts(act->id, "org."))
		return;
	act->project = "";
	act->id = dot + 1;
}

static void place(struct act *act)
{
	unsigned levels = act->fact->levels;

	switch (act->route->where) {
	case WHERE_REFERENCE:
	case WHERE_QUERY:
		act->org = act_query_text(act, "orgIdentifier");
		if ((levels & LEVEL_PROJECT) != 0)
			act->project = act_query_text(act, "projectIdentifier");
		if (act->route->where == WHERE_REFERENCE)
			follow_reference(act);
		break;
	case WHERE_DEFAULT:
		act->org = act_query_text(act, "orgIdentifier");
		if (act->org[0] == '\0')
			act->org = "default";
		break;
	case WHERE_BODY:
	case WHERE_PATH:
	case WHERE_ACCOUNT:
		break;
	}
}

/* Reads that lag must not run what was put off: the moment they see is past. */
static void transact(struct act *act, int64_t stale_ms)
{
	struct store *store = act->world->store;
	int64_t as_of = act->route->reads && stale_ms > 0 ? act->now - stale_ms : 0;

	store_begin(store, act->now, as_of);
	if (as_of == 0)
		scope_catch_up(act);
	act->route->serve(act);
	store_end(store, !act->refused && !act->discard);
}

static bool is_yaml_only(const char *accept)
{
	return accept != NULL && strcasestr(accept, "yaml") != NULL &&
	       strcasestr(accept, "json") == NULL && strstr(accept, "*/*") == NULL;
}

static void serve(struct act *act, enum route_result result, int64_t stale_ms)
{
	if (!check_caller(act) || !check_route(act, result) || !check_type(act) ||
		!multipart_read(act))
		return;
	place(act);
	transact(act, stale_ms);
}

void answer_request(struct act *act, const char *target, int64_t stale_ms)
{
	enum route_result result;

	if (!route_read_target(act, target)) {
		act_fail(act, CODE_INVALID_REQUEST, "the request's target is malformed");
	} else if (strcmp(act->path, "/") == 0) {
		page_write(act);
	} else {
		result = route_find(act);
		if (result == ROUTE_NO_SERVICE)
			answer_nowhere(act);
		else
			serve(act, result, stale_ms);
	}
	if (act->status == 0)
		act->status = 200;
	if (act->answer_type == NULL)
		act->answer_type = is_yaml_only(act->accept) ? "application/yaml"
							     : "application/json";
}
