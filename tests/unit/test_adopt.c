#include "reconcile/adopt.h"

#include <string.h>

#include "providers/yaml.h"
#include "reconcile/match.h"

#include "tests/support/table.h"
#include "tests/support/world.h"

#define AT "== orgs/o/projects/p/"
#define SECRET_BODY \
	"  type: SecretText\n  spec:\n    secretManagerIdentifier: m\n" \
	"    valueType: Inline\n"

static const struct row {
	const char *name, *tree, *live;
	const char *file; /* what becomes of the first file; NULL: it is removed */
} rows[] = {
	{ "a scalar, with its comment and quotes kept",
		AT "project.yaml\n# mine\nproject:\n  name: 'old'  # the name\n\n"
		   "  description: \"x\" # said\n",
		AT "project.yaml\nproject:\n  name: it's new\n  description: y\n",
		"# mine\nproject:\n  name: 'it''s new'  # the name\n\n"
		"  description: \"y\" # said\n" },
	{ "a text that was plain and cannot be any more",
		AT "project.yaml\nproject:\n  name: old # c\n",
		AT "project.yaml\nproject:\n  name: 'no'\n",
		"project:\n  name: \"no\" # c\n" },
	{ "a tag that comes, one that goes, one that changes",
		AT "project.yaml\nproject:\n  name: p\n  tags:\n    # of whom\n"
		   "    owner: me\n    gone: x\n    tier: '1' # or 2\n",
		AT "project.yaml\nproject:\n  name: p\n  tags: {owner: you, tier: '2'}\n",
		"project:\n  name: p\n  tags:\n    # of whom\n    owner: you\n"
		"    tier: '2' # or 2\n" },
	{ "tags between brackets",
		AT "project.yaml\nproject:\n  name: p\n"
		   "  tags: {a: b, c: d} # two\n",
		AT "project.yaml\nproject:\n  name: p\n  tags: {a: x, c: d}\n",
		"project:\n  name: p\n  tags: {a: x, c: d} # two\n" },
	{ "brackets that lose one",
		AT "project.yaml\nproject:\n  name: p\n"
		   "  tags: {a: b, c: d} # two\n",
		AT "project.yaml\nproject:\n  name: p\n  tags: {c: d}\n",
		"project:\n  name: p\n  tags: {c: d} # two\n" },
	{ "the last tag goes",
		AT "project.yaml\nproject:\n  name: p\n  tags:\n    a: b\n"
		   "  description: d\n",
		AT "project.yaml\nproject:\n  name: p\n  description: d\n",
		"project:\n  name: p\n  description: d\n" },
	{ "a name that the file gave",
		AT "services/api.yaml\nservice:\n  gitOpsEnabled: false # no\n",
		AT "services/api.yaml\nservice:\n  name: The API\n  identifier: api\n",
		"service:\n  gitOpsEnabled: false # no\n  name: The API\n" },
	{ "line ends of the file",
		AT "services/api.yaml\nservice:\r\n  name: api\r\n  tags:\r\n"
		   "    a: b\r\n",
		AT "services/api.yaml\nservice:\n  name: web\n  tags:\n    a: b\n"
		   "    c: d\n",
		"service:\r\n  name: web\r\n  tags:\r\n    a: b\r\n    c: d\r\n" },
	{ "a stage in the middle, and a step's script line by line",
		AT "pipelines/l.yaml\npipeline:\n  name: l\n  stages:\n"
		   "    - stage:\n        identifier: a\n        name: a\n"
		   "        type: Custom\n"
		   "    # the middle\n"
		   "    - stage:\n        identifier: b\n        name: b\n"
		   "        type: Custom\n        spec:\n          script: |\n"
		   "            one\n            two # 2\n\n"
		   "    - stage: {identifier: c, name: c, type: Custom} # flow\n",
		AT "pipelines/l.yaml\npipeline:\n  name: l\n  stages:\n"
		   "    - stage:\n        identifier: b\n        name: b\n"
		   "        type: Custom\n        spec:\n          script: |\n"
		   "            one\n            three\n"
		   "    - stage:\n        identifier: m\n        name: m\n"
		   "        type: Custom\n"
		   "    - stage: {identifier: c, name: sea, type: Custom}\n",
		"pipeline:\n  name: l\n  stages:\n"
		"    # the middle\n"
		"    - stage:\n        identifier: b\n        name: b\n"
		"        type: Custom\n        spec:\n          script: |\n"
		"            one\n            three\n"
		"    - stage:\n        identifier: m\n        name: m\n"
		"        type: Custom\n\n"
		"    - stage: {identifier: c, name: sea, type: Custom} # flow\n" },
	{ "one document of several",
		AT "all.yaml\n# one\nservice:\n  name: a\n  identifier: a\n---\n"
		   "service:\n  name: b # b\n  identifier: b\n---\n# three\n"
		   "service:\n  name: c\n  identifier: c\n",
		AT "all.yaml\nservice:\n  name: a\n  identifier: a\n---\n"
		   "service:\n  name: b\n  identifier: b\n  description: new\n---\n"
		   "service:\n  name: c\n  identifier: c\n",
		"# one\nservice:\n  name: a\n  identifier: a\n---\n"
		"service:\n  name: b # b\n  identifier: b\n  description: new\n---\n"
		"# three\nservice:\n  name: c\n  identifier: c\n" },
	{ "documents that go",
		AT "all.yaml\n# one\nservice:\n  name: a\n  identifier: a\n"
		   "---\nservice:\n  name: b\n  identifier: b\n---\n"
		   "# three\nservice:\n  name: c\n  identifier: c\n",
		AT "all.yaml\nservice:\n  name: b\n  identifier: b\n",
		"service:\n  name: b\n  identifier: b\n" },
	{ "the only document goes with its file",
		AT "services/a.yaml\n# one\nservice:\n  name: a\n", "", NULL },
	{ "no line end at the end of the file", AT "services/a.yaml\nservice:\n  name: a",
		AT "services/a.yaml\nservice:\n  name: a\n  description: b\n",
		"service:\n  name: a\n  description: b\n" },
	{ "a secret value stays",
		AT "secrets/s.yaml\nsecret:\n  name: s\n" SECRET_BODY
		   "    value: !env S # here\n",
		AT "secrets/s.yaml\nsecret:\n  name: t\n" SECRET_BODY,
		"secret:\n  name: t\n" SECRET_BODY "    value: !env S # here\n" },
	{ "a text becomes lines, and lines a text",
		AT "services/a.yaml\nservice:\n  name: a\n  description: one # 1\n"
		   "  tags:\n    t: |\n      x\n      y\n    u: v\n",
		AT "services/a.yaml\nservice:\n  name: a\n  description: |\n    one\n"
		   "    two\n  tags:\n    t: z\n    u: v\n",
		"service:\n  name: a\n  description: |\n    one\n    two\n  tags:\n"
		"    t: z\n    u: v\n" },
	{ "an alias gives way to what it no longer is",
		AT "services/a.yaml\nservice:\n  name: &n a\n  description: *n\n",
		AT "services/a.yaml\nservice:\n  name: a\n  description: b\n",
		"service:\n  name: &n a\n  description: b\n" },
	{ "an anchor that others use is written out",
		AT "services/a.yaml\n# top\nservice:\n  name: &n a # x\n"
		   "  description: *n\n",
		AT "services/a.yaml\nservice:\n  name: b\n  description: a\n",
		"# top\nservice:\n  identifier: a\n  orgIdentifier: o\n"
		"  projectIdentifier: p\n  name: b\n  description: a\n" },
	{ "a document that is all brackets, and cannot be edited",
		AT "services/a.yaml\n# top\n{service: {name: &n a, description: *n}} # "
		   "end\n",
		AT "services/a.yaml\nservice: {name: b, description: a}\n",
		"# top\nservice: {identifier: a, orgIdentifier: o, projectIdentifier: p, "
		"name: b, description: a}\n" },
	{ "a list of a list, which is not edited item by item",
		AT
		"services/a.yaml\nservice:\n  name: a\n  x:\n  - - one # 1\n    - two\n"
		"  - three\n",
		AT "services/a.yaml\nservice:\n  name: a\n  x:\n  - - two\n  - three\n",
		"service:\n  name: a\n  x:\n  - - two\n  - three\n" },
};

