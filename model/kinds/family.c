#include "model/kind.h"

/*
 * Source: core.md 3.3, 3.4, 3.5, extended.md 1.5, 1.6. Absence comes as 400 and as
 * 404; existence of services, environments and secrets as INVALID_REQUEST, told
 * by the message alone.
 */
static const char *const absent[] = { "ENTITY_NOT_FOUND", "RESOURCE_NOT_FOUND_EXCEPTION",
	"RESOURCE_NOT_FOUND" };
static const char *const exists[] = { "DUPLICATE_FIELD", "RESOURCE_ALREADY_EXISTS" };
static const char *const fragments[] = { "already exists", "already present" };

const struct family family_ng = {
	.name = "ng",
	.absent_codes = absent,
	.absent_count = countof(absent),
	.exists_codes = exists,
	.exists_count = countof(exists),
	.exists_fragments = fragments,
	.exists_fragment_count = countof(fragments),
};
