#include "reconcile/derive.h"

#include <string.h>

#include "model/arena.h"
#include "model/entity.h"

/* Leaves room for '_' and the hash below the 128 characters of an identifier. */
enum { DERIVE_READABLE = 100 };

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The letters and digits of a value, runs of anything else as one '_'. */
static void put_readable(struct buf *made, const char *text)
{
	for (; *text != '\0'; text++) {
		bool after_word = made->len > 0 && made->ptr[made->len - 1] != '_';

		if (is_plain(*text))
			buf_char(made, *text);
		else if (after_word)
			buf_char(made, '_');
	}
	if (made->len > 0 && made->ptr[made->len - 1] != '_')
		buf_char(made, '_');
}

const char *derive_identifier(struct arena *arena, const struct entity *entity)
{
	const char *tuple = entity_tuple(arena, entity);
	struct buf made;
	const char *text;

	buf_init(&made, DERIVE_READABLE);
	for (size_t i = 0; i < entity->kind->field_count; i++) {
		const struct field *field = &entity->kind->fields[i];
		const char *part = value_text_at(entity->spec, field->path);

		if ((field->traits & FIELD_TUPLE) != 0 && part != NULL)
			put_readable(&made, part);
	}
	text = arena_format(arena, "%s%s%016llx",
		made.len == 0 || (made.ptr[0] >= '0' && made.ptr[0] <= '9') ? "_" : "",
		buf_string(&made), (unsigned long long)text_hash(tuple, strlen(tuple)));
	buf_release(&made);
	return text;
}
