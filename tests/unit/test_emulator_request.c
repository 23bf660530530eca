#include <string.h>

#include "model/error.h"
#include "providers/emulator/act.h"
#include "providers/emulator/multipart.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/token.h"

#include "tests/support/table.h"

#define HEAD "Content-Disposition: form-data; name="

static const struct part_row {
	const char *name, *type, *body;
	bool ok;
	const char *spec, *file; /* NULL: no such part */
} part_rows[] = {
	{ "two parts", "multipart/form-data; boundary=XbX",
		"--XbX\r\n" HEAD "\"spec\"\r\n\r\n{}\r\n--XbX\r\n" HEAD
		"\"file\"; filename=\"k\"\r\nContent-Type: "
		"a/b\r\n\r\nbytes\r\n--XbX--\r\n",
		true, "{}", "bytes" },
	{ "the other order, a quoted boundary", "multipart/form-data; boundary=\"X X\"",
		"--X X\r\n" HEAD "file\r\n\r\nb\r\n--X X\r\n" HEAD
		"spec\r\n\r\ns\r\n--X X--",
		true, "s", "b" },
	{ "something before the first", "multipart/form-data; boundary=X",
		"hello\r\n--X\r\n" HEAD "\"spec\"\r\n\r\ns\r\n--X--", true, "s", NULL },
	{ "line ends inside a part", "multipart/form-data; boundary=X",
		"--X\r\n" HEAD "\"file\"\r\n\r\na\r\n\r\nb\r\n--X--", true, NULL,
		"a\r\n\r\nb" },
	{ "another type is left alone", "application/json", "{}", true, NULL, NULL },
	{ "no boundary", "multipart/form-data", "--X--", false, NULL, NULL },
	{ "no end", "multipart/form-data; boundary=X", "--X\r\n" HEAD "\"spec\"\r\n\r\ns",
		false, NULL, NULL },
	{ "a part without a name", "multipart/form-data; boundary=X",
		"--X\r\nContent-Type: a/b\r\n\r\ns\r\n--X--", false, NULL, NULL },
	{ "empty", "multipart/form-data; boundary=X", "", false, NULL, NULL },
};

static void assert_part(const struct act *act, const char *name, const char *text)
{
	const struct act_part *part = act_part(act, name);

	if (text == NULL) {
		assert_null(part);
		return;
	}
	assert_non_null(part);
	assert_int_equal(part->size, strlen(text));
	assert_memory_equal(part->bytes, text, part->size);
}

static void multipart_is_split(void **state)
{
	const struct part_row *row = *state;
	struct quirks quirks;
	struct world world = { .quirks = &quirks };
	struct act act;

	quirks_init(&quirks);
	act_init(&act, &world, 0);
	act.content_type = row->type;
	act.body = row->body;
	act.body_size = strlen(row->body);
	assert_int_equal(multipart_read(&act), row->ok);
	if (row->ok) {
		assert_part(&act, "spec", row->spec);
		assert_part(&act, "file", row->file);
	} else {
		assert_int_equal(act.status, 400);
	}
	act_release(&act);
}

static const struct key_row {
	const char *name, *text;
	bool ok;
	const char *type, *permission, *org, *project;
	bool may;
} key_rows[] = {
	{ "an admin by default", "pat.a.t.s", true, "USER", "core_project_delete", "o",
		"p", true },
	{ "a service account's", "sat.a.t.s", true, "SERVICE_ACCOUNT",
		"core_service_edit", "", "", true },
	{ "any text", "secret", true, "USER", "core_service_edit", "", "", true },
	{ "a viewer reads", "pat.a.t.s:_account_viewer", true, "USER",
		"core_service_view", "o", "p", true },
	{ "a viewer does not write", "pat.a.t.s:_account_viewer", true, "USER",
		"core_service_edit", "o", "p", false },
	{ "an executor starts", "pat.a.t.s:_pipeline_executor@o/p", true, "USER",
		"core_pipeline_execute", "o", "p", true },
	{ "inside its scope alone", "pat.a.t.s:_project_admin@o/p", true, "USER",
		"core_service_edit", "o", "q", false },
	{ "an organization and below", "pat.a.t.s:_organization_admin@o", true, "USER",
		"core_service_edit", "o", "q", true },
	{ "nothing above it", "pat.a.t.s:_organization_admin@o", true, "USER",
		"core_service_edit", "", "", false },
	{ "three parts", "pat.a.t", false, NULL, NULL, NULL, NULL, false },
	{ "an unknown role", "pat.a.t.s:_king", false, NULL, NULL, NULL, NULL, false },
	{ "empty", "", false, NULL, NULL, NULL, NULL, false },
};

static void key_is_read(void **state)
{
	const struct key_row *row = *state;
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct token token;

	assert_int_equal(token_parse(&token, &arena, row->text, &errs), row->ok);
	assert_int_equal(errs.failures, row->ok ? 0 : 1);
	if (row->ok) {
		assert_string_equal(token.type, row->type);
		assert_int_equal(
			token_may(&token, row->permission, row->org, row->project),
			row->may);
	}
	error_release(&errs);
	arena_release(&arena);
}

static const struct quirk_row {
	const char *name, *text;
	bool ok;
	enum quirk quirk;
	const char *value;
} quirk_rows[] = {
	{ "one of its values", "page-limit=refuse", true, QUIRK_PAGE_LIMIT, "refuse" },
	{ "a number", "cascade-delay=250", true, QUIRK_CASCADE, "250" },
	{ "a pattern", "policy-deny=a*", true, QUIRK_POLICY_DENY, "a*" },
	{ "another value", "page-limit=none", false, QUIRK_PAGE_LIMIT, "clamp" },
	{ "a part of a value", "page-limit=ref", false, QUIRK_PAGE_LIMIT, "clamp" },
	{ "no number", "cascade-delay=soon", false, QUIRK_CASCADE, "0" },
	{ "no value", "page-limit", false, QUIRK_PAGE_LIMIT, "clamp" },
	{ "unknown", "page-limits=refuse", false, QUIRK_PAGE_LIMIT, "clamp" },
};

static void quirk_is_set(void **state)
{
	const struct quirk_row *row = *state;
	struct error_list errs = { 0 };
	struct quirks quirks;

	quirks_init(&quirks);
	assert_int_equal(quirks_set(&quirks, row->text, &errs), row->ok);
	assert_int_equal(errs.failures, row->ok ? 0 : 1);
	assert_true(quirk_is(&quirks, row->quirk, row->value));
	error_release(&errs);
}

int main(void)
{
	return TABLE_RUN(part_rows, multipart_is_split) +
	       TABLE_RUN(key_rows, key_is_read) + TABLE_RUN(quirk_rows, quirk_is_set);
}
