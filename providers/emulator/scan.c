#include "providers/emulator/rules.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"

/* Which members of a YAML or spec name what. Source: core.md 4.3, 10.5;
 * extended.md 2.6 (below a connector's spec all other "Ref"s are secrets). */
static const struct {
	const char *member, *kind;
} members[] = {
	{ "serviceRef", "service" },
	{ "environmentRef", "environment" },
	{ "connectorRef", "connector" },
	{ "secretManagerIdentifier", "connector" },
	{ "sshKeyRef", "secret" },
	{ "tokenRef", "secret" },
	{ "passwordRef", "secret" },
	{ "usernameRef", "secret" },
	{ "privateKeyRef", "secret" },
	{ "secretKeyRef", "secret" },
	{ "accessKeyRef", "secret" },
	{ "apiTokenRef", "secret" },
};

/* A reference as rules_reference() reads it, but nothing is refused. */
static bool read_quietly(
	const struct act *act, const char *kind, const char *text, struct row_key *key)
{
	const char *dot = strchr(text, '.');

	*key = (struct row_key){ kind, act->org, act->project, "", text, false };
	if (text[0] == '\0' || strpbrk(text, "<>+ \n") != NULL)
		return false;
	if (dot == NULL)
		return act->project[0] != '\0';
	key->id = dot + 1;
	key->project = "";
	if (text_starts(text, "account."))
		key->org = "";
	else if (!text_starts(text, "org."))
		return false;
	return strchr(dot + 1, '.') == NULL;
}

static void note(struct act *act, struct draft *draft, const char *kind, const char *text)
{
	struct row_key key;

	if (text != NULL && read_quietly(act, kind, text, &key))
		rules_refer(act, draft, &key);
}

/* <+secrets.getValue("x")>, with either kind of quote. */
static void scan_text(struct act *act, struct draft *draft, const char *text)
{
	static const char call[] = "secrets.getValue(";

	while ((text = strstr(text, call)) != NULL) {
		char quote = text[sizeof(call) - 1];
		const char *from = text + sizeof(call), *end;

		text = from - 1;
		if (quote != '"' && quote != '\'')
			continue;
		end = strchr(from, quote);
		if (end != NULL)
			note(act, draft, "secret",
				arena_copy(&act->arena, from, (size_t)(end - from)));
	}
}

static const char *kind_of(const char *member)
{
	for (size_t i = 0; i < countof(members); i++)
		if (strcmp(members[i].member, member) == 0)
			return members[i].kind;
	return NULL;
}

/* A chained pipeline: type Pipeline, spec {org, project, pipeline}. */
static void scan_chain(struct act *act, struct draft *draft, struct json_object *node)
{
	const char *type = body_text(node, "type");
	const char *id = body_text(node, "spec.pipeline");
	const char *org = body_text(node, "spec.org");
	const char *project = body_text(node, "spec.project");

	if (type == NULL || strcmp(type, "Pipeline") != 0 || id == NULL)
		return;
	rules_refer(act, draft,
		&(struct row_key){ "pipeline",
			org != NULL ? arena_text(&act->arena, org) : act->org,
			project != NULL ? arena_text(&act->arena, project) : act->project,
			"", id, false });
}

void rules_scan(struct act *act, struct draft *draft, struct json_object *node)
{
	struct body_walk walk = { 0 };

	switch (body_type(node)) {
	case BODY_TEXT:
		scan_text(act, draft, body_scalar(node));
		break;
	case BODY_LIST:
		for (size_t i = 0; i < body_count(node); i++)
			rules_scan(act, draft, body_item(node, i));
		break;
	case BODY_OBJECT:
		scan_chain(act, draft, node);
		while (body_next(node, &walk)) {
			const char *kind = kind_of(walk.name);

			if (kind != NULL)
				note(act, draft, kind, body_scalar(walk.value));
			rules_scan(act, draft, walk.value);
		}
		break;
	case BODY_ABSENT:
	case BODY_BOOL:
	case BODY_NUMBER:
		break;
	}
}
