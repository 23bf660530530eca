#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/limits.h"
#include "model/source.h"
#include "model/value.h"
#include "providers/words.h"
#include "providers/yaml_scalar.h"

/* What every node may have: where it stands, its anchor and tag or NULL. */
struct yaml_node {
	uint32_t offset;
	const char *anchor, *tag;
};

/* A list or map that is open. */
struct yaml_frame {
	struct value value; /* so far its type and offset */
	size_t first;       /* of its nodes on the stack */
	size_t total;       /* nodes of the document before it */
	size_t height;      /* of the highest container in it */
	size_t anchor;      /* its place from 1, or 0 */
	bool merges;        /* a merge key is among its keys */
};

struct yaml_anchor {
	uint64_t hash;
	const char *name;
	bool open; /* its node has not ended yet */
	struct value value;
	size_t nodes, height;
};

/*
 * Documents made from their events, one after the other: a stack of finished
 * nodes, from which each container takes its own when it closes. An alias shares
 * its anchor's nodes but is counted in full, so a bomb is an error before it is
 * memory. Faults are added to `errs`: after one of the text's own the document is
 * not made, after a limit `stopped` says to stop.
 */
struct yaml_build {
	const struct source *source;
	struct error_list *errs;
	struct arena *arena;  /* of the product */
	struct words words;   /* of the product */
	struct arena scratch; /* of the anchors */
	struct value *nodes;
	size_t count, room;
	const struct value **keys; /* of the map that closes */
	size_t key_room;
	struct yaml_frame frames[LIMIT_DEPTH];
	size_t depth;
	struct yaml_anchor *anchors;
	size_t anchor_count, anchor_room;
	size_t total; /* nodes of the document, aliases followed */
	bool faulty, stopped;
	bool nothing; /* the document is comments alone */
};

void yaml_build_init(struct yaml_build *build, struct arena *arena,
	const struct source *source, struct error_list *errs);
void yaml_build_release(struct yaml_build *build);

void yaml_build_begin(struct yaml_build *build);
/* A copy of the text of the scalar that comes next, if it has to be copied. */
const char *yaml_build_keep(struct yaml_build *build, const char *text, size_t size);
/* `text` has a NUL behind it and must live as long as the product. */
void yaml_build_scalar(struct yaml_build *build, const struct yaml_node *node,
	const char *text, size_t size, enum yaml_style style);
void yaml_build_alias(struct yaml_build *build, const struct yaml_node *node);
void yaml_build_open(
	struct yaml_build *build, const struct yaml_node *node, enum value_type type);
void yaml_build_close(struct yaml_build *build);
/* The document's root, or NULL when it has a fault or is nothing but comments. */
const struct value *yaml_build_end(struct yaml_build *build);

/* --- for yaml_map.c ------------------------------------------------------------ */

/* Put a node on the stack. */
void yaml_build_put(struct yaml_build *build, struct value value);
/* The text at `offset` is at fault; its document is not made. */
void yaml_build_fault(struct yaml_build *build, uint32_t offset, const char *words);
/* As many bytes of a foreign text as a message should hold. */
int yaml_build_shown(const char *text);
