#pragma once

#include <stdbool.h>
#include <stddef.h>

struct act;
struct buf;
struct json_object;
struct shape_page;
struct store_rows;
struct store_search;

/*
 * A list as the act asks for it. verb_list() is these two; kinds with a filter
 * in the body stand between them.
 */

/* What query, scope and kind say; false when refused. */
bool list_search(struct act *act, struct store_search *search);
/* Cut the page that the query names, hide what the token may not see, answer. */
void list_run(struct act *act, struct store_search *search);

/* The same behind built-in things, which come first and are `count` names for
 * write(). */
void list_run_after(struct act *act, const char *const *ids, size_t count,
	void (*write)(struct act *act, struct buf *out, const char *id));

/* Answer with these rows; of `page` index and size are set. */
void list_write(struct act *act, struct shape_page *page, const struct store_rows *rows);

/* What filters in bodies ask; an absent or empty wish accepts everything. */
bool list_holds(const struct json_object *wanted, const char *text);
bool list_tagged(const struct json_object *wanted, const struct json_object *tags);
bool list_text(struct json_object *wanted, const char *text); /* part, any case */
