#include "model/text.h"
#include "providers/emulator/shape.h"

#include <string.h>

#include "tests/support/table.h"

static const struct row {
	const char *name, *text, *json;
} rows[] = {
	{ "plain", "abc", "\"abc\"" },
	{ "NULL", NULL, "null" },
	{ "quotes and backslashes", "a\"b\\c", "\"a\\\"b\\\\c\"" },
	{ "line ends and tabs", "a\n\tb\r", "\"a\\n\\tb\\r\"" },
	{ "other control characters", "\x01", "\"\\u0001\"" },
	{ "UTF-8 as it is", "\xc3\xa9", "\"\xc3\xa9\"" },
	{ "slashes as they are", "a/b", "\"a/b\"" },
};

static void text_is_written(void **state)
{
	const struct row *row = *state;
	struct buf out;

	buf_init(&out, 1 << 20);
	shape_text(&out, row->text);
	assert_string_equal(buf_string(&out), row->json);
	buf_release(&out);
}

/* Expected bytes: core.md 2.2, 2.3; the correlation id differs each time. */
static const struct page_row {
	const char *name;
	enum shape_form form;
	struct shape_page page;
	const char *start;
} page_rows[] = {
	{ "shape A", SHAPE_A, { 0, 100, 214, 100 },
		"{\"status\":\"SUCCESS\",\"data\":{\"totalPages\":3,\"totalItems\":214,"
		"\"pageItemCount\":100,\"pageSize\":100,\"content\":[],\"pageIndex\":0,"
		"\"empty\":false,\"pageToken\":null},\"metaData\":null,\"correlationId\":"
		"\"" },
	{ "shape A, nothing there", SHAPE_A, { 0, 50, 0, 0 },
		"{\"status\":\"SUCCESS\",\"data\":{\"totalPages\":0,\"totalItems\":0,"
		"\"pageItemCount\":0,\"pageSize\":50,\"content\":[],\"pageIndex\":0,"
		"\"empty\":true,\"pageToken\":null},\"metaData\":null,\"correlationId\":"
		"\"" },
	{ "shape B", SHAPE_B, { 0, 25, 31, 25 },
		"{\"status\":\"SUCCESS\",\"data\":{\"content\":[],\"pageable\":{\"sort\":"
		"{"
		"\"sorted\":true,\"unsorted\":false,\"empty\":false},\"offset\":0,"
		"\"pageNumber\":0,\"pageSize\":25,\"paged\":true,\"unpaged\":false},"
		"\"totalPages\":2,\"totalElements\":31,\"last\":false,\"first\":true,"
		"\"sort\":{\"sorted\":true,\"unsorted\":false,\"empty\":false},"
		"\"number\":0,"
		"\"size\":25,\"numberOfElements\":25,\"empty\":false},\"metaData\":null,"
		"\"correlationId\":\"" },
	{ "bare array", SHAPE_ARRAY, { 0, 30, 0, 0 }, "[]" },
	{ "array as data", SHAPE_LIST, { 0, 0, 0, 0 },
		"{\"status\":\"SUCCESS\",\"data\":[],\"metaData\":null,\"correlationId\":"
		"\"" },
};

static void page_is_written(void **state)
{
	const struct page_row *row = *state;
	struct buf out;

	buf_init(&out, 1 << 20);
	shape_page_open(&out, row->form, &row->page);
	shape_page_close(&out, row->form, &row->page);
	assert_true(text_starts(buf_string(&out), row->start));
	buf_release(&out);
}

/* Expected members: core.md 3.1. */
static const struct error_row {
	const char *name;
	struct shape_error error;
	const char *members[6];
} error_rows[] = {
	{ "form 1", { FACE_ERROR, CODE_DUPLICATE_FIELD, "twice", NULL, 0, NULL },
		{ "\"status\":\"ERROR\"", "\"code\":\"DUPLICATE_FIELD\"",
			"\"message\":\"twice\"", "\"detailedMessage\":null",
			"\"responseMessages\":[{\"code\":\"DUPLICATE_FIELD\",\"level\":"
			"\"ERROR\","
			"\"message\":\"twice\",\"exception\":null,\"failureTypes\":[]}]",
			"\"metadata\":null" } },
	{ "form 2",
		{ FACE_FAILURE, CODE_INVALID_REQUEST,
			"project.identifier: cannot be empty",
			(const struct shape_fault[]){
				{ "project.identifier", "cannot be empty" } },
			1, NULL },
		{ "\"status\":\"FAILURE\"", "\"code\":\"INVALID_REQUEST\"",
			"\"message\":\"project.identifier: cannot be empty\"",
			"\"correlationId\":\"",
			"\"errors\":[{\"fieldId\":\"project.identifier\",\"error\":"
			"\"cannot be "
			"empty\"}]",
			"}" } },
	{ "form of /v1", { FACE_V1, CODE_ENTITY_NOT_FOUND, "gone", NULL, 0, NULL },
		{ "{\"message\":\"gone\"", "\"code\":\"ENTITY_NOT_FOUND\"",
			"\"errors\":[]", "\"error_metadata\":null", "", "" } },
};

static void error_is_written(void **state)
{
	const struct error_row *row = *state;
	struct buf out;

	buf_init(&out, 1 << 20);
	shape_error(&out, &row->error);
	for (size_t i = 0; i < 6; i++)
		assert_non_null(strstr(buf_string(&out), row->members[i]));
	buf_release(&out);
}

/* Source: core.md 3.2. */
static const struct code_row {
	const char *name;
	enum code code;
	int http;
} code_rows[] = {
	{ "RESOURCE_NOT_FOUND_EXCEPTION", CODE_RESOURCE_NOT_FOUND_EXCEPTION, 400 },
	{ "ENTITY_NOT_FOUND", CODE_ENTITY_NOT_FOUND, 404 },
	{ "RESOURCE_NOT_FOUND", CODE_RESOURCE_NOT_FOUND, 404 },
	{ "INVALID_TOKEN", CODE_INVALID_TOKEN, 401 },
	{ "NG_ACCESS_DENIED", CODE_NG_ACCESS_DENIED, 403 },
	{ "TOO_MANY_REQUESTS", CODE_TOO_MANY_REQUESTS, 400 },
	{ "MEDIA_NOT_SUPPORTED", CODE_MEDIA_NOT_SUPPORTED, 415 },
	{ "UNKNOWN_ERROR", CODE_UNKNOWN_ERROR, 500 },
};

static void code_has_status(void **state)
{
	const struct code_row *row = *state;

	assert_string_equal(code_info(row->code)->name, row->name);
	assert_int_equal(code_info(row->code)->http, row->http);
}

int main(void)
{
	return TABLE_RUN(rows, text_is_written) + TABLE_RUN(page_rows, page_is_written) +
	       TABLE_RUN(error_rows, error_is_written) +
	       TABLE_RUN(code_rows, code_has_status);
}
