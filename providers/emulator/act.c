#include "providers/emulator/act.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/limits.h"
#include "model/num.h"
#include "providers/emulator/document.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/quirk.h"

void act_init(struct act *act, struct world *world, int64_t now)
{
	*act = (struct act){ .world = world,
		.now = now,
		.org = "",
		.project = "",
		.id = "",
		.parent = "" };
	buf_init(&act->out, LIMIT_REPLY_BYTES);
}

void act_release(struct act *act)
{
	buf_release(&act->out);
	body_release(&act->pool);
	arena_release(&act->arena);
}

const char *act_query(const struct act *act, const char *name)
{
	for (size_t i = 0; i < act->query_count; i++)
		if (strcmp(act->query[i].name, name) == 0)
			return act->query[i].value[0] != '\0' ? act->query[i].value
							      : NULL;
	return NULL;
}

const char *act_query_text(const struct act *act, const char *name)
{
	const char *text = act_query(act, name);

	return text != NULL ? text : "";
}

bool act_query_bool(const struct act *act, const char *name, bool absent)
{
	const char *text = act_query(act, name);

	return text != NULL ? text_equal_nocase(text, "true") : absent;
}

const char *act_query_list(struct act *act, const char *name)
{
	struct json_object *list = NULL;

	for (size_t i = 0; i < act->query_count; i++) {
		if (strcmp(act->query[i].name, name) != 0 ||
			act->query[i].value[0] == '\0')
			continue;
		if (list == NULL)
			list = body_new_list(&act->pool);
		body_append(list, body_new_text(&act->pool, act->query[i].value));
	}
	return list != NULL ? body_format(list) : NULL;
}

bool act_query_number(struct act *act, const char *name, int64_t low, int64_t high,
	int64_t absent, int64_t *number)
{
	const char *text = act_query(act, name);

	*number = absent;
	if (text == NULL || num_parse(text, low, high, number))
		return true;
	act_fault(act, name, "must be a number from %" PRId64 " to %" PRId64, low, high);
	return act_faultless(act);
}

const struct act_part *act_part(const struct act *act, const char *name)
{
	for (size_t i = 0; i < act->part_count; i++)
		if (strcmp(act->parts[i].name, name) == 0)
			return &act->parts[i];
	return NULL;
}

void act_header(struct act *act, const char *name, const char *value)
{
	act->headers = arena_grow(&act->arena, act->headers, act->header_count,
		&act->header_room, sizeof(*act->headers));
	act->headers[act->header_count++] =
		(struct act_pair){ name, arena_text(&act->arena, value) };
}

static bool is_v1(const struct act *act)
{
	return act->route != NULL && act->route->dialect != NULL &&
	       act->route->dialect->bare;
}

/* The one status that the sources do not agree on: extended.md 1.5. */
static int http_of(const struct act *act, enum code code)
{
	if (code == CODE_RESOURCE_NOT_FOUND_EXCEPTION &&
		quirk_is(act->world->quirks, QUIRK_NOT_FOUND, "404"))
		return 404;
	return code_info(code)->http;
}

static bool answer_error(struct act *act, struct shape_error *error)
{
	if (act->refused)
		return false;
	act->refused = true;
	act->status = http_of(act, error->code);
	act->out.len = 0;
	if (is_v1(act))
		error->face = FACE_V1;
	shape_error(&act->out, error);
	return false;
}

bool act_refuse(struct act *act, enum code code, const char *format, ...)
{
	struct shape_error error = { .face = FACE_ERROR, .code = code };
	va_list args;

	va_start(args, format);
	error.message = arena_format(&act->arena, "%s%s", code_info(code)->prefix,
		arena_vformat(&act->arena, format, args));
	va_end(args);
	return answer_error(act, &error);
}

bool act_fail(struct act *act, enum code code, const char *format, ...)
{
	struct shape_error error = { .face = FACE_FAILURE, .code = code };
	va_list args;

	va_start(args, format);
	error.message = arena_vformat(&act->arena, format, args);
	va_end(args);
	return answer_error(act, &error);
}

void act_fault(struct act *act, const char *field, const char *format, ...)
{
	struct shape_fault *fault;
	va_list args;

	act->faults = arena_grow(&act->arena, act->faults, act->fault_count,
		&act->fault_room, sizeof(*act->faults));
	fault = &act->faults[act->fault_count++];
	va_start(args, format);
	*fault = (struct shape_fault){ arena_text(&act->arena, field),
		arena_vformat(&act->arena, format, args) };
	va_end(args);
}

