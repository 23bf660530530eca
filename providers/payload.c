#include "providers/payload.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "model/limits.h"
#include "model/num.h"
#include "providers/json.h"
#include "providers/secrets.h"

/* One walk over a spec: where it writes, and where its faults go. */
struct writer {
	struct buf *out;
	const struct payload *payload;
	struct http_span *secret;
	struct error_list *errs;
	bool failed; /* a secret value could not be had */
};

static const struct kind *kind_of(const struct writer *writer)
{
	return writer->payload->call->kind;
}

static const struct value *spec_of(const struct writer *writer)
{
	return writer->payload->call->spec;
}

/* Whether rows speak of what lies below `path` (a map or the items of a list). */
static bool has_rows_below(const struct kind *kind, const char *path)
{
	size_t size = strlen(path);

	for (size_t i = 0; i < kind->field_count; i++) {
		const char *row = kind->fields[i].path;

		if (strncmp(row, path, size) == 0 &&
			(row[size] == '.' || row[size] == '['))
			return true;
	}
	return false;
}

/* Whether the member at `path` belongs into a request. */
static bool is_sent(const struct writer *writer, const char *path)
{
	const struct kind *kind = kind_of(writer);
	const struct field *field = kind_field(kind, path, spec_of(writer));

	if (kind->traits & KIND_WHOLE)
		return field != NULL && field->traits & (FIELD_BESIDE | FIELD_LIVE_ONLY);
	if (field == NULL)
		return has_rows_below(kind, path);
	if (field->traits & FIELD_SECRET && writer->payload->apart)
		return false;
	return (field->traits & FIELD_READ_ONLY) == 0;
}

/* --- scalars --------------------------------------------------------------- */

static bool is_secret(const struct value *value)
{
	return value_type(value) == VALUE_ENV || value_type(value) == VALUE_FILE;
}

static bool put_secret(struct buf *out, const struct payload *payload,
	const struct value *secret, bool as_text, struct error_list *errs)
{
	const struct source *source = payload->call->source;

	if (payload->secrets == NULL) {
		buf_text(out, "(secret)");
		return true;
	}
	if (!is_secret(secret)) {
		buf_text(out, value_text(secret));
		return true;
	}
	return as_text ? secrets_read_text(payload->secrets, secret, source, out, errs)
		       : secrets_read(payload->secrets, secret, source, out, errs);
}

bool payload_bytes(struct buf *out, const struct payload *payload,
	const struct value *secret, struct error_list *errs)
{
	return put_secret(out, payload, secret, false, errs);
}

static bool is_text(const struct buf *bytes)
{
	return strlen(buf_string(bytes)) == bytes->len &&
	       text_utf8(buf_string(bytes), bytes->len) == bytes->len;
}

static void write_secret(struct writer *writer, const struct value *secret)
{
	const struct payload *payload = writer->payload;
	struct buf bytes;
	bool had;

	buf_init(&bytes, LIMIT_SECRET_BYTES);
	had = put_secret(&bytes, payload, secret, true, writer->errs);
	if (had && !is_text(&bytes)) {
		source_error_as(writer->errs, ERROR_SECRET_VALUE, SEVERITY_ERROR,
			payload->call->source, secret->offset,
			"the value of '%s' is no text (UTF-8 without NUL); a secret of "
			"type SecretFile takes any bytes",
			value_text(secret));
		had = false;
	}
	if (had) {
		size_t start = writer->out->len;

		json_write_text(writer->out, buf_string(&bytes));
		if (!writer->out->full)
			*writer->secret =
				(struct http_span){ start + 1, /* within its quotes */
					writer->out->len - start - 2 };
	}
	writer->failed |= !had;
	buf_wipe(&bytes);
}

static void write_bool(struct buf *out, const char *text)
{
	if (text_equal_nocase(text, "true"))
		buf_text(out, "true");
	else if (text_equal_nocase(text, "false"))
		buf_text(out, "false");
	else
		json_write_text(out, text);
}

static void write_number(struct buf *out, const char *text)
{
	int64_t number;

	if (num_parse(text, INT64_MIN, INT64_MAX, &number))
		buf_format(out, "%" PRId64, number);
	else
		json_write_text(out, text);
}

static void write_scalar(
	struct writer *writer, const struct field *field, const struct value *value)
{
	if (is_secret(value) || (field != NULL && field->traits & FIELD_SECRET))
		write_secret(writer, value);
	else if (field == NULL)
		json_write(writer->out, value);
	else if (field->type == FIELD_BOOL)
		write_bool(writer->out, value_text(value));
	else if (field->type == FIELD_NUMBER)
		write_number(writer->out, value_text(value));
	else
		json_write_text(writer->out, value_text(value));
}

/* --- maps and lists -------------------------------------------------------- */

static void write_value(
	struct writer *writer, const char *path, const struct value *value);

static void write_key(struct buf *out, bool *first, const char *key)
{
	if (!*first)
		buf_char(out, ',');
	*first = false;
	json_write_text(out, key);
	buf_char(out, ':');
}

/* Always an object of text to text (core.md 4.2). */
static void write_tags(struct buf *out, const struct value *tags)
{
	bool first = true;

	buf_char(out, '{');
	for (size_t i = 0; i < value_count(tags); i++) {
		const struct value *entry = value_entry(tags, i);

		write_key(out, &first, value_text(value_key(tags, i)));
		if (value_is_scalar(entry))
			json_write_text(out, value_text(entry));
		else
			json_write(out, entry);
	}
	buf_char(out, '}');
}

