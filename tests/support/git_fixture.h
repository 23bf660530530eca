#pragma once

#include "model/error.h"
#include "providers/git.h"
#include "providers/tree.h"
#include "tests/support/repository.h"

/* A repository with one commit of two documents, opened or read on demand. */
struct git_fixture {
	struct repository repository;
	struct git *git;
	struct tree tree;
	struct error_list errs;
};

/* For cmocka: *state is a fixture, with nothing opened yet. */
int git_fixture_set_up(void **state);
int git_fixture_tear_down(void **state);
#define GIT_TEST(test) \
	cmocka_unit_test_setup_teardown(test, git_fixture_set_up, git_fixture_tear_down)

/* Open at `dir` (from the repository's top) and read; what was read before is gone. */
bool git_fixture_read(struct git_fixture *fixture, const char *dir, const char *rev);

void git_fixture_assert_file(
	const struct git_fixture *fixture, const char *path, const char *bytes);
/* The only error; `file` may be NULL: any. */
void git_fixture_assert_error(
	const struct git_fixture *fixture, enum error_code code, const char *file);
/* No error, and the tree as it was committed: .harness/a.yaml and orgs/b.yml. */
void git_fixture_assert_whole(const struct git_fixture *fixture);
