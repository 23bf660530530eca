#include "model/value.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/num.h"
#include "model/text.h"

_Static_assert(sizeof(struct value) == 16, "a node is 16 bytes");

/* Maps of so many entries are searched through an index, smaller ones in a row. */
enum { INDEXED_ENTRIES = 32 };

static const char *const discriminators[] = { "type", "valueType", "credentialType",
	"tgtGenerationMethod" };

static bool reads(const struct value *scalar, const char *text, size_t size)
{
	return scalar->size == size &&
	       (size == 0 || (*value_text(scalar) == *text &&
				     memcmp(value_text(scalar), text, size) == 0));
}

bool value_is(const struct value *value, const char *text)
{
	return value != NULL && value_is_scalar(value) &&
	       reads(value, text, strlen(text));
}

/* The nodes behind `data`: items, or keys and values. */
static size_t node_count(const struct value *container)
{
	return container->type == VALUE_MAP ? size_mul(container->size, 2)
					    : container->size;
}

/* By length, then by bytes: any order does that is cheap and total. */
static int order(const struct value *a, const struct value *b)
{
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return memcmp(value_text(a), value_text(b), a->size);
}

/* Equal keys as they stand. */
static int compare_keys(const void *left, const void *right)
{
	const struct value *a = *(const struct value *const *)left;
	const struct value *b = *(const struct value *const *)right;
	int sign = order(a, b);

	return sign != 0 ? sign : (a > b) - (a < b);
}

/* Behind the nodes of a large map: its keys, sorted. */
static const struct value *const *map_index(const struct value *map)
{
	const struct value *nodes = map->data;

	return (const void *)(nodes + node_count(map));
}

