/*
 * Whatever the text, a reference has one form; a scoped one that its writer can
 * see is written again as it was. A generated identifier is legal but for its
 * first character and its length.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/arena.h"
#include "model/identifier.h"
#include "model/ref.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_ref(struct arena *arena, const char *text)
{
	static const struct scope scopes[] = { { NULL, NULL }, { "o", NULL },
		{ "o", "p" } };
	struct ref ref = ref_parse(text);

	assert((ref.form == REF_SCOPED) == (ref.id != NULL));
	for (size_t i = 0; ref.form == REF_SCOPED && i < 3; i++) {
		struct scope target;

		if (!ref_resolve(ref, scopes[i], &target))
			continue;
		assert(scope_level(target) == ref.level);
		assert(scope_within(scopes[i], target));
		assert(strcmp(ref_format(arena, target, ref.id), text) == 0);
	}
}

static void check_identifier(struct arena *arena, const char *text)
{
	const char *made = identifier_generate(arena, text);

	assert(strlen(made) <= strlen(text));
	if (strlen(made) <= 100)
		assert(identifier_check(arena_format(arena, "a%s", made),
			       IDENTIFIER_ENTITY) != IDENTIFIER_BAD);
	assert(strcmp(identifier_generate(arena, made), made) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena = { 0 };
	const char *text = arena_copy(&arena, (const char *)bytes, size);

	check_ref(&arena, text);
	check_identifier(&arena, text);
	arena_release(&arena);
	return 0;
}
