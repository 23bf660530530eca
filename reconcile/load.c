#include "reconcile/load.h"

#include <string.h>

#include "model/limits.h"
#include "model/ref.h"
#include "providers/parses.h"
#include "providers/tree.h"
#include "providers/yaml.h"
#include "reconcile/body.h"
#include "reconcile/check.h"
#include "reconcile/derive.h"
#include "reconcile/document.h"
#include "reconcile/externals.h"
#include "reconcile/layout.h"
#include "reconcile/parsed.h"
#include "reconcile/refs.h"

/* What loading one file after the other needs. */
struct loading {
	struct declared *declared;
	const struct tree *tree;
	struct error_list *errs;
	struct externals externals;
	struct refs refs;
	struct arena scratch; /* of the file at hand */
	struct layout layout;
	const struct source *source; /* with its bytes, for as long as it is at hand */
	struct parses *parses;       /* NULL: none are kept */
	bool lossy;                  /* something of the file at hand was lost */
};

/* The text of a field that says something; NULL of one left empty or computed. */
static const char *stated(const struct value *fields, const char *key)
{
	const struct value *value = value_find(fields, key);
	bool text = value != NULL && value_is_scalar(value) && !value_is_empty(value) &&
		    value_type(value) != VALUE_ENV && value_type(value) != VALUE_FILE;

	return text && strstr(value_text(value), "<+") == NULL ? value_text(value) : NULL;
}

/* The document's word on a part of its scope: it may add, not contradict. */
static void settle(struct loading *loading, const struct value *fields, const char *key,
	const char **part)
{
	const char *said = stated(fields, key);
	struct error *error;

	if (said == NULL || text_equal(*part, said))
		return;
	if (*part == NULL) {
		*part = said;
		return;
	}
	error = source_error(loading->errs, ERROR_SCOPE_MISMATCH, loading->source,
		value_find(fields, key)->offset, "%s is '%s', but the path says '%s'",
		key, said, *part);
	error_fix(loading->errs, error, "%s", *part);
}

static bool report_scope(
	struct loading *loading, const struct document *document, struct scope scope)
{
	static const char *const advice[] = {
		[SCOPE_ACCOUNT] = "keep it outside of orgs/",
		[SCOPE_ORG] = "keep it below orgs/<org>/ or add orgIdentifier",
		[SCOPE_PROJECT] = "keep it below orgs/<org>/projects/<project>/ or add "
				  "orgIdentifier and projectIdentifier",
	};
	unsigned fitting = document->kind->scopes;
	struct error *error;

	if (scope.project != NULL && scope.org == NULL) {
		source_error(loading->errs, ERROR_FIELD_REQUIRED, loading->source,
			document->key->offset,
			"projectIdentifier needs an orgIdentifier beside it");
		return false;
	}
	error = source_error_as(loading->errs, ERROR_KIND_SCOPE,
		kind_is_managed(document->kind) ? SEVERITY_ERROR : SEVERITY_WARNING,
		loading->source, document->key->offset,
		"kind '%s' does not exist in the %s scope", document->kind->name,
		scope_level_name(scope_level(scope)));
	if (fitting < countof(advice) && advice[fitting] != NULL)
		error_fix(loading->errs, error, "%s", advice[fitting]);
	return false;
}

/*
 * Where the entity lives, by path and fields; `folder` is the identifier that the
 * path gives an organization or project.
 */
static bool find_scope(struct loading *loading, const struct document *document,
	struct scope *scope, const char **folder)
{
	const struct kind *kind = document->kind;

	*scope = (struct scope){ loading->layout.org, loading->layout.project };
	*folder = NULL;
	if (kind->opens != SCOPE_ORG)
		settle(loading, document->fields, "orgIdentifier", &scope->org);
	if (kind->opens == 0)
		settle(loading, document->fields, "projectIdentifier", &scope->project);
	if (kind->opens == SCOPE_PROJECT) {
		*folder = scope->project;
		scope->project = NULL;
	} else if (kind->opens == SCOPE_ORG && scope->project == NULL) {
		*folder = scope->org;
		scope->org = NULL;
	}
	if ((scope->project != NULL && scope->org == NULL) ||
		(kind->scopes & scope_level(*scope)) == 0)
		return report_scope(loading, document, *scope);
	scope->org = index_intern(&loading->externals.texts, scope->org);
	scope->project = index_intern(&loading->externals.texts, scope->project);
	return true;
}

