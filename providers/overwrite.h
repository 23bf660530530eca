#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"

/*
 * Put other bytes into a file that is there, below the folder `root` (absolute): it
 * has the old bytes or the new ones, never half of them, and keeps its mode. No
 * symbolic link is followed, wherever on the way it stands. Signals that end the
 * program wait until the file has its name, as in all of these.
 */
bool overwrite_file(const char *root, const char *path, const char *bytes, size_t size,
	struct error_list *errs);

/*
 * Put a file where none is, with the folders on the way that are missing: it is
 * there whole or not at all, and never in the place of another. No symbolic link is
 * followed either.
 */
bool create_file(const char *root, const char *path, const char *bytes, size_t size,
	struct error_list *errs);

/* Take away a file; the folders stay. No symbolic link is followed, and none removed. */
bool remove_file(const char *root, const char *path, struct error_list *errs);

/*
 * Write a file for its owner's eyes alone (0600) at `path`, which is the user's: the
 * folders on the way may be links. What stood there is replaced, as above; a link,
 * a folder or a device is not.
 */
bool write_private_file(
	const char *path, const char *bytes, size_t size, struct error_list *errs);
