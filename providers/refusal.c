#include "providers/refusal.h"

#include <string.h>

#include "model/arena.h"
#include "model/kind.h"
#include "model/text.h"
#include "providers/json.h"

/* As much of foreign text as a message can bear. */
enum { MESSAGE_BYTES = 1000, CODE_BYTES = 100, EXCERPT_BYTES = 160 };

static const char wrong_endpoint[] =
	"check the endpoint (HARNESS_ENDPOINT): it is the base of the API, such as "
	"https://app.harness.io/gateway";
static const char broken_answer[] = "try again; if it stays so, something on the way (a "
				    "proxy) cuts or changes answers";

/* What to do about a status, whatever the body says. */
static const struct advice {
	int status;
	const char *fix;
} advices[] = {
	{ 401, "check the API key (HARNESS_PLATFORM_API_KEY or HARNESS_API_KEY): it is "
	       "unknown, expired, or of another account" },
	{ 403, "give the principal of the API key a role with that permission" },
	{ 429, "lower --rate, or wait a minute: others may use the same key" },
	{ 502, "try again later: the API's gateway could not reach it" },
	{ 503, "try again later: the API is not available" },
	{ 504, "try again later: the API did not answer its gateway in time" },
};

static const char *advice_on(int status)
{
	for (size_t i = 0; i < countof(advices); i++)
		if (advices[i].status == status)
			return advices[i].fix;
	return NULL;
}

/* --- foreign text ---------------------------------------------------------- */

/* Bytes of the UTF-8 character at the start; 0 when it is none. */
static size_t character_size(const char *bytes, size_t left)
{
	for (size_t size = 1; size <= 4 && size <= left; size++)
		if (text_utf8(bytes, size) == size)
			return size;
	return 0;
}

static bool is_blank(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f;
}

/* A line being built from foreign bytes, and how much of it there is. */
struct line {
	char *text;
	size_t length, most;
};

/* One character, or a blank where `width` is 0; blanks are one. False when full. */
static bool put_character(struct line *line, const char *bytes, size_t width)
{
	bool blank = width == 0 || (width == 1 && is_blank(*bytes));

	if (blank && (line->length == 0 || line->text[line->length - 1] == ' '))
		return true;
	if (line->length + (blank ? 1 : width) > line->most)
		return false;
	if (blank)
		line->text[line->length++] = ' ';
	else
		memcpy(line->text + line->length, bytes, width);
	line->length += blank ? 0 : width;
	return true;
}

/* One line of at most `most` bytes; what is no text is a blank. */
static const char *one_line(
	struct arena *arena, const char *bytes, size_t size, size_t most)
{
	struct line line = { arena_alloc(arena, most + sizeof("...")), 0, most };
	size_t i = 0;

	while (i < size) {
		size_t width = character_size(bytes + i, size - i);

		if (!put_character(&line, bytes + i, width))
			break;
		i += width > 0 ? width : 1;
	}
	if (i < size)
		memcpy(line.text + line.length, "...", sizeof("..."));
	else if (line.length > 0 && line.text[line.length - 1] == ' ')
		line.text[line.length - 1] = '\0';
	return line.text;
}

/* A scalar member as one line; NULL when absent, empty or no text. */
static const char *line_at(
	struct arena *arena, const struct value *map, const char *key, size_t most)
{
	const struct value *value = value_find(map, key);

	if (value == NULL || !value_is_scalar(value) || value_is_empty(value))
		return NULL;
	return one_line(arena, value_text(value), value->size, most);
}

/* --- reading --------------------------------------------------------------- */

/* The first item of a list member, or NULL. */
static const struct value *first_of(const struct value *map, const char *key)
{
	const struct value *list = value_find(map, key);

	if (list == NULL || value_type(list) != VALUE_LIST || value_count(list) == 0)
		return NULL;
	return value_item(list, 0);
}

