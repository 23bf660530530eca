#include "providers/dialect.h"

/* Source: core.md 2.2, 2.3, 2.4; extended.md 1.3. */
static const struct dialect dialects[] = {
	[PAGING_INDEX] = { "pageIndex", "pageSize", "content", "totalPages", NULL },
	[PAGING_PAGE] = { "page", "size", "content", "totalPages", NULL },
	[PAGING_SPRING] = { "page", "size", "content", "totalPages", "last" },
	[PAGING_NONE] = { NULL, NULL, "", NULL, NULL },
};

const struct dialect *dialect_of(enum paging paging)
{
	return &dialects[paging];
}
