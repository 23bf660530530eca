#include "providers/git.h"

#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/git_reading.h"
#include "providers/pathname.h"

#define TREE_FOLDER ".harness"

static enum git_type type_on_disk(struct git *git, const char *path)
{
	struct stat status;
	enum folder_result result = folder_stat(&git->folder, path, &status);

	if (result == FOLDER_LINK)
		return GIT_LINK;
	if (result != FOLDER_DONE)
		return GIT_NOTHING;
	if (S_ISDIR(status.st_mode))
		return GIT_FOLDER;
	return S_ISLNK(status.st_mode) ? GIT_LINK : GIT_FILE;
}

static void say_no_root(
	struct git *git, const char *dir, const char *commit, struct error_list *errs)
{
	struct error *error;

	if (commit != NULL)
		error = error_add(errs, ERROR_TREE, (struct place){ 0 },
			"commit %.10s has no " TREE_FOLDER " folder at or above %s",
			commit, dir);
	else
		error = error_add(errs, ERROR_TREE, (struct place){ 0 },
			"no " TREE_FOLDER " folder at or above %s, up to %s", dir,
			git_workdir(git));
	error_fix(errs, error,
		"make the folder " TREE_FOLDER " and add its files to git, or name the "
		"folder that holds it with --dir");
}

/*
 * Settle git->root: the nearest at or above `from`, a path in the repository; where
 * there is none and it may be new, the one that would be made at `from`.
 */
static bool find_root(struct git *git, const char *dir, const char *from,
	const char *commit, bool may_be_new, struct error_list *errs)
{
	const char *made = pathname_join(&git->arena, from, TREE_FOLDER);
	char id[41];

	for (;; from = pathname_folder(&git->arena, from)) {
		const char *path = pathname_join(&git->arena, from, TREE_FOLDER);
		enum git_type type = commit != NULL ? git_type_at(git, commit, path, id)
						    : type_on_disk(git, path);

		if (type == GIT_FOLDER) {
			git->root = path;
			return true;
		}
		if (type == GIT_LINK) {
			error_add(errs, ERROR_PATH_ESCAPE, (struct place){ .file = path },
				"%s is a symbolic link; rein follows none", path);
			return false;
		}
		if (*from == '\0')
			break;
	}
	if (may_be_new) {
		git->root = made;
		return true;
	}
	say_no_root(git, dir, commit, errs);
	return false;
}

/* `dir` as a path in the repository: "" for its top, and from outside of it. */
static const char *path_within(const struct git *git, const char *dir)
{
	const char *top = git_workdir(git);

	if (top == NULL || !text_starts(dir, top))
		return "";
	dir += strlen(top);
	return pathname_is_plain(dir) ? dir : ""; /* not plain: within `.git` */
}

static bool settle_root(struct git *git, const char *dir, const char *rev,
	bool may_be_new, struct error_list *errs)
{
	const char *commit = NULL;

	if (git_workdir(git) != NULL &&
		!folder_open(&git->folder, git_workdir(git), errs))
		return false;
	if (rev != NULL || git_workdir(git) == NULL) {
		commit = git_resolve(git, rev, &git->arena, errs);
		if (commit == NULL)
			return false;
	}
	return find_root(git, dir, path_within(git, dir), commit, may_be_new, errs);
}

static bool has_work_tree(const struct git *git, struct error_list *errs)
{
	if (git_workdir(git) != NULL)
		return true;
	error_fix(errs,
		error_add(errs, ERROR_TREE, (struct place){ 0 },
			"the repository is a bare one, and files are written to a work "
			"tree"),
		"run it in a checkout: git clone");
	return false;
}

static struct git *open_at(
	const char *dir, const char *rev, bool may_be_new, struct error_list *errs)
{
	char *real = realpath(dir, NULL);
	struct git *git;
	bool opened;

	if (real == NULL) {
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 },
			"there is no folder %s", dir);
		return NULL;
	}
	git = memory_resize(NULL, sizeof(*git));
	*git = (struct git){ 0 };
	opened = git_objects_open(git, real, errs) &&
		 (!may_be_new || has_work_tree(git, errs)) &&
		 settle_root(git, real, rev, may_be_new, errs);
	free(real);
	if (opened)
		return git;
	git_close(git);
	return NULL;
}

struct git *git_open(const char *dir, const char *rev, struct error_list *errs)
{
	return open_at(dir, rev, false, errs);
}

struct git *git_open_to_write(const char *dir, struct error_list *errs)
{
	return open_at(dir, NULL, true, errs);
}

void git_close(struct git *git)
{
	if (git == NULL)
		return;
	folder_close(&git->folder);
	git_objects_close(git);
	arena_release(&git->arena);
	free(git);
}

/* What is known of the commit: its tree's folder, and where it came from. */
static void describe(struct git *git, struct tree *tree, const char *commit)
{
	tree->root = arena_text(&tree->arena, git->root);
	tree->remote = git_origin(git, &tree->arena);
	if (commit == NULL)
		return;
	memcpy(tree->commit, commit, sizeof(tree->commit));
	if (git_type_at(git, commit, git->root, tree->tree_id) != GIT_FOLDER)
		tree->tree_id[0] = '\0';
}

