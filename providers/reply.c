#include "providers/reply.h"

#include <string.h>

#include "model/arena.h"
#include "model/num.h"
#include "model/text.h"
#include "providers/bulk.h"
#include "providers/dialect.h"
#include "providers/item.h"
#include "providers/json.h"
#include "providers/refusal.h"
#include "providers/request.h"

/* An answer while it is read; its parse lives in the scratch arena. */
struct answer {
	struct arena *scratch;
	struct call *call;
	const struct http_request *request;
	const struct value *root; /* NULL when it is no JSON */
	struct json_fault fault;  /* why it is none */
};

static bool is_write(const struct call *call)
{
	return call->verb != VERB_LIST && call->verb != VERB_GET;
}

static bool is_success(int status)
{
	return status >= 200 && status < 300;
}

/* --- no answer, or none of the API's ----------------------------------------- */

static enum outcome unanswered(struct call *call, const struct http_request *request)
{
	struct arena *arena = &call->errs->arena;
	const struct refusal nothing = { 0 };
	const char *trouble =
		request->trouble != NULL ? request->trouble : "the reason is not known";

	if (request->result != HTTP_UNSENT && is_write(call))
		return OUTCOME_LOST;
	if (request->result == HTTP_TOO_LARGE)
		refusal_report_as(call, request, ERROR_API_ANSWER, &nothing,
			"answered with more than rein reads at once", NULL);
	else if (request->result == HTTP_LOST)
		refusal_report_as(call, request, ERROR_HTTP, &nothing,
			arena_format(arena, "got no answer: %s", trouble), NULL);
	else if (request->tries == 0)
		refusal_report_as(call, request, ERROR_INTERRUPTED, &nothing,
			"was not sent any more", NULL);
	else
		refusal_report_as(call, request, ERROR_HTTP, &nothing,
			arena_format(arena, "could not be sent: %s", trouble), NULL);
	return OUTCOME_FAILED;
}

/* Statuses that say: this token, or this server, cannot do it. */
static bool is_closed(int status)
{
	return status == 401 || status == 403 || status == 404 || status == 405;
}

/* A success whose JSON was cut off may have been done; HTML is a stranger's. */
static enum outcome read_foreign(const struct answer *answer)
{
	const struct http_request *request = answer->request;
	struct call *call = answer->call;
	bool done = is_success(request->status);

	if (done && call->verb == VERB_DELETE && request->answer.len == 0)
		return OUTCOME_DONE;
	if (done && is_write(call) && (request->json || request->answer.len == 0))
		return OUTCOME_LOST;
	refusal_report_foreign(
		call, request, answer->root == NULL ? &answer->fault : NULL);
	return is_closed(request->status) ? OUTCOME_REFUSED : OUTCOME_FAILED;
}

/* --- refusals ---------------------------------------------------------------- */

/* What an absence code means to a call; false when it is about something else. */
static bool is_absent(const struct answer *answer)
{
	const struct call *call = answer->call;
	int status = answer->request->status;

	switch (call->verb) {
	case VERB_GET:
	case VERB_DELETE:
		return true;
	case VERB_LIST: /* the scope is not there, or a server lacks the wide list */
		return scope_level(call->scope) != SCOPE_ACCOUNT &&
		       (!call->below || !is_closed(status));
	case VERB_CREATE:
	case VERB_CREATE_ALL:
	case VERB_UPDATE: /* what it refers to is not there */
		break;
	}
	return false;
}

static enum outcome read_refusal(const struct answer *answer)
{
	struct refusal refusal = refusal_read(answer->root, answer->scratch);
	struct call *call = answer->call;
	int status = answer->request->status;