static bool is_legal(const struct kind *kind, const char *text)
{
	return identifier_check(text, kind->identifier_rule) == IDENTIFIER_OK;
}

/* Of a document without an identifier: from its tuple, file name or name. NULL when
 * none makes a legal one: check.h says so. */
static const char *make_identifier(
	struct loading *loading, const struct document *document, struct entity *entity)
{
	const char *stem = loading->layout.stem;
	const char *name = stated(document->fields, "name");
	const char *generated;

	if ((document->kind->traits & KIND_TUPLE) != 0) {
		entity->derived = true;
		return derive_identifier(&loading->scratch, entity);
	}
	if (is_legal(document->kind, stem))
		return stem;
	generated = identifier_generate(&loading->scratch, name != NULL ? name : stem);
	if (is_legal(document->kind, generated))
		return generated;
	return NULL;
}

static const char *find_identifier(struct loading *loading,
	const struct document *document, struct entity *entity, const char *folder)
{
	const char *said = stated(document->fields, "identifier");

	if (folder != NULL) {
		if (said != NULL && is_legal(document->kind, said)) /* else check.h's */
			settle(loading, document->fields, "identifier", &folder);
		return folder;
	}
	return said != NULL ? said : make_identifier(loading, document, entity);
}

/* The entity that it belongs to: what its field says, else its folder. A prefix is
 * left out where it says the entity's own scope. */
static const char *find_parent(struct loading *loading, const struct document *document,
	const struct entity *entity)
{
	const char *said = value_text_at(document->fields, entity->kind->parent);
	struct scope scope;
	struct ref ref;

	if (said == NULL || said[0] == '\0')
		return loading->layout.parent;
	ref = ref_parse(said);
	if (ref.form == REF_SCOPED && ref_resolve(ref, entity->scope, &scope) &&
		scope_equal(scope, entity->scope))
		return ref.id;
	return said;
}

/* Who it is among its kind: behind the entity it belongs to, if it does. */
static const char *make_address(struct loading *loading, const struct document *document,
	const struct entity *entity)
{
	const char *identifier = entity->identifier;
	const char *parent = NULL;

	if (entity->kind->parent != NULL)
		parent = find_parent(loading, document, entity);
	if (parent != NULL)
		identifier = arena_join(&loading->scratch, parent, "/", identifier);
	return entity_address(
		&loading->declared->arena, entity->kind, entity->scope, identifier);
}

/* The fields kept last: files of a folder are mostly alike. */
static const struct value *neighbour(const struct loading *loading)
{
	const struct entity_set *set = &loading->declared->set;

	return set->count > 0 ? set->items[set->count - 1]->spec : NULL;
}

/* An entity that is complete but for its fields, which `fields` has. */
static void admit(
	struct loading *loading, struct entity *entity, const struct value *fields)
{
	entity->spec = NULL;
	if (fields != NULL)
		entity->spec = value_copy_like(
			&loading->declared->arena, fields, neighbour(loading));
	externals_meet(&loading->externals, entity->scope);
	entity_set_add(&loading->declared->set, entity);
}

/* Keep what outlives the parse: the text of YAML bodies, the fields of others. */
static void keep(struct loading *loading, struct entity *entity,
	const struct value *written, const struct value *complete)
{
	bool whole = (entity->kind->traits & KIND_WHOLE) != 0;

	if (whole)
		entity_set_text(
			entity, body_as_sent(&loading->declared->arena, entity, written));
	else if (!kind_is_managed(entity->kind))
		source_error(loading->errs, ERROR_KIND_UNMANAGED, loading->source,
			entity->offset,
			"kind '%s' is known but not managed: references to it resolve",
			entity->kind->name);
	admit(loading, entity, whole || !kind_is_managed(entity->kind) ? NULL : complete);
}

