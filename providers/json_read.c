#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/num.h"
#include "model/text.h"
#include "providers/json.h"
#include "providers/json_scan.h"

enum { NODES_FIRST = 64 };

struct reader {
	struct json_scan scan;
	struct arena *arena;
	const char *bytes;
	struct value *nodes; /* of the containers that are open */
	size_t count, room, depth;
	bool placed; /* json_read_placed() */
	struct json_fault fault;
};

static bool read_value(struct reader *reader);

/* --- bytes ----------------------------------------------------------------- */

static bool wrong(struct reader *reader, const char *at, const char *reason)
{
	reader->fault = (struct json_fault){
		.code = ERROR_JSON_SYNTAX,
		.at = (size_t)(at - reader->bytes),
		.reason = reason,
	};
	return false;
}

static bool is_at_end(const struct reader *reader)
{
	return reader->scan.at == reader->scan.end;
}

static void skip_blanks(struct reader *reader)
{
	struct json_scan *scan = &reader->scan;

	while (!is_at_end(reader) && (*scan->at == ' ' || *scan->at == '\n' ||
					     *scan->at == '\t' || *scan->at == '\r'))
		scan->at++;
}

/* Whether `byte` is next, behind blanks. */
static bool is_next(struct reader *reader, char byte)
{
	skip_blanks(reader);
	return !is_at_end(reader) && *reader->scan.at == byte;
}

static bool take(struct reader *reader, char byte)
{
	bool next = is_next(reader, byte);

	reader->scan.at += next;
	return next;
}

static bool expected(struct reader *reader, const char *what)
{
	return wrong(reader, reader->scan.at,
		arena_format(reader->arena, "%s%s is expected",
			is_at_end(reader) ? "the JSON ends early: " : "", what));
}

/* --- scalars --------------------------------------------------------------- */

/* A node that begins at `start`, into the container that was opened last. */
static void put(struct reader *reader, struct value value, const char *start)
{
	if (reader->count == reader->room) {
		reader->room = size_mul(reader->room, 2);
		reader->nodes = memory_resize(
			reader->nodes, size_mul(reader->room, sizeof(value)));
	}
	if (reader->placed)
		value.offset = (size_t)(start - reader->bytes) & 0x7ffffff;
	reader->nodes[reader->count++] = value;
}

/* The text whose quote is at hand. */
static bool read_text(struct reader *reader)
{
	struct json_scan *scan = &reader->scan;
	const char *start = scan->at, *text = scan->out;

	if (!json_scan_text(scan))
		return wrong(reader, scan->at, scan->reason);
	if (reader->placed && scan->half != NULL)
		return wrong(reader, scan->half, "half of a surrogate pair");
	put(reader,
		(struct value){
			.data = text,
			.size = (uint32_t)(scan->out - text - 1),
			.type = VALUE_TEXT,
			.quoted = 1,
		},
		start);
	return true;
}

/* What is neither text nor container and `size` bytes long, when it ends there; a NUL
 * behind it is refused in its turn. */
static bool put_word(struct reader *reader, struct value value, size_t size)
{
	struct json_scan *scan = &reader->scan;
	const char *start = scan->at, *end = start + size;

	if (size == 0 || (end < scan->end && strchr(" \t\r\n,:]}", *end) == NULL))
		return wrong(reader, start, "this is no JSON value");
	scan->at = end;
	put(reader, value, start);
	return true;
}

static bool read_word(struct reader *reader, const char *word, struct value value)
{
	size_t size = strlen(word), left = (size_t)(reader->scan.end - reader->scan.at);

	if (left < size || memcmp(reader->scan.at, word, size) != 0)
		size = 0;
	return put_word(reader, value, size);
}

static bool read_number(struct reader *reader)
{
	struct json_scan *scan = &reader->scan;
	size_t size = (size_t)(json_scan_number(scan->at, scan->end) - scan->at);
	struct value value = {
		.data = scan->out,
		.size = (uint32_t)size,
		.type = VALUE_NUMBER,
	};

	memcpy(scan->out, scan->at, size);
	scan->out[size] = '\0';
	scan->out += size + 1;
	return put_word(reader, value, size);
}

/* --- containers -------------------------------------------------------------- */

static const struct value *first_of_key(const struct value *map, size_t i)
{
	const struct value *key = value_key(map, i);

	return value_find_node(map, value_text(key), key->size);
}

/* One of 64 bits, by what tells most keys of a map apart. */
static uint64_t key_bit(const struct value *key)
{
	const unsigned char *text = key->data;

	return (uint64_t)1 << (key->size + text[0] + 5u * text[key->size / 2]) % 64;
}

/* Keys are looked for only where one before has the same bit. */
static bool has_doubles(const struct value *map)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < map->size; i++) {
		const struct value *key = value_key(map, i);
		uint64_t bit = key_bit(key);

		if ((seen & bit) != 0 && first_of_key(map, i) != key)
			return true;
		seen |= bit;
	}
	return false;
}

