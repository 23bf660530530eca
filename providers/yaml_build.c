#include "providers/yaml_build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/num.h"
#include "model/text.h"
#include "providers/yaml_map.h"
#include "providers/yaml_scalar.h"

/* Texts up to this size are looked up, since they may well come again. */
enum { KEPT_BYTES = 16 };
/* Foreign words in messages are cut here. */
enum { QUOTED_BYTES = 60 };

void yaml_build_init(struct yaml_build *build, struct arena *arena,
	const struct source *source, struct error_list *errs)
{
	*build = (struct yaml_build){ .source = source, .errs = errs, .arena = arena };
	words_init(&build->words, arena, source->bytes.len);
}

void yaml_build_release(struct yaml_build *build)
{
	words_release(&build->words);
	arena_release(&build->scratch);
	free(build->nodes);
	free(build->keys);
}

int yaml_build_shown(const char *text)
{
	size_t size = strlen(text);

	return (int)text_utf8(text, size < QUOTED_BYTES ? size : QUOTED_BYTES);
}

/* What comes next is a key of the open map. */
static bool wants_key(const struct yaml_build *build)
{
	const struct yaml_frame *frame = &build->frames[build->depth];

	return build->depth > 0 && frame[-1].value.type == VALUE_MAP &&
	       (build->count - frame[-1].first) % 2 == 0;
}

void yaml_build_put(struct yaml_build *build, struct value value)
{
	if (build->count == build->room) {
		build->room = build->room > 0 ? size_mul(build->room, 2) : 64;
		build->nodes = memory_resize(
			build->nodes, size_mul(build->room, sizeof(*build->nodes)));
	}
	build->nodes[build->count++] = value;
}

static void push(struct yaml_build *build, struct value value, size_t height)
{
	yaml_build_put(build, value);
	if (build->depth > 0 && build->frames[build->depth - 1].height < height)
		build->frames[build->depth - 1].height = height;
}

static void limit(struct yaml_build *build, uint32_t offset, const char *words)
{
	build->stopped = true;
	build->faulty = true;
	source_error(
		build->errs, ERROR_LIMIT_EXCEEDED, build->source, offset, "%s", words);
}

static bool count_nodes(struct yaml_build *build, size_t nodes, uint32_t offset)
{
	build->total += nodes;
	if (build->total <= LIMIT_NODES)
		return true;
	limit(build, offset,
		"the document has more than 1000000 nodes once its aliases are followed");
	return false;
}

/* --- anchors ------------------------------------------------------------- */

/* A new anchor, open until its value is known; its place from 1, 0 without one. */
static size_t add_anchor(struct yaml_build *build, const struct yaml_node *node)
{
	struct yaml_anchor *anchor;

	if (node->anchor == NULL)
		return 0;
	if (build->anchor_count == LIMIT_ANCHORS) {
		limit(build, node->offset, "the document has more than 10000 anchors");
		return 0;
	}
	build->anchors = arena_grow(&build->scratch, build->anchors, build->anchor_count,
		&build->anchor_room, sizeof(*anchor));
	anchor = &build->anchors[build->anchor_count++];
	*anchor = (struct yaml_anchor){
		.hash = text_hash(node->anchor, strlen(node->anchor)),
		.name = arena_text(&build->scratch, node->anchor),
		.open = true,
	};
	return build->anchor_count;
}

static void set_anchor(struct yaml_build *build, size_t place, struct value value,
	size_t nodes, size_t height)
{
	struct yaml_anchor *anchor;

	if (place == 0)
		return;
	anchor = &build->anchors[place - 1];
	anchor->open = false;
	anchor->value = value;
	anchor->nodes = nodes;
	anchor->height = height;
}

/* The last anchor of that name, as YAML has it. */
static const struct yaml_anchor *find_anchor(
	const struct yaml_build *build, const char *name)
{
	uint64_t hash = text_hash(name, strlen(name));

	for (size_t i = build->anchor_count; i > 0; i--)
		if (build->anchors[i - 1].hash == hash &&
			strcmp(build->anchors[i - 1].name, name) == 0)
			return &build->anchors[i - 1];
	return NULL;
}

/* --- scalars ------------------------------------------------------------- */

