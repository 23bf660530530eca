#include "providers/emulator/shape.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "model/text.h"

#define CODE_ROW(name, http, prefix) { #name, http, prefix },
static const struct code_info codes[] = { CODES(CODE_ROW) };

const struct code_info *code_info(enum code code)
{
	assert((size_t)code < sizeof(codes) / sizeof(codes[0]));
	return &codes[code];
}

static size_t plain_run(const char *text)
{
	size_t n = 0;

	while ((unsigned char)text[n] >= 0x20 && text[n] != '"' && text[n] != '\\')
		n++;
	return n;
}

static void escape(struct buf *out, char c)
{
	static const char named[] = "\"\"\\\\\nn\tt\rr\bb\ff";

	for (size_t i = 0; named[i] != '\0'; i += 2) {
		if (named[i] == c) {
			buf_char(out, '\\');
			buf_char(out, named[i + 1]);
			return;
		}
	}
	buf_format(out, "\\u%04x", (unsigned)(unsigned char)c);
}

void shape_text(struct buf *out, const char *text)
{
	if (text == NULL) {
		buf_text(out, "null");
		return;
	}
	buf_char(out, '"');
	for (;;) {
		size_t n = plain_run(text);

		buf_put(out, text, n);
		if (text[n] == '\0')
			break;
		escape(out, text[n]);
		text += n + 1;
	}
	buf_char(out, '"');
}

static void name_member(struct buf *out, const char *name)
{
	if (out->len > 0 && out->ptr[out->len - 1] != '{' &&
		out->ptr[out->len - 1] != '[')
		buf_char(out, ',');
	shape_text(out, name);
	buf_char(out, ':');
}

void shape_member(struct buf *out, const char *name, const char *text)
{
	name_member(out, name);
	shape_text(out, text);
}

void shape_member_raw(struct buf *out, const char *name, const char *json)
{
	name_member(out, name);
	buf_text(out, json);
}

void shape_member_number(struct buf *out, const char *name, int64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	shape_member_raw(out, name, text);
}

void shape_member_bool(struct buf *out, const char *name, bool yes)
{
	shape_member_raw(out, name, yes ? "true" : "false");
}

static void random_bytes(unsigned char *bytes, size_t size)
{
	ssize_t got = getrandom(bytes, size, 0);

	assert(got == (ssize_t)size); /* up to 256 bytes never fall short */
}

