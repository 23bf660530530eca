#include "cmd/tree_file.h"

#include <string.h>

#include "cmd/ignore_rules.h"
#include "cmd/settings.h"
#include "model/kind.h"
#include "model/num.h"
#include "model/source.h"
#include "model/text.h"
#include "model/value.h"
#include "providers/endpoint.h"
#include "providers/tree.h"
#include "providers/yaml.h"
#include "reconcile/keeper.h"

enum shape {
	SHAPE_TEXT,
	SHAPE_ENDPOINT,
	SHAPE_NUMBER,
	SHAPE_BOOL,
	SHAPE_ADDRESS,   /* a glob of addresses */
	SHAPE_ADDRESSES, /* a list of them */
	SHAPE_DAY,
	SHAPE_SCOPE,
	SHAPE_POINTERS,
	SHAPE_MAPS
};

/* A key of rein.yaml, or of an item of `ignore`. */
struct row {
	const char *key;
	enum shape shape;
	bool required;
	int64_t low, high;
	const char *const *values;
	size_t value_count;
};

static const char *const records[] = { "variable", "none" };

static const struct row rows[] = {
	{ "name", .shape = SHAPE_TEXT },
	{ "record_scope", .shape = SHAPE_SCOPE },
	{ "record", .shape = SHAPE_TEXT, .values = records,
		.value_count = countof(records) },
	{ "account", .shape = SHAPE_TEXT },
	{ "endpoint", .shape = SHAPE_ENDPOINT },
	{ "rate", .shape = SHAPE_NUMBER, .low = 0, .high = 100000 },
	{ "parallelism", .shape = SHAPE_NUMBER, .low = 1, .high = 64 },
	{ "closed", .shape = SHAPE_BOOL },
	{ "protect", .shape = SHAPE_ADDRESSES },
	{ "ignore", .shape = SHAPE_MAPS },
};

static const struct row ignore_rows[] = {
	{ "address", .shape = SHAPE_ADDRESS, .required = true },
	{ "fields", .shape = SHAPE_POINTERS },
	{ "until", .shape = SHAPE_DAY },
	{ "reason", .shape = SHAPE_TEXT },
};

struct reader {
	const struct source *source;
	struct arena *arena;
	struct error_list *errs;
};

static void wrong(const struct reader *reader, const struct value *value, const char *key,
	const char *expected)
{
	source_error(reader->errs, ERROR_SETTINGS, reader->source, value->offset,
		"'%s' wants %s", key, expected);
}

static bool is_text(const struct value *value)
{
	return value_is_scalar(value) && value_type(value) != VALUE_NULL &&
	       value_type(value) != VALUE_ENV && value_type(value) != VALUE_FILE &&
	       value_text(value)[0] != '\0';
}

static void check_text(
	const struct reader *reader, const struct row *row, const struct value *value)
{
	const char *list = "";

	if (!is_text(value)) {
		wrong(reader, value, row->key, "a text");
		return;
	}
	for (size_t i = 0; i < row->value_count; i++) {
		if (value_is(value, row->values[i]))
			return;
		list = arena_format(reader->arena, "%s%s%s", list, i > 0 ? " or " : "",
			row->values[i]);
	}
	if (row->value_count > 0)
		wrong(reader, value, row->key, list);
}

/* The key goes where the endpoint says, and the tree may be a stranger's. */
static void check_endpoint(const struct reader *reader, const struct value *value)
{
	const char *text = settings_endpoint(reader->arena, value_text(value));
	struct error_list ignored = { 0 };
	struct endpoint endpoint;
	bool ok = endpoint_parse(&endpoint, reader->arena, text, &ignored) &&
		  (endpoint.loopback || text_ends(endpoint.host, ".harness.io"));
	struct error *error;

	error_release(&ignored);
	if (ok)
		return;
	error = source_error(reader->errs, ERROR_SETTINGS, reader->source, value->offset,
		"'endpoint' of a tree may name a loopback address or a host of "
		"harness.io alone");
	error_fix(reader->errs, error,
		"any other comes from HARNESS_ENDPOINT or --endpoint, not from the tree");
}

