#include "reconcile/diff.h"

#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG "== orgs/o/organization.yaml\norganization:\n  identifier: o\n"
#define PROJECT \
	"== orgs/o/projects/p/project.yaml\nproject:\n  identifier: p\n  name: p\n"
#define SERVICE \
	"== orgs/o/projects/p/services/s.yaml\nservice:\n  identifier: s\n  name: s\n"
#define PIPELINE \
	"== orgs/o/projects/p/pipelines/l.yaml\npipeline:\n  identifier: l\n  name: " \
	"l\n"
#define SECRET \
	"== secrets/k.yaml\nsecret:\n  type: SSHKey\n  name: k\n  spec:\n" \
	"    auth:\n      type: SSH\n      spec:\n"
#define GRANT \
	"== role_assignments/g.yaml\nroleAssignment:\n  identifier: g\n" \
	"  roleIdentifier: _account_viewer\n" \
	"  resourceGroupIdentifier: _all_account_level_resources\n" \
	"  principal:\n    identifier: devs\n    type: USER_GROUP\n"

/* Changes as text: "path before>after cause", a line each; base NULL: none. */
static const struct row {
	const char *name, *desired, *base, *live, *changes;
} rows[] = {
	{ "the same", ORG "  name: O\n", NULL, ORG "  name: O\n", "" },
	{ "a field that git does not declare is left alone", ORG "  name: O\n", NULL,
		ORG "  name: O\n  description: by hand\n  tags: {a: b}\n", "" },
	{ "a changed field", ORG "  name: O\n", NULL, ORG "  name: X\n",
		"/name X>O git\n" },
	{ "live moved since base", ORG "  name: O\n", ORG "  name: O\n",
		ORG "  name: X\n", "/name X>O live\n" },
	{ "git moved since base", ORG "  name: O\n", ORG "  name: X\n", ORG "  name: X\n",
		"/name X>O git\n" },
	{ "both moved since base", ORG "  name: O\n", ORG "  name: B\n",
		ORG "  name: X\n", "/name X>O both was B\n" },
	{ "what base declared and git dropped is removed", ORG "  name: O\n",
		ORG "  name: O\n  description: d\n", ORG "  name: O\n  description: d\n",
		"/description d>- git\n" },
	{ "what git dropped and live has not is no change", ORG "  name: O\n",
		ORG "  name: O\n  description: d\n", ORG "  name: O\n", "" },
	{ "an empty description is none", ORG "  name: O\n  description: \"\"\n", NULL,
		ORG "  name: O\n", "" },
	{ "tags key by key; others stay", ORG "  name: O\n  tags: {a: \"1\", b: c}\n",
		NULL, ORG "  name: O\n  tags: {z: z, b: d, a: 1}\n",
		"/tags/b d>c git\n" },
	{ "a tag without a value is a tag", ORG "  name: O\n  tags: {pci: }\n", NULL,
		ORG "  name: O\n  tags: {a: b}\n", "/tags/pci -> git\n" },
	{ "a tag without a value equals the empty text",
		ORG "  name: O\n  tags: {pci: }\n", NULL,
		ORG "  name: O\n  tags: {pci: \"\"}\n", "" },
	{ "a slash in a tag is escaped in its pointer",
		ORG "  name: O\n  tags: {a/b~c: d}\n", NULL,
		ORG "  name: O\n  tags: {a/b~c: x}\n", "/tags/a~1b~0c x>d git\n" },
	{ "a dropped tag is removed", ORG "  name: O\n  tags: {a: b}\n",
		ORG "  name: O\n  tags: {a: b, c: d}\n",
		ORG "  name: O\n  tags: {a: b, c: d, e: f}\n", "/tags/c d>- git\n" },
	{ "the server's modules are not compared", PROJECT "  modules: [CD]\n", NULL,
		PROJECT "  modules: [CD, CI]\n", "" },
	{ "the default color is no change", PROJECT "  color: \"#0063F7\"\n", NULL,
		PROJECT, "" },
	{ "another color is", PROJECT "  color: \"#ff0000\"\n", NULL, PROJECT,
		"/color ->#ff0000 git\n" },

	{ "a YAML body is owned whole", SERVICE, NULL, SERVICE "  description: by hand\n",
		"/description by hand>- git\n" },
	{ "quoting, order and comments mean nothing",
		SERVICE "  tags: {a: \"1\", b: c}\n", NULL,
		SERVICE "  # a comment\n  tags:\n    b: 'c'\n    a: 1\n", "" },
	{ "empties are no difference in a YAML body", SERVICE, NULL,
		SERVICE "  description: \"\"\n  tags: {}\n", "" },
	{ "gitOpsEnabled defaults to false", SERVICE "  gitOpsEnabled: false\n", NULL,
		SERVICE, "" },
	{ "inside lists the pointer counts",
		PIPELINE "  stages:\n    - stage: {identifier: a, name: A}\n", NULL,
		PIPELINE "  stages:\n    - stage: {identifier: a, name: B}\n",
		"/stages/0/stage/name B>A git\n" },
	{ "an item in front is one change",
		PIPELINE
		"  stages: [{stage: {identifier: n}}, {stage: {identifier: a}}]\n",
		NULL, PIPELINE "  stages: [{stage: {identifier: a}}]\n",
		"/stages/0 ->{} git\n" },
	{ "an item dropped at the end is one change",
		PIPELINE "  stages: [{stage: {identifier: a}}]\n", NULL,
		PIPELINE
		"  stages: [{stage: {identifier: a}}, {stage: {identifier: b}}]\n",
		"/stages/1 {}>- git\n" },
	{ "causes are told apart field by field",
		SERVICE "  description: new\n  tags: {a: b}\n",
		SERVICE "  description: old\n  tags: {a: b}\n",
		SERVICE "  description: old\n  tags: {a: c}\n",
		"/description old>new git\n/tags/a c>b live\n" },

	{ "the default port is no change",
		SECRET "        credentialType: KeyPath\n"
		       "        spec: {userName: u, keyPath: /k}\n    port: 22\n",
		NULL,
		SECRET "        credentialType: KeyPath\n"
		       "        spec: {userName: u, keyPath: /k}\n",
		"" },
	{ "a port of zero is the default port",
		SECRET "        credentialType: KeyPath\n"
		       "        spec: {userName: u, keyPath: /k}\n    port: 0\n",
		NULL,
		SECRET "        credentialType: KeyPath\n"
		       "        spec: {userName: u, keyPath: /k}\n    port: 22\n",
		"" },
	{ "another variant replaces the map whole",
		SECRET "        credentialType: KeyPath\n        spec: {userName: u, "
		       "keyPath: /k}\n",
		NULL,
		SECRET "        credentialType: Password\n        spec: {userName: u, "
		       "password: p}\n",
		"/spec/auth/spec {}>{} git\n" },

	{ "a scopeLevel left empty matches any", GRANT "    scopeLevel: null\n", NULL,
		GRANT "    scopeLevel: account\n", "" },
	{ "a scopeLevel that git dropped matches any", GRANT,
		GRANT "    scopeLevel: account\n", GRANT "    scopeLevel: account\n",
		"" },
	{ "an absent scopeLevel matches any", GRANT, NULL,
		GRANT "    scopeLevel: account\n", "" },
	{ "disabled is compared with its default", GRANT "  disabled: true\n", NULL,
		GRANT, "/disabled ->true git\n" },
	{ "a false that is not there is no change", GRANT "  disabled: false\n", NULL,
		GRANT, "" },
};

