#include "providers/pathname.h"

#include "model/arena.h"
#include "tests/support/table.h"

static const struct resolve_row {
	const char *name, *from, *path, *resolved;
} resolve_rows[] = {
	{ "a sibling", "a/b", "c", "a/b/c" },
	{ "below", "a", "b/c", "a/b/c" },
	{ "from the root", "", "a", "a" },
	{ "one up", "a/b", "../c", "a/c" },
	{ "up to the root", "a/b", "../../c", "c" },
	{ "one too far", "a/b", "../../../c", NULL },
	{ "out and in again", "a", "../../a/c", NULL },
	{ "down and up", "a", "b/../c", "a/c" },
	{ "dots that mean nothing", "a", "./b/./c", "a/b/c" },
	{ "slashes twice", "a", "b//c", "a/b/c" },
	{ "names that begin with dots", "a", "..b/.c/...", "a/..b/.c/..." },
	{ "a slash at the end", "a", "b/", "a/b" },
	{ "absolute", "a", "/etc/passwd", NULL },
	{ "empty", "a", "", NULL },
	{ "the root itself", "a", "..", NULL },
	{ "the folder itself", "a", ".", "a" },
};

static void path_resolves(void **state)
{
	const struct resolve_row *row = *state;
	struct arena arena = { 0 };
	const char *resolved = pathname_resolve(&arena, row->from, row->path);

	if (row->resolved == NULL) {
		assert_null(resolved);
	} else {
		assert_non_null(resolved);
		assert_string_equal(resolved, row->resolved);
	}
	arena_release(&arena);
}

static const struct plain_row {
	const char *name, *path;
	bool plain;
} plain_rows[] = {
	{ "one name", "a", true },
	{ "several names", "a/b/c.yaml", true },
	{ "dots in names", ".a/..b/c..", true },
	{ "empty", "", false },
	{ "absolute", "/a", false },
	{ "slash at the end", "a/", false },
	{ "empty name", "a//b", false },
	{ "dot", "a/./b", false },
	{ "two dots", "a/../b", false },
	{ "two dots at the end", "a/..", false },
	{ "git's own folder", ".git/config", false },
	{ "git's own folder, deep and in capitals", "a/.GIT/config", false },
	{ "a name that begins like git's", ".github/a", true },
};

static void path_is_plain(void **state)
{
	const struct plain_row *row = *state;

	assert_int_equal(pathname_is_plain(row->path), row->plain);
}

int main(void)
{
	return TABLE_RUN(resolve_rows, path_resolves) +
	       TABLE_RUN(plain_rows, path_is_plain);
}
