#include "reconcile/parsed.h"

#include <stdint.h>
#include <string.h>

#include "model/kind.h"
#include "model/limits.h"
#include "model/value.h"

/* How a text is written that is mostly one of few. */
enum place_of_text { TEXT_NONE, TEXT_ORG, TEXT_PROJECT, TEXT_HERE };

/* What follows an entity's head. */
enum { HAS_SPEC = 1, HAS_TEXT = 2, OWN_TEXT = 4, IS_DERIVED = 8, FLAGS_END = 16 };

/* What is true of a link. */
enum { LINK_PREFIXED = 1, LINK_WIDENS = 2 };

/* Kinds by their number in the list; what stands for none. */
static const uint32_t no_kind = UINT32_MAX;

/* --- writing --------------------------------------------------------------- */

static void put_number(struct buf *out, size_t number)
{
	uint32_t word = (uint32_t)number;

	buf_put(out, (const char *)&word, sizeof(word));
}

/* With its NUL: whoever reads it needs no copy. */
static void put_text(struct buf *out, const char *text, size_t size)
{
	put_number(out, size);
	buf_put(out, text, size);
	buf_char(out, '\0');
}

static void put_shared(struct buf *out, const struct entity *entity, const char *text)
{
	enum place_of_text place = TEXT_HERE;

	if (text == NULL)
		place = TEXT_NONE;
	else if (text_equal(text, entity->scope.org))
		place = TEXT_ORG;
	else if (text_equal(text, entity->scope.project))
		place = TEXT_PROJECT;
	put_number(out, place);
	if (place == TEXT_HERE)
		put_text(out, text, strlen(text));
}

static void put_optional(struct buf *out, const char *text)
{
	put_number(out, text != NULL ? TEXT_HERE : TEXT_NONE);
	if (text != NULL)
		put_text(out, text, strlen(text));
}

static void put_kind(struct buf *out, const struct kind *kind)
{
	size_t count;
	const struct kind *const *kinds = kind_all(&count);

	for (size_t i = 0; kind != NULL && i < count; i++) {
		if (kinds[i] == kind) {
			put_number(out, i);
			return;
		}
	}
	put_number(out, no_kind);
}

static void put_link(
	struct buf *out, const struct entity *entity, const struct link *link)
{
	bool named = link->kind != NULL && text_equal(link->kind->name, link->kind_name);

	put_kind(out, link->kind);
	put_optional(out, named ? NULL : link->kind_name);
	put_shared(out, entity, link->scope.org);
	put_shared(out, entity, link->scope.project);
	put_optional(out, link->parent);
	put_shared(out, entity, link->identifier);
	put_number(out, link->offset);
	put_number(out, (link->prefixed ? LINK_PREFIXED : 0u) |
				(link->widens ? LINK_WIDENS : 0u));
}

static void put_value(struct buf *out, const struct value *value)
{
	size_t count = value_count(value);

	put_number(out, (uint32_t)value->type | (uint32_t)value->quoted << 4 |
				(uint32_t)value->offset << 5);
	if (value_is_scalar(value)) {
		put_text(out, value_text(value), value->size);
		return;
	}
	put_number(out, count);
	for (size_t i = 0; i < count; i++) {
		if (value_type(value) == VALUE_MAP)
			put_value(out, value_key(value, i));
		put_value(out, value_type(value) == VALUE_MAP ? value_entry(value, i)
							      : value_item(value, i));
	}
}

static void put_body(struct buf *out, const struct entity *entity)
{
	if (entity->text.len == 0)
		return;
	if (entity->text.ptr == NULL) {
		put_number(out, entity->text_at);
		put_number(out, entity->text.len);
	} else {
		put_text(out, entity->text.ptr, entity->text.len);
	}
}

static size_t flags_of(const struct entity *entity)
{
	size_t flags = 0;

	if (entity->spec != NULL)
		flags |= HAS_SPEC;
	if (entity->text.len > 0)
		flags |= entity->text.ptr == NULL ? HAS_TEXT : HAS_TEXT | OWN_TEXT;
	if (entity->derived)
		flags |= IS_DERIVED;
	return flags;
}

static void put_entity(struct buf *out, const struct entity *entity)
{
	put_kind(out, entity->kind);
	put_number(out, flags_of(entity));
	put_number(out, entity->offset);
	put_number(out, entity->document);
	put_number(out, entity->document_size);
	put_optional(out, entity->scope.org);
	put_optional(out, entity->scope.project);
	put_text(out, entity->identifier, strlen(entity->identifier));
	put_text(out, entity->address, strlen(entity->address));
	put_body(out, entity);
	put_number(out, entity->link_count);
	for (size_t i = 0; i < entity->link_count; i++)
		put_link(out, entity, &entity->links[i]);
	if (entity->spec != NULL)
		put_value(out, entity->spec);
}

