#include "providers/emulator/facts/role_assignment.h"

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/facts/role.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Source: core.md 11.1. */
static const struct field fields[] = {
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "resourceGroupIdentifier", FIELD_TEXT, .required = true },
	{ "roleIdentifier", FIELD_TEXT, .required = true },
	{ "roleReference", FIELD_OBJECT, .absent = "null" },
	{ "principal", FIELD_OBJECT, .required = true },
	{ "disabled", FIELD_BOOL, .absent = "false" },
	{ "managed", FIELD_SERVER, .absent = "false" },
	{ "internal", FIELD_SERVER, .absent = "false" },
};

/* Without an identifier the server makes one. */
static void name_it(struct act *act, struct draft *draft)
{
	const char *id = body_text(draft->input, "identifier");
	char made[21];

	if (id != NULL && id[0] != '\0')
		return;
	shape_random(made, sizeof(made) - 1);
	body_put_text(draft->input, "identifier",
		act->id[0] != '\0'
			? act->id
			: arena_format(&act->arena, "role_assignment_%s", made));
}

static bool read(struct act *act, struct draft *draft)
{
	if (!verb_read_flat(act, draft))
		return false;
	name_it(act, draft);
	return true;
}

static void write_scope(struct act *act, struct buf *out, const struct row *row)
{
	buf_text(out, ",\"scope\":{");
	shape_member(out, "accountIdentifier", act->world->account);
	shape_member(out, "orgIdentifier", row->org[0] != '\0' ? row->org : NULL);
	shape_member(
		out, "projectIdentifier", row->project[0] != '\0' ? row->project : NULL);
	buf_char(out, '}');
}

static void write_tail(struct buf *out, const struct row *row)
{
	shape_member_number(out, "createdAt", row->created);
	shape_member_number(out, "lastModifiedAt", row->updated);
	shape_member_bool(out, "harnessManaged", (row->marks & ROW_MANAGED) != 0);
	buf_char(out, '}');
}

static void item(struct act *act, struct buf *out, const struct row *row)
{
	buf_char(out, '{');
	shape_member_raw(out, "roleAssignment", row->spec);
	write_scope(act, out, row);
	write_tail(out, row);
}

/* ---- the aggregate of the filter across scopes: core.md 11.2 ---- */

static const struct {
	const char *type, *kind;
} principal_kinds[] = {
	{ "USER_GROUP", "userGroup" },
	{ "SERVICE_ACCOUNT", "serviceAccount" },
};

static const char *principal_name(
	struct act *act, const struct row *row, struct json_object *principal)
{
	const char *type = body_text(principal, "type");
	const char *level = body_text(principal, "scopeLevel");
	const struct row *found = NULL;
	bool in_org = !text_equal(level, "account");

	for (size_t i = 0; i < countof(principal_kinds); i++)
		if (text_equal(principal_kinds[i].type, type))
			found = entity_at(act, principal_kinds[i].kind,
				in_org ? row->org : "",
				text_equal(level, "project") ? row->project : "",
				body_text(principal, "identifier"));
	return found != NULL ? found->name : NULL;
}

static const char *name_of(
	struct act *act, const char *kind, const char *org, const char *id)
{
	const struct row *row = id[0] != '\0' ? entity_at(act, kind, org, "", id) : NULL;

	return row != NULL ? row->name : NULL;
}

static void write_named_scope(struct act *act, struct buf *out, const struct row *row)
{
	buf_text(out, ",\"scope\":{");
	shape_member(out, "accountIdentifier", act->world->account);
	shape_member(out, "accountName", act->world->account);
	shape_member(out, "orgIdentifier", row->org[0] != '\0' ? row->org : NULL);
	shape_member(out, "orgName", name_of(act, "organization", "", row->org));
	shape_member(
		out, "projectIdentifier", row->project[0] != '\0' ? row->project : NULL);
	shape_member(out, "projectName", name_of(act, "project", row->org, row->project));
	buf_char(out, '}');
}

