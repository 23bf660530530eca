#include "providers/yaml_places.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

#include "model/limits.h"
#include "providers/yaml_text.h"

struct places {
	yaml_parser_t parser;
	struct yaml_text text;
	struct arena *arena;
	size_t depth;
	bool failed;
};

static uint32_t offset_of(struct places *places, yaml_mark_t mark)
{
	return yaml_text_offset(&places->text, mark.index);
}

static const char *bytes_of(const struct places *places)
{
	return source_bytes(places->text.source).ptr;
}

/* --- scalars ------------------------------------------------------------------ */

static enum yaml_form form_of(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return YAML_FORM_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return YAML_FORM_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
		return YAML_FORM_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return YAML_FORM_FOLDED;
	default:
		return YAML_FORM_PLAIN;
	}
}

static uint32_t without_line_end(const char *bytes, uint32_t from, uint32_t to)
{
	if (to > from && bytes[to - 1] == '\n')
		to--;
	if (to > from && bytes[to - 1] == '\r')
		to--;
	return to;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* libyaml ends a block where the next thing begins: empty lines behind it are nobody's,
 * unless the header says to keep them. */
static uint32_t end_of_block(const char *bytes, uint32_t from, uint32_t to)
{
	const char *line = memchr(bytes + from, '\n', to - from);
	bool keeps = line != NULL &&
		     memchr(bytes + from, '+', (size_t)(line - bytes) - from) != NULL;

	to = without_line_end(bytes, from, to);
	while (!keeps) {
		uint32_t at = to;

		while (at > from && is_blank(bytes[at - 1]))
			at--;
		if (at == from || bytes[at - 1] != '\n')
			break;
		to = without_line_end(bytes, from, at);
	}
	return to;
}

static void take_scalar(
	struct places *places, const yaml_event_t *event, struct yaml_place *place)
{
	place->form = form_of(event->data.scalar.style);
	place->text = arena_copy(places->arena, (const char *)event->data.scalar.value,
		event->data.scalar.length);
	place->to = offset_of(places, event->end_mark);
	if (place->form == YAML_FORM_LITERAL || place->form == YAML_FORM_FOLDED)
		place->to = end_of_block(bytes_of(places), place->from, place->to);
}

/* --- containers ----------------------------------------------------------------- */

static bool take_node(
	struct places *places, const yaml_event_t *event, struct yaml_place *place);

/* Up to the end of the container; what ends a block is the end of its last node. */
static bool take_items(struct places *places, struct yaml_place *place)
{
	size_t room = 0;
	bool more = true;

	if (places->depth++ >= LIMIT_DEPTH)
		return false;
	while (more && !places->failed) {
		yaml_event_t event;

		if (!yaml_parser_parse(&places->parser, &event))
			return false;
		more = event.type != YAML_MAPPING_END_EVENT &&
		       event.type != YAML_SEQUENCE_END_EVENT;
		if (more) {
			place->items = arena_grow(places->arena, place->items,
				place->count, &room, sizeof(*place->items));
			places->failed =
				!take_node(places, &event, &place->items[place->count++]);
		} else if (place->flow) {
			place->to = offset_of(places, event.end_mark);
		} else if (place->count > 0) {
			place->to = place->items[place->count - 1].to;
		}
		yaml_event_delete(&event);
	}
	places->depth--;
	return !places->failed;
}

static bool take_node(
	struct places *places, const yaml_event_t *event, struct yaml_place *place)
{
	*place = (struct yaml_place){ .from = offset_of(places, event->start_mark) };
	place->to = place->from;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		take_scalar(places, event, place);
		return true;
	case YAML_ALIAS_EVENT:
		place->form = YAML_FORM_ALIAS;
		place->to = offset_of(places, event->end_mark);
		return true;
	case YAML_SEQUENCE_START_EVENT:
		place->form = YAML_FORM_LIST;
		place->flow =
			event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
		return take_items(places, place);
	case YAML_MAPPING_START_EVENT:
		place->form = YAML_FORM_MAP;
		place->flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
		return take_items(places, place);
	default:
		return false;
	}
}

/* The first node behind the starts of stream and document. */
static bool take_root(struct places *places, struct yaml_place *root)
{
	bool found = false, ok = true;

	while (ok && !found) {
		yaml_event_t event;

		if (!yaml_parser_parse(&places->parser, &event))
			return false;
		if (event.type != YAML_STREAM_START_EVENT &&
			event.type != YAML_DOCUMENT_START_EVENT) {
			found = true;
			ok = take_node(places, &event, root);
		}
		yaml_event_delete(&event);
	}
	return ok;
}

const struct yaml_place *yaml_places_read(
	struct arena *arena, const struct source *source, uint32_t start, uint32_t size)
{
	struct places places = { .arena = arena };
	struct yaml_place *root = arena_alloc(arena, sizeof(*root));
	struct error_list errs = { 0 };
	int ready;
	bool ok = yaml_text_open(&places.text, source, start, size, &errs);

	error_release(&errs);
	if (!ok)
		return NULL;
	ready = yaml_parser_initialize(&places.parser);
	assert(ready);
	yaml_parser_set_encoding(&places.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&places.parser,
		(const unsigned char *)places.text.bytes, places.text.size);
	ok = take_root(&places, root);
	yaml_parser_delete(&places.parser);
	return ok ? root : NULL;
}
