#include "reconcile/refs.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "model/limits.h"
#include "model/ref.h"
#include "reconcile/expression.h"
#include "reconcile/pattern.h"

enum {
	REFS_BUCKETS = 64,
	REFS_ROWS = 254,              /* of one kind; row numbers fit a byte */
	REFS_STEPS = LIMIT_DEPTH + 2, /* items are steps too, and count as depth */
};

/* One walk over one entity. */
struct walk {
	struct arena *arena;   /* of what is found */
	struct arena *scratch; /* of the walk alone */
	struct entity *entity;
	const struct value *fields;
	struct error_list *errs; /* NULL: nobody asks what is wrong */
	struct link *links;
	size_t link_count, link_room;
	const struct reference *rows;
	uint8_t heads[REFS_BUCKETS], nexts[REFS_ROWS + 1]; /* rows by field, 1-based */
	struct pattern_step steps[REFS_STEPS];
	size_t depth;
};

static size_t bucket(const char *field)
{
	return (size_t)text_hash(field, strlen(field)) % REFS_BUCKETS;
}

/* Rows by the last key of their path, first ones first. */
static void index_rows(struct walk *walk)
{
	size_t count;

	walk->rows = kind_references(walk->entity->kind, &count);
	assert(count <= REFS_ROWS);
	for (size_t i = count; i > 0; i--) {
		size_t at = bucket(pattern_field(walk->rows[i - 1].path));

		walk->nexts[i] = walk->heads[at];
		walk->heads[at] = (uint8_t)i;
	}
}

static struct link *add_link(
	struct walk *walk, const char *kind, struct scope scope, const char *identifier)
{
	struct link *link;

	walk->links = arena_grow(walk->scratch, walk->links, walk->link_count,
		&walk->link_room, sizeof(*link));
	link = &walk->links[walk->link_count++];
	*link = (struct link){
		.kind = kind_find(kind),
		.kind_name = kind,
		.scope = scope,
		.identifier = identifier,
	};
	return link;
}

static void add_reference(struct walk *walk, const char *kind, struct scope scope,
	const char *identifier, const struct value *value)
{
	identifier = arena_text(walk->arena, identifier);
	add_link(walk, kind, scope, identifier)->offset = value->offset;
}

/* A text that is no reference at all: an address, a name, a foreign placeholder. */
static void report_illegible(
	struct walk *walk, const char *kind, const struct value *value, const char *text)
{
	const char *dot = strchr(text, '.');

	if (walk->errs == NULL)
		return;
	if (text_starts(text, "project.")) {
		struct error *error = source_error(walk->errs, ERROR_REFERENCE_SCOPE,
			walk->entity->source, value->offset,
			"'%s': a project's own %s is named without a prefix", text, kind);
		error_fix(walk->errs, error, "%s", dot + 1);
	} else if (dot != NULL && text[strcspn(text, " :/$")] == '\0') {
		source_error_as(walk->errs, ERROR_REFERENCE_SCOPE, SEVERITY_WARNING,
			walk->entity->source, value->offset,
			"'%s': no prefix but 'account.' and 'org.' names a scope", text);
	} else {
		source_error_as(walk->errs, ERROR_IDENTIFIER_INVALID, SEVERITY_WARNING,
			walk->entity->source, value->offset,
			"'%s' can be no identifier of kind %s", text, kind);
	}
}

/* The writer's scope does not see what it names: say which prefix would. */
static void report_unseen(struct walk *walk, const char *kind, struct ref ref,
	const struct value *value, enum severity severity)
{
	enum scope_level level = scope_level(walk->entity->scope);
	struct error *error;

	if (walk->errs == NULL)
		return;
	error = source_error_as(walk->errs, ERROR_REFERENCE_SCOPE, severity,
		walk->entity->source, value->offset,
		"'%s%s' names a %s of %s, which nothing in %s can see",
		ref.level == SCOPE_ORG ? "org." : "", ref.id, kind,
		ref.level == SCOPE_ORG ? "an organization" : "a project",
		level == SCOPE_ORG ? "an organization" : "the account");
	error_fix(walk->errs, error, "%s.%s", level == SCOPE_ORG ? "org" : "account",
		ref.id);
}

/*
 * A flat file may be anybody's: without a scope in path and fields it counts as the
 * account's, but its author may have thought of a project. Not so in the folder that
 * the account keeps for the kind.
 */
static bool is_placed(const struct entity *entity)
{
	struct arena scratch = { 0 };
	bool placed;

	if (entity->scope.org != NULL || entity->source == NULL)
		return true;
	placed = strstr(entity->source->path,
			 arena_format(&scratch, "/%s/", entity->kind->folder)) != NULL;
	arena_release(&scratch);
	return placed;
}

/* account.x, org.x or x; what every scope has under a bare name is its own. */
static void add_scoped(struct walk *walk, const char *kind_name, const char *text,
	const struct value *value, enum severity unseen)
{
	const struct kind *kind = kind_find(kind_name);
	struct ref ref = ref_parse(text);
	struct scope target;

	if (ref.form == REF_OPAQUE)
		return;
	if (ref.form != REF_SCOPED)
		report_illegible(walk, kind_name, value, text);
	else if (ref_resolve(ref, walk->entity->scope, &target))
		add_reference(walk, kind_name, target, ref.id, value);
	else if (kind != NULL && kind_is_builtin(kind, ref.id))
		add_reference(walk, kind_name, walk->entity->scope, ref.id, value);
	else
		report_unseen(walk, kind_name, ref, value, unseen);
}

