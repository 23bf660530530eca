#pragma once

#include <stdbool.h>

#include "model/arena.h"
#include "model/error.h"
#include "reconcile/report.h"

struct session;

/* The requests that apply would send for a plan, secret values and key masked. */
struct requests {
	struct arena arena;
	struct report_sends list;
};

bool requests_collect(struct requests *requests, const struct session *session,
	struct error_list *errs);
/* Also of a zero struct. */
void requests_release(struct requests *requests);
