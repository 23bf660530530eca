/*
 * Whatever an answer holds, reading it ends in an outcome: errors are there exactly
 * where the outcome calls for them, what is found has an address, and no message has
 * more than one line. The first four bytes choose kind, verb, status and the rest.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "model/limits.h"
#include "providers/reply.h"
#include "providers/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct kind *const kinds[] = { &kind_organization, &kind_project,
	&kind_environment, &kind_service, &kind_pipeline, &kind_secret,
	&kind_role_assignment };
static const int statuses[] = { 200, 201, 204, 302, 400, 401, 403, 404, 405, 409, 429,
	500, 503 };

/* Creates that go together each have an outcome of their own. */
static void check_creates(const struct call *call)
{
	for (size_t i = 0; i < call->create_count; i++)
		assert(call->outcome != OUTCOME_DONE ||
			call->creates[i]->outcome == OUTCOME_DONE ||
			call->creates[i]->outcome == OUTCOME_LOST);
}

static void check(const struct call *call)
{
	bool wrong = call->outcome == OUTCOME_FAILED || call->outcome == OUTCOME_REFUSED;

	assert((call->errs->failures > 0) == wrong);
	for (size_t i = 0; i < call->errs->count; i++)
		assert(strpbrk(call->errs->items[i]->message, "\r\n\x1b") == NULL);
	for (size_t i = 0; i < call->found_count; i++)
		assert(strncmp(call->found[i]->address, call->kind->name,
			       strlen(call->kind->name)) == 0);
	check_creates(call);
}

static void send_together(struct call *call, struct call **creates, struct call *items)
{
	static const char *const names[] = { "x", "y" };

	for (size_t i = 0; i < countof(names); i++) {
		items[i] = (struct call){
			.verb = VERB_CREATE,
			.kind = call->kind,
			.scope = call->scope,
			.identifier = names[i],
			.outcome = OUTCOME_FAILED,
		};
		creates[i] = &items[i];
	}
	call->identifier = NULL;
	call->creates = creates;
	call->create_count = countof(names);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct call call = { .arena = &arena, .errs = &errs, .identifier = "x" };
	struct http_request request = {
		.target = "/x?y", .result = HTTP_ANSWERED, .method = METHOD_GET
	};
	struct reply_page page;
	struct call items[2], *creates[2];

	if (size < 4)
		return 0;
	call.kind = kinds[bytes[0] % countof(kinds)];
	call.verb = (enum verb)(bytes[1] % (VERB_CREATE_ALL + 1));
	request.status = statuses[bytes[2] % countof(statuses)];
	request.json = bytes[3] & 1;
	call.below = bytes[3] & 2 && call.kind->lists[0].span == SPAN_BELOW;
	if (call.kind->scopes & SCOPE_PROJECT && !call.below)
		call.scope = (struct scope){ "o", "p" };
	else if (call.kind->scopes == SCOPE_ORG && !call.below)
		call.scope.org = "o";
	if (call.verb == VERB_CREATE_ALL && call.kind->bulk.path == NULL)
		call.verb = VERB_CREATE;
	if (call.verb == VERB_CREATE_ALL)
		send_together(&call, creates, items);
	buf_init(&request.answer, LIMIT_REPLY_BYTES);
	buf_put(&request.answer, (const char *)bytes + 4, size - 4);
	reply_is_transient(&call, &request);
	reply_read(&call, &request, &page);
	check(&call);
	buf_release(&request.answer);
	error_release(&errs);
	arena_release(&arena);
	return 0;
}
