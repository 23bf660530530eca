#include "providers/emulator/quirk.h"

#include <string.h>

#include "model/error.h"
#include "model/num.h"
#include "model/text.h"
#include "providers/emulator/server.h"

#define QUIRK_ROW(id, name, values, usual, help) { name, values, usual, help },
static const struct emulator_quirk table[] = { QUIRKS(QUIRK_ROW) };

static const int64_t most_ms = 3600000;

const struct emulator_quirk *emulator_quirks(size_t *count)
{
	*count = QUIRK_COUNT;
	return table;
}

void quirks_init(struct quirks *quirks)
{
	for (size_t i = 0; i < QUIRK_COUNT; i++)
		quirks->values[i] = table[i].usual;
}

/* One of "a|b|c". */
static bool is_listed(const char *values, const char *value)
{
	size_t size = strlen(value);

	for (;;) {
		size_t n = strcspn(values, "|");

		if (n == size && memcmp(values, value, n) == 0)
			return true;
		if (values[n] == '\0')
			return false;
		values += n + 1;
	}
}

static bool is_valid(const char *values, const char *value)
{
	int64_t number;

	if (strcmp(values, "MS") == 0)
		return num_parse(value, 0, most_ms, &number);
	return strcmp(values, "GLOB") == 0 || is_listed(values, value);
}

static const char *nearest(const char *name)
{
	const char *names[QUIRK_COUNT];

	for (size_t i = 0; i < QUIRK_COUNT; i++)
		names[i] = table[i].name;
	return text_nearest(name, names, QUIRK_COUNT);
}

static bool unknown(const char *text, size_t size, struct error_list *errs)
{
	char name[64];
	const char *meant;

	if (size >= sizeof(name))
		size = sizeof(name) - 1;
	memcpy(name, text, size);
	name[size] = '\0';
	meant = nearest(name);
	error_add(errs, ERROR_USAGE, (struct place){ 0 }, "unknown quirk '%s'%s%s%s",
		name, meant != NULL ? ", did you mean '" : "", meant != NULL ? meant : "",
		meant != NULL ? "'?" : "");
	return false;
}

bool quirks_set(struct quirks *quirks, const char *text, struct error_list *errs)
{
	size_t size = strcspn(text, "=");

	for (size_t i = 0; i < QUIRK_COUNT; i++) {
		const char *value = text + size + 1;

		if (!slice_is((struct slice){ text, size }, table[i].name))
			continue;
		if (text[size] == '\0' || !is_valid(table[i].values, value)) {
			error_add(errs, ERROR_USAGE, (struct place){ 0 },
				"quirk '%s' takes %s", table[i].name, table[i].values);
			return false;
		}
		quirks->values[i] = value;
		return true;
	}
	return unknown(text, size, errs);
}

bool quirk_is(const struct quirks *quirks, enum quirk quirk, const char *value)
{
	return strcmp(quirks->values[quirk], value) == 0;
}

int64_t quirk_number(const struct quirks *quirks, enum quirk quirk)
{
	int64_t number = 0;

	num_parse(quirks->values[quirk], 0, most_ms, &number);
	return number;
}

bool quirk_matches(const struct quirks *quirks, enum quirk quirk, const char *text)
{
	return quirks->values[quirk][0] != '\0' && text_glob(quirks->values[quirk], text);
}