static void check_number(
	const struct reader *reader, const struct row *row, const struct value *value)
{
	int64_t number;

	if (value_type(value) != VALUE_NUMBER ||
		!num_parse(value_text(value), row->low, row->high, &number))
		wrong(reader, value, row->key,
			arena_format(reader->arena, "a whole number from %lld to %lld",
				(long long)row->low, (long long)row->high));
}

/* One whose kind nobody has would match nothing, and nobody would know. */
static void check_address(
	const struct reader *reader, const struct row *row, const struct value *value)
{
	const char *glob = is_text(value) ? value_text(value) : "";
	size_t size = strcspn(glob, ":*?");
	const char *kind = arena_copy(reader->arena, glob, size), *nearest;
	struct error *error;

	if (glob[size] == '\0') {
		wrong(reader, value, row->key, "an address such as service:payments/*");
		return;
	}
	if (glob[size] != ':' || kind_find(kind) != NULL)
		return;
	nearest = kind_nearest(kind);
	error = source_error(reader->errs, ERROR_SETTINGS, reader->source, value->offset,
		"'%s': there is no kind '%s'", row->key, kind);
	if (nearest != NULL)
		error_fix(reader->errs, error, "did you mean '%s%s'?", nearest,
			glob + size);
}

static void check_addresses(
	const struct reader *reader, const struct row *row, const struct value *value)
{
	bool list = value_type(value) == VALUE_LIST;

	if (!list)
		wrong(reader, value, row->key,
			"a list of addresses such as service:payments/*");
	for (size_t i = 0; list && i < value_count(value); i++)
		check_address(reader, row, value_item(value, i));
}

/* Globs of JSON pointers: a field's name alone would match nothing. */
static void check_pointers(
	const struct reader *reader, const struct row *row, const struct value *value)
{
	static const char expected[] = "a list of JSON pointers such as /spec/tags/*";
	bool list = value_type(value) == VALUE_LIST;

	if (!list || value_count(value) == 0)
		wrong(reader, value, row->key, expected);
	for (size_t i = 0; list && i < value_count(value); i++) {
		const struct value *item = value_item(value, i);

		if (!is_text(item) || strchr("/*", value_text(item)[0]) == NULL)
			wrong(reader, item, row->key, expected);
	}
}

static void check_map(const struct reader *reader, const struct value *map,
	const struct row *known, size_t count);

static void check_maps(
	const struct reader *reader, const struct row *row, const struct value *value)
{
	if (value_type(value) != VALUE_LIST) {
		wrong(reader, value, row->key, "a list of maps");
		return;
	}
	for (size_t i = 0; i < value_count(value); i++) {
		const struct value *item = value_item(value, i);

		if (value_type(item) == VALUE_MAP)
			check_map(reader, item, ignore_rows, countof(ignore_rows));
		else
			wrong(reader, item, row->key, "a list of maps");
	}
}

static void check_shape(
	const struct reader *reader, const struct row *row, const struct value *value)
{
	switch (row->shape) {
	case SHAPE_TEXT:
		check_text(reader, row, value);
		break;
	case SHAPE_ENDPOINT:
		if (is_text(value))
			check_endpoint(reader, value);
		else
			wrong(reader, value, row->key, "a text");
		break;
	case SHAPE_NUMBER:
		check_number(reader, row, value);
		break;
	case SHAPE_BOOL:
		if (value_type(value) != VALUE_BOOL)
			wrong(reader, value, row->key, "true or false");
		break;
	case SHAPE_ADDRESS:
		check_address(reader, row, value);
		break;
	case SHAPE_ADDRESSES:
		check_addresses(reader, row, value);
		break;
	case SHAPE_DAY:
		if (!is_text(value) || !ignore_rules_is_day(value_text(value)))
			wrong(reader, value, row->key, "a day such as 2026-12-31");
		break;
	case SHAPE_SCOPE:
		if (!is_text(value) || !keeper_parse_scope(&(struct scope){ 0 },
					       reader->arena, value_text(value)))
			wrong(reader, value, row->key, "account, ORG or ORG/PROJECT");
		break;
	case SHAPE_POINTERS:
		check_pointers(reader, row, value);
		break;
	case SHAPE_MAPS:
		check_maps(reader, row, value);
		break;
	}
}

