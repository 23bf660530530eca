#include "tests/support/looking.h"

#include <json-c/json.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/raw_http.h"

enum { WORD_MAX = 128, LINE_MAX_BYTES = 8192, HOUR_MS = 3600 * 1000 };

/* --- finding ------------------------------------------------------------- */

/* The items of a list at which `rest` is found, as a list. */
static json_object *at_path(json_object *json, const char *path);

static json_object *at_each(json_object *list, const char *rest)
{
	json_object *found = json_object_new_array();
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;

	for (size_t i = 0; i < count; i++)
		json_object_array_add(
			found, at_path(json_object_array_get_idx(list, i), rest));
	return found;
}

static json_object *at_step(json_object *json, const char *step)
{
	json_object *member = NULL;

	if (json_object_is_type(json, json_type_object))
		json_object_object_get_ex(json, step, &member);
	if (json_object_is_type(json, json_type_array)) {
		size_t index = strtoul(step, NULL, 10);

		if (index < json_object_array_length(json))
			member = json_object_array_get_idx(json, index);
	}
	return member;
}

/* A reference of the caller's own; NULL for null and for what is not there. */
static json_object *at_path(json_object *json, const char *path)
{
	while (*path != '\0' && json != NULL && strcmp(path, "$") != 0) {
		size_t size = strcspn(path, ".");
		char step[WORD_MAX];

		snprintf(step, sizeof(step), "%.*s", (int)size, path);
		path += size + (path[size] == '.');
		if (strcmp(step, "*") == 0)
			return at_each(json, path);
		json = at_step(json, step);
	}
	return json_object_get(json);
}

static json_object *parse_body(const struct raw_answer *answer)
{
	json_tokener *reader = json_tokener_new_ex(64);
	json_object *json = NULL;

	json_tokener_set_flags(reader, JSON_TOKENER_STRICT);
	if (answer->body_size > 0)
		json = json_tokener_parse_ex(
			reader, answer->body, (int)answer->body_size + 1);
	json_tokener_free(reader);
	return json;
}

static json_object *parse_value(const char *text)
{
	char json[LINE_MAX_BYTES];
	json_tokener *reader = json_tokener_new();
	json_object *value;
	enum json_tokener_error error;

	snprintf(json, sizeof(json), "%s", text);
	for (char *quote = json; (quote = strchr(quote, '\'')) != NULL;)
		*quote = '"';
	json_tokener_set_flags(reader, JSON_TOKENER_STRICT);
	value = json_tokener_parse_ex(reader, json, (int)strlen(json) + 1);
	error = json_tokener_get_error(reader);
	json_tokener_free(reader);
	return error == json_tokener_success ? value : json_object_new_string(text);
}

/* --- comparing ----------------------------------------------------------- */

static bool is_like(json_object *json, json_object *pattern);

/* All that the pattern names; more may be there. */
static bool is_object_like(json_object *json, json_object *pattern)
{
	json_object_object_foreach(pattern, key, part)
	{
		if (!is_like(at_step(json, key), part))
			return false;
	}
	return true;
}

static bool is_array_like(json_object *json, json_object *pattern)
{
	size_t count = json_object_array_length(pattern);

	if (json_object_array_length(json) != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_like(json_object_array_get_idx(json, i),
			    json_object_array_get_idx(pattern, i)))
			return false;
	return true;
}

static bool is_like(json_object *json, json_object *pattern)
{
	enum json_type type = json_object_get_type(pattern);

	if (type == json_type_object)
		return json_object_is_type(json, type) && is_object_like(json, pattern);
	if (type == json_type_array)
		return json_object_is_type(json, type) && is_array_like(json, pattern);
	return json_object_equal(json, pattern) != 0;
}

static bool has_like(json_object *list, json_object *pattern)
{
	if (!json_object_is_type(list, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (is_like(json_object_array_get_idx(list, i), pattern))
			return true;
	return false;
}

static size_t count_words(const char *words)
{
	size_t count = 0;

	for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
		words += strcspn(words, " ");
		count++;
	}
	return count;
}

static bool has_members(json_object *map, const char *words)
{
	if (!json_object_is_type(map, json_type_object))
		return false;
	for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
		char word[WORD_MAX];
		size_t size = strcspn(words, " ");

		snprintf(word, sizeof(word), "%.*s", (int)size, words);
		if (!json_object_object_get_ex(map, word, NULL))
			return false;
		words += size;
	}
	return true;
}