static void write_principal(struct act *act, struct buf *out, const struct row *row,
	struct json_object *principal)
{
	buf_text(out, ",\"principal\":{");
	shape_member(out, "scopeLevel", body_text(principal, "scopeLevel"));
	shape_member(out, "identifier", body_text(principal, "identifier"));
	shape_member(out, "name", principal_name(act, row, principal));
	shape_member(out, "type", body_text(principal, "type"));
	buf_char(out, '}');
}

static void aggregate(struct act *act, struct buf *out, const struct row *row)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));
	const char *role = body_text(spec, "roleIdentifier");
	const char *group = body_text(spec, "resourceGroupIdentifier");

	buf_char(out, '{');
	shape_member(out, "identifier", row->id);
	write_principal(act, out, row, body_at(spec, "principal"));
	shape_member_bool(out, "disabled", body_bool(spec, "disabled", false));
	buf_text(out, ",\"role\":");
	role_write_at(act, out, role, row->org, row->project);
	buf_text(out, ",\"resourceGroup\":{");
	shape_member(out, "identifier", group);
	shape_member(out, "name", role_group_name(act, group, row->org, row->project));
	buf_char(out, '}');
	write_named_scope(act, out, row);
	write_tail(out, row);
}

/* ---- many at once ---- */

static bool read_list(struct act *act, const char *path, struct json_object **list)
{
	if (!act_input_any(act, list))
		return false;
	if (path != NULL)
		*list = body_at(*list, path);
	if (body_type(*list) == BODY_LIST)
		return true;
	act_fault(act, path != NULL ? path : "body", "must be a list");
	return act_faultless(act);
}

/* Failures and duplicates are skipped, HTTP 200. */
static void serve_multi(struct act *act)
{
	struct json_object *list;
	struct buf made;

	if (!read_list(act, "roleAssignments", &list) ||
		!rules_access(act, act->route->permission))
		return;
	buf_init(&made, LIMIT_REPLY_BYTES);
	for (size_t i = 0; i < body_count(list); i++) {
		struct draft draft = { .input = body_item(list, i) };

		act->id = "";
		if (body_type(draft.input) != BODY_OBJECT)
			continue;
		name_it(act, &draft);
		if (entity_create(act, &draft) != OUTCOME_DONE) {
			act_forgive(act);
			continue;
		}
		if (made.len > 0)
			buf_char(&made, ',');
		item(act, &made, &draft.row);
	}
	verb_answer(act, arena_format(&act->arena, "[%s]", buf_string(&made)));
	buf_release(&made);
}

enum { MOST_IDS = 100 };

static bool check_ids(struct act *act, struct json_object *list)
{
	struct json_object *seen = body_new_object(&act->pool);

	for (size_t i = 0; i < body_count(list); i++) {
		const char *id = body_scalar(body_item(list, i));

		if (id == NULL || body_has(seen, id))
			return act_fail(act, CODE_INVALID_REQUEST,
				"role assignment identifiers must be distinct texts");
		body_put_bool(seen, id, true);
	}
	if (body_count(list) <= MOST_IDS)
		return true;
	return act_fail(act, CODE_INVALID_REQUEST,
		"at most %d role assignments can be deleted at once", MOST_IDS);
}

static void note_failure(struct act *act, struct buf *failed, const char *id)
{
	struct json_object *why;
	const char *text = act_forgive(act);

	why = body_parse(&act->pool, text, strlen(text));
	buf_text(failed, failed->len > 0 ? ",{" : "{");
	shape_member(failed, "roleAssignmentId", id);
	shape_member(failed, "errorMessage", body_text(why, "message"));
	buf_char(failed, '}');
}

