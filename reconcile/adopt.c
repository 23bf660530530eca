#include "reconcile/adopt.h"

#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "providers/yaml.h"
#include "reconcile/body.h"
#include "reconcile/concede.h"
#include "reconcile/edit.h"
#include "reconcile/load.h"

/* One file, and the adoptions whose documents stand in it. */
struct filing {
	struct arena *arena;
	const struct tree *tree;
	const struct source *source;
	struct adoption *items;
	size_t count;
	struct edit edit;
};

/* --- one document ------------------------------------------------------------------ */

/* The parts of a document as it is written: its root key, and what stands below. */
static const struct yaml_place *find_places(
	struct filing *filing, const struct entity *entity)
{
	const struct yaml_place *root = yaml_places_read(
		filing->arena, filing->source, entity->document, entity->document_size);

	if (root == NULL || root->form != YAML_FORM_MAP || root->count != 2)
		return NULL;
	return root;
}

/* Less what the document leaves to its path, and still may. */
static const struct value *as_written(struct filing *filing, const struct entity *entity,
	const struct value *have, const struct value *want)
{
	const struct value *root = yaml_read_one(
		filing->arena, filing->source, entity->document, entity->document_size);
	const struct value *written = value_find(root, entity->kind->name);
	struct value_builder builder = { .arena = filing->arena };

	for (size_t i = 0; i < value_count(want); i++) {
		const char *key = value_text(value_key(want, i));
		const struct value *value = value_entry(want, i);
		const struct value *before = value_find(have, key);

		if (value_find(written, key) != NULL || before == NULL ||
			!edit_same(before, value))
			value_put(&builder, key, *value);
	}
	return value_map_end(&builder);
}

/* What the document says when it is written anew. */
static void write_whole(
	struct buf *out, const struct adoption *item, const struct value *want)
{
	bool is_text = (item->desired->kind->traits & KIND_WHOLE) != 0;

	if (is_text && item->whole) {
		struct slice text = entity_text(item->live);

		buf_put(out, text.ptr, text.len);
	} else {
		yaml_write(out, item->desired->kind->name, want);
	}
}

/* From the root key to the end of what is below it: comments around it stay. */
static void replace_document(struct filing *filing, const struct adoption *item,
	const struct yaml_place *root, const struct value *want)
{
	uint32_t from = item->desired->document;
	uint32_t end = from + item->desired->document_size;
	struct buf out;

	if (root != NULL) {
		from = root->from;
		end = edit_line_end(&filing->edit, root->to);
	}
	buf_init(&out, LIMIT_TEXT_BYTES);
	write_whole(&out, item, want);
	if (root != NULL && out.len > 0 && out.ptr[out.len - 1] == '\n')
		edit_trim(&filing->edit, end, &out);
	edit_put(&filing->edit, from, end - from, buf_string(&out));
	buf_release(&out);
}

static bool is_separator(const struct filing *filing, uint32_t line)
{
	struct slice bytes = source_bytes(filing->source);

	return line + 3 <= bytes.len && memcmp(bytes.ptr + line, "---", 3) == 0;
}

/* A document, with the line that parts it from the one before or behind it. */
static void remove_document(struct filing *filing, const struct entity *entity)
{
	uint32_t from = entity->document, to = from + entity->document_size;

	if (from > 0 && is_separator(filing, edit_line(&filing->edit, from - 1)))
		from = edit_line(&filing->edit, from - 1);
	else if (is_separator(filing, to))
		to = edit_next_line(&filing->edit, to);
	edit_put(&filing->edit, from, to - from, "");
}

static void change_document(struct filing *filing, const struct adoption *item, bool anew)
{
	const struct value *have = body_fields(filing->arena, item->desired);
	const struct yaml_place *root = find_places(filing, item->desired);
	const struct value *want = concede_fields(
		filing->arena, item->desired->kind, have, item->changes, item->count);

	if (anew || root == NULL ||
		!edit_node(&filing->edit, &root->items[1], have, want))
		replace_document(filing, item, root,
			as_written(filing, item->desired, have, want));
}

/* --- one file -------------------------------------------------------------------- */

/* The file with its adoptions; those that are `refused` stay out. */
static struct slice make_bytes(struct filing *filing, const bool *anew)
{
	struct slice bytes = source_bytes(filing->source);
	struct buf out;

	edit_init(&filing->edit, filing->arena, filing->source);
	for (size_t i = 0; i < filing->count; i++) {
		if (filing->items[i].refused)
			continue;
		if (filing->items[i].live == NULL)
			remove_document(filing, filing->items[i].desired);
		else
			change_document(filing, &filing->items[i], anew[i]);
	}
	if (filing->edit.count == 0)
		return bytes;
	edit_settle(&filing->edit);
	buf_init(&out, LIMIT_TEXT_BYTES);
	fix_apply(&out, filing->edit.items, filing->edit.count);
	bytes.ptr = arena_copy(filing->arena, buf_string(&out), out.len);
	bytes.len = out.len;
	buf_release(&out);
	return bytes;
}

static bool is_adopted(const struct adoption *item, const char *path)
{
	for (size_t i = 0; i < item->count; i++)
		if (strcmp(item->changes[i].path, path) == 0)
			return true;
	return false;
}

/* Whether nothing of what was adopted still differs. */
static bool is_settled(struct filing *filing, const struct adoption *item,
	const struct declared *declared)
{
	static const struct diff_options options;
	const struct entity *now =
		entity_set_find(&declared->set, item->desired->address);
	struct difference difference;

	if (item->live == NULL)
		return now == NULL;
	if (now == NULL)
		return false;
	diff_entity(&difference, filing->arena, now, NULL, item->live, &options);
	for (size_t i = 0; i < difference.count; i++)
		if (item->whole || is_adopted(item, difference.changes[i].path))
			return false;
	return true;
}

