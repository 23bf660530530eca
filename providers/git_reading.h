#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "providers/git_objects.h"
#include "providers/tree.h"

/*
 * A tree being read by git_read_tree(): what reading from a commit and from the
 * work tree share. Findings go to `errs`; whatever is refused is left out.
 */
struct git_reading {
	struct git *git;
	struct tree *tree;
	const struct tree *like; /* whose bytes may be shared, or NULL */
	size_t room;             /* of the tree's files */
	size_t refused_room;
	struct arena scratch;
	struct git_items items;
	struct buf bytes; /* of the file at hand */
	const char *link; /* refused last, so that it is said once */
	const char *path; /* of the link that led to the item at hand, or NULL */
	struct source_store *store; /* of what is not read, of a work tree */
	int64_t index_s;
	uint32_t index_ns;
	struct error_list *errs;
};

/* What git knows of, taken in order; the whole commit; the whole work tree. */
void reading_commit(struct git_reading *reading, const char *commit);
void reading_work_tree(struct git_reading *reading);

/* Whether the item's path can be told and opened, and is no submodule's. */
bool reading_takes(struct git_reading *reading, const struct git_item *item);
/* Make room for as many files as git knows of: the list need not grow. */
void reading_reserve(struct git_reading *reading);
/* Add reading->bytes as the file of that item. */
struct tree_file *reading_add(struct git_reading *reading, const struct git_item *item);
/* The same with the bytes that git has of it. */
void reading_add_blob(struct git_reading *reading, const struct git_item *item);
/* Leave the item out and say so: "the file `words`". */
void reading_refuse(struct git_reading *reading, enum error_code code, const char *path,
	const char *words);
/* What is said of a link to a folder. */
extern const char reading_folder_words[];
/* `path` lives in reading->scratch. */
void reading_refuse_link(
	struct git_reading *reading, const char *path, const char *words);
/*
 * The document of the tree that the link `item` leads to, whose text is `target`,
 * over further links if need be: what is read in its place. NULL when that is none; it
 * is refused if it is meant as documents, since a link may leave the tree.
 */
const struct git_item *reading_follow(
	struct git_reading *reading, const struct git_item *item, const char *target);
