#include "providers/emulator/audit.h"

#include <string.h>

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/token.h"

static void null_if_empty(struct buf *out, const char *name, const char *text)
{
	shape_member(out, name, text[0] != '\0' ? text : NULL);
}

static void write_principal(struct buf *out, const struct act *act)
{
	const struct token *token = act->token;
	const char *user = act->user != NULL ? act->user : token->email;
	bool person = act->user != NULL || strcmp(token->type, "USER") == 0;

	buf_text(out, ",\"authenticationInfo\":{\"principal\":{");
	shape_member(out, "type", person ? "USER" : token->type);
	shape_member(out, "identifier", person ? user : token->id);
	buf_text(out, "},\"labels\":{");
	shape_member(out, "userId", act->user != NULL ? user : token->id);
	shape_member(out, "username", act->user != NULL ? user : token->name);
	buf_text(out, "}}");
}

static void write_event(struct buf *out, const struct act *act, const char *action,
	const char *audit_id, const struct row *row)
{
	char uuid[37];

	shape_uuid(uuid);
	buf_char(out, '{');
	shape_member(out, "auditId", audit_id);
	shape_member(out, "insertId", uuid);
	buf_text(out, ",\"resourceScope\":{");
	shape_member(out, "accountIdentifier", act->world->account);
	null_if_empty(out, "orgIdentifier", row->org);
	null_if_empty(out, "projectIdentifier", row->project);
	buf_text(out, ",\"labels\":null},\"httpRequestInfo\":{");
	shape_member(out, "requestMethod", act->method);
	buf_text(out, "},\"requestMetadata\":{");
	shape_member(out, "clientIP", act->client);
	buf_char(out, '}');
	shape_member_number(out, "timestamp", act->now);
	write_principal(out, act);
	shape_member(out, "module", act->fact->module);
	buf_text(out, ",\"environment\":null,\"resource\":{");
	shape_member(out, "type", act->fact->audit);
	shape_member(out, "identifier", row->id);
	shape_uuid(uuid);
	shape_member(out, "uniqueId", uuid);
	buf_text(out, ",\"labels\":{");
	shape_member(out, "resourceName", row->name);
	buf_text(out, "}}");
	shape_member(out, "action", action);
	buf_text(out, ",\"auditEventData\":null}");
}

/* The YAML where there is one, else the JSON, which is YAML too. */
static void write_state(struct buf *out, const char *name, const struct row *row)
{
	const char *text = NULL;

	if (row != NULL)
		text = row->text != NULL ? row->text : row->spec;
	shape_member(out, name, text);
}

void audit_event(struct act *act, const char *action, const struct row *before,
	const struct row *after)
{
	const struct row *subject = after != NULL ? after : before;
	char audit_id[25];
	struct buf event, states;
	struct row row = { .kind = "audit",
		.org = subject->org,
		.project = subject->project,
		.type = action };

	if (act->fact->audit == NULL)
		return;
	shape_random(audit_id, sizeof(audit_id) - 1);
	buf_init(&event, LIMIT_TEXT_BYTES);
	buf_init(&states, LIMIT_TEXT_BYTES);
	write_event(&event, act, action, audit_id, subject);
	buf_char(&states, '{');
	write_state(&states, "oldYaml", before);
	write_state(&states, "newYaml", after);
	buf_char(&states, '}');
	row.id = audit_id;
	row.spec = buf_string(&event);
	row.text = buf_string(&states);
	row.text_size = states.len;
	row.created = act->now;
	row.updated = row.created;
	store_insert(act->world->store, &row);
	store_trim(act->world->store, "audit", LIMIT_EMULATOR_EVENTS,
		LIMIT_EMULATOR_EVENT_TEXTS);
	buf_release(&event);
	buf_release(&states);
}