static void write_map(struct writer *writer, const char *path, const struct value *map)
{
	struct buf at;
	bool first = true;

	buf_init(&at, LIMIT_FILE_BYTES);
	buf_char(writer->out, '{');
	for (size_t i = 0; i < value_count(map); i++) {
		const char *key = value_text(value_key(map, i));
		const struct value *entry = value_entry(map, i);

		at.len = 0;
		buf_format(&at, "%s.%s", path, key);
		if (value_type(entry) == VALUE_NULL || !is_sent(writer, at.ptr))
			continue;
		write_key(writer->out, &first, key);
		write_value(writer, at.ptr, entry);
	}
	buf_char(writer->out, '}');
	buf_release(&at);
}

static void write_list(struct writer *writer, const char *path, const struct value *list)
{
	struct buf at;

	buf_init(&at, LIMIT_FILE_BYTES);
	buf_format(&at, "%s[]", path);
	buf_char(writer->out, '[');
	for (size_t i = 0; i < value_count(list); i++) {
		if (i > 0)
			buf_char(writer->out, ',');
		write_value(writer, at.ptr, value_item(list, i));
	}
	buf_char(writer->out, ']');
	buf_release(&at);
}

/* What no row looks into is sent as it is. */
static void write_value(
	struct writer *writer, const char *path, const struct value *value)
{
	const struct kind *kind = kind_of(writer);
	const struct field *field = kind_field(kind, path, spec_of(writer));

	if (value_is_scalar(value))
		write_scalar(writer, field, value);
	else if (field != NULL && field->type == FIELD_TAGS &&
		 value_type(value) == VALUE_MAP)
		write_tags(writer->out, value);
	else if (!has_rows_below(kind, path))
		json_write(writer->out, value);
	else if (value_type(value) == VALUE_MAP)
		write_map(writer, path, value);
	else
		write_list(writer, path, value);
}

/* --- the entity ------------------------------------------------------------ */

/* The member a row stands in: "spec" of "spec.auth.type". */
static struct slice row_member(const struct field *field)
{
	return (struct slice){ field->path, strcspn(field->path, ".[") };
}

/* Whether it is the first row of its member: members are written once. */
static bool is_first(const struct kind *kind, size_t row)
{
	struct slice member = row_member(&kind->fields[row]);

	for (size_t i = 0; i < row; i++) {
		struct slice other = row_member(&kind->fields[i]);

		if (other.len == member.len &&
			memcmp(other.ptr, member.ptr, member.len) == 0)
			return false;
	}
	return true;
}

static const char *scope_member(struct scope scope, const char *name)
{
	return strcmp(name, "orgIdentifier") == 0 ? scope.org : scope.project;
}

static void write_member(struct writer *writer, const char *name, bool *first)
{
	const struct call *call = writer->payload->call;
	const struct field *field = kind_field(call->kind, name, call->spec);
	const struct value *value = value_find(call->spec, name);
	const char *given = NULL; /* what the call itself says of it */

	if (!is_sent(writer, name))
		return;
	if (strcmp(name, "identifier") == 0)
		given = call->identifier;
	else if (field != NULL && field->traits & FIELD_SCOPE)
		given = scope_member(call->scope, name);
	else if (value == NULL || value_type(value) == VALUE_NULL)
		return;
	else {
		write_key(writer->out, first, name);
		write_value(writer, name, value);
		return;
	}
	if (given == NULL)
		return;
	write_key(writer->out, first, name);
	json_write_text(writer->out, given);
}

/* The YAML of a kind that has one, as a member beside the others. */
static void write_text(struct writer *writer, bool *first)
{
	const struct call *call = writer->payload->call;
	struct buf text;

	if (!(call->kind->traits & KIND_WHOLE) || call->text.ptr == NULL)
		return;
	buf_init(&text, LIMIT_REQUEST_BYTES);
	buf_put(&text, call->text.ptr, call->text.len);
	write_key(writer->out, first, call->kind->text);
	json_write_text(writer->out, buf_string(&text));
	buf_release(&text);
}

bool payload_members(struct buf *out, const struct payload *payload,
	struct http_span *secret, struct error_list *errs)
{
	const struct kind *kind = payload->call->kind;
	struct writer writer = { out, payload, secret, errs, false };
	bool first = true;

	buf_char(out, '{');
	for (size_t i = 0; i < kind->field_count; i++) {
		struct slice member = row_member(&kind->fields[i]);
		char name[64];

		if (!is_first(kind, i))
			continue;
		assert(member.len < sizeof(name)); /* rows name short members */
		memcpy(name, member.ptr, member.len);
		name[member.len] = '\0';
		write_member(&writer, name, &first);
	}
	write_text(&writer, &first);
	buf_char(out, '}');
	return !writer.failed;
}

const struct value *payload_secret(const struct call *call)
{
	for (size_t i = 0; i < call->kind->field_count; i++) {
		const struct field *field = &call->kind->fields[i];
		const struct value *value;

		if (!(field->traits & FIELD_SECRET) ||
			!condition_holds(field->when, call->spec))
			continue;
		value = value_at(call->spec, field->path);
		if (value != NULL && value_is_scalar(value) &&
			value_type(value) != VALUE_NULL)
			return value;
	}
	return NULL;
}
