/*
 * Whatever a text holds, as a reference of every style and as an expression: what it
 * refers to has an address of its kind, only references are found wrong, and the scan
 * of its expressions comes to an end within the text. The first two bytes choose kind
 * and scope.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/kind.h"
#include "model/text.h"
#include "providers/yaml.h"
#include "reconcile/expression.h"
#include "reconcile/refs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_scan(const char *text, size_t size)
{
	struct expressions scan = { .text = text };
	struct expression found;
	size_t before = 0;

	while (expressions_next(&scan, &found)) {
		assert(scan.at > before && scan.at <= size);
		assert(found.name.ptr >= text);
		assert(found.name.ptr + found.name.len <= text + size);
		before = scan.at;
	}
}

/* A body in which the text stands wherever somebody may be named. */
static const struct value *body_of(struct arena *arena, const char *text)
{
	static const char *const fields[] = { "connectorRef: ", "inputYaml: ",
		"pipelineIdentifier: ", "environmentRef: ", "infraIdentifier: ",
		"envIdentifiers: ", "roleIdentifier: ", "files: " };
	struct buf yaml;
	struct source source = { .path = "", .bytes = { NULL, 0 } };
	const struct value *root;

	buf_init(&yaml, 1 << 20);
	for (size_t i = 0; i < countof(fields); i++) {
		buf_text(&yaml, fields[i]);
		yaml_write_scalar(&yaml, text);
		buf_char(&yaml, '\n');
	}
	buf_text(&yaml, "store: {type: Harness, spec: {files: [");
	yaml_write_scalar(&yaml, text);
	buf_text(&yaml, "]}}\nstage: {type: Pipeline, spec: {pipeline: ");
	yaml_write_scalar(&yaml, text);
	buf_text(&yaml, ", org: ");
	yaml_write_scalar(&yaml, text);
	buf_text(&yaml, "}}\nprincipal: {type: SERVICE_ACCOUNT, identifier: ");
	yaml_write_scalar(&yaml, text);
	buf_text(&yaml, "}\ninfrastructureDefinitions: [{identifier: ");
	yaml_write_scalar(&yaml, text);
	buf_text(&yaml, "}]\n");
	source.bytes = (struct slice){ buf_string(&yaml), yaml.len };
	root = yaml_read_one(arena, &source, 0, (uint32_t)yaml.len);
	buf_release(&yaml);
	return root;
}

static void check_entity(
	const struct kind *kind, struct scope scope, const struct value *fields)
{
	static const struct source source = { .path = ".harness/x.yaml",
		.bytes = { "\n", 1 } };
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct refs refs = { .arena = &arena };
	struct entity entity = {
		.kind = kind, .scope = scope, .identifier = "x", .source = &source
	};

	refs_collect(&refs, &arena, &entity, fields, &errs);
	for (size_t i = 0; i < entity.link_count; i++) {
		const struct link *link = &entity.links[i];
		const char *address = link_address(&arena, link);

		assert(link->kind == kind_find(link->kind_name));
		assert(text_starts(address, link->kind_name));
	}
	for (size_t i = 0; i < errs.count; i++)
		assert(errs.items[i]->code == ERROR_REFERENCE_SCOPE ||
			errs.items[i]->code == ERROR_IDENTIFIER_INVALID);
	error_release(&errs);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct scope scopes[] = { { NULL, NULL }, { "o", NULL },
		{ "o", "p" } };
	struct arena arena = { 0 };
	const char *text;
	const struct value *fields = NULL;
	size_t count;
	const struct kind *const *kinds = kind_all(&count);

	if (size < 2)
		return 0;
	text = arena_copy(&arena, (const char *)bytes + 2, size - 2);
	check_scan(text, strlen(text));
	if (text_utf8(text, strlen(text)) == strlen(text))
		fields = body_of(&arena, text);
	if (fields != NULL)
		check_entity(kinds[bytes[0] % count], scopes[bytes[1] % countof(scopes)],
			fields);
	arena_release(&arena);
	return 0;
}
