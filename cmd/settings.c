#include "cmd/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/ignore_rules.h"
#include "cmd/tree_file.h"
#include "model/kind.h"
#include "model/value.h"
#include "providers/clock.h"
#include "providers/endpoint.h"

/* The vendor's lowest documented limit (core.md 1.4: "External API requests"). */
enum { RATE_USUAL = 400 };

/* A token is some 70 characters; more than this is another file. */
enum { KEY_BYTES = 4096 };

static const char *const endpoint_variables[] = { "HARNESS_ENDPOINT", "HARNESS_API_URL",
	"HARNESS_BASE_URL" };
static const char *const account_variables[] = { "HARNESS_ACCOUNT_ID",
	"HARNESS_ACCOUNT" };
static const char *const key_variables[] = { "HARNESS_PLATFORM_API_KEY",
	"HARNESS_API_KEY" };

#define DIR_ROW \
	{ \
		.name = "dir", .type = OPTION_TEXT, .value = "DIR", \
		.help = "look for .harness at DIR or above", .usual = "." \
	}
#define CACHE_ROWS \
	{ .name = "cache", \
		.type = OPTION_TEXT, \
		.value = "FILE", \
		.help = "remember in FILE what documents came to, and which pipelines " \
			"are as the tree has them", \
		.usual = "rein/cache in XDG_CACHE_HOME or ~/.cache" }, \
	{ \
		.name = "no-cache", .type = OPTION_FLAG, \
		.help = "remember nothing: parse every document, read every pipeline" \
	}

static const struct option tree_rows[] = {
	DIR_ROW,
	{ .name = "rev",
		.type = OPTION_TEXT,
		.saved = OPTION_SAVED_REVISION,
		.value = "COMMIT",
		.help = "read the tree from COMMIT instead of the work tree" },
	{ .name = "secrets-dir",
		.type = OPTION_TEXT,
		.value = "DIR",
		.help = "where the files that !file names are, instead of beside the "
			"document" },
	CACHE_ROWS,
};

static const struct option work_tree_rows[] = { DIR_ROW, CACHE_ROWS };

static const struct option account_rows[] = {
	{ .name = "endpoint",
		.others = endpoint_variables,
		.other_count = countof(endpoint_variables),
		.type = OPTION_TEXT,
		.value = "URL",
		.help = "the API, with or without /gateway",
		.usual = "https://app.harness.io/gateway" },
	{ .name = "account",
		.others = account_variables,
		.other_count = countof(account_variables),
		.type = OPTION_TEXT,
		.value = "ID",
		.help = "the account",
		.usual = "the API key's own" },
	{ .name = "api-key-file",
		.type = OPTION_TEXT,
		.value = "FILE",
		.help = "read the API key from FILE instead of "
			"HARNESS_PLATFORM_API_KEY or HARNESS_API_KEY" },
	{ .name = "ca-cert",
		.type = OPTION_TEXT,
		.value = "FILE",
		.help = "trust the certificates in FILE",
		.usual = "SSL_CERT_FILE, else the system's" },
	{ .name = "rate",
		.type = OPTION_NUMBER,
		.value = "N",
		.help = "at most N requests a minute, 0 for no limit",
		.usual = "400, none on plain-http loopback",
		.low = 0,
		.high = 100000 },
	{ .name = "parallelism",
		.type = OPTION_NUMBER,
		.value = "N",
		.help = "requests under way at once",
		.usual = "8",
		.low = 1,
		.high = 64 },
	{ .name = "tries",
		.type = OPTION_NUMBER,
		.value = "N",
		.help = "how often a request that fails for a while is sent",
		.usual = "5",
		.low = 1,
		.high = 20 },
};

const struct option_group settings_tree = { "Tree", tree_rows, countof(tree_rows) };
const struct option_group settings_work_tree = { "Tree", work_tree_rows,
	countof(work_tree_rows) };
const struct option_group settings_account = { "Account", account_rows,
	countof(account_rows) };

static const char *text_of(
	const struct options *options, const char *name, const char *usual)
{
	const struct option_value *value = options_find(options, name);

	return value != NULL && value->origin != ORIGIN_NONE ? value->text : usual;
}

static int64_t number_of(const struct options *options, const char *name, int64_t usual)
{
	const struct option_value *value = options_find(options, name);

	return value != NULL && value->origin != ORIGIN_NONE ? value->number : usual;
}