/* What drift would ask for: all that differs, and all that is gone. */
static size_t collect(
	struct adoption *items, struct arena *arena, const struct world *world)
{
	static const struct diff_options options;
	const struct entity_set *desired = &world->declared.set;
	struct entity **matches = match_live(arena, desired, &world->live.set);
	size_t count = 0;

	for (size_t i = 0; i < desired->count; i++) {
		struct adoption *item = &items[count];
		struct difference difference = { 0 };

		if (matches[i] != NULL)
			diff_entity(&difference, arena, desired->items[i], NULL,
				matches[i], &options);
		if (matches[i] != NULL && difference.count == 0)
			continue;
		*item = (struct adoption){ desired->items[i], matches[i],
			difference.changes, difference.count, .whole = true };
		count++;
	}
	return count;
}

static void the_file_says_what_lives(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct adoption items[8];
	struct adopted adopted;
	struct world world;
	size_t count;

	world_init(&world, row->tree, row->live);
	assert_int_equal(world.errs.failures, 0);
	count = collect(items, &arena, &world);
	assert_int_not_equal(count, 0);
	assert_true(adopt_make(&adopted, &world.tree, items, count, &world.errs));
	assert_int_equal(adopted.count, 1);
	assert_int_equal(adopted.files[0].removed, row->file == NULL);
	if (row->file != NULL) {
		assert_string_equal(adopted.files[0].bytes.ptr, row->file);
		assert_int_equal(adopted.files[0].bytes.len, strlen(row->file));
	}
	adopt_release(&adopted);
	arena_release(&arena);
	world_release(&world);
}