void parsed_write(
	struct buf *out, struct entity *const *entities, size_t count, size_t documents)
{
	put_number(out, documents);
	put_number(out, count);
	for (size_t i = 0; i < count; i++)
		put_entity(out, entities[i]);
}

/* --- reading --------------------------------------------------------------- */

/* Bytes being read; `bad` stays, and all that is read from then on is nothing. */
struct reading {
	const char *at;
	size_t left;
	struct index *names;
	struct arena *arena, *scratch;
	const struct source *source;
	bool bad;
};

static bool fault(struct reading *reading)
{
	reading->bad = true;
	reading->left = 0;
	return false;
}

static uint32_t get_number(struct reading *reading)
{
	uint32_t number = 0;

	if (reading->left < sizeof(number)) {
		fault(reading);
		return 0;
	}
	memcpy(&number, reading->at, sizeof(number));
	reading->at += sizeof(number);
	reading->left -= sizeof(number);
	return number;
}

/* The same, for something that takes at least `least` bytes each. */
static size_t get_count(struct reading *reading, size_t least)
{
	size_t count = get_number(reading);

	if (count > reading->left / least) {
		fault(reading);
		return 0;
	}
	return count;
}

/* A text in the bytes themselves; "" when it is none. */
static const char *get_text(struct reading *reading, uint32_t *size)
{
	const char *text;

	*size = get_number(reading);
	if (reading->left <= *size || reading->at[*size] != '\0' ||
		memchr(reading->at, '\0', *size) != NULL) {
		fault(reading);
		*size = 0;
		return "";
	}
	text = reading->at;
	reading->at += (size_t)*size + 1;
	reading->left -= (size_t)*size + 1;
	return text;
}

static const char *get_kept(struct reading *reading)
{
	uint32_t size;
	const char *text = get_text(reading, &size);

	return arena_copy(reading->arena, text, size);
}

static const char *get_shared(struct reading *reading, const struct scope *scope)
{
	switch (get_number(reading)) {
	case TEXT_NONE:
		return NULL;
	case TEXT_ORG:
		return scope->org;
	case TEXT_PROJECT:
		return scope->project;
	case TEXT_HERE:
		return get_kept(reading);
	default:
		fault(reading);
		return NULL;
	}
}

static const char *get_optional(struct reading *reading)
{
	return get_shared(reading, &(struct scope){ 0 });
}

/* Of a part of a scope; NULL for none. */
static const char *get_name(struct reading *reading)
{
	uint32_t size, place = get_number(reading);

	if (place == TEXT_HERE)
		return index_intern(reading->names, get_text(reading, &size));
	if (place != TEXT_NONE)
		fault(reading);
	return NULL;
}

/* NULL for none. */
static const struct kind *get_kind(struct reading *reading)
{
	size_t count;
	const struct kind *const *kinds = kind_all(&count);
	uint32_t number = get_number(reading);

	if (number == no_kind)
		return NULL;
	if (number >= count) {
		fault(reading);
		return NULL;
	}
	return kinds[number];
}

static void get_link(
	struct reading *reading, struct link *link, const struct entity *entity)
{
	uint32_t flags;

	link->kind = get_kind(reading);
	link->kind_name = get_optional(reading);
	if (link->kind_name == NULL && link->kind != NULL)
		link->kind_name = link->kind->name;
	link->scope.org = get_shared(reading, &entity->scope);
	link->scope.project = get_shared(reading, &entity->scope);
	link->parent = get_optional(reading);
	link->identifier = get_shared(reading, &entity->scope);
	link->offset = get_number(reading);
	flags = get_number(reading);
	link->prefixed = (flags & LINK_PREFIXED) != 0;
	link->widens = (flags & LINK_WIDENS) != 0;
	if (link->kind_name == NULL || link->identifier == NULL ||
		(link->scope.project != NULL && link->scope.org == NULL))
		fault(reading);
}

static void get_links(struct reading *reading, struct entity *entity)
{
	size_t count = get_count(reading, 8 * sizeof(uint32_t));
	struct link *links = arena_array(reading->arena, count, sizeof(*links));

	for (size_t i = 0; i < count && !reading->bad; i++)
		get_link(reading, &links[i], entity);
	entity->links = links;
	entity->link_count = count;
}

static struct value get_value(struct reading *reading, size_t depth);

