#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"
#include "model/source.h"
#include "model/text.h"
#include "model/value.h"

struct git;

/*
 * Where the values behind `!env NAME` and `!file PATH` come from (DESIGN "The
 * tree"): the environment; a file relative to its document, inside the
 * repository, or inside `folder` where given. What is read is wiped by its reader.
 */
struct secrets {
	struct git *git;
	const char *rev;    /* NULL: the work tree */
	const char *folder; /* --secrets-dir, or NULL */
};

/*
 * What is wrong with the source itself, at its place: `.git`, HARNESS_*, REIN_*
 * (path-escape, secret-value), a path that leaves the repository (path-escape), a
 * file that git tracks (secret-tracked, a warning). Offline.
 */
void secrets_check(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct error_list *errs);

/*
 * The value itself, appended to `bytes` (made with LIMIT_SECRET_BYTES). False with
 * secret-value (as an error) when it cannot be had: an unset variable, a missing
 * file, something empty or too large.
 */
bool secrets_read(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct buf *bytes, struct error_list *errs);
