#include "reconcile/fix.h"

#include <stdlib.h>
#include <string.h>

#include "model/index.h"
#include "model/text.h"
#include "reconcile/body.h"
#include "reconcile/layout.h"

struct fixes {
	struct arena *arena;
	const struct declared *declared;
	struct index taken; /* addresses, as identifiers are given out */
	struct splice *items;
	size_t count, room;
};

static void add(struct fixes *fixes, struct splice splice)
{
	fixes->items = arena_grow(
		fixes->arena, fixes->items, fixes->count, &fixes->room, sizeof(splice));
	fixes->items[fixes->count++] = splice;
}

/* --- missing identifiers -------------------------------------------------- */

/* Made of a name, not said by file, folder or tuple. */
static bool is_generated(struct fixes *fixes, const struct entity *entity)
{
	const char *stem = layout_stem(fixes->arena, entity->source->path);

	return !entity->derived && entity->kind->opens == 0 &&
	       strcmp(stem, entity->identifier) != 0;
}

static const char *address_of(
	struct fixes *fixes, const struct entity *entity, const char *identifier)
{
	return entity_address(fixes->arena, entity->kind, entity->scope, identifier);
}

/* The identifier in force, or its first variant that nobody has. */
static const char *free_identifier(struct fixes *fixes, const struct entity *entity)
{
	const char *identifier = entity->identifier;
	const void **slot = index_at(&fixes->taken, entity->address);

	for (unsigned i = 1; *slot != NULL && *slot != entity; i++) {
		identifier = arena_format(fixes->arena, "%s_%u", entity->identifier, i);
		slot = index_at(&fixes->taken, address_of(fixes, entity, identifier));
	}
	*slot = entity;
	return identifier;
}

/* Who has its address for good: whoever says it, then the first of the others. */
static void take_addresses(struct fixes *fixes)
{
	for (size_t i = 0; i < fixes->declared->set.count; i++) {
		struct entity *entity = fixes->declared->set.items[i];
		const void **slot = index_at(&fixes->taken, entity->address);

		if (*slot == NULL || !is_generated(fixes, entity))
			*slot = entity;
	}
}

static void add_identifiers(struct fixes *fixes)
{
	take_addresses(fixes);
	for (size_t i = 0; i < fixes->declared->set.count; i++) {
		struct entity *entity = fixes->declared->set.items[i];
		struct body_edit edit;

		if (!kind_is_managed(entity->kind))
			continue; /* its path may say it all */
		if (body_add_identifier(
			    fixes->arena, entity, entity->identifier, &edit) &&
			(!is_generated(fixes, entity) ||
				body_add_identifier(fixes->arena, entity,
					free_identifier(fixes, entity), &edit)))
			add(fixes, (struct splice){ entity->source, edit.at, edit.size,
					   edit.text });
	}
}

/* --- prefixes ------------------------------------------------------------- */

static const struct source *find_source(struct fixes *fixes, const char *file)
{
	for (size_t i = 0; i < fixes->declared->set.count; i++)
		if (strcmp(fixes->declared->set.items[i]->source->path, file) == 0)
			return fixes->declared->set.items[i]->source;
	return NULL;
}

/* The byte at a line and column. */
static uint32_t offset_of(const struct source *source, struct place place)
{
	uint32_t low = 0, high = (uint32_t)source->bytes.len;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct place here = source_place(source, middle);

		if (here.line < place.line ||
			(here.line == place.line && here.column < place.column))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t reference_size(const char *at, const char *end)
{
	const char *from = at;

	while (at < end && *at != '\0' &&
		strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		       "_$-.",
			*at) != NULL)
		at++;
	return (size_t)(at - from);
}

static struct slice without_prefix(struct slice text)
{
	const char *dot = memchr(text.ptr, '.', text.len);

	if (dot == NULL)
		return text;
	return (struct slice){ dot + 1, text.len - (size_t)(dot + 1 - text.ptr) };
}

/* A finding at a scalar that is the reference and nothing else. */
static void add_prefix(struct fixes *fixes, const struct error *finding)
{
	const struct source *source = find_source(fixes, finding->place.file);
	struct slice written, fix = slice_of(finding->fix), identifier;
	struct slice bytes;
	uint32_t at;

	if (source == NULL)
		return;
	at = offset_of(source, finding->place);
	bytes = source_bytes(source);
	if (at < bytes.len && strchr("\"'", bytes.ptr[at]) != NULL)
		at++;
	written.ptr = bytes.ptr + at;
	written.len = reference_size(written.ptr, bytes.ptr + bytes.len);
	fix = without_prefix(fix);
	identifier = without_prefix(written);
	if (written.len > 0 && identifier.len == fix.len &&
		memcmp(identifier.ptr, fix.ptr, fix.len) == 0)
		add(fixes, (struct splice){ source, at, (uint32_t)written.len,
				   arena_text(fixes->arena, finding->fix) });
}

/* What the tree lacks may be in Harness, unless the tree says that it has all. */
static bool asks_for_prefix(const struct error *finding)
{
	bool lacks = finding->code == ERROR_REFERENCE_UNRESOLVED &&
		     finding->severity == SEVERITY_ERROR;

	return finding->fix != NULL && (finding->code == ERROR_REFERENCE_SCOPE || lacks);
}

static int compare(const void *left, const void *right)
{
	const struct splice *a = left, *b = right;
	int order = strcmp(a->source->path, b->source->path);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

struct splice *fix_collect(struct arena *arena, const struct declared *declared,
	const struct error_list *findings, size_t *count)
{
	struct fixes fixes = { .arena = arena, .declared = declared };

	fixes.taken.arena = arena;
	add_identifiers(&fixes);
	for (size_t i = 0; i < findings->count; i++)
		if (asks_for_prefix(findings->items[i]))
			add_prefix(&fixes, findings->items[i]);
	if (fixes.count > 1)
		qsort(fixes.items, fixes.count, sizeof(struct splice), compare);
	*count = fixes.count;
	return fixes.items;
}

void fix_apply(struct buf *out, const struct splice *splices, size_t count)
{
	struct slice bytes = source_bytes(splices[0].source);
	size_t from = 0;

	for (size_t i = 0; i < count; i++) {
		buf_put(out, bytes.ptr + from, splices[i].at - from);
		buf_text(out, splices[i].text);
		from = splices[i].at + splices[i].size;
	}
	buf_put(out, bytes.ptr + from, bytes.len - from);
}
