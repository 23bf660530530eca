#include "providers/emulator/facts/role_assignment.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/builtin.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/facts/role.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

struct filter {
	struct json_object *body;
	bool is_v2; /* one principal and single booleans instead of arrays */
};

static bool accept_flag(struct json_object *wanted, bool flag)
{
	if (body_type(wanted) == BODY_BOOL)
		return text_equal(body_scalar(wanted), flag ? "true" : "false");
	return list_holds(wanted, flag ? "true" : "false");
}

static bool is_principal(struct json_object *wanted, struct json_object *principal)
{
	const char *level = body_text(wanted, "scopeLevel");

	return text_equal(body_text(wanted, "identifier"),
		       body_text(principal, "identifier")) &&
	       text_equal(body_text(wanted, "type"), body_text(principal, "type")) &&
	       (level == NULL || text_equal(level, body_text(principal, "scopeLevel")));
}

static bool accept_principal(struct json_object *wanted, struct json_object *principal)
{
	if (body_type(wanted) == BODY_OBJECT)
		return is_principal(wanted, principal);
	for (size_t i = 0; i < body_count(wanted); i++)
		if (is_principal(body_item(wanted, i), principal))
			return true;
	return body_count(wanted) == 0;
}

static bool is_in_scope(struct json_object *scope, const struct row *row)
{
	const char *filter = body_text(scope, "filter");
	const char *org = body_text(scope, "orgIdentifier");
	const char *project = body_text(scope, "projectIdentifier");
	bool below = text_equal(filter, "INCLUDING_CHILD_SCOPES");

	org = org != NULL ? org : "";
	project = project != NULL ? project : "";
	if (strcmp(org, row->org) == 0 && strcmp(project, row->project) == 0)
		return true;
	if (!below || project[0] != '\0')
		return false;
	return org[0] == '\0' || strcmp(org, row->org) == 0;
}

static bool accept_scope(struct json_object *scopes, const struct row *row)
{
	for (size_t i = 0; i < body_count(scopes); i++)
		if (is_in_scope(body_item(scopes, i), row))
			return true;
	return body_count(scopes) == 0;
}

static bool accept_filter(void *context, const struct row *row)
{
	const struct filter *filter = context;
	struct json_object *body = filter->body;
	struct body_pool pool = { 0 };
	struct json_object *spec = body_parse(&pool, row->spec, strlen(row->spec));
	bool accepted =
		list_holds(body_at(body, "resourceGroupFilter"),
			body_text(spec, "resourceGroupIdentifier")) &&
		list_holds(
			body_at(body, "roleFilter"), body_text(spec, "roleIdentifier")) &&
		list_holds(body_at(body, "principalTypeFilter"),
			body_text(spec, "principal.type")) &&
		accept_principal(
			body_at(body, "principalFilter"), body_at(spec, "principal")) &&
		accept_flag(body_at(body, "harnessManagedFilter"),
			(row->marks & ROW_MANAGED) != 0) &&
		accept_flag(body_at(body, "disabledFilter"),
			body_bool(spec, "disabled", false)) &&
		(!filter->is_v2 || accept_scope(body_at(body, "scopeFilters"), row));

	body_release(&pool);
	return accepted;
}

void role_assignment_serve_filter(struct act *act)
{
	struct filter filter = { NULL, false };
	struct store_search search;

	if ((act->body_size > 0 && !act_input(act, &filter.body)) || !rules_level(act) ||
		!list_search(act, &search))
		return;
	search.accept = accept_filter;
	search.context = &filter;
	list_run(act, &search);
}

static bool is_same_scope(const struct act *act, struct json_object *scope)
{
	const char *org = body_text(scope, "orgIdentifier");
	const char *project = body_text(scope, "projectIdentifier");

	return text_equal(body_text(scope, "filter"), "INCLUDING_CHILD_SCOPES") &&
	       strcmp(org != NULL ? org : "", act->org) == 0 &&
	       strcmp(project != NULL ? project : "", act->project) == 0;
}

/* The filter of a whole read, which the store answers without a look at each row:
 * all below the query's scope, with or without what Harness manages. */
