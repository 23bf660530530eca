#include "providers/reply.h"

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "tests/support/reply_fixture.h"
#include "tests/support/table.h"

/* What is found in an answer, of every kind and by every verb. */

#define ORGANIZATION \
	"{\"organization\":{\"identifier\":\"emea\",\"name\":\"EMEA\"," \
	"\"description\":\"Region EMEA\",\"tags\":{\"owner\":\"core\",\"pci\":\"\"}}," \
	"\"createdAt\":1760000000000,\"lastModifiedAt\":1760000000001," \
	"\"harnessManaged\":false}"
#define PROJECT \
	"{\"project\":{\"orgIdentifier\":\"emea\",\"identifier\":\"payments\"," \
	"\"name\":\"Payments\",\"color\":\"#0063F7\",\"modules\":[\"CD\",\"CI\"]," \
	"\"description\":\"\",\"tags\":{}},\"createdAt\":1760000100000," \
	"\"lastModifiedAt\":1760000100000,\"isFavorite\":false}"
#define ENVIRONMENT \
	"{\"environment\":{\"accountId\":\"Acc0unt1d\",\"orgIdentifier\":\"emea\"," \
	"\"projectIdentifier\":\"payments\",\"identifier\":\"prod_eu\"," \
	"\"name\":\"prod eu\",\"description\":\"\",\"color\":\"#0063F7\"," \
	"\"type\":\"Production\",\"deleted\":false,\"tags\":{\"tier\":\"1\"}," \
	"\"yaml\":\"environment:\\n  name: prod eu\\n\",\"storeType\":\"INLINE\"," \
	"\"connectorRef\":null,\"entityGitDetails\":null}," \
	"\"createdAt\":1760000200000,\"lastModifiedAt\":1760000200000," \
	"\"governanceMetadata\":null}"
#define SERVICE \
	"{\"service\":{\"accountId\":\"Acc0unt1d\",\"identifier\":\"ledger\"," \
	"\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\"," \
	"\"name\":\"ledger\",\"description\":\"\",\"deleted\":false,\"tags\":{}," \
	"\"yaml\":\"service:\\n  name: ledger\\n\",\"v2Service\":true," \
	"\"storeType\":\"INLINE\",\"connectorRef\":null,\"entityGitDetails\":null}," \
	"\"createdAt\":1760000300000,\"lastModifiedAt\":1760000300000," \
	"\"governanceMetadata\":null}"
#define REMOTE_SERVICE \
	"{\"service\":{\"identifier\":\"ledger\",\"orgIdentifier\":\"emea\"," \
	"\"projectIdentifier\":\"payments\",\"name\":\"ledger\",\"yaml\":null," \
	"\"storeType\":\"REMOTE\",\"connectorRef\":\"git\",\"entityGitDetails\":{" \
	"\"branch\":\"main\",\"filePath\":\".harness/ledger.yaml\"," \
	"\"repoName\":\"deploy\"}}}"
#define PIPELINE_SUMMARY \
	"{\"name\":\"build ledger\",\"identifier\":\"build_ledger\"," \
	"\"description\":\"\",\"tags\":{},\"version\":7,\"numOfStages\":1," \
	"\"createdAt\":1760000400000,\"lastUpdatedAt\":1760000900000," \
	"\"gitDetails\":null,\"storeType\":\"INLINE\",\"isDraft\":false," \
	"\"yamlVersion\":\"0\"}"
#define PIPELINE \
	"{\"yamlPipeline\":\"pipeline:\\n  name: build ledger\\n\"," \
	"\"resolvedTemplatesPipelineYaml\":null,\"gitDetails\":{\"valid\":false," \
	"\"invalidYaml\":null},\"modules\":[\"cd\",\"pms\"]," \
	"\"governanceMetadata\":null,\"storeType\":\"INLINE\"}"
#define SECRET \
	"{\"secret\":{\"type\":\"SecretText\",\"name\":\"db password\"," \
	"\"identifier\":\"db_password\",\"orgIdentifier\":\"emea\"," \
	"\"projectIdentifier\":\"payments\",\"tags\":{},\"description\":\"ledger db\"," \
	"\"spec\":{\"secretManagerIdentifier\":\"harnessSecretManager\"," \
	"\"additionalMetadata\":null,\"valueType\":\"Inline\",\"value\":null}}," \
	"\"createdAt\":1760000500000,\"updatedAt\":1760000500001,\"draft\":false," \
	"\"governanceMetadata\":null}"