/* v0 names the field of a fault `fieldId`, v1 `field_name`. */
static const char *field_fault(const struct value *answer, struct arena *arena)
{
	const struct value *fault = first_of(answer, "errors");
	const char *field = line_at(arena, fault, "fieldId", CODE_BYTES);
	const char *words = line_at(arena, fault, "error", MESSAGE_BYTES);

	if (field == NULL)
		field = line_at(arena, fault, "field_name", CODE_BYTES);
	if (words == NULL)
		words = line_at(arena, fault, "message", MESSAGE_BYTES);
	if (field == NULL || words == NULL)
		return words;
	return arena_format(arena, "%s: %s", field, words);
}

static const char *read_message(const struct value *answer, struct arena *arena)
{
	const struct value *first = first_of(answer, "responseMessages");
	const char *message = line_at(arena, answer, "message", MESSAGE_BYTES);
	const char *fault = field_fault(answer, arena);

	if (message == NULL)
		message = line_at(arena, first, "message", MESSAGE_BYTES);
	if (message == NULL)
		return fault;
	if (fault == NULL || strstr(message, fault) != NULL)
		return message;
	return arena_format(arena, "%s (%s)", message, fault);
}

/* Source: core.md 3.1, a 403 adds failedPermissionChecks. */
static const char *read_permission(const struct value *answer, struct arena *arena)
{
	const struct value *check = first_of(answer, "failedPermissionChecks");
	const char *permission = line_at(arena, check, "permission", CODE_BYTES);
	const char *type = line_at(arena, check, "resourceType", CODE_BYTES);
	const char *id = line_at(arena, check, "resourceIdentifier", CODE_BYTES);

	if (permission == NULL || type == NULL)
		return permission;
	return arena_format(arena, "%s on %s%s%s", permission, type,
		id != NULL ? " " : "", id != NULL ? id : "");
}

struct refusal refusal_read(const struct value *answer, struct arena *arena)
{
	struct refusal refusal = {
		.code = line_at(arena, answer, "code", CODE_BYTES),
		.message = read_message(answer, arena),
		.correlation_id = line_at(arena, answer, "correlationId", CODE_BYTES),
		.permission = read_permission(answer, arena),
	};

	if (refusal.code == NULL)
		refusal.code = line_at(
			arena, first_of(answer, "responseMessages"), "code", CODE_BYTES);
	return refusal;
}

/* --- judging --------------------------------------------------------------- */

static bool is_one_of(const char *text, const char *const *list, size_t count)
{
	for (size_t i = 0; text != NULL && i < count; i++)
		if (strcmp(text, list[i]) == 0)
			return true;
	return false;
}

bool refusal_is_absence(const struct refusal *refusal, const struct kind *kind)
{
	return is_one_of(
		refusal->code, kind->family->absent_codes, kind->family->absent_count);
}

bool refusal_is_existence(const struct refusal *refusal, const struct kind *kind)
{
	const struct family *family = kind->family;

	if (is_one_of(refusal->code, family->exists_codes, family->exists_count))
		return true;
	if (!text_equal(refusal->code, "INVALID_REQUEST") || refusal->message == NULL)
		return false;
	for (size_t i = 0; i < family->exists_fragment_count; i++)
		if (strstr(refusal->message, family->exists_fragments[i]) != NULL)
			return true;
	return false;
}

bool refusal_is_transient(const struct refusal *refusal, const struct kind *kind)
{
	for (size_t i = 0; i < kind->transient_count; i++) {
		const struct transient *row = &kind->transients[i];
		bool coded = row->code == NULL || text_equal(row->code, refusal->code);
		bool worded = row->fragment == NULL ||
			      (refusal->message != NULL &&
				      strstr(refusal->message, row->fragment) != NULL);

		if (coded && worded)
			return true;
	}
	return false;
}

/* --- reporting ------------------------------------------------------------- */

/* What a list was about; of other calls the error's address says it. */
static const char *list_words(const struct call *call, struct arena *arena)
{
	if (call->verb != VERB_LIST)
		return "";
	return arena_format(arena, "listing every %s of %s%s: ", call->kind->name,
		scope_words(arena, call->scope), call->below ? " and below" : "");
}

