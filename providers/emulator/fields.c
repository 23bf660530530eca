#include "providers/emulator/fields.h"

#include <string.h>

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"

struct place_of_field {
	struct act *act;
	struct draft *draft;
	const struct field *field;
	const char *path; /* "project.identifier" */
};

static struct json_object *literal(struct act *act, const char *json)
{
	return strcmp(json, "null") == 0 ? NULL
					 : body_parse(&act->pool, json, strlen(json));
}

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* Tags are a map of text to text; a value that is null counts as "". */
static struct json_object *read_tags(
	const struct place_of_field *at, struct json_object *value)
{
	struct json_object *tags = body_new_object(&at->act->pool);
	struct body_walk walk = { 0 };

	if (body_type(value) != BODY_OBJECT) {
		act_fault(at->act, at->path, "must be a map of text to text");
		return tags;
	}
	if (body_members(value) > 128)
		act_fault(at->act, at->path, "can have at most 128 entries");
	while (body_next(value, &walk)) {
		const char *text = body_scalar(walk.value);

		if (text == NULL && body_type(walk.value) != BODY_ABSENT)
			act_fault(at->act, at->path, "must be a map of text to text");
		body_put_text(tags, walk.name, text != NULL ? text : "");
	}
	return tags;
}

static struct json_object *read_text(
	const struct place_of_field *at, struct json_object *value)
{
	const char *text = body_scalar(value);

	if (text == NULL)
		act_fault(at->act, at->path, "must be a text");
	else if (at->field->limit > 0 && characters(text) > at->field->limit)
		act_fault(at->act, at->path, "can be at most %zu characters long",
			at->field->limit);
	return text != NULL ? body_new_text(&at->act->pool, text) : NULL;
}

static struct json_object *read_identifier(
	const struct place_of_field *at, struct json_object *value)
{
	rules_identifier(at->act, at->path, body_scalar(value));
	return value;
}

static struct json_object *read_name(
	const struct place_of_field *at, struct json_object *value)
{
	const char *name = body_scalar(value);

	if (name == NULL || strspn(name, " \t") == strlen(name))
		act_fault(at->act, at->path, "cannot be empty");
	else
		rules_name(at->act, at->path, name, " -_./");
	return value;
}

static struct json_object *read_entity_name(
	const struct place_of_field *at, struct json_object *value)
{
	const char *name = body_scalar(value);

	if (name != NULL)
		rules_name(at->act, at->path, name, " -_");
	return value;
}

static struct json_object *read_bool(
	const struct place_of_field *at, struct json_object *value)
{
	const char *text = body_scalar(value);

	if (text == NULL || (strcmp(text, "true") != 0 && strcmp(text, "false") != 0))
		act_fault(at->act, at->path, "must be true or false");
	return body_new_bool(&at->act->pool, text != NULL && strcmp(text, "true") == 0);
}

static struct json_object *read_enum(
	const struct place_of_field *at, struct json_object *value)
{
	const char *text = body_scalar(value);

	for (size_t i = 0; text != NULL && i < at->field->value_count; i++)
		if (strcmp(text, at->field->values[i]) == 0)
			return value;
	act_fault(at->act, at->path, "is not one of the values the API has");
	return NULL;
}

static struct json_object *expect(const struct place_of_field *at,
	struct json_object *value, enum body_type type, const char *words)
{
	if (body_type(value) != type)
		act_fault(at->act, at->path, "must be %s", words);
	return value;
}

static struct json_object *read_number(
	const struct place_of_field *at, struct json_object *value)
{
	return expect(at, value, BODY_NUMBER, "a number");
}

static struct json_object *read_list(
	const struct place_of_field *at, struct json_object *value)
{
	return expect(at, value, BODY_LIST, "a list");
}

static struct json_object *read_object(
	const struct place_of_field *at, struct json_object *value)
{
	return expect(at, value, BODY_OBJECT, "an object");
}

static struct json_object *read_any(
	const struct place_of_field *at, struct json_object *value)
{
	(void)at;
	return value;
}

static struct json_object *text_or_null(struct act *act, const char *text)
{
	return text[0] != '\0' ? body_new_text(&act->pool, text) : NULL;
}