/* Whether the text is an identifier without a prefix; findings when it is not. */
static bool is_plain(
	struct walk *walk, const char *kind, const char *text, const struct value *value)
{
	struct ref ref = ref_parse(text);
	struct error *error;

	if (ref.form == REF_INVALID)
		report_illegible(walk, kind, value, text);
	if (ref.form == REF_OPAQUE || ref.form == REF_INVALID)
		return false;
	if (ref.form == REF_SCOPED && ref.level == SCOPE_PROJECT)
		return true;
	if (walk->errs == NULL)
		return false;
	error = source_error(walk->errs, ERROR_REFERENCE_SCOPE, walk->entity->source,
		value->offset, "'%s': this field takes a %s without a prefix", text,
		kind);
	error_fix(walk->errs, error, "%s", strchr(text, '.') + 1);
	return false;
}

/* An identifier at the level that a sibling names, or at the writer's own. */
static void add_at_level(struct walk *walk, const struct reference *row,
	const struct value *parent, const struct value *value)
{
	struct scope own = walk->entity->scope;
	const struct value *sibling = value_find(parent, row->level);
	const char *named = value_text_at(parent, row->level);
	enum scope_level level = scope_level(own);

	if (named != NULL && named[0] != '\0')
		level = scope_level_find(named);
	if (level == 0)
		return; /* no level at all: check.h says so */
	if (level <= scope_level(own)) {
		add_reference(
			walk, row->kind, scope_at(own, level), value_text(value), value);
		return;
	}
	if (walk->errs != NULL)
		source_error(walk->errs, ERROR_REFERENCE_SCOPE, walk->entity->source,
			sibling->offset,
			"a %s of the %s level cannot be named from above it, in the %s",
			row->kind, named, scope_level_name(scope_level(own)));
}

/* The sibling's text; `own` when it has none; NULL when it is an expression. */
static const char *chain_part(
	const struct value *parent, const char *key, const char *own)
{
	const char *text = value_text_at(parent, key);

	if (text == NULL || text[0] == '\0')
		return own;
	return ref_parse(text).form == REF_OPAQUE ? NULL : text;
}

/* An identifier in the scope that siblings `org` and `project` name. */
static void add_chained(struct walk *walk, const struct reference *row,
	const struct value *parent, const struct value *value)
{
	struct scope target = {
		.org = chain_part(parent, "org", walk->entity->scope.org),
		.project = chain_part(parent, "project", walk->entity->scope.project),
	};

	if (target.org == NULL || target.project == NULL)
		return;
	target.org = arena_text(walk->arena, target.org);
	target.project = arena_text(walk->arena, target.project);
	add_reference(walk, row->kind, target, value_text(value), value);
}

/* One scalar in a reference field; `parent` is the map that holds the field. */
static void visit_reference(struct walk *walk, const struct reference *row,
	const struct value *parent, const struct value *value)
{
	enum value_type type = value_type(value);
	bool written = type == VALUE_TEXT || type == VALUE_NUMBER || type == VALUE_BOOL;

	if (!written)
		return;
	if (row->style == REFERENCE_SCOPED) {
		add_scoped(walk, row->kind, value_text(value), value,
			is_placed(walk->entity) ? SEVERITY_ERROR : SEVERITY_WARNING);
		return;
	}
	if (!is_plain(walk, row->kind, value_text(value), value))
		return;
	if (row->style == REFERENCE_LEVEL)
		add_at_level(walk, row, parent, value);
	else if (row->style == REFERENCE_CHAIN)
		add_chained(walk, row, parent, value);
	else
		add_reference(
			walk, row->kind, walk->entity->scope, value_text(value), value);
}

static void push(
	struct walk *walk, const char *key, size_t index, const struct value *node)
{
	assert(walk->depth < REFS_STEPS);
	walk->steps[walk->depth++] =
		(struct pattern_step){ .key = key, .index = index, .node = node };
}

/* The entry at the end of the way, if a row of the kind says that it refers. */
static void visit_entry(struct walk *walk, const char *key, const struct value *parent,
	const struct value *entry)
{
	const struct reference *row = NULL;
	bool list = value_type(entry) == VALUE_LIST;

	if (!list && !value_is_scalar(entry))
		return;
	for (size_t i = walk->heads[bucket(key)]; i != 0 && row == NULL;
		i = walk->nexts[i])
		if (pattern_matches(walk->rows[i - 1].path, walk->steps, walk->depth) &&
			condition_holds(walk->rows[i - 1].when, walk->fields))
			row = &walk->rows[i - 1];
	if (row == NULL)
		return;
	if (!list)
		visit_reference(walk, row, parent, entry);
	for (size_t i = 0; list && i < value_count(entry); i++) {
		const struct value *item = value_item(entry, i);

		push(walk, NULL, i, item);
		if (value_is_scalar(item))
			visit_reference(walk, row, parent, item);
		walk->depth--;
	}
}

