#include "providers/yaml_map.h"

#include <stdlib.h>
#include <string.h>

#include "model/num.h"

/* Maps of up to so many keys are searched for duplicates without sorting. */
enum { FEW_KEYS = 16 };

/* By key, then by place, so that the first of equal ones leads. */
static int compare_keys(const void *left, const void *right)
{
	const struct value *a = *(const struct value *const *)left;
	const struct value *b = *(const struct value *const *)right;

	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	int order = memcmp(a->data, b->data, a->size);
	return order != 0 ? order : (a > b) - (a < b);
}

static void report_duplicate(
	struct yaml_build *build, const struct value *key, const struct value *earlier)
{
	struct error *error = source_error(build->errs, ERROR_DUPLICATE_KEY,
		build->source, key->offset, "the key '%.*s' is in this map already",
		yaml_build_shown(value_text(key)), value_text(key));

	if (build->errs->dropped == 0)
		error_relate(build->errs, error,
			source_place(build->source, earlier->offset), "first here");
}

/* Take the entries without a key out of nodes from `first`; returns their number. */
static size_t drop_keyless(struct yaml_build *build, size_t first)
{
	size_t to = first;

	for (size_t from = first; from < build->count; from += 2) {
		if (build->nodes[from].type == VALUE_NULL)
			continue;
		build->nodes[to] = build->nodes[from];
		build->nodes[to + 1] = build->nodes[from + 1];
		to += 2;
	}
	build->count = to;
	return (to - first) / 2;
}

/* Whether two of few keys are the same: that they are not is soon seen. */
static bool has_duplicates(const struct value *nodes, size_t entries)
{
	for (size_t i = 1; i < entries; i++) {
		const struct value *key = &nodes[2 * i];

		for (size_t k = 0; k < i; k++)
			if (nodes[2 * k].size == key->size &&
				memcmp(nodes[2 * k].data, key->data, key->size) == 0)
				return true;
	}
	return false;
}

/*
 * Of entries with one key the first stays. Another one of the map's own nodes,
 * those before `own`, is a fault; a merged one just gives way.
 */
static void drop_duplicates(struct yaml_build *build, size_t first, size_t own)
{
	size_t entries = (build->count - first) / 2;
	bool dropped = false;

	if (entries <= FEW_KEYS && !has_duplicates(&build->nodes[first], entries))
		return;
	if (build->key_room < entries) {
		build->key_room = size_mul(entries, 2);
		build->keys = memory_resize(
			build->keys, size_mul(build->key_room, sizeof(*build->keys)));
	}
	for (size_t i = 0; i < entries; i++)
		build->keys[i] = &build->nodes[first + 2 * i];
	qsort(build->keys, entries, sizeof(*build->keys), compare_keys);
	for (size_t i = 1, lead = 0; i < entries; i++) {
		const struct value *key = build->keys[i], *leader = build->keys[lead];
		size_t place = (size_t)(key - build->nodes);

		if (key->size != leader->size ||
			memcmp(key->data, leader->data, key->size) != 0) {
			lead = i;
			continue;
		}
		if (place < own)
			report_duplicate(build, key, leader);
		build->nodes[place].type = VALUE_NULL;
		dropped = true;
	}
	if (dropped)
		drop_keyless(build, first);
}

/* Put the entries of a merged map on the stack. */
static void put_entries(struct yaml_build *build, const struct value *map)
{
	for (size_t i = 0; i < map->size; i++) {
		yaml_build_put(build, *value_key(map, i));
		yaml_build_put(build, *value_entry(map, i));
	}
}

static void put_merged(struct yaml_build *build, uint32_t offset, struct value value)
{
	if (value.type == VALUE_MAP) {
		put_entries(build, &value);
		return;
	}
	for (size_t i = 0; i < value_count(&value); i++) {
		if (value_item(&value, i)->type == VALUE_MAP)
			put_entries(build, value_item(&value, i));
		else
			value.type = VALUE_NULL;
	}
	if (value.type != VALUE_LIST)
		yaml_build_fault(build, offset,
			"the merge key '<<' takes a map or a list of maps");
}

/* Merged entries come behind the map's own; returns where they start. */
static size_t merge(struct yaml_build *build, size_t first)
{
	size_t end = build->count, merges = 0;

	for (size_t i = first; i < end; i += 2) {
		if (build->nodes[i].type != VALUE_NULL)
			continue;
		put_merged(build, build->nodes[i].offset, build->nodes[i + 1]);
		merges++;
	}
	drop_keyless(build, first);
	return end - 2 * merges;
}

void yaml_map_close(struct yaml_build *build, const struct yaml_frame *frame)
{
	size_t own = build->count;

	if (frame->merges)
		own = merge(build, frame->first);
	if (build->count - frame->first > 2)
		drop_duplicates(build, frame->first, own);
}
