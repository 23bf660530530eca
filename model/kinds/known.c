#include "model/kinds/kinds.h"

/*
 * Kinds that documents and references may name, but that this version does not
 * manage: no operations, so they are never read or written. Built-ins are what an
 * account has without anybody declaring it (references.md 1.6, core.md 11.4, 11.5).
 */
#define REFERS(pattern, target, how) \
	{ \
		.path = (pattern), .kind = (target), .style = (how) \
	}
#define SCOPED(pattern, target) REFERS(pattern, target, REFERENCE_SCOPED)
#define INSIDE(pattern, target, holder) \
	{ \
		.path = (pattern), .kind = (target), .style = REFERENCE_INSIDE, \
		.inside = (holder) \
	}
#define REFERENCES(table) .references = (table), .reference_count = countof(table)

static const char *const connectors[] = { "harnessSecretManager", "harnessImage" };
static const char *const managed[] = { "_*" };

/*
 * Source: extended.md 2.5, 2.6; references.md 9. Below `spec` each key that ends in
 * Ref is a secret's, but those of connectors and templates; secret managers leave the
 * ending out, and their keys mean plain texts elsewhere.
 */
#define OF_TYPE(pattern, target, is) \
	{ \
		.path = (pattern), .kind = (target), .style = REFERENCE_SCOPED, \
		.when = { \
			"type", \
			(is) \
		} \
	}
static const struct reference connector_references[] = {
	OF_TYPE("spec.connectorRef", "secret", "CustomSecretManager"),
	OF_TYPE("spec.authToken", "secret", "Vault"),
	OF_TYPE("spec.secretId", "secret", "Vault"),
	OF_TYPE("spec.xvaultAwsIamServerId", "secret", "Vault"),
	OF_TYPE("spec.kmsArn", "secret", "AwsKms"),
	OF_TYPE("spec.**.accessKey", "secret", "AwsKms"),
	OF_TYPE("spec.**.secretKey", "secret", "AwsKms"),
	OF_TYPE("spec.**.accessKey", "secret", "AwsSecretManager"),
	OF_TYPE("spec.**.secretKey", "secret", "AwsSecretManager"),
	OF_TYPE("spec.credentials", "secret", "GcpKms"),
	OF_TYPE("spec.secretKey", "secret", "AzureKeyVault"),
	OF_TYPE("spec.**.apiToken", "secret", "TerraformCloud"),
	SCOPED("spec.**.*Ref", "secret"),
};

const struct kind kind_connector = {
	.name = "connector",
	.folder = "connectors",
	.scopes = SCOPE_ANY,
	.traits = KIND_BODY,
	REFERENCES(connector_references),
	.builtins = connectors,
	.builtin_count = countof(connectors),
};

static const struct reference environment_group_references[] = {
	REFERS("envIdentifiers", "environment", REFERENCE_NEAR),
};

const struct kind kind_environment_group = {
	.name = "environmentGroup",
	.folder = "environment_groups",
	.scopes = SCOPE_ANY,
	REFERENCES(environment_group_references),
};

/* Source: references.md 2, extended.md 13.3; both spellings of an environment. */
#define FROZEN(type, target) \
	REFERS("**.entities[type=" type "].entityRefs", target, REFERENCE_NEAR)
static const struct reference freeze_references[] = {
	FROZEN("Org", "organization"),
	FROZEN("Project", "project"),
	FROZEN("Service", "service"),
	FROZEN("Env", "environment"),
	FROZEN("Environment", "environment"),
	FROZEN("Pipeline", "pipeline"),
};

const struct kind kind_freeze = {
	.name = "freeze",
	.folder = "freezes",
	.scopes = SCOPE_ANY,
	.traits = KIND_BODY,
	REFERENCES(freeze_references),
};

/* Its environment is of its own scope. */
static const struct reference infrastructure_references[] = {
	REFERS("environmentRef", "environment", REFERENCE_NEAR),
	REFERS("envIdentifier", "environment", REFERENCE_NEAR),
};

const struct kind kind_infrastructure = {
	.name = "infrastructureDefinition",
	.folder = "infras",
	.scopes = SCOPE_ANY,
	.traits = KIND_BODY,
	REFERENCES(infrastructure_references),
	.parent = "environmentRef",
};

static const struct reference input_set_references[] = {
	REFERS("pipeline.identifier", "pipeline", REFERENCE_PLAIN),
};

const struct kind kind_input_set = {
	.name = "inputSet",
	.folder = "input_sets",
	.scopes = SCOPE_PROJECT,
	.traits = KIND_BODY,
	REFERENCES(input_set_references),
	.parent = "pipeline.identifier",
};

const struct kind kind_monitored_service = {
	.name = "monitoredService",
	.folder = "monitored_services",
	.scopes = SCOPE_PROJECT,
	.traits = KIND_BODY,
};

static const struct reference overlay_references[] = {
	REFERS("pipelineIdentifier", "pipeline", REFERENCE_PLAIN),
	INSIDE("inputSetReferences", "inputSet", "pipelineIdentifier"),
};

