#include "providers/json_source.h"

#include <assert.h>

#include "model/limits.h"
#include "providers/json.h"

struct check {
	const struct source *source;
	struct error_list *errs;
};

static void check_keys(const struct check *check, const struct value *map)
{
	for (size_t i = 0; i < value_count(map); i++) {
		const struct value *key = value_key(map, i);
		const struct value *first =
			value_find_node(map, value_text(key), key->size);
		struct error *error;

		if (first == key)
			continue;
		error = source_error(check->errs, ERROR_DUPLICATE_KEY, check->source,
			key->offset, "the key '%s' stands twice", value_text(key));
		error_relate(check->errs, error,
			source_place(check->source, first->offset), "here as well");
	}
}

/* As deep as LIMIT_DEPTH let it be read. */
static void check_value(const struct check *check, const struct value *value)
{
	if (value_type(value) == VALUE_MAP)
		check_keys(check, value);
	for (size_t i = 0; i < value_count(value); i++)
		check_value(check, value_type(value) == VALUE_MAP ? value_entry(value, i)
								  : value_item(value, i));
}

const struct value *json_read_source(
	struct arena *arena, const struct source *source, struct error_list *errs)
{
	struct check check = { source, errs };
	size_t failures = errs->failures;
	struct json_fault fault;
	const struct value *root;

	assert(source->bytes.len <= LIMIT_PLAN_BYTES);
	if (source->bytes.len == 0) {
		source_error(errs, ERROR_JSON_SYNTAX, source, 0, "the file is empty");
		return NULL;
	}
	root = json_read_placed(arena, source->bytes.ptr, source->bytes.len, &fault);
	if (root != NULL)
		check_value(&check, root);
	else
		source_error(
			errs, fault.code, source, (uint32_t)fault.at, "%s", fault.reason);
	return errs->failures == failures ? root : NULL;
}
