#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Events are written by providers/emulator/audit.c; here they are read.
 * Source: extended.md 15. */

struct filter {
	struct json_object *body;
	int64_t from, to;
};

/* A scope with only the account matches all below, with an organization its
 * projects. */
static bool in_scopes(struct json_object *scopes, const struct row *row)
{
	for (size_t i = 0; i < body_count(scopes); i++) {
		const char *org = body_text(body_item(scopes, i), "orgIdentifier");
		const char *project =
			body_text(body_item(scopes, i), "projectIdentifier");

		if ((org == NULL || strcmp(org, row->org) == 0) &&
			(project == NULL || strcmp(project, row->project) == 0))
			return true;
	}
	return body_count(scopes) == 0;
}

/* Any of the wanted {type, identifier}; either may be absent. */
static bool is_named(
	struct json_object *wanted, struct json_object *event, const char *path)
{
	struct json_object *have = body_at(event, path);

	for (size_t i = 0; i < body_count(wanted); i++) {
		const char *type = body_text(body_item(wanted, i), "type");
		const char *id = body_text(body_item(wanted, i), "identifier");

		if ((type == NULL || text_equal(type, body_text(have, "type"))) &&
			(id == NULL || text_equal(id, body_text(have, "identifier"))))
			return true;
	}
	return body_count(wanted) == 0;
}

static bool accept_filter(void *context, const struct row *row)
{
	const struct filter *filter = context;
	struct body_pool pool = { 0 };
	struct json_object *event = body_parse(&pool, row->spec, strlen(row->spec));
	int64_t at = body_number(event, "timestamp", 0);
	bool accepted = in_scopes(body_at(filter->body, "scopes"), row) &&
			is_named(body_at(filter->body, "resources"), event, "resource") &&
			is_named(body_at(filter->body, "principals"), event,
				"authenticationInfo.principal") &&
			list_holds(body_at(filter->body, "actions"), row->type) &&
			list_holds(body_at(filter->body, "modules"),
				body_text(event, "module")) &&
			at >= filter->from && at <= filter->to;

	body_release(&pool);
	return accepted;
}

static void serve_list(struct act *act)
{
	int64_t seen = act->now - quirk_number(act->world->quirks, QUIRK_AUDIT_LAG);
	struct filter filter = { 0 };
	struct store_search search;

	if (!act_input(act, &filter.body) || !rules_access(act, "view"))
		return;
	if (body_text(filter.body, "filterType") == NULL) {
		act_fault(act, "filterType", "may not be null");
		act_faultless(act);
		return;
	}
	filter.from = body_number(filter.body, "startTime", 0);
	filter.to = body_number(filter.body, "endTime", INT64_MAX);
	if (filter.to > seen)
		filter.to = seen; /* the later ones are still on their way */
	if (!list_search(act, &search))
		return;
	search.span = SPAN_DOWN;
	search.accept = accept_filter;
	search.context = &filter;
	list_run(act, &search);
}

static void item(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_text(out, row->spec);
}

/* Only the newest events have both texts still. */
static void serve_yaml(struct act *act)
{
	struct store_search search = { .kind = "audit",
		.org = "",
		.project = "",
		.span = SPAN_DOWN,
		.viewer = "",
		.limit = 1,
		.ids = act_query_list(act, "auditId") };
	struct store_rows rows = { 0 };

	if (!rules_access(act, "view"))
		return;
	if (search.ids != NULL)
		store_list(act->world->store, &act->arena, &search, &rows);
	if (rows.count == 0 || rows.items[0].text == NULL)
		act_refuse(act, CODE_INVALID_REQUEST,
			"Yaml Diff corresponding to audit with id %s does not exist",
			act_query_text(act, "auditId"));
	else
		verb_answer(act, rows.items[0].text);
}

static const struct dialect pages = {
	.item = item,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

static const struct dialect slices = {
	.item = item,
	.paging = &paging_ng,
	.form = SHAPE_SLICE,
};

static const struct route routes[] = {
	{ "POST", "/audit/api/audits/list", serve_list, WHERE_ACCOUNT, "view", &pages,
		.reads = true },
	{ "POST", "/audit/api/audits/listV2", serve_list, WHERE_ACCOUNT, "view", &slices,
		.reads = true },
	{ "GET", "/audit/api/auditYaml", serve_yaml, WHERE_ACCOUNT, "view", &pages,
		.reads = true },
};

const struct fact fact_audit = {
	.kind = "audit",
	.title = "Audit event",
	.resource = "audit",
	.levels = LEVEL_ACCOUNT,
	.traits = FACT_FLAT,
	.order = ORDER_CREATED,
	.routes = routes,
	.route_count = countof(routes),
};
