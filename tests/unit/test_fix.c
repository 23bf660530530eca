#include "reconcile/fix.h"

#include <string.h>

#include "model/limits.h"
#include "reconcile/validate.h"

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

#define CLOSED \
	"== orgs/o/projects/p/project.yaml\nproject: {identifier: p, orgIdentifier: " \
	"o}\n"
#define USES \
	"== orgs/o/projects/p/x.yaml\nservice:\n  identifier: x\n  a: {sshKeyRef: " \
	"hub}\n"
#define HUB(folder) "== " folder "secrets/hub.yaml\nsecret: {identifier: hub}\n"

/* A tree, and what its last file becomes; NULL when it stays. */
static const struct row {
	const char *name, *tree, *fixed;
} rows[] = {
	{ "an identifier from the file name, comments and layout kept",
		"== api.yaml\n# api\nservice: # of the shop\n    # inner\n    name: "
		"API\n",
		"# api\nservice: # of the shop\n    # inner\n    identifier: api\n"
		"    name: API\n" },
	{ "one generated from the name", "== my-api.yaml\nservice: {name: My API}\n",
		"service: {identifier: My_API, name: My API}\n" },
	{ "one generated that others have already",
		"== a.yaml\nservice: {identifier: My_API}\n"
		"== b-1.yaml\nservice: {name: My API}\n"
		"== b-2.yaml\nservice: {name: My API}\n",
		"service: {identifier: My_API_2, name: My API}\n" },
	{ "one that is empty", "== api.yaml\nservice:\n  name: API\n  identifier:\n",
		"service:\n  name: API\n  identifier: api\n" },
	{ "one that is empty before a remark",
		"== api.yaml\nservice:\n  identifier: # later\n  name: API\n",
		"service:\n  identifier: api # later\n  name: API\n" },
	{ "one that is an empty text",
		"== api.yaml\nservice:\n  identifier: \"\" # later\n",
		"service:\n  identifier: api # later\n" },
	{ "one that is null", "== api.yaml\nservice:\n  identifier: ~\n",
		"service:\n  identifier: api\n" },
	{ "one that is empty in braces",
		"== api.yaml\nservice: {name: API, identifier: , x: 1}\n",
		"service: {name: API, identifier: api, x: 1}\n" },
	{ "an empty one at the end of braces",
		"== api.yaml\nservice: {name: API, identifier: }\n",
		"service: {name: API, identifier: api}\n" },
	{ "an empty one of a folder",
		"== orgs/acme/organization.yaml\norganization:\n  identifier:\n",
		"organization:\n  identifier: acme\n" },
	{ "an empty one by an alias stays",
		"== api.yaml\nservice: {name: &n \"\", identifier: *n}\n", NULL },
	{ "one that is there", "== api.yaml\nservice: {identifier: x}\n", NULL },
	{ "one of each document of a file",
		"== a-b.yaml\nservice: {name: a}\n---\nservice: {name: b}\n",
		"service: {identifier: a, name: a}\n---\n"
		"service: {identifier: b, name: b}\n" },
	{ "an organization's is its folder's",
		"== orgs/acme/organization.yaml\norganization:\r\n  name: A\r\n",
		"organization:\r\n  identifier: acme\r\n  name: A\r\n" },
	{ "a kind that is known alone may leave it to its path",
		"== overrides/qa/x.yaml\noverrides: {variables: []}\n", NULL },
	{ "the prefix of references",
		"== orgs/o/services/x.yaml\nservice:\n  identifier: x\n"
		"  a: {connectorRef: hub}\n  b:\n    connectorRef: \"git\" # why\n"
		"    c: <+secrets.getValue(\"hub\")>\n",
		"service:\n  identifier: x\n"
		"  a: {connectorRef: org.hub}\n  b:\n    connectorRef: \"org.git\" # "
		"why\n"
		"    c: <+secrets.getValue(\"hub\")>\n" },
	{ "none where the project may have more than the tree", CLOSED HUB("") USES,
		NULL },
	{ "a prefix that is too much",
		"== orgs/o/projects/p/x.yaml\nservice:\n  identifier: x\n"
		"  policySets: [project.a, b]\n",
		"service:\n  identifier: x\n  policySets: [a, b]\n" },
};

/* The same of a tree that says that it holds all that its project has. */
static const struct row closed_rows[] = {
	{ "the only prefix under which a closed tree has it", CLOSED HUB("") USES,
		"service:\n  identifier: x\n  a: {sshKeyRef: account.hub}\n" },
	{ "of two such prefixes none", CLOSED HUB("") HUB("orgs/o/") USES, NULL },
	{ "no other name",
		CLOSED "== orgs/o/projects/p/secrets/hub2.yaml\n"
		       "secret: {identifier: hub2}\n" USES,
		NULL },
};

static void mend(const struct row *row, bool closed)
{
	struct validate_options options = { .closed = closed };
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;
	struct splice *splices;
	struct buf out;
	size_t count, first = 0;

	inline_tree(&tree, row->tree);
	load_tree(&declared, &tree, &errs);
	validate_declared(&declared, &tree, &options, &errs);
	splices = fix_collect(&arena, &declared, &errs, &count);
	buf_init(&out, LIMIT_TEXT_BYTES);
	while (first < count &&
		splices[first].source != &tree.files[tree.file_count - 1].source)
		first++;
	if (first < count)
		fix_apply(&out, splices + first, count - first);
	assert_string_equal(buf_string(&out), row->fixed != NULL ? row->fixed : "");
	buf_release(&out);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
	arena_release(&arena);
}

static void file_is_mended(void **state)
{
	mend(*state, false);
}

static void closed_tree_is_mended(void **state)
{
	mend(*state, true);
}

int main(void)
{
	return TABLE_RUN(rows, file_is_mended) +
	       TABLE_RUN(closed_rows, closed_tree_is_mended);
}
