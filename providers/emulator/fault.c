#include "providers/emulator/fault.h"

#include <string.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/num.h"
#include "model/text.h"

static const struct {
	const char *name;
	enum fault_effect effect;
	int64_t low, high; /* of its number; 0, 0 for none */
} effects[] = {
	{ "status", FAULT_STATUS, 200, 599 },
	{ "html", FAULT_HTML, 200, 599 },
	{ "latency", FAULT_LATENCY, 1, 3600000 },
	{ "reset", FAULT_RESET, 0, 0 },
	{ "lose", FAULT_LOSE, 0, 0 },
	{ "truncate", FAULT_TRUNCATE, 0, 1 << 30 },
	{ "drip", FAULT_DRIP, 1, 1 << 30 },
	{ "stale", FAULT_STALE, 1, 3600000 },
};

enum { EFFECTS = sizeof(effects) / sizeof(effects[0]), MOST_WORDS = 6 };

static bool wrong(struct error_list *errs, const char *text, const char *why)
{
	error_add(errs, ERROR_USAGE, (struct place){ 0 },
		"fault rule '%s': %s, expected METHOD PATH-GLOB EFFECT [after=N] "
		"[times=N] "
		"[every=N]",
		text, why);
	return false;
}

static size_t split(char *text, char *words[MOST_WORDS])
{
	size_t count = 0;

	for (;;) {
		text += strspn(text, " \t");
		if (*text == '\0' || count == MOST_WORDS)
			return *text == '\0' ? count : MOST_WORDS + 1;
		words[count++] = text;
		text += strcspn(text, " \t");
		if (*text != '\0')
			*text++ = '\0';
	}
}

static bool read_effect(struct fault *fault, const char *word)
{
	size_t size = strcspn(word, "=");
	size_t i = 0;

	while (i < EFFECTS && !slice_is((struct slice){ word, size }, effects[i].name))
		i++;
	if (i == EFFECTS)
		return false;
	fault->effect = effects[i].effect;
	if (effects[i].high == 0)
		return word[size] == '\0';
	return word[size] == '=' && num_parse(word + size + 1, effects[i].low,
					    effects[i].high, &fault->number);
}

static bool read_bound(struct fault *fault, const char *word)
{
	const struct {
		const char *name;
		int64_t *to;
	} bounds[] = {
		{ "after=", &fault->after },
		{ "times=", &fault->times },
		{ "every=", &fault->every },
	};

	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
		if (text_starts(word, bounds[i].name))
			return num_parse(word + strlen(bounds[i].name), i == 2 ? 1 : 0,
				INT32_MAX, bounds[i].to);
	return false;
}

bool fault_parse(struct fault *fault, struct arena *arena, const char *text,
	struct error_list *errs)
{
	char *words[MOST_WORDS];
	size_t count = split(arena_text(arena, text), words);

	*fault = (struct fault){ .times = INT64_MAX, .every = 1 };
	if (count < 3 || count > MOST_WORDS)
		return wrong(errs, text, "wrong number of words");
	fault->method = words[0];
	fault->glob = words[1];
	if (!read_effect(fault, words[2]))
		return wrong(errs, text, "unknown effect or number out of range");
	for (size_t i = 3; i < count; i++)
		if (!read_bound(fault, words[i]))
			return wrong(errs, text, "unknown bound or no number");
	return true;
}

static bool matches(const struct fault *fault, const char *method, const char *path)
{
	return (strcmp(fault->method, "*") == 0 || strcmp(fault->method, method) == 0) &&
	       text_glob(fault->glob, path);
}

static bool fires(const struct fault *fault)
{
	int64_t turn = fault->matched - fault->after;

	return turn > 0 && turn % fault->every == 0 && fault->fired < fault->times;
}

const struct fault *fault_pick(
	struct fault *faults, size_t count, const char *method, const char *path)
{
	struct fault *picked = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!matches(&faults[i], method, path))
			continue;
		faults[i].matched++;
		if (picked == NULL && fires(&faults[i])) {
			picked = &faults[i];
			picked->fired++;
		}
	}
	return picked;
}