void yaml_build_fault(struct yaml_build *build, uint32_t offset, const char *words)
{
	build->faulty = true;
	source_error(build->errs, ERROR_YAML_SYNTAX, build->source, offset, "%s", words);
}

/* How a tag is written: libyaml gives those of YAML in full. */
static const char *spelt_tag(struct yaml_build *build, const char *tag)
{
	static const char core[] = "tag:yaml.org,2002:";

	if (!text_starts(tag, core))
		return tag;
	return arena_format(&build->scratch, "!!%s", tag + strlen(core));
}

/* The row of a node's tag, which it must fit; NULL without one or with a fault. */
static const struct yaml_tag *find_tag(
	struct yaml_build *build, const struct yaml_node *node, enum yaml_tag_place place)
{
	const struct yaml_tag *tag;
	const char *spelt;

	if (node->tag == NULL)
		return NULL;
	tag = yaml_tag_find(node->tag);
	if (tag != NULL && (tag->place == place || tag->place == YAML_TAG_ANYWHERE))
		return tag;
	spelt = spelt_tag(build, node->tag);
	build->faulty = true;
	if (tag != NULL)
		source_error(build->errs, ERROR_YAML_SYNTAX, build->source, node->offset,
			"the tag %s takes a %s", spelt,
			tag->place == YAML_TAG_SCALAR ? "text"
			: tag->place == YAML_TAG_MAP  ? "map"
						      : "list");
	else
		source_error(build->errs, ERROR_YAML_SYNTAX, build->source, node->offset,
			"unknown tag '%.*s': only !env, !file and YAML's own (!!str, "
			"!!int ...) are read",
			yaml_build_shown(spelt), spelt);
	return NULL;
}

static enum value_type scalar_type(struct yaml_build *build, const struct yaml_node *node,
	const char *text, size_t size, enum yaml_style style)
{
	const struct yaml_tag *tag = find_tag(build, node, YAML_TAG_SCALAR);

	if (tag == NULL)
		return style == YAML_STYLE_PLAIN ? yaml_plain_type(text, size)
						 : VALUE_TEXT;
	if (yaml_tag_fits(tag, text, size, style))
		return tag->type;
	yaml_build_fault(build, node->offset, tag->wants);
	return VALUE_TEXT;
}

/* A key that can be none stands for itself alone: it is like no other. */
static void refuse_key(struct yaml_build *build, struct value *key, const char *words)
{
	yaml_build_fault(build, key->offset, words);
	key->data = arena_format(&build->scratch, "\n%u", key->offset);
	key->size = (uint32_t)strlen(key->data);
}

/* Keys are text, however they are spelt. */
static void push_key(struct yaml_build *build, struct value key, bool merge)
{
	if (merge)
		build->frames[build->depth - 1].merges = true;
	else if (!value_is_scalar(&key) || key.type == VALUE_ENV ||
		 key.type == VALUE_FILE)
		refuse_key(build, &key,
			"a map's key must be a text: a template such as {{ ... }} is one "
			"only in quotes");
	else if (key.type == VALUE_NULL)
		refuse_key(build, &key,
			"a map's key is missing or null: quote it if it is meant so");
	key.type = merge ? VALUE_NULL : VALUE_TEXT;
	yaml_build_put(build, key);
}

/* Nearly: what is no spelling of null for certain needs no look at its type. */
static bool may_be_null(const char *text, size_t size)
{
	return size <= 4 && (size == 0 || *text == '~' ||
				    (size == 4 && (text[1] == 'u' || text[1] == 'U')));
}

const char *yaml_build_keep(struct yaml_build *build, const char *text, size_t size)
{
	return wants_key(build) || size <= KEPT_BYTES
		       ? words_keep(&build->words, text, size)
		       : words_copy(&build->words, text, size);
}

