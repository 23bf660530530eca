#include "reconcile/target.h"

#include <string.h>

#include "model/ref.h"

/* --- findings -------------------------------------------------------------- */

/* The writer's scope does not see what it names: say which prefix would. */
static void report_unseen(const struct referrer *referrer, const char *kind,
	struct ref ref, const struct mark *mark, enum severity severity)
{
	enum scope_level level = scope_level(referrer->entity->scope);
	struct error *error;

	if (referrer->errs == NULL)
		return;
	error = source_error_as(referrer->errs, ERROR_REFERENCE_SCOPE, severity,
		referrer->entity->source, mark->offset,
		"'%s' names %s %s of %s, which nothing in %s can see", mark->text,
		text_article(kind), kind,
		ref.level == SCOPE_ORG ? "an organization" : "a project",
		level == SCOPE_ORG ? "an organization" : "the account");
	error_fix(referrer->errs, error, "%s.%s", level == SCOPE_ORG ? "org" : "account",
		ref.id);
}

/* project.x: what stands behind the prefix is the project's anyway. */
static void report_project(
	const struct referrer *referrer, const char *kind, const struct mark *mark)
{
	struct ref ref = ref_parse(strchr(mark->text, '.') + 1);
	struct error *error;

	if (scope_level(referrer->entity->scope) != SCOPE_PROJECT) {
		report_unseen(referrer, kind, ref, mark, SEVERITY_ERROR);
		return;
	}
	error = source_error(referrer->errs, ERROR_REFERENCE_SCOPE,
		referrer->entity->source, mark->offset,
		"'%s': a project's own %s is named without a prefix", mark->text, kind);
	error_fix(referrer->errs, error, "%s", ref.id);
}

/* A text that is no reference at all: an address, a name, a foreign placeholder. */
static void report_illegible(
	const struct referrer *referrer, const char *kind, const struct mark *mark)
{
	const char *text = mark->text;

	if (referrer->errs == NULL)
		return;
	if (ref_parse(text).form == REF_PROJECT)
		report_project(referrer, kind, mark);
	else if (strchr(text, '.') != NULL && text[strcspn(text, " :/$")] == '\0')
		source_error_as(referrer->errs, ERROR_REFERENCE_SCOPE, SEVERITY_WARNING,
			referrer->entity->source, mark->offset,
			"'%s': no prefix but 'account.' and 'org.' names a scope", text);
	else
		source_error_as(referrer->errs, ERROR_IDENTIFIER_INVALID,
			SEVERITY_WARNING, referrer->entity->source, mark->offset,
			"'%s' can be no identifier of kind %s", text, kind);
}

