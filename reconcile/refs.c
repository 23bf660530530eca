#include "reconcile/refs.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "model/limits.h"
#include "providers/yaml.h"
#include "reconcile/expression.h"
#include "reconcile/pattern.h"
#include "reconcile/target.h"

enum {
	REFS_BUCKETS = 64,
	REFS_WILD = REFS_BUCKETS, /* rows whose field begins with a star */
	REFS_ROWS = 254,          /* of one kind; row numbers fit a byte */
	/* items are steps too, and count as depth; YAML in a text has its own */
	REFS_STEPS = 2 * (LIMIT_DEPTH + 2),
};

/* One walk over one entity. */
struct walk {
	struct referrer referrer;
	struct arena *scratch; /* of the walk alone */
	const struct value *fields;
	struct link *links;
	size_t link_count, link_room;
	uint8_t heads[REFS_BUCKETS + 1], nexts[REFS_ROWS + 1]; /* rows by field, from 1 */
	struct pattern_step steps[REFS_STEPS];
	size_t depth;
	const struct value *place; /* the text that holds the YAML at hand, or NULL */
};

static const struct kind *kind_of(const struct walk *walk)
{
	return walk->referrer.entity->kind;
}

/* Ends and length of a key tell it from most others. */
static size_t bucket(const char *field)
{
	size_t size = strlen(field), first = (unsigned char)*field;
	size_t last = size > 0 ? (unsigned char)field[size - 1] : 0;

	if (field[0] == '*')
		return REFS_WILD;
	return (first * 7 + last * 3 + size) % REFS_BUCKETS;
}

/* Rows by the last key of their path, first ones first. */
static void index_rows(struct walk *walk)
{
	const struct kind *kind = kind_of(walk);
	size_t count = 0;

	while (kind_reference(kind, count) != NULL)
		count++;
	assert(count <= REFS_ROWS);
	for (size_t i = count; i > 0; i--) {
		size_t at = bucket(pattern_field(kind_reference(kind, i - 1)->path));

		walk->nexts[i] = walk->heads[at];
		walk->heads[at] = (uint8_t)i;
	}
}

/* The first row of the chain that begins at `number` that holds here, or NULL. */
static const struct reference *find_row(const struct walk *walk, size_t number)
{
	for (; number != 0; number = walk->nexts[number]) {
		const struct reference *row = kind_reference(kind_of(walk), number - 1);

		if (pattern_matches(row->path, walk->steps, walk->depth) &&
			condition_holds(row->when, walk->fields))
			return row;
	}
	return NULL;
}

static void add_link(struct walk *walk, struct link link)
{
	walk->links = arena_grow(walk->scratch, walk->links, walk->link_count,
		&walk->link_room, sizeof(link));
	walk->links[walk->link_count++] = link;
}

static struct mark mark_of(
	const struct walk *walk, const struct value *value, const char *text)
{
	return (struct mark){
		.text = text,
		.offset = walk->place != NULL ? walk->place->offset : value->offset,
		.fields = walk->fields,
		.steps = walk->steps,
		.depth = walk->depth,
	};
}

/* One scalar in a reference field. */
static void visit_reference(
	struct walk *walk, const struct reference *row, const struct value *value)
{
	enum value_type type = value_type(value);
	struct mark mark;
	struct link link;

	if (type != VALUE_TEXT && type != VALUE_NUMBER && type != VALUE_BOOL)
		return;
	mark = mark_of(walk, value, value_text(value));
	if (target_of_field(&link, &walk->referrer, row, &mark))
		add_link(walk, link);
}

static void push(
	struct walk *walk, const char *key, size_t index, const struct value *node)
{
	assert(walk->depth < REFS_STEPS);
	walk->steps[walk->depth++] =
		(struct pattern_step){ .key = key, .index = index, .node = node };
}

static void visit(struct walk *walk, const struct value *node);

