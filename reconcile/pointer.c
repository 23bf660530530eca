#include "reconcile/pointer.h"

#include "model/limits.h"
#include "model/text.h"

/* A step of a JSON pointer: `~` and `/` of a key are escaped. */
static void put_step(struct buf *pointer, const char *key)
{
	buf_char(pointer, '/');
	for (; *key != '\0'; key++) {
		if (*key == '~' || *key == '/')
			buf_text(pointer, *key == '~' ? "~0" : "~1");
		else
			buf_char(pointer, *key);
	}
}

/* A walk that points at the scalars of some offsets. */
struct pointing {
	struct arena *arena;
	struct pointer *pointers; /* by rising offset */
	size_t count, missing;
	struct buf way; /* to the node at hand */
};

/* The first pointer whose offset is not before `offset`. */
static size_t first_from(const struct pointing *pointing, uint32_t offset)
{
	size_t low = 0, high = pointing->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pointing->pointers[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What an alias repeats stands at one place: the first way there is its pointer. */
static void point_at(struct pointing *pointing, uint32_t offset)
{
	struct pointer *pointers = pointing->pointers;

	for (size_t i = first_from(pointing, offset);
		i < pointing->count && pointers[i].offset == offset &&
		*pointers[i].text == '\0';
		i++) {
		pointers[i].text = arena_copy(
			pointing->arena, buf_string(&pointing->way), pointing->way.len);
		pointing->missing--;
	}
}

static void point(struct pointing *pointing, const struct value *node)
{
	bool list = value_type(node) == VALUE_LIST;

	if (value_is_scalar(node))
		point_at(pointing, node->offset);
	for (size_t i = 0; i < value_count(node) && pointing->missing > 0; i++) {
		size_t mark = pointing->way.len;

		if (list)
			buf_format(&pointing->way, "/%zu", i);
		else
			put_step(&pointing->way, value_text(value_key(node, i)));
		point(pointing, list ? value_item(node, i) : value_entry(node, i));
		pointing->way.len = mark;
	}
}

void pointers_find(struct arena *arena, const struct value *fields,
	struct pointer *pointers, size_t count)
{
	struct pointing pointing = { arena, pointers, count, count, { 0 } };

	buf_init(&pointing.way, LIMIT_TEXT_BYTES);
	for (size_t i = 0; i < count; i++)
		pointers[i].text = "";
	if (fields != NULL)
		point(&pointing, fields);
	buf_release(&pointing.way);
}

const char *pointer_find(struct arena *arena, const struct value *fields, uint32_t offset)
{
	struct pointer pointer = { .offset = offset };

	pointers_find(arena, fields, &pointer, 1);
	return pointer.text;
}