/* Whether the text is an identifier without a prefix; findings when it is not. */
static bool is_plain(
	const struct referrer *referrer, const char *kind, const struct mark *mark)
{
	struct ref ref = ref_parse(mark->text);
	struct error *error;

	if (ref.form == REF_OPAQUE)
		return false;
	if (ref.form == REF_INVALID) {
		report_illegible(referrer, kind, mark);
		return false;
	}
	if (ref.form == REF_SCOPED && ref.level == SCOPE_PROJECT)
		return true;
	if (referrer->errs == NULL)
		return false;
	error = source_error(referrer->errs, ERROR_REFERENCE_SCOPE,
		referrer->entity->source, mark->offset,
		"'%s': this field takes %s %s without a prefix", mark->text,
		text_article(kind), kind);
	error_fix(referrer->errs, error, "%s", strchr(mark->text, '.') + 1);
	return false;
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

/* --- links ----------------------------------------------------------------- */

static bool aim(struct link *link, const struct referrer *referrer,
	const struct reference *row, struct scope scope, const char *identifier,
	const struct mark *mark)
{
	*link = (struct link){
		.kind = kind_find(row->kind),
		.kind_name = row->kind,
		.scope = scope,
		.identifier = arena_text(referrer->arena, identifier),
		.offset = mark->offset,
	};
	return true;
}

/* The same, unless no entity of the kind can be in such a scope. */
static bool aim_at_level(struct link *link, const struct referrer *referrer,
	const struct reference *row, struct scope scope, const struct mark *mark)
{
	return aim(link, referrer, row, scope, mark->text, mark) &&
	       (link->kind == NULL || (link->kind->scopes & scope_level(scope)) != 0);
}

/* A name that means another thing wherever the referrer is used. */
static bool floats(const struct referrer *referrer, struct ref ref)
{
	return (referrer->entity->kind->traits & KIND_FLOATING) != 0 &&
	       ref.level == SCOPE_PROJECT && referrer->entity->scope.project == NULL;
}

/* account.x, org.x or x; what every scope has under a bare name is its own. */
static bool aim_scoped(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark, enum severity unseen)
{
	const struct kind *kind = kind_find(row->kind);
	struct ref ref = ref_parse(mark->text);
	struct scope own = referrer->entity->scope, scope;

	if (ref.form == REF_OPAQUE)
		return false;
	if (ref.form != REF_SCOPED) {
		report_illegible(referrer, row->kind, mark);
		return false;
	}
	if (floats(referrer, ref))
		return false;
	if (!ref_resolve(ref, own, &scope)) {
		if (kind != NULL && kind_is_builtin(kind, ref.id))
			return aim(link, referrer, row, own, ref.id, mark);
		report_unseen(referrer, row->kind, ref, mark, unseen);
		return false;
	}
	aim(link, referrer, row, scope, ref.id, mark);
	link->prefixed = true;
	return true;
}

/* The same, but x is the referrer's neighbour. */
static bool aim_near(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	struct ref ref = ref_parse(mark->text);

	if (ref.form == REF_SCOPED && ref.level == SCOPE_PROJECT)
		return aim_at_level(link, referrer, row, referrer->entity->scope, mark);
	return aim_scoped(link, referrer, row, mark, SEVERITY_WARNING);
}

static const struct value *map_above(const struct mark *mark, const char *key)
{
	return pattern_above(mark->fields, mark->steps, mark->depth, key);
}

/* An identifier at the level that a sibling names, or at the writer's own. */
static bool aim_by_level(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	struct scope own = referrer->entity->scope;
	const struct value *map = map_above(mark, NULL);
	const char *named = value_text_at(map, row->level);
	bool said = named != NULL && named[0] != '\0';
	enum scope_level level = said ? scope_level_find(named) : scope_level(own);

	if (level == 0)
		return false; /* no level at all: check.h says so */
	if (level <= scope_level(own)) {
		aim(link, referrer, row, scope_at(own, level), mark->text, mark);
		link->widens = !said && row->style == REFERENCE_NEAREST;
		return true;
	}
	if (referrer->errs != NULL)
		source_error(referrer->errs, ERROR_REFERENCE_SCOPE,
			referrer->entity->source, value_find(map, row->level)->offset,
			"%s %s of the %s level cannot be named from above it, in the %s",
			text_article(row->kind), row->kind, named,
			scope_level_name(scope_level(own)));
	return false;
}

/* The sibling's text; `own` when it has none; NULL when it is an expression. */
static const char *chain_part(
	const struct value *map, const char *key, const char *other, const char *own)
{
	const char *text = value_text_at(map, key);

	if (text == NULL)
		text = value_text_at(map, other);
	if (text == NULL || text[0] == '\0')
		return own;
	return ref_parse(text).form == REF_OPAQUE ? NULL : text;
}

/* An identifier in the scope that siblings name, or of that scope. */
static bool aim_chained(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	const struct value *map = map_above(mark, NULL);
	const struct kind *kind = kind_find(row->kind);
	enum scope_level level = kind != NULL && kind->opens != 0
					 ? (enum scope_level)(kind->opens / 2)
					 : SCOPE_PROJECT;
	struct scope own = referrer->entity->scope;
	struct scope scope = {
		.org = chain_part(map, "org", "orgIdentifier", own.org),
		.project = chain_part(map, "project", "projectIdentifier", own.project),
	};

	scope = scope_at(scope, level);
	if ((level >= SCOPE_ORG && scope.org == NULL) ||
		(level == SCOPE_PROJECT && scope.project == NULL))
		return false;
	scope.org = arena_text(referrer->arena, scope.org);
	scope.project = arena_text(referrer->arena, scope.project);
	return aim(link, referrer, row, scope, mark->text, mark);
}

/* An identifier in the scope of the entity that it belongs to. */
static bool aim_inside(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	struct ref ref = { .form = REF_OPAQUE };
	const struct value *map = map_above(mark, row->inside);
	const char *text = value_text_at(map, row->inside);
	struct scope scope;

	if (text != NULL)
		ref = ref_parse(text);
	return ref.form == REF_SCOPED && !floats(referrer, ref) &&
	       ref_resolve(ref, referrer->entity->scope, &scope) &&
	       aim(link, referrer, row, scope, mark->text, mark);
}

/* Say to whom the target belongs. False when that is known only where it runs. */
static bool put_parent(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	const char *text = value_text_at(map_above(mark, row->inside), row->inside);
	struct ref ref = ref_parse(text != NULL ? text : "");

	if (ref.form != REF_SCOPED)
		return false;
	link->parent = arena_text(referrer->arena, ref.id);
	return true;
}

/* account:/x, org:/x or /x, which is the project's. */
static bool aim_at_file(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	static const struct {
		const char *prefix;
		enum scope_level level;
	} prefixes[] = {
		{ "account:/", SCOPE_ACCOUNT },
		{ "org:/", SCOPE_ORG },
		{ "/", SCOPE_PROJECT },
	};
	struct ref ref = { .form = REF_SCOPED };
	struct scope scope;

	if (strstr(mark->text, "<+") != NULL)
		return false;
	for (size_t i = 0; i < countof(prefixes); i++) {
		if (!text_starts(mark->text, prefixes[i].prefix))
			continue;
		ref.level = prefixes[i].level;
		return ref_resolve(ref, referrer->entity->scope, &scope) &&
		       aim(link, referrer, row, scope,
			       mark->text + strlen(prefixes[i].prefix), mark);
	}
	return false;
}

static bool aim_by_prefix(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	return aim_scoped(link, referrer, row, mark,
		is_placed(referrer->entity) ? SEVERITY_ERROR : SEVERITY_WARNING);
}

static bool aim_at_own(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	return aim_at_level(link, referrer, row, referrer->entity->scope, mark);
}

static const struct {
	bool (*aim)(struct link *, const struct referrer *, const struct reference *,
		const struct mark *);
	bool plain; /* the text is an identifier, never with a prefix */
} styles[] = {
	[REFERENCE_SCOPED] = { aim_by_prefix, false },
	[REFERENCE_NEAR] = { aim_near, false },
	[REFERENCE_PLAIN] = { aim_at_own, true },
	[REFERENCE_LEVEL] = { aim_by_level, true },
	[REFERENCE_NEAREST] = { aim_by_level, true },
	[REFERENCE_CHAIN] = { aim_chained, true },
	[REFERENCE_INSIDE] = { aim_inside, true },
	[REFERENCE_FILE] = { aim_at_file, false },
};

bool target_of_field(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	if (styles[row->style].plain && !is_plain(referrer, row->kind, mark))
		return false;
	return styles[row->style].aim(link, referrer, row, mark) &&
	       (row->inside == NULL || put_parent(link, referrer, row, mark));
}

bool target_of_expression(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark)
{
	if (row->style == REFERENCE_FILE)
		return aim_at_file(link, referrer, row, mark);
	if (ref_parse(mark->text).form == REF_INVALID)
		return false; /* a foreign placeholder, say */
	return aim_scoped(link, referrer, row, mark, SEVERITY_WARNING);
}
