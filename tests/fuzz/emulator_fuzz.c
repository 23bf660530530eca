#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "model/error.h"
#include "providers/emulator/act.h"
#include "providers/emulator/answer.h"
#include "providers/emulator/journal.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/scope.h"
#include "providers/emulator/store.h"
#include "providers/emulator/token.h"

/*
 * Any bytes as one request to a furnished account: "METHOD TARGET\n", the content
 * type's line, the body. Whatever they are, there is an answer with a status, JSON in
 * good UTF-8 where it says so, without the secret's value, and nothing of it is kept.
 */
#define SECRET "never-to-be-shown"

static const char *const furniture[][3] = {
	{ "POST", "/ng/api/organizations?",
		"{\"organization\":{\"identifier\":\"o\",\"name\":\"o\"}}" },
	{ "POST", "/ng/api/projects?orgIdentifier=o&",
		"{\"project\":{\"identifier\":\"p\",\"name\":\"p\",\"orgIdentifier\":"
		"\"o\"}}" },
	{ "POST", "/ng/api/servicesV2?",
		"{\"identifier\":\"s\",\"orgIdentifier\":\"o\",\"projectIdentifier\":"
		"\"p\"}" },
	{ "POST", "/ng/api/environmentsV2?",
		"{\"identifier\":\"e\",\"orgIdentifier\":\"o\",\"projectIdentifier\":"
		"\"p\","
		"\"type\":\"Production\"}" },
	{ "POST", "/pipeline/api/pipelines/v2?orgIdentifier=o&projectIdentifier=p&",
		"pipeline: {name: x, identifier: x, stages: [{stage: {name: a, "
		"identifier: a, "
		"type: Deployment, spec: {serviceRef: s}}}]}" },
	{ "POST", "/ng/api/v2/secrets?orgIdentifier=o&projectIdentifier=p&",
		"{\"secret\":{\"type\":\"SecretText\",\"name\":\"k\",\"identifier\":"
		"\"k\","
		"\"orgIdentifier\":\"o\",\"projectIdentifier\":\"p\",\"spec\":{"
		"\"secretManagerIdentifier\":\"harnessSecretManager\",\"valueType\":"
		"\"Inline\","
		"\"value\":\"" SECRET "\"}}}" },
	{ "POST", "/authz/api/roleassignments?orgIdentifier=o&projectIdentifier=p&",
		"{\"identifier\":\"r\",\"roleIdentifier\":\"_project_viewer\","
		"\"resourceGroupIdentifier\":\"_all_project_level_resources\","
		"\"principal\":{"
		"\"type\":\"USER\",\"identifier\":\"u\"}}" },
};

static bool reads_as_json(const struct act *act)
{
	json_tokener *reader = json_tokener_new_ex(1000);
	bool good;

	json_tokener_set_flags(reader, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	json_object_put(
		json_tokener_parse_ex(reader, act->out.ptr, (int)act->out.len + 1));
	good = json_tokener_get_error(reader) == json_tokener_success;
	json_tokener_free(reader);
	return good;
}

/* Byte by byte, for what strstr() looks for the fuzzer learns and asks for. */
static bool holds_secret(const char *text, size_t size)
{
	static const char secret[] = SECRET;

	for (size_t i = 0; i + sizeof(secret) <= size + 1; i++) {
		size_t same = 0;

		while (same + 1 < sizeof(secret) && text[i + same] == secret[same])
			same++;
		if (same + 1 == sizeof(secret))
			return true;
	}
	return false;
}

static void look(const struct act *act)
{
	if (act->status < 200 || act->status > 599 || act->out.full)
		abort();
	if (act->out.len == 0)
		return;
	if (holds_secret(act->out.ptr, act->out.len))
		abort();
	if (act->answer_type == NULL && !reads_as_json(act))
		abort();
}

static void request(struct world *world, const char *const *words, const char *type,
	const char *body, size_t size, bool keep)
{
	struct act act;

	act_init(&act, world, 1760000000000);
	act.token = world->tokens;
	act.api_key = world->tokens->key;
	act.account_header = world->account;
	act.client = "127.0.0.1";
	act.method = words[0];
	act.content_type = type;
	act.body = body;
	act.body_size = size;
	act.discard = !keep;
	answer_request(&act, words[1], 0);
	look(&act);
	if (keep && act.refused)
		abort();
	act_release(&act);
}

static struct world *open_world(void)
{
	static struct error_list errs;
	static struct arena arena;
	static struct token token;
	static struct quirks quirks;
	static struct world world;
	struct act act;

	quirks_init(&quirks);
	world = (struct world){ .account = "a",
		.tokens = &token,
		.token_count = 1,
		.quirks = &quirks,
		.execution_ms = 1,
		.store = store_open(NULL, "a", &errs),
		.journal = journal_open(NULL, &errs) };
	if (!token_parse(&token, &arena, "pat.a.t.s", &errs))
		abort();
	act_init(&act, &world, 1);
	act.token = &token;
	store_begin(world.store, 1, 0);
	scope_seed(&act);
	store_end(world.store, true);
	act_release(&act);
	for (size_t i = 0; i < sizeof(furniture) / sizeof(furniture[0]); i++) {
		const char *words[2] = { furniture[i][0],
			arena_format(&arena, "%saccountIdentifier=a", furniture[i][1]) };

		request(&world, words, NULL, furniture[i][2], strlen(furniture[i][2]),
			true);
	}
	return &world;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world *world;
	struct arena arena = { 0 };
	char *text = arena_copy(&arena, (const char *)data, size), *end = text + size;
	char *line = memchr(text, '\n', size), *type, *body, *blank;

	if (world == NULL)
		world = open_world();
	if (line != NULL && (blank = memchr(text, ' ', (size_t)(line - text))) != NULL) {
		const char *words[2] = { text, blank + 1 };

		*blank = *line = '\0';
		type = line + 1;
		body = memchr(type, '\n', (size_t)(end - type));
		if (body != NULL)
			*body++ = '\0';
		else
			body = end;
		request(world, words, type[0] != '\0' ? type : NULL, body,
			(size_t)(end - body), false);
	}
	arena_release(&arena);
	return 0;
}