static void read_at_commit(
	struct git_reading *reading, const char *rev, struct error_list *errs)
{
	const char *commit = git_resolve(reading->git, rev, &reading->scratch, errs);

	if (commit == NULL)
		return;
	describe(reading->git, reading->tree, commit);
	reading_commit(reading, commit);
}

static void read_checked_out(struct git_reading *reading)
{
	struct git *git = reading->git;
	char head[41];

	reading->tree->workdir = arena_text(&reading->tree->arena, git_workdir(git));
	describe(git, reading->tree, git_head(git, head) ? head : NULL);
	reading_work_tree(reading);
	git_index_forget(git);
}

static bool read_tree(
	struct git_reading *reading, const char *rev, struct error_list *errs)
{
	size_t before = errs->failures;

	*reading->tree = (struct tree){ 0 };
	buf_init(&reading->bytes, LIMIT_FILE_BYTES);
	if (rev != NULL || git_workdir(reading->git) == NULL)
		read_at_commit(reading, rev, errs);
	else
		read_checked_out(reading);
	tree_sort(reading->tree);
	buf_release(&reading->bytes);
	arena_release(&reading->scratch);
	return errs->failures == before;
}

bool git_read_tree(
	struct git *git, const char *rev, struct tree *tree, struct error_list *errs)
{
	struct git_reading reading = { .git = git, .tree = tree, .errs = errs };

	return read_tree(&reading, rev, errs);
}

bool git_read_beside(struct git *git, const char *rev, const struct tree *like,
	struct tree *tree, struct error_list *errs)
{
	struct git_reading reading = {
		.git = git,
		.tree = tree,
		.like = like,
		.errs = errs,
	};

	return read_tree(&reading, rev, errs);
}

/* One file */

/* What stands at `path`; its id where a commit has it. */
static enum git_type type_of_path(
	struct git *git, const char *rev, const char *path, char id[41])
{
	struct arena scratch = { 0 };
	struct error_list unheard = { 0 };
	enum git_type type = GIT_NOTHING;
	const char *commit;

	if (rev == NULL && git_workdir(git) != NULL)
		return type_on_disk(git, path);
	commit = git_resolve(git, rev, &scratch, &unheard);
	if (commit != NULL)
		type = git_type_at(git, commit, path, id);
	error_release(&unheard);
	arena_release(&scratch);
	return type;
}

bool git_tracks(struct git *git, const char *rev, const char *path)
{
	char id[41];

	if (rev == NULL && git_workdir(git) != NULL)
		return git_index_has(git, path);
	return type_of_path(git, rev, path, id) == GIT_FILE;
}

bool git_is_link(struct git *git, const char *rev, const char *path)
{
	char id[41];

	return pathname_is_plain(path) && type_of_path(git, rev, path, id) == GIT_LINK;
}

static enum folder_result read_committed(struct git *git, const char *rev,
	const char *path, struct buf *bytes, struct error_list *errs)
{
	char id[41];

	switch (type_of_path(git, rev, path, id)) {
	case GIT_FILE:
		return git_read_blob(git, id, path, bytes, errs) ? FOLDER_DONE
								 : FOLDER_ABSENT;
	case GIT_LINK:
		return FOLDER_LINK;
	case GIT_FOLDER:
	case GIT_MODULE:
		return FOLDER_SPECIAL;
	case GIT_NOTHING:
		break;
	}
	return FOLDER_ABSENT;
}

bool git_read_file(struct git *git, const char *rev, const char *path, struct buf *bytes,
	bool *tracked, struct error_list *errs)
{
	bool on_disk = rev == NULL && git_workdir(git) != NULL;
	enum folder_result result;

	*tracked = false;
	if (!pathname_is_plain(path)) {
		error_add(errs, ERROR_PATH_ESCAPE, (struct place){ .file = path },
			"%s leads out of the repository's files", path);
		return false;
	}
	*tracked = git_tracks(git, rev, path);
	result = on_disk ? folder_read(&git->folder, path, bytes, NULL)
			 : read_committed(git, rev, path, bytes, errs);
	if (result != FOLDER_DONE && result != FOLDER_ABSENT)
		error_add(errs,
			result == FOLDER_LINK    ? ERROR_PATH_ESCAPE
			: result == FOLDER_LARGE ? ERROR_LIMIT_EXCEEDED
						 : ERROR_FILE_ACCESS,
			(struct place){ .file = path }, "%s %s", path,
			folder_words(&git->folder, result));
	return result == FOLDER_DONE;
}

bool git_read_untracked(struct git *git, struct tree *tree, struct error_list *errs)
{
	size_t failures = errs->failures, room = tree->file_count;
	struct buf bytes;

	buf_init(&bytes, LIMIT_FILE_BYTES);
	for (size_t i = 0; i < tree->untracked_count; i++) {
		bool tracked;

		bytes.len = 0;
		if (git_read_file(git, NULL, tree->untracked[i], &bytes, &tracked, errs))
			tree_add(tree, &room, tree->untracked[i],
				(struct slice){ arena_copy(&tree->arena,
							buf_string(&bytes), bytes.len),
					bytes.len });
		bytes.full = false;
	}
	tree->untracked_count = 0;
	tree_sort(tree);
	buf_release(&bytes);
	return errs->failures == failures;
}