static void print_value(struct buf *out, const struct value *value)
{
	if (value == NULL)
		buf_text(out, "-");
	else
		buf_text(out, value_is_scalar(value) ? value_text(value) : "{}");
}

static void print_changes(struct buf *out, const struct difference *difference)
{
	static const char *const causes[] = { "git", "live", "both" };

	for (size_t i = 0; i < difference->count; i++) {
		const struct change *change = &difference->changes[i];

		buf_format(out, "%s ", change->path);
		print_value(out, change->before);
		buf_text(out, ">");
		print_value(out, change->after);
		buf_format(out, " %s", causes[change->cause]);
		if (change->cause == CAUSE_BOTH) {
			buf_text(out, " was ");
			print_value(out, change->base);
		}
		buf_char(out, '\n');
	}
}

static void diff_compares(void **state)
{
	const struct row *row = *state;
	struct world world;
	struct tree base_tree;
	struct declared base = { 0 };
	struct difference difference;
	struct arena arena = { 0 };
	struct buf text;

	world_init(&world, row->desired, row->live);
	world_declare(&base, &base_tree, row->base != NULL ? row->base : "", &world.errs);
	assert_int_equal(world.declared.set.count, 1);
	diff_entity(&difference, &arena, world.declared.set.items[0],
		row->base != NULL ? base.set.items[0] : NULL, world.live.set.items[0],
		&(struct diff_options){ 0 });
	buf_init(&text, 1 << 16);
	print_changes(&text, &difference);
	assert_string_equal(buf_string(&text), row->changes);
	buf_release(&text);
	arena_release(&arena);
	declared_release(&base);
	tree_release(&base_tree);
	world_release(&world);
}

/* What somebody made of it in Harness: no YAML, another thing, nothing at all. */
static void live_text_that_says_nothing_differs(void **state)
{
	static const char *const texts[] = { "service:\n  x: [", "other:\n  name: s\n",
		"hello", "", "service:\n  name: s\n---\nservice:\n  name: s\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct diff_options options = { 0 };
		struct difference difference;
		struct arena arena = { 0 };
		struct world world;

		world_init(&world, SERVICE, SERVICE);
		world.live.set.items[0]->text = slice_of(texts[i]);
		diff_entity(&difference, &arena, world.declared.set.items[0], NULL,
			world.live.set.items[0], &options);
		assert_true(difference.count > 0);
		arena_release(&arena);
		world_release(&world);
	}
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(live_text_that_says_nothing_differs),
	};

	return TABLE_RUN(rows, diff_compares) +
	       cmocka_run_group_tests(others, NULL, NULL);
}
