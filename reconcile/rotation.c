#include "reconcile/rotation.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/secret_digest.h"
#include "providers/secrets.h"

/* The row of the secret value that this variant of the entity has, or NULL. */
static const struct field *value_row(const struct kind *kind, const struct value *fields)
{
	for (size_t i = 0; i < kind->field_count; i++)
		if ((kind->fields[i].traits & FIELD_SECRET) != 0 &&
			condition_holds(kind->fields[i].when, fields))
			return &kind->fields[i];
	return NULL;
}

static const struct value *value_of(const struct entity *desired)
{
	const struct field *row = value_row(desired->kind, desired->spec);

	return row != NULL ? value_at(desired->spec, row->path) : NULL;
}

/* The tags of a kind, or NULL when it has none. */
static const struct value *tags_of(const struct kind *kind, const struct value *fields)
{
	for (size_t i = 0; i < kind->field_count; i++)
		if (kind->fields[i].type == FIELD_TAGS)
			return value_at(fields, kind->fields[i].path);
	return NULL;
}

/* False when the value cannot be had here: whoever sends it says so. */
static bool make_digest(const struct rotation *rotation, const struct entity *desired,
	struct secret_digest *digest)
{
	const struct value *value = value_of(desired);
	struct error_list unsaid = { 0 };
	struct buf bytes;
	bool made;

	if (rotation->digest_key == NULL || rotation->secrets == NULL || value == NULL)
		return false;
	buf_init(&bytes, LIMIT_SECRET_BYTES);
	made = secrets_read(rotation->secrets, value, desired->source, &bytes, &unsaid);
	if (made)
		*digest = secret_digest_make(rotation->digest_key, desired->address,
			buf_string(&bytes), bytes.len);
	buf_wipe(&bytes);
	error_release(&unsaid);
	return made;
}

static bool digest_says_changed(const struct rotation *rotation,
	const struct entity *desired, const struct entity *live, struct error_list *errs)
{
	const char *text =
		value_text_at(tags_of(desired->kind, live->spec), SECRET_DIGEST_TAG);
	struct secret_digest digest;
	struct error *note;

	if (!make_digest(rotation, desired, &digest))
		return false;
	switch (secret_digest_compare(&digest, text)) {
	case SECRET_CHANGED:
		return true;
	case SECRET_SAME:
		return false;
	case SECRET_UNKNOWN:
		break;
	}
	note = source_error_as(errs, ERROR_SECRET_VALUE, SEVERITY_NOTE, desired->source,
		value_of(desired)->offset,
		"no digest of this key tells whether the value changed; "
		"--rotate-secrets=%s sends it",
		desired->address);
	error_address(errs, note, desired->address);
	return false;
}

bool rotation_sends(const struct rotation *rotation, const struct entity *desired,
	const struct entity *live, struct error_list *errs)
{
	const struct field *row = value_row(desired->kind, desired->spec);

	if (row == NULL || value_at(desired->spec, row->path) == NULL)
		return false;
	if (!condition_holds(row->when, live->spec))
		return true;
	for (size_t i = 0; i < rotation->glob_count; i++)
		if (text_glob(rotation->globs[i], desired->address))
			return true;
	return digest_says_changed(rotation, desired, live, errs);
}

bool rotation_lacks_value(const struct entity *desired, const struct entity *live)
{
	const struct field *row = value_row(desired->kind, desired->spec);

	if (row == NULL || value_at(desired->spec, row->path) != NULL)
		return false;
	return live == NULL || !condition_holds(row->when, live->spec);
}

static struct value marked_tags(
	struct arena *arena, const struct value *tags, const char *digest)
{
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; tags != NULL && i < value_count(tags); i++)
		if (!value_is(value_key(tags, i), SECRET_DIGEST_TAG))
			value_put(&builder, value_text(value_key(tags, i)),
				*value_entry(tags, i));
	if (digest != NULL)
		value_put(&builder, SECRET_DIGEST_TAG, value_make(VALUE_TEXT, digest));
	return *value_map_end(&builder);
}

const struct value *rotation_mark(const struct rotation *rotation, struct arena *arena,
	const struct entity *desired, const struct value *sent)
{
	const struct value *tags = tags_of(desired->kind, sent);
	struct value_builder builder = { .arena = arena };
	struct secret_digest digest;
	bool made = make_digest(rotation, desired, &digest);

	if (value_of(desired) == NULL ||
		(!made && value_find(tags, SECRET_DIGEST_TAG) == NULL))
		return sent;
	for (size_t i = 0; i < value_count(sent); i++)
		value_put(
			&builder, value_text(value_key(sent, i)), *value_entry(sent, i));
	for (size_t i = 0; i < desired->kind->field_count; i++)
		if (desired->kind->fields[i].type == FIELD_TAGS)
			value_put(&builder, desired->kind->fields[i].path,
				marked_tags(arena, tags,
					made ? arena_text(arena, digest.text) : NULL));
	return value_map_end(&builder);
}
