#include "cmd/render/markdown_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/render/render.h"
#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/value.h"
#include "reconcile/plan.h"
#include "tests/support/table.h"

/* --- foreign text -------------------------------------------------------- */

/* NOLINTNEXTLINE(misc-misleading-bidirectional): it is what is tested */
static const char turned[] = "a\xe2\x80\xae";

static const struct text_row {
	const char *name, *text, *shown;
} texts[] = {
	{ "plain text stands in a span", "service:a/b", "`service:a/b`" },
	{ "a backtick makes the fence longer", "a`b", "``a`b``" },
	{ "runs of backticks, the longest counts", "a``b```c", "````a``b```c````" },
	{ "a backtick at its edge is kept off the fence", "`", "`` ` ``" },
	{ "spaces at its edges stay", " a ", "`  a  `" },
	{ "a line end cannot end the paragraph", "a\n\n# b", "`a\\x0a\\x0a# b`" },
	{ "mentions, links and HTML are text", "@team [x](y) <b>", "`@team [x](y) <b>`" },
	{ "a terminal's escapes are visible", "\x1b[31m", "`\\x1b[31m`" },
	{ "marks that turn a line round are visible", turned, "`a\\u202e`" },
	{ "nothing is nothing", "", "" },
};

static void text_is_inert(void **state)
{
	const struct text_row *row = *state;
	struct buf out;

	buf_init(&out, LIMIT_TEXT_BYTES);
	markdown_code(&out, slice_of(row->text));
	assert_string_equal(buf_string(&out), row->shown);
	buf_release(&out);
}

static void block_is_longer_than_its_backticks(void **state)
{
	struct buf lines, out;

	(void)state;
	buf_init(&lines, LIMIT_TEXT_BYTES);
	buf_init(&out, LIMIT_TEXT_BYTES);
	buf_text(&lines, "```\n</details>\n");
	markdown_block(&out, "diff", &lines);
	assert_string_equal(buf_string(&out), "````diff\n```\n</details>\n````\n");
	buf_release(&lines);
	buf_release(&out);
}

/* --- how much is shown --------------------------------------------------- */

enum { MOST = 5000 };

struct world {
	struct arena arena;
	struct error_list errs;
	struct step steps[MOST];
	struct change change;
	struct plan plan;
	struct report report;
};

/* `count` updates of one field of `size` bytes; the last step is blocked. */
static void begin(struct world *world, size_t count, size_t size)
{
	static struct value before, after;
	char *text = arena_alloc(&world->arena, size + 1);

	memset(text, 'x', size);
	text[size] = '\0';
	before = value_make(VALUE_TEXT, text);
	after = value_make(VALUE_TEXT, "y");
	world->change = (struct change){
		.path = "/description", .before = &before, .after = &after
	};
	for (size_t i = 0; i < count; i++)
		world->steps[i] = (struct step){ .action = ACTION_UPDATE,
			.address = arena_format(&world->arena, "service:a/b/s%05zu", i),
			.changes = &world->change,
			.change_count = 1 };
	world->steps[count - 1].action = ACTION_BLOCKED;
	world->plan.steps = world->steps;
	world->plan.count = count;
	world->plan.counts.update = count - 1;
	world->plan.counts.blocked = 1;
	world->report = (struct report){ .command = "plan",
		.account = "acc",
		.commit = "",
		.root = ".harness",
		.findings = &world->errs,
		.plan = &world->plan };
}

static size_t occurrences(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		count++;
	return count;
}

static const struct size_row {
	const char *name;
	size_t count, size;
	const char *has, *lacks;
} sizes[] = {
	{ "a few steps are shown whole", 3, 10, "s00001", "not shown" },
	{ "many lose their fields before their lines", 700, 10,
		"the fields are not shown", "steps not shown" },
	{ "more than fit are counted", 5000, 10, "of 5000 steps not shown", "zzz" },
	{ "the urgent one is shown though it is the last", 5000, 10, "s04999", "s04998" },
	{ "a long value is cut, with its size", 3, 100000, "more bytes)", "not shown" },
};

