#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error_list;

/*
 * An API key and what it may do. Source: core.md 1.2. `KEY[:ROLE[@ORG[/PROJECT]]]`
 * gives a key a built-in role, at the account and all below where no scope is
 * named; without a role it is an account admin.
 */
struct token {
	const char *key;
	const char *type; /* of principal: "USER" or "SERVICE_ACCOUNT" */
	const char *id;   /* of principal */
	const char *name, *email;
	const char *permissions; /* globs, blanks between */
	const char *role;
	const char *org, *project; /* where the role was given, "" above */
};

/* False, with an error, when the text is none. */
bool token_parse(struct token *token, struct arena *arena, const char *text,
	struct error_list *errs);
/* The account a key names in its second part, or NULL. */
const char *token_account(struct arena *arena, const char *key);

bool token_may(const struct token *token, const char *permission, const char *org,
	const char *project);
/* Whether it may do so everywhere. */
bool token_may_all(const struct token *token, const char *permission);
