#include "providers/json.h"

#include <json-c/json_object.h>
#include <json-c/json_tokener.h>
#include <json-c/linkhash.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/num.h"
#include "model/text.h"
#include "providers/words.h"
#include "providers/yaml_scalar.h"

/* Texts up to this size are looked up, since they may well come again. */
enum { KEPT_BYTES = 16 };

/* json-c's objects on their way to values. */
struct reader {
	struct arena *arena;
	struct words words;
	struct value *nodes; /* of the containers that are open */
	size_t count, room;
	bool faulty; /* something JSON has but a value has not */
};

/* Where a look over the text is, before json-c reads it. */
struct scan {
	bool in_text;
	size_t depth;
};

/*
 * Whether `*at` is well there; *at moves behind it when that is more than a byte.
 * json-c would cut a key at a NUL, takes raw control characters and "-01", and
 * counts the depth of empty containers otherwise than we do.
 */
static bool take_byte(struct scan *scan, const char **at, const char *end)
{
	size_t left = (size_t)(end - *at);

	switch (**at) {
	case '"':
		scan->in_text = !scan->in_text;
		return true;
	case '\\':
		if (left >= 6 && memcmp(*at, "\\u0000", 6) == 0)
			return false;
		*at += left > 1;
		return true;
	case '[':
	case '{':
		scan->depth += !scan->in_text;
		return scan->depth <= LIMIT_DEPTH;
	case ']':
	case '}':
		scan->depth -= !scan->in_text && scan->depth > 0;
		return true;
	case '-':
		return scan->in_text || left < 3 || (*at)[1] != '0' ||
		       strchr("0123456789", (*at)[2]) == NULL;
	default:
		return (unsigned char)**at >= 0x20 ||
		       (!scan->in_text && strchr("\t\n\r", **at) != NULL);
	}
}

/* Whether a byte needs a closer look: control characters, " - [ \\ ] { | }. */
static bool stands_out(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte < 0x20 || byte == '"' || byte == '-' ||
	       (unsigned char)((byte & ~0x20u) - '[') <= ']' - '[';
}

/* The top bits of bytes that are 0, with false alarms above the first alone. */
static uint64_t zero_bytes(uint64_t word)
{
	return (word - 0x0101010101010101u) & ~word & 0x8080808080808080u;
}

/* Of eight bytes within a text, how many come before its end, an escape or a control
 * character; less where that is not soon told. */
static size_t plain_bytes(uint64_t word)
{
	static const uint64_t each = 0x0101010101010101u;
	uint64_t low = (word - each * 0x20) & ~word & (each * 0x80);
	uint64_t found =
		zero_bytes(word ^ each * '"') | zero_bytes(word ^ each * '\\') | low;

	if (found == 0)
		return sizeof(word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (size_t)__builtin_ctzll(found) / 8;
#else
	return 0;
#endif
}

/* Bytes from `at` on that are nothing but text within a text. */
static size_t plain_run(const char *at, const char *end)
{
	const char *from = at;
	size_t some = sizeof(uint64_t);

	while (some == sizeof(uint64_t) && end - at >= (ptrdiff_t)sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, at, sizeof(word));
		some = plain_bytes(word);
		at += some;
	}
	return (size_t)(at - from);
}

static bool is_readable(const char *bytes, size_t size)
{
	struct scan scan = { false, 0 };
	const char *end = bytes + size;

	if (memchr(bytes, '\0', size) != NULL || text_utf8(bytes, size) != size)
		return false;
	for (const char *at = bytes; at < end; at++) {
		if (scan.in_text)
			at += plain_run(at, end);
		if (at < end && stands_out(*at) && !take_byte(&scan, &at, end))
			return false;
	}
	return true;
}

static bool is_blank(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (strchr(" \t\r\n", bytes[i]) == NULL)
			return false;
	return true;
}

/* The whole text as json-c's object, in *object (NULL is JSON's null). */
static bool tokenise(struct json_object **object, const char *bytes, size_t size)
{
	struct json_tokener *tokener = json_tokener_new_ex(LIMIT_DEPTH + 1);
	enum json_tokener_error fault;
	size_t used;

	if (tokener == NULL)
		return false;
	json_tokener_set_flags(
		tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
	*object = json_tokener_parse_ex(tokener, bytes, (int)size);
	fault = json_tokener_get_error(tokener);
	used = json_tokener_get_parse_end(tokener);
	if (fault == json_tokener_continue) { /* a number ends with the text */
		*object = json_tokener_parse_ex(tokener, "", 1);
		fault = json_tokener_get_error(tokener);
		used = size;
	}
	json_tokener_free(tokener);
	return fault == json_tokener_success && is_blank(bytes + used, size - used);
}

static void put_node(struct reader *reader, struct value value)
{
	if (reader->count == reader->room) {
		reader->room = reader->room > 0 ? size_mul(reader->room, 2) : 64;
		reader->nodes = memory_resize(
			reader->nodes, size_mul(reader->room, sizeof(value)));
	}
	reader->nodes[reader->count++] = value;
}

static struct value scalar(
	struct reader *reader, enum value_type type, const char *text, size_t size)
{
	return (struct value){
		.data = size <= KEPT_BYTES ? words_keep(&reader->words, text, size)
					   : words_copy(&reader->words, text, size),
		.size = (uint32_t)size,
		.type = type & 0xf,
		.quoted = type == VALUE_TEXT,
	};
}

/* The text of an integer that 64 bits hold; json-c would print it into a buffer of
 * the object's own. Written from behind. */
static struct value integer(struct reader *reader, int64_t number)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		*--at = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (number < 0)
		*--at = '-';
	return scalar(reader, VALUE_NUMBER, at, (size_t)(digits + sizeof(digits) - at));
}

