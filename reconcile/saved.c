#include "reconcile/saved.h"

#include <string.h>

#include "model/text.h"
#include "providers/json_source.h"
#include "reconcile/cascade.h"
#include "reconcile/plan.h"

/* --- made ---------------------------------------------------------------------- */

struct sources {
	struct arena *arena;
	const char **items;
	size_t count, room;
};

static void add_source(struct sources *sources, const struct value *value)
{
	const char *text = arena_format(sources->arena, "%s %s",
		value_type(value) == VALUE_ENV ? "!env" : "!file", value_text(value));

	for (size_t i = 0; i < sources->count; i++)
		if (strcmp(sources->items[i], text) == 0)
			return;
	sources->items = arena_grow(sources->arena, sources->items, sources->count,
		&sources->room, sizeof(*sources->items));
	sources->items[sources->count++] = text;
}

static void find_sources(struct sources *sources, const struct value *value)
{
	enum value_type type = value_type(value);

	if (type == VALUE_ENV || type == VALUE_FILE)
		add_source(sources, value);
	for (size_t i = 0; i < value_count(value); i++)
		find_sources(sources,
			type == VALUE_MAP ? value_entry(value, i) : value_item(value, i));
}

static void add_cascade(struct saved_step *step, const char *address)
{
	step->cascades[step->cascade_count++] = address;
}

static void make_cascades(
	struct saved *saved, struct saved_step *made, const struct cascade *cascade)
{
	if (cascade == NULL)
		return;
	made->cascades =
		arena_array(&saved->arena, cascade->count, sizeof(*made->cascades));
	for (size_t i = 0; i < cascade->count; i++)
		add_cascade(made, cascade->items[i].address);
}

static void make_step(struct saved *saved, const struct step *step)
{
	struct saved_step *made = &saved->steps[saved->count++];
	struct sources sources = { .arena = &saved->arena };
	struct call calls[STEP_CALLS];
	size_t count = plan_calls(step, calls);

	made->address = step->address;
	made->action = action_name(step->action);
	made->writes = fingerprint_writes(&saved->arena, step);
	made->live = step->live != NULL;
	if (made->live)
		fingerprint_entity(&made->print, &saved->arena, step->live);
	for (size_t i = 0; i < count; i++)
		if (calls[i].spec != NULL)
			find_sources(&sources, calls[i].spec);
	make_cascades(saved, made, step->cascade);
	made->secrets = sources.items;
	made->secret_count = sources.count;
}

