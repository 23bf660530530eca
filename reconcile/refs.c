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
	REFS_BUCKETS = 128,
	REFS_WILD = REFS_BUCKETS, /* rows whose field begins with a star */
	/* items are steps too, and count as depth; YAML in a text has its own */
	REFS_STEPS = 2 * (LIMIT_DEPTH + 2),
};

/* A row, by the last key of its path: the field's own name, or what follows its star. */
struct refs_row {
	const struct reference *reference;
	struct slice field;
	struct refs_row *next; /* in its bucket, in the order of the kind */
};

struct refs_kind {
	const struct kind *kind;
	struct refs_kind *older;
	struct refs_row *heads[REFS_BUCKETS + 1];
};

/* One walk over one entity. */
struct walk {
	struct referrer referrer;
	struct arena *scratch; /* of the walk alone */
	const struct value *fields;
	const struct refs_kind *rows;
	struct link *links;
	size_t link_count, link_room;
	struct pattern_step *steps; /* room: REFS_STEPS */
	size_t depth;
	const struct value *place; /* the text that holds the YAML at hand, or NULL */
};

/* --- the rows of a kind ------------------------------------------------------ */

/* Ends and length of a key tell it from most others. */
static size_t bucket(const char *field, size_t size)
{
	size_t first = (unsigned char)*field;
	size_t last = size > 0 ? (unsigned char)field[size - 1] : 0;

	return (first * 7 + last * 3 + size) % REFS_BUCKETS;
}

static void add_row(struct refs *refs, struct refs_kind *kind, size_t number)
{
	struct refs_row *row = arena_alloc(refs->arena, sizeof(*row));
	const struct reference *reference = kind_reference(kind->kind, number);
	struct slice field = slice_of(pattern_field(reference->path));
	size_t at = bucket(field.ptr, field.len);

	if (field.ptr[0] == '*') {
		field = slice_of(field.ptr + 1);
		at = REFS_WILD;
	}
	*row = (struct refs_row){ reference, field, kind->heads[at] };
	kind->heads[at] = row;
}

static const struct refs_kind *rows_of(struct refs *refs, const struct kind *kind)
{
	struct refs_kind *rows = refs->kinds;
	size_t count = 0;

	while (rows != NULL && rows->kind != kind)
		rows = rows->older;
	if (rows != NULL)
		return rows;
	rows = arena_alloc(refs->arena, sizeof(*rows));
	*rows = (struct refs_kind){ .kind = kind, .older = refs->kinds };
	refs->kinds = rows;
	while (kind_reference(kind, count) != NULL)
		count++;
	while (count > 0)
		add_row(refs, rows, --count);
	return rows;
}

/* Whether a key is the row's field, or ends as it does. */
static bool is_field(const struct refs_row *row, const struct value *key, bool wild)
{
	size_t size = row->field.len;

	return (wild ? key->size >= size : key->size == size) &&
	       memcmp(value_text(key) + key->size - size, row->field.ptr, size) == 0;
}

/* The first row of a bucket that holds here, at an entry of `key`, or NULL. */
static const struct reference *find_row(
	const struct walk *walk, size_t number, const struct value *key)
{
	const struct refs_row *row = walk->rows->heads[number];

	for (; row != NULL; row = row->next)
		if (is_field(row, key, number == REFS_WILD) &&
			pattern_matches(row->reference->path, walk->steps, walk->depth) &&
			condition_holds(row->reference->when, walk->fields))
			return row->reference;
	return NULL;
}

/* --- the walk ---------------------------------------------------------------- */

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
	struct source source = { .path = "", .bytes = slice_of(value_text(text)) };
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
static bool visit_entry(
	struct walk *walk, const struct value *key, const struct value *entry)
{
	bool list = value_type(entry) == VALUE_LIST;
	const struct reference *row;

	if (!list && !value_is_scalar(entry))
		return false;
	row = find_row(walk, bucket(value_text(key), key->size), key);
	if (row == NULL)
		row = find_row(walk, REFS_WILD, key);
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

	if (memchr(scan.text, '<', value->size) == NULL) /* most have none */
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
		const struct value *key = list ? NULL : value_key(node, i);

		push(walk, list ? NULL : value_text(key), i, inner);
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

void refs_collect(struct refs *refs, struct arena *arena, struct entity *entity,
	const struct value *fields, struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct pattern_step steps[REFS_STEPS];
	struct walk walk = {
		.referrer = { arena, entity, entity->source != NULL ? errs : NULL },
		.scratch = &scratch,
		.fields = fields,
		.rows = rows_of(refs, entity->kind),
		.steps = steps,
	};
	struct link *links;

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
