#include "cmd/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/kind.h"
#include "model/text.h"
#include "tests/support/table.h"

static const char *const colours[] = { "red", "green" };
static const char *const other_names[] = { "VENDOR_SIZE", "VENDOR_OLD_SIZE" };
static const struct option rows_a[] = {
	{ .name = "size",
		.type = OPTION_NUMBER,
		.value = "N",
		.low = 1,
		.high = 9,
		.others = other_names,
		.other_count = countof(other_names) },
	{ .name = "dry-run", .type = OPTION_FLAG },
};
static const struct option rows_b[] = {
	{ .name = "output", .letter = 'o', .type = OPTION_TEXT, .value = "FILE" },
	{ .name = "colour",
		.type = OPTION_CHOICE,
		.value = "NAME",
		.choices = colours,
		.choice_count = countof(colours) },
	{ .name = "pick", .type = OPTION_LIST, .value = "GLOB" },
	{ .name = "rule", .type = OPTION_LINES, .value = "RULE" },
	{ .name = "key-file", .type = OPTION_TEXT, .value = "FILE" },
};
static const struct option_group group_a = { "A", rows_a, countof(rows_a) };
static const struct option_group group_b = { "B", rows_b, countof(rows_b) };
static const struct option_group *const groups[] = { &group_a, &group_b };
static const struct option_table table = { groups, countof(groups) };

/* A command line of blank-separated words, an environment of one variable. */
static const struct row {
	const char *name, *words, *variable, *value;
	const char *expected; /* "size=3 dry-run pick=a,b : arguments", or NULL: error */
	const char *message;  /* a part of the error, its fix after a '|' */
} rows[] = {
	{ "nothing at all", "", NULL, NULL, ":", NULL },
	{ "a value behind a blank", "--size 3", NULL, NULL, "size=3 :", NULL },
	{ "a value behind '='", "--size=3", NULL, NULL, "size=3 :", NULL },
	{ "a flag", "--dry-run", NULL, NULL, "dry-run :", NULL },
	{ "a flag that is taken back", "--dry-run --dry-run=false", NULL, NULL, ":",
		NULL },
	{ "the short form", "-o x", NULL, NULL, "output=x :", NULL },
	{ "the short form, joined", "-ox", NULL, NULL, "output=x :", NULL },
	{ "a list", "--pick a --pick=b,c", NULL, NULL, "pick=a|b,c :", NULL },
	{ "arguments among options", "a --size 3 b", NULL, NULL, "size=3 : a b", NULL },
	{ "behind -- all are arguments", "-- --size", NULL, NULL, ": --size", NULL },
	{ "a lone dash is an argument", "-", NULL, NULL, ": -", NULL },
	{ "the last one counts", "--size 3 --size 4", NULL, NULL, "size=4 :", NULL },

	{ "a variable", "", "REIN_SIZE", "5", "size=5 :", NULL },
	{ "dashes become underscores", "", "REIN_DRY_RUN", "true", "dry-run :", NULL },
	{ "a flag's variable can say no", "", "REIN_DRY_RUN", "0", ":", NULL },
	{ "the command line wins", "--size 3", "REIN_SIZE", "5", "size=3 :", NULL },
	{ "an empty variable says nothing", "", "REIN_SIZE", "", ":", NULL },
	{ "a vendor's variable", "", "VENDOR_OLD_SIZE", "6", "size=6 :", NULL },
	{ "a list in a variable", "", "REIN_PICK", "a,b\nc", "pick=a|b|c :", NULL },
	{ "lines in a variable keep commas", "", "REIN_RULE", "a,b\nc",
		"rule=a,b|c :", NULL },

	{ "an unknown option names the nearest", "--siez 3", NULL, NULL, NULL,
		"unknown option '--siez'|did you mean --size?" },
	{ "the begin of an option finds it", "--key=tell-nobody", NULL, NULL, NULL,
		"unknown option '--key'|did you mean --key-file?" },
	{ "an unknown short one does not repeat what it holds", "-ktell-nobody", NULL,
		NULL, NULL, "unknown option '-k'" },
	{ "no value", "--size", NULL, NULL, NULL, "--size wants a value: N" },
	{ "no number", "--size three", NULL, NULL, NULL,
		"--size: 'three' is not a whole number from 1 to 9" },
	{ "past the range", "--size=10", NULL, NULL, NULL, "'10' is not" },
	{ "no choice", "--colour=blue", NULL, NULL, NULL,
		"'blue' is not one of red, green" },
	{ "no truth", "--dry-run=perhaps", NULL, NULL, NULL, "is not true or false" },
	{ "an empty value", "--output=", NULL, NULL, NULL, "is not a value" },
	{ "a wrong variable", "", "REIN_SIZE", "x", NULL, "REIN_SIZE: 'x' is not" },
};

static int split(char *words, char **argv)
{
	int argc = 0;

	for (char *at = words; *at != '\0';) {
		size_t size = strcspn(at, " ");

		argv[argc++] = at;
		at += size;
		if (*at != '\0')
			*at++ = '\0';
	}
	return argc;
}

static void put_value(struct buf *out, const struct option_value *value)
{
	enum option_type type = value->option->type;

	if (value->origin == ORIGIN_NONE || (type == OPTION_FLAG && !value->on))
		return;
	buf_text(out, value->option->name);
	if (type == OPTION_NUMBER)
		buf_format(out, "=%d", (int)value->number);
	else if (type == OPTION_TEXT || type == OPTION_CHOICE)
		buf_format(out, "=%s", value->text);
	for (size_t i = 0; i < value->count; i++)
		buf_format(out, "%s%s", i > 0 ? "|" : "=", value->items[i]);
	buf_char(out, ' ');
}

static void check_error(const struct row *row, const struct error_list *errs)
{
	const struct error *error = errs->items[0];
	struct buf said;

	buf_init(&said, 1000);
	buf_format(&said, "%s%s%s", error->message, error->fix != NULL ? "|" : "",
		error->fix != NULL ? error->fix : "");
	assert_non_null(strstr(buf_string(&said), row->message));
	assert_null(strstr(buf_string(&said), "nobody"));
	assert_int_equal(
		error->code, row->variable != NULL ? ERROR_SETTINGS : ERROR_USAGE);
	buf_release(&said);
}

static void options_are_read(void **state)
{
	const struct row *row = *state;
	struct error_list errs = { 0 };
	struct options options;
	struct buf got;
	char words[200], *argv[20];
	bool ok;

	if (row->variable != NULL)
		setenv(row->variable, row->value, 1);
	(void)snprintf(words, sizeof(words), "%s", row->words);
	ok = options_read(&options, &table, split(words, argv), argv, &errs);
	if (row->variable != NULL)
		unsetenv(row->variable);
	assert_int_equal(ok, row->expected != NULL);
	assert_int_equal(ok, errs.count == 0);
	buf_init(&got, 1000);
	for (size_t i = 0; i < options.count; i++)
		put_value(&got, &options.values[i]);
	buf_char(&got, ':');
	for (size_t i = 0; i < options.argument_count; i++)
		buf_format(&got, " %s", options.arguments[i]);
	if (ok)
		assert_string_equal(buf_string(&got), row->expected);
	else
		check_error(row, &errs);
	buf_release(&got);
	options_release(&options);
	error_release(&errs);
}

int main(void)
{
	return TABLE_RUN(rows, options_are_read);
}
