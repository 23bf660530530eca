#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "model/index.h"

struct parses;
struct tree;

/*
 * What a tree declares: its entities by address, and the scopes whose folders it
 * has without their own document (they must exist live, and are not managed).
 * Sources point into the tree, which must outlive it.
 */
struct declared {
	struct arena arena;
	struct entity_set set;   /* managed kinds and known ones alike; settled */
	struct scope *externals; /* organizations and projects, in order */
	size_t external_count;
	struct index lost; /* identifiers in documents that could not be loaded: who
			      refers to them is not at fault */
	size_t file_count, document_count;
};

/*
 * Every document of the tree: root key to kind, path and fields to scope, file
 * name or generated name to identifier (DESIGN "The tree"), each checked on its
 * own by check.h on the way, while it is parsed; the parse of YAML bodies is then
 * given up and their text kept. All findings of all files; what could be loaded
 * is loaded even when there are some. What needs the whole set is validate.h's.
 */
bool load_tree(
	struct declared *declared, const struct tree *tree, struct error_list *errs);
/* The same with what `parses` (NULL: nothing) holds of files that were without a
 * finding; these are not parsed again. What is read is put there. */
bool load_tree_kept(struct declared *declared, const struct tree *tree,
	struct parses *parses, struct error_list *errs);
void declared_release(struct declared *declared);
