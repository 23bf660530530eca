#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/source.h"
#include "reconcile/load.h"

/* What a reference comes to as far as the tree alone can say. */
enum mention_state {
	MENTION_DECLARED, /* the tree has it */
	MENTION_BUILTIN,  /* every account has it */
	MENTION_EXTERNAL, /* it must exist live */
};

/* A reference, as it stands in the tree. */
struct mention {
	const char *address; /* of the entity that refers */
	const char *path;    /* JSON pointer of the field, below the root key */
	const char *target;  /* address of what it names */
	enum mention_state state;
	const struct source *source;
	uint32_t offset; /* of the value in the source */
};

/*
 * Every reference that a field or an expression of the tree makes, by file and
 * place. Left out: what a folder says without a field, what is known only at run
 * time, and what names no scope that its writer sees, which is a finding. It lives
 * in the arena and points into what was declared.
 */
struct mentions {
	struct mention *items;
	size_t count;
};

void mentions_collect(
	struct mentions *mentions, struct arena *arena, const struct declared *declared);
const char *mention_state_name(enum mention_state state);
