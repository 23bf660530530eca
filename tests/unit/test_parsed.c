#include "reconcile/parsed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "providers/clock.h"
#include "providers/parses.h"
#include "providers/tree.h"
#include "reconcile/load.h"
#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

/* A cache in a folder of its own, and a tree whose blobs are known. */
struct world {
	char folder[32], path[64];
	struct clock_scripted clock;
	struct tree tree;
	struct error_list errs;
};

static void name_blobs(struct tree *tree)
{
	for (size_t i = 0; i < tree->file_count; i++)
		(void)snprintf(tree->files[i].source.blob,
			sizeof(tree->files[i].source.blob), "%040zx", i + 1);
}

static void begin(struct world *world)
{
	*world = (struct world){ .folder = "/tmp/rein-parses-XXXXXX" };
	assert_non_null(mkdtemp(world->folder));
	(void)snprintf(world->path, sizeof(world->path), "%s/cache", world->folder);
	clock_scripted_init(&world->clock);
}

static void end(struct world *world)
{
	unlink(world->path);
	assert_int_equal(rmdir(world->folder), 0);
	tree_release(&world->tree);
	error_release(&world->errs);
}

static struct parses *open_parses(struct world *world)
{
	return parses_open(world->path, &world->clock.clock, &world->errs);
}

static void load_kept(struct world *world, struct declared *declared)
{
	struct parses *parses = open_parses(world);

	load_tree_kept(declared, &world->tree, parses, &world->errs);
	parses_close(parses, &world->errs);
}

/* How many files of the tree the cache holds. */
static size_t kept_count(struct world *world)
{
	struct parses *parses = open_parses(world);
	size_t count = 0;

	for (size_t i = 0; i < world->tree.file_count; i++) {
		struct tree_file *file = &world->tree.files[i];
		struct parses_file key = { world->tree.root, &file->source };

		count += parses_find(parses, &key).ptr != NULL;
	}
	parses_close(parses, &world->errs);
	return count;
}

static void same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_true(a == b);
	else
		assert_string_equal(a, b);
}

static void same_link(const struct link *a, const struct link *b)
{
	assert_ptr_equal(a->kind, b->kind);
	same_text(a->kind_name, b->kind_name);
	same_text(a->scope.org, b->scope.org);
	same_text(a->scope.project, b->scope.project);
	same_text(a->parent, b->parent);
	same_text(a->identifier, b->identifier);
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->prefixed, b->prefixed);
	assert_int_equal(a->widens, b->widens);
}

static void same_value(const struct value *a, const struct value *b)
{
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->size, b->size);
	assert_int_equal(a->quoted, b->quoted);
	assert_int_equal(a->offset, b->offset);
	if (value_is_scalar(a))
		assert_string_equal(value_text(a), value_text(b));
	for (size_t i = 0; i < value_count(a); i++) {
		if (value_type(a) == VALUE_MAP) {
			same_value(value_key(a, i), value_key(b, i));
			same_value(value_entry(a, i), value_entry(b, i));
		} else {
			same_value(value_item(a, i), value_item(b, i));
		}
	}
}

static void same_entity(const struct entity *a, const struct entity *b)
{
	assert_ptr_equal(a->kind, b->kind);
	same_text(a->scope.org, b->scope.org);
	same_text(a->scope.project, b->scope.project);
	assert_string_equal(a->identifier, b->identifier);
	assert_string_equal(a->address, b->address);
	assert_ptr_equal(a->source, b->source);
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->document, b->document);
	assert_int_equal(a->document_size, b->document_size);
	assert_int_equal(a->derived, b->derived);
	assert_true(entity_same_text(a, b));
	assert_int_equal(a->link_count, b->link_count);
	for (size_t i = 0; i < a->link_count; i++)
		same_link(&a->links[i], &b->links[i]);
	assert_int_equal(a->spec == NULL, b->spec == NULL);
	if (a->spec != NULL)
		same_value(a->spec, b->spec);
}