static const char *or_null(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

void saved_make(struct saved *saved, const struct report *report, const struct tree *tree,
	const char *endpoint, const struct value *options)
{
	const struct plan *plan = report->plan;

	*saved = (struct saved){
		.account = report->account,
		.endpoint = endpoint,
		.commit = or_null(tree->commit),
		.base = report->base,
		.root = tree->root,
		.tree_id = tree->dirty ? NULL : or_null(tree->tree_id),
		.options = options,
	};
	saved->tree_digest = fingerprint_tree(&saved->arena, tree);
	saved->steps = arena_array(&saved->arena, plan->count, sizeof(*saved->steps));
	for (size_t i = 0; i < plan->count; i++)
		make_step(saved, &plan->steps[i]);
}

void saved_select(struct saved *saved, struct selection *selection)
{
	*selection = (struct selection){ .only.arena = &saved->arena };
	for (size_t i = 0; i < saved->count; i++)
		*index_at(&selection->only, saved->steps[i].address) = &saved->steps[i];
}

void saved_release(struct saved *saved)
{
	arena_release(&saved->arena);
	*saved = (struct saved){ 0 };
}

/* --- read ---------------------------------------------------------------------- */

struct reader {
	struct saved *saved;
	const struct source *source;
	struct error_list *errs;
};

static void wrong(struct reader *reader, const struct value *at, const char *message)
{
	source_error(
		reader->errs, ERROR_PLAN_FILE, reader->source, at->offset, "%s", message);
}

static const char *read_text(
	struct reader *reader, const struct value *map, const char *key, bool required)
{
	const struct value *value = value_find(map, key);

	if (value != NULL && value_type(value) == VALUE_TEXT)
		return value_text(value);
	if (required || (value != NULL && value_type(value) != VALUE_NULL))
		wrong(reader, value != NULL ? value : map,
			arena_format(&reader->saved->arena, "'%s' wants a text", key));
	return NULL;
}

/* A member of that type; NULL, with an error, when it is none. */
static const struct value *read_container(struct reader *reader, const struct value *map,
	const char *key, enum value_type type)
{
	const struct value *value = value_find(map, key);

	if (value != NULL && value_type(value) == type)
		return value;
	wrong(reader, value != NULL ? value : map,
		arena_format(&reader->saved->arena, "'%s' wants a %s", key,
			type == VALUE_MAP ? "map" : "list"));
	return NULL;
}

static void read_print(
	struct reader *reader, struct fingerprint *print, const struct value *fields)
{
	size_t count = value_count(fields);

	print->fields = arena_array(&reader->saved->arena, count, sizeof(*print->fields));
	for (size_t i = 0; i < count; i++) {
		const char *path = value_text(value_key(fields, i));
		const char *digest = read_text(reader, fields, path, true);

		if (digest != NULL)
			print->fields[print->count++] =
				(struct fingerprint_field){ path, digest };
	}
}

static void read_cascades(
	struct reader *reader, struct saved_step *step, const struct value *list)
{
	size_t count = value_count(list);

	step->cascades =
		arena_array(&reader->saved->arena, count, sizeof(*step->cascades));
	for (size_t i = 0; i < count; i++) {
		const struct value *item = value_item(list, i);
		const char *address = NULL;

		if (value_type(item) == VALUE_MAP)
			address = read_text(reader, item, "address", true);
		else
			wrong(reader, item, "what goes with a step is a map");
		if (address != NULL)
			add_cascade(step, address);
	}
}

static void read_step(struct reader *reader, const struct value *map)
{
	struct saved_step *step = &reader->saved->steps[reader->saved->count];
	const struct value *live = value_find(map, "live");

	if (value_type(map) != VALUE_MAP) {
		wrong(reader, map, "a step is a map");
		return;
	}
	step->address = read_text(reader, map, "address", true);
	step->action = read_text(reader, map, "action", true);
	step->writes = read_text(reader, map, "writes_digest", false);
	step->live = live != NULL && value_type(live) != VALUE_NULL;
	if (step->live)
		read_print(reader, &step->print,
			read_container(reader, map, "live", VALUE_MAP));
	read_cascades(reader, step, read_container(reader, map, "cascades", VALUE_LIST));
	reader->saved->count++;
}

static void read_members(struct reader *reader, const struct value *root)
{
	struct saved *saved = reader->saved;
	const struct value *tree = read_container(reader, root, "tree", VALUE_MAP);
	const struct value *steps = read_container(reader, root, "steps", VALUE_LIST);

	saved->account = read_text(reader, root, "account", true);
	saved->endpoint = read_text(reader, root, "endpoint", true);
	saved->commit = read_text(reader, root, "commit", false);
	saved->base = read_text(reader, root, "base", false);
	saved->options = read_container(reader, root, "options", VALUE_MAP);
	if (tree != NULL) {
		saved->root = read_text(reader, tree, "root", true);
		saved->tree_id = read_text(reader, tree, "id", false);
		saved->tree_digest = read_text(reader, tree, "digest", true);
	}
	saved->steps =
		arena_array(&saved->arena, value_count(steps), sizeof(*saved->steps));
	for (size_t i = 0; i < value_count(steps); i++)
		read_step(reader, value_item(steps, i));
}

/* Whether it is one of ours at all; the report of `plan` is the likeliest mix-up. */
static bool is_saved_plan(struct reader *reader, const struct value *root)
{
	bool report = value_is(value_find(root, "command"), "plan");
	struct error *error;

	if (value_find(root, "saved_by") != NULL &&
		value_find(root, "format_version") != NULL)
		return true;
	error = source_error(reader->errs, ERROR_PLAN_FILE, reader->source, root->offset,
		report ? "this is the report of a plan, and no saved plan"
		       : "this is no saved plan");
	error_fix(reader->errs, error, "`rein plan --out FILE` saves one");
	return false;
}

static bool is_of_our_version(struct reader *reader, const struct value *root)
{
	const struct value *version = value_find(root, "format_version");
	const struct value *by = value_find(root, "saved_by");

	if (value_is(version, SAVED_VERSION))
		return true;
	source_error(reader->errs, ERROR_PLAN_FILE, reader->source, version->offset,
		"%s saved this plan in another format than " SAVED_VERSION
		", which this rein reads",
		value_is_scalar(by) ? value_text(by) : "somebody");
	return false;
}

const char *saved_digest(struct arena *arena, const struct value *root)
{
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < value_count(root); i++) {
		if (value_is(value_key(root, i), "digest"))
			continue;
		value_add(&builder, *value_key(root, i));
		value_add(&builder, *value_entry(root, i));
	}
	return fingerprint_value(arena, value_map_end(&builder));
}

static bool is_as_saved(struct reader *reader, const struct value *root)
{
	const struct value *digest = value_find(root, "digest");
	struct error *error;

	if (value_is(digest, saved_digest(&reader->saved->arena, root)))
		return true;
	error = source_error(reader->errs, ERROR_PLAN_FILE, reader->source,
		digest != NULL ? digest->offset : root->offset,
		"the file was changed after the plan was saved");
	error_fix(reader->errs, error, "plan again; a saved plan is not for editing");
	return false;
}

bool saved_read(struct saved *saved, const struct source *source, struct error_list *errs)
{
	struct reader reader = { saved, source, errs };
	size_t failures = errs->failures;
	const struct value *root;

	*saved = (struct saved){ 0 };
	root = json_read_source(&saved->arena, source, errs);
	if (root == NULL || !is_saved_plan(&reader, root) ||
		!is_of_our_version(&reader, root) || !is_as_saved(&reader, root))
		return false;
	read_members(&reader, root);
	return errs->failures == failures;
}
