#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error_list;
struct store;

/*
 * What the account holds, in SQLite: one row a thing, whatever its kind. One
 * transaction a request; a process killed at any moment leaves the last whole
 * one. Everything read out lives in the arena given. Scopes are two texts, ""
 * where not named: ("", "") is the account.
 */

enum row_mark {
	ROW_MANAGED = 1 << 0,  /* Harness made it and keeps it */
	ROW_INTERNAL = 1 << 1, /* hidden from lists */
	ROW_PRIVATE = 1 << 2,  /* only its owner sees it */
	ROW_MARK = 1 << 3,     /* the kind's own */
};

struct row {
	int64_t serial; /* 0 until stored */
	const char *kind, *org, *project;
	const char *parent; /* "" or what it lives in below its scope */
	const char *id;
	const char *name, *type; /* for sorting and filters; never NULL once read */
	const char *tuple;       /* unique in kind and scope where not NULL */
	const char *search;      /* what searchTerm looks at */
	const char *owner;       /* who made it */
	const char *spec;        /* JSON of the entity as answers show it */
	const char *text;        /* its YAML, bytes as sent, or NULL */
	size_t text_size;
	const char *hidden; /* a secret's value; written, never read out again */
	size_t hidden_size;
	unsigned marks;
	int64_t created, updated; /* milliseconds since 1970 */
	int64_t version;          /* 0 at first, one more at each update */
	bool fold;                /* unique ignoring case, in its organization too */
};

/* One row's name. With `fold` organization and identifier match in any case. */
struct row_key {
	const char *kind, *org, *project, *parent, *id;
	bool fold;
};

struct store *store_open(const char *path, const char *account, struct error_list *errs);
void store_close(struct store *store); /* takes NULL */
/* Remember for `window_ms` what writes replaced, so that reads can lag. */
void store_remember(struct store *store, int64_t window_ms);

/* Until the end, reads see the state of `as_of`, or the newest where 0. */
void store_begin(struct store *store, int64_t now, int64_t as_of);
void store_end(struct store *store, bool keep);

/* NULL when absent. */
struct row *store_find(
	struct store *store, struct arena *arena, const struct row_key *key);
/* False, and nothing stored, when the identifier or the tuple is taken. Sets the
 * serial; times and version are the row's own. */
bool store_insert(struct store *store, struct row *row);
/* Put the row's columns over the stored ones; `hidden` stays where NULL. */
bool store_update(struct store *store, const struct row *row);
void store_delete(struct store *store, int64_t serial);
/* Of a kind of which only the newest are kept: how many, and with their text. */
void store_trim(struct store *store, const char *kind, int64_t keep, int64_t keep_text);
/* All in the scope and below, itself (a row of kind organization or project)
 * excepted; an empty project stands for the whole organization. Ignores case. */
void store_cascade(struct store *store, const char *org, const char *project);

enum span {
	SPAN_EXACT, /* the scope itself */
	SPAN_DOWN,  /* and all below it */
	SPAN_UP,    /* and all above it */
};

enum order { ORDER_UPDATED, ORDER_CREATED, ORDER_NAME, ORDER_ID, ORDER_MANAGED_NAME };

struct store_search {
	const char *kind, *org, *project;
	const char *parent; /* NULL is any */
	enum span span;
	bool fold;               /* organization in any case */
	const char *ids, *types; /* JSON lists; NULL is any */
	const char *term;        /* regular expression, any case; NULL is any */
	const char *tuple;       /* exactly this one; NULL is any */
	unsigned hide;           /* marks that a row must not have */
	const char *viewer;      /* whose private rows may be seen */
	enum order order;
	bool ascending;
	int64_t limit, offset;
	/* Asked for every row that passes the rest; NULL accepts all. Of the row
	 * only org, project, id, type, owner, marks and spec are set. */
	bool (*accept)(void *context, const struct row *row);
	void *context;
};

struct store_rows {
	struct row *items;
	size_t count;
	int64_t total; /* without limit and offset */
};

void store_list(struct store *store, struct arena *arena,
	const struct store_search *search, struct store_rows *rows);
int64_t store_count(struct store *store, const struct store_search *search);

/* What the row `user` refers to; replaces what it referred to before. */
void store_forget(struct store *store, int64_t user);
void store_refer(struct store *store, int64_t user, const struct row_key *target);
/* How many other rows refer to the target. */
int64_t store_users(struct store *store, const struct row_key *target);

/* Something to be done at or after `due`. */
struct later {
	int64_t due;
	const char *act, *org, *project;
};

void store_later(struct store *store, const struct later *later);
/* Take out the first one that is due; false when none is. */
bool store_due(
	struct store *store, struct arena *arena, int64_t now, struct later *later);

/* One kind in one scope, for the page. */
struct census {
	const char *org, *project, *kind;
	int64_t count;
	const char *newest; /* a few identifiers, commas between */
};

/* In the order of scopes and kinds, `skip` apart; at most `limit` of them. */
void store_census(struct store *store, struct arena *arena, const char *skip,
	int64_t limit, void (*each)(void *context, const struct census *census),
	void *context);
