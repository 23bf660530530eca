#include "cmd/ignore_rules.h"

#include <string.h>
#include <time.h>

#include "model/num.h"
#include "model/source.h"
#include "model/value.h"

enum { DAY_SIZE = sizeof("2026-12-31") };

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool is_date(int64_t year, int64_t month, int64_t day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return day <= days[month - 1] + (month == 2 && is_leap(year));
}

bool ignore_rules_is_day(const char *text)
{
	char copy[DAY_SIZE];
	int64_t year, month, day;

	if (strlen(text) != DAY_SIZE - 1 || text[4] != '-' || text[7] != '-')
		return false;
	memcpy(copy, text, DAY_SIZE);
	copy[4] = '\0';
	copy[7] = '\0';
	return num_parse(copy, 1, 9999, &year) && num_parse(copy + 5, 1, 12, &month) &&
	       num_parse(copy + 8, 1, 31, &day) && is_date(year, month, day);
}

/* Days written like this compare as texts do. */
static bool is_over(const char *until, int64_t now_ms)
{
	time_t seconds = (time_t)(now_ms / 1000);
	struct tm parts;
	char today[DAY_SIZE + 16];

	return until != NULL && gmtime_r(&seconds, &parts) != NULL &&
	       strftime(today, sizeof(today), "%Y-%m-%d", &parts) > 0 &&
	       strcmp(until, today) < 0;
}

static const char *const *read_fields(
	struct arena *arena, const struct value *list, size_t count)
{
	const char **fields = arena_array(arena, count, sizeof(*fields));

	for (size_t i = 0; i < count; i++)
		fields[i] = value_text(value_item(list, i));
	return fields;
}

void ignore_rules_read(struct ignore *ignore, struct arena *arena,
	const struct value *list, const struct source *source, int64_t now_ms)
{
	struct ignore_rule *rules = arena_array(arena, value_count(list), sizeof(*rules));

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *map = value_item(list, i);
		const struct value *fields = value_find(map, "fields");

		rules[i] = (struct ignore_rule){
			.address = value_text_at(map, "address"),
			.fields = read_fields(arena, fields, value_count(fields)),
			.field_count = value_count(fields),
			.until = value_text_at(map, "until"),
			.reason = value_text_at(map, "reason"),
			.place = source_place(source, map->offset),
		};
		rules[i].expired = is_over(rules[i].until, now_ms);
	}
	*ignore = (struct ignore){ rules, value_count(list) };
}