static void same_declared(const struct declared *a, const struct declared *b)
{
	assert_int_equal(a->set.count, b->set.count);
	for (size_t i = 0; i < a->set.count; i++)
		same_entity(a->set.items[i], b->set.items[i]);
	assert_int_equal(a->external_count, b->external_count);
	for (size_t i = 0; i < a->external_count; i++)
		assert_true(scope_equal(a->externals[i], b->externals[i]));
	assert_int_equal(a->file_count, b->file_count);
	assert_int_equal(a->document_count, b->document_count);
}

/* Parsed, parsed and kept, had from what was kept: all the same. */
static void what_is_kept_loads_the_same(void **state)
{
	struct declared parsed, first, again;
	struct world world;

	(void)state;
	begin(&world);
	assert_true(tree_read_folder(&world.tree, "testdata/demo", &world.errs));
	name_blobs(&world.tree);
	load_tree(&parsed, &world.tree, &world.errs);
	assert_true(parsed.set.count > 50);
	load_kept(&world, &first);
	assert_true(kept_count(&world) > 50);
	load_kept(&world, &again);
	same_declared(&parsed, &first);
	same_declared(&parsed, &again);
	declared_release(&again);
	declared_release(&first);
	declared_release(&parsed);
	end(&world);
}

static const char several[] =
	"== orgs/a/organization.yaml\norganization: {}\n"
	"== orgs/a/projects/p/all.yaml\n"
	"variable: {identifier: v, name: v, type: String, spec: "
	"{valueType: FIXED, fixedValue: \"1\\n2\"}}\n---\n"
	"service:\n  name: no identifier\n---\n"
	"service: {name: t, environment: {environmentRef: account.e, "
	"infrastructureDefinitions: [{identifier: i}]}}\n---\n"
	"secret: {identifier: s, name: s, type: SecretText, spec: {valueType: Inline, "
	"secretManagerIdentifier: harnessSecretManager, value: !env X}}\n"
	"== orgs/a/projects/p/role_assignments/g.yaml\n"
	"roleAssignment: {roleIdentifier: _project_viewer, resourceGroupIdentifier: "
	"_all_project_level_resources, principal: {identifier: _project_all_users, type: "
	"USER_GROUP, scopeLevel: project}}\n---\n"
	"roleAssignment: {roleIdentifier: _project_viewer, resourceGroupIdentifier: "
	"_all_project_level_resources, principal: {identifier: bot, type: "
	"SERVICE_ACCOUNT}}\n";

static void spliced_texts_and_derived_names_are_kept(void **state)
{
	struct declared parsed, again;
	struct world world;

	(void)state;
	begin(&world);
	inline_tree(&world.tree, several);
	name_blobs(&world.tree);
	load_kept(&world, &parsed);
	assert_int_equal(world.errs.count, 0);
	assert_int_equal(kept_count(&world), 3);
	load_kept(&world, &again);
	same_declared(&parsed, &again);
	assert_int_equal(again.document_count, 7);
	declared_release(&again);
	declared_release(&parsed);
	end(&world);
}

static const struct row {
	const char *name, *tree;
	size_t kept;
} rows[] = {
	{ "a document without a finding", "== a.yaml\nservice: {}\n", 1 },
	{ "comments alone", "== a.yaml\n# nothing\n", 1 },
	{ "a literal secret",
		"== a.yaml\nsecret: {identifier: s, name: s, type: SecretText, spec: "
		"{valueType: Inline, secretManagerIdentifier: harnessSecretManager, "
		"value: hunter2}}\n",
		0 },
	{ "a fault of YAML", "== a.yaml\nservice: [\n", 0 },
	{ "a kind that is known alone", "== a.yaml\nconnector: {identifier: c}\n", 0 },
	{ "a warning", "== orgs/a/organization.yaml\norganization: {descriptoin: x}\n",
		0 },
	{ "a reference that is looked up later",
		"== a.yaml\ninputSet: {identifier: i, name: i}\n", 0 },
};

