#pragma once

#include <stddef.h>

struct buf;

/*
 * Fail the running test unless `bytes` are what the file of that name below
 * testdata/golden/ holds; what came instead is left in $BUILD/golden/. With
 * GOLDEN=write in the environment the file is written instead (`make golden`).
 */
void golden_check(const char *name, const char *bytes, size_t size);

/* Take style and script, and their digests, out of a page: they are files of their
 * own. What is no page stays as it is. */
void golden_leave_out_assets(struct buf *page);