/* --- anything that may happen in Harness ------------------------------------------ */

static const char plain[] = "# The head.\n"
			    "service:\n"
			    "  name: api # its name\n"
			    "  identifier: api\n"
			    "\n"
			    "  # of whom\n"
			    "  tags: {owner: core, 'tier': \"1\"}\n"
			    "  serviceDefinition:\n"
			    "    type: Kubernetes\n"
			    "    spec: # here it begins\n"
			    "      variables:\n"
			    "        - name: one # first\n"
			    "          type: String\n"
			    "          value: 'a'\n"
			    "        # the second\n"
			    "        -   name: two\n"
			    "            value: \"b\"\n"
			    "            list: [x, y, {z: 1}]\n"
			    "        - {name: three, value: c} # third\n"
			    "      flat:\n"
			    "      - p\n"
			    "      - q # q\n"
			    "      - r\n"
			    "      script: |\n"
			    "        echo one\n"
			    "\n"
			    "        echo \"two\" # not a comment\n"
			    "      folded: >-\n"
			    "        some\n"
			    "        words\n"
			    "      empty:\n"
			    "      deep:\n"
			    "        - - a\n"
			    "          - b\n"
			    "        - key: v\n"
			    "  description: the last # one\n";

static const char windows[] =
	"# The head.\r\nservice:\r\n    name: api\r\n    identifier: api\r\n\r\n"
	"  # of whom\r\n    tags:\r\n        owner: core\r\n    serviceDefinition:\r\n"
	"        type: Kubernetes\r\n        spec:\r\n            list:\r\n"
	"            - one # 1\r\n            - two\r\n            text: |\r\n"
	"                a\r\n                b\r\n    description: d";

static const char brackets[] =
	"# The head.\nservice: {name: api, identifier: api,\n  # of whom\n"
	"  tags: {owner: core}, # tags\n  serviceDefinition: {type: Kubernetes,\n"
	"    spec: {list: [a, 'b', {c: d}], \"deep\": {x: [[1, 2], [3]], y: }}},\n"
	"  description: d}\n";

static const char anchors[] =
	"# The head.\n---\nservice:\n  name: api\n  identifier: api\n"
	"  # of whom\n  tags: &tags\n    owner: core\n  serviceDefinition:\n"
	"    type: Kubernetes\n    spec:\n      one: &one\n        a: b\n        c: d\n"
	"      two:\n        <<: *one\n        e: f\n      three: *tags\n"
	"      list: !!seq\n        - &x !!str 1\n        - *x\n        - ? key\n"
	"          : value\n      tabs:\t\tt # t\n...\n";

/* Whether comments stay: in a map in brackets, and around anchors, not always. */
static const struct document {
	const char *name, *text;
	bool commented;
} documents[] = {
	{ "as people write", plain, true },
	{ "with the line ends of Windows", windows, true },
	{ "in brackets", brackets, false },
	{ "with anchors, tags and a head", anchors, false },
};

static unsigned draw(uint64_t *seed, unsigned below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % below;
}

struct mutation {
	struct arena *arena;
	uint64_t seed;
	bool scalars; /* nothing but other texts for texts of one line */
	bool texts;   /* where rows want texts there is nothing else */
	size_t count; /* made */
};

static struct value other_text(struct mutation *mutation)
{
	static const char *const texts[] = { "new", "no", "0123", "a: b", "it's \"so\"",
		" x ", "# y", "", "caf\xc3\xa9", "<+a.b>", "one\ntwo\n", "{z}" };
	unsigned count = sizeof(texts) / sizeof(texts[0]);
	const char *text;

	do
		text = texts[draw(&mutation->seed, count)];
	while (mutation->scalars && strchr(text, '\n') != NULL);
	mutation->count++;
	return value_make(VALUE_TEXT, text);
}

static struct value other_node(struct mutation *mutation)
{
	struct value_builder map = { .arena = mutation->arena };

	if (mutation->texts || draw(&mutation->seed, 2) == 0)
		return other_text(mutation);
	value_put(&map, "name", other_text(mutation));
	value_put(&map, "more", other_text(mutation));
	return *value_map_end(&map);
}

static struct value mutate(struct mutation *mutation, const struct value *value);

