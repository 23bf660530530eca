#include "providers/emulator/rules.h"

#include <string.h>

#include "model/num.h"
#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/token.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Source: core.md 4.1, extended.md 1.4; what stands in one list only is not common. */
static const struct {
	const char *word;
	bool common;
} reserved[] = {
	{ "or", true },
	{ "and", true },
	{ "eq", true },
	{ "ne", true },
	{ "lt", true },
	{ "gt", true },
	{ "le", true },
	{ "ge", true },
	{ "div", true },
	{ "mod", true },
	{ "not", true },
	{ "null", true },
	{ "true", true },
	{ "false", true },
	{ "new", true },
	{ "var", true },
	{ "return", true },
	{ "step", true },
	{ "parallel", true },
	{ "stepGroup", true },
	{ "org", true },
	{ "account", true },
	{ "class", false },
	{ "shellScriptProvisioner", false },
	{ "status", false },
	{ "liteEngineTask", false },
	{ "_harness_system", false },
};

bool rules_refuse(struct act *act, enum condition condition)
{
	const struct refusal *refusal = &act->fact->refusals[condition];
	const char *text = act_words(act, refusal->text != NULL ? refusal->text : "");

	return refusal->face == FACE_FAILURE ? act_fail(act, refusal->code, "%s", text)
					     : act_refuse(act, refusal->code, "%s", text);
}

static bool is_reserved(const struct act *act, const char *id)
{
	bool all = quirk_is(act->world->quirks, QUIRK_RESERVED_WORDS, "union");

	for (size_t i = 0; i < countof(reserved); i++)
		if (strcmp(reserved[i].word, id) == 0)
			return all || reserved[i].common;
	return false;
}

static bool is_identifier(const struct act *act, const char *id)
{
	unsigned traits = act->fact->traits;
	size_t size = strlen(id);
	char body[sizeof(LETTERS DIGITS "_$-")] = LETTERS DIGITS "_";

	if ((traits & FACT_NARROW) == 0)
		strncat(body, "$", 2);
	if ((traits & FACT_HYPHEN) != 0 &&
		quirk_is(act->world->quirks, QUIRK_SECRET_HYPHEN, "allow"))
		strncat(body, "-", 2);
	return size <= 128 && (id[0] == '_' || strchr(letters, id[0]) != NULL) &&
	       strspn(id, body) == size;
}

void rules_identifier(struct act *act, const char *field, const char *id)
{
	if (id == NULL || id[0] == '\0')
		act_fault(act, field, "cannot be empty");
	else if (!is_identifier(act, id))
		act_fault(act, field,
			"can be 128 characters long and can only contain alphanumeric, "
			"underscore and $ characters, and not start with a number or $");
	else if (is_reserved(act, id))
		act_fault(act, field, "%s is a keyword, so cannot be used", id);
}

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

void rules_name(struct act *act, const char *field, const char *name, const char *marks)
{
	char allowed[sizeof(LETTERS DIGITS) + 16] = LETTERS DIGITS;

	strncat(allowed, marks, 15);
	if (characters(name) > 128)
		act_fault(act, field, "can be at most 128 characters long");
	else if (strspn(name, allowed) != strlen(name))
		act_fault(act, field, "can only contain alphanumeric characters and '%s'",
			marks);
}

enum scope_level rules_level_of(const char *org, const char *project)
{
	if (project[0] != '\0')
		return LEVEL_PROJECT;
	return org[0] != '\0' ? LEVEL_ORG : LEVEL_ACCOUNT;
}

bool rules_level(struct act *act)
{
	unsigned levels = act->fact->levels;

	if (act->project[0] != '\0' && act->org[0] == '\0')
		return act_refuse(act, CODE_INVALID_REQUEST,
			"orgIdentifier must be given with projectIdentifier");
	if ((levels & rules_level_of(act->org, act->project)) != 0)
		return true;
	if (act->org[0] == '\0')
		act_fault(act, "orgIdentifier", "must not be null");
	if (act->project[0] == '\0' && levels == LEVEL_PROJECT)
		act_fault(act, "projectIdentifier", "must not be null");
	if (act->fault_count == 0)
		act_fault(act, "projectIdentifier", "must be null");
	return act_faultless(act);
}

