#pragma once

#include <stdbool.h>

struct act;
struct draft;

/* What a secret's `spec` must hold, type by type, and how it is stored: values go
 * into the row's hidden column and leave the spec. Source: core.md 10. False when
 * refused. */
bool secret_check(struct act *act, struct draft *draft);

/* The detail of routes that take a file or a YAML document. */
struct secret_door {
	bool file, yaml;
};
