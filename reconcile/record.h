#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"

/* An address whose deletion was blocked, and a commit that declared it. */
struct record_unsettled {
	const char *address, *commit;
};

/* What was applied last: the value of the variable that keeps it. */
struct record {
	const char *name;    /* the full one, of record_name.h */
	const char *commit;  /* applied last; a full hash, as `settled` */
	const char *settled; /* up to which deletions were settled */
	const char *at;      /* when: RFC 3339 */
	const char *version; /* of the program that wrote it */
	struct record_unsettled *unsettled;
	size_t unsettled_count;
};

/* As JSON on one line, free of what Harness would take for an expression. */
const char *record_format(struct arena *arena, const struct record *record);

/*
 * The reverse, of bytes that anybody may have edited. NULL when they are a record;
 * else what is wrong with them, as the end of a sentence: "it is no JSON".
 */
const char *record_parse(struct record *record, struct arena *arena, const char *text);
