#include "cmd/options.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/kind.h"
#include "model/num.h"
#include "model/text.h"

bool option_takes_value(const struct option *option)
{
	return option->type != OPTION_FLAG;
}

const char *option_variable(struct arena *arena, const struct option *option)
{
	char *name;

	if (option->variable != NULL)
		return option->variable;
	name = arena_format(arena, "REIN_%s", option->name);
	for (char *at = name; *at != '\0'; at++)
		*at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
	return name;
}

const struct option_value *options_find(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->count; i++)
		if (strcmp(options->values[i].option->name, name) == 0)
			return &options->values[i];
	return NULL;
}

const struct option_value *options_get(const struct options *options, const char *name)
{
	const struct option_value *value = options_find(options, name);

	assert(value != NULL);
	return value;
}

/* --- one value ----------------------------------------------------------- */

/* A wrong option is the command line's mistake, a wrong variable a setting's. */
static struct error *complain(const struct option_value *value, struct error_list *errs,
	const char *wrong, const char *expected)
{
	enum error_code code =
		value->origin == ORIGIN_COMMAND_LINE ? ERROR_USAGE : ERROR_SETTINGS;

	return error_add(errs, code, (struct place){ 0 }, "%s: '%s' is not %s",
		value->said, wrong, expected);
}

static bool read_flag(
	struct option_value *value, const char *text, struct error_list *errs)
{
	static const char *const yes[] = { "true", "1", "yes" };
	static const char *const no[] = { "false", "0", "no" };

	for (size_t i = 0; i < countof(yes); i++) {
		if (text_equal_nocase(text, yes[i]) || text_equal_nocase(text, no[i])) {
			value->on = text_equal_nocase(text, yes[i]);
			return true;
		}
	}
	complain(value, errs, text, "true or false");
	return false;
}

static bool read_number(struct option_value *value, const char *text, struct arena *arena,
	struct error_list *errs)
{
	const struct option *option = value->option;

	if (num_parse(text, option->low, option->high, &value->number))
		return true;
	complain(value, errs, text,
		arena_format(arena, "a whole number from %lld to %lld",
			(long long)option->low, (long long)option->high));
	return false;
}

static bool read_choice(struct option_value *value, const char *text, struct arena *arena,
	struct error_list *errs)
{
	const struct option *option = value->option;
	const char *list = "";

	for (size_t i = 0; i < option->choice_count; i++) {
		if (strcmp(option->choices[i], text) == 0)
			return true;
		list = arena_format(
			arena, "%s%s%s", list, i > 0 ? ", " : "", option->choices[i]);
	}
	complain(value, errs, text, arena_format(arena, "one of %s", list));
	return false;
}

static void add_item(struct option_value *value, struct arena *arena, const char *text)
{
	value->items =
		arena_grow(arena, value->items, value->count, &value->room, sizeof(text));
	value->items[value->count++] = text;
}

static bool take(struct option_value *value, const char *text, struct arena *arena,
	struct error_list *errs)
{
	if (*text == '\0' && option_takes_value(value->option)) {
		complain(value, errs, text, "a value");
		return false;
	}
	value->text = text;
	switch (value->option->type) {
	case OPTION_FLAG:
		return read_flag(value, text, errs);
	case OPTION_NUMBER:
		return read_number(value, text, arena, errs);
	case OPTION_CHOICE:
		return read_choice(value, text, arena, errs);
	case OPTION_LIST:
	case OPTION_LINES:
		add_item(value, arena, text);
		return true;
	case OPTION_TEXT:
		return true;
	}
	return true;
}

/* --- the environment ----------------------------------------------------- */

static bool take_parts(struct option_value *value, const char *text, struct arena *arena,
	struct error_list *errs)
{
	const char *separators = value->option->type == OPTION_LIST ? ",\n" : "\n";
	bool ok = true;

	while (*text != '\0') {
		size_t size = strcspn(text, separators);

		if (size > 0)
			ok &= take(value, arena_copy(arena, text, size), arena, errs);
		text += size + (text[size] != '\0');
	}
	return ok;
}

static bool take_variable(struct option_value *value, const char *name, const char *text,
	struct arena *arena, struct error_list *errs)
{
	value->origin = ORIGIN_ENVIRONMENT;
	value->said = name;
	if (value->option->type == OPTION_LIST || value->option->type == OPTION_LINES)
		return take_parts(value, text, arena, errs);
	return take(value, text, arena, errs);
}

/* Its own variable, or the first of the others that says something. */
static bool read_environment(
	struct option_value *value, struct arena *arena, struct error_list *errs)
{
	const struct option *option = value->option;

	for (size_t i = 0; i <= option->other_count; i++) {
		const char *name =
			i == 0 ? option_variable(arena, option) : option->others[i - 1];
		const char *text = getenv(name);

		if (text != NULL && *text != '\0')
			return take_variable(value, name, text, arena, errs);
	}
	return true;
}

/* --- the command line ---------------------------------------------------- */

