#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/route.h"

#include "tests/support/table.h"

static const struct path_row {
	const char *name, *method, *target;
	enum route_result result;
	const char *kind, *org, *project, *id;
} rows[] = {
	{ "a plain path", "GET", "/ng/api/organizations/emea", ROUTE_FOUND,
		"organization", "", "", "emea" },
	{ "the gateway's prefix", "GET", "/gateway/ng/api/organizations/emea",
		ROUTE_FOUND, "organization", "", "", "emea" },
	{ "a literal wins over an identifier", "GET", "/ng/api/projects/list",
		ROUTE_FOUND, "project", "", "", "" },
	{ "a scope in the path", "GET", "/v1/orgs/o/projects/p/pipelines/x", ROUTE_FOUND,
		"pipeline", "o", "p", "x" },
	{ "an encoded identifier", "GET", "/ng/api/v2/secrets/a%24b", ROUTE_FOUND,
		"secret", "", "", "a$b" },
	{ "a slash at the end", "GET", "/ng/api/organizations/", ROUTE_FOUND,
		"organization", "", "", "" },
	{ "another method", "PATCH", "/ng/api/organizations", ROUTE_NO_METHOD, NULL, "",
		"", "" },
	{ "an unknown path of a service", "GET", "/ng/api/nothing", ROUTE_NO_PATH, NULL,
		"", "", "" },
	{ "no service's path", "GET", "/nothing", ROUTE_NO_SERVICE, NULL, "", "", "" },
	{ "an identifier that is no text", "GET", "/ng/api/organizations/%ff",
		ROUTE_NO_METHOD, NULL, "", "", "" },
};

static void route_is_found(void **state)
{
	const struct path_row *row = *state;
	struct act act;

	act_init(&act, NULL, 0);
	act.method = row->method;
	assert_true(route_read_target(&act, row->target));
	assert_int_equal(route_find(&act), row->result);
	if (row->kind != NULL)
		assert_string_equal(act.fact->kind, row->kind);
	assert_string_equal(act.org, row->org);
	assert_string_equal(act.project, row->project);
	assert_string_equal(act.id, row->id);
	act_release(&act);
}

static const struct query_row {
	const char *name, *target;
	bool ok;
	const char *value, *list;
} query_rows[] = {
	{ "one value", "/x?k=a", true, "a", "[\"a\"]" },
	{ "repeated keys", "/x?k=a&j=1&k=b", true, "a", "[\"a\",\"b\"]" },
	{ "encoded and plus", "/x?k=a%20b+c", true, "a b c", "[\"a b c\"]" },
	{ "an empty value is absent", "/x?k=", true, NULL, NULL },
	{ "no sign", "/x?k", true, NULL, NULL },
	{ "no query", "/x", true, NULL, NULL },
	{ "half an escape", "/x?k=%2", false, NULL, NULL },
	{ "a NUL", "/x?k=%00", false, NULL, NULL },
	{ "not UTF-8", "/x?k=%c3%28", false, NULL, NULL },
	{ "no slash", "x?k=a", false, NULL, NULL },
};

static void query_is_read(void **state)
{
	const struct query_row *row = *state;
	struct act act;

	act_init(&act, NULL, 0);
	assert_int_equal(route_read_target(&act, row->target), row->ok);
	if (row->ok) {
		const char *value = act_query(&act, "k"),
			   *list = act_query_list(&act, "k");

		assert_true(text_equal(value, row->value));
		assert_true(text_equal(list, row->list));
	}
	act_release(&act);
}

/* Every row's path can be reached, and no two rows claim the same. */
static void routes_are_distinct(void **state)
{
	size_t count;
	const struct fact *const *facts = fact_all(&count);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < facts[i]->route_count; k++) {
			const struct route *route = &facts[i]->routes[k];
			struct act act;

			act_init(&act, NULL, 0);
			act.method = route->method;
			assert_true(route_read_target(&act, route->path));
			assert_int_equal(route_find(&act), ROUTE_FOUND);
			assert_ptr_equal(act.route, route);
			act_release(&act);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(routes_are_distinct) };

	return TABLE_RUN(rows, route_is_found) + TABLE_RUN(query_rows, query_is_read) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
