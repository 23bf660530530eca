#include "reconcile/spelling.h"

#include "model/source.h"

/* An identifier that would do instead, where the text makes one. */
static void suggest(struct error_list *errs, struct error *error, const char *text,
	enum identifier_rule rule)
{
	const char *made = identifier_generate(&errs->arena, text);

	if (identifier_check(made, rule) == IDENTIFIER_OK)
		error_fix(errs, error, "%s", made);
}

bool spelling_check(const char *text, enum identifier_rule rule, const char *of,
	const struct source *source, uint32_t offset, struct error_list *errs)
{
	struct error *error;

	switch (identifier_check(text, rule)) {
	case IDENTIFIER_OK:
		return true;
	case IDENTIFIER_RESERVED:
		source_error(errs, ERROR_IDENTIFIER_RESERVED, source, offset,
			"'%s' is a reserved word, so it can identify no %s", text, of);
		return false;
	case IDENTIFIER_LONG:
		source_error(errs, ERROR_IDENTIFIER_INVALID, source, offset,
			"the identifier of %s %s has at most 128 characters",
			text_article(of), of);
		return false;
	case IDENTIFIER_BAD:
		break;
	}
	error = source_error(errs, ERROR_IDENTIFIER_INVALID, source, offset,
		"'%s' can identify no %s: it takes %s", text, of,
		identifier_rule_words(rule));
	suggest(errs, error, text, rule);
	return false;
}