static void lose_name(struct loading *loading, const char *name)
{
	struct index *lost = &loading->declared->lost;

	loading->lossy = true;
	*index_at(lost, index_intern(&loading->externals.texts, name)) =
		loading->declared;
}

/* Of a document that is no entity: what it may have been, by its bytes. */
static void lose(struct loading *loading, const char *bytes, size_t size)
{
	static const char key[] = "identifier:";
	const char *text = arena_copy(&loading->scratch, bytes, size);

	lose_name(loading, loading->layout.stem);
	while ((text = strstr(text, key)) != NULL) {
		size_t length;

		text += strlen(key);
		text += strspn(text, " \"'");
		length = strcspn(text, " \"'#,}\r\n");
		if (length > 0)
			lose_name(loading, arena_copy(&loading->scratch, text, length));
	}
}

/* Say of whom the findings since `mark` are. */
static void address_findings(struct error_list *errs, size_t mark, const char *address)
{
	for (size_t i = mark; i < errs->count; i++)
		if (errs->items[i]->address == NULL)
			error_address(errs, errs->items[i], address);
}

/* Everything about one document of a known kind, which stands in `source`. */
static void load_entity(struct loading *loading, const struct document *document,
	const struct yaml_document *bytes, const struct source *source)
{
	struct arena *arena = &loading->declared->arena;
	struct entity *entity = arena_alloc(arena, sizeof(*entity));
	size_t mark = loading->errs->count;
	const struct value *fields;
	const char *folder, *identifier;
	bool placed;

	*entity = (struct entity){
		.kind = document->kind,
		.spec = document->fields,
		.source = loading->source,
		.offset = document->key->offset,
		.document = bytes->start,
		.document_size = bytes->size,
	};
	placed = find_scope(loading, document, &entity->scope, &folder);
	identifier = find_identifier(loading, document, entity, folder);
	entity->identifier = arena_text(arena, identifier);
	fields = body_complete(&loading->scratch, entity, document->fields);
	entity->spec = fields;
	check_document(entity, fields, loading->errs);
	if (identifier != NULL && !is_legal(entity->kind, identifier))
		lose_name(loading, loading->layout.stem);
	if (!placed || identifier == NULL) {
		lose(loading, source_bytes(loading->source).ptr + bytes->start,
			bytes->size);
	} else {
		entity->address = make_address(loading, document, entity);
		refs_collect(&loading->refs, arena, entity, fields, loading->errs);
		keep(loading, entity, document->fields, fields);
		address_findings(loading->errs, mark, entity->address);
	}
	entity->source = source;
}

/* Of the file at hand, which entities are to know as `known`. */
static size_t parse_file(struct loading *loading, const struct source *known)
{
	const struct source *source = loading->source;
	struct yaml_document *documents = NULL;
	struct document document;
	size_t count = 0;

	if (!yaml_read(&loading->scratch, source, &documents, &count, loading->errs))
		lose(loading, source_bytes(source).ptr, source->bytes.len);
	for (size_t i = 0; i < count; i++) {
		if (document_tell(&document, documents[i].root, source, loading->errs))
			load_entity(loading, &document, &documents[i], known);
		else
			lose(loading, source_bytes(source).ptr + documents[i].start,
				documents[i].size);
	}
	loading->declared->document_count += count;
	return count;
}

/* --- files that did not change ------------------------------------------- */

/* Whether the file's entities could be had without a parse, for what was kept. */
static bool restore(
	struct loading *loading, const struct source *source, struct slice bytes)
{
	struct parsed parsed;

	if (bytes.ptr == NULL ||
		!parsed_read(&parsed, &loading->externals.texts,
			&loading->declared->arena, &loading->scratch, bytes, source))
		return false;
	for (size_t i = 0; i < parsed.count; i++)
		admit(loading, parsed.entities[i], parsed.entities[i]->spec);
	loading->declared->document_count += parsed.documents;
	return true;
}

/* Findings must be found again, and so must what they are about: a file with any, a
 * literal secret above all, is not kept. */