static bool is_on(const struct options *options, const char *name)
{
	const struct option_value *value = options_find(options, name);

	return value != NULL && value->on;
}

static const char *variable(const char *name)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? text : NULL;
}

/* Paths begin with a slash, and `/gateway` may have been said twice (core.md 1.1). */
const char *settings_endpoint(struct arena *arena, const char *text)
{
	char *endpoint = arena_text(arena, text);
	size_t size = strlen(endpoint);

	while (size > 0 && endpoint[size - 1] == '/')
		endpoint[--size] = '\0';
	while (text_ends(endpoint, "/gateway/gateway")) {
		size -= strlen("/gateway");
		endpoint[size] = '\0';
	}
	return endpoint;
}

static bool read_endpoint(
	struct settings *settings, const struct options *options, struct error_list *errs)
{
	const struct option_value *value = options_find(options, "endpoint");
	struct endpoint endpoint;
	size_t mark = errs->count;

	if (value == NULL || value->origin == ORIGIN_NONE)
		return true;
	settings->endpoint = settings_endpoint(&settings->arena, value->text);
	endpoint_parse(&endpoint, &settings->arena, settings->endpoint, errs);
	return error_wrap(errs, mark, "%s", value->said);
}

bool settings_read(
	struct settings *settings, const struct options *options, struct error_list *errs)
{
	*settings = (struct settings){
		.dir = text_of(options, "dir", "."),
		.rev = text_of(options, "rev", NULL),
		.secrets_dir = text_of(options, "secrets-dir", NULL),
		.account = text_of(options, "account", NULL),
		.ca_cert = text_of(options, "ca-cert", NULL),
		.cache = text_of(options, "cache", NULL),
		.no_cache = is_on(options, "no-cache"),
		.rate = number_of(options, "rate", -1),
		.parallelism = number_of(options, "parallelism", -1),
		.tries = number_of(options, "tries", 5),
		.name = text_of(options, "name", NULL),
		.record = text_of(options, "record", NULL),
		.record_scope = text_of(options, "record-scope", NULL),
		.digest_key = variable("REIN_DIGEST_KEY"),
		.key_file = options_find(options, "api-key-file"),
	};
	buf_init(&settings->key, KEY_BYTES);
	return read_endpoint(settings, options, errs);
}

/* --- rein.yaml ----------------------------------------------------------- */

static void take_protected(struct settings *settings, const struct value *list)
{
	settings->protect = arena_array(
		&settings->arena, value_count(list), sizeof(*settings->protect));
	for (size_t i = 0; i < value_count(list); i++)
		settings->protect[settings->protect_count++] =
			value_text(value_item(list, i));
}

static void take_number(int64_t *number, int64_t told)
{
	if (*number < 0)
		*number = told;
}

static void take_text(const char **text, const char *told)
{
	if (*text == NULL)
		*text = told;
}

bool settings_read_tree(
	struct settings *settings, const struct tree *tree, struct error_list *errs)
{
	struct tree_file_settings file;

	if (!tree_file_read(&file, &settings->arena, tree, errs))
		return false;
	if (settings->endpoint == NULL)
		settings->endpoint = file.endpoint;
	settings->asserted = file.account;
	settings->asserted_at = file.account_at;
	settings->closed = file.closed;
	take_text(&settings->name, file.name);
	take_text(&settings->record, file.record);
	take_text(&settings->record_scope, file.record_scope);
	take_number(&settings->rate, file.rate);
	take_number(&settings->parallelism, file.parallelism);
	if (file.protect != NULL)
		take_protected(settings, file.protect);
	if (file.ignore != NULL)
		ignore_rules_read(&settings->ignore, &settings->arena, file.ignore,
			file.source, clock_system()->wall_ms(clock_system()));
	return true;
}

/* --- the key ------------------------------------------------------------- */

static bool complain(struct error_list *errs, const char *from, const char *wrong)
{
	error_add(errs, ERROR_SETTINGS, (struct place){ 0 }, "%s: %s", from, wrong);
	return false;
}

static bool read_key_file(
	struct settings *settings, const char *file, struct error_list *errs)
{
	FILE *stream = fopen(file, "re");
	char *bytes;
	size_t size;