	if (status != 401 && status != 403) {
		bool absence = refusal_is_absence(&refusal, call->kind);

		if (absence && is_absent(answer))
			return OUTCOME_ABSENT;
		if (call->verb == VERB_CREATE &&
			refusal_is_existence(&refusal, call->kind))
			return OUTCOME_EXISTS;
		if (absence && call->verb != VERB_LIST)
			status = 400; /* a refusal of this act, not of the path */
	}
	refusal_report(call, answer->request, &refusal);
	return is_closed(status) ? OUTCOME_REFUSED : OUTCOME_FAILED;
}

/* --- what was found ---------------------------------------------------------- */

/* call->found has room for a power of two, 8 at least: arena_grow() doubles. */
static void add_found(struct call *call, struct entity *entity)
{
	size_t room = call->found_count == 0 ? 0 : 8;

	while (room != 0 && room < call->found_count)
		room = size_mul(room, 2);
	call->found = arena_grow(
		call->arena, call->found, call->found_count, &room, sizeof(*call->found));
	call->found[call->found_count++] = entity;
}

static enum outcome report_shape(const struct answer *answer, const char *missing)
{
	struct refusal about = refusal_read(answer->root, answer->scratch);
	const char *said = arena_format(answer->scratch, "answered %d without %s",
		answer->request->status, missing);

	about.code = NULL;
	refusal_report_as(answer->call, answer->request, ERROR_API_ANSWER, &about, said,
		"check that the endpoint (HARNESS_ENDPOINT) is the Harness API's");
	return OUTCOME_FAILED;
}

static void read_page(struct reply_page *page, const struct dialect *dialect,
	const struct value *data, size_t items)
{
	const char *pages =
		dialect->pages != NULL ? value_text_at(data, dialect->pages) : NULL;
	int64_t number = 0;

	if (pages != NULL)
		num_parse(pages, 0, INT32_MAX, &number);
	page->pages = (size_t)number;
	page->last = items == 0 || dialect->index == NULL ||
		     (dialect->last != NULL &&
			     value_is(value_at(data, dialect->last), "true"));
}

static enum outcome read_list(const struct answer *answer, struct reply_page *page)
{
	struct call *call = answer->call;
	const struct listing *listing = request_listing(call);
	const struct dialect *dialect = dialect_of(listing->paging);
	const struct value *data = value_find(answer->root, "data");
	const struct value *content =
		*dialect->content != '\0' ? value_at(data, dialect->content) : data;

	if (content == NULL || value_type(content) != VALUE_LIST)
		return report_shape(answer, "a list");
	for (size_t i = 0; i < value_count(content); i++) {
		struct entity *entity;

		if (!item_read(&entity, call, listing, value_item(content, i),
			    listing->item, answer->scratch))
			return report_shape(
				answer, arena_format(answer->scratch,
						"%s %s as item %zu of the list",
						text_article(call->kind->name),
						call->kind->name, i + 1));
		if (entity != NULL)
			add_found(call, entity);
	}
	read_page(page, dialect, data, value_count(content));
	return OUTCOME_DONE;
}

/* --- policies ---------------------------------------------------------------- */

static const struct value *list_at(const struct value *map, const char *key)
{
	const struct value *list = value_find(map, key);

	return list != NULL && value_type(list) == VALUE_LIST ? list : NULL;
}

/* The policy set that denied, and its first message (core.md 2.1, extended.md 1.7). */
static enum outcome report_denial(
	const struct answer *answer, const struct value *governance)
{
	static const char *const names[] = { "policySetId", "identifier",
		"policySetName" };
	const struct value *details = list_at(governance, "details");
	const struct value *detail = details != NULL && value_count(details) > 0
					     ? value_item(details, 0)
					     : NULL;
	const char *id = NULL;

	for (size_t i = 0; id == NULL && i < countof(names); i++)
		id = value_text_at(detail, names[i]);
	if (answer->request->repeats)
		id = NULL; /* it may be what is repeated */
	else if (id == NULL)
		id = value_text_at(governance, "id");
	refusal_report_as(answer->call, answer->request, ERROR_API_DENIED,
		&(struct refusal){
			.correlation_id = value_text_at(answer->root, "correlationId"),
		},
		id != NULL ? arena_format(answer->scratch,
				     "answered %d, but policy set '%s' denied the "
				     "change: nothing was saved",
				     answer->request->status, id)
			   : arena_format(answer->scratch,
				     "answered %d without the entity: a policy denied "
				     "the change",
				     answer->request->status),
		NULL);
	return OUTCOME_FAILED;
}

