#include "providers/emulator/nap.h"

#include <stddef.h>

void naps_add(struct naps *naps, struct nap *nap)
{
	struct nap **at = &naps->first;

	while (*at != NULL && (*at)->wake <= nap->wake)
		at = &(*at)->next;
	nap->next = *at;
	*at = nap;
}

struct nap *naps_take(struct naps *naps, int64_t now)
{
	struct nap *nap = naps->first;

	if (nap == NULL || nap->wake > now)
		return NULL;
	naps->first = nap->next;
	return nap;
}

void naps_drop(struct naps *naps, const struct nap *nap)
{
	for (struct nap **at = &naps->first; *at != NULL; at = &(*at)->next)
		if (*at == nap) {
			*at = nap->next;
			return;
		}
}

int64_t naps_wait(const struct naps *naps, int64_t now, int64_t most)
{
	int64_t wait = naps->first != NULL ? naps->first->wake - now : most;

	if (wait < 0)
		return 0;
	return wait < most ? wait : most;
}
