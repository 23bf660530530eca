#include "providers/emulator/remote.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"

bool remote_is(const struct json_object *spec)
{
	return text_equal(body_text(spec, "storeType"), "REMOTE");
}

/* The names are inferred from git's: 40 hex digits, another for each content. */
static void put_object(struct json_object *details, const char *name)
{
	char uuid[37], id[41] = "";
	size_t size = 0;

	while (size < sizeof(id) - 1) {
		shape_uuid(uuid);
		for (const char *at = uuid; *at != '\0' && size < sizeof(id) - 1; at++)
			if (*at != '-')
				id[size++] = *at;
	}
	body_put_text(details, name, id);
}

static void put_new_objects(struct json_object *details)
{
	put_object(details, "objectId");
	put_object(details, "commitId");
}

/* Inferred: the sources name the parameters, not what lacks one is told. */
static bool check_place(struct act *act)
{
	static const char *const needed[] = { "repoName", "filePath" };

	for (size_t i = 0; i < countof(needed); i++)
		if (act_query(act, needed[i]) == NULL)
			return act_refuse(act, CODE_INVALID_REQUEST,
				"%s is required for a remote entity", needed[i]);
	if (act_query(act, "connectorRef") == NULL &&
		!act_query_bool(act, "isHarnessCodeRepo", false))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"connectorRef is required for a remote entity");
	return true;
}

bool remote_create(struct act *act, struct draft *draft)
{
	const char *branch = act_query(act, "branch");
	struct json_object *details;

	if ((act->fact->traits & FACT_REMOTE) == 0 ||
		!text_equal(act_query(act, "storeType"), "REMOTE"))
		return true;
	if (!check_place(act))
		return false;
	details = body_new_object(&act->pool);
	put_new_objects(details);
	body_put_text(details, "branch", branch != NULL ? branch : "main");
	body_put_text(details, "filePath", act_query(act, "filePath"));
	body_put_text(details, "repoName", act_query(act, "repoName"));
	body_put_text(draft->spec, "storeType", "REMOTE");
	if (act_query(act, "connectorRef") != NULL)
		body_put_text(
			draft->spec, "connectorRef", act_query(act, "connectorRef"));
	body_put(draft->spec, "entityGitDetails", details);
	return true;
}

bool remote_update(struct act *act, struct draft *draft)
{
	const char *text = draft->old->spec;
	struct json_object *old = body_parse(&act->pool, text, strlen(text));
	struct json_object *details = body_at(old, "entityGitDetails");

	if ((act->fact->traits & FACT_REMOTE) == 0 || !remote_is(old))
		return true;
	if (!text_equal(act_query(act, "lastObjectId"), body_text(details, "objectId")))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"The requested file %s has changed in the repository since it "
			"was read: lastObjectId is not its object",
			body_text(details, "filePath"));
	put_new_objects(details);
	body_put_text(draft->spec, "storeType", "REMOTE");
	body_put(draft->spec, "connectorRef", body_at(old, "connectorRef"));
	body_put(draft->spec, "entityGitDetails", details);
	return true;
}