static struct value number(struct reader *reader, struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
	size_t size = strlen(text);

	/* json-c gives its widest integer for all that are wider */
	if (json_object_is_type(object, json_type_int) &&
		(json_object_get_uint64(object) == UINT64_MAX ||
			json_object_get_int64(object) == INT64_MIN))
		reader->faulty = true;
	if (!yaml_is_json_number(text, size))
		reader->faulty = true;
	return scalar(reader, VALUE_NUMBER, text, size);
}

static struct value convert(struct reader *reader, struct json_object *object);

/* What was put since `first`, as the container's nodes. */
static struct value finish(struct reader *reader, enum value_type type, size_t first)
{
	size_t nodes = reader->count - first;
	struct value value = value_of_nodes(reader->arena, type,
		nodes > 0 ? &reader->nodes[first] : NULL,
		type == VALUE_MAP ? nodes / 2 : nodes);

	reader->count = first;
	return value;
}

static struct value list(struct reader *reader, struct json_object *object)
{
	size_t first = reader->count, count = json_object_array_length(object);

	for (size_t i = 0; i < count; i++)
		put_node(reader, convert(reader, json_object_array_get_idx(object, i)));
	return finish(reader, VALUE_LIST, first);
}

static struct value map(struct reader *reader, struct json_object *object)
{
	size_t first = reader->count;

	for (const struct lh_entry *entry = json_object_get_object(object)->head;
		entry != NULL; entry = entry->next) {
		const char *key = lh_entry_k(entry);
		size_t size = strlen(key);
		struct value name = {
			.data = words_keep(&reader->words, key, size),
			.size = (uint32_t)size,
			.type = VALUE_TEXT,
			.quoted = 1,
		};

		put_node(reader, name);
		put_node(reader, convert(reader, lh_entry_v(entry)));
	}
	return finish(reader, VALUE_MAP, first);
}

static struct value convert(struct reader *reader, struct json_object *object)
{
	switch (json_object_get_type(object)) {
	case json_type_boolean:
		return json_object_get_boolean(object) ? value_make(VALUE_BOOL, "true")
						       : value_make(VALUE_BOOL, "false");
	case json_type_int:
	case json_type_double:
		if (json_object_is_type(object, json_type_int) &&
			json_object_get_int64(object) > INT64_MIN &&
			json_object_get_int64(object) < INT64_MAX)
			return integer(reader, json_object_get_int64(object));
		return number(reader, object);
	case json_type_string:
		return scalar(reader, VALUE_TEXT, json_object_get_string(object),
			(size_t)json_object_get_string_len(object));
	case json_type_array:
		return list(reader, object);
	case json_type_object:
		return map(reader, object);
	default:
		return value_null();
	}
}

const struct value *json_read(struct arena *arena, const char *bytes, size_t size)
{
	struct reader reader = { .arena = arena };
	struct json_object *object = NULL;
	struct value *root = NULL;

	if (size == 0 || size > INT_MAX || !is_readable(bytes, size))
		return NULL;
	words_init(&reader.words, arena, size);
	if (tokenise(&object, bytes, size)) {
		root = arena_alloc(arena, sizeof(*root));
		*root = convert(&reader, object);
	}
	json_object_put(object);
	words_release(&reader.words);
	free(reader.nodes);
	return reader.faulty ? NULL : root;
}

/* The letter behind the backslash, 0 for characters that have none. */
static char short_escape(char c)
{
	static const char pairs[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i + 1 < sizeof(pairs); i += 2)
		if (pairs[i] == c)
			return pairs[i + 1];
	return '\0';
}

static bool is_escaped(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

void json_write_text(struct buf *out, const char *text)
{
	buf_char(out, '"');
	while (*text != '\0') {
		size_t run = 0;

		while (text[run] != '\0' && !is_escaped(text[run]))
			run++;
		buf_put(out, text, run);
		text += run;
		if (*text == '\0')
			break;
		if (short_escape(*text) != '\0') {
			buf_char(out, '\\');
			buf_char(out, short_escape(*text));
		} else {
			buf_format(out, "\\u%04x", (unsigned char)*text);
		}
		text++;
	}
	buf_char(out, '"');
}

static void write_list(struct buf *out, const struct value *value)
{
	buf_char(out, '[');
	for (size_t i = 0; i < value_count(value); i++) {
		if (i > 0)
			buf_char(out, ',');
		json_write(out, value_item(value, i));
	}
	buf_char(out, ']');
}

static void write_map(struct buf *out, const struct value *value)
{
	buf_char(out, '{');
	for (size_t i = 0; i < value_count(value); i++) {
		if (i > 0)
			buf_char(out, ',');
		json_write_text(out, value_text(value_key(value, i)));
		buf_char(out, ':');
		json_write(out, value_entry(value, i));
	}
	buf_char(out, '}');
}

void json_write(struct buf *out, const struct value *value)
{
	switch (value_type(value)) {
	case VALUE_NULL:
		buf_text(out, "null");
		break;
	case VALUE_BOOL:
		buf_text(out,
			text_equal_nocase(value_text(value), "true") ? "true" : "false");
		break;
	case VALUE_NUMBER:
		if (yaml_is_json_number(value_text(value), value->size))
			buf_text(out, value_text(value));
		else
			json_write_text(out, value_text(value));
		break;
	case VALUE_TEXT:
		json_write_text(out, value_text(value));
		break;
	case VALUE_LIST:
		write_list(out, value);
		break;
	case VALUE_MAP:
		write_map(out, value);
		break;
	case VALUE_ENV:
	case VALUE_FILE:
		json_write_text(out, "(secret)");
		break;
	}
}
