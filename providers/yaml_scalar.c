#include "providers/yaml_scalar.h"

#include <string.h>

/* Source: YAML 1.2.2, 10.3.2 (tag resolution of the core schema). */
#define SPELT(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t size;
	enum value_type type;
} spellings[] = {
	{ SPELT("~"), VALUE_NULL },
	{ SPELT("null"), VALUE_NULL },
	{ SPELT("Null"), VALUE_NULL },
	{ SPELT("NULL"), VALUE_NULL },
	{ SPELT("true"), VALUE_BOOL },
	{ SPELT("True"), VALUE_BOOL },
	{ SPELT("TRUE"), VALUE_BOOL },
	{ SPELT("false"), VALUE_BOOL },
	{ SPELT("False"), VALUE_BOOL },
	{ SPELT("FALSE"), VALUE_BOOL },
	{ SPELT(".nan"), VALUE_NUMBER },
	{ SPELT(".NaN"), VALUE_NUMBER },
	{ SPELT(".NAN"), VALUE_NUMBER },
	{ SPELT(".inf"), VALUE_NUMBER },
	{ SPELT(".Inf"), VALUE_NUMBER },
	{ SPELT(".INF"), VALUE_NUMBER },
	{ SPELT("+.inf"), VALUE_NUMBER },
	{ SPELT("+.Inf"), VALUE_NUMBER },
	{ SPELT("+.INF"), VALUE_NUMBER },
	{ SPELT("-.inf"), VALUE_NUMBER },
	{ SPELT("-.Inf"), VALUE_NUMBER },
	{ SPELT("-.INF"), VALUE_NUMBER },
};

enum { WORD_BYTES = 5 }; /* the longest of them */

/* Text being looked at, from its head. */
struct scan {
	const char *at, *end;
};

static bool take(struct scan *scan, const char *set)
{
	if (scan->at == scan->end || strchr(set, *scan->at) == NULL || *scan->at == '\0')
		return false;
	scan->at++;
	return true;
}

static size_t take_all(struct scan *scan, const char *set)
{
	const char *from = scan->at;

	while (take(scan, set))
		continue;
	return (size_t)(scan->at - from);
}

static const char digits[] = "0123456789";

/* An exponent or nothing, and then the end. */
static bool ends_number(struct scan *scan)
{
	if (take(scan, "eE")) {
		take(scan, "+-");
		if (take_all(scan, digits) == 0)
			return false;
	}
	return scan->at == scan->end;
}

static bool is_based(const char *text, size_t size, char base, const char *set)
{
	struct scan scan = { text + 2, text + size };

	return size > 2 && text[0] == '0' && text[1] == base &&
	       take_all(&scan, set) == size - 2;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_number(const char *text, size_t size)
{
	struct scan scan = { text, text + size };
	size_t whole, fraction = 0;

	take(&scan, "+-");
	whole = take_all(&scan, digits);
	if (take(&scan, "."))
		fraction = take_all(&scan, digits);
	if (whole + fraction == 0)
		return false;
	return ends_number(&scan);
}

/* Whether a word or a number of the schema may begin so. */
static bool begins_other(char c)
{
	switch (c) {
	case '~':
	case 'n':
	case 'N':
	case 't':
	case 'T':
	case 'f':
	case 'F':
	case '.':
	case '+':
	case '-':
		return true;
	default:
		return c >= '0' && c <= '9';
	}
}

enum value_type yaml_plain_type(const char *text, size_t size)
{
	if (size == 0)
		return VALUE_NULL;
	if (!begins_other(*text)) /* as most texts do not */
		return VALUE_TEXT;
	if (size <= WORD_BYTES)
		for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
			if (spellings[i].size == size && *spellings[i].text == *text &&
				memcmp(spellings[i].text, text, size) == 0)
				return spellings[i].type;
	if (is_number(text, size) || is_based(text, size, 'o', "01234567") ||
		is_based(text, size, 'x', "0123456789abcdefABCDEF"))
		return VALUE_NUMBER;
	return VALUE_TEXT;
}

static const struct yaml_tag tags[] = {
	{ "!", VALUE_TEXT, YAML_TAG_ANYWHERE, NULL },
	{ "!env", VALUE_ENV, YAML_TAG_SCALAR,
		"!env takes the name of a variable, plain or in quotes" },
	{ "!file", VALUE_FILE, YAML_TAG_SCALAR,
		"!file takes the path of a file, plain or in quotes" },
	{ "tag:yaml.org,2002:str", VALUE_TEXT, YAML_TAG_SCALAR, NULL },
	{ "tag:yaml.org,2002:null", VALUE_NULL, YAML_TAG_SCALAR, "this is no null" },
	{ "tag:yaml.org,2002:bool", VALUE_BOOL, YAML_TAG_SCALAR,
		"this is neither true nor false" },
	{ "tag:yaml.org,2002:int", VALUE_NUMBER, YAML_TAG_SCALAR, "this is no number" },
	{ "tag:yaml.org,2002:float", VALUE_NUMBER, YAML_TAG_SCALAR, "this is no number" },
	{ "tag:yaml.org,2002:seq", VALUE_LIST, YAML_TAG_LIST, NULL },
	{ "tag:yaml.org,2002:map", VALUE_MAP, YAML_TAG_MAP, NULL },
};

const struct yaml_tag *yaml_tag_find(const char *name)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (strcmp(tags[i].name, name) == 0)
			return &tags[i];
	return NULL;
}

bool yaml_tag_fits(
	const struct yaml_tag *tag, const char *text, size_t size, enum yaml_style style)
{
	switch (tag->type) {
	case VALUE_TEXT:
		return true;
	case VALUE_ENV:
	case VALUE_FILE:
		return size > 0 && style != YAML_STYLE_BLOCK;
	default:
		return yaml_plain_type(text, size) == tag->type;
	}
}