/* --- successes --------------------------------------------------------------- */

static enum outcome read_entity(const struct answer *answer)
{
	struct call *call = answer->call;
	const struct operation *operation = request_operation(call);
	const struct value *data = value_find(answer->root, "data");
	const struct value *governance = value_find(data, "governanceMetadata");
	struct entity *entity = NULL;

	if (is_write(call) && value_is(value_find(governance, "deny"), "true"))
		return report_denial(answer, governance);
	if (call->verb == VERB_DELETE || operation->answer == NULL)
		return OUTCOME_DONE;
	if (item_read(&entity, call, NULL, data, operation->answer, answer->scratch)) {
		add_found(call, entity);
		return OUTCOME_DONE;
	}
	if (is_write(call))
		return report_denial(answer, governance);
	return report_shape(answer, call->kind->name);
}

/* A denial of all of them; one of some is not in the list of what was made. */
static enum outcome read_creates(const struct answer *answer)
{
	const struct value *data = value_find(answer->root, "data");
	const struct value *governance = value_find(data, "governanceMetadata");

	if (value_is(value_find(governance, "deny"), "true"))
		return report_denial(answer, governance);
	bulk_read(answer->call, data, answer->scratch);
	return OUTCOME_DONE;
}

/* An envelope can say failure under any HTTP status (core.md 2.1). */
static bool says_failure(const struct value *root)
{
	const struct value *status = value_find(root, "status");

	return value_is(status, "FAILURE") || value_is(status, "ERROR");
}

static enum outcome read_answer(const struct answer *answer, struct reply_page *page)
{
	if (!is_success(answer->request->status) || says_failure(answer->root))
		return read_refusal(answer);
	if (answer->call->verb == VERB_LIST)
		return read_list(answer, page);
	if (answer->call->verb == VERB_CREATE_ALL)
		return read_creates(answer);
	return read_entity(answer);
}

/* Whether the server broke while some of them may have been made already. */
static bool is_broken(const struct call *call, const struct http_request *request)
{
	return call->verb == VERB_CREATE_ALL && request->status >= 500;
}

static const struct value *parse(
	const struct http_request *request, struct arena *arena, struct json_fault *fault)
{
	return json_read(arena, buf_string(&request->answer), request->answer.len, fault);
}

void reply_read(
	struct call *call, const struct http_request *request, struct reply_page *page)
{
	struct arena scratch = { 0 };
	struct answer answer = { .scratch = &scratch, .call = call, .request = request };
	struct reply_page none;

	if (page == NULL)
		page = &none;
	*page = (struct reply_page){ .last = true };
	if (request->result == HTTP_ANSWERED)
		answer.root = parse(request, &scratch, &answer.fault);
	if (request->result != HTTP_ANSWERED)
		call->outcome = unanswered(call, request);
	else if (is_broken(call, request))
		call->outcome = OUTCOME_LOST;
	else if (answer.root == NULL || value_is_scalar(answer.root))
		call->outcome = read_foreign(&answer);
	else
		call->outcome = read_answer(&answer, page);
	arena_release(&scratch);
}

bool reply_is_transient(const struct call *call, const struct http_request *request)
{
	struct arena scratch = { 0 };
	struct refusal refusal;
	bool transient;

	if (request->result != HTTP_ANSWERED || is_success(request->status) ||
		call->kind->transient_count == 0)
		return false;
	refusal = refusal_read(parse(request, &scratch, NULL), &scratch);
	transient = refusal_is_transient(&refusal, call->kind);
	arena_release(&scratch);
	return transient;
}