void yaml_build_scalar(struct yaml_build *build, const struct yaml_node *node,
	const char *text, size_t size, enum yaml_style style)
{
	bool is_key = wants_key(build);
	/* a key is text whatever it looks like, but for the spellings of null */
	bool plain_key = is_key && node->tag == NULL && node->anchor == NULL &&
			 !may_be_null(text, size);
	enum value_type type =
		plain_key ? VALUE_TEXT : scalar_type(build, node, text, size, style);
	struct value value = { .type = type & 0xf, .quoted = style != YAML_STYLE_PLAIN };

	if (style == YAML_STYLE_QUOTED && memchr(text, '\0', size) != NULL)
		yaml_build_fault(
			build, node->offset, "a text must not hold the character NUL");
	value.offset = node->offset & 0x7ffffff;
	value.size = type == VALUE_NULL ? 0 : (uint32_t)size;
	value.data = type == VALUE_NULL ? "" : text;
	if (node->tag != NULL && type == VALUE_TEXT)
		value.quoted = 1; /* !!str: text, whatever it looks like */
	set_anchor(build, add_anchor(build, node), value, 1, 0);
	if (!count_nodes(build, 1, node->offset))
		return;
	/* such a root is what libyaml makes of comments alone */
	build->nothing = build->depth == 0 && size == 0 && style == YAML_STYLE_PLAIN &&
			 node->tag == NULL && node->anchor == NULL;
	if (is_key)
		push_key(build, value,
			style == YAML_STYLE_PLAIN && node->tag == NULL && size == 2 &&
				memcmp(text, "<<", 2) == 0);
	else
		push(build, value, 0);
}

void yaml_build_alias(struct yaml_build *build, const struct yaml_node *node)
{
	const struct yaml_anchor *anchor = find_anchor(build, node->anchor);
	struct value value = value_null();
	size_t height = 0, nodes = 1;

	if (anchor == NULL || anchor->open) {
		build->faulty = true;
		source_error(build->errs, ERROR_YAML_SYNTAX, build->source, node->offset,
			anchor == NULL
				? "no anchor '&%.*s' stands before this alias"
				: "this alias stands inside its own anchor '&%.*s'",
			yaml_build_shown(node->anchor), node->anchor);
	} else {
		value = anchor->value;
		height = anchor->height;
		nodes = anchor->nodes;
	}
	if (build->depth + height > LIMIT_DEPTH) {
		limit(build, node->offset, "nested deeper than 128 levels by this alias");
		return;
	}
	if (!count_nodes(build, nodes, node->offset))
		return;
	if (wants_key(build)) {
		value.offset = node->offset & 0x7ffffff; /* the key stands here */
		push_key(build, value, false);
	} else {
		push(build, value, height);
	}
}

/* --- containers ---------------------------------------------------------- */

void yaml_build_open(
	struct yaml_build *build, const struct yaml_node *node, enum value_type type)
{
	struct yaml_frame frame = { .first = build->count, .total = build->total };

	if (build->depth == LIMIT_DEPTH) {
		limit(build, node->offset, "nested deeper than 128 levels");
		return;
	}
	find_tag(build, node, type == VALUE_MAP ? YAML_TAG_MAP : YAML_TAG_LIST);
	frame.value.type = type & 0xf;
	frame.value.offset = node->offset & 0x7ffffff;
	frame.anchor = add_anchor(build, node);
	if (count_nodes(build, 1, node->offset))
		build->frames[build->depth++] = frame;
}

void yaml_build_close(struct yaml_build *build)
{
	struct yaml_frame frame = build->frames[--build->depth];
	size_t nodes;
	struct value value;

	if (frame.value.type == VALUE_MAP)
		yaml_map_close(build, &frame);
	nodes = build->count - frame.first;
	value = value_of_nodes(build->arena, value_type(&frame.value),
		nodes > 0 ? &build->nodes[frame.first] : NULL,
		frame.value.type == VALUE_MAP ? nodes / 2 : nodes);
	value.offset = frame.value.offset;
	build->count = frame.first;
	set_anchor(
		build, frame.anchor, value, build->total - frame.total, frame.height + 1);
	if (wants_key(build))
		push_key(build, value, false);
	else
		push(build, value, frame.height + 1);
}

/* --- documents ----------------------------------------------------------- */

void yaml_build_begin(struct yaml_build *build)
{
	build->count = 0;
	build->depth = 0;
	build->anchor_count = 0;
	build->total = 0;
	build->faulty = false;
	build->nothing = false;
}

const struct value *yaml_build_end(struct yaml_build *build)
{
	struct value *root;

	if (build->faulty || build->stopped)
		return NULL;
	assert(build->depth == 0 && build->count == 1);
	if (build->nothing)
		return NULL;
	root = arena_alloc(build->arena, sizeof(*root));
	*root = build->nodes[0];
	return root;
}
