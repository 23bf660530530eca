#include "tests/support/history.h"

#include <stdio.h>

#include "model/text.h"
#include "tests/support/table.h"

/* Xorshift: the same on every machine. */
unsigned history_pick(struct history *history, unsigned below)
{
	history->random ^= history->random << 13;
	history->random ^= history->random >> 7;
	history->random ^= history->random << 17;
	return (unsigned)(history->random >> 33) % below;
}

void history_name(char name[16], int number)
{
	(void)snprintf(name, 16, number < HISTORY_THINGS ? "v%d" : "wild%d", number);
}

static void write_thing(struct history *history, int number)
{
	const struct thing *thing = &history->commits[history->head].things[number];
	char path[128], text[256], description[32] = "";

	(void)snprintf(path, sizeof(path),
		".harness/orgs/o/projects/p/variables/v%d.yaml", number);
	if (!thing->there) {
		(void)remove(repository_path(&history->repository, path));
		return;
	}
	if (thing->fields[0] > 0)
		(void)snprintf(description, sizeof(description), "  description: d%d\n",
			thing->fields[0]);
	(void)snprintf(text, sizeof(text),
		"variable:\n  name: v%d\n%s  type: String\n  spec:\n"
		"    valueType: FIXED\n    fixedValue: f%d\n",
		number, description, thing->fields[1]);
	repository_write(&history->repository, path, text);
}

/* The newest commit gets its id; one that was made before is the same commit. */
static void read_head(struct history *history)
{
	char path[128], *id = history->commits[history->head].id;
	FILE *file;

	repository_run(&history->repository, "git rev-parse HEAD >head.txt");
	(void)snprintf(path, sizeof(path), "%s/head.txt", history->repository.path);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fread(id, 1, 40, file), 40);
	id[40] = '\0';
	assert_int_equal(fclose(file), 0);
	for (int i = 0; i + 1 < history->count; i++) {
		if (!text_equal(history->commits[i].id, id))
			continue;
		history->head = i;
		history->count--;
		return;
	}
}

/* A copy of HEAD to change: the commit that comes next. */
static struct commit *next_commit(struct history *history, int other)
{
	struct commit *commit;

	assert_true(history->count < HISTORY_COMMITS);
	commit = &history->commits[history->count];
	*commit = history->commits[history->head];
	commit->parents[0] = history->head;
	commit->parents[1] = other;
	history->head = history->count++;
	return commit;
}

void history_edit_git(struct history *history)
{
	struct commit *commit = next_commit(history, -1);
	int number = (int)history_pick(history, HISTORY_THINGS);
	struct thing *thing = &commit->things[number];

	if (thing->there && history_pick(history, 3) == 0)
		*thing = (struct thing){ 0 };
	else
		*thing = (struct thing){ true,
			{ (int)history_pick(history, 3),
				1 + (int)history_pick(history, 3) } };
	write_thing(history, number);
	repository_commit(&history->repository);
	read_head(history);
}

void history_go_to(struct history *history, int commit)
{
	repository_run(
		&history->repository, "git checkout -q %s", history->commits[commit].id);
	history->head = commit;
}

void history_merge(struct history *history)
{
	int other = (int)history_pick(history, (unsigned)history->count);

	next_commit(history, other);
	repository_run(&history->repository,
		"git merge -q --no-ff -s ours -m merge %s >/dev/null 2>&1",
		history->commits[other].id);
	read_head(history);
}

bool history_is_ancestor(const struct history *history, int ancestor, int commit)
{
	if (commit < 0 || ancestor == commit)
		return commit >= 0;
	return history_is_ancestor(
		       history, ancestor, history->commits[commit].parents[0]) ||
	       history_is_ancestor(
		       history, ancestor, history->commits[commit].parents[1]);
}

static void put_scopes(struct history *history)
{
	const struct scope account = { 0 }, org = { "o", NULL };

	fake_provider_put(&history->fake, kind_find("organization"), account, "o", NULL,
		(struct slice){ 0 });
	fake_provider_put(&history->fake, kind_find("project"), org, "p", NULL,
		(struct slice){ 0 });
}

void history_init(struct history *history, uint64_t seed)
{
	*history = (struct history){ .random = seed * 0x9e3779b97f4a7c15u + 1 };
	repository_init(&history->repository);
	repository_write(&history->repository, ".gitignore", "head.txt\n");
	repository_write(&history->repository,
		".harness/orgs/o/projects/p/variables/README.md", "here\n");
	fake_provider_init(&history->fake);
	put_scopes(history);
	history->commits[0] = (struct commit){ .parents = { -1, -1 } };
	history->count = 1;
	history->commits[0].things[0] = (struct thing){ true, { 1, 1 } };
	write_thing(history, 0);
	repository_commit(&history->repository);
	read_head(history);
}

void history_release(struct history *history)
{
	fake_provider_release(&history->fake);
	repository_remove(&history->repository);
}
