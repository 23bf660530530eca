#include <string.h>

#include "model/text.h"
#include "providers/emulator/act.h"
#include "providers/emulator/difference.h"
#include "providers/emulator/document.h"
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

/* Both texts of the event in that JSON list, as JSON; NULL: only the newest have them
 * still. */
static const char *find_texts(struct act *act, const char *ids)
{
	struct store_search search = { .kind = "audit",
		.org = "",
		.project = "",
		.span = SPAN_DOWN,
		.viewer = "",
		.limit = 1,
		.ids = ids };
	struct store_rows rows = { 0 };

	if (ids != NULL)
		store_list(act->world->store, &act->arena, &search, &rows);
	return rows.count > 0 ? rows.items[0].text : NULL;
}

static void serve_yaml(struct act *act)
{
	const char *texts;

	if (!rules_access(act, "view"))
		return;
	texts = find_texts(act, act_query_list(act, "auditId"));
	if (texts == NULL)
		act_refuse(act, CODE_INVALID_REQUEST,
			"Yaml Diff corresponding to audit with id %s does not exist",
			act_query_text(act, "auditId"));
	else
		verb_answer(act, texts);
}

/* How many events are compared at once, and about how much comes of it. */
enum { MOST_DIFFS = 20, DIFFS_BYTES = 1000000 };

static struct json_object *read_text(
	struct body_pool *pool, struct json_object *texts, const char *name)
{
	const char *text = body_text(texts, name);
	struct document_fault fault;

	return text != NULL ? document_read(pool, text, strlen(text), &fault) : NULL;
}

static struct json_object *diff_of(
	struct act *act, struct body_pool *pool, const char *id)
{
	struct json_object *ids = body_new_list(pool), *item = body_new_object(pool);
	const char *both;

	body_append(ids, body_new_text(pool, id));
	both = find_texts(act, body_format(ids));
	body_put_text(item, "auditEventId", id);
	if (both == NULL) {
		body_put(item, "diff", body_new_list(pool));
		body_put_text(item, "error", "no YAML is kept of this event");
	} else {
		struct json_object *texts = body_parse(pool, both, strlen(both));

		body_put(item, "diff",
			difference_make(pool, read_text(pool, texts, "oldYaml"),
				read_text(pool, texts, "newYaml")));
		body_put(item, "error", NULL);
	}
	return item;
}

/* Events one by one, until there is too much of it. */
static void serve_diffs(struct act *act)
{
	struct body_pool pool = { 0 };
	struct json_object *body, *ids, *data, *diffs;
	size_t bytes = 0, i = 0;

	if (!act_input(act, &body) || !rules_access(act, "view"))
		return;
	ids = body_at(body, "auditEventIds");
	if (body_count(ids) == 0 || body_count(ids) > MOST_DIFFS) {
		act_refuse(act, CODE_INVALID_REQUEST,
			"auditEventIds: expected 1 to %d of them", MOST_DIFFS);
		return;
	}
	diffs = body_new_list(&pool);
	for (; i < body_count(ids) && bytes < DIFFS_BYTES; i++) {
		struct json_object *item =
			diff_of(act, &pool, body_scalar(body_item(ids, i)));

		bytes += strlen(body_format(item));
		body_append(diffs, item);
	}
	data = body_new_object(&pool);
	body_put(data, "diffs", diffs);
	body_put_bool(data, "batchTruncated", i < body_count(ids));
	verb_answer(act, body_format(data));
	body_release(&pool);
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
	{ "POST", "/audit/api/auditYaml/diffs", serve_diffs, WHERE_ACCOUNT, "view",
		&pages, .reads = true },
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