static void store(struct loading *loading, const struct parses_file *file, size_t first,
	size_t documents)
{
	const struct entity_set *set = &loading->declared->set;
	struct buf bytes;

	buf_init(&bytes, LIMIT_FILE_BYTES);
	parsed_write(&bytes, set->items + first, set->count - first, documents);
	if (!bytes.full)
		parses_put(loading->parses, file,
			(struct slice){ buf_string(&bytes), bytes.len });
	buf_release(&bytes);
}

static size_t count_findings(const struct error_list *errs)
{
	return errs->count + errs->dropped;
}

/* What is kept of a file whose stamp tells nothing is found by its bytes, and from
 * then on by its stamp. */
static bool restore_known(struct loading *loading, const struct parses_file *key)
{
	struct slice bytes = parses_find(loading->parses, key);

	if (!restore(loading, key->source, bytes))
		return false;
	if (key->source->stamp != 0)
		parses_put(loading->parses, key, bytes);
	return true;
}

static void parse_known(struct loading *loading, const struct parses_file *key)
{
	size_t first = loading->declared->set.count;
	size_t findings = count_findings(loading->errs);
	size_t documents = parse_file(loading, key->source);

	if (loading->parses != NULL && !loading->lossy &&
		count_findings(loading->errs) == findings)
		store(loading, key, first, documents);
}

/* tree_is_whole() says so. */
static bool is_lost(const struct source *source)
{
	return source->store != NULL && source->store->lost == source->path;
}

static void read_file(
	struct loading *loading, const struct parses_file *key, struct source *source)
{
	struct source at_hand = {
		.path = source->path,
		.bytes = source_read(source, &loading->scratch),
	};

	if (is_lost(source)) {
		lose_name(loading, loading->layout.stem);
		return;
	}
	source->hash = text_mix(at_hand.bytes.ptr, at_hand.bytes.len);
	loading->source = &at_hand;
	if (!restore_known(loading, key))
		parse_known(loading, key);
	loading->source = NULL;
}

static void load_file(struct loading *loading, struct source *source)
{
	struct parses_file key = { loading->tree->root, source };
	struct arena_mark mark = arena_mark(&loading->scratch);

	loading->lossy = false;
	loading->layout =
		layout_parse(&loading->scratch, loading->tree->root, source->path);
	externals_meet(&loading->externals,
		(struct scope){ loading->layout.org, loading->layout.project });
	if (!restore(loading, source,
		    parses_find_unread(loading->parses, &key, &source->hash)))
		read_file(loading, &key, source);
	loading->declared->file_count++;
	arena_rewind(&loading->scratch, mark);
}

static bool is_settings(const struct tree *tree, const char *path)
{
	size_t size = strlen(tree->root);

	return strncmp(path, tree->root, size) == 0 &&
	       strcmp(path + size, "/rein.yaml") == 0;
}

bool load_tree_kept(struct declared *declared, const struct tree *tree,
	struct parses *parses, struct error_list *errs)
{
	size_t failures = errs->failures;
	struct loading loading = {
		.declared = declared,
		.tree = tree,
		.errs = errs,
		.parses = parses,
	};

	*declared = (struct declared){ 0 };
	entity_set_init(&declared->set, &declared->arena);
	externals_init(&loading.externals, &declared->arena);
	loading.refs.arena = &declared->arena;
	declared->lost.arena = &declared->arena;
	for (size_t i = 0; i < tree->refused_count; i++)
		lose_name(&loading, layout_stem(&loading.scratch, tree->refused[i]));
	for (size_t i = 0; i < tree->file_count; i++)
		if (!is_settings(tree, tree->files[i].source.path))
			load_file(&loading, &tree->files[i].source);
	entity_set_sort(&declared->set);
	entity_set_settle(&declared->set);
	externals_settle(&loading.externals, &declared->set);
	declared->externals = loading.externals.items;
	declared->external_count = loading.externals.count;
	arena_release(&loading.scratch);
	return errs->failures == failures;
}

bool load_tree(
	struct declared *declared, const struct tree *tree, struct error_list *errs)
{
	return load_tree_kept(declared, tree, NULL, errs);
}

void declared_release(struct declared *declared)
{
	arena_release(&declared->arena);
	*declared = (struct declared){ 0 };
}
