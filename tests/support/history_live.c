#include "tests/support/history_live.h"

#include <stdio.h>

#include "model/arena.h"
#include "tests/support/table.h"

static const struct scope project = { "o", "p" };

static void put_live(struct history *history, int number)
{
	struct arena *arena = &history->fake.arena;
	struct thing *thing = &history->live[number];
	struct value_builder spec = { .arena = arena }, inner = { .arena = arena };
	char name[16];

	history_name(name, number);
	if (!thing->there) {
		fake_provider_remove(
			&history->fake, arena_format(arena, "variable:o/p/%s", name));
		return;
	}
	value_put(&inner, "valueType", value_make(VALUE_TEXT, "FIXED"));
	value_put(&inner, "fixedValue",
		value_make(VALUE_TEXT, arena_format(arena, "f%d", thing->fields[1])));
	value_put(&spec, "identifier", value_make(VALUE_TEXT, arena_text(arena, name)));
	value_put(&spec, "name", value_make(VALUE_TEXT, arena_text(arena, name)));
	if (thing->fields[0] > 0)
		value_put(&spec, "description",
			value_make(VALUE_TEXT,
				arena_format(arena, "d%d", thing->fields[0])));
	value_put(&spec, "type", value_make(VALUE_TEXT, "String"));
	value_put(&spec, "spec", *value_map_end(&inner));
	fake_provider_put(&history->fake, kind_find("variable"), project,
		arena_text(arena, name), value_map_end(&spec), (struct slice){ 0 });
}

void history_edit_live(struct history *history)
{
	int number = (int)history_pick(history, HISTORY_THINGS + HISTORY_WILD);
	struct thing *thing = &history->live[number];

	if (thing->there && history_pick(history, 3) == 0)
		*thing = (struct thing){ 0 };
	else
		*thing = (struct thing){ true,
			{ (int)history_pick(history, 3),
				1 + (int)history_pick(history, 3) } };
	put_live(history, number);
}

static int digit_of(const struct value *spec, const char *path)
{
	const char *text = value_text_at(spec, path);

	return text != NULL && text[0] != '\0' ? text[1] - '0' : 0;
}

static struct thing read_live(struct history *history, int number)
{
	struct entity *entity;
	char name[16];

	history_name(name, number);
	entity = fake_provider_find(&history->fake,
		arena_format(&history->fake.arena, "variable:o/p/%s", name));
	if (entity == NULL)
		return (struct thing){ 0 };
	return (struct thing){ true,
		{ digit_of(entity->spec, "description"),
			digit_of(entity->spec, "spec.fixedValue") } };
}

void history_see_live(struct history *history)
{
	for (int number = 0; number < HISTORY_THINGS + HISTORY_WILD; number++) {
		struct thing now = read_live(history, number);

		if (number >= HISTORY_THINGS)
			assert_memory_equal(&now.fields, &history->live[number].fields,
				sizeof(now.fields));
		history->live[number] = now;
	}
}
