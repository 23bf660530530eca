#include "providers/emulator/server.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/text.h"
#include "providers/emulator/act.h"
#include "providers/emulator/fault.h"
#include "providers/emulator/journal.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/quota.h"
#include "providers/emulator/scope.h"
#include "providers/emulator/store.h"
#include "providers/emulator/token.h"
#include "providers/emulator/web.h"

static const int64_t usual_execution_ms = 2000;

struct emulator {
	struct arena arena;
	struct quirks quirks;
	struct token *tokens;
	struct world world;
	struct site site;
	struct journal *journal;
	struct web *web;
	const char *key, *url, *exports;
	bool made_key;
};

static const struct place nowhere;

/* ---- settings ---- */

static bool read_quirks(struct emulator *emulator, const struct emulator_options *options,
	struct error_list *errs)
{
	size_t mark = errs->failures;

	quirks_init(&emulator->quirks);
	for (size_t i = 0; i < options->quirks.count; i++)
		quirks_set(&emulator->quirks, options->quirks.items[i], errs);
	return errs->failures == mark;
}

static bool read_faults(struct emulator *emulator, const struct emulator_options *options,
	struct error_list *errs)
{
	struct site *site = &emulator->site;
	size_t mark = errs->failures;

	site->faults = arena_array(
		&emulator->arena, options->faults.count, sizeof(*site->faults));
	site->fault_count = options->faults.count;
	for (size_t i = 0; i < options->faults.count; i++)
		fault_parse(&site->faults[i], &emulator->arena, options->faults.items[i],
			errs);
	return errs->failures == mark;
}

/* The account is the one said, else the first key's, else ours. */
static const char *find_account(
	struct emulator *emulator, const struct emulator_options *options)
{
	if (options->account != NULL)
		return arena_text(&emulator->arena, options->account);
	for (size_t i = 0; i < options->keys.count; i++) {
		const char *account =
			token_account(&emulator->arena, options->keys.items[i]);

		if (account != NULL)
			return account;
	}
	return "emulator_account";
}

static const char *make_key(struct emulator *emulator)
{
	char id[21], secret[33];

	shape_random(id, sizeof(id) - 1);
	shape_random(secret, sizeof(secret) - 1);
	emulator->made_key = true;
	return arena_format(
		&emulator->arena, "pat.%s.%s.%s", emulator->world.account, id, secret);
}

static bool check_key_account(
	struct emulator *emulator, const struct token *token, struct error_list *errs)
{
	const char *account = token_account(&emulator->arena, token->key);

	if (account == NULL || strcmp(account, emulator->world.account) == 0)
		return true;
	error_add(errs, ERROR_USAGE, nowhere,
		"an API key names the account '%s' and not '%s'", account,
		emulator->world.account);
	return false;
}

static bool read_keys(struct emulator *emulator, const struct emulator_options *options,
	struct error_list *errs)
{
	size_t count = options->keys.count > 0 ? options->keys.count : 1;
	size_t mark = errs->failures;

	emulator->world.account = find_account(emulator, options);
	emulator->tokens =
		arena_array(&emulator->arena, count, sizeof(*emulator->tokens));
	for (size_t i = 0; i < count; i++) {
		const char *text = options->keys.count > 0 ? options->keys.items[i]
							   : make_key(emulator);

		if (token_parse(&emulator->tokens[i], &emulator->arena, text, errs))
			check_key_account(emulator, &emulator->tokens[i], errs);
	}
	emulator->world.tokens = emulator->tokens;
	emulator->world.token_count = count;
	emulator->key = emulator->tokens[0].key;
	return errs->failures == mark;
}

static void set_limits(struct emulator *emulator, const struct emulator_options *options)
{
	struct site *site = &emulator->site;
	size_t count = emulator->world.token_count;

	site->quotas = arena_array(&emulator->arena, count, sizeof(*site->quotas));
	for (size_t i = 0; i < count; i++)
		quota_init(&site->quotas[i], options->rate_limit);
	for (size_t i = 0; i < site->fault_count; i++)
		if (site->faults[i].effect == FAULT_STALE)
			store_remember(emulator->world.store, site->faults[i].number);
}

/* ---- life ---- */

/* What an empty account has from the start. */
static void seed(struct emulator *emulator)
{
	struct act act;

	act_init(&act, &emulator->world, web_now());
	act.token = &emulator->tokens[0];
	store_begin(emulator->world.store, act.now, 0);
	scope_seed(&act);
	store_end(emulator->world.store, !act.refused);
	assert(!act.refused);
	act_release(&act);
}

static bool set_up(struct emulator *emulator, const struct emulator_options *options,
	struct error_list *errs)
{
	struct world *world = &emulator->world;

	if (!read_quirks(emulator, options, errs) ||
		!read_faults(emulator, options, errs) ||
		!read_keys(emulator, options, errs))
		return false;
	world->quirks = &emulator->quirks;
	world->execution_ms =
		options->execution_ms > 0 ? options->execution_ms : usual_execution_ms;
	emulator->journal = journal_open(options->request_log, errs);
	world->journal = emulator->journal;
	if (emulator->journal == NULL)
		return false;
	world->store = store_open(options->db, world->account, errs);
	if (world->store == NULL)
		return false;
	seed(emulator);
	set_limits(emulator, options);
	emulator->site.world = world;
	emulator->site.journal = emulator->journal;
	emulator->web = web_open(&emulator->site,
		&(struct web_options){
			options->listen, options->tls_cert, options->tls_key },
		errs);
	return emulator->web != NULL;
}

static void write_texts(struct emulator *emulator, bool tls)
{
	const char *export_key =
		emulator->made_key ? arena_format(&emulator->arena,
					     "export HARNESS_API_KEY=%s\n", emulator->key)
				   : "";

	emulator->url = arena_format(&emulator->arena, "%s://%s", tls ? "https" : "http",
		web_address(emulator->web));
	emulator->exports = arena_format(&emulator->arena,
		"export HARNESS_ENDPOINT=%s\nexport HARNESS_ACCOUNT_ID=%s\n%s",
		emulator->url, emulator->world.account, export_key);
}

struct emulator *emulator_open(
	const struct emulator_options *options, struct error_list *errs)
{
	struct emulator *emulator = memory_resize(NULL, sizeof(*emulator));

	memset(emulator, 0, sizeof(*emulator));
	if (!set_up(emulator, options, errs)) {
		emulator_close(emulator);
		return NULL;
	}
	write_texts(emulator, options->tls_cert != NULL);
	return emulator;
}

int emulator_port(const struct emulator *emulator)
{
	return web_port(emulator->web);
}

const char *emulator_url(const struct emulator *emulator)
{
	return emulator->url;
}

const char *emulator_account(const struct emulator *emulator)
{
	return emulator->world.account;
}

const char *emulator_key(const struct emulator *emulator)
{
	return emulator->key;
}

const char *emulator_exports(const struct emulator *emulator)
{
	return emulator->exports;
}

void emulator_serve(struct emulator *emulator, const volatile sig_atomic_t *stop)
{
	web_serve(emulator->web, stop);
}

void emulator_stop(struct emulator *emulator)
{
	web_stop(emulator->web);
}

void emulator_close(struct emulator *emulator)
{
	if (emulator == NULL)
		return;
	web_close(emulator->web);
	for (size_t i = 0;
		emulator->site.quotas != NULL && i < emulator->world.token_count; i++)
		quota_release(&emulator->site.quotas[i]);
	store_close(emulator->world.store);
	journal_close(emulator->journal);
	arena_release(&emulator->arena);
	free(emulator);
}
