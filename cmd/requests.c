#include "cmd/requests.h"

#include <string.h>

#include "cmd/session.h"
#include "model/kind.h"
#include "model/limits.h"
#include "providers/http.h"
#include "providers/provider.h"
#include "providers/request.h"
#include "reconcile/plan.h"

enum { HEADERS = 5 };

/* The path of an address: what stands before each target on the wire. */
static const char *path_of(const char *endpoint)
{
	const char *path = strchr(strstr(endpoint, "://") + 3, '/');

	return path != NULL ? path : "";
}

/* As providers/wire.c sends them. */
static void put_headers(struct report_send *send, struct arena *arena,
	const struct settings *settings, const char *content_type)
{
	struct report_header *headers = arena_array(arena, HEADERS, sizeof(*headers));
	size_t count = 0;

	headers[count++] = (struct report_header){ "User-Agent", SESSION_USER_AGENT };
	if (content_type != NULL)
		headers[count++] = (struct report_header){ "Content-Type", content_type };
	headers[count++] = (struct report_header){ "x-api-key", "(secret)" };
	headers[count++] = (struct report_header){ "Harness-Account", settings->account };
	headers[count++] = (struct report_header){ "Accept", "application/json" };
	send->headers = headers;
	send->header_count = count;
}

static bool add(struct requests *requests, const struct session *session,
	const struct step *step, struct call *call, struct error_list *errs)
{
	const struct settings *settings = &session->settings;
	struct report_send *send = &requests->list.items[requests->list.count];
	struct arena *arena = &requests->arena;
	struct http_request request = { 0 };
	bool ok;

	call->arena = arena;
	call->errs = errs;
	ok = request_build(&request, call, settings->account, 0, NULL, arena, errs);
	if (ok) {
		send->address = step->address;
		send->method = method_name(request.method);
		send->target = arena_format(
			arena, "%s%s", path_of(settings->endpoint), request.target);
		send->body = (struct slice){ arena_copy(arena, buf_string(&request.body),
						     request.body.len),
			request.body.len };
		put_headers(
			send, arena, settings, arena_text(arena, request.content_type));
		requests->list.count++;
	}
	buf_wipe(&request.body);
	return ok;
}

bool requests_collect(
	struct requests *requests, const struct session *session, struct error_list *errs)
{
	const struct plan *plan = &session->plan;
	bool ok = true;

	*requests = (struct requests){ 0 };
	requests->list.items = arena_array(&requests->arena, plan->count * STEP_CALLS,
		sizeof(*requests->list.items));
	for (size_t i = 0; i < plan->count; i++) {
		struct call calls[STEP_CALLS] = { 0 };
		size_t count = plan_calls(&plan->steps[i], calls);

		for (size_t k = 0; k < count; k++)
			ok &= add(requests, session, &plan->steps[i], &calls[k], errs);
	}
	return ok;
}

void requests_release(struct requests *requests)
{
	arena_release(&requests->arena);
	*requests = (struct requests){ 0 };
}