static bool scope_row(struct act *act, const char *kind, const char *org, const char *id)
{
	const struct row_key key = { kind, org, "", "", id, true };

	return store_find(act->world->store, &act->arena, &key) != NULL;
}

bool rules_scope_exists(struct act *act, const char *org, const char *project)
{
	return (org[0] == '\0' || scope_row(act, "organization", "", org)) &&
	       (project[0] == '\0' || scope_row(act, "project", org, project));
}

bool rules_parents(struct act *act)
{
	const struct refusal *refusals = act->fact->refusals;

	if (refusals[WHEN_NO_ORG].text != NULL && act->org[0] != '\0' &&
		!rules_scope_exists(act, act->org, ""))
		return rules_refuse(act, WHEN_NO_ORG);
	if (refusals[WHEN_NO_PROJECT].text != NULL && act->project[0] != '\0' &&
		!rules_scope_exists(act, act->org, act->project))
		return rules_refuse(act, WHEN_NO_PROJECT);
	return true;
}

void rules_home(const struct fact *fact, const struct row *row, const char **org,
	const char **project)
{
	*org = fact->opens == OPENS_ORG ? row->id : row->org;
	*project = fact->opens == OPENS_PROJECT ? row->id : row->project;
}

bool rules_access(struct act *act, const char *action)
{
	const struct row self = {
		.org = act->org, .project = act->project, .id = act->id
	};
	const char *permission, *org, *project;

	if (action == NULL)
		return true;
	permission = arena_format(&act->arena, "core_%s_%s", act->fact->resource, action);
	rules_home(act->fact, &self, &org, &project);
	if (token_may(act->token, permission, org, project))
		return true;
	return act_deny(act, permission, act->fact->resource);
}

bool rules_match(struct act *act, const struct row *row)
{
	int64_t version;

	if ((act->fact->traits & FACT_LOCK) == 0 || act->if_match == NULL ||
		!num_parse(act->if_match, 0, INT64_MAX, &version) ||
		version == row->version)
		return true;
	return act_refuse(act, CODE_OPTIMISTIC_LOCKING_EXCEPTION,
		"%s [%s] has been updated by someone else, reload it and try again",
		act->fact->title, row->id);
}

static bool bad_reference(struct act *act, const char *text)
{
	return act_refuse(act, CODE_INVALID_IDENTIFIER_REF,
		"Invalid Identifier Reference %s.", text);
}

bool rules_reference(
	struct act *act, const char *kind, const char *text, struct row_key *key)
{
	const char *dot = strchr(text, '.');

	*key = (struct row_key){ kind, act->org, act->project, "", text, false };
	if (dot == NULL) {
		if (act->project[0] != '\0')
			return true;
		return act_refuse(act, CODE_INVALID_REQUEST,
			"the reference %s is of a project, which %s cannot see", text,
			act->org[0] != '\0' ? "an organization" : "an account");
	}
	key->id = dot + 1;
	key->project = "";
	if (strchr(dot + 1, '.') != NULL || dot[1] == '\0')
		return bad_reference(act, text);
	if (text_starts(text, "account."))
		key->org = "";
	else if (!text_starts(text, "org."))
		return bad_reference(act, text);
	else if (act->org[0] == '\0')
		return act_refuse(act, CODE_INVALID_REQUEST,
			"the reference %s is of an organization, which an account cannot "
			"see",
			text);
	return true;
}

void rules_refer(struct act *act, struct draft *draft, const struct row_key *key)
{
	draft->targets = arena_grow(&act->arena, draft->targets, draft->target_count,
		&draft->target_room, sizeof(*draft->targets));
	draft->targets[draft->target_count] = *key;
	draft->targets[draft->target_count++].id = arena_text(&act->arena, key->id);
}

bool rules_exists(struct act *act, const struct row_key *key)
{
	return store_find(act->world->store, &act->arena, key) != NULL;
}
