#include "providers/git.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/git_objects.h"

static const struct place nowhere = { 0 };

/*
 * Strict verification would hash every object that is read (PERFORMANCE 1). The
 * extensions named are those that make no difference to one who only reads
 * objects: partial clones and sparse checkouts, as CI makes them.
 */
static void start_library(void)
{
	static const char *const extensions[] = { "worktreeconfig", "partialclone",
		"preciousobjects" };
	const char *names[sizeof(extensions) / sizeof(extensions[0])];

	git_libgit2_init();
	memcpy(names, extensions, sizeof(names));
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0); /* nothing is read twice */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, sizeof(names) / sizeof(names[0]));
}

/* Opening */

/* git honours `safe.directory = *`; this libgit2 does not yet. */
static bool every_owner_is_safe(void)
{
	git_config *config = NULL;
	git_config_iterator *iterator = NULL;
	git_config_entry *entry;
	bool safe = false;

	if (git_config_open_default(&config) == 0 &&
		git_config_multivar_iterator_new(
			&iterator, config, "safe.directory", NULL) == 0) {
		while (git_config_next(&entry, iterator) == 0)
			safe = *entry->value != '\0' &&
			       (safe || strcmp(entry->value, "*") == 0);
	}
	git_config_iterator_free(iterator);
	git_config_free(config);
	return safe;
}

/* The folder to name in safe.directory: that of the nearest `.git`. */
static const char *owned_folder(struct arena *arena, const char *dir)
{
	const char *at = arena_text(arena, dir);

	while (access(arena_format(arena, "%s/.git", at), F_OK) != 0) {
		const char *up = strrchr(at, '/');

		if (up == NULL || up == at)
			return dir; /* a bare repository */
		at = arena_copy(arena, at, (size_t)(up - at));
	}
	return at;
}

static void say_owner(struct git *git, const char *dir, struct error_list *errs)
{
	const char *owned = owned_folder(&git->arena, dir);
	struct error *error = error_add(errs, ERROR_GIT, nowhere,
		"the repository at %s belongs to another user, so git does not trust it",
		owned);

	error_fix(
		errs, error, "run: git config --global --add safe.directory '%s'", owned);
}

static void say_no_repository(const char *dir, struct error_list *errs)
{
	struct error *error = error_add(
		errs, ERROR_GIT, nowhere, "no git repository at or above %s", dir);

	error_fix(errs, error,
		"run rein in a git checkout, name one with --dir, or make one: git init");
}

/* This libgit2 knows SHA-1 alone, and says so in words about git's configuration. */
static void say_unreadable(struct error_list *errs)
{
	struct error *error;

	if (strstr(git_last_words(), "objectformat") == NULL) {
		git_fault(errs);
		return;
	}
	error = error_add(errs, ERROR_GIT, nowhere,
		"the repository names its objects by SHA-256, which rein does not read");
	error_fix(errs, error, "run rein in a repository of git's usual format, SHA-1");
}

static bool open_repository(struct git *git, const char *dir, struct error_list *errs)
{
	int result = git_repository_open_ext(&git->repository, dir, 0, NULL);
	/* without any safe.directory this libgit2 says "not found", and names it */
	bool foreign =
		result == GIT_EOWNER ||
		(result == GIT_ENOTFOUND && strstr(git_last_words(), "safe.directory"));

	if (foreign && every_owner_is_safe()) {
		git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
		result = git_repository_open_ext(&git->repository, dir, 0, NULL);
		foreign = false;
	}
	if (result == 0)
		return true;
	if (foreign)
		say_owner(git, dir, errs);
	else if (result == GIT_ENOTFOUND)
		say_no_repository(dir, errs);
	else
		say_unreadable(errs);
	return false;
}

bool git_objects_open(struct git *git, const char *dir, struct error_list *errs)
{
	start_library();
	if (!open_repository(git, dir, errs))
		return false;
	if (git_repository_odb(&git->odb, git->repository) < 0)
		return git_fault(errs);
	if (git_repository_is_bare(git->repository))
		return true;
	return git_repository_index(&git->index, git->repository) == 0 || git_fault(errs);
}

void git_objects_close(struct git *git)
{
	git_odb_free(git->odb);
	git_index_free(git->index);
	git_repository_free(git->repository);
	git_libgit2_shutdown();
}

const char *git_workdir(const struct git *git)
{
	return git_repository_workdir(git->repository);
}

const char *git_home(const struct git *git)
{
	return git_repository_commondir(git->repository);
}

/* Revisions */

static void say_no_revision(struct git *git, const char *rev, struct error_list *errs)
{
	bool head = strcmp(rev, "HEAD") == 0;
	struct error *error = error_add(errs, ERROR_GIT, nowhere,
		head ? "%s names no commit: the repository has none yet"
		     : "no commit is called %s in this repository",
		rev);

	if (head)
		error_fix(errs, error, "commit the tree first");
	else if (git_repository_is_shallow(git->repository))
		error_fix(errs, error,
			"this is a shallow clone: fetch more of it (fetch-depth: 0, or "
			"git "
			"fetch --unshallow)");
}

/* The commit that `rev` names, for the caller to free; NULL with an error. */
static git_commit *find_commit(struct git *git, const char *rev, struct error_list *errs)
{
	git_object *object = NULL;
	git_object *commit = NULL;

	if (rev == NULL)
		rev = "HEAD";

	if (*rev == '\0' || git_revparse_single(&object, git->repository, rev) < 0 ||
		git_object_peel(&commit, object, GIT_OBJECT_COMMIT) < 0)
		say_no_revision(git, rev, errs);
	git_object_free(object);
	return (git_commit *)commit; /* peeled to that type */
}

const char *git_resolve(
	struct git *git, const char *rev, struct arena *arena, struct error_list *errs)
{
	git_commit *commit = find_commit(git, rev, errs);
	char *id = NULL;

	if (commit != NULL) {
		id = arena_alloc(arena, GIT_OID_HEXSZ + 1);
		git_oid_tostr(id, GIT_OID_HEXSZ + 1, git_commit_id(commit));
	}
	git_commit_free(commit);
	return id;
}

bool git_head(const struct git *git, char id[41])
{
	git_oid oid;

	if (git_reference_name_to_id(&oid, git->repository, "HEAD") < 0)
		return false;
	git_oid_tostr(id, GIT_OID_HEXSZ + 1, &oid);
	return true;
}
