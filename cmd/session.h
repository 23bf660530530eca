#pragma once

#include <stdbool.h>

#include "cmd/command.h"
#include "cmd/progress.h"
#include "cmd/settings.h"
#include "providers/limiter.h"
#include "providers/secrets.h"
#include "providers/tree.h"
#include "reconcile/keeper.h"
#include "reconcile/live.h"
#include "reconcile/load.h"
#include "reconcile/lock.h"
#include "reconcile/past.h"
#include "reconcile/plan.h"
#include "reconcile/report.h"
#include "reconcile/selection.h"

struct ahead;
struct cache;
struct http;
struct git;
struct pace;
struct saved;

#define SESSION_USER_AGENT "rein/" REIN_VERSION

/* The options of whoever plans: what may be replaced, sent again, deleted. */
extern const struct option_group session_options;

/*
 * The common opening of commands, as far as each asks: settings and tree, what
 * the tree declares, the account, the live side, the plan. Each function takes up
 * where the former ended, adds to `errs` of the context, and fills in more of the
 * report. A zero session can be closed.
 */
struct session {
	struct context *context;
	struct settings settings;
	struct git *git;
	struct tree tree;
	const char *buffer; /* path of the document that stands on stdin, or NULL */
	struct declared declared;
	struct secrets secrets;
	struct limiter limiter;
	struct pace *pace;
	struct cache *cache;
	struct http *http;
	struct progress reading;
	struct provider *harness;
	struct ahead *ahead;
	struct provider *provider;  /* through which all ask: the first two */
	struct selection selection; /* what the plan is about; all, unless told */
	bool destroys;              /* nothing is desired: all that git declares goes */
	struct selection steps;     /* the steps of a saved plan, and nothing else */
	const struct saved *saved;  /* the plan that is carried out, or NULL */
	struct keeper keeper;
	struct lock lock; /* of this apply, while it is held */
	int64_t lock_wait_ms;
	struct error_list record_troubles; /* why the record is of no use, if it is */
	struct past past;
	struct live live;
	struct plan plan;
	struct arena plan_arena; /* what the options of the plan say */
	struct report report;
	struct error_list asides; /* about the cache: no finding, said and forgotten */
	size_t asides_told;
};

/* Settings, repository, tree and its rein.yaml. False when there is no tree. */
bool session_open(struct session *session, struct context *context);
/* The same for who writes documents: the tree may be a new one (providers/git.h). */
bool session_open_to_write(struct session *session, struct context *context);
/* Load and check all that the tree declares. False when that found an error. */
bool session_load(struct session *session);
/* The key, and whoever stands behind the live side; no request is made. */
bool session_connect(struct session *session);
/*
 * Read what git declared before and the live side, as far as `options` (NULL: for a
 * plan) go. False when either is not whole.
 */
bool session_read(struct session *session, const struct live_options *options);
/* The live side alone. */
bool session_read_live(struct session *session, const struct live_options *options);
/* Read the live side and compare. False when either is not whole. */
bool session_plan(struct session *session);
/*
 * Whether each secret value that the plan sends can be had here; those that
 * cannot are findings of the given severity.
 */
bool session_check_secrets(struct session *session, enum severity severity);
/* Deletions and lock-outs that nobody allowed, as findings of the given severity. */
bool session_check_brakes(struct session *session, enum severity severity);
/* Requests put on the wire so far, noted in the report. */
void session_count_requests(struct session *session);
void session_close(struct session *session);