#define ASSIGNMENT \
	"{\"roleAssignment\":{\"identifier\":\"ra\",\"resourceGroupIdentifier\":" \
	"\"_all_project_level_resources\",\"roleIdentifier\":\"_project_viewer\"," \
	"\"roleReference\":null,\"principal\":{\"scopeLevel\":\"organization\"," \
	"\"identifier\":\"devs\",\"type\":\"USER_GROUP\"},\"disabled\":false," \
	"\"managed\":false,\"internal\":false},\"scope\":{\"accountIdentifier\":" \
	"\"Acc0unt1d\",\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\"}," \
	"\"createdAt\":1760000600000,\"lastModifiedAt\":1760000600000," \
	"\"harnessManaged\":false}"
#define AGGREGATE \
	"{\"identifier\":\"ra\",\"principal\":{\"scopeLevel\":\"organization\"," \
	"\"identifier\":\"devs\",\"name\":\"Devs\",\"type\":\"USER_GROUP\"}," \
	"\"disabled\":false,\"role\":{\"role\":{\"identifier\":\"_project_viewer\"," \
	"\"name\":\"Project Viewer\",\"permissions\":[]},\"scope\":null," \
	"\"harnessManaged\":true},\"resourceGroup\":{\"identifier\":" \
	"\"_all_project_level_resources\",\"name\":\"All\"},\"scope\":{" \
	"\"accountIdentifier\":\"Acc0unt1d\",\"accountName\":\"Acme\"," \
	"\"orgIdentifier\":\"emea\",\"orgName\":\"EMEA\",\"projectIdentifier\":" \
	"\"payments\",\"projectName\":\"Payments\"},\"createdAt\":1760000600000," \
	"\"lastModifiedAt\":1760000600000,\"harnessManaged\":true}"

enum { BELOW = 1 };

static const struct reply_row rows[] = {
#define FOUND(k, v, wide, json) \
	{ \
		.name = #k " " #v " is found", .kind = &kind_##k, .verb = VERB_##v, \
		.status = 200, .body = json, .outcome = OUTCOME_DONE, .found = 1, \
		.below = wide, \
	}
	FOUND(organization, LIST, 0, PAGE(ORGANIZATION)),
	FOUND(organization, GET, 0, DATA(ORGANIZATION)),
	FOUND(organization, CREATE, 0, DATA(ORGANIZATION)),
	FOUND(organization, UPDATE, 0, DATA(ORGANIZATION)),
	FOUND(project, LIST, BELOW, PAGE(PROJECT)),
	FOUND(project, LIST, 0, PAGE(PROJECT)),
	FOUND(project, GET, 0, DATA(PROJECT)),
	FOUND(project, CREATE, 0, DATA(PROJECT)),
	FOUND(project, UPDATE, 0, DATA(PROJECT)),
	FOUND(environment, LIST, 0, PAGE(ENVIRONMENT)),
	FOUND(environment, GET, 0, DATA(ENVIRONMENT)),
	FOUND(environment, CREATE, 0, DATA(ENVIRONMENT)),
	FOUND(environment, UPDATE, 0, DATA(ENVIRONMENT)),
	FOUND(service, LIST, 0, PAGE(SERVICE)),
	FOUND(service, GET, 0, DATA(SERVICE)),
	FOUND(service, CREATE, 0, DATA(SERVICE)),
	FOUND(service, UPDATE, 0, DATA(SERVICE)),
	FOUND(pipeline, LIST, 0, PAGE(PIPELINE_SUMMARY)),
	FOUND(pipeline, GET, 0, DATA(PIPELINE)),
	FOUND(pipeline, CREATE, 0,
		DATA("{\"identifier\":\"build_ledger\",\"governanceMetadata\":{"
		     "\"deny\":false,\"status\":\"pass\"}}")),
	FOUND(pipeline, UPDATE, 0, DATA("{\"identifier\":\"build_ledger\"}")),
	FOUND(secret, LIST, BELOW, PAGE(SECRET)),
	FOUND(secret, LIST, 0, PAGE(SECRET)),
	FOUND(secret, GET, 0, DATA(SECRET)),
	FOUND(secret, CREATE, 0, DATA(SECRET)),
	FOUND(secret, UPDATE, 0, DATA(SECRET)),
	FOUND(role_assignment, LIST, BELOW, PAGE(AGGREGATE)),
	FOUND(role_assignment, LIST, 0, PAGE(ASSIGNMENT)),
	FOUND(role_assignment, GET, 0, DATA(ASSIGNMENT)),
	FOUND(role_assignment, CREATE, 0, DATA(ASSIGNMENT)),
	FOUND(role_assignment, UPDATE, 0, DATA(ASSIGNMENT)),
	{
		.name = "an empty list",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.status = 200,
		.body = DATA("{\"totalPages\":0,\"content\":[],\"empty\":true}"),
		.outcome = OUTCOME_DONE,
	},
	{
		.name = "an item of another scope was not asked for",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.status = 200,
		.body = PAGE("{\"service\":{\"identifier\":\"x\",\"orgIdentifier\":"
			     "\"emea\"}}," SERVICE),
		.outcome = OUTCOME_DONE,
		.found = 1,
	},
};