/* Fields that say where the entity stands, whatever the body says. */
static bool put_place(const struct place_of_field *at)
{
	const char *text;

	if (at->field->type == FIELD_ACCOUNT)
		text = at->act->world->account;
	else if (at->field->type == FIELD_ORG)
		text = at->act->org;
	else if (at->field->type == FIELD_PROJECT)
		text = at->act->project;
	else
		return false;
	body_put(at->draft->spec, at->field->name, text_or_null(at->act, text));
	return true;
}

static struct json_object *(*const readers[])(
	const struct place_of_field *, struct json_object *) = {
	[FIELD_TEXT] = read_text,
	[FIELD_IDENTIFIER] = read_identifier,
	[FIELD_NAME] = read_name,
	[FIELD_ENTITY_NAME] = read_entity_name,
	[FIELD_TAGS] = read_tags,
	[FIELD_BOOL] = read_bool,
	[FIELD_NUMBER] = read_number,
	[FIELD_ENUM] = read_enum,
	[FIELD_LIST] = read_list,
	[FIELD_OBJECT] = read_object,
	[FIELD_ANY] = read_any,
	[FIELD_SERVER] = read_any,
};

static void build_field(const struct place_of_field *at)
{
	const struct field *field = at->field;
	struct json_object *value = NULL;

	if (put_place(at))
		return;
	if (field->type != FIELD_SERVER || at->draft->trusted)
		value = body_at(at->draft->input, field->name);
	if (body_type(value) == BODY_ABSENT && field->required)
		act_fault(at->act, at->path, "cannot be empty");
	else if (body_type(value) != BODY_ABSENT)
		value = readers[field->type](at, value);
	else if (field->absent == NULL)
		return;
	else
		value = literal(at->act, field->absent);
	body_put(at->draft->spec, field->name, value);
}

static bool is_known(const struct fact *fact, const char *const *others, const char *name)
{
	for (size_t i = 0; i < fact->field_count; i++)
		if (strcmp(fact->fields[i].name, name) == 0)
			return fact->fields[i].type != FIELD_SERVER &&
			       fact->fields[i].type != FIELD_ACCOUNT;
	for (; others != NULL && *others != NULL; others++)
		if (strcmp(*others, name) == 0)
			return true;
	return false;
}

/* Source: core.md 8: this bean does not ignore what it does not know. */
static bool check_members(struct act *act, const struct draft *draft)
{
	struct body_walk walk = { 0 };

	if ((act->fact->traits & FACT_STRICT) == 0 ||
		quirk_is(act->world->quirks, QUIRK_UNKNOWN_MEMBER, "ignore"))
		return true;
	while (body_next(draft->input, &walk))
		if (!is_known(act->fact, draft->aliases, walk.name))
			return act_fail(act, CODE_INVALID_REQUEST,
				"Unable to process JSON Unrecognized field \"%s\"",
				walk.name);
	return true;
}

static void search_tags(struct buf *out, const struct json_object *tags)
{
	struct body_walk walk = { 0 };

	while (body_next(tags, &walk)) {
		const char *value = body_scalar(walk.value);

		buf_format(out, "\n%s\n%s", walk.name, value != NULL ? value : "");
	}
}

void fields_settle(struct act *act, struct draft *draft)
{
	const char *name = body_text(draft->spec, "name");
	struct buf out;

	buf_init(&out, LIMIT_TEXT_BYTES);
	draft->row.id = arena_text(&act->arena, act->id);
	draft->row.name = name != NULL ? arena_text(&act->arena, name) : draft->row.id;
	buf_format(&out, "%s\n%s", draft->row.name, draft->row.id);
	search_tags(&out, body_at(draft->spec, "tags"));
	draft->row.search = arena_text(&act->arena, buf_string(&out));
	buf_release(&out);
}

bool fields_build(struct act *act, struct draft *draft)
{
	const char *wrapper =
		(act->fact->traits & FACT_FLAT) == 0 ? act->fact->wrapper : NULL;

	if (!check_members(act, draft))
		return false;
	draft->spec = body_new_object(&act->pool);
	for (size_t i = 0; i < act->fact->field_count; i++) {
		struct place_of_field at = { act, draft, &act->fact->fields[i], NULL };

		at.path = arena_format(&act->arena, "%s%s%s",
			wrapper != NULL ? wrapper : "", wrapper != NULL ? "." : "",
			at.field->name);
		build_field(&at);
	}
	if (!act_faultless(act))
		return false;
	fields_settle(act, draft);
	return true;
}
