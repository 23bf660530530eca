#include "providers/emulator/facts/inputs.h"

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/document.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/facts/pipeline.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Whether something below waits for an input; depth is bounded by the parse. */
static bool asks(struct json_object *node)
{
	struct body_walk walk = { 0 };

	if (body_type(node) == BODY_TEXT)
		return text_starts(body_scalar(node), "<+input>");
	for (size_t i = 0; i < body_count(node); i++)
		if (asks(body_item(node, i)))
			return true;
	while (body_type(node) == BODY_OBJECT && body_next(node, &walk))
		if (asks(walk.value))
			return true;
	return false;
}

/* What a map is known by: its identifier (a variable's name) and type. */
static bool tells_apart(struct json_object *map, const char *name)
{
	if (body_text(map, name) == NULL)
		return false;
	return text_equal(name, "identifier") || text_equal(name, "type") ||
	       (text_equal(name, "name") && !body_has(map, "identifier"));
}

static void put_indent(struct buf *out, size_t indent)
{
	buf_char(out, '\n');
	while (indent-- > 0)
		buf_char(out, ' ');
}

static void put_node(struct buf *out, struct json_object *node, size_t indent, bool item);

/* `item`: the first member stands behind the dash of a list. */
static void put_map(struct buf *out, struct json_object *map, size_t indent, bool item)
{
	struct body_walk walk = { 0 };

	while (body_next(map, &walk)) {
		if (!asks(walk.value) && !tells_apart(map, walk.name))
			continue;
		if (!item)
			put_indent(out, indent);
		item = false;
		document_scalar(out, walk.name);
		buf_char(out, ':');
		put_node(out, walk.value, indent + 2, false);
	}
}

static void put_list(struct buf *out, struct json_object *list, size_t indent)
{
	for (size_t i = 0; i < body_count(list); i++) {
		if (!asks(body_item(list, i)))
			continue;
		put_indent(out, indent);
		buf_char(out, '-');
		put_node(out, body_item(list, i), indent + 2, true);
	}
}

static void put_node(struct buf *out, struct json_object *node, size_t indent, bool item)
{
	if (body_type(node) == BODY_OBJECT) {
		if (item)
			buf_char(out, ' ');
		put_map(out, node, indent, item);
	} else if (body_type(node) == BODY_LIST) {
		put_list(out, node, indent);
	} else {
		buf_char(out, ' ');
		document_scalar(out, body_scalar(node));
	}
}

static void put_template(struct buf *out, struct json_object *pipeline)
{
	struct buf yaml;

	buf_init(&yaml, LIMIT_FILE_BYTES);
	buf_text(&yaml, "pipeline:");
	put_map(&yaml, pipeline, 2, false);
	buf_char(&yaml, '\n');
	shape_member(out, "inputSetTemplateYaml", buf_string(&yaml));
	buf_release(&yaml);
}

static void answer(struct act *act, const struct row *row)
{
	struct json_object *pipeline =
		pipeline_document(act, row->text, strlen(row->text));
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));
	struct json_object *modules = body_at(spec, "modules");

	shape_envelope_open(&act->out);
	buf_char(&act->out, '{');
	if (asks(pipeline))
		put_template(&act->out, pipeline);
	else
		shape_member_raw(&act->out, "inputSetTemplateYaml", "null");
	shape_member_raw(&act->out, "replacedExpressions", "[]");
	shape_member_raw(
		&act->out, "modules", modules != NULL ? body_format(modules) : "[]");
	shape_member_bool(&act->out, "hasInputSets", false);
	buf_char(&act->out, '}');
	shape_envelope_close(&act->out);
}

void inputs_serve(struct act *act)
{
	const struct row *row;

	act->id = act_query_text(act, "pipelineIdentifier");
	if (act->id[0] == '\0') {
		act_fault(act, "pipelineIdentifier", "may not be null");
		act_faultless(act);
		return;
	}
	if (!rules_level(act) || !rules_access(act, act->route->permission))
		return;
	row = entity_find(act);
	if (row == NULL)
		rules_refuse(act, WHEN_GET_MISSING);
	else
		answer(act, row);
}