static const struct entity *read_one(struct reply_fixture *fixture,
	const struct kind *kind, enum verb verb, bool below, const char *body)
{
	reply_fixture_answer(fixture, kind, verb, below, 200, body);
	reply_read(&fixture->call, &fixture->request, &fixture->page);
	assert_int_equal(fixture->call.outcome, OUTCOME_DONE);
	assert_int_equal(fixture->call.found_count, 1);
	return fixture->call.found[0];
}

static void an_organization_is_read(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity = read_one(
		&fixture, &kind_organization, VERB_LIST, false, PAGE(ORGANIZATION));

	(void)state;
	assert_string_equal(entity->address, "organization:emea");
	assert_string_equal(value_text_at(entity->spec, "description"), "Region EMEA");
	assert_string_equal(value_text_at(entity->spec, "tags.owner"), "core");
	assert_int_equal(entity->modified_at, 1760000000001);
	assert_false(entity->managed);
	assert_int_equal(fixture.page.pages, 3);
	assert_false(fixture.page.last);
	reply_fixture_release(&fixture);
}

static void the_default_organization_is_managed(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity = read_one(&fixture, &kind_organization, VERB_GET,
		false, DATA("{\"organization\":{\"identifier\":\"default\"}}"));

	(void)state;
	assert_true(entity->managed);
	reply_fixture_release(&fixture);
}

static void a_project_lives_in_its_organization(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_project, VERB_LIST, true, PAGE(PROJECT));

	(void)state;
	assert_string_equal(entity->address, "project:emea/payments");
	assert_null(entity->scope.project);
	assert_null(value_find(entity->spec, "modules"));
	reply_fixture_release(&fixture);
}

static void a_service_brings_its_text(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_service, VERB_LIST, false, PAGE(SERVICE));

	(void)state;
	assert_string_equal(entity->address, "service:emea/payments/ledger");
	assert_true(slice_is(entity->text, "service:\n  name: ledger\n"));
	assert_null(value_find(entity->spec, "yaml"));
	assert_null(value_find(entity->spec, "v2Service"));
	assert_string_equal(value_text_at(entity->spec, "name"), "ledger");
	assert_false(entity->remote);
	reply_fixture_release(&fixture);
}

static void a_text_that_is_known_is_shared(void **state)
{
	struct reply_fixture fixture;
	struct entity known = { .kind = &kind_service,
		.address = "service:emea/payments/ledger",
		.text = slice_of("service:\n  name: ledger\n") };
	struct entity *items[] = { &known };
	struct entity_set set = { .items = items, .count = 1, .sorted = true };

	(void)state;
	reply_fixture_answer(
		&fixture, &kind_service, VERB_LIST, false, 200, PAGE(SERVICE));
	fixture.call.known = &set;
	reply_read(&fixture.call, &fixture.request, &fixture.page);
	assert_ptr_equal(fixture.call.found[0]->shared, &known);
	reply_fixture_release(&fixture);
	reply_fixture_answer(
		&fixture, &kind_service, VERB_LIST, false, 200, PAGE(SERVICE));
	known.text.len--;
	fixture.call.known = &set;
	reply_read(&fixture.call, &fixture.request, &fixture.page);
	assert_null(fixture.call.found[0]->shared);
	reply_fixture_release(&fixture);
}

