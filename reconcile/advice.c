#include "reconcile/advice.h"

#include <string.h>

#include "model/index.h"
#include "reconcile/credential.h"

enum { LETTERS = 'z' - 'a' + 1 };

struct advice {
	const struct entity *entity;
	const struct value *fields; /* below the root key */
	struct error_list *errs;
	bool inputs;             /* below a key whose map repeats what others declare */
	uint32_t sizes[LETTERS]; /* of keys that mean something, by their first letter */
};

/* Most texts differ in their first byte: no call for those. */
static bool is(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

static bool is_one_of(const char *text, const char *const *set, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is(text, set[i]))
			return true;
	return false;
}

static bool is_computed(const struct value *value)
{
	return strstr(value_text(value), "<+") != NULL;
}

/* --- what YAML 1.1 takes for something else ------------------------------- */

/* "1.10" is 1.1, "0123" is 83, "12e4" is 120000: a number is not its text. */
static bool is_lossy_number(const char *text)
{
	const char *dot = strchr(text, '.');

	if (*text == '+' || strpbrk(text, "eExXoO") != NULL)
		return true;
	text += *text == '-';
	if (text[0] == '0' && text[1] >= '0' && text[1] <= '9')
		return true;
	return dot != NULL && strlen(dot) > 2 && text_ends(dot, "0");
}

/* "12:30:45" is 45045, "1_000" is 1000, "0b11" is 3 (yaml.org/type/int.html). */
static bool is_hidden_number(const char *text)
{
	size_t digits;

	text += *text == '-' || *text == '+';
	if (text[0] == '0' && text[1] == 'b' && text[2] != '\0')
		return text[2 + strspn(text + 2, "01_")] == '\0';
	digits = strspn(text, "0123456789_");
	if (*text < '1' || *text > '9')
		return false;
	if (text[digits] == '\0')
		return strchr(text, '_') != NULL;
	for (text += digits; *text == ':'; text += digits) {
		text++;
		digits = strspn(text, "0123456789");
		if (digits == 0 || digits > 2 || (digits == 2 && *text > '5'))
			return false;
	}
	return *text == '\0';
}

static const char *const truths[] = { "y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No",
	"NO", "on", "On", "ON", "off", "Off", "OFF" };

/* Text is wanted here: say so where a reader of YAML 1.1 gets none, or another. */
static void check_plain(struct advice *advice, const struct value *value)
{
	const char *text;
	bool number, truth;
	struct error *error;

	if (!value_is_scalar(value) || value->quoted)
		return;
	text = value_text(value);
	number = value_type(value) == VALUE_NUMBER ? is_lossy_number(text)
						   : is_hidden_number(text);
	truth = value_type(value) == VALUE_TEXT &&
		is_one_of(text, truths, countof(truths));
	if (!number && !truth)
		return;
	error = source_error(advice->errs, ERROR_YAML_SURPRISE, advice->entity->source,
		value->offset, "YAML 1.1 takes %s for %s: quote it when it is a text",
		text, number ? "another number" : "true or false");
	error_fix(advice->errs, error, "\"%s\"", text);
}

static void check_tags(struct advice *advice, const struct value *tags)
{
	for (size_t i = 0; value_type(tags) == VALUE_MAP && i < value_count(tags); i++) {
		check_plain(advice, value_key(tags, i));
		check_plain(advice, value_entry(tags, i));
	}
}

/* --- identifiers and names below the entity ------------------------------- */

static void check_identifier(struct advice *advice, const struct value *item)
{
	const struct value *identifier = value_find(item, "identifier");

	if (value_is_empty(identifier) || !value_is_scalar(identifier) ||
		is_computed(identifier) ||
		identifier_check(value_text(identifier), IDENTIFIER_ENTITY) ==
			IDENTIFIER_OK)
		return;
	source_error_as(advice->errs, ERROR_IDENTIFIER_INVALID, SEVERITY_WARNING,
		advice->entity->source, identifier->offset,
		"'%s' is no identifier that expressions can name: they take %s",
		value_text(identifier), identifier_rule_words(IDENTIFIER_ENTITY));
}

static void check_items(struct advice *advice, const struct value *list)
{
	for (size_t i = 0; value_type(list) == VALUE_LIST && i < value_count(list); i++)
		check_identifier(advice, value_item(list, i));
}