/* Nodes one behind the other: items, or keys and values. */
static void get_nodes(struct reading *reading, struct value *container, size_t depth)
{
	bool map = container->type == VALUE_MAP;
	size_t count = get_count(reading, 2 * sizeof(uint32_t) * (map ? 2 : 1));
	size_t total = map ? 2 * count : count;
	struct value *nodes = arena_array(reading->scratch, total, sizeof(*nodes));
	uint32_t offset = container->offset;

	for (size_t i = 0; i < total && !reading->bad; i++) {
		nodes[i] = get_value(reading, depth + 1);
		if (map && i % 2 == 0 && nodes[i].type != VALUE_TEXT)
			fault(reading);
	}
	if (reading->bad)
		return;
	*container = value_of_nodes(
		reading->scratch, map ? VALUE_MAP : VALUE_LIST, nodes, count);
	container->offset = offset & 0x7ffffff;
}

static struct value get_value(struct reading *reading, size_t depth)
{
	uint32_t head = get_number(reading), offset = head >> 5;
	struct value value = {
		.type = head & 0xf,
		.quoted = head >> 4 & 1,
		.offset = offset & 0x7ffffff,
	};

	if ((head & 0xf) > VALUE_FILE || depth > LIMIT_DEPTH) {
		fault(reading);
	} else if (!value_is_scalar(&value)) {
		get_nodes(reading, &value, depth);
	} else {
		value.data = get_text(reading, &value.size);
		if (value.type == VALUE_NULL && value.size != 0)
			fault(reading);
	}
	return reading->bad ? value_null() : value;
}

static void get_spec(struct reading *reading, struct entity *entity)
{
	struct value *spec = arena_alloc(reading->scratch, sizeof(*spec));

	*spec = get_value(reading, 0);
	entity->spec = spec;
	if (spec->type != VALUE_MAP)
		fault(reading);
}

static bool in_source(const struct reading *reading, size_t at, size_t size)
{
	size_t whole = reading->source->bytes.len;

	return at <= whole && size <= whole - at;
}

static void get_body(struct reading *reading, struct entity *entity, uint32_t flags)
{
	uint32_t size;

	if ((flags & OWN_TEXT) != 0) {
		entity->text.ptr = get_text(reading, &size);
		entity->text.ptr = arena_copy(reading->arena, entity->text.ptr, size);
		entity->text.len = size;
		return;
	}
	entity->text_at = get_number(reading);
	entity->text.len = get_number(reading);
	if (!in_source(reading, entity->text_at, entity->text.len))
		fault(reading);
}

/* Whether what it has is what its kind has. */
static bool fits(const struct entity *entity, uint32_t flags)
{
	bool whole;

	if (entity->kind == NULL || !kind_is_managed(entity->kind) || flags >= FLAGS_END)
		return false;
	whole = (entity->kind->traits & KIND_WHOLE) != 0;
	return ((flags & HAS_TEXT) != 0) == whole && ((flags & HAS_SPEC) != 0) != whole;
}

static struct entity *get_entity(struct reading *reading)
{
	struct entity *entity = arena_alloc(reading->arena, sizeof(*entity));
	uint32_t flags;

	entity->kind = get_kind(reading);
	flags = get_number(reading);
	if (!fits(entity, flags))
		fault(reading);
	entity->source = reading->source;
	entity->derived = (flags & IS_DERIVED) != 0;
	entity->offset = get_number(reading);
	entity->document = get_number(reading);
	entity->document_size = get_number(reading);
	if (!in_source(reading, entity->document, entity->document_size))
		fault(reading);
	entity->scope.org = get_name(reading);
	entity->scope.project = get_name(reading);
	if (entity->scope.project != NULL && entity->scope.org == NULL)
		fault(reading);
	entity->identifier = get_kept(reading);
	entity->address = get_kept(reading);
	if ((flags & HAS_TEXT) != 0)
		get_body(reading, entity, flags);
	get_links(reading, entity);
	if ((flags & HAS_SPEC) != 0)
		get_spec(reading, entity);
	return entity;
}

bool parsed_read(struct parsed *parsed, struct index *names, struct arena *arena,
	struct arena *scratch, struct slice bytes, const struct source *source)
{
	struct reading reading = {
		.at = bytes.ptr,
		.left = bytes.len,
		.names = names,
		.arena = arena,
		.scratch = scratch,
		.source = source,
	};

	parsed->documents = get_number(&reading);
	parsed->count = get_count(&reading, 8 * sizeof(uint32_t));
	parsed->entities = arena_array(scratch, parsed->count, sizeof(struct entity *));
	for (size_t i = 0; i < parsed->count && !reading.bad; i++)
		parsed->entities[i] = get_entity(&reading);
	return !reading.bad && reading.left == 0;
}
