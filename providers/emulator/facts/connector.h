#pragma once

#include <stdbool.h>

struct row;

/* Whether connectors of that type keep secrets (extended.md 2.4). */
bool connector_is_manager(const char *type);
/* Whether it keeps values only, so that nothing can be referred to in it. */
bool connector_is_kms(const struct row *connector);
