#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/text.h"
#include "providers/emulator/body.h"
#include "providers/emulator/code.h"
#include "providers/emulator/shape.h"

struct fact;
struct journal;
struct quirks;
struct route;
struct store;
struct token;

/* What every request is served against. */
struct world {
	struct store *store;
	const struct token *tokens;
	size_t token_count;
	const struct journal *journal;
	const char *account;
	const struct quirks *quirks;
	int64_t execution_ms;
};

struct act_pair {
	const char *name, *value; /* never NULL */
};

struct act_part { /* of a multipart body */
	const char *name, *bytes;
	size_t size;
};

/*
 * One request on its way to its answer. The HTTP face fills the first half, the
 * route's serve() the second. Everything hangs on the arena and the pool, which
 * act_release() gives back.
 */
struct act {
	struct world *world;
	struct arena arena;
	struct body_pool pool;
	int64_t now; /* milliseconds since 1970 */

	const char *method, *path; /* path without /gateway, decoded by segment */
	struct act_pair *query;
	size_t query_count;
	const char *api_key, *account_header, *content_type, *accept, *if_match, *agent;
	const char *client; /* its address */
	const char *user;   /* who a test says did it, NULL for the key's principal */
	const char *body;
	size_t body_size;
	struct act_part *parts;
	size_t part_count;

	const struct route *route;
	const struct fact *fact;
	const struct token *token;
	const char *org, *project, *id; /* "" where not named */
	const char *parent;             /* "" or the entity above this one */
	int64_t users;                  /* how many refer to it, for {users} */

	int status; /* HTTP; 0 until answered */
	bool refused;
	bool discard;            /* roll back although not refused */
	const char *answer_type; /* NULL is application/json */
	struct act_pair *headers;
	size_t header_count, header_room;
	struct shape_fault *faults; /* noted, not yet answered */
	size_t fault_count, fault_room;
	struct buf out;
};

void act_init(struct act *act, struct world *world, int64_t now);
void act_release(struct act *act);

/* First value of that name; NULL when absent or empty. */
const char *act_query(const struct act *act, const char *name);
/* "" when absent. */
const char *act_query_text(const struct act *act, const char *name);
bool act_query_bool(const struct act *act, const char *name, bool absent);
/* All values of a repeated key as a JSON list, NULL when there is none. */
const char *act_query_list(struct act *act, const char *name);
/* False, and refused, when it stands there but is no number in the range. */
bool act_query_number(struct act *act, const char *name, int64_t low, int64_t high,
	int64_t absent, int64_t *number);
const struct act_part *act_part(const struct act *act, const char *name);

void act_header(struct act *act, const char *name, const char *value);

/*
 * Refuse: the answer is an error, nothing is stored. Always false, so that a
 * check can end in `return act_refuse(...)`. The first refusal stands. act_refuse
 * is form 1 with the code's prefix, act_fail form 2 (core.md 3.1); on /v1 both
 * are the form of /v1.
 */
bool act_refuse(struct act *act, enum code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool act_fail(struct act *act, enum code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Note a wrong field; act_faultless() refuses with all that were noted. */
void act_fault(struct act *act, const char *field, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool act_faultless(struct act *act);
bool act_deny(struct act *act, const char *permission, const char *resource);
/* Take a refusal back, as batches do; the reason why. */
const char *act_forgive(struct act *act);

/*
 * A template of the facts with {id} {org} {project} {account} {parent} {users}, {under}
 * ("under Project[p], Organization [o] in Account [a]", shorter above a project)
 * and {in} ("in project [p] and org [o]" likewise).
 */
const char *act_words(struct act *act, const char *text);

/* JSON body as an object; false, and refused, when it is none. A YAML body is
 * taken where its content type says so. */
bool act_input(struct act *act, struct json_object **input);
/* Likewise, with any JSON. */
bool act_input_any(struct act *act, struct json_object **input);