/* `nodes` are those that `map` was made of: the last of equal keys has its value put
 * behind the first, the others go. Returns how many entries stay. */
static size_t drop_doubles(struct value *nodes, const struct value *map)
{
	size_t kept = 0;

	for (size_t i = 0; i < map->size; i++)
		nodes[first_of_key(map, i) - value_key(map, 0) + 1] = nodes[2 * i + 1];
	for (size_t i = 0; i < map->size; i++) {
		if (first_of_key(map, i) != value_key(map, i))
			continue;
		nodes[2 * kept] = nodes[2 * i];
		nodes[2 * kept + 1] = nodes[2 * i + 1];
		kept++;
	}
	return kept;
}

/* The container of the nodes since `first`, which it takes the place of. */
static void close_container(
	struct reader *reader, enum value_type type, size_t first, const char *start)
{
	struct value *nodes = reader->nodes + first;
	size_t count = reader->count - first;
	struct value value;

	value = value_of_nodes(
		reader->arena, type, nodes, type == VALUE_MAP ? count / 2 : count);
	if (type == VALUE_MAP && !reader->placed && has_doubles(&value))
		value = value_of_nodes(
			reader->arena, type, nodes, drop_doubles(nodes, &value));
	reader->count = first;
	put(reader, value, start);
}

static bool read_key(struct reader *reader)
{
	if (!is_next(reader, '"'))
		return expected(reader, "a key in quotes");
	if (!read_text(reader))
		return false;
	return take(reader, ':') || expected(reader, "':'");
}

static bool enter(struct reader *reader)
{
	if (++reader->depth <= LIMIT_DEPTH)
		return true;
	wrong(reader, reader->scan.at,
		arena_format(reader->arena, "nested deeper than %d", LIMIT_DEPTH));
	reader->fault.code = ERROR_LIMIT_EXCEEDED;
	return false;
}

static bool read_items(struct reader *reader, enum value_type type)
{
	do {
		if (type == VALUE_MAP && !read_key(reader))
			return false;
		if (!read_value(reader))
			return false;
	} while (take(reader, ','));
	return true;
}

/* The list or map whose bracket is at hand. */
static bool read_container(struct reader *reader, enum value_type type)
{
	const char *start = reader->scan.at;
	char bracket = type == VALUE_MAP ? '}' : ']';
	size_t first = reader->count;

	if (!enter(reader))
		return false;
	reader->scan.at++;
	if (!is_next(reader, bracket) && !read_items(reader, type))
		return false;
	if (!take(reader, bracket))
		return expected(reader, type == VALUE_MAP ? "',' or '}'" : "',' or ']'");
	reader->depth--;
	close_container(reader, type, first, start);
	return true;
}

/* As deep as LIMIT_DEPTH lets it. */
static bool read_value(struct reader *reader)
{
	skip_blanks(reader);
	if (is_at_end(reader))
		return expected(reader, "a value");
	switch (*reader->scan.at) {
	case '{':
		return read_container(reader, VALUE_MAP);
	case '[':
		return read_container(reader, VALUE_LIST);
	case '"':
		return read_text(reader);
	case 't':
		return read_word(reader, "true", value_make(VALUE_BOOL, "true"));
	case 'f':
		return read_word(reader, "false", value_make(VALUE_BOOL, "false"));
	case 'n':
		return read_word(reader, "null", value_null());
	default:
		return read_number(reader);
	}
}

/* --- the whole --------------------------------------------------------------- */

static bool read_all(struct reader *reader)
{
	size_t size = (size_t)(reader->scan.end - reader->bytes);
	size_t good = text_utf8(reader->bytes, size);

	if (good < size)
		return wrong(reader, reader->bytes + good, "bytes that are not UTF-8");
	if (!read_value(reader))
		return false;
	skip_blanks(reader);
	return is_at_end(reader) ||
	       wrong(reader, reader->scan.at, "text behind the value");
}

static const struct value *read(struct arena *arena, const char *bytes, size_t size,
	bool placed, struct json_fault *fault)
{
	struct reader reader = {
		.scan = { .at = bytes, .end = bytes + size },
		.arena = arena,
		.bytes = bytes,
		.nodes = memory_resize(NULL, NODES_FIRST * sizeof(struct value)),
		.room = NODES_FIRST,
		.placed = placed,
	};
	struct value *root = arena_alloc(arena, sizeof(*root));
	bool ok;

	assert(size <= UINT32_MAX);
	reader.scan.out = arena_alloc(arena, size + 1);
	ok = read_all(&reader);
	if (ok)
		*root = reader.nodes[0];
	else if (fault != NULL)
		*fault = reader.fault;
	free(reader.nodes);
	return ok ? root : NULL;
}

const struct value *json_read(
	struct arena *arena, const char *bytes, size_t size, struct json_fault *fault)
{
	return read(arena, bytes, size, false, fault);
}

const struct value *json_read_placed(
	struct arena *arena, const char *bytes, size_t size, struct json_fault *fault)
{
	return read(arena, bytes, size, true, fault);
}