static void unknown(const struct reader *reader, const struct value *key,
	const struct row *known, size_t count)
{
	const char **names = arena_array(reader->arena, count, sizeof(*names));
	const char *nearest;
	struct error *error;

	for (size_t i = 0; i < count; i++)
		names[i] = known[i].key;
	nearest = text_nearest(value_text(key), (const char *const *)names, count);
	error = source_error(reader->errs, ERROR_SETTINGS, reader->source, key->offset,
		"unknown key '%s'", value_text(key));
	if (nearest != NULL)
		error_fix(reader->errs, error, "did you mean '%s'?", nearest);
}

static const struct row *find_row(const struct row *known, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(known[i].key, key) == 0)
			return &known[i];
	return NULL;
}

static void check_map(const struct reader *reader, const struct value *map,
	const struct row *known, size_t count)
{
	for (size_t i = 0; i < value_count(map); i++) {
		const struct value *key = value_key(map, i);
		const struct row *row = find_row(known, count, value_text(key));

		if (row == NULL)
			unknown(reader, key, known, count);
		else
			check_shape(reader, row, value_entry(map, i));
	}
	for (size_t i = 0; i < count; i++)
		if (known[i].required && value_find(map, known[i].key) == NULL)
			source_error(reader->errs, ERROR_SETTINGS, reader->source,
				map->offset, "'%s' is missing", known[i].key);
}

static void take(struct tree_file_settings *settings, const struct reader *reader,
	const struct value *root)
{
	const struct value *account = value_find(root, "account");
	const struct value *endpoint = value_find(root, "endpoint");
	const struct value *rate = value_find(root, "rate");
	const struct value *parallelism = value_find(root, "parallelism");

	if (account != NULL) {
		settings->account = value_text(account);
		settings->account_at = source_place(reader->source, account->offset);
	}
	if (endpoint != NULL)
		settings->endpoint =
			settings_endpoint(reader->arena, value_text(endpoint));
	if (rate != NULL)
		(void)num_parse(value_text(rate), 0, INT64_MAX, &settings->rate);
	if (parallelism != NULL)
		(void)num_parse(
			value_text(parallelism), 1, INT64_MAX, &settings->parallelism);
	settings->name = value_text_at(root, "name");
	settings->record = value_text_at(root, "record");
	settings->record_scope = value_text_at(root, "record_scope");
	settings->closed = value_is(value_find(root, "closed"), "true");
	settings->protect = value_find(root, "protect");
	settings->ignore = value_find(root, "ignore");
	settings->source = reader->source;
}

static bool one_map(
	const struct reader *reader, const struct yaml_document *documents, size_t count)
{
	const struct value *root = documents[0].root;

	if (count > 1)
		source_error(reader->errs, ERROR_SETTINGS, reader->source,
			documents[1].root->offset, "the settings are one document");
	else if (value_type(root) != VALUE_MAP)
		source_error(reader->errs, ERROR_SETTINGS, reader->source, root->offset,
			"the settings are a map");
	else
		return true;
	return false;
}

bool tree_file_read(struct tree_file_settings *settings, struct arena *arena,
	const struct tree *tree, struct error_list *errs)
{
	const struct tree_file *file =
		tree_find(tree, arena_format(arena, "%s/rein.yaml", tree->root));
	size_t failures = errs->failures, count;
	struct yaml_document *documents;
	struct reader reader;

	*settings = (struct tree_file_settings){ .rate = -1, .parallelism = -1 };
	if (file == NULL)
		return true;
	reader = (struct reader){ &file->source, arena, errs };
	if (!yaml_read(arena, &file->source, &documents, &count, errs) || count == 0)
		return errs->failures == failures;
	if (!one_map(&reader, documents, count))
		return false;
	check_map(&reader, documents[0].root, rows, countof(rows));
	if (errs->failures == failures)
		take(settings, &reader, documents[0].root);
	return errs->failures == failures;
}