struct words {
	int argc;
	char *const *argv;
	int next;
};

static struct option_value *find_long(
	struct options *options, const char *name, size_t size)
{
	for (size_t i = 0; i < options->count; i++) {
		const char *candidate = options->values[i].option->name;

		if (strlen(candidate) == size && memcmp(candidate, name, size) == 0)
			return &options->values[i];
	}
	return NULL;
}

static struct option_value *find_short(struct options *options, char letter)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->values[i].option->letter == letter)
			return &options->values[i];
	return NULL;
}

/* The option a person may have meant: one that begins so, else the nearest. */
static const char *nearest_option(struct options *options, const char *name)
{
	const char **names = arena_array(&options->arena, options->count, sizeof(*names));

	for (size_t i = 0; i < options->count; i++) {
		names[i] = options->values[i].option->name;
		if (text_starts(names[i], name))
			return names[i];
	}
	return text_nearest(name, (const char *const *)names, options->count);
}

/* What stands behind the name is not repeated: it may be a secret. */
static bool unknown(
	struct options *options, const char *word, size_t size, struct error_list *errs)
{
	const char *name = arena_copy(&options->arena, word, size);
	const char *nearest = nearest_option(options, name + strspn(name, "-"));
	struct error *error = error_add(
		errs, ERROR_USAGE, (struct place){ 0 }, "unknown option '%s'", name);

	if (nearest != NULL)
		error_fix(errs, error, "did you mean --%s?", nearest);
	return false;
}

/* The value behind an option: what is joined to it, or the next word. */
static bool take_word(struct options *options, struct option_value *value,
	const char *said, const char *joined, struct words *words,
	struct error_list *errs)
{
	value->origin = ORIGIN_COMMAND_LINE;
	value->said = said;
	if (joined == NULL && !option_takes_value(value->option)) {
		joined = "true";
	} else if (joined == NULL && words->next < words->argc) {
		joined = words->argv[words->next++];
	} else if (joined == NULL) {
		error_add(errs, ERROR_USAGE, (struct place){ 0 }, "%s wants a value: %s",
			said, value->option->value);
		return false;
	}
	return take(value, joined, &options->arena, errs);
}

static bool read_long(struct options *options, const char *word, struct words *words,
	struct error_list *errs)
{
	size_t size = strcspn(word, "=");
	struct option_value *value = find_long(options, word + 2, size - 2);

	if (value == NULL)
		return unknown(options, word, size, errs);
	return take_word(options, value, arena_copy(&options->arena, word, size),
		word[size] == '=' ? word + size + 1 : NULL, words, errs);
}

/* -o FILE and -oFILE; letters of flags are not joined: there are too few. */
static bool read_short(struct options *options, const char *word, struct words *words,
	struct error_list *errs)
{
	struct option_value *value = find_short(options, word[1]);
	const char *said = arena_copy(&options->arena, word, 2);

	if (value == NULL)
		return unknown(options, word, 2, errs);
	if (word[2] != '\0' && !option_takes_value(value->option))
		return unknown(options, word, 2, errs);
	return take_word(
		options, value, said, word[2] != '\0' ? word + 2 : NULL, words, errs);
}

static bool read_word(struct options *options, const char *word, struct words *words,
	struct error_list *errs)
{
	if (word[0] == '-' && word[1] == '-')
		return read_long(options, word, words, errs);
	if (word[0] == '-' && word[1] != '\0')
		return read_short(options, word, words, errs);
	options->arguments[options->argument_count++] = word;
	return true;
}

static bool read_command_line(
	struct options *options, struct words *words, struct error_list *errs)
{
	bool ok = true;

	while (words->next < words->argc) {
		const char *word = words->argv[words->next++];

		if (strcmp(word, "--") == 0)
			break;
		ok &= read_word(options, word, words, errs);
	}
	while (words->next < words->argc)
		options->arguments[options->argument_count++] =
			words->argv[words->next++];
	return ok;
}

static void list_values(struct options *options, const struct option_table *table)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += table->groups[i]->count;
	options->values = arena_array(&options->arena, count, sizeof(*options->values));
	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < table->groups[i]->count; k++)
			options->values[options->count++].option =
				&table->groups[i]->rows[k];
}

bool options_read(struct options *options, const struct option_table *table, int argc,
	char *const *argv, struct error_list *errs)
{
	struct words words = { argc, argv, 0 };
	bool ok;

	*options = (struct options){ 0 };
	list_values(options, table);
	options->arguments =
		arena_array(&options->arena, (size_t)argc + 1, sizeof(char *));
	ok = read_command_line(options, &words, errs);
	for (size_t i = 0; i < options->count; i++)
		if (options->values[i].origin == ORIGIN_NONE)
			ok &= read_environment(
				&options->values[i], &options->arena, errs);
	return ok;
}

void options_release(struct options *options)
{
	arena_release(&options->arena);
	*options = (struct options){ 0 };
}
