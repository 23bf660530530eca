#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

/*
 * JSON as the server reads and edits it. Nodes are json-c's, named here by
 * pointer only; the pool owns every root and all that hangs on it, so nobody
 * frees a node. Texts are borrowed from their node. Paths are member names with
 * dots between ("spec.auth.type"); NULL objects are read as empty ones.
 */
struct body_pool {
	struct json_object **roots;
	size_t count, room;
};

void body_release(struct body_pool *pool);

/* NULL when the text is no JSON, is not UTF-8, is nested past LIMIT_DEPTH, holds
 * a NUL inside a text or has anything after its end. */
struct json_object *body_parse(struct body_pool *pool, const char *text, size_t size);
struct json_object *body_new_object(struct body_pool *pool);
struct json_object *body_new_list(struct body_pool *pool);
struct json_object *body_new_text(struct body_pool *pool, const char *text);
struct json_object *body_new_number(struct body_pool *pool, int64_t number);
struct json_object *body_new_bool(struct body_pool *pool, bool yes);
struct json_object *body_copy(struct body_pool *pool, struct json_object *node);

enum body_type { BODY_ABSENT, BODY_BOOL, BODY_NUMBER, BODY_TEXT, BODY_LIST, BODY_OBJECT };

/* null counts as absent, as the API's words have it. */
enum body_type body_type(const struct json_object *node);
struct json_object *body_at(const struct json_object *object, const char *path);
/* Whether the member stands there, be it null. */
bool body_has(const struct json_object *object, const char *name);
/* Text, or a number or truth value in its spelling; NULL for anything else. */
const char *body_text(const struct json_object *object, const char *path);
/* Likewise of the node itself. */
const char *body_scalar(struct json_object *node);
int64_t body_number(const struct json_object *object, const char *path, int64_t absent);
bool body_bool(const struct json_object *object, const char *path, bool absent);

/* Of a list; of anything else none. */
size_t body_count(const struct json_object *list);
struct json_object *body_item(const struct json_object *list, size_t i);
void body_append(struct json_object *list, struct json_object *item);

/* Where a walk over an object's members stands; zero is before the first. */
struct body_walk {
	const void *entry;
	const char *name;
	struct json_object *value;
};

/* Step to the next member, in their order; false after the last. The object must
 * not change meanwhile. */
bool body_next(const struct json_object *object, struct body_walk *walk);
size_t body_members(const struct json_object *object);

/* Put under one name (no path), in place or at the end; NULL puts null. The child
 * may hang elsewhere too: it is shared, not copied. */
void body_put(struct json_object *object, const char *name, struct json_object *child);
void body_put_text(struct json_object *object, const char *name, const char *text);
void body_put_number(struct json_object *object, const char *name, int64_t number);
void body_put_bool(struct json_object *object, const char *name, bool yes);
void body_drop(struct json_object *object, const char *name);

bool body_equal(struct json_object *a, struct json_object *b);
/* JSON without blanks; borrowed from the node until it changes. */
const char *body_format(struct json_object *node);
