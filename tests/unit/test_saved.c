#include "reconcile/saved.h"

#include <string.h>

#include "cmd/render/saved.h"
#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"
#include "providers/json_source.h"
#include "tests/support/golden.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG "== orgs/o/organization.yaml\norganization:\n  name: o\n"
#define PROJECT "== orgs/o/projects/p/project.yaml\nproject:\n  name: p\n"
#define BOTH ORG PROJECT
#define SERVICES "== orgs/o/projects/p/services/s.yaml\nservice:\n  name: s\n"
#define PIPELINES "== orgs/o/projects/p/pipelines/d.yaml\npipeline:\n  name: d\n"
#define STAGE(name) \
	"  stages:\n    - stage: {identifier: s, name: " name ", type: Custom}\n"

/* A plan that was made, and what it was made of. */
struct made {
	struct world world;
	struct plan plan;
	struct report report;
	struct saved saved;
};

static void make(struct made *made, const char *tree, const char *live,
	const struct plan_options *options)
{
	*made = (struct made){ 0 };
	world_init(&made->world, tree, live);
	assert_true(plan_make(&made->plan, &made->world.declared, NULL, &made->world.live,
		options, &made->world.errs));
	made->report = (struct report){ .account = "acc", .plan = &made->plan };
	strcpy(made->world.tree.commit, "1111111111111111111111111111111111111111");
	strcpy(made->world.tree.tree_id, "2222222222222222222222222222222222222222");
	saved_make(&made->saved, &made->report, &made->world.tree, "https://h.io",
		json_read(&made->world.live.arena, "{}", 2, NULL));
}

static void unmake(struct made *made)
{
	saved_release(&made->saved);
	plan_release(&made->plan);
	world_release(&made->world);
}

/* --- whether it still holds ---------------------------------------------------- */

static const struct held {
	const char *name, *tree, *then, *now;
	const char *moved; /* "address: message", one a line */
} held[] = {
	{ "nothing moved", BOTH, "", "", "" },
	{ "a create whose entity is there, as the tree has it", BOTH, "", ORG,
		"organization:o: it is there by now, as the tree has it\n" },
	{ "a create whose entity is there, and differs", ORG, "",
		"== orgs/o/organization.yaml\norganization:\n  name: x\n",
		"organization:o: it is there by now, and differs from the tree\n" },
	{ "an update of what is gone", BOTH,
		ORG "== orgs/o/projects/p/project.yaml\nproject:\n  name: x\n", ORG,
		"project:o/p: it is gone by now\n" },
	{ "an update that somebody made", BOTH,
		ORG "== orgs/o/projects/p/project.yaml\nproject:\n  name: x\n", BOTH,
		"project:o/p: it is by now as the tree has it\n" },
	{ "an update of what changed, by its fields", BOTH,
		ORG "== orgs/o/projects/p/project.yaml\nproject:\n  name: x\n"
		    "  tags: {a: b, c: d}\n",
		ORG "== orgs/o/projects/p/project.yaml\nproject:\n  name: y\n"
		    "  tags: {a: e, c: d, f/g: ''}\n  color: red\n",
		"project:o/p: it has changed in Harness since the plan was made: "
		"/color, /name, /tags/a, /tags/f~1g\n" },
	{ "more fields than anybody reads", ORG,
		"== orgs/o/organization.yaml\norganization:\n  name: x\n"
		"  tags: {a: a, b: a, c: a, d: a, e: a, f: a}\n",
		"== orgs/o/organization.yaml\norganization:\n  name: x\n"
		"  tags: {a: b, b: b, c: b, d: b, e: b, f: b}\n",
		"organization:o: it has changed in Harness since the plan was made: "
		"/tags/a, /tags/b, /tags/c, /tags/d and 2 more\n" },
	{ "the order of keys, quotes and nulls are no change", BOTH,
		ORG "== orgs/o/projects/p/project.yaml\nproject:\n  name: x\n"
		    "  tags: {a: b, c: d}\n  color: null\n",
		ORG "== orgs/o/projects/p/project.yaml\nproject:\n"
		    "  tags: {'c': \"d\", a: 'b'}\n  name: 'x'\n",
		"" },
	{ "a YAML body, by its places", BOTH PIPELINES STAGE("a"),
		BOTH PIPELINES STAGE("b"), BOTH PIPELINES STAGE("c"),
		"pipeline:o/p/d: it has changed in Harness since the plan was made: "
		"/stages/0/stage/name\n" },
	{ "comments and layout of a YAML body are no change", BOTH PIPELINES STAGE("a"),
		BOTH PIPELINES STAGE("b"),
		BOTH PIPELINES "  # looked at\n"
			       "  stages:\n  - stage: {name: b, type: Custom, "
			       "identifier: s}\n",
		"" },
	{ "what the plan found in order is none of its business", BOTH SERVICES, BOTH,
		ORG "== orgs/o/projects/p/project.yaml\nproject:\n  name: p\n"
		    "  tags: {a: b}\n",
		"" },
};

