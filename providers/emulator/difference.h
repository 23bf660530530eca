#pragma once

struct body_pool;
struct json_object;

/*
 * What leads from one document to another, as a list of RFC 6902 operations (add,
 * remove, replace) that also say in `fromValue` what was there. Lists are compared
 * item by item from the front. Either may be NULL: then all of the other is added or
 * removed. Values are shared with the documents.
 */
struct json_object *difference_make(
	struct body_pool *pool, struct json_object *before, struct json_object *after);