static void fits_a_comment(void **state)
{
	const struct size_row *row = *state;
	struct world *world = memory_resize(NULL, sizeof(*world));
	struct buf out;
	const char *text;

	memset(world, 0, sizeof(*world));
	begin(world, row->count, row->size);
	buf_init(&out, LIMIT_TEXT_BYTES);
	format_find("markdown")->render(&out, &world->report, &(struct style){ 0 });
	text = buf_string(&out);
	assert_true(out.len <= LIMIT_COMMENT_BYTES);
	assert_true(text_starts(text, "## Plan: 0 to add, "));
	assert_true(text_ends(text, "apply would send 0.\n"));
	assert_non_null(strstr(text, row->has));
	assert_null(strstr(text, row->lacks));
	assert_int_equal(occurrences(text, "<details"), occurrences(text, "</details>"));
	assert_int_equal(occurrences(text, "```") % 2, 0);
	buf_release(&out);
	arena_release(&world->arena);
	free(world);
}

/* Findings and requests of nothing but what is shown in four bytes each. */
static void stays_below_the_limit_whatever_it_holds(void **state)
{
	static struct report_send sends[200];
	static const struct report_sends all = { sends, 200 };
	static char body[5000], message[3000];
	struct world *world = memory_resize(NULL, sizeof(*world));
	struct buf out;

	(void)state;
	memset(world, 0, sizeof(*world));
	memset(body, '\x1b', sizeof(body));
	memset(message, '\x1b', sizeof(message) - 1);
	for (size_t i = 0; i < 200; i++) {
		sends[i] = (struct report_send){
			.method = "PUT", .target = "/", .body = { body, sizeof(body) }
		};
		error_add(&world->errs, i % 2 == 0 ? ERROR_API : ERROR_GIT,
			(struct place){ message, 1, 1 }, "%s", message);
		error_add_as(&world->errs, ERROR_GIT, SEVERITY_NOTE,
			(struct place){ message, 1, 1 }, "%s", message);
	}
	begin(world, 100, 10);
	world->report.sends = &all;
	for (int i = 0; i < 2; i++) {
		buf_init(&out, LIMIT_TEXT_BYTES);
		format_find("markdown")
			->render(&out, &world->report, &(struct style){ 0 });
		assert_in_range(out.len, 1000, 65536);
		buf_release(&out);
		world->report.plan = NULL;
	}
	error_release(&world->errs);
	arena_release(&world->arena);
	free(world);
}

static const struct fold_row {
	const char *name, *format;
	size_t errors, warnings;
	bool folded;
} folds[] = {
	{ "five warnings stand open", "markdown", 0, 5, false },
	{ "six are folded", "markdown", 0, 6, true },
	{ "not where an error is among them", "markdown", 1, 6, false },
	{ "five warnings stand open on a page", "html", 0, 5, false },
	{ "six are folded on a page", "html", 0, 6, true },
	{ "not where an error is among them, on a page", "html", 1, 6, false },
};

static void warnings_alone_are_folded(void **state)
{
	const struct fold_row *row = *state;
	struct world *world = memory_resize(NULL, sizeof(*world));
	char summary[40];
	struct buf out;

	memset(world, 0, sizeof(*world));
	begin(world, 3, 10);
	for (size_t i = 0; i < row->errors; i++)
		error_add(&world->errs, ERROR_GIT, (struct place){ 0 }, "one");
	for (size_t i = 0; i < row->warnings; i++)
		error_add_as(&world->errs, ERROR_GIT, SEVERITY_WARNING,
			(struct place){ 0 }, "number %zu", i);
	snprintf(summary, sizeof(summary), "<summary>%zu warnings</summary>",
		row->warnings);
	buf_init(&out, LIMIT_TEXT_BYTES);
	format_find(row->format)->render(&out, &world->report, &(struct style){ 0 });
	assert_int_equal(strstr(buf_string(&out), summary) != NULL, row->folded);
	for (size_t i = 0; i < row->warnings; i++) {
		snprintf(summary, sizeof(summary), "number %zu", i);
		assert_non_null(strstr(buf_string(&out), summary));
	}
	buf_release(&out);
	error_release(&world->errs);
	arena_release(&world->arena);
	free(world);
}

int main(void)
{
	const struct CMUnitTest alone[] = {
		cmocka_unit_test(block_is_longer_than_its_backticks),
		cmocka_unit_test(stays_below_the_limit_whatever_it_holds),
	};

	return TABLE_RUN(texts, text_is_inert) + TABLE_RUN(sizes, fits_a_comment) +
	       TABLE_RUN(folds, warnings_alone_are_folded) +
	       cmocka_run_group_tests(alone, NULL, NULL);
}
