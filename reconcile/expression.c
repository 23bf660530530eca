#include "reconcile/expression.h"

#include <string.h>

#include "model/kind.h"

static const struct reference secret = { .kind = "secret", .style = REFERENCE_SCOPED };
static const struct reference variable = {
	.kind = "variable",
	.style = REFERENCE_SCOPED,
};
static const struct reference file = { .kind = "file", .style = REFERENCE_FILE };

static const char *read_argument(const char *at, struct slice *name);
static const char *read_member(const char *at, struct slice *name);

/* Source: references.md 3.6, 4. */
static const struct {
	const char *begins;
	const char *(*read)(const char *at, struct slice *name);
	const struct reference *row;
} forms[] = {
	{ "secrets.getValue", read_argument, &secret },
	{ "secret.getValue", read_argument, &secret },
	{ "ngSecretManager.obtain", read_argument, &secret },
	{ "variable.", read_member, &variable },
	{ "fileStore.getAsString", read_argument, &file },
	{ "fileStore.getAsBase64", read_argument, &file },
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$' || c == '.';
}

static const char *skip_spaces(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

/* `("name")` or `("name", ...)`: one literal, nothing computed. */
static const char *read_argument(const char *at, struct slice *name)
{
	const char *end;

	at = skip_spaces(at);
	if (*at != '(')
		return NULL;
	at = skip_spaces(at + 1);
	if (*at != '"' && *at != '\'')
		return NULL;
	end = strchr(at + 1, *at);
	if (end == NULL)
		return NULL;
	*name = (struct slice){ at + 1, (size_t)(end - at - 1) };
	end = skip_spaces(end + 1);
	return *end == ')' || *end == ',' ? end : NULL;
}

/* `x`, `org.x` or `account.x`, up to what is read of it: `x.y` is of x. */
static const char *read_member(const char *at, struct slice *name)
{
	static const char *const prefixes[] = { "org.", "account." };
	const char *end = at;

	for (size_t i = 0; i < countof(prefixes); i++)
		if (text_starts(at, prefixes[i]))
			end = at + strlen(prefixes[i]);
	while (is_word(*end) && *end != '.')
		end++;
	*name = (struct slice){ at, (size_t)(end - at) };
	return text_starts(end, "<+") ? NULL : end;
}

/* What begins at the scan's place; NULL when nothing does. */
static const char *read_form(const struct expressions *scan, struct expression *found)
{
	const char *at = scan->text + scan->at;

	if (is_word(at[-1])) /* in an island, so there is a byte before */
		return NULL;
	for (size_t i = 0; i < countof(forms); i++)
		if (text_starts(at, forms[i].begins)) {
			found->row = forms[i].row;
			return forms[i].read(at + strlen(forms[i].begins), &found->name);
		}
	return NULL;
}

/* One byte inside an island: quotes and its end. */
static void step(struct expressions *scan, char c)
{
	char *quote = &scan->quotes[scan->depth];

	if (*quote == c)
		*quote = '\0';
	else if (*quote == '\0' && (c == '"' || c == '\''))
		*quote = c;
	else if (*quote == '\0' && c == '>')
		scan->depth--;
	scan->at++;
}

/* To the byte after the next `<+`. False when there is none. */
static bool enter(struct expressions *scan)
{
	const char *found = strstr(scan->text + scan->at, "<+");

	if (found == NULL)
		return false;
	scan->at = (size_t)(found - scan->text) + 2;
	scan->depth = 1;
	scan->quotes[1] = '\0';
	return true;
}

/* One more island, inside another or inside its quotes. */
static void nest(struct expressions *scan)
{
	if (scan->depth < EXPRESSION_DEPTH)
		scan->depth++;
	scan->quotes[scan->depth] = '\0';
	scan->at += 2;
}

bool expressions_next(struct expressions *scan, struct expression *found)
{
	while (scan->depth > 0 || enter(scan)) {
		const char *at = scan->text + scan->at, *end = NULL;

		if (*at == '\0')
			return false;
		if (text_starts(at, "<+")) {
			nest(scan);
			continue;
		}
		if (scan->quotes[scan->depth] == '\0')
			end = read_form(scan, found);
		if (end != NULL) {
			scan->at = (size_t)(end - scan->text);
			return true;
		}
		step(scan, *at);
	}
	return false;
}
