#include "providers/emulator/document.h"

#include <stdint.h>
#include <string.h>

#include <yaml.h>

#include "model/limits.h"
#include "model/num.h"
#include "model/text.h"
#include "providers/emulator/body.h"
#include "providers/emulator/shape.h"

struct reader {
	struct body_pool *pool;
	yaml_document_t *document;
	struct document_fault *fault;
	size_t nodes;
};

static struct json_object *refuse(
	struct reader *reader, const yaml_node_t *node, const char *text)
{
	if (reader->fault->text == NULL)
		*reader->fault = (struct document_fault){ node->start_mark.line + 1,
			node->start_mark.column + 1, text };
	return NULL;
}

static bool is_null(const char *text)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };

	for (size_t i = 0; i < sizeof(nulls) / sizeof(nulls[0]); i++)
		if (strcmp(text, nulls[i]) == 0)
			return true;
	return false;
}

/* An integer as JSON spells it: what has leading zeros stays text. */
static bool is_integer(const char *text, int64_t *number)
{
	const char *digits = text + (text[0] == '-');

	return (digits[0] != '0' || digits[1] == '\0') &&
	       num_parse(text, INT64_MIN, INT64_MAX, number);
}

/* False for a plain null, which has no node. */
static bool read_scalar(
	struct reader *reader, const yaml_node_t *node, struct json_object **value)
{
	const char *text = (const char *)node->data.scalar.value;
	int64_t number;

	*value = NULL;
	if (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		if (is_null(text))
			return true;
		if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
			*value = body_new_bool(reader->pool, text[0] == 't');
			return true;
		}
		if (is_integer(text, &number)) {
			*value = body_new_number(reader->pool, number);
			return true;
		}
	}
	if (strlen(text) != node->data.scalar.length)
		return refuse(reader, node, "a NUL inside a text") != NULL;
	*value = body_new_text(reader->pool, text);
	return true;
}

static bool read_node(
	struct reader *reader, int index, size_t depth, struct json_object **value);

static bool read_list(struct reader *reader, const yaml_node_t *node, size_t depth,
	struct json_object *list)
{
	yaml_node_item_t *item = node->data.sequence.items.start;
	struct json_object *value;

	for (; item < node->data.sequence.items.top; item++) {
		if (!read_node(reader, *item, depth + 1, &value))
			return false;
		body_append(list, value);
	}
	return true;
}

static bool read_map(struct reader *reader, const yaml_node_t *node, size_t depth,
	struct json_object *object)
{
	yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	struct json_object *value;

	for (; pair < node->data.mapping.pairs.top; pair++) {
		yaml_node_t *key = yaml_document_get_node(reader->document, pair->key);

		if (key->type != YAML_SCALAR_NODE)
			return refuse(reader, key, "a key that is no scalar") != NULL;
		if (!read_node(reader, pair->value, depth + 1, &value))
			return false;
		body_put(object, (const char *)key->data.scalar.value, value);
	}
	return true;
}

static bool read_node(
	struct reader *reader, int index, size_t depth, struct json_object **value)
{
	yaml_node_t *node = yaml_document_get_node(reader->document, index);

	if (depth > LIMIT_DEPTH)
		return refuse(reader, node, "nested too deeply") != NULL;
	if (++reader->nodes > LIMIT_NODES)
		return refuse(reader, node, "too many nodes") != NULL;
	if (node->type == YAML_SCALAR_NODE)
		return read_scalar(reader, node, value);
	if (node->type == YAML_SEQUENCE_NODE) {
		*value = body_new_list(reader->pool);
		return read_list(reader, node, depth, *value);
	}
	*value = body_new_object(reader->pool);
	return read_map(reader, node, depth, *value);
}

static struct json_object *read_document(struct reader *reader, yaml_parser_t *parser)
{
	yaml_document_t document;
	struct json_object *value = NULL;

	if (!yaml_parser_load(parser, &document)) {
		*reader->fault = (struct document_fault){ parser->problem_mark.line + 1,
			parser->problem_mark.column + 1, "not well-formed" };
		return NULL;
	}
	reader->document = &document;
	if (yaml_document_get_root_node(&document) == NULL)
		*reader->fault = (struct document_fault){ 0, 0, "empty" };
	else if (!read_node(reader, 1, 0, &value))
		value = NULL;
	else if (value == NULL)
		*reader->fault = (struct document_fault){ 1, 1, "empty" };
	yaml_document_delete(&document);
	reader->document = NULL;
	return value;
}

/* What an event does to the depth. */
static int step(yaml_event_type_t type)
{
	switch (type) {
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return 1;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return -1;
	default:
		return 0;
	}
}

/*
 * The time libyaml takes to load grows with the square of the depth: half a minute
 * for 100 kB of brackets. So the depth is looked at first, event by event.
 */
static bool is_shallow(const char *text, size_t size, struct document_fault *fault)
{
	yaml_event_type_t type = YAML_NO_EVENT;
	yaml_parser_t parser;
	yaml_event_t event;
	int depth = 0;

	if (!yaml_parser_initialize(&parser))
		return true; /* the reader says so */
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
	while (depth <= LIMIT_DEPTH && type != YAML_STREAM_END_EVENT &&
		yaml_parser_parse(&parser, &event)) {
		type = event.type;
		depth += step(type);
		if (depth > LIMIT_DEPTH)
			*fault = (struct document_fault){ event.start_mark.line + 1,
				event.start_mark.column + 1, "nested too deeply" };
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return depth <= LIMIT_DEPTH;
}

struct json_object *document_read(struct body_pool *pool, const char *text, size_t size,
	struct document_fault *fault)
{
	struct reader reader = { .pool = pool, .fault = fault };
	struct json_object *value;
	yaml_parser_t parser;

	*fault = (struct document_fault){ 0 };
	if (size > LIMIT_FILE_BYTES) {
		fault->text = "too large";
		return NULL;
	}
	if (size > LIMIT_DEPTH && !is_shallow(text, size, fault))
		return NULL;
	if (!yaml_parser_initialize(&parser)) {
		fault->text = "no memory";
		return NULL;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
	value = read_document(&reader, &parser);
	yaml_parser_delete(&parser);
	return value;
}

/* Not what another reader would take for a truth value or number. */
static bool is_plain(const char *text)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off",
		"y", "n" };
	int64_t number;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_equal_nocase(words[i], text))
			return false;
	if (is_null(text) || is_integer(text, &number) ||
		strchr("0123456789- ", text[0]) != NULL)
		return false;
	return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789_- /") == strlen(text) &&
	       text[strlen(text) - 1] != ' ';
}

/* Every JSON text is a double-quoted YAML scalar. */
void document_scalar(struct buf *out, const char *text)
{
	if (is_plain(text))
		buf_text(out, text);
	else
		shape_text(out, text);
}
