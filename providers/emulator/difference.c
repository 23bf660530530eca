#include "providers/emulator/difference.h"

#include "model/arena.h"
#include "model/limits.h"
#include "model/text.h"
#include "providers/emulator/body.h"

struct walk {
	struct body_pool *pool;
	struct arena arena; /* paths */
	struct json_object *operations;
};

static void add_operation(struct walk *walk, const char *op, const char *path,
	struct json_object *before, struct json_object *after)
{
	struct json_object *operation = body_new_object(walk->pool);

	body_put_text(operation, "op", op);
	body_put_text(operation, "path", path);
	if (after != NULL)
		body_put(operation, "value", after);
	if (before != NULL)
		body_put(operation, "fromValue", before);
	body_append(walk->operations, operation);
}

/* One more step of a JSON pointer, escaped as RFC 6901 has it. */
static const char *step(struct walk *walk, const char *path, const char *key)
{
	struct buf out;
	const char *result;

	buf_init(&out, LIMIT_TEXT_BYTES);
	buf_format(&out, "%s/", path);
	for (; *key != '\0'; key++) {
		if (*key == '~')
			buf_text(&out, "~0");
		else if (*key == '/')
			buf_text(&out, "~1");
		else
			buf_char(&out, *key);
	}
	result = arena_copy(&walk->arena, buf_string(&out), out.len);
	buf_release(&out);
	return result;
}

static void compare(struct walk *walk, const char *path, struct json_object *before,
	struct json_object *after);

static void compare_objects(struct walk *walk, const char *path,
	struct json_object *before, struct json_object *after)
{
	struct body_walk at = { 0 };

	while (body_next(before, &at))
		if (!body_has(after, at.name))
			add_operation(walk, "remove", step(walk, path, at.name), at.value,
				NULL);
	at = (struct body_walk){ 0 };
	while (body_next(after, &at)) {
		struct body_walk old = { 0 };

		while (body_next(before, &old) && !text_equal(old.name, at.name))
			;
		if (old.name != NULL && text_equal(old.name, at.name))
			compare(walk, step(walk, path, at.name), old.value, at.value);
		else
			add_operation(
				walk, "add", step(walk, path, at.name), NULL, at.value);
	}
}

/* What is too much goes from the end, so that the paths of the rest hold. */
static void compare_lists(struct walk *walk, const char *path, struct json_object *before,
	struct json_object *after)
{
	size_t olds = body_count(before), news = body_count(after);

	for (size_t i = 0; i < olds && i < news; i++)
		compare(walk, arena_format(&walk->arena, "%s/%zu", path, i),
			body_item(before, i), body_item(after, i));
	for (size_t i = olds; i > news; i--)
		add_operation(walk, "remove",
			arena_format(&walk->arena, "%s/%zu", path, i - 1),
			body_item(before, i - 1), NULL);
	for (size_t i = olds; i < news; i++)
		add_operation(walk, "add", arena_format(&walk->arena, "%s/%zu", path, i),
			NULL, body_item(after, i));
}

static void compare(struct walk *walk, const char *path, struct json_object *before,
	struct json_object *after)
{
	enum body_type type = body_type(after);

	if (body_equal(before, after))
		return;
	if (type == BODY_OBJECT && body_type(before) == type)
		compare_objects(walk, path, before, after);
	else if (type == BODY_LIST && body_type(before) == type)
		compare_lists(walk, path, before, after);
	else
		add_operation(walk, "replace", path, before, after);
}

struct json_object *difference_make(
	struct body_pool *pool, struct json_object *before, struct json_object *after)
{
	struct walk walk = { .pool = pool, .operations = body_new_list(pool) };

	if (before != NULL && after != NULL)
		compare(&walk, "", before, after);
	else if (before != NULL)
		add_operation(&walk, "remove", "", before, NULL);
	else if (after != NULL)
		add_operation(&walk, "add", "", NULL, after);
	arena_release(&walk.arena);
	return walk.operations;
}