void shape_uuid(char uuid[37])
{
	unsigned char b[16];

	random_bytes(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	(void)snprintf(uuid, 37,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
		b[12], b[13], b[14], b[15]);
}

void shape_random(char *text, size_t size)
{
	static const char set[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	unsigned char bytes[64];

	assert(size <= sizeof(bytes));
	random_bytes(bytes, size);
	for (size_t i = 0; i < size; i++)
		text[i] = set[bytes[i] % (sizeof(set) - 1)];
	text[size] = '\0';
}

void shape_envelope_open(struct buf *out)
{
	buf_text(out, "{\"status\":\"SUCCESS\",\"data\":");
}

void shape_envelope_close(struct buf *out)
{
	char uuid[37];

	shape_uuid(uuid);
	buf_format(out, ",\"metaData\":null,\"correlationId\":\"%s\"}", uuid);
}

int64_t shape_pages(const struct shape_page *page)
{
	return page->size > 0 ? (page->total + page->size - 1) / page->size : 0;
}

static void form_a_open(struct buf *out, const struct shape_page *page)
{
	buf_char(out, '{');
	shape_member_number(out, "totalPages", shape_pages(page));
	shape_member_number(out, "totalItems", page->total);
	shape_member_number(out, "pageItemCount", page->count);
	shape_member_number(out, "pageSize", page->size);
	buf_text(out, ",\"content\":[");
}

static void form_a_close(struct buf *out, const struct shape_page *page)
{
	buf_char(out, ']');
	shape_member_number(out, "pageIndex", page->index);
	shape_member_bool(out, "empty", page->count == 0);
	buf_text(out, ",\"pageToken\":null}");
}

static const char sorted[] = "{\"sorted\":true,\"unsorted\":false,\"empty\":false}";

static void form_b_close(struct buf *out, const struct shape_page *page)
{
	int64_t pages = shape_pages(page);

	buf_text(out, "],\"pageable\":{");
	shape_member_raw(out, "sort", sorted);
	shape_member_number(out, "offset", page->index * page->size);
	shape_member_number(out, "pageNumber", page->index);
	shape_member_number(out, "pageSize", page->size);
	buf_text(out, ",\"paged\":true,\"unpaged\":false}");
	shape_member_number(out, "totalPages", pages);
	shape_member_number(out, "totalElements", page->total);
	shape_member_bool(out, "last", page->index + 1 >= pages);
	shape_member_bool(out, "first", page->index == 0);
	shape_member_raw(out, "sort", sorted);
	shape_member_number(out, "number", page->index);
	shape_member_number(out, "size", page->size);
	shape_member_number(out, "numberOfElements", page->count);
	shape_member_bool(out, "empty", page->count == 0);
	buf_char(out, '}');
}

static void slice_close(struct buf *out, const struct shape_page *page)
{
	buf_char(out, ']');
	shape_member_number(out, "pageIndex", page->index);
	shape_member_number(out, "pageSize", page->size);
	shape_member_number(out, "pageItemCount", page->count);
	shape_member_bool(out, "empty", page->count == 0);
	buf_char(out, '}');
}

static void content_open(struct buf *out, const struct shape_page *page)
{
	(void)page;
	buf_text(out, "{\"content\":[");
}

static void list_open(struct buf *out, const struct shape_page *page)
{
	(void)page;
	buf_char(out, '[');
}

static void list_close(struct buf *out, const struct shape_page *page)
{
	(void)page;
	buf_char(out, ']');
}

static const struct {
	void (*open)(struct buf *, const struct shape_page *);
	void (*close)(struct buf *, const struct shape_page *);
	bool bare;
} forms[] = {
	[SHAPE_A] = { form_a_open, form_a_close, false },
	[SHAPE_B] = { content_open, form_b_close, false },
	[SHAPE_ARRAY] = { list_open, list_close, true },
	[SHAPE_SLICE] = { content_open, slice_close, false },
	[SHAPE_LIST] = { list_open, list_close, false },
};

void shape_page_open(struct buf *out, enum shape_form form, const struct shape_page *page)
{
	if (!forms[form].bare)
		shape_envelope_open(out);
	forms[form].open(out, page);
}

void shape_page_close(
	struct buf *out, enum shape_form form, const struct shape_page *page)
{
	forms[form].close(out, page);
	if (!forms[form].bare)
		shape_envelope_close(out);
}

static void faults(struct buf *out, const struct shape_error *error, const char *field,
	const char *text)
{
	buf_text(out, ",\"errors\":[");
	for (size_t i = 0; i < error->fault_count; i++) {
		buf_text(out, i > 0 ? ",{" : "{");
		shape_member(out, field, error->faults[i].field);
		shape_member(out, text, error->faults[i].text);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static void head(struct buf *out, const struct shape_error *error, const char *status)
{
	char uuid[37];

	shape_uuid(uuid);
	buf_char(out, '{');
	shape_member(out, "status", status);
	shape_member(out, "code", code_info(error->code)->name);
	shape_member(out, "message", error->message);
	shape_member(out, "correlationId", uuid);
}

static void face_error(struct buf *out, const struct shape_error *error)
{
	head(out, error, "ERROR");
	buf_text(out, ",\"detailedMessage\":null,\"responseMessages\":[{");
	shape_member(out, "code", code_info(error->code)->name);
	shape_member(out, "level", "ERROR");
	shape_member(out, "message", error->message);
	buf_text(out, ",\"exception\":null,\"failureTypes\":[]}],\"metadata\":null");
	if (error->denied != NULL)
		shape_member_raw(out, "failedPermissionChecks", error->denied);
	buf_char(out, '}');
}

static void face_failure(struct buf *out, const struct shape_error *error)
{
	head(out, error, "FAILURE");
	if (error->fault_count > 0)
		faults(out, error, "fieldId", "error");
	else
		buf_text(out, ",\"errors\":null");
	buf_char(out, '}');
}

static void face_v1(struct buf *out, const struct shape_error *error)
{
	buf_char(out, '{');
	shape_member(out, "message", error->message);
	shape_member(out, "code", code_info(error->code)->name);
	faults(out, error, "field_name", "message");
	buf_text(out, ",\"error_metadata\":null}");
}

void shape_error(struct buf *out, const struct shape_error *error)
{
	static void (*const faces[])(struct buf *, const struct shape_error *) = {
		[FACE_ERROR] = face_error,
		[FACE_FAILURE] = face_failure,
		[FACE_V1] = face_v1,
	};

	faces[error->face](out, error);
}
