#include "providers/emulator/verb.h"

#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/list.h"
#include "providers/emulator/rules.h"

enum { MOST_BATCH = 1000 };

static bool read_batch(struct act *act, struct json_object **list)
{
	if (!act_input_any(act, list))
		return false;
	if (body_type(*list) != BODY_LIST || body_count(*list) > MOST_BATCH)
		return act_fail(act, CODE_INVALID_REQUEST,
			"expected a list of at most %d bodies", MOST_BATCH);
	return true;
}

/* Each body has its own place. */
static enum outcome create_item(
	struct act *act, struct json_object *item, struct draft *draft)
{
	*draft = (struct draft){ .input = item };
	act->id = "";
	if (body_type(item) != BODY_OBJECT) {
		act_fail(act, CODE_INVALID_REQUEST, "Unable to process JSON");
		return OUTCOME_REFUSED;
	}
	return entity_create(act, draft);
}

void verb_create_page(struct act *act)
{
	struct json_object *list;
	struct store_rows rows = { 0 };
	struct shape_page page = { 0 };
	size_t room = 0;

	if (!read_batch(act, &list))
		return;
	for (size_t i = 0; i < body_count(list); i++) {
		struct draft draft;

		if (create_item(act, body_item(list, i), &draft) == OUTCOME_DENIED)
			act_refuse(act, CODE_POLICY_EVALUATION_FAILURE,
				"Policy evaluation failed: the save is denied");
		if (act->refused)
			return;
		rows.items = arena_grow(
			&act->arena, rows.items, rows.count, &room, sizeof(*rows.items));
		rows.items[rows.count++] = draft.row;
	}
	rows.total = (int64_t)rows.count;
	page.size = rows.total;
	list_write(act, &page, &rows);
}

static void note_failure(struct act *act, struct buf *failed, const char *why)
{
	buf_text(failed, failed->len > 0 ? ",{" : "{");
	shape_member(failed, "identifier", act->id);
	shape_member_raw(failed, "error", why);
	buf_char(failed, '}');
}

void verb_create_each(struct act *act)
{
	struct json_object *list;
	struct buf made, failed;

	if (!read_batch(act, &list))
		return;
	buf_init(&made, act->out.ceiling);
	buf_init(&failed, act->out.ceiling);
	for (size_t i = 0; i < body_count(list); i++) {
		struct draft draft;
		enum outcome outcome = create_item(act, body_item(list, i), &draft);

		if (outcome == OUTCOME_DONE) {
			if (made.len > 0)
				buf_char(&made, ',');
			act->route->dialect->item(act, &made, &draft.row);
		} else {
			const char *why =
				outcome == OUTCOME_REFUSED ? act_forgive(act) : "null";

			note_failure(act, &failed, why);
		}
	}
	shape_envelope_open(&act->out);
	buf_format(&act->out, "{\"successful\":[%s],\"failed\":[%s]}", buf_string(&made),
		buf_string(&failed));
	shape_envelope_close(&act->out);
	buf_release(&made);
	buf_release(&failed);
}

void verb_is_free(struct act *act)
{
	if (act->id[0] == '\0')
		act->id = act_query_text(act, "identifier");
	verb_answer(act, entity_find(act) == NULL ? "true" : "false");
}
