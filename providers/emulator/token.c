#include "providers/emulator/token.h"

#include <string.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/text.h"
#include "providers/emulator/builtin.h"

/* Part `n` of a dotted key, NULL when there are fewer. */
static const char *part(struct arena *arena, const char *key, int n)
{
	size_t size;

	for (; n > 0; n--) {
		key = strchr(key, '.');
		if (key == NULL)
			return NULL;
		key++;
	}
	size = strcspn(key, ".");
	return size > 0 ? arena_copy(arena, key, size) : NULL;
}

static bool has_form(const char *key)
{
	return text_starts(key, "pat.") || text_starts(key, "sat.");
}

const char *token_account(struct arena *arena, const char *key)
{
	return has_form(key) ? part(arena, key, 1) : NULL;
}

static bool read_role(
	struct token *token, struct arena *arena, char *role, struct error_list *errs)
{
	char *at = strchr(role, '@'), *slash = at != NULL ? strchr(at, '/') : NULL;
	const struct builtin_role *found;

	if (slash != NULL)
		*slash = '\0';
	if (at != NULL)
		*at = '\0';
	token->role = role;
	token->org = arena_text(arena, at != NULL ? at + 1 : "");
	token->project = arena_text(arena, slash != NULL ? slash + 1 : "");
	found = builtin_role_find(role);
	if (found == NULL) {
		error_add(errs, ERROR_USAGE, (struct place){ 0 },
			"unknown role '%s' of an API key, expected a built-in one such "
			"as "
			"_account_viewer",
			role);
		return false;
	}
	token->permissions = found->permissions;
	return true;
}

static bool check_form(
	struct arena *arena, const struct token *token, struct error_list *errs)
{
	if (token->key[0] != '\0' && strpbrk(token->key, " \t\r\n") == NULL &&
		(!has_form(token->key) || (part(arena, token->key, 3) != NULL &&
						  part(arena, token->key, 4) == NULL)))
		return true;
	error_add(errs, ERROR_USAGE, (struct place){ 0 },
		"an API key has the form pat.ACCOUNT.ID.SECRET or sat.ACCOUNT.ID.SECRET");
	return false;
}

bool token_parse(struct token *token, struct arena *arena, const char *text,
	struct error_list *errs)
{
	char *key = arena_text(arena, text), *colon = strrchr(key, ':');
	const char *id;

	*token = (struct token){ .key = key,
		.org = "",
		.project = "",
		.role = "_account_admin",
		.permissions = "*" };
	if (colon != NULL)
		*colon = '\0';
	if (!check_form(arena, token, errs) ||
		(colon != NULL && !read_role(token, arena, colon + 1, errs)))
		return false;
	id = has_form(key) ? part(arena, key, 2) : "key";
	token->type = text_starts(key, "sat.") ? "SERVICE_ACCOUNT" : "USER";
	token->id = id;
	token->name = id;
	token->email = arena_format(arena,
		text_starts(key, "sat.") ? "%s@service.harness.io" : "%s@example.com",
		id);
	return true;
}

bool token_may(const struct token *token, const char *permission, const char *org,
	const char *project)
{
	if (!builtin_permits(token->permissions, permission))
		return false;
	if (token->org[0] != '\0' && strcmp(token->org, org) != 0)
		return false;
	return token->project[0] == '\0' || strcmp(token->project, project) == 0;
}

bool token_may_all(const struct token *token, const char *permission)
{
	return token->org[0] == '\0' && builtin_permits(token->permissions, permission);
}
