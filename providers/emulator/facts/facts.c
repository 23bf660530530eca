#include "providers/emulator/facts/facts.h"

#include <assert.h>

#define FACT_ROW(name) &fact_##name,
static const struct fact *const facts[] = { FACTS(FACT_ROW) };

const struct fact *const *fact_all(size_t *count)
{
	*count = countof(facts);
	return facts;
}

const struct fact *fact_get(const char *kind)
{
	size_t i = 0;

	while (i < countof(facts) && strcmp(facts[i]->kind, kind) != 0)
		i++;
	assert(i < countof(facts));
	return facts[i];
}