const struct kind kind_overlay_input_set = {
	.name = "overlayInputSet",
	.folder = "input_sets",
	.scopes = SCOPE_PROJECT,
	REFERENCES(overlay_references),
	.parent = "pipelineIdentifier",
};

static const struct reference overrides_references[] = {
	SCOPED("environmentRef", "environment"),
	INSIDE("infraIdentifier", "infrastructureDefinition", "environmentRef"),
	REFERS("clusterIdentifier", "gitOpsCluster", REFERENCE_PLAIN),
};

const struct kind kind_overrides = {
	.name = "overrides",
	.folder = "overrides",
	.scopes = SCOPE_ANY,
	.traits = KIND_BODY,
	REFERENCES(overrides_references),
	.parent = "environmentRef",
};

static const struct reference policy_references[] = {
	SCOPED("git_connector_ref", "connector"),
};

const struct kind kind_policy = {
	.name = "policy",
	.folder = "policies",
	.scopes = SCOPE_ANY,
	REFERENCES(policy_references),
};

static const struct reference policy_set_references[] = {
	SCOPED("policies[].identifier", "policy"),
};

const struct kind kind_policy_set = {
	.name = "policySet",
	.folder = "policy_sets",
	.scopes = SCOPE_ANY,
	REFERENCES(policy_set_references),
};

/* Source: extended.md 8. Of its own scope; of input sets it says the pipeline too. */
#define GROUPED(type, target) \
	REFERS("resourceFilter.resources[resourceType=" type "].identifiers", target, \
		REFERENCE_PLAIN)
static const struct reference resource_group_references[] = {
	GROUPED("ORGANIZATION", "organization"),
	GROUPED("PROJECT", "project"),
	GROUPED("CONNECTOR", "connector"),
	GROUPED("SECRET", "secret"),
	GROUPED("PIPELINE", "pipeline"),
	GROUPED("SERVICE", "service"),
	GROUPED("ENVIRONMENT", "environment"),
	GROUPED("ENVIRONMENT_GROUP", "environmentGroup"),
	GROUPED("TEMPLATE", "template"),
	GROUPED("VARIABLE", "variable"),
	GROUPED("USERGROUP", "userGroup"),
	GROUPED("ROLE", "role"),
	GROUPED("RESOURCEGROUP", "resourceGroup"),
	GROUPED("SERVICEACCOUNT", "serviceAccount"),
	GROUPED("DEPLOYMENTFREEZE", "freeze"),
	GROUPED("GOVERNANCEPOLICY", "policy"),
	GROUPED("GOVERNANCEPOLICYSETS", "policySet"),
	REFERS("includedScopes[].orgIdentifier", "organization", REFERENCE_CHAIN),
	REFERS("includedScopes[].projectIdentifier", "project", REFERENCE_CHAIN),
};

const struct kind kind_resource_group = {
	.name = "resourceGroup",
	.folder = "resource_groups",
	.scopes = SCOPE_ANY,
	REFERENCES(resource_group_references),
	.builtins = managed,
	.builtin_count = countof(managed),
};

const struct kind kind_role = {
	.name = "role",
	.folder = "roles",
	.scopes = SCOPE_ANY,
	.identifier_rule = IDENTIFIER_CUSTOM,
	.builtins = managed,
	.builtin_count = countof(managed),
};

const struct kind kind_service_account = {
	.name = "serviceAccount",
	.folder = "service_accounts",
	.scopes = SCOPE_ANY,
};

static const struct reference service_overrides_references[] = {
	SCOPED("environmentRef", "environment"),
};

const struct kind kind_service_overrides = {
	.name = "serviceOverrides",
	.folder = "service_overrides",
	.scopes = SCOPE_ANY,
	.traits = KIND_BODY,
	REFERENCES(service_overrides_references),
	.parent = "environmentRef",
};

const struct kind kind_template = {
	.name = "template",
	.folder = "templates",
	.scopes = SCOPE_ANY,
	.traits = KIND_FLOATING | KIND_BODY | KIND_PIPELINE,
	.identifier_rule = IDENTIFIER_STRICT,
	.label = "versionLabel",
};

/* Source: extended.md 5; `target` and its inputs are of old triggers. */
static const struct reference trigger_references[] = {
	REFERS("pipelineIdentifier", "pipeline", REFERENCE_PLAIN),
	REFERS("target.targetIdentifier", "pipeline", REFERENCE_PLAIN),
	REFERS("**.pipelineRef", "pipeline", REFERENCE_PLAIN),
	INSIDE("inputSetRefs", "inputSet", "pipelineIdentifier"),
	SCOPED("encryptedWebhookSecretIdentifier", "secret"),
	{ .path = "inputYaml", .style = REFERENCE_YAML },
	{ .path = "target.spec.runtimeInputYaml", .style = REFERENCE_YAML },
};

const struct kind kind_trigger = {
	.name = "trigger",
	.folder = "triggers",
	.scopes = SCOPE_PROJECT,
	.traits = KIND_BODY,
	REFERENCES(trigger_references),
	.parent = "pipelineIdentifier",
};

const struct kind kind_user_group = {
	.name = "userGroup",
	.folder = "user_groups",
	.scopes = SCOPE_ANY,
	.builtins = managed,
	.builtin_count = countof(managed),
};