static void a_remote_entity_says_where_it_is_kept(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_service, VERB_LIST, false, PAGE(REMOTE_SERVICE));

	(void)state;
	assert_true(entity->remote);
	assert_string_equal(entity->remote_place,
		"repository deploy, branch main, file .harness/ledger.yaml");
	reply_fixture_release(&fixture);
}

static void a_pipeline_summary_has_a_version(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity = read_one(
		&fixture, &kind_pipeline, VERB_LIST, false, PAGE(PIPELINE_SUMMARY));

	(void)state;
	assert_string_equal(entity->address, "pipeline:emea/payments/build_ledger");
	assert_int_equal(entity->version, 7);
	assert_int_equal(entity->modified_at, 1760000900000);
	assert_null(entity->text.ptr);
	reply_fixture_release(&fixture);
}

static void a_pipeline_is_called_what_it_was_asked_for(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_pipeline, VERB_GET, false, DATA(PIPELINE));

	(void)state;
	assert_string_equal(entity->identifier, "asked");
	assert_true(slice_is(entity->text, "pipeline:\n  name: build ledger\n"));
	reply_fixture_release(&fixture);
}

static void a_secret_value_is_never_kept(void **state)
{
	struct reply_fixture fixture;
	const struct entity *entity = read_one(&fixture, &kind_secret, VERB_GET, false,
		DATA("{\"secret\":{\"type\":\"SecretText\",\"identifier\":\"x\","
		     "\"spec\":{\"valueType\":\"Inline\",\"value\":\"leaked\"}}}"));

	(void)state;
	assert_null(value_at(entity->spec, "spec.value"));
	assert_string_equal(value_text_at(entity->spec, "spec.valueType"), "Inline");
	reply_fixture_release(&fixture);
	entity = read_one(&fixture, &kind_secret, VERB_GET, false,
		DATA("{\"secret\":{\"type\":\"SecretText\",\"identifier\":\"x\","
		     "\"spec\":{\"valueType\":\"Reference\",\"value\":\"kv/db\"}}}"));
	assert_string_equal(value_text_at(entity->spec, "spec.value"), "kv/db");
	reply_fixture_release(&fixture);
}

static void an_aggregate_reads_as_the_plain_assignment(void **state)
{
	struct reply_fixture wide, plain;
	const struct entity *aggregate =
		read_one(&wide, &kind_role_assignment, VERB_LIST, true, PAGE(AGGREGATE));
	const struct entity *assignment = read_one(
		&plain, &kind_role_assignment, VERB_LIST, false, PAGE(ASSIGNMENT));

	(void)state;
	assert_string_equal(aggregate->address, "roleAssignment:emea/payments/ra");
	assert_string_equal(aggregate->address, assignment->address);
	assert_string_equal(entity_tuple(&wide.arena, aggregate),
		entity_tuple(&wide.arena, assignment));
	assert_string_equal(
		value_text_at(aggregate->spec, "roleIdentifier"), "_project_viewer");
	assert_true(aggregate->managed);
	assert_false(assignment->managed);
	reply_fixture_release(&wide);
	reply_fixture_release(&plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_organization_is_read),
		cmocka_unit_test(the_default_organization_is_managed),
		cmocka_unit_test(a_project_lives_in_its_organization),
		cmocka_unit_test(a_service_brings_its_text),
		cmocka_unit_test(a_text_that_is_known_is_shared),
		cmocka_unit_test(a_remote_entity_says_where_it_is_kept),
		cmocka_unit_test(a_pipeline_summary_has_a_version),
		cmocka_unit_test(a_pipeline_is_called_what_it_was_asked_for),
		cmocka_unit_test(a_secret_value_is_never_kept),
		cmocka_unit_test(an_aggregate_reads_as_the_plain_assignment),
	};

	return TABLE_RUN(rows, reply_row_holds) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