/* A text that is YAML itself. Not well-formed, it is the server's to refuse. */
static void visit_yaml(struct walk *walk, const struct value *text)
{
	struct source source = { "", slice_of(value_text(text)) };
	const struct value *root;

	if (walk->place != NULL)
		return; /* one in the other: nobody's */
	root = yaml_read_one(walk->scratch, &source, 0, (uint32_t)source.bytes.len);
	if (root == NULL)
		return;
	walk->place = text;
	walk->steps[walk->depth - 1].node = root;
	visit(walk, root);
	walk->place = NULL;
}

/* The entry at the end of the way, if a row of the kind says that it refers. False
 * when its texts are still to be looked at for expressions. */
static bool visit_entry(struct walk *walk, const char *key, const struct value *entry)
{
	bool list = value_type(entry) == VALUE_LIST;
	const struct reference *row;

	if (!list && !value_is_scalar(entry))
		return false;
	row = find_row(walk, walk->heads[bucket(key)]);
	if (row == NULL)
		row = find_row(walk, walk->heads[REFS_WILD]);
	if (row == NULL)
		return false;
	if (row->style == REFERENCE_YAML) {
		if (value_type(entry) == VALUE_TEXT)
			visit_yaml(walk, entry);
		return true;
	}
	if (!list)
		visit_reference(walk, row, entry);
	for (size_t i = 0; list && i < value_count(entry); i++) {
		push(walk, NULL, i, value_item(entry, i));
		if (value_is_scalar(value_item(entry, i)))
			visit_reference(walk, row, value_item(entry, i));
		walk->depth--;
	}
	return false;
}

static void visit_text(struct walk *walk, const struct value *value)
{
	struct expressions scan = { .text = value_text(value) };
	struct expression found;
	struct link link;

	if (strstr(scan.text, "<+") == NULL)
		return;
	while (expressions_next(&scan, &found)) {
		const char *name =
			arena_copy(walk->scratch, found.name.ptr, found.name.len);
		struct mark mark = mark_of(walk, value, name);

		if (target_of_expression(&link, &walk->referrer, found.row, &mark))
			add_link(walk, link);
	}
}

static void visit(struct walk *walk, const struct value *node)
{
	bool list = value_type(node) == VALUE_LIST;

	if (value_type(node) == VALUE_TEXT)
		visit_text(walk, node);
	for (size_t i = 0; i < value_count(node); i++) {
		const struct value *inner =
			list ? value_item(node, i) : value_entry(node, i);
		const char *key = list ? NULL : value_text(value_key(node, i));

		push(walk, key, i, inner);
		if (list || !visit_entry(walk, key, inner))
			visit(walk, inner);
		walk->depth--;
	}
}

/* The organization or project that the entity lives in, as its parent. */
static void add_parent(struct walk *walk, enum scope_level opens, const char *identifier,
	const char *key)
{
	const struct entity *entity = walk->referrer.entity;
	const struct value *stated = value_find(walk->fields, key);
	const struct kind *kind = kind_opening(opens);

	if (identifier != NULL)
		add_link(walk, (struct link){
				       .kind = kind,
				       .kind_name = kind->name,
				       .scope = scope_at(entity->scope,
					       (enum scope_level)(opens / 2)),
				       .identifier = identifier,
				       .offset = stated != NULL ? stated->offset
								: entity->offset,
			       });
}

void refs_collect(struct arena *arena, struct entity *entity, const struct value *fields,
	struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct walk walk = {
		.referrer = { arena, entity, entity->source != NULL ? errs : NULL },
		.scratch = &scratch,
		.fields = fields,
	};
	struct link *links;

	index_rows(&walk);
	add_parent(&walk, SCOPE_ORG, entity->scope.org, "orgIdentifier");
	add_parent(&walk, SCOPE_PROJECT, entity->scope.project, "projectIdentifier");
	visit(&walk, fields);
	links = arena_array(arena, walk.link_count, sizeof(*links));
	if (walk.link_count > 0)
		memcpy(links, walk.links, walk.link_count * sizeof(*links));
	entity->links = links;
	entity->link_count = walk.link_count;
	arena_release(&scratch);
}
