#pragma once

#include <stdbool.h>

#include "providers/emulator/fact.h"

struct act;
struct draft;
struct row;
struct row_key;

/*
 * What holds for every kind alike: identifiers and names, scopes and parents,
 * references and their refusals. A function that returns bool is false when it
 * refused the act.
 */

/* Refuse with the kind's own words for that condition. */
bool rules_refuse(struct act *act, enum condition condition);

/* Note a fault for an identifier or name that the API refuses. */
void rules_identifier(struct act *act, const char *field, const char *id);
void rules_name(struct act *act, const char *field, const char *name, const char *marks);

/* The scope named is one the kind exists at. */
bool rules_level(struct act *act);
enum scope_level rules_level_of(const char *org, const char *project);
/* The organization and project that act->org and act->project name are there. */
bool rules_parents(struct act *act);
/* Of anything: is that scope there? */
bool rules_scope_exists(struct act *act, const char *org, const char *project);

/* The token may do so to the thing act names. */
bool rules_access(struct act *act, const char *action);
/* Where permissions on an entity are looked up: an organization's own, say. */
void rules_home(const struct fact *fact, const struct row *row, const char **org,
	const char **project);

/* If-Match against the stored version. */
bool rules_match(struct act *act, const struct row *row);

/*
 * "account.x", "org.x", "x" seen from act's scope. False, and refused, when the
 * prefix is none or a narrower scope is named than the referrer's (a plain one
 * is always of a project).
 */
bool rules_reference(
	struct act *act, const char *kind, const char *text, struct row_key *key);
/* The draft refers to it: its deletion will be refused. */
void rules_refer(struct act *act, struct draft *draft, const struct row_key *key);
bool rules_exists(struct act *act, const struct row_key *key);

/*
 * Note every reference below `node`: members that end in "Ref" by the table of
 * names, and <+secrets.getValue("x")> in any text. What cannot be read as one (an
 * expression, a foreign prefix) is passed over.
 */
void rules_scan(struct act *act, struct draft *draft, struct json_object *node);
