#include "model/scope.h"

#include <assert.h>
#include <string.h>

#include "model/arena.h"
#include "model/text.h"

static const struct {
	enum scope_level level;
	const char *name;
} levels[] = {
	{ SCOPE_ACCOUNT, "account" },
	{ SCOPE_ORG, "organization" },
	{ SCOPE_PROJECT, "project" },
};

enum { LEVEL_COUNT = sizeof(levels) / sizeof(levels[0]) };

enum scope_level scope_level(struct scope scope)
{
	if (scope.org == NULL)
		return SCOPE_ACCOUNT;
	return scope.project == NULL ? SCOPE_ORG : SCOPE_PROJECT;
}

const char *scope_level_name(enum scope_level level)
{
	size_t i = 0;

	while (i + 1 < LEVEL_COUNT && levels[i].level != level)
		i++;
	assert(levels[i].level == level);
	return levels[i].name;
}

enum scope_level scope_level_find(const char *name)
{
	for (size_t i = 0; i < LEVEL_COUNT; i++)
		if (strcmp(levels[i].name, name) == 0)
			return levels[i].level;
	return (enum scope_level)0;
}

bool scope_equal(struct scope a, struct scope b)
{
	return text_equal(a.org, b.org) && text_equal(a.project, b.project);
}

/* What is not named comes first. */
static int compare_part(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

int scope_compare(struct scope a, struct scope b)
{
	int order = compare_part(a.org, b.org);

	return order != 0 ? order : compare_part(a.project, b.project);
}

bool scope_within(struct scope inner, struct scope outer)
{
	return scope_equal(scope_at(inner, scope_level(outer)), outer);
}

struct scope scope_at(struct scope scope, enum scope_level level)
{
	switch (level) {
	case SCOPE_ACCOUNT:
		return (struct scope){ NULL, NULL };
	case SCOPE_ORG:
		return (struct scope){ scope.org, NULL };
	default:
		return scope;
	}
}

struct scope scope_common(struct scope a, struct scope b)
{
	if (!text_equal(a.org, b.org))
		return scope_at(a, SCOPE_ACCOUNT);
	if (!text_equal(a.project, b.project))
		return scope_at(a, SCOPE_ORG);
	return a;
}

const char *scope_prefix(struct arena *arena, struct scope scope)
{
	switch (scope_level(scope)) {
	case SCOPE_ACCOUNT:
		return "";
	case SCOPE_ORG:
		return arena_join(arena, scope.org, "/", "");
	default:
		return arena_join(
			arena, arena_join(arena, scope.org, "/", scope.project), "/", "");
	}
}

const char *scope_name(struct arena *arena, struct scope scope)
{
	switch (scope_level(scope)) {
	case SCOPE_ACCOUNT:
		return scope_level_name(SCOPE_ACCOUNT);
	case SCOPE_ORG:
		return scope.org;
	default:
		return arena_join(arena, scope.org, "/", scope.project);
	}
}

const char *scope_words(struct arena *arena, struct scope scope)
{
	switch (scope_level(scope)) {
	case SCOPE_ACCOUNT:
		return "the account";
	case SCOPE_ORG:
		return arena_format(arena, "organization %s", scope.org);
	default:
		return arena_format(arena, "project %s/%s", scope.org, scope.project);
	}
}