static void serve_delete_batch(struct act *act)
{
	struct json_object *list;
	struct buf failed;
	size_t deleted = 0, missed = 0;

	if (!read_list(act, NULL, &list) || !check_ids(act, list) ||
		!rules_access(act, act->route->permission))
		return;
	buf_init(&failed, LIMIT_REPLY_BYTES);
	for (size_t i = 0; i < body_count(list); i++) {
		act->id = body_scalar(body_item(list, i));
		if (entity_delete(act) != NULL) {
			deleted++;
			continue;
		}
		missed++;
		note_failure(act, &failed, act->id);
	}
	verb_answer(act, arena_format(&act->arena,
				 "{\"successfullyDeleted\":%zu,\"failedToDelete\":%zu,"
				 "\"roleAssignmentErrorResponseDTOList\":[%s]}",
				 deleted, missed, buf_string(&failed)));
	buf_release(&failed);
}

/* A dry run: whatever happened is rolled back. */
static void serve_validate(struct act *act)
{
	struct json_object *body;
	struct draft draft = { 0 };
	const char *why = NULL;
	bool valid;

	if (!act_input(act, &body))
		return;
	draft.input = body_at(body, "roleAssignment");
	if (body_type(draft.input) != BODY_OBJECT)
		draft.input = body;
	name_it(act, &draft);
	valid = entity_create(act, &draft) == OUTCOME_DONE;
	if (!valid) {
		const char *text = act_forgive(act);

		why = body_text(body_parse(&act->pool, text, strlen(text)), "message");
	}
	act->discard = true;
	shape_envelope_open(&act->out);
	buf_text(&act->out, "{\"principalValidationResult\":{");
	shape_member_bool(&act->out, "valid", valid);
	shape_member(&act->out, "errorMessage", why);
	buf_text(&act->out, "}}");
	shape_envelope_close(&act->out);
}

static const struct dialect ng = {
	.read = read,
	.item = item,
	.deleted = item,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

static const struct dialect across = {
	.item = aggregate,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

#define BASE "/authz/api/roleassignments"

static const struct route routes[] = {
	{ "GET", BASE, verb_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE "/filter", role_assignment_serve_filter, WHERE_QUERY, "view", &ng,
		.reads = true },
	{ "POST", BASE "/v2/filter", role_assignment_serve_v2_filter, WHERE_QUERY, "view",
		&across, .reads = true },
	{ "POST", BASE "/aggregate", role_assignment_serve_aggregate, WHERE_QUERY, "view",
		&ng, .reads = true },
	{ "GET", BASE "/{id}", verb_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE, verb_create, WHERE_QUERY, "manage", .dialect = &ng },
	{ "POST", BASE "/multi", serve_multi, WHERE_QUERY, "manage", .dialect = &ng },
	{ "PUT", BASE "/{id}", verb_update, WHERE_QUERY, "manage", .dialect = &ng },
	{ "POST", BASE "/validate", serve_validate, WHERE_QUERY, "manage",
		.dialect = &ng },
	{ "DELETE", BASE "/{id}", verb_delete, WHERE_QUERY, "manage", .dialect = &ng },
	{ "POST", BASE "/delete/batch", serve_delete_batch, WHERE_QUERY, "manage",
		.dialect = &ng },
};

const struct fact fact_role_assignment = {
	.kind = "roleAssignment",
	.title = "Role Assignment",
	.resource = "usergroup",
	.audit = "ROLE_ASSIGNMENT",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_FLAT,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Role Assignment with identifier [{id}] not found {in}" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Invalid Role Assignment" },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Invalid Role Assignment" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"A role assignment with identifier {id} in this scope already exists" },
		[WHEN_TUPLE_TAKEN] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"A role assignment with the same role, resource group and principal in "
			"this scope already exists" },
		[WHEN_MANAGED] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Cannot delete a managed role assignment" },
	},
	.order = ORDER_UPDATED,
	.check = role_assignment_check,
	.check_update = role_assignment_check_update,
	.check_delete = role_assignment_check_delete,
	.tuple = role_assignment_tuple,
	.created = role_assignment_created,
	.routes = routes,
	.route_count = countof(routes),
};
