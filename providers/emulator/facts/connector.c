#include "providers/emulator/facts/connector.h"

#include "providers/emulator/act.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Source: extended.md 2.4; the categories that 2.2 filters by. */
static const struct {
	const char *type, *category;
} types[] = {
	{ "K8sCluster", "CLOUD_PROVIDER" },
	{ "Gcp", "CLOUD_PROVIDER" },
	{ "Aws", "CLOUD_PROVIDER" },
	{ "Azure", "CLOUD_PROVIDER" },
	{ "Pdc", "CLOUD_PROVIDER" },
	{ "Spot", "CLOUD_PROVIDER" },
	{ "Tas", "CLOUD_PROVIDER" },
	{ "Rancher", "CLOUD_PROVIDER" },
	{ "TerraformCloud", "CLOUD_PROVIDER" },
	{ "Git", "CODE_REPO" },
	{ "Github", "CODE_REPO" },
	{ "Gitlab", "CODE_REPO" },
	{ "Bitbucket", "CODE_REPO" },
	{ "Codecommit", "CODE_REPO" },
	{ "AzureRepo", "CODE_REPO" },
	{ "Harness", "CODE_REPO" },
	{ "DockerRegistry", "ARTIFACTORY" },
	{ "Artifactory", "ARTIFACTORY" },
	{ "Nexus", "ARTIFACTORY" },
	{ "HttpHelmRepo", "ARTIFACTORY" },
	{ "OciHelmRepo", "ARTIFACTORY" },
	{ "Jenkins", "ARTIFACTORY" },
	{ "Bamboo", "ARTIFACTORY" },
	{ "AzureArtifacts", "ARTIFACTORY" },
	{ "Local", "SECRET_MANAGER" },
	{ "Vault", "SECRET_MANAGER" },
	{ "AwsKms", "SECRET_MANAGER" },
	{ "AwsSecretManager", "SECRET_MANAGER" },
	{ "AzureKeyVault", "SECRET_MANAGER" },
	{ "GcpKms", "SECRET_MANAGER" },
	{ "GcpSecretManager", "SECRET_MANAGER" },
	{ "CustomSecretManager", "SECRET_MANAGER" },
	{ "AppDynamics", "MONITORING" },
	{ "Prometheus", "MONITORING" },
	{ "Dynatrace", "MONITORING" },
	{ "Splunk", "MONITORING" },
	{ "NewRelic", "MONITORING" },
	{ "Datadog", "MONITORING" },
	{ "SumoLogic", "MONITORING" },
	{ "CustomHealth", "MONITORING" },
	{ "ErrorTracking", "MONITORING" },
	{ "ElasticSearch", "MONITORING" },
	{ "SignalFX", "MONITORING" },
	{ "Jira", "TICKETING" },
	{ "ServiceNow", "TICKETING" },
	{ "PagerDuty", "COMMUNICATION" },
	{ "JDBC", "DATABASE" },
	{ "Mcp", "MCP" },
	{ "CEAws", "CLOUD_COST" },
	{ "CEAzure", "CLOUD_COST" },
	{ "GcpCloudCost", "CLOUD_COST" },
	{ "CEK8sCluster", "CLOUD_COST" },
};

/* Source: extended.md 2.3. */
static const struct field fields[] = {
	{ "name", FIELD_NAME, .required = true },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "accountIdentifier", .type = FIELD_ACCOUNT },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "type", FIELD_TEXT, .required = true },
	{ "spec", FIELD_OBJECT, .required = true },
};

