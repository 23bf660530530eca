#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "reconcile/past.h"
#include "reconcile/plan.h"

/* A step before the steps have their order. */
struct draft {
	struct step step;
	bool wanted;               /* there is something to do, or to say */
	size_t number;             /* among those that are wanted */
	const struct change *kept; /* of an update: fields that rein.yaml ignores */
	size_t kept_count;
	const struct link *links; /* of what is gone: what it refers to, live */
	size_t link_count;
};

/*
 * What each entity needs, by itself: one draft a desired entity, then one for each
 * that is gone, in the order of the sets. Of most there is none: what was compared and
 * found as it should be has NULL.
 */
struct drafts {
	struct plan *plan; /* its arena, its counts, its prunable */
	const struct entity_set *desired;
	const struct entity_set *base, *gone; /* NULL: nothing is known of the past */
	const struct entity_set *live;
	const struct plan_options *options;
	struct error_list *errs;
	struct entity **matches; /* beside desired: the live entity each is, or NULL */
	struct draft **items;
	size_t count;
};

void drafts_make(struct drafts *drafts);

/* The draft of what a link names, among the desired or the gone; NULL when there is
 * none. */
struct draft *drafts_find_target(const struct drafts *drafts, const struct link *link);
/* The same of a link of a desired entity; mostly at no cost. */
struct draft *drafts_find_need(const struct drafts *drafts, const struct link *link);

/* What the live entity of a draft refers to, as the API last gave it. */
void draft_read_links(struct drafts *drafts, struct draft *draft);

/* What the reasons of a blocked delete begin with: why it was to go at all. */
const char *draft_gone_words(const struct drafts *drafts);

/* Turn a step into one that must not be done, and say why. */
void draft_block(struct drafts *drafts, struct draft *draft, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
