#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/text.h"
#include "providers/folder.h"
#include "providers/git.h"

/*
 * What git_tree.c needs of libgit2, in our own words: git.c and git_objects.c
 * alone include its header. For these three; the rest of the program reads git.h.
 */
struct git {
	struct git_repository *repository;
	struct git_odb *odb;
	struct git_index *index; /* NULL in a bare repository */
	bool forgotten;          /* the index holds nothing just now */
	struct folder folder;    /* the work tree; closed in a bare repository */
	const char *root;        /* the tree's folder, from the repository's root */
	struct arena arena;      /* root and what was tried for it */
};

/* libgit2's words for what failed last; and as an error under our code (false). */
const char *git_last_words(void);
bool git_fault(struct error_list *errs);

/* Names and commits have any bytes in them: what is not UTF-8 becomes a question mark.
 * NULL is empty. */
const char *git_clean(struct arena *arena, const char *text);

enum git_type { GIT_NOTHING, GIT_FILE, GIT_LINK, GIT_MODULE, GIT_FOLDER };

/* Something that the index or a commit holds. */
struct git_item {
	const char *path; /* from the repository's root */
	char id[41];
	enum git_type type;
	unsigned mode; /* as git writes it */

	/* the index's alone: as the file was when it was last known to equal `id` */
	int64_t modified_s, changed_s;
	uint32_t modified_ns, changed_ns; /* 0: not known */
	uint32_t inode, size;
	bool sparse; /* left out of the work tree on purpose */
};

struct git_items {
	struct git_item *items; /* sorted by path; no path twice */
	size_t count, room;
};

/* Start libgit2 and open the repository at or above `dir`, an absolute path. */
bool git_objects_open(struct git *git, const char *dir, struct error_list *errs);
void git_objects_close(struct git *git);

/* The commit of HEAD into `id`; false when there is none yet. */
bool git_head(const struct git *git, char id[41]);
/* What the commit (a full hash) has at that path, with its id. */
enum git_type git_type_at(
	const struct git *git, const char *commit, const char *path, char id[41]);
/* Whether the index has a file of that path. */
bool git_index_has(struct git *git, const char *path);
/* Give up the memory of the index: it is read again when it is asked for. */
void git_index_forget(struct git *git);

/* All files, links and modules below `folder`. Paths live in the arena. */
bool git_list_commit(const struct git *git, const char *commit, const char *folder,
	struct arena *arena, struct git_items *items, struct error_list *errs);
bool git_list_index(struct git *git, const char *folder, struct arena *arena,
	struct git_items *items, struct error_list *errs);
/* When the index was written: a stamp that is not older proves nothing. */
void git_index_written(const struct git *git, int64_t *seconds, uint32_t *nanoseconds);

/* The id that git would give these bytes of a file, line ends converted as set. */
bool git_hash(
	const struct git *git, const char *path, const struct buf *bytes, char id[41]);
/* The same of the file on disk. */
bool git_hash_file(const struct git *git, const char *path, char id[41]);
/* Whether git ignores what is not tracked there. */
bool git_ignores(const struct git *git, const char *path);
/* The url of `origin` without user and password, or NULL. */
const char *git_origin(const struct git *git, struct arena *arena);