/* Source: references.md 6, typed variable `name`. */
static bool is_variable_name(const char *text)
{
	static const char first[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	size_t size = strspn(text, first);

	return size > 0 && strlen(text) <= 128 &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_.$-")] == '\0';
}

static void check_variable(
	struct advice *advice, struct index *seen, const struct value *variable)
{
	const struct value *name = value_find(variable, "name");
	const struct value *first;
	struct error *error;

	if (value_is_empty(name) || !value_is_scalar(name) || is_computed(name))
		return;
	if (!is_variable_name(value_text(name)))
		source_error(advice->errs, ERROR_NAME_INVALID, advice->entity->source,
			name->offset,
			"'%s' is no name of a variable: letters, digits and _ . $ -",
			value_text(name));
	first = *index_at(seen, value_text(name));
	if (first == NULL) {
		*index_at(seen, value_text(name)) = name;
		return;
	}
	error = source_error_as(advice->errs, ERROR_IDENTIFIER_DUPLICATE,
		SEVERITY_WARNING, advice->entity->source, name->offset,
		"variable '%s' stands twice in its list", value_text(name));
	error_relate(advice->errs, error,
		source_place(advice->entity->source, first->offset), "the other one");
}

static void check_variables(struct advice *advice, const struct value *list)
{
	struct arena scratch = { 0 };
	struct index seen = { .arena = &scratch };

	for (size_t i = 0; value_type(list) == VALUE_LIST && i < value_count(list); i++) {
		const struct value *variable = value_item(list, i);
		const struct value *value = value_find(variable, "value");
		const struct value *preset = value_find(variable, "default");

		check_variable(advice, &seen, variable);
		if (!value_is(value_find(variable, "type"), "String"))
			continue;
		if (value != NULL)
			check_plain(advice, value);
		if (preset != NULL)
			check_plain(advice, preset);
	}
	arena_release(&scratch);
}

/* --- the walk ------------------------------------------------------------- */

/* Source: references.md 5, "also declared", and 3.1 for labels. */
static const struct {
	const char *key;
	void (*check)(struct advice *, const struct value *);
} rules[] = {
	{ "branch", check_plain },
	{ "changeSources", check_items },
	{ "commandUnits", check_items },
	{ "configFile", check_identifier },
	{ "gitBranch", check_plain },
	{ "healthSources", check_items },
	{ "manifest", check_identifier },
	{ "metricDefinitions", check_items },
	{ "overrideSet", check_identifier },
	{ "postHook", check_identifier },
	{ "preHook", check_identifier },
	{ "sidecar", check_identifier },
	{ "sources", check_items },
	{ "tag", check_plain },
	{ "tags", check_tags },
	{ "varFile", check_identifier },
	{ "variables", check_variables },
	{ "versionLabel", check_plain },
};

/* Source: references.md 5, "not declarations although spelled identifier". */
static const char *const inputs[] = { "templateInputs", "serviceInputs",
	"environmentInputs", "inputs", "pipelineInputs" };

/* The value of a secret is another check's business. */
static bool is_secret_value(const struct advice *advice, const struct value *node)
{
	for (size_t i = 0; i < advice->entity->kind->field_count; i++) {
		const struct field *field = &advice->entity->kind->fields[i];

		if ((field->traits & FIELD_SECRET) != 0 &&
			value_at(advice->fields, field->path) == node)
			return true;
	}
	return false;
}

static void check_text(struct advice *advice, const struct value *node)
{
	const char *words = credential_find(value_text(node), node->size);
	struct error *error;

	if (words == NULL || is_secret_value(advice, node))
		return;
	error = error_add(advice->errs, ERROR_CREDENTIAL,
		source_place(advice->entity->source, node->offset),
		"this looks like %s, where everybody can read it", words);
	error_fix(advice->errs, error, "<+secrets.getValue(\"...\")>");
}

static void note_size(struct advice *advice, const char *key)
{
	advice->sizes[*key - 'a'] |= 1u << strlen(key);
}

static void note_sizes(struct advice *advice)
{
	for (size_t i = 0; i < countof(rules); i++)
		note_size(advice, rules[i].key);
	for (size_t i = 0; i < countof(inputs); i++)
		note_size(advice, inputs[i]);
}

/* Whether some rule's key has that first letter and size: most keys of a document
 * are seen to mean nothing. */
static bool may_mean(const struct advice *advice, const struct value *key)
{
	char first = *value_text(key);

	return first >= 'a' && first <= 'z' && key->size < 32 &&
	       (advice->sizes[first - 'a'] >> key->size & 1) != 0;
}

static void visit(struct advice *advice, const struct value *node);

static void visit_entry(struct advice *advice, const char *key, const struct value *entry)
{
	bool before = advice->inputs;

	for (size_t i = 0; i < countof(rules) && !before; i++)
		if (is(rules[i].key, key))
			rules[i].check(advice, entry);
	if (is_one_of(key, inputs, countof(inputs)))
		advice->inputs = true;
	visit(advice, entry);
	advice->inputs = before;
}

static void visit(struct advice *advice, const struct value *node)
{
	if (value_type(node) == VALUE_TEXT)
		check_text(advice, node);
	for (size_t i = 0; i < value_count(node); i++) {
		if (value_type(node) == VALUE_LIST)
			visit(advice, value_item(node, i));
		else if (!may_mean(advice, value_key(node, i)))
			visit(advice, value_entry(node, i));
		else
			visit_entry(advice, value_text(value_key(node, i)),
				value_entry(node, i));
	}
}

void advice_check(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	struct advice advice = { entity, fields, errs, false, { 0 } };

	note_sizes(&advice);
	visit(&advice, fields);
}