bool act_faultless(struct act *act)
{
	struct shape_error error = { .face = FACE_FAILURE, .code = CODE_INVALID_REQUEST };
	struct buf message;

	if (act->fault_count == 0)
		return true;
	buf_init(&message, LIMIT_TEXT_BYTES);
	for (size_t i = 0; i < act->fault_count; i++)
		buf_format(&message, "%s%s: %s", i > 0 ? ", " : "", act->faults[i].field,
			act->faults[i].text);
	error.message = buf_string(&message);
	error.faults = act->faults;
	error.fault_count = act->fault_count;
	answer_error(act, &error);
	buf_release(&message);
	return false;
}

static const char *failed_check(
	struct act *act, const char *permission, const char *resource)
{
	struct buf out;
	const char *text;

	buf_init(&out, LIMIT_TEXT_BYTES);
	buf_text(&out, "[{");
	shape_member(&out, "permission", permission);
	shape_member(&out, "resourceType", resource);
	buf_text(&out, ",\"resourceScope\":{");
	shape_member(&out, "accountIdentifier", act->world->account);
	shape_member(&out, "orgIdentifier", act->org[0] != '\0' ? act->org : NULL);
	shape_member(
		&out, "projectIdentifier", act->project[0] != '\0' ? act->project : NULL);
	buf_char(&out, '}');
	shape_member(&out, "resourceIdentifier", act->id[0] != '\0' ? act->id : NULL);
	buf_text(&out, "}]");
	text = arena_text(&act->arena, buf_string(&out));
	buf_release(&out);
	return text;
}

bool act_deny(struct act *act, const char *permission, const char *resource)
{
	struct shape_error error = { .face = FACE_ERROR, .code = CODE_NG_ACCESS_DENIED };

	error.message = arena_format(&act->arena, "%sMissing permission %s on %s%s%s",
		code_info(error.code)->prefix, permission, resource,
		act->id[0] != '\0' ? " with identifier " : "", act->id);
	error.denied = failed_check(act, permission, resource);
	return answer_error(act, &error);
}

const char *act_forgive(struct act *act)
{
	const char *reason = arena_text(&act->arena, buf_string(&act->out));

	act->refused = false;
	act->status = 0;
	act->fault_count = 0;
	act->out.len = 0;
	return reason;
}

static const char *under(struct act *act)
{
	const char *account = act->world->account;

	if (act->project[0] != '\0')
		return arena_format(&act->arena,
			"under Project[%s], Organization [%s] in Account [%s]",
			act->project, act->org, account);
	if (act->org[0] != '\0')
		return arena_format(&act->arena,
			"under Organization [%s] in Account [%s]", act->org, account);
	return arena_format(&act->arena, "in Account [%s]", account);
}

static const char *inside(struct act *act)
{
	if (act->project[0] != '\0')
		return arena_format(&act->arena, "in project [%s] and org [%s]",
			act->project, act->org);
	if (act->org[0] != '\0')
		return arena_format(&act->arena, "in org [%s]", act->org);
	return arena_format(&act->arena, "in account [%s]", act->world->account);
}

static const char *word(struct act *act, const char *name, size_t size)
{
	const struct {
		const char *name, *text;
	} words[] = {
		{ "id", act->id },
		{ "org", act->org },
		{ "project", act->project },
		{ "account", act->world->account },
		{ "parent", act->parent },
		{ "users", arena_format(&act->arena, "%" PRId64, act->users) },
		{ "under", under(act) },
		{ "in", inside(act) },
	};

	for (size_t i = 0; i < countof(words); i++)
		if (slice_is((struct slice){ name, size }, words[i].name))
			return words[i].text;
	return NULL;
}

const char *act_words(struct act *act, const char *text)
{
	struct buf out;
	const char *result;

	buf_init(&out, LIMIT_TEXT_BYTES);
	while (*text != '\0') {
		size_t size = text[0] == '{' ? strcspn(text, "}") : 0;
		const char *found = size > 0 ? word(act, text + 1, size - 1) : NULL;

		if (found != NULL) {
			buf_text(&out, found);
			text += size + 1;
		} else {
			buf_char(&out, *text++);
		}
	}
	result = arena_text(&act->arena, buf_string(&out));
	buf_release(&out);
	return result;
}

static bool is_yaml(const char *content_type)
{
	return content_type != NULL && strstr(content_type, "yaml") != NULL;
}

bool act_input_any(struct act *act, struct json_object **input)
{
	struct document_fault fault = { 0 };

	*input = is_yaml(act->content_type)
			 ? document_read(&act->pool, act->body, act->body_size, &fault)
			 : body_parse(&act->pool, act->body, act->body_size);
	if (*input == NULL)
		return act_fail(act, CODE_INVALID_REQUEST, "Unable to process JSON");
	return true;
}

bool act_input(struct act *act, struct json_object **input)
{
	if (!act_input_any(act, input))
		return false;
	if (body_type(*input) != BODY_OBJECT)
		return act_fail(act, CODE_INVALID_REQUEST, "Unable to process JSON");
	return true;
}
