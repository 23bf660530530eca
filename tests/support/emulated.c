#include "tests/support/emulated.h"

#include <string.h>

#include "model/arena.h"
#include "providers/clock.h"
#include "providers/emulator/server.h"
#include "providers/harness.h"
#include "providers/yaml.h"
#include "tests/support/table.h"

static void *serve(void *emulator)
{
	static const volatile sig_atomic_t never;

	emulator_serve(emulator, &never);
	return NULL;
}

void emulated_open(struct emulated *emulated)
{
	struct emulator_options options = { 0 };

	*emulated = (struct emulated){ 0 };
	emulated->emulator = emulator_open(&options, &emulated->errs);
	assert_non_null(emulated->emulator);
	assert_int_equal(
		pthread_create(&emulated->thread, NULL, serve, emulated->emulator), 0);
	emulated->http = http_open(
		&(struct http_options){
			.base = emulator_url(emulated->emulator),
			.key = emulator_key(emulated->emulator),
			.account = emulator_account(emulated->emulator),
			.user_agent = "rein/test",
			.parallelism = 8,
			.tries = 3,
			.deadline_ms = 20000,
			.clock = clock_system(),
		},
		&emulated->errs);
	assert_non_null(emulated->http);
	emulated->provider = harness_open(emulated->http,
		emulator_account(emulated->emulator), &emulated->secrets, clock_system());
}

void emulated_close(struct emulated *emulated)
{
	harness_close(emulated->provider);
	http_close(emulated->http);
	emulator_stop(emulated->emulator);
	pthread_join(emulated->thread, NULL);
	emulator_close(emulated->emulator);
	error_release(&emulated->errs);
}

void emulated_talk_release(struct emulated_talk *talk)
{
	error_release(&talk->errs);
	arena_release(&talk->arena);
}

const struct value *emulated_spec(struct emulated_talk *talk, const char *yaml)
{
	const struct value *spec;

	if (yaml == NULL)
		return NULL;
	talk->source = (struct source){ .path = "x.yaml", .bytes = slice_of(yaml) };
	spec = yaml_read_one(&talk->arena, &talk->source, 0, (uint32_t)strlen(yaml));
	assert_non_null(spec);
	return spec;
}

enum outcome emulated_run(
	struct emulated *emulated, struct emulated_talk *talk, struct call *call)
{
	size_t mark = talk->errs.count;

	call->arena = &talk->arena;
	call->errs = &talk->errs;
	call->source = &talk->source;
	provider_start(emulated->provider, call);
	assert_ptr_equal(provider_wait(emulated->provider), call);
	for (size_t i = mark; i < talk->errs.count; i++)
		print_message("# %s\n", talk->errs.items[i]->message);
	return call->outcome;
}

void emulated_create(struct emulated *emulated, const struct kind *kind,
	struct scope scope, const char *identifier, const char *yaml, const char *text)
{
	struct emulated_talk talk = { 0 };
	struct call call = {
		.verb = VERB_CREATE,
		.kind = kind,
		.scope = scope,
		.identifier = identifier,
		.spec = emulated_spec(&talk, yaml),
		.text = text != NULL ? slice_of(text) : (struct slice){ 0 },
	};

	assert_int_equal(emulated_run(emulated, &talk, &call), OUTCOME_DONE);
	emulated_talk_release(&talk);
}