bool connector_is_manager(const char *type)
{
	for (size_t i = 0; i < countof(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return strcmp(types[i].category, "SECRET_MANAGER") == 0;
	return false;
}

bool connector_is_kms(const struct row *connector)
{
	static const char *const kms[] = { "Local", "GcpKms", "AwsKms" };

	for (size_t i = 0; i < countof(kms); i++)
		if (strcmp(kms[i], connector->type) == 0)
			return true;
	return false;
}

/* Members without the suffix "Ref" that name secrets all the same: extended.md
 * 2.5, 2.6. */
static const struct {
	const char *type, *member;
} bare_references[] = {
	{ "Vault", "authToken" },
	{ "Vault", "secretId" },
	{ "Vault", "xvaultAwsIamServerId" },
	{ "AwsSecretManager", "accessKey" },
	{ "AwsSecretManager", "secretKey" },
	{ "TerraformCloud", "apiToken" },
	{ "AwsKms", "kmsArn" },
	{ "AwsKms", "accessKey" },
	{ "AwsKms", "secretKey" },
	{ "GcpKms", "credentials" },
	{ "AzureKeyVault", "secretKey" },
};

static bool names_secret(const char *type, const char *member)
{
	if (text_ends(member, "Ref"))
		return strcmp(member, "templateRef") != 0 &&
		       (strcmp(member, "connectorRef") != 0 ||
			       strcmp(type, "CustomSecretManager") == 0);
	for (size_t i = 0; i < countof(bare_references); i++)
		if (strcmp(bare_references[i].type, type) == 0 &&
			strcmp(bare_references[i].member, member) == 0)
			return true;
	return false;
}

/* Referenced secrets must exist already (extended.md 2.7). */
static bool check_secret(
	struct act *act, struct draft *draft, const char *member, const char *text)
{
	struct row_key key;

	if (text[0] == '\0' || strstr(text, "<+") != NULL)
		return true;
	if (!rules_reference(act, "secret", text, &key))
		return false;
	if (!rules_exists(act, &key))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Error while validating the field %s: no such secret found [%s], "
			"please check identifier/scope and try again.",
			member, text);
	rules_refer(act, draft, &key);
	return true;
}

static bool check_spec(
	struct act *act, struct draft *draft, const char *type, struct json_object *node)
{
	struct body_walk walk = { 0 };

	for (size_t i = 0; i < body_count(node); i++)
		if (!check_spec(act, draft, type, body_item(node, i)))
			return false;
	while (body_next(node, &walk)) {
		const char *text = body_scalar(walk.value);

		if (text != NULL && names_secret(type, walk.name) &&
			!check_secret(act, draft, walk.name, text))
			return false;
		if (!check_spec(act, draft, type, walk.value))
			return false;
	}
	return true;
}

static bool check(struct act *act, struct draft *draft)
{
	const char *type = body_text(draft->spec, "type");
	size_t i = 0;

	while (i < countof(types) && !text_equal_nocase(types[i].type, type))
		i++;
	if (i == countof(types) || strcmp(types[i].type, "Local") == 0) {
		act_fault(act, "connector.type", "is no type that can be created");
		return act_faultless(act);
	}
	body_put_text(draft->spec, "type", types[i].type);
	if (draft->old != NULL && strcmp(draft->old->type, types[i].type) != 0)
		return act_refuse(act, CODE_INVALID_REQUEST, "%s",
			act_words(act,
				arena_format(&act->arena,
					"No connector exists with the identifier {id} in "
					"account {account}, organisation {org}, project "
					"{project} with type %s",
					types[i].type)));
	return check_spec(act, draft, types[i].type, body_at(draft->spec, "spec"));
}

static void item(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_char(out, '{');
	shape_member_raw(out, "connector", row->spec);
	shape_member_number(out, "createdAt", row->created);
	shape_member_number(out, "lastModifiedAt", row->updated);
	buf_text(out, ",\"status\":{\"status\":\"SUCCESS\",\"errorSummary\":null,"
		      "\"errors\":null");
	shape_member_number(out, "testedAt", row->updated);
	shape_member_number(out, "lastTestedAt", 0);
	shape_member_number(out, "lastConnectedAt", row->updated);
	buf_text(out, ",\"lastAlertSent\":null},\"activityDetails\":{");
	shape_member_number(out, "lastActivityTime", row->updated);
	buf_char(out, '}');
	shape_member_bool(out, "harnessManaged", (row->marks & ROW_MANAGED) != 0);
	buf_text(out, ",\"gitDetails\":{\"objectId\":null,\"branch\":null,"
		      "\"repoIdentifier\":null,\"rootFolder\":null,\"filePath\":null},"
		      "\"entityValidityDetails\":{\"valid\":true,\"invalidYaml\":null},"
		      "\"governanceMetadata\":null,\"isFavorite\":false}");
}

static void denied(struct act *act, struct buf *out, const char *governance)
{
	(void)act;
	buf_format(out, "{\"connector\":null,\"governanceMetadata\":%s}", governance);
}

static bool of_category(struct json_object *categories, const char *type)
{
	for (size_t i = 0; i < countof(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return list_holds(categories, types[i].category);
	return body_count(categories) == 0;
}

static bool accept_filter(void *context, const struct row *row)
{
	struct json_object *const *filter = context;
	struct body_pool pool = { 0 };
	struct json_object *spec = body_parse(&pool, row->spec, strlen(row->spec));
	bool accepted =
		of_category(body_at(*filter, "categories"), row->type) &&
		list_holds(body_at(*filter, "connectorNames"), body_text(spec, "name")) &&
		list_holds(body_at(*filter, "connectivityStatuses"), "SUCCESS") &&
		list_text(body_at(*filter, "description"),
			body_text(spec, "description")) &&
		list_tagged(body_at(*filter, "tags"), body_at(spec, "tags"));

	body_release(&pool);
	return accepted;
}

static void serve_list_v2(struct act *act)
{
	struct json_object *filter = NULL, *ids, *wanted;
	struct store_search search;

	if (!act_input(act, &filter) || !list_search(act, &search))
		return;
	ids = body_at(filter, "connectorIdentifiers");
	wanted = body_at(filter, "types");
	if (body_count(ids) > 0)
		search.ids = body_format(ids);
	if (body_count(wanted) > 0)
		search.types = body_format(wanted);
	if (act_query_bool(act, "includeAllConnectorsAvailableAtScope", false))
		search.span = SPAN_UP;
	search.accept = accept_filter;
	search.context = &filter;
	list_run(act, &search);
}

static bool narrow(struct act *act, struct store_search *search)
{
	search->types = act_query_list(act, "type");
	return true;
}

static void serve_test(struct act *act)
{
	verb_answer(act,
		arena_format(&act->arena,
			"{\"status\":\"SUCCESS\",\"errors\":null,\"errorSummary\":null,"
			"\"testedAt\":%lld,\"delegateId\":null,\"taskId\":null}",
			(long long)act->now));
}

static const struct paging paging_old = { "pageIndex", "pageSize", 100, 1000, true,
	"sortOrders" };

static const struct dialect ng = {
	.read = verb_read_json,
	.item = item,
	.denied = denied,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

static const struct dialect old = {
	.item = item,
	.paging = &paging_old,
	.form = SHAPE_A,
};

#define BASE "/ng/api/connectors"

static const struct route routes[] = {
	{ "POST", BASE "/listV2", serve_list_v2, WHERE_QUERY, "view", &ng,
		.reads = true },
	{ "GET", BASE, verb_list, WHERE_QUERY, "view", &old, .reads = true },
	{ "GET", BASE "/{id}", verb_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE, verb_create, WHERE_BODY, "edit", .dialect = &ng },
	{ "PUT", BASE, verb_update, WHERE_BODY, "edit", .dialect = &ng },
	{ "DELETE", BASE "/{id}", verb_delete, WHERE_QUERY, "delete", .dialect = &ng },
	{ "POST", BASE "/testConnection/{id}", serve_test, WHERE_QUERY, "access",
		.dialect = &ng },
	{ "GET", BASE "/validateUniqueIdentifier", verb_is_free, WHERE_QUERY, NULL, &ng,
		.reads = true },
};

#define NOT_THERE \
	"No connector exists with the identifier {id} in account {account}, " \
	"organisation " \
	"{org}, project {project}"

const struct fact fact_connector = {
	.kind = "connector",
	.title = "Connector",
	.wrapper = "connector",
	.resource = "connector",
	.audit = "CONNECTOR",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_GOVERNED | FACT_FORCE | FACT_BODY_SCOPE,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Connector with identifier [{id}] not found {in}." },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_CONNECTOR_NOT_FOUND_EXCEPTION,
			NOT_THERE },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST, NOT_THERE },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"The connector with identifier {id} already exists {in}" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
		[WHEN_REFERENCED] = { FACE_ERROR, CODE_ENTITY_REFERENCE_EXCEPTION,
			"Could not delete the connector {id} as it is referenced by other "
			"entities" },
		[WHEN_MANAGED] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Update/Delete operation not supported for Harness connector "
			"(identifier: [{id}])" },
	},
	.type_field = "type",
	.order = ORDER_UPDATED,
	.check = check,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
