#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * One node of a document, YAML or JSON: 16 bytes, immutable once built, living
 * in the arena of its document. Scalars keep their spelling (`1.10` stays
 * `1.10`). Maps keep the order of their keys, lists that of their items.
 */
enum value_type {
	VALUE_NULL,
	VALUE_BOOL,   /* true, false in YAML's three spellings */
	VALUE_NUMBER, /* JSON's numbers and what YAML's core schema calls one */
	VALUE_TEXT,
	VALUE_LIST,
	VALUE_MAP,
	VALUE_ENV,  /* !env NAME: the text is NAME */
	VALUE_FILE, /* !file PATH: the text is PATH */
};

struct value {
	const void *data;    /* scalar: its text; list: items; map: key, value, key ... */
	uint32_t size;       /* scalar: bytes of its text; list: items; map: entries */
	uint32_t type : 4;   /* enum value_type */
	uint32_t quoted : 1; /* the scalar was quoted or a block in its source */
	uint32_t offset : 27; /* bytes from the start of its source; 0 from JSON */
};

static inline enum value_type value_type(const struct value *value)
{
	return (enum value_type)value->type;
}

static inline bool value_is_scalar(const struct value *value)
{
	return value->type != VALUE_LIST && value->type != VALUE_MAP;
}

/* The text of a scalar of any type ("" of a null), NUL-terminated, UTF-8. */
static inline const char *value_text(const struct value *value)
{
	assert(value_is_scalar(value));
	return value->type == VALUE_NULL ? "" : (const char *)value->data;
}
/* NULL safe: whether `value` is there, is a scalar, and reads `text`. */
bool value_is(const struct value *value, const char *text);

/* Items or entries; 0 of a scalar or NULL. */
static inline size_t value_count(const struct value *value)
{
	return value == NULL || value_is_scalar(value) ? 0 : value->size;
}

static inline const struct value *value_item(const struct value *list, size_t i)
{
	assert(list->type == VALUE_LIST && i < list->size);
	return (const struct value *)list->data + i;
}

/* A scalar, positioned. */
static inline const struct value *value_key(const struct value *map, size_t i)
{
	assert(map->type == VALUE_MAP && i < map->size);
	return (const struct value *)map->data + 2 * i;
}

static inline const struct value *value_entry(const struct value *map, size_t i)
{
	return value_key(map, i) + 1;
}

/* The entry of that key; NULL when absent, or when `map` is NULL or no map. */
const struct value *value_find(const struct value *map, const char *key);
/* The key node of the first entry of key[0..size), its value behind it; or NULL. */
const struct value *value_find_node(
	const struct value *map, const char *key, size_t size);
/* The key node of that entry, or NULL: where the key stands. */
const struct value *value_find_key(const struct value *map, const char *key);
/* value_find() along dotted keys: "principal.type". */
const struct value *value_at(const struct value *map, const char *dotted);
/* value_text() of value_at(), or NULL when absent, null or no scalar. */
const char *value_text_at(const struct value *map, const char *dotted);

/* No information: NULL, null, "", {} and [] (extended.md 17.1). */
bool value_is_empty(const struct value *value);

/*
 * Equal in meaning: maps without regard to order and to entries that are empty,
 * lists item by item, scalars by text whatever their quoting; a null is no text.
 * NULL (absent) equals what is empty.
 */
bool value_equal(const struct value *a, const struct value *b);

/* Making values. Text is not copied: it must live as long as the value. */
struct value value_make(enum value_type type, const char *text);
struct value value_null(void);
/*
 * A list of `count` items, or a map of `count` entries (key, value, key ...), from
 * a copy of the nodes. Containers are made here alone: a large map gets an index
 * behind its nodes, so that no look-up walks it.
 */
struct value value_of_nodes(struct arena *arena, enum value_type type,
	const struct value *nodes, size_t count);

/*
 * A list or map being built; items are copied in, their contents are shared.
 * Zero with an arena is a valid empty one.
 */
struct value_builder {
	struct arena *arena;
	struct value *items;
	size_t count, room; /* nodes: a map has two an entry */
};

void value_add(struct value_builder *builder, struct value item); /* list */
/* Append, or replace the entry of that key in place. `key` is not copied. */
void value_put(struct value_builder *builder, const char *key, struct value item);
const struct value *value_list_end(struct value_builder *builder);
const struct value *value_map_end(struct value_builder *builder);

/* `pointer` and a further step, as a JSON pointer (RFC 6901). */
const char *value_pointer(struct arena *arena, const char *pointer, const char *key);

/* A deep copy into another arena. */
const struct value *value_copy(struct arena *arena, const struct value *value);
/*
 * The same, but texts that `like` (a neighbour that outlives the copy, or NULL) has
 * at the same place are shared with it: the items of a list have the same keys.
 */
const struct value *value_copy_like(
	struct arena *arena, const struct value *value, const struct value *like);

/*
 * `over` laid on `under`: maps key by key, all else (lists, scalars, maps whose
 * discriminator differs) as `over` has it. Either may be NULL. Discriminators:
 * type, valueType, credentialType, tgtGenerationMethod (DESIGN "Difference").
 */
const struct value *value_merge(
	struct arena *arena, const struct value *under, const struct value *over);
/* Whether two maps are of different variants: a discriminator differs. */
bool value_variant_differs(const struct value *a, const struct value *b);
