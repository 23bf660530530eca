#pragma once

#include <stddef.h>

/*
 * Fail the running test unless `bytes` are what the file of that name below
 * testdata/golden/ holds; what came instead is left in $BUILD/golden/. With
 * GOLDEN=write in the environment the file is written instead (`make golden`).
 */
void golden_check(const char *name, const char *bytes, size_t size);