	if (stream == NULL)
		return complain(errs, settings->key_file->said,
			arena_format(&settings->arena, "reading %s: %s", file,
				strerror(errno)));
	(void)setvbuf(stream, NULL, _IONBF, 0); /* no copy of the key stays behind */
	bytes = memory_resize(NULL, KEY_BYTES);
	size = fread(bytes, 1, KEY_BYTES, stream);
	buf_put(&settings->key, bytes, size);
	memory_wipe(bytes, KEY_BYTES);
	free(bytes);
	(void)fclose(stream); /* it was only read */
	return true;
}

/* What may stand in a header: without the line end that files have. */
static bool check_key(
	struct settings *settings, const char *from, struct error_list *errs)
{
	struct buf *key = &settings->key;

	while (key->len > 0 && strchr(" \t\r\n", key->ptr[key->len - 1]) != NULL)
		key->ptr[--key->len] = '\0';
	if (key->len == 0)
		return complain(errs, from, "it holds no API key");
	for (size_t i = 0; i < key->len; i++)
		if (key->ptr[i] <= ' ' || key->ptr[i] > '~')
			return complain(errs, from,
				"it is no API key: it holds blanks or other "
				"characters than a token has");
	return true;
}

static bool find_key(struct settings *settings, struct error_list *errs)
{
	const struct option_value *file = settings->key_file;

	if (file != NULL && file->origin != ORIGIN_NONE)
		return read_key_file(settings, file->text, errs) &&
		       check_key(settings, file->text, errs);
	for (size_t i = 0; i < countof(key_variables); i++) {
		const char *key = variable(key_variables[i]);

		if (key != NULL) {
			buf_text(&settings->key, key);
			return check_key(settings, key_variables[i], errs);
		}
	}
	error_fix(errs,
		error_add(
			errs, ERROR_SETTINGS, (struct place){ 0 }, "there is no API key"),
		"set HARNESS_PLATFORM_API_KEY or HARNESS_API_KEY, or name a file with "
		"--api-key-file");
	return false;
}

/* pat.ACCOUNT.ID.SECRET, sat.ACCOUNT.ID.SECRET (core.md 1.2); else NULL. */
static const char *account_of_key(struct arena *arena, const char *key)
{
	size_t size, dots = 0;

	if (!text_starts(key, "pat.") && !text_starts(key, "sat."))
		return NULL;
	for (const char *at = key; *at != '\0'; at++)
		dots += *at == '.';
	size = strcspn(key + 4, ".");
	return dots == 3 && size > 0 ? arena_copy(arena, key + 4, size) : NULL;
}

/* The API would answer that the principal lacks a permission, which it does not. */
static bool check_account_of_key(
	const struct settings *settings, const char *own, struct error_list *errs)
{
	if (own == NULL || text_equal(own, settings->account))
		return true;
	error_fix(errs,
		error_add(errs, ERROR_SETTINGS, (struct place){ 0 },
			"the API key is one of account '%s', but account '%s' is asked "
			"for",
			own, settings->account),
		"take a key of that account, or leave --account and HARNESS_ACCOUNT_ID "
		"out");
	return false;
}

static bool settle_account(struct settings *settings, struct error_list *errs)
{
	const char *own = account_of_key(&settings->arena, buf_string(&settings->key));

	if (settings->account == NULL)
		settings->account = own;
	if (settings->account == NULL)
		settings->account = settings->asserted;
	if (settings->account == NULL) {
		error_fix(errs,
			error_add(errs, ERROR_SETTINGS, (struct place){ 0 },
				"the account is not known: the API key does not name it"),
			"set HARNESS_ACCOUNT_ID or say --account");
		return false;
	}
	if (!check_account_of_key(settings, own, errs))
		return false;
	if (settings->asserted == NULL ||
		text_equal(settings->account, settings->asserted))
		return true;
	error_add(errs, ERROR_SETTINGS, settings->asserted_at,
		"the tree is for account '%s', but '%s' is in force", settings->asserted,
		settings->account);
	return false;
}

bool settings_read_key(struct settings *settings, struct error_list *errs)
{
	struct endpoint endpoint;

	if (settings->endpoint == NULL)
		settings->endpoint = "https://app.harness.io/gateway";
	if (!endpoint_parse(&endpoint, &settings->arena, settings->endpoint, errs))
		return false;
	take_number(&settings->rate, endpoint.plain ? 0 : RATE_USUAL);
	take_number(&settings->parallelism, 8);
	return find_key(settings, errs) && settle_account(settings, errs);
}

void settings_release(struct settings *settings)
{
	buf_wipe(&settings->key);
	arena_release(&settings->arena);
	*settings = (struct settings){ 0 };
}