/* Findings are found each time, and what they are about is nowhere in the file. */
static void only_what_is_without_a_finding_is_kept(void **state)
{
	const struct row *row = *state;
	struct declared declared, again;
	struct error_list first = { 0 };
	struct world world;

	begin(&world);
	inline_tree(&world.tree, row->tree);
	name_blobs(&world.tree);
	load_kept(&world, &declared);
	assert_int_equal(kept_count(&world), row->kept);
	assert_int_equal(world.errs.count == 0, row->kept == 1);
	error_move(&first, &world.errs);
	load_kept(&world, &again);
	assert_int_equal(first.count, world.errs.count);
	same_declared(&declared, &again);
	declared_release(&again);
	declared_release(&declared);
	error_release(&first);
	end(&world);
}

/* --- bytes of any origin ----------------------------------------------------- */

/* The bytes of the tree `several`, and whether they read back. */
static void write_several(struct buf *bytes, struct world *world, struct source *source)
{
	struct declared declared;
	struct entity *entities[2];
	size_t count = 0;

	inline_tree(&world->tree, several);
	load_tree(&declared, &world->tree, &world->errs);
	*source = tree_find(&world->tree, ".harness/orgs/a/projects/p/all.yaml")->source;
	for (size_t i = 0; i < declared.set.count && count < 2; i++) {
		struct entity *entity = declared.set.items[i];

		if (strcmp(entity->source->path, source->path) != 0)
			continue;
		entities[count++] = entity;
	}
	parsed_write(bytes, entities, count, 3);
	declared_release(&declared);
}

static bool reads(struct slice bytes, const struct source *source)
{
	struct arena arena = { 0 };
	struct index names = { .arena = &arena };
	struct parsed parsed;
	bool good = parsed_read(&parsed, &names, &arena, &arena, bytes, source);

	arena_release(&arena);
	return good;
}

static void bytes_that_are_cut_off_are_refused(void **state)
{
	struct source source;
	struct world world = { 0 };
	struct buf bytes;

	(void)state;
	buf_init(&bytes, 1 << 16);
	write_several(&bytes, &world, &source);
	assert_true(reads((struct slice){ bytes.ptr, bytes.len }, &source));
	for (size_t i = 0; i < bytes.len; i++) {
		char *some = memcpy(malloc(i + 1), bytes.ptr, i);

		assert_false(reads((struct slice){ some, i }, &source));
		free(some);
	}
	buf_release(&bytes);
	tree_release(&world.tree);
	error_release(&world.errs);
}

/* Refused or read: what matters is that nothing outside of the bytes is looked at. */
static void bytes_that_are_changed_do_no_harm(void **state)
{
	static const unsigned char others[] = { 0, 1, 0x7f, 0xff };
	struct source source;
	struct world world = { 0 };
	struct buf bytes;

	(void)state;
	buf_init(&bytes, 1 << 16);
	write_several(&bytes, &world, &source);
	for (size_t i = 0; i < bytes.len; i++) {
		char was = bytes.ptr[i];

		for (size_t k = 0; k < sizeof(others); k++) {
			bytes.ptr[i] = (char)others[k];
			(void)reads((struct slice){ bytes.ptr, bytes.len }, &source);
		}
		bytes.ptr[i] = was;
	}
	buf_release(&bytes);
	tree_release(&world.tree);
	error_release(&world.errs);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_loads_the_same),
		cmocka_unit_test(spliced_texts_and_derived_names_are_kept),
		cmocka_unit_test(bytes_that_are_cut_off_are_refused),
		cmocka_unit_test(bytes_that_are_changed_do_no_harm),
	};

	return TABLE_RUN(rows, only_what_is_without_a_finding_is_kept) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
