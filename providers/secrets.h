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
 * tree"): the environment, or a file. PATH is relative to its document and stays
 * inside the repository; it is looked for in the work tree, or in the commit
 * where the tree is read from one. Where that has no such file and `folder` is
 * given, inside `folder`, as: PATH itself (`!file token` is DIR/token); the path
 * from the repository's root, so that DIR can mirror it; and where PATH, seen from
 * the document's place on disk, leads into DIR. In the repository no link is
 * followed, in DIR none that leads out of it (Kubernetes mounts secrets behind
 * links); `.git` is never entered. What is read is wiped by its reader.
 */
struct secrets {
	struct git *git;    /* NULL: no repository, `folder` alone (tests) */
	const char *rev;    /* NULL: the work tree */
	const char *folder; /* --secrets-dir, or NULL */
};

/*
 * What is wrong with the source itself, at its place: an absolute path, `.git`, a
 * link, a path that leaves the repository (path-escape), HARNESS_* and REIN_*
 * (secret-value, as an error), a file that git tracks (secret-tracked, a warning).
 * Reads no value and asks for no file's presence. Other values are passed over.
 */
void secrets_check(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct error_list *errs);

/*
 * The value itself, byte for byte, appended to `bytes` (made with
 * LIMIT_SECRET_BYTES). False with what secrets_check() calls an error, or with
 * secret-value (as an error) when it cannot be had: an unset variable, a missing
 * file, something empty or too large.
 */
bool secrets_read(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct buf *bytes, struct error_list *errs);

/*
 * The same for a value that is sent as text (SecretText): a file of one line loses
 * its line end, since editors and `echo` put one there and no password has it. A
 * file of several lines (a PEM key) and a variable are taken as they are.
 */
bool secrets_read_text(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct buf *bytes, struct error_list *errs);