static void a_plan_holds_or_says_what_moved(void **state)
{
	const struct held *row = *state;
	struct plan_options none = { 0 };
	struct made then, now;
	struct selection selection;
	struct plan_options narrow = { .selection = &selection };
	struct buf text;

	make(&then, row->tree, row->then, &none);
	saved_select(&then.saved, &selection);
	make(&now, row->tree, row->now, &narrow);
	assert_int_equal(
		saved_check_steps(&then.saved, &now.saved, &now.world.errs) &&
			saved_check_tree(&then.saved, &now.world.tree, &now.world.errs),
		row->moved[0] == '\0');
	buf_init(&text, 10000);
	for (size_t i = 0; i < now.world.errs.count; i++) {
		const struct error *error = now.world.errs.items[i];

		if (error->code == ERROR_PLAN_MOVED)
			buf_format(&text, "%s: %s\n", error->address, error->message);
	}
	assert_string_equal(buf_string(&text), row->moved);
	buf_release(&text);
	unmake(&now);
	unmake(&then);
}

/* --- where it is used ------------------------------------------------------------ */

static const struct elsewhere {
	const char *name, *account, *endpoint;
	size_t moved;
} elsewhere[] = {
	{ "the same place", "acc", "https://h.io", 0 },
	{ "its other spelling", "acc", "https://h.io/gateway", 0 },
	{ "another account", "Acc", "https://h.io", 1 },
	{ "another endpoint", "acc", "https://h.io.example", 1 },
	{ "both", "other", "https://gateway", 2 },
};

static void a_plan_is_for_one_account_at_one_endpoint(void **state)
{
	const struct elsewhere *row = *state;
	const struct saved saved = { .account = "acc", .endpoint = "https://h.io" };
	struct error_list errs = { 0 };

	assert_int_equal(saved_check_account(&saved, row->account, row->endpoint, &errs),
		row->moved == 0);
	assert_int_equal(errs.failures, row->moved);
	error_release(&errs);
}

/* --- the file ---------------------------------------------------------------------- */

/* One step of each sort, secrets and hostile text among them. */
#define HOSTILE "\"a\\e[31m <script> \\u202e | ` \\\\ caf\xc3\xa9\""
static const char tree[] = ORG PROJECT "  description: plain\n" SERVICES PIPELINES STAGE(
	"a") "== secrets/t.yaml\nsecret:\n  type: SecretText\n  name: t\n  spec:\n"
	     "    secretManagerIdentifier: harnessSecretManager\n    valueType: Inline\n"
	     "    value: !env TOKEN\n";
static const char live[] =
	ORG "== orgs/o/projects/p/project.yaml\nproject:\n  name: p\n"
	    "  description: " HOSTILE "\n  tags: {" HOSTILE ": x}\n" PIPELINES STAGE("b");

static void write_file(struct buf *out, const struct made *made)
{
	struct error_list errs = { 0 };

	buf_init(out, LIMIT_PLAN_BYTES);
	assert_true(render_saved(out, &made->saved, &made->plan, &errs));
	assert_int_equal(errs.count, 0);
}

static void a_file_reads_back_as_what_was_saved(void **state)
{
	struct plan_options none = { 0 };
	struct error_list errs = { 0 };
	struct made made;
	struct saved saved;
	struct source source = { .path = "f" };
	struct buf text;

	(void)state;
	make(&made, tree, live, &none);
	write_file(&text, &made);
	golden_check("render/saved.json", text.ptr, text.len);
	source.bytes = (struct slice){ text.ptr, text.len };
	assert_true(saved_read(&saved, &source, &errs));
	assert_int_equal(saved.count, made.plan.count);
	assert_true(saved_check_tree(&saved, &made.world.tree, &errs));
	assert_true(saved_check_account(&saved, "acc", "https://h.io", &errs));
	assert_true(saved_check_steps(&saved, &made.saved, &errs));
	assert_null(strstr(text.ptr, "\x1b"));
	saved_release(&saved);
	buf_release(&text);
	unmake(&made);
}

