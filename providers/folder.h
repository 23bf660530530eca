#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/limits.h"
#include "model/text.h"

/*
 * Files below one folder on disk, never through a symbolic link, wherever on the
 * way it stands. Paths are relative and plain (pathname.h). The folders on the
 * way to the last file stay open, so that reading in the order of paths costs
 * little more than the reading. Zero is a valid closed one.
 */
struct folder {
	size_t count; /* open descriptors: the folder itself, then the way down */
	int descriptors[LIMIT_FOLDER_DEPTH + 1];
	size_t ends[LIMIT_FOLDER_DEPTH + 1]; /* where the path of each ends in `way` */
	char way[4096];
	size_t reached; /* after trouble: bytes of the path up to the name at fault */
	int fault;      /* after FOLDER_FAULT: errno */
};

enum folder_result {
	FOLDER_DONE,
	FOLDER_ABSENT,
	FOLDER_LINK,    /* a symbolic link, there or on the way */
	FOLDER_SPECIAL, /* neither file nor folder, or a folder where a file is due */
	FOLDER_LARGE,   /* over the ceiling of the buffer, or nested too deep */
	FOLDER_FAULT,
};

/* Open the folder itself; links in `path` are followed: it is the caller's own. */
bool folder_open(struct folder *folder, const char *path, struct error_list *errs);
void folder_close(struct folder *folder);

/*
 * Append the bytes of a regular file. `status` (may be NULL) is of what was read.
 * Bytes pass through no other memory that is not wiped.
 */
enum folder_result folder_read(
	struct folder *folder, const char *path, struct buf *bytes, struct stat *status);
/* The same of a file of exactly so many bytes, to where there is room for them:
 * FOLDER_SPECIAL when it has others. */
enum folder_result folder_fill(struct folder *folder, const char *path, char *bytes,
	size_t size, struct stat *status);
/* The status of what stands there: of a link, its own. */
enum folder_result folder_stat(
	struct folder *folder, const char *path, struct stat *status);

/* Append where the symbolic link there leads, as it is written: FOLDER_SPECIAL when it
 * is none. */
enum folder_result folder_read_link(
	struct folder *folder, const char *path, struct buf *target);

enum folder_type { FOLDER_FILE, FOLDER_FOLDER, FOLDER_OTHER };
struct folder_entry {
	const char *name;
	enum folder_type type; /* links are FOLDER_OTHER */
};
/* What stands in the folder `path` ("": the folder itself), in no order. */
enum folder_result folder_list(struct folder *folder, const char *path,
	struct arena *arena, struct folder_entry **entries, size_t *count);

/* What a result other than FOLDER_DONE says of the path: "is a symbolic link". */
const char *folder_words(const struct folder *folder, enum folder_result result);
