#include "reconcile/document.h"

#include "model/value.h"

/* A v1 pipeline: stages hold their steps without a wrapper `stage`. */
static bool has_bare_stages(const struct value *root)
{
	const struct value *stages = value_at(root, "pipeline.stages");

	if (stages == NULL || value_type(stages) != VALUE_LIST)
		return false;
	for (size_t i = 0; i < value_count(stages); i++) {
		const struct value *stage = value_item(stages, i);

		if (value_find(stage, "steps") != NULL &&
			value_find(stage, "stage") == NULL)
			return true;
	}
	return false;
}

/* Source: references.md 10. What has an apiVersion is Kubernetes' or a catalog's. */
static bool is_v1(const struct value *root)
{
	bool kind_and_spec = value_find(root, "kind") != NULL &&
			     value_find(root, "spec") != NULL &&
			     value_find(root, "apiVersion") == NULL;

	return value_is(value_find(root, "version"), "1") || kind_and_spec ||
	       has_bare_stages(root);
}

static bool report_kind(
	const struct value *key, const struct source *source, struct error_list *errs)
{
	const char *name = value_is_scalar(key) ? value_text(key) : "";
	const char *nearest = kind_nearest(name);
	struct error *error;

	if (nearest == NULL) {
		source_error(errs, ERROR_UNKNOWN_KIND, source, key->offset,
			"unknown kind '%s'", name);
		return false;
	}
	error = source_error(errs, ERROR_UNKNOWN_KIND, source, key->offset,
		"unknown kind '%s', did you mean '%s'?", name, nearest);
	error_fix(errs, error, "%s", nearest);
	return false;
}

/* Two root keys or more: the first that names no kind is one too many, else the
 * second. */
static bool report_keys(
	const struct value *root, const struct source *source, struct error_list *errs)
{
	const struct value *odd = value_key(root, 1);

	for (size_t i = value_count(root); i-- > 0;)
		if (kind_find(value_text(value_key(root, i))) == NULL)
			odd = value_key(root, i);
	source_error(errs, ERROR_UNKNOWN_KIND, source, odd->offset,
		"a document has one root key, its kind: '%s' is one too many",
		value_text(odd));
	return false;
}

static bool report_root(
	const struct value *root, const struct source *source, struct error_list *errs)
{
	source_error(errs, ERROR_UNKNOWN_KIND, source, root->offset,
		"a document is a map with one root key, its kind");
	return false;
}

bool document_tell(struct document *document, const struct value *root,
	const struct source *source, struct error_list *errs)
{
	const struct value *key;

	if (value_type(root) != VALUE_MAP || value_count(root) == 0)
		return report_root(root, source, errs);
	key = value_key(root, 0);
	if (is_v1(root)) {
		source_error(errs, ERROR_UNSUPPORTED_DIALECT, source, key->offset,
			"this is the v1 dialect of Harness 3.0, which rein does not "
			"read");
		return false;
	}
	if (value_count(root) > 1)
		return report_keys(root, source, errs);
	*document = (struct document){ kind_find(value_text(key)), key,
		value_entry(root, 0) };
	if (document->kind == NULL)
		return report_kind(key, source, errs);
	if (value_type(document->fields) == VALUE_MAP)
		return true;
	source_error(errs, ERROR_FIELD_TYPE, source,
		value_is_empty(document->fields) ? key->offset : document->fields->offset,
		"'%s' must hold a map of fields", document->kind->name);
	return false;
}
