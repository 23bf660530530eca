#include "reconcile/body.h"

#include <assert.h>
#include <string.h>

#include "model/limits.h"
#include "providers/yaml.h"
#include "reconcile/layout.h"

/* The fields that a document may leave to its path; in the order of a splice. */
enum { BODY_MEMBERS = 4 };

struct member {
	const char *key, *text; /* text NULL: nothing to fill in */
};

static bool has_field(
	const struct kind *kind, const char *key, const struct value *fields)
{
	return kind->field_count == 0 || kind_field(kind, key, fields) != NULL;
}

/*
 * The file's name (of an organization.yaml or project.yaml its folder's), or where
 * that can be no name the identifier.
 */
static const char *own_name(struct arena *arena, const struct entity *entity)
{
	const char *stem = layout_stem(arena, entity->source->path);
	const struct kind *kind = entity->kind;
	const struct field *row = kind_field(kind, "name", NULL);
	bool folder = kind->opens != 0 && strcmp(stem, kind->name) == 0;
	bool fits = name_check(stem, kind->name_rule) &&
		    (row == NULL || strlen(stem) <= row->most);

	if (!folder && fits)
		return stem;
	return entity->identifier != NULL ? entity->identifier : stem;
}

/* What `fields` leaves out; 0 when nothing. */
static size_t find_missing(struct arena *arena, const struct entity *entity,
	const struct value *fields, struct member missing[BODY_MEMBERS])
{
	const struct member members[BODY_MEMBERS] = {
		{ "identifier", entity->identifier },
		{ "name", "" }, /* made only when it is missing */
		{ "orgIdentifier", entity->scope.org },
		{ "projectIdentifier", entity->scope.project },
	};
	size_t count = 0;

	for (size_t i = 0; i < BODY_MEMBERS; i++)
		if (members[i].text != NULL &&
			value_find_key(fields, members[i].key) == NULL &&
			has_field(entity->kind, members[i].key, fields))
			missing[count++] = members[i];
	for (size_t i = 0; i < count; i++)
		if (strcmp(missing[i].key, "name") == 0)
			missing[i].text = own_name(arena, entity);
	return count;
}

const struct value *body_complete(
	struct arena *arena, const struct entity *entity, const struct value *fields)
{
	struct member missing[BODY_MEMBERS];
	size_t count = find_missing(arena, entity, fields, missing);
	struct value_builder builder = { .arena = arena };
	struct value *complete;

	if (count == 0)
		return fields;
	for (size_t i = 0; i < value_count(fields); i++) {
		value_add(&builder, *value_key(fields, i));
		value_add(&builder, *value_entry(fields, i));
	}
	for (size_t i = 0; i < count; i++) {
		struct value key = value_make(VALUE_TEXT, missing[i].key);
		struct value text = value_make(VALUE_TEXT, missing[i].text);

		key.offset = text.offset = entity->offset & 0x7ffffff; /* its 27 bits */
		value_add(&builder, key);
		value_add(&builder, text);
	}
	complete = arena_alloc(arena, sizeof(*complete));
	*complete = *value_map_end(&builder);
	complete->offset = fields->offset;
	return complete;
}

/* What stands below the root key, if that is the kind's. */
static const struct value *below_root(const struct value *root, const struct kind *kind)
{
	if (root == NULL || value_type(root) != VALUE_MAP || value_count(root) != 1 ||
		!value_is(value_key(root, 0), kind->name) ||
		value_type(value_entry(root, 0)) != VALUE_MAP)
		return NULL;
	return value_entry(root, 0);
}

/* What the document itself has, in a fresh parse. */
static const struct value *written_fields(
	struct arena *arena, const struct entity *entity)
{
	return below_root(yaml_read_one(arena, entity->source, entity->document,
				  entity->document_size),
		entity->kind);
}

