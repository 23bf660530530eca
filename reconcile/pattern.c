#include "reconcile/pattern.h"

#include <string.h>

#include "model/text.h"

/* The way so far, of which the end is still to be matched. */
struct way {
	const struct pattern_step *steps;
	size_t count;
};

static struct slice last_segment(const char *path, size_t size)
{
	const char *dot = memrchr(path, '.', size);
	size_t at = dot != NULL ? (size_t)(dot - path) + 1 : 0;

	return (struct slice){ path + at, size - at };
}

/* `**`: any number of steps. */
static bool is_any_depth(struct slice segment)
{
	return segment.len == 2 && memcmp(segment.ptr, "**", 2) == 0;
}

/* `k=v` holds: the map's entry k reads v. */
static bool condition_reads(struct slice condition, const struct value *map)
{
	const char *equals = memchr(condition.ptr, '=', condition.len);
	size_t size = equals != NULL ? (size_t)(equals - condition.ptr) : 0;
	struct slice wanted = { equals + 1, condition.len - size - 1 };

	if (equals == NULL || value_type(map) != VALUE_MAP)
		return false;
	for (size_t i = 0; i < value_count(map); i++) {
		struct slice key = { condition.ptr, size };
		const struct value *entry = value_entry(map, i);

		if (slice_is(key, value_text(value_key(map, i))))
			return value_is_scalar(entry) &&
			       slice_is(wanted, value_text(entry));
	}
	return false;
}

/* `*Ref` is any key that ends so. */
static bool key_is(const struct pattern_step *step, struct slice key)
{
	size_t size;

	if (step->key == NULL)
		return false;
	if (key.len == 0 || key.ptr[0] != '*')
		return slice_is(key, step->key);
	size = strlen(step->key);
	return size >= key.len &&
	       memcmp(step->key + size - (key.len - 1), key.ptr + 1, key.len - 1) == 0;
}

/* Take what `segment` describes off the way's end: 0 when it does not match. */
static size_t match_segment(struct slice segment, struct way way)
{
	const char *open = memchr(segment.ptr, '[', segment.len);
	size_t size = open != NULL ? (size_t)(open - segment.ptr) : segment.len;
	struct slice key = { segment.ptr, size };
	struct slice condition;
	const struct pattern_step *last = &way.steps[way.count - 1];
	bool item = last->key == NULL && way.count > 1 && key_is(last - 1, key);

	if (open == NULL)
		return key_is(last, key) ? 1 : 0;
	condition = (struct slice){ open + 1, segment.len - size - 2 };
	if (condition.len == 0)
		return item ? 2 : 0;
	if (!condition_reads(condition, last->node))
		return 0;
	if (item)
		return 2;
	return key_is(last, key) ? 1 : 0;
}

static bool matches(const char *path, size_t size, struct way way)
{
	struct slice segment = last_segment(path, size);
	size_t before = size > segment.len ? size - segment.len - 1 : 0;
	size_t taken;

	if (size == 0)
		return way.count == 0;
	if (is_any_depth(segment)) {
		if (before == 0)
			return true;
		for (size_t count = way.count + 1; count-- > 0;)
			if (matches(path, before, (struct way){ way.steps, count }))
				return true;
		return false;
	}
	if (way.count == 0)
		return false;
	taken = match_segment(segment, way);
	return taken > 0 &&
	       matches(path, before, (struct way){ way.steps, way.count - taken });
}

bool pattern_matches(const char *path, const struct pattern_step *steps, size_t count)
{
	return matches(path, strlen(path), (struct way){ steps, count });
}

const char *pattern_field(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL ? dot + 1 : path;
}

const struct value *pattern_above(const struct value *root,
	const struct pattern_step *steps, size_t count, const char *key)
{
	for (size_t i = count; i > 0; i--) {
		const struct value *map = i > 1 ? steps[i - 2].node : root;

		if (value_type(map) == VALUE_MAP &&
			(key == NULL || value_find(map, key) != NULL))
			return map;
	}
	return NULL;
}
