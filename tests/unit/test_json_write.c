#include <string.h>

#include "model/text.h"
#include "providers/json.h"
#include "tests/support/table.h"

/* --- what JSON cannot say ---------------------------------------------------- */

static const struct spelling {
	const char *name;
	enum value_type type;
	const char *text, *json;
} spellings[] = {
	{ "a number of JSON's", VALUE_NUMBER, "-1.5e3", "-1.5e3" },
	{ "a hexadecimal", VALUE_NUMBER, "0x1f", "\"0x1f\"" },
	{ "leading zeros", VALUE_NUMBER, "007", "\"007\"" },
	{ "a plus sign", VALUE_NUMBER, "+1", "\"+1\"" },
	{ "no fraction", VALUE_NUMBER, "1.", "\"1.\"" },
	{ "no whole", VALUE_NUMBER, ".5", "\".5\"" },
	{ "no exponent", VALUE_NUMBER, "1e", "\"1e\"" },
	{ "a sign alone", VALUE_NUMBER, "-", "\"-\"" },
	{ "infinity", VALUE_NUMBER, ".inf", "\".inf\"" },
	{ "nothing of a number", VALUE_NUMBER, "", "\"\"" },
	{ "capitals", VALUE_BOOL, "TRUE", "true" },
	{ "one capital", VALUE_BOOL, "False", "false" },
	{ "null", VALUE_NULL, "", "null" },
	{ "a secret of the environment", VALUE_ENV, "SECRET", "\"(secret)\"" },
	{ "a secret of a file", VALUE_FILE, "secret.txt", "\"(secret)\"" },
	{ "a slash", VALUE_TEXT, "a/b", "\"a/b\"" },
	{ "what must be escaped", VALUE_TEXT, "\"\\\b\f\n\r\t\x01\x1f",
		"\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\"" },
	{ "what need not be", VALUE_TEXT, "\x7f<>&'\xc3\xa9", "\"\x7f<>&'\xc3\xa9\"" },
};

static void a_scalar_is_written(void **state)
{
	const struct spelling *row = *state;
	struct value value = value_make(row->type, row->text);
	struct buf text;

	buf_init(&text, 100);
	json_write(&text, &value);
	assert_string_equal(buf_string(&text), row->json);
	buf_release(&text);
}

int main(void)
{
	return TABLE_RUN(spellings, a_scalar_is_written);
}
