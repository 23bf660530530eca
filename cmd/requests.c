#include "cmd/requests.h"

#include <string.h>

#include "cmd/session.h"
#include "model/kind.h"
#include "model/limits.h"
#include "providers/http.h"
#include "providers/provider.h"
#include "providers/request.h"
#include "reconcile/batch.h"
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

static const char **list_addresses(
	struct arena *arena, const struct plan *plan, const size_t *steps, size_t count)
{
	const char **addresses = arena_array(arena, count, sizeof(*addresses));

	for (size_t i = 0; i < count; i++)
		addresses[i] = plan->steps[steps[i]].address;
	return addresses;
}

static bool add(struct requests *requests, const struct session *session,
	const size_t *steps, size_t step_count, struct call *call,
	struct error_list *errs)
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
		send->addresses =
			list_addresses(arena, &session->plan, steps, step_count);
		send->address_count = step_count;
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

static bool add_step(struct requests *requests, const struct session *session,
	size_t step, struct error_list *errs)
{
	struct call calls[STEP_CALLS] = { 0 };
	size_t count = plan_calls(&session->plan.steps[step], calls);
	bool ok = true;

	for (size_t i = 0; i < count; i++)
		ok &= add(requests, session, &step, 1, &calls[i], errs);
	return ok;
}

static bool add_batch(struct requests *requests, const struct session *session,
	const struct batch *batch, struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct call(*calls)[STEP_CALLS] =
		arena_array(&scratch, batch->count, sizeof(*calls));
	struct call **creates = arena_array(&scratch, batch->count, sizeof(*creates));
	struct call call;
	bool ok;

	for (size_t i = 0; i < batch->count; i++) {
		plan_calls(&session->plan.steps[batch->steps[i]], calls[i]);
		creates[i] = &calls[i][0];
	}
	call = batch_call(creates, batch->count);
	ok = add(requests, session, batch->steps, batch->count, &call, errs);
	arena_release(&scratch);
	return ok;
}

bool requests_collect(
	struct requests *requests, const struct session *session, struct error_list *errs)
{
	const struct plan *plan = &session->plan;
	struct arena scratch = { 0 };
	struct sending *order = arena_array(&scratch, plan->count, sizeof(*order));
	struct batches batches;
	size_t count;
	bool ok = true;

	*requests = (struct requests){ 0 };
	requests->list.items = arena_array(&requests->arena, plan->count * STEP_CALLS,
		sizeof(*requests->list.items));
	batches_make(&batches, plan, &scratch);
	count = batches_order(&batches, plan, order, &scratch);
	for (size_t i = 0; i < count; i++)
		ok &= order[i].batch != NULL
			      ? add_batch(requests, session, order[i].batch, errs)
			      : add_step(requests, session, order[i].step, errs);
	arena_release(&scratch);
	return ok;
}

void requests_release(struct requests *requests)
{
	arena_release(&requests->arena);
	*requests = (struct requests){ 0 };
}
