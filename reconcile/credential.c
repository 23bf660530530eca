#include "reconcile/credential.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "model/kind.h"
#include "model/text.h"

/* Letters and digits, and what else may stand in the body of a token. */
static const char no_more[] = "", dashed[] = "_-", dotted[] = "_-.";

/* A mark at the start of a word, and the least that must follow it. */
static const struct mark {
	const char *prefix;
	size_t least;
	const char *more; /* besides letters and digits */
	const char *words;
} marks[] = {
	{ "AKIA", 16, no_more, "an access key of AWS" },
	{ "ASIA", 16, no_more, "a session key of AWS" },
	{ "AIza", 35, dashed, "an API key of Google" },
	{ "dckr_pat_", 20, dashed, "an access token of Docker Hub" },
	{ "dop_v1_", 64, no_more, "a token of DigitalOcean" },
	{ "ghp_", 36, no_more, "a personal token of GitHub" },
	{ "gho_", 36, no_more, "an OAuth token of GitHub" },
	{ "ghs_", 36, no_more, "an app's token of GitHub" },
	{ "github_pat_", 40, dashed, "a personal token of GitHub" },
	{ "glpat-", 20, dashed, "a personal token of GitLab" },
	{ "hvs.", 24, dashed, "a token of Vault" },
	{ "npm_", 36, no_more, "a token of npm" },
	{ "pat.", 60, dotted, "a personal token of Harness" },
	{ "sat.", 60, dotted, "a service account's token of Harness" },
	{ "sk_live_", 20, no_more, "a secret key of Stripe" },
	{ "sqp_", 40, no_more, "a token of SonarQube" },
	{ "squ_", 40, no_more, "a token of SonarQube" },
	{ "xoxb-", 20, dashed, "a bot's token of Slack" },
	{ "xoxp-", 20, dashed, "a user's token of Slack" },
};

/* No mark with its body, and no key, is shorter. */
enum { LEAST_BYTES = 20 };

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_in_token(char c, const char *more)
{
	return is_alphanumeric(c) || (c != '\0' && strchr(more, c) != NULL);
}

/* What a mark and its body are made of. */
static bool is_in_word(char c)
{
	return is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
}

static const char *find_at(const char *word)
{
	for (size_t i = 0; i < countof(marks); i++) {
		const struct mark *mark = &marks[i];
		size_t size = 0;

		if (*word != *mark->prefix || !text_starts(word, mark->prefix))
			continue;
		while (is_in_token(word[strlen(mark->prefix) + size], mark->more))
			size++;
		if (size >= mark->least)
			return mark->words;
	}
	return NULL;
}

/* The header of a key alone is what scripts look for; with its body it is one. */
static bool has_private_key(const char *text)
{
	static const char ending[] = "PRIVATE KEY-----";
	const char *begin = strstr(text, "-----BEGIN ");
	const char *end = begin != NULL ? strstr(begin, ending) : NULL;

	if (end == NULL || end - begin > 40)
		return false;
	end += strlen(ending);
	end += strspn(end, " \t\r\n\\");
	end += *end == 'n'; /* of an escaped line end */
	return strspn(end, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			   "0123456789+/") >= 40;
}

/*
 * The first word from `from` on that is long enough for a mark, or NULL. Most words are
 * passed over by a look at the byte where one would still go on.
 */
static const char *find_long_word(const char *from, const char *end)
{
	while (end - from >= LEAST_BYTES) {
		const char *at = from + LEAST_BYTES;

		while (at > from && is_in_word(at[-1]))
			at--;
		if (at == from)
			return from;
		from = at;
	}
	return NULL;
}

const char *credential_find(const char *text, size_t size)
{
	const char *end = text + size;
	const char *word = find_long_word(text, end);

	for (; word != NULL; word = find_long_word(word, end)) {
		const char *words = find_at(word);

		if (words != NULL)
			return words;
		while (word < end && is_in_word(*word))
			word++;
	}
	if (size < LEAST_BYTES)
		return NULL;
	return has_private_key(text) ? "a private key" : NULL;
}