/* Other documents of the file are what they were. */
static bool are_others_there(
	struct filing *filing, const struct declared *before, const struct declared *now)
{
	for (size_t i = 0; i < before->set.count; i++) {
		const struct entity *entity = before->set.items[i];
		const struct entity *same = entity_set_find(&now->set, entity->address);

		if (same == NULL || !value_equal(body_fields(filing->arena, entity),
					    body_fields(filing->arena, same)))
			return false;
	}
	return true;
}

static void load_bytes(struct filing *filing, struct tree *tree,
	struct declared *declared, struct slice bytes, struct error_list *errs)
{
	size_t room = 0;

	*tree = (struct tree){ .root = filing->tree->root };
	tree_add(tree, &room, filing->source->path, bytes);
	load_tree(declared, tree, errs);
}

/* Drop from a set what is adopted, by address, so that the others are left. */
static void keep_others(struct filing *filing, struct declared *declared)
{
	size_t kept = 0;

	for (size_t i = 0; i < declared->set.count; i++) {
		struct entity *entity = declared->set.items[i];
		bool ours = false;

		for (size_t k = 0; k < filing->count; k++)
			ours |= strcmp(filing->items[k].desired->address,
					entity->address) == 0;
		if (!ours)
			declared->set.items[kept++] = entity;
	}
	declared->set.count = kept;
}

/* Which adoptions of the file came out wrong; all of them when the file is broken. */
static bool check_bytes(struct filing *filing, struct slice bytes, bool *wrong)
{
	struct error_list errs = { 0 }, unsaid = { 0 };
	struct tree tree, old_tree;
	struct declared declared, old;
	bool others, ok = true;

	load_bytes(filing, &tree, &declared, bytes, &errs);
	load_bytes(filing, &old_tree, &old, source_bytes(filing->source), &unsaid);
	keep_others(filing, &old);
	others = errs.failures <= unsaid.failures &&
		 are_others_there(filing, &old, &declared);
	for (size_t i = 0; i < filing->count; i++) {
		wrong[i] = !filing->items[i].refused &&
			   (!others || !is_settled(filing, &filing->items[i], &declared));
		ok &= !wrong[i];
	}
	error_release(&errs);
	error_release(&unsaid);
	declared_release(&declared);
	declared_release(&old);
	tree_release(&tree);
	tree_release(&old_tree);
	return ok;
}

static void refuse(struct filing *filing, struct adoption *item, struct error_list *errs)
{
	struct error *error = source_error(errs, ERROR_FILE_DIFFERS, filing->source,
		item->desired->offset,
		"the document of %s cannot be made to say what is live",
		item->desired->address);

	error_address(errs, error, item->desired->address);
	error_fix(errs, error, "edit it by hand; 'rein plan' shows what differs");
	item->refused = true;
}

/* Edited first; what comes out wrong is written anew; what still does is refused. */
static struct slice settle_file(struct filing *filing, struct error_list *errs)
{
	bool *anew = arena_array(filing->arena, filing->count, sizeof(*anew));
	bool *wrong = arena_array(filing->arena, filing->count, sizeof(*wrong));
	struct slice bytes = make_bytes(filing, anew);

	if (check_bytes(filing, bytes, wrong))
		return bytes;
	memcpy(anew, wrong, filing->count * sizeof(*anew));
	bytes = make_bytes(filing, anew);
	if (check_bytes(filing, bytes, wrong))
		return bytes;
	for (size_t i = 0; i < filing->count; i++)
		if (wrong[i])
			refuse(filing, &filing->items[i], errs);
	return make_bytes(filing, anew);
}

/* Comments alone are no document: who removes the last one removes the file. */
static bool is_empty(struct filing *filing, struct slice bytes)
{
	struct source source = { .path = filing->source->path, .bytes = bytes };
	struct error_list errs = { 0 };
	struct yaml_document *documents;
	size_t count;
	bool ok = yaml_read(filing->arena, &source, &documents, &count, &errs);

	error_release(&errs);
	return ok && count == 0;
}

static void add_file(struct adopted *adopted, struct filing *filing, struct slice bytes)
{
	struct slice old = source_bytes(filing->source);

	if (bytes.len == old.len && memcmp(bytes.ptr, old.ptr, old.len) == 0)
		return;
	adopted->files[adopted->count++] = (struct adopted_file){
		.path = filing->source->path,
		.bytes = bytes,
		.removed = is_empty(filing, bytes),
	};
}

/* --- all files --------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	const struct entity *left = ((const struct adoption *)a)->desired;
	const struct entity *right = ((const struct adoption *)b)->desired;
	int order = strcmp(left->source->path, right->source->path);

	return order != 0
		       ? order
		       : (left->offset > right->offset) - (left->offset < right->offset);
}

bool adopt_make(struct adopted *adopted, const struct tree *tree, struct adoption *items,
	size_t count, struct error_list *errs)
{
	struct arena *arena = &adopted->arena;
	size_t failures = errs->failures;

	*adopted = (struct adopted){ .items = items, .item_count = count };
	if (count > 1)
		qsort(items, count, sizeof(*items), compare);
	adopted->files = arena_array(arena, count, sizeof(*adopted->files));
	for (size_t from = 0, to; from < count; from = to) {
		const struct source *source = items[from].desired->source;
		struct filing filing = { .arena = arena, .tree = tree, .source = source };

		for (to = from; to < count && items[to].desired->source == source;)
			to++;
		filing.items = &items[from];
		filing.count = to - from;
		add_file(adopted, &filing, settle_file(&filing, errs));
	}
	return errs->failures == failures;
}

void adopt_release(struct adopted *adopted)
{
	arena_release(&adopted->arena);
	*adopted = (struct adopted){ 0 };
}