static bool is_whole(const struct act *act, struct json_object *body)
{
	static const char *const others[] = { "resourceGroupFilter", "roleFilter",
		"principalTypeFilter", "principalFilter", "disabledFilter" };
	struct json_object *scopes = body_at(body, "scopeFilters");

	for (size_t i = 0; i < countof(others); i++)
		if (body_at(body, others[i]) != NULL)
			return false;
	return body_count(scopes) == 1 && is_same_scope(act, body_item(scopes, 0)) &&
	       !body_bool(body, "harnessManagedFilter", false);
}

void role_assignment_serve_v2_filter(struct act *act)
{
	struct filter filter = { NULL, true };
	struct store_search search;

	if (quirk_is(act->world->quirks, QUIRK_V2_FILTER, "off")) {
		act_deny(act, "core_account_view", "account");
		return;
	}
	if ((act->body_size > 0 && !act_input(act, &filter.body)) || !rules_level(act) ||
		!list_search(act, &search))
		return;
	search.span = body_count(body_at(filter.body, "scopeFilters")) > 0 ? SPAN_DOWN
									   : SPAN_EXACT;
	if (quirk_is(act->world->quirks, QUIRK_INTERNAL_ASSIGNMENTS, "shown"))
		search.hide = 0;
	if (!is_whole(act, filter.body)) {
		search.accept = accept_filter;
		search.context = &filter;
	} else if (body_at(filter.body, "harnessManagedFilter") != NULL) {
		search.hide |= ROW_MANAGED;
	}
	list_run(act, &search);
}

/* ---- aggregates ---- */

static void collect(
	struct act *act, struct json_object *ids, const struct row *row, const char *path)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));
	const char *id = body_text(spec, path);

	if (!body_has(ids, id))
		body_put_bool(ids, id, true);
}

static void write_scope(struct act *act, struct buf *out)
{
	buf_text(out, ",\"scope\":{");
	shape_member(out, "accountIdentifier", act->world->account);
	shape_member(out, "orgIdentifier", act->org[0] != '\0' ? act->org : NULL);
	shape_member(
		out, "projectIdentifier", act->project[0] != '\0' ? act->project : NULL);
	buf_char(out, '}');
}

static void write_assignments(struct act *act, const struct store_rows *rows)
{
	buf_text(&act->out, "{\"roleAssignments\":[");
	for (size_t i = 0; i < rows->count; i++) {
		if (i > 0)
			buf_char(&act->out, ',');
		buf_text(&act->out, rows->items[i].spec);
	}
	buf_char(&act->out, ']');
	write_scope(act, &act->out);
}

/* Roles and resource groups that the assignments name, each once. */
static void write_named(struct act *act, const struct store_rows *rows, const char *path,
	void (*write)(struct act *act, struct buf *out, const char *id))
{
	struct json_object *ids = body_new_object(&act->pool);
	struct body_walk walk = { 0 };
	bool first = true;

	for (size_t i = 0; i < rows->count; i++)
		collect(act, ids, &rows->items[i], path);
	while (body_next(ids, &walk)) {
		if (!first)
			buf_char(&act->out, ',');
		first = false;
		write(act, &act->out, walk.name);
	}
}

void role_assignment_serve_aggregate(struct act *act)
{
	struct filter filter = { NULL, false };
	struct store_search search;
	struct store_rows rows;

	if ((act->body_size > 0 && !act_input(act, &filter.body)) || !rules_level(act) ||
		!rules_access(act, "view") || !list_search(act, &search))
		return;
	search.accept = accept_filter;
	search.context = &filter;
	search.limit = 1000;
	store_list(act->world->store, &act->arena, &search, &rows);
	shape_envelope_open(&act->out);
	write_assignments(act, &rows);
	buf_text(&act->out, ",\"roles\":[");
	write_named(act, &rows, "roleIdentifier", role_write);
	buf_text(&act->out, "],\"resourceGroups\":[");
	write_named(act, &rows, "resourceGroupIdentifier", role_write_group);
	buf_text(&act->out, "]}");
	shape_envelope_close(&act->out);
}