static const struct value *search(const struct value *map, const struct value *key)
{
	const struct value *const *index = map_index(map);
	size_t low = 0, high = map->size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order(index[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < map->size && order(index[low], key) == 0 ? index[low] : NULL;
}

const struct value *value_find_node(const struct value *map, const char *key, size_t size)
{
	const struct value *nodes;

	if (map == NULL || map->type != VALUE_MAP || size > UINT32_MAX)
		return NULL;
	if (map->size >= INDEXED_ENTRIES)
		return search(map, &(struct value){ .data = key,
					   .size = (uint32_t)size,
					   .type = VALUE_TEXT });
	nodes = map->data;
	for (size_t i = 0; i < map->size; i++)
		if (reads(&nodes[2 * i], key, size))
			return &nodes[2 * i];
	return NULL;
}

const struct value *value_find_key(const struct value *map, const char *key)
{
	return value_find_node(map, key, strlen(key));
}

const struct value *value_find(const struct value *map, const char *key)
{
	const struct value *node = value_find_key(map, key);

	return node != NULL ? node + 1 : NULL;
}

const struct value *value_at(const struct value *map, const char *dotted)
{
	for (;;) {
		size_t size = strcspn(dotted, ".");
		const struct value *node = value_find_node(map, dotted, size);

		if (node == NULL)
			return NULL;
		if (dotted[size] == '\0')
			return node + 1;
		map = node + 1;
		dotted += size + 1;
	}
}

const char *value_text_at(const struct value *map, const char *dotted)
{
	const struct value *value = value_at(map, dotted);

	if (value == NULL || !value_is_scalar(value) || value->type == VALUE_NULL)
		return NULL;
	return value_text(value);
}

const char *value_pointer(struct arena *arena, const char *pointer, const char *key)
{
	struct buf buf;
	const char *result;

	if (strpbrk(key, "~/") == NULL)
		return arena_join(arena, pointer, "/", key);
	buf_init(&buf, 1 << 24);
	for (; *key != '\0'; key++) {
		if (*key == '~')
			buf_text(&buf, "~0");
		else if (*key == '/')
			buf_text(&buf, "~1");
		else
			buf_char(&buf, *key);
	}
	result = arena_join(arena, pointer, "/", buf_string(&buf));
	buf_release(&buf);
	return result;
}

bool value_is_empty(const struct value *value)
{
	return value == NULL || value->type == VALUE_NULL ||
	       (value->size == 0 && value->type != VALUE_ENV &&
		       value->type != VALUE_FILE);
}

static bool is_secret(const struct value *value)
{
	return value->type == VALUE_ENV || value->type == VALUE_FILE;
}

/* Both are bools of one truth, in whichever of YAML's spellings. */
static bool same_truth(const struct value *a, const struct value *b)
{
	return a->type == VALUE_BOOL && b->type == VALUE_BOOL &&
	       text_equal_nocase(value_text(a), value_text(b));
}

static bool scalars_equal(const struct value *a, const struct value *b)
{
	if ((is_secret(a) || is_secret(b)) && a->type != b->type)
		return false;
	return reads(a, value_text(b), b->size) || same_truth(a, b);
}

static bool lists_equal(const struct value *a, const struct value *b)
{
	if (a->size != b->size)
		return false;
	for (size_t i = 0; i < a->size; i++)
		if (!value_equal(value_item(a, i), value_item(b, i)))
			return false;
	return true;
}

static bool maps_equal(const struct value *a, const struct value *b)
{
	for (size_t i = 0; i < a->size; i++) {
		const struct value *key = value_key(a, i);
		const struct value *node = value_find_node(b, value_text(key), key->size);

		if (!value_equal(key + 1, node != NULL ? node + 1 : NULL))
			return false;
	}
	for (size_t i = 0; i < b->size; i++) {
		const struct value *key = value_key(b, i);

		if (!value_is_empty(key + 1) &&
			value_find_node(a, value_text(key), key->size) == NULL)
			return false;
	}
	return true;
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (a == b)
		return true;
	if (value_is_empty(a) || value_is_empty(b))
		return value_is_empty(a) && value_is_empty(b);
	if (value_is_scalar(a) && value_is_scalar(b))
		return scalars_equal(a, b);
	if (a->type != b->type)
		return false;
	return a->type == VALUE_LIST ? lists_equal(a, b) : maps_equal(a, b);
}

struct value value_make(enum value_type type, const char *text)
{
	size_t size = strlen(text);

	assert(type != VALUE_LIST && type != VALUE_MAP && size <= UINT32_MAX);
	return (struct value){ .data = text, .size = (uint32_t)size, .type = type & 0xf };
}

struct value value_null(void)
{
	return value_make(VALUE_NULL, "");
}

void value_add(struct value_builder *builder, struct value item)
{
	builder->items = arena_grow(builder->arena, builder->items, builder->count,
		&builder->room, sizeof(item));
	builder->items[builder->count++] = item;
}

void value_put(struct value_builder *builder, const char *key, struct value item)
{
	size_t size = strlen(key);

	for (size_t i = 0; i < builder->count; i += 2) {
		if (reads(&builder->items[i], key, size)) {
			builder->items[i + 1] = item;
			return;
		}
	}
	value_add(builder, value_make(VALUE_TEXT, key));
	value_add(builder, item);
}

/* The index of a map, in the room behind its nodes. */
static void sort_keys(struct value *nodes, size_t count)
{
	const struct value **keys = (void *)(nodes + 2 * count);

	for (size_t i = 0; i < count; i++)
		keys[i] = &nodes[2 * i];
	qsort(keys, count, sizeof(*keys), compare_keys);
}

/* A copy of the nodes of `container`, which it is made to hold. */
static struct value *hold_copies(struct arena *arena, struct value *container)
{
	bool indexed = container->type == VALUE_MAP && container->size >= INDEXED_ENTRIES;
	size_t size = size_mul(node_count(container), sizeof(struct value));
	size_t more = indexed ? size_mul(container->size, sizeof(struct value *)) : 0;
	struct value *nodes = arena_alloc(arena, size_add(size, more));

	assert(size == 0 || container->data != NULL);
	if (size > 0)
		memcpy(nodes, container->data, size);
	if (indexed)
		sort_keys(nodes, container->size);
	container->data = nodes;
	return nodes;
}

struct value value_of_nodes(struct arena *arena, enum value_type type,
	const struct value *nodes, size_t count)
{
	struct value value = {
		.data = nodes,
		.size = (uint32_t)count,
		.type = type & 0xf,
	};

	assert(count <= UINT32_MAX);
	hold_copies(arena, &value);
	return value;
}

const struct value *value_list_end(struct value_builder *builder)
{
	struct value list = value_of_nodes(
		builder->arena, VALUE_LIST, builder->items, builder->count);

	return memcpy(arena_alloc(builder->arena, sizeof(list)), &list, sizeof(list));
}

const struct value *value_map_end(struct value_builder *builder)
{
	struct value map = value_of_nodes(
		builder->arena, VALUE_MAP, builder->items, builder->count / 2);

	return memcpy(arena_alloc(builder->arena, sizeof(map)), &map, sizeof(map));
}

/* The text of `value`: that of `like` where it is the same, else a copy. */
static const char *copy_text(
	struct arena *arena, const struct value *value, const struct value *like)
{
	if (like != NULL && value_is_scalar(like) &&
		reads(like, value_text(value), value->size))
		return value_text(like);
	return arena_copy(arena, value_text(value), value->size);
}

static void copy_contents(
	struct arena *arena, struct value *value, const struct value *like);

static void copy_entries(
	struct arena *arena, struct value *nodes, size_t count, const struct value *like)
{
	for (size_t i = 0; i < count; i += 2) {
		const struct value *key =
			value_find_node(like, nodes[i].data, nodes[i].size);

		nodes[i].data = copy_text(arena, &nodes[i], key);
		copy_contents(arena, &nodes[i + 1], key != NULL ? key + 1 : NULL);
	}
}

static void copy_contents(
	struct arena *arena, struct value *value, const struct value *like)
{
	size_t count;
	struct value *nodes;

	if (value_is_scalar(value)) {
		value->data = copy_text(arena, value, like);
		return;
	}
	count = node_count(value);
	nodes = hold_copies(arena, value);
	if (value->type == VALUE_MAP)
		copy_entries(arena, nodes, count, like);
	for (size_t i = 0; value->type == VALUE_LIST && i < count; i++)
		copy_contents(arena, &nodes[i], NULL);
}

const struct value *value_copy_like(
	struct arena *arena, const struct value *value, const struct value *like)
{
	struct value *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *value;
	copy_contents(arena, copy, like);
	return copy;
}

const struct value *value_copy(struct arena *arena, const struct value *value)
{
	return value_copy_like(arena, value, NULL);
}

bool value_variant_differs(const struct value *a, const struct value *b)
{
	for (size_t i = 0; i < sizeof(discriminators) / sizeof(discriminators[0]); i++) {
		const struct value *ours = value_find(a, discriminators[i]);
		const struct value *theirs = value_find(b, discriminators[i]);

		if (ours != NULL && theirs != NULL && !value_equal(ours, theirs))
			return true;
	}
	return false;
}

/* Entries of `under` in their order, merged; then those that `over` adds. */
static const struct value *merge_maps(
	struct arena *arena, const struct value *under, const struct value *over)
{
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < under->size; i++) {
		const struct value *key = value_key(under, i);
		const struct value *node =
			value_find_node(over, value_text(key), key->size);

		value_add(&builder, node != NULL ? *node : *key);
		value_add(&builder,
			node != NULL ? *value_merge(arena, key + 1, node + 1) : key[1]);
	}
	for (size_t i = 0; i < over->size; i++) {
		const struct value *key = value_key(over, i);

		if (value_find_node(under, value_text(key), key->size) != NULL)
			continue;
		value_add(&builder, *key);
		value_add(&builder, key[1]);
	}
	return value_map_end(&builder);
}

const struct value *value_merge(
	struct arena *arena, const struct value *under, const struct value *over)
{
	if (under == NULL || over == NULL)
		return under == NULL ? over : under;
	if (under->type != VALUE_MAP || over->type != VALUE_MAP ||
		value_variant_differs(under, over))
		return over;
	return merge_maps(arena, under, over);
}