static size_t size_of(json_object *json)
{
	if (json_object_is_type(json, json_type_array))
		return json_object_array_length(json);
	if (json_object_is_type(json, json_type_object))
		return (size_t)json_object_object_length(json);
	return SIZE_MAX;
}

static bool matches(const char *text, const char *pattern)
{
	char whole[LINE_MAX_BYTES];
	regex_t regex;
	bool found;

	snprintf(whole, sizeof(whole), "^(%s)$", pattern);
	if (regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	found = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

static bool is_now(json_object *json)
{
	int64_t far = json_object_get_int64(json) - (int64_t)time(NULL) * 1000;

	return json_object_is_type(json, json_type_int) && far < HOUR_MS &&
	       far > -HOUR_MS;
}

static const char *text_of(json_object *json)
{
	const char *text = json == NULL ? NULL : json_object_get_string(json);

	return text == NULL ? "" : text;
}

enum { LOOKS = 14 };

static bool holds(json_object *json, const char *how, const char *value)
{
	static const char *const names[LOOKS] = { "=", "!=", "like", "has", "lacks", "~",
		"!~", "absent", "present", "#", "keys", "with", "matches", "time" };
	json_object *wanted = parse_value(value);
	bool answers[LOOKS] = {
		json_object_equal(json, wanted) != 0,
		json_object_equal(json, wanted) == 0,
		is_like(json, wanted),
		has_like(json, wanted),
		json_object_is_type(json, json_type_array) && !has_like(json, wanted),
		strstr(text_of(json), value) != NULL,
		strstr(text_of(json), value) == NULL,
		json == NULL,
		json != NULL,
		size_of(json) == (size_t)json_object_get_int64(wanted),
		has_members(json, value) && size_of(json) == count_words(value),
		has_members(json, value),
		matches(text_of(json), value),
		is_now(json),
	};

	json_object_put(wanted);
	for (size_t i = 0; i < LOOKS; i++)
		if (strcmp(names[i], how) == 0)
			return answers[i];
	return false;
}

/* --- the face ------------------------------------------------------------ */

static json_object *subject(const struct raw_answer *answer, const char *path)
{
	char room[LINE_MAX_BYTES];
	json_object *json, *found;

	if (path[0] == '@') {
		const char *text = raw_header(answer, path + 1, room, sizeof(room));

		return text == NULL ? NULL : json_object_new_string(text);
	}
	if (strcmp(path, "body") == 0)
		return json_object_new_string_len(answer->body, (int)answer->body_size);
	json = parse_body(answer);
	found = at_path(json, path);
	json_object_put(json);
	return found;
}

bool looking_holds(
	const struct raw_answer *answer, const char *line, char *reason, size_t size)
{
	char path[WORD_MAX], how[WORD_MAX];
	size_t word = strcspn(line, " ");
	const char *rest = line + word + (line[word] == ' ');
	size_t second = strcspn(rest, " ");
	json_object *json;
	bool good;

	snprintf(path, sizeof(path), "%.*s", (int)word, line);
	snprintf(how, sizeof(how), "%.*s", (int)second, rest);
	rest += second + (rest[second] == ' ');
	json = subject(answer, path);
	if (path[0] == '@' && strcmp(how, "=") == 0)
		good = strcmp(text_of(json), rest) == 0;
	else
		good = holds(json, how, rest);
	if (!good)
		snprintf(reason, size, "'%s' does not hold: it is %s", line,
			json == NULL ? "absent" : text_of(json));
	json_object_put(json);
	return good;
}

bool looking_text(
	const struct raw_answer *answer, const char *path, char *room, size_t size)
{
	json_object *json = subject(answer, path);

	snprintf(room, size, "%s", text_of(json));
	json_object_put(json);
	return room[0] != '\0';
}