/* A file, a place in it, and what is wrong once the one is put for the other. */
static const struct spoilt {
	const char *name, *from, *to;
	bool sealed; /* with a digest that fits: somebody meant it */
	const char *words;
} spoilt[] = {
	{ "a member was edited", "\"acc\"", "\"abc\"", false,
		"the file was changed after the plan was saved" },
	{ "the digest was", "\"digest\": \"", "\"digest\": \"0", false,
		"the file was changed after the plan was saved" },
	{ "it is gone", "\"digest\"", "\"digst\"", false,
		"the file was changed after the plan was saved" },
	{ "a newer format", "\"1.0\"", "\"1.1\"", true,
		"rein " REIN_VERSION
		" saved this plan in another format than 1.0, which this rein reads" },
	{ "no version", "\"format_version\"", "\"version\"", true,
		"this is the report of a plan, and no saved plan" },
	{ "of another program", "\"command\": \"plan\",\n  \"saved_by\"", "\"by\"", true,
		"this is no saved plan" },
	{ "an account that is no text", "\"acc\"", "17", true, "'account' wants a text" },
	{ "no endpoint", "\"endpoint\"", "\"point\"", true, "'endpoint' wants a text" },
	{ "a tree that is no map", "\"tree\": {", "\"tree\": [], \"x\": {", true,
		"'tree' wants a map" },
	{ "no steps", "\"steps\"", "\"step\"", true, "'steps' wants a list" },
	{ "a step that is none", "\"steps\": [", "\"steps\": [null,", true,
		"a step is a map" },
	{ "a step without address", "\"address\"", "\"adress\"", true,
		"'address' wants a text" },
	{ "a fingerprint that is none", "\"/name\": \"", "\"/name\": 1, \"x\": \"", true,
		"'/name' wants a text" },
	{ "options that are none", "\"options\": {}", "\"options\": 1", true,
		"'options' wants a map" },
};

static void replace(struct buf *out, const char *text, const struct spoilt *row)
{
	const char *at = strstr(text, row->from);

	assert_non_null(at);
	if (strncmp(row->from, "\"digest\"", 8) == 0)
		at = strstr(at + 1, row->from); /* the first one is the tree's */
	buf_init(out, LIMIT_PLAN_BYTES);
	buf_put(out, text, (size_t)(at - text));
	buf_text(out, row->to);
	buf_text(out, at + strlen(row->from));
}

/* With the digest that the rest has, as whoever tampers knowingly would. */
static void seal(struct buf *text)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	const struct source source = { .path = "f", .bytes = { text->ptr, text->len } };
	const struct value *root = json_read_source(&arena, &source, &errs);
	char *digest;
	const char *right;

	assert_non_null(root);
	right = saved_digest(&arena, root);
	digest = text->ptr + text->len - strlen("\"\n}\n") - strlen(right);
	memcpy(digest, right, strlen(right));
	arena_release(&arena);
}

static void a_spoilt_file_is_refused(void **state)
{
	const struct spoilt *row = *state;
	struct plan_options none = { 0 };
	struct error_list errs = { 0 };
	struct made made;
	struct saved saved;
	struct source source = { .path = "f" };
	struct buf good, bad;

	make(&made, tree, live, &none);
	write_file(&good, &made);
	replace(&bad, good.ptr, row);
	if (row->sealed)
		seal(&bad);
	source.bytes = (struct slice){ bad.ptr, bad.len };
	assert_false(saved_read(&saved, &source, &errs));
	assert_int_equal(errs.count, 1);
	assert_string_equal(errs.items[0]->message, row->words);
	assert_int_equal(errs.items[0]->code, ERROR_PLAN_FILE);
	assert_true(errs.items[0]->place.line > 0);
	saved_release(&saved);
	error_release(&errs);
	buf_release(&bad);
	buf_release(&good);
	unmake(&made);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_reads_back_as_what_was_saved),
	};

	return TABLE_RUN(held, a_plan_holds_or_says_what_moved) +
	       TABLE_RUN(elsewhere, a_plan_is_for_one_account_at_one_endpoint) +
	       TABLE_RUN(spoilt, a_spoilt_file_is_refused) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
