#include "providers/emulator/facts/deployment.h"

#include <string.h>

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/document.h"
#include "providers/emulator/fields.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/remote.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

static bool is_empty(struct json_object *value)
{
	const char *text = body_scalar(value);

	if (text != NULL)
		return text[0] == '\0';
	return body_members(value) == 0 && body_count(value) == 0;
}

static void write_tags(struct buf *out, const struct json_object *tags)
{
	struct body_walk walk = { 0 };

	buf_text(out, body_members(tags) > 0 ? "  tags:\n" : "  tags: {}\n");
	while (body_next(tags, &walk)) {
		buf_text(out, "    ");
		document_scalar(out, walk.name);
		buf_text(out, ": ");
		shape_text(out, body_scalar(walk.value));
		buf_char(out, '\n');
	}
}

/* A document of the fields that have a value (core.md 7). */
static void generate(
	struct act *act, struct draft *draft, const struct deployment *deployment)
{
	struct buf out;

	buf_init(&out, LIMIT_TEXT_BYTES);
	buf_format(&out, "%s:\n", deployment->root);
	for (size_t i = 0; i < deployment->written_count; i++) {
		const char *name = deployment->written[i];
		struct json_object *value = body_at(draft->spec, name);

		if (body_type(value) == BODY_OBJECT) {
			write_tags(&out, value);
		} else if (body_scalar(value) != NULL) {
			buf_format(&out, "  %s: ", name);
			document_scalar(&out, body_scalar(value));
			buf_char(&out, '\n');
		}
	}
	body_put_text(draft->spec, "yaml", buf_string(&out));
	buf_release(&out);
	(void)act;
}

/* What the JSON may leave to the YAML; its scope is not among it. */
static bool may_be_empty(const char *name)
{
	return strcmp(name, "orgIdentifier") != 0 &&
	       strcmp(name, "projectIdentifier") != 0;
}

static bool agree(struct act *act, const struct draft *draft,
	struct json_object *document, const struct deployment *deployment)
{
	for (size_t i = 0; i < deployment->compared_count; i++) {
		const char *name = deployment->compared[i];
		struct json_object *json = body_at(draft->input, name);
		struct json_object *yaml = body_at(document, name);

		if ((is_empty(json) && may_be_empty(name)) ||
			body_type(yaml) == BODY_ABSENT || body_equal(json, yaml) ||
			text_equal(body_scalar(json), body_scalar(yaml)))
			continue;
		if (!deployment->differs(act, name, body_scalar(json), body_scalar(yaml)))
			return false;
	}
	return true;
}

/* What the JSON leaves empty is taken from the YAML, a name from the identifier. */
static void fall_back(struct act *act, struct draft *draft, struct json_object *document)
{
	static const char *const names[] = { "name", "description", "tags" };

	for (size_t i = 0; i < countof(names); i++) {
		struct json_object *yaml = body_at(document, names[i]);

		if (is_empty(body_at(draft->spec, names[i])) &&
			body_type(yaml) != BODY_ABSENT)
			body_put(draft->spec, names[i], yaml);
	}
	if (is_empty(body_at(draft->spec, "name")))
		body_put_text(draft->spec, "name", act->id);
	fields_settle(act, draft);
}

static bool parse(struct act *act, const char *text, const struct deployment *deployment,
	struct json_object **document)
{
	struct document_fault fault;
	struct json_object *root = document_read(&act->pool, text, strlen(text), &fault);

	if (root == NULL)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"the %s yaml is %s at line %zu, column %zu", deployment->root,
			fault.text, fault.line, fault.column);
	*document = body_at(root, deployment->root);
	if (body_type(*document) != BODY_OBJECT)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"the yaml has no root key %s", deployment->root);
	return true;
}

bool deployment_check(struct act *act, struct draft *draft,
	const struct deployment *deployment, struct json_object **document)
{
	const char *text = body_text(draft->spec, "yaml");

	*document = NULL;
	if (text != NULL && text[0] != '\0' &&
		(!parse(act, text, deployment, document) ||
			!agree(act, draft, *document, deployment)))
		return false;
	fall_back(act, draft, *document);
	if (*document == NULL)
		generate(act, draft, deployment);
	else
		rules_scan(act, draft, *document);
	return true;
}

void deployment_brief(struct act *act, struct buf *out, const struct row *row)
{
	struct json_object *spec;
	struct row listed = *row;

	if (strstr(row->spec, "REMOTE") != NULL &&
		quirk_is(act->world->quirks, QUIRK_REMOTE_LIST, "without")) {
		spec = body_parse(&act->pool, row->spec, strlen(row->spec));
		if (remote_is(spec))
			body_put(spec, "yaml", NULL);
		listed.spec = body_format(spec);
	}
	verb_write_spec(act, out, &listed);
}