const struct value *body_fields(struct arena *arena, const struct entity *entity)
{
	const struct value *fields;

	if (entity->spec != NULL && (entity->kind->traits & KIND_WHOLE) == 0)
		return entity->spec;
	if (entity->source == NULL) {
		struct source live = { .path = "", .bytes = entity_text(entity) };

		return below_root(
			yaml_read_one(arena, &live, 0, (uint32_t)live.bytes.len),
			entity->kind);
	}
	fields = written_fields(arena, entity);
	return fields != NULL ? body_complete(arena, entity, fields) : NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind a tag, an anchor, blanks and comments: where the map itself begins. */
static uint32_t skip_properties(const struct slice *bytes, uint32_t at)
{
	while (at < bytes->len) {
		char c = bytes->ptr[at];

		if (c == '#')
			while (at < bytes->len && bytes->ptr[at] != '\n')
				at++;
		else if (c == '&' || c == '!')
			while (at < bytes->len && !is_blank(bytes->ptr[at]))
				at++;
		else if (is_blank(c))
			at++;
		else
			break;
	}
	return at;
}

/* The line end in use: that of the first line. */
static const char *line_end(const struct slice *bytes)
{
	const char *feed = memchr(bytes->ptr, '\n', bytes->len);

	return feed != NULL && feed > bytes->ptr && feed[-1] == '\r' ? "\r\n" : "\n";
}

/* What stands before `at` in its line, when it is all spaces; else as many. */
static void put_indent(struct buf *out, const struct slice *bytes, uint32_t at)
{
	while (at > 0 && bytes->ptr[at - 1] != '\n' && bytes->ptr[at - 1] != '\r') {
		buf_char(out, ' ');
		at--;
	}
}

/* The missing members as they stand at the head of the map at `at`. */
static void put_members(struct buf *out, const struct slice *bytes, uint32_t at,
	const struct member *missing, size_t count, bool more)
{
	bool flow = bytes->ptr[at] == '{';

	for (size_t i = 0; i < count; i++) {
		buf_format(out, "%s: ", missing[i].key);
		yaml_write_scalar(out, missing[i].text);
		if (flow) {
			buf_text(out, more || i + 1 < count ? ", " : "");
		} else {
			buf_text(out, line_end(bytes));
			put_indent(out, bytes, at);
		}
	}
}

/* The document in the source, without a BOM. */
static struct slice own_bytes(const struct entity *entity)
{
	struct slice text = { source_bytes(entity->source).ptr + entity->document,
		entity->document_size };

	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
		text.ptr += 3;
		text.len -= 3;
	}
	return text;
}

/* Where the first member of a map is written. */
static uint32_t head_of(const struct slice *bytes, const struct value *fields)
{
	uint32_t at = skip_properties(bytes, fields->offset);

	assert(at < bytes->len);
	return at;
}

static void add_member(struct body_edit *edit, struct buf *out, const struct slice *bytes,
	const struct value *fields, const char *identifier)
{
	struct member member = { "identifier", identifier };

	edit->at = head_of(bytes, fields);
	put_members(out, bytes, edit->at, &member, 1, value_count(fields) > 0);
	edit->at += bytes->ptr[edit->at] == '{';
}

/* Bytes of a value that says nothing, as it is written at the head of `rest`. */
static bool measure_nothing(struct slice rest, uint32_t *size)
{
	static const char *const words[] = { "\"\"", "''", "~", "null", "Null", "NULL" };
	static const char ends[] = " \t\r\n#,}";

	*size = 0;
	for (size_t i = 0; i < countof(words); i++) {
		size_t length = strlen(words[i]);

		if (rest.len >= length && memcmp(rest.ptr, words[i], length) == 0)
			*size = (uint32_t)length;
	}
	return rest.len == *size || strchr(ends, rest.ptr[*size]) != NULL;
}

/* Between the colon and what follows there is room around it. */
static bool fill_value(struct body_edit *edit, struct buf *out, const struct slice *bytes,
	const struct value *nothing, const char *identifier)
{
	uint32_t at = nothing->offset;
	struct slice rest = { bytes->ptr + at, bytes->len - at };

	if (!measure_nothing(rest, &edit->size))
		return false;
	edit->at = at;
	if (at > 0 && bytes->ptr[at - 1] == ':')
		buf_char(out, ' ');
	yaml_write_scalar(out, identifier);
	if (edit->size < rest.len && rest.ptr[edit->size] == '#')
		buf_char(out, ' ');
	return true;
}

bool body_add_identifier(struct arena *arena, const struct entity *entity,
	const char *identifier, struct body_edit *edit)
{
	const struct value *fields = written_fields(arena, entity), *written;
	const struct slice bytes = source_bytes(entity->source);
	struct buf out;
	bool ok = true;

	*edit = (struct body_edit){ 0 };
	written = fields != NULL ? value_find(fields, "identifier") : NULL;
	if (fields == NULL || (written != NULL && !value_is_empty(written)))
		return false;
	buf_init(&out, LIMIT_TEXT_BYTES);
	if (written == NULL)
		add_member(edit, &out, &bytes, fields, identifier);
	else
		ok = fill_value(edit, &out, &bytes, written, identifier);
	edit->text = arena_text(arena, buf_string(&out));
	buf_release(&out);
	return ok;
}

struct slice body_as_sent(
	struct arena *arena, const struct entity *entity, const struct value *fields)
{
	struct member missing[BODY_MEMBERS];
	size_t count = find_missing(arena, entity, fields, missing);
	struct slice own = own_bytes(entity), text;
	const struct slice bytes = source_bytes(entity->source);
	const char *head;
	struct buf out;
	uint32_t at;

	if (count == 0)
		return own;
	at = head_of(&bytes, fields);
	head = bytes.ptr + at + (bytes.ptr[at] == '{');
	buf_init(&out, LIMIT_TEXT_BYTES);
	buf_put(&out, own.ptr, (size_t)(head - own.ptr));
	put_members(&out, &bytes, at, missing, count, value_count(fields) > 0);
	buf_put(&out, head, (size_t)(own.ptr + own.len - head));
	text = (struct slice){ arena_copy(arena, buf_string(&out), out.len), out.len };
	buf_release(&out);
	return text;
}
