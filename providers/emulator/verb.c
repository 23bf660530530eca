#include "providers/emulator/verb.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/rules.h"

static const char governance[] =
	"{\"id\":\"pEval0001\",\"deny\":true,\"status\":\"error\",\"message\":\"Denied "
	"by a "
	"policy\",\"details\":[{\"policySetId\":\"emulator\",\"policySetName\":"
	"\"emulator\","
	"\"deny\":true,\"status\":\"error\",\"policyMetadata\":[]}]}";

void verb_answer(struct act *act, const char *json)
{
	if (act->route->dialect == NULL || !act->route->dialect->bare) {
		shape_envelope_open(&act->out);
		buf_text(&act->out, json);
		shape_envelope_close(&act->out);
	} else {
		buf_text(&act->out, json);
	}
}

/* One entity as the whole answer. */
static void answer_row(struct act *act, const struct row *row,
	void (*write)(struct act *, struct buf *, const struct row *))
{
	char version[24];

	if ((act->fact->traits & FACT_ETAG) != 0) {
		(void)snprintf(version, sizeof(version), "%" PRId64, row->version);
		act_header(act, "ETag", version);
	}
	if (!act->route->dialect->bare)
		shape_envelope_open(&act->out);
	write(act, &act->out, row);
	if (!act->route->dialect->bare)
		shape_envelope_close(&act->out);
}

void verb_get(struct act *act)
{
	struct row *row;

	if (!rules_level(act) || !rules_access(act, act->route->permission))
		return;
	row = entity_find(act);
	if (row == NULL)
		rules_refuse(act, WHEN_GET_MISSING);
	else
		answer_row(act, row, act->route->dialect->item);
}

static void answer_saved(struct act *act, enum outcome outcome, const struct row *row)
{
	const struct dialect *dialect = act->route->dialect;

	if (outcome == OUTCOME_DONE)
		answer_row(act, row,
			dialect->saved != NULL ? dialect->saved : dialect->item);
	else if (outcome == OUTCOME_DENIED && dialect->denied == NULL)
		act_refuse(act, CODE_POLICY_EVALUATION_FAILURE,
			"Policy evaluation failed: the save is denied");
	else if (outcome == OUTCOME_DENIED) {
		shape_envelope_open(&act->out);
		dialect->denied(act, &act->out, governance);
		shape_envelope_close(&act->out);
	}
}

void verb_create(struct act *act)
{
	struct draft draft = { 0 };
	enum outcome outcome;

	if (!act->route->dialect->read(act, &draft))
		return;
	outcome = entity_create(act, &draft);
	answer_saved(act, outcome, &draft.row);
	if (outcome == OUTCOME_DONE)
		act->status = act->route->dialect->created_status;
}

void verb_update(struct act *act)
{
	struct draft draft = { 0 };

	if (act->route->dialect->read(act, &draft))
		answer_saved(act, entity_update(act, &draft), &draft.row);
}

void verb_upsert(struct act *act)
{
	struct draft draft = { 0 };

	if (act->route->dialect->read(act, &draft))
		answer_saved(act, entity_upsert(act, &draft), &draft.row);
}

void verb_delete(struct act *act)
{
	const struct dialect *dialect = act->route->dialect;
	struct row *row = entity_delete(act);

	if (row == NULL)
		return;
	act->status = dialect->deleted_status;
	if (dialect->deleted != NULL)
		answer_row(act, row, dialect->deleted);
	else if (act->status != 204)
		verb_answer(act, "true");
}

bool verb_read_json(struct act *act, struct draft *draft)
{
	struct json_object *body;

	if (!act_input(act, &body))
		return false;
	draft->input = body;
	if (act->fact->wrapper == NULL)
		return true;
	draft->input = body_at(body, act->fact->wrapper);
	if (body_type(draft->input) == BODY_OBJECT)
		return true;
	act_fault(act, act->fact->wrapper, "may not be null");
	return act_faultless(act);
}

bool verb_read_flat(struct act *act, struct draft *draft)
{
	return act_input(act, &draft->input);
}

void verb_write_spec(struct act *act, struct buf *out, const struct row *row)
{
	const struct fact *fact = act->fact;

	if (fact->wrapper == NULL) {
		buf_text(out, row->spec);
		return;
	}
	buf_char(out, '{');
	shape_member_raw(out, fact->wrapper, row->spec);
	shape_member_number(out, "createdAt", row->created);
	shape_member_number(out,
		fact->updated_name != NULL ? fact->updated_name : "lastModifiedAt",
		row->updated);
	if (fact->shows_managed)
		shape_member_bool(out, "harnessManaged", (row->marks & ROW_MANAGED) != 0);
	if (fact->tail != NULL) {
		buf_char(out, ',');
		buf_text(out, fact->tail);
	}
	buf_char(out, '}');
}