static bool is_spared(const char *key)
{
	return strcmp(key, "identifier") == 0 || strcmp(key, "type") == 0;
}

static bool wants_texts(const char *key)
{
	return strcmp(key, "name") == 0 || strcmp(key, "description") == 0 ||
	       strcmp(key, "tags") == 0;
}

static struct value mutate_map(struct mutation *mutation, const struct value *map)
{
	struct value_builder builder = { .arena = mutation->arena };
	bool texts = mutation->texts;

	for (size_t i = 0; i < value_count(map); i++) {
		const char *key = value_text(value_key(map, i));

		mutation->texts = texts || wants_texts(key);
		if (is_spared(key))
			value_put(&builder, key, *value_entry(map, i));
		else if (mutation->scalars || draw(&mutation->seed, 12) != 0)
			value_put(&builder, key, mutate(mutation, value_entry(map, i)));
		mutation->texts = texts;
	}
	if (!mutation->scalars && draw(&mutation->seed, 8) == 0)
		value_put(&builder, "added", other_node(mutation));
	return *value_map_end(&builder);
}

static struct value mutate_list(struct mutation *mutation, const struct value *list)
{
	struct value_builder builder = { .arena = mutation->arena };

	for (size_t i = 0; i < value_count(list); i++) {
		if (!mutation->scalars && draw(&mutation->seed, 8) == 0)
			value_add(&builder, other_node(mutation));
		if (mutation->scalars || draw(&mutation->seed, 8) != 0)
			value_add(&builder, mutate(mutation, value_item(list, i)));
	}
	return *value_list_end(&builder);
}

static struct value mutate(struct mutation *mutation, const struct value *value)
{
	bool lines = value_is_scalar(value) &&
		     (strchr(value_text(value), '\n') != NULL ||
			     value_is(value, "some words") || value_is(value, ""));

	if (value_type(value) == VALUE_MAP)
		return mutate_map(mutation, value);
	if (value_type(value) == VALUE_LIST)
		return mutate_list(mutation, value);
	if (draw(&mutation->seed, 6) != 0 || (mutation->scalars && lines))
		return *value;
	return mutation->scalars ? other_text(mutation) : other_node(mutation);
}

/* Lines of one text that stand otherwise in the other. */
static size_t count_lines_apart(const char *a, const char *b)
{
	size_t apart = 0;

	while (*a != '\0' && *b != '\0') {
		size_t left = strcspn(a, "\n"), right = strcspn(b, "\n");

		apart += left != right || memcmp(a, b, left) != 0;
		a += left + (a[left] == '\n');
		b += right + (b[right] == '\n');
	}
	assert_string_equal(a, "");
	assert_string_equal(b, "");
	return apart;
}

static void adopt_one(const struct document *document, uint64_t seed, bool scalars)
{
	struct arena arena = { 0 };
	struct mutation mutation = { &arena, seed, scalars, false, 0 };
	struct source source = { .path = "x", .bytes = slice_of(document->text) };
	const struct value *root =
		yaml_read_one(&arena, &source, 0, (uint32_t)strlen(document->text));
	struct value fields = mutate(&mutation, value_entry(root, 0));
	struct adoption items[1];
	struct adopted adopted;
	struct world world;
	struct buf live;

	buf_init(&live, 1 << 20);
	buf_text(&live, AT "services/api.yaml\n");
	yaml_write(&live, "service", &fields);
	world_init(&world,
		arena_format(&arena, AT "services/api.yaml\n%s", document->text),
		buf_string(&live));
	if (collect(items, &arena, &world) == 1) {
		assert_true(adopt_make(&adopted, &world.tree, items, 1, &world.errs));
		assert_non_null(strstr(adopted.files[0].bytes.ptr, "# The head."));
		if (document->commented)
			assert_non_null(
				strstr(adopted.files[0].bytes.ptr, "\n  # of whom"));
		if (document->commented && scalars)
			assert_true(
				count_lines_apart(document->text,
					adopted.files[0].bytes.ptr) <= mutation.count);
		adopt_release(&adopted);
	}
	buf_release(&live);
	world_release(&world);
	arena_release(&arena);
}

static void whatever_was_changed_is_adopted(void **state)
{
	for (uint64_t seed = 1; seed <= 300; seed++)
		adopt_one(*state, seed, false);
}

static void other_texts_change_their_lines_alone(void **state)
{
	for (uint64_t seed = 1; seed <= 150; seed++)
		adopt_one(*state, seed, true);
}

int main(void)
{
	return TABLE_RUN(rows, the_file_says_what_lives) +
	       TABLE_RUN(documents, whatever_was_changed_is_adopted) +
	       TABLE_RUN(documents, other_texts_change_their_lines_alone);
}
