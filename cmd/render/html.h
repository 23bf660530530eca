#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/scope.h"

struct arena;
struct buf;
struct change;
struct entity;
struct report;

/*
 * The HTML report: one file that needs no other, whose script and style are named by
 * their digests, and in which no foreign text is anything but text. Commands say what
 * stands in it as items; how it looks is the page's business alone. Texts of an item
 * are ours where that is said, else foreign: the page escapes them.
 */
struct html_item {
	const char *state;  /* ours: filtered by, and the class that gives its colour */
	const char *action; /* ours: beside the state, or NULL */
	const char *address;
	struct scope scope;            /* the section in which it stands */
	size_t rank;                   /* its place inside the scope */
	size_t order;                  /* when it is done, from 1; 0: no matter */
	const struct entity *declared; /* where it stands in git; NULL: nowhere */
	const char *remark;            /* ours, or NULL */
	const char *reason;            /* NULL: nothing to say */
	const struct change *changes;
	size_t change_count;
	bool replaced;
	const char *before, *after; /* ours: over the two sides of a field */
	const char *people[2];      /* who changed it and when, or NULL */
};

/* One sum. A report without entities of a state keeps its tile, and loses its chip. */
struct html_total {
	const char *state; /* ours, as in the items */
	const char *words; /* ours: "to create" */
	size_t count;
	const char *shown; /* ours, instead of the count, which is 0 then; or NULL */
	size_t items;      /* of that state in the page: html_write() counts them */
};
enum { HTML_TOTALS = 8 };

struct html_page {
	struct arena *arena;
	const struct report *report;
	const char *title;          /* foreign: the sum of all in one sentence */
	const char *before, *after; /* ours: over the two sides of a field */
	struct html_total totals[HTML_TOTALS];
	size_t total_count;
	struct html_item *items; /* by scope */
	size_t count;
	/* What the command adds below the totals, and at the end; or NULL. */
	void (*lead)(struct buf *out, const struct html_page *page);
	void (*tail)(struct buf *out, const struct html_page *page);
};

/* The whole page. */
void html_write(struct buf *out, struct html_page *page);

/* Foreign text, and the same in <code>. */
void html_text(struct buf *out, const char *text);
void html_code(struct buf *out, const char *text);
/* The heading of a scope: "Account", "payments / checkout <small>project</small>". */
void html_scope(struct buf *out, struct scope scope);

/* One entity (html_item.c), and below it what differs (html_diff.c). */
void html_item(struct buf *out, const struct html_page *page, size_t i, bool open);
void html_diff(
	struct buf *out, const struct html_page *page, const struct html_item *item);

/* Items by scope, and in each by their rank. */
void html_sort(struct html_page *page);
/* The scope under which an entity stands: an organization or project is with what
 * lives in it. */
struct scope html_scope_of(const struct entity *entity);

/* What stands in the page of a plan or an apply, and of drift (html_plan.c,
 * html_drift.c). */
void html_plan(struct html_page *page);
void html_drift(struct html_page *page);