/*
 * Expressions are evaluated where they run: a bare name outside a project means
 * the project of the run, so it is at most suspicious.
 */
static void visit_text(struct walk *walk, const struct value *value)
{
	struct expressions scan = { .text = value_text(value) };
	struct slice name;

	if (strstr(scan.text, "<+") == NULL)
		return;
	while (expressions_next_secret(&scan, &name)) {
		const char *text = arena_copy(walk->scratch, name.ptr, name.len);
		struct ref ref = ref_parse(text);
		bool floats = (walk->entity->kind->traits & KIND_FLOATING) != 0 &&
			      ref.level == SCOPE_PROJECT &&
			      walk->entity->scope.project == NULL;

		if (ref.form != REF_INVALID && !floats) /* a foreign placeholder, say */
			add_scoped(walk, "secret", text, value, SEVERITY_WARNING);
	}
}

static void visit(struct walk *walk, const struct value *node)
{
	if (value_type(node) == VALUE_TEXT)
		visit_text(walk, node);
	for (size_t i = 0; i < value_count(node); i++) {
		bool list = value_type(node) == VALUE_LIST;
		const struct value *inner =
			list ? value_item(node, i) : value_entry(node, i);
		const char *key = list ? NULL : value_text(value_key(node, i));

		push(walk, key, i, inner);
		if (!list)
			visit_entry(walk, key, node, inner);
		visit(walk, inner);
		walk->depth--;
	}
}

/* The organization or project that the entity lives in, as its parent. */
static void add_parent(struct walk *walk, enum scope_level opens, const char *identifier,
	const char *key)
{
	const struct value *stated = value_find(walk->fields, key);
	struct scope scope = scope_at(walk->entity->scope, (enum scope_level)(opens / 2));
	struct link *link;
	size_t count;
	const struct kind *const *kinds = kind_all(&count);

	if (identifier == NULL)
		return;
	while (count > 0 && kinds[count - 1]->opens != opens)
		count--;
	assert(count > 0);
	link = add_link(walk, kinds[count - 1]->name, scope, identifier);
	link->offset = stated != NULL ? stated->offset : walk->entity->offset;
}

void refs_collect(struct arena *arena, struct entity *entity, const struct value *fields,
	struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct walk walk = {
		.arena = arena,
		.scratch = &scratch,
		.entity = entity,
		.fields = fields,
		.errs = entity->source != NULL ? errs : NULL,
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

/* A step of a JSON pointer: `~` and `/` of a key are escaped. */
static void put_step(struct buf *pointer, const char *key)
{
	buf_char(pointer, '/');
	for (; *key != '\0'; key++) {
		if (*key == '~' || *key == '/')
			buf_text(pointer, *key == '~' ? "~0" : "~1");
		else
			buf_char(pointer, *key);
	}
}

/* A walk that points at the scalars of some offsets. */
struct pointing {
	struct arena *arena;
	struct refs_pointer *pointers; /* by rising offset */
	size_t count, missing;
	struct buf way; /* to the node at hand */
};

/* The first pointer whose offset is not before `offset`. */
static size_t first_from(const struct pointing *pointing, uint32_t offset)
{
	size_t low = 0, high = pointing->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pointing->pointers[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What an alias repeats stands at one place: the first way there is its pointer. */
static void point_at(struct pointing *pointing, uint32_t offset)
{
	struct refs_pointer *pointers = pointing->pointers;

	for (size_t i = first_from(pointing, offset);
		i < pointing->count && pointers[i].offset == offset &&
		*pointers[i].text == '\0';
		i++) {
		pointers[i].text = arena_copy(
			pointing->arena, buf_string(&pointing->way), pointing->way.len);
		pointing->missing--;
	}
}

static void point(struct pointing *pointing, const struct value *node)
{
	bool list = value_type(node) == VALUE_LIST;

	if (value_is_scalar(node))
		point_at(pointing, node->offset);
	for (size_t i = 0; i < value_count(node) && pointing->missing > 0; i++) {
		size_t mark = pointing->way.len;

		if (list)
			buf_format(&pointing->way, "/%zu", i);
		else
			put_step(&pointing->way, value_text(value_key(node, i)));
		point(pointing, list ? value_item(node, i) : value_entry(node, i));
		pointing->way.len = mark;
	}
}

void refs_pointers(struct arena *arena, const struct value *fields,
	struct refs_pointer *pointers, size_t count)
{
	struct pointing pointing = { arena, pointers, count, count, { 0 } };

	buf_init(&pointing.way, LIMIT_TEXT_BYTES);
	for (size_t i = 0; i < count; i++)
		pointers[i].text = "";
	if (fields != NULL)
		point(&pointing, fields);
	buf_release(&pointing.way);
}

const char *refs_pointer(struct arena *arena, const struct value *fields, uint32_t offset)
{
	struct refs_pointer pointer = { .offset = offset };

	refs_pointers(arena, fields, &pointer, 1);
	return pointer.text;
}