static const char *path_of(const struct http_request *request, struct arena *arena)
{
	return arena_copy(arena, request->target, strcspn(request->target, "?"));
}

void refusal_report_as(const struct call *call, const struct http_request *request,
	enum error_code code, const struct refusal *refusal, const char *said,
	const char *fix)
{
	struct arena *arena = &call->errs->arena;
	struct error_call about = {
		.method = method_name(request->method),
		.path = path_of(request, arena),
		.status = request->result == HTTP_ANSWERED ? request->status : 0,
		.code = refusal->code,
		.correlation_id = request->repeats ? NULL : refusal->correlation_id,
	};
	struct error *error = error_add(call->errs, code, (struct place){ 0 },
		"%s%s %s %s", list_words(call, arena), about.method, about.path, said);

	error_call(call->errs, error, &about);
	if (call->verb != VERB_LIST && call->identifier != NULL)
		error_address(call->errs, error,
			entity_address(arena, call->kind, call->scope, call->identifier));
	if (fix != NULL)
		error_fix(call->errs, error, "%s", fix);
}

/* A code of the API's, and no text that a server made up. */
static bool is_code(const char *code)
{
	return code != NULL && code[strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")] == '\0';
}

/* What of it may be shown: nothing where the server repeats a secret. */
static struct refusal shown(
	const struct http_request *request, const struct refusal *refusal)
{
	if (!request->repeats)
		return *refusal;
	return (struct refusal){
		.code = is_code(refusal->code) ? refusal->code : NULL,
		.message = "its message repeats a secret and is left out",
	};
}

/* A bare 404 or 405 is no word of the API's business code: the base is wrong. */
static const char *choose_fix(int status, const struct refusal *refusal)
{
	if ((status == 404 || status == 405) && refusal->code == NULL)
		return wrong_endpoint;
	return advice_on(status);
}

void refusal_report(const struct call *call, const struct http_request *request,
	const struct refusal *refusal)
{
	struct arena scratch = { 0 };
	const struct refusal about = shown(request, refusal);
	bool denied = text_equal(about.code, "POLICY_EVALUATION_FAILURE");
	const char *said = arena_format(&scratch, "answered %d%s%s: %s%s%s%s",
		request->status, about.code != NULL ? " " : "",
		about.code != NULL ? about.code : "",
		about.message != NULL ? about.message : "it does not say why",
		about.permission != NULL ? " (missing permission " : "",
		about.permission != NULL ? about.permission : "",
		about.permission != NULL ? ")" : "");

	refusal_report_as(call, request, denied ? ERROR_API_DENIED : ERROR_API, &about,
		said, choose_fix(request->status, refusal));
	arena_release(&scratch);
}

/* JSON that something cut or changed, not what a stranger says, such as a proxy. */
static bool is_broken(const struct http_request *request, const struct json_fault *fault)
{
	return request->json && fault != NULL && fault->at > 0;
}

static const char *foreign_words(const struct http_request *request,
	const struct json_fault *fault, struct arena *arena)
{
	const struct buf *answer = &request->answer;

	if (answer->len == 0)
		return "nothing";
	if (is_broken(request, fault))
		return arena_format(arena, "what cannot be read: at byte %zu of %zu, %s",
			fault->at, answer->len, fault->reason);
	return arena_format(arena, "something other than JSON: %s",
		request->repeats ? "it repeats a secret and is left out"
				 : one_line(arena, buf_string(answer), answer->len,
					   EXCERPT_BYTES));
}

void refusal_report_foreign(const struct call *call, const struct http_request *request,
	const struct json_fault *fault)
{
	struct arena scratch = { 0 };
	const char *fix = advice_on(request->status);
	const char *said = arena_format(&scratch, "answered %d with %s", request->status,
		foreign_words(request, fault, &scratch));

	if (fix == NULL)
		fix = is_broken(request, fault) ? broken_answer : wrong_endpoint;
	refusal_report_as(
		call, request, ERROR_API_ANSWER, &(struct refusal){ 0 }, said, fix);
	arena_release(&scratch);
}
