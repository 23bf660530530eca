#include "model/kinds/kinds.h"

/*
 * Kinds that documents and references may name, but that this version does not
 * manage: no operations, so they are never read or written. Built-ins are what an
 * account has without anybody declaring it (references.md 1.6, core.md 11.4, 11.5).
 */
static const char *const connectors[] = { "harnessSecretManager", "harnessImage" };
static const char *const managed[] = { "_*" };

const struct kind kind_connector = {
	.name = "connector",
	.folder = "connectors",
	.scopes = SCOPE_ANY,
	.builtins = connectors,
	.builtin_count = countof(connectors),
};

const struct kind kind_environment_group = {
	.name = "environmentGroup",
	.folder = "environment_groups",
	.scopes = SCOPE_ANY,
};

const struct kind kind_freeze = {
	.name = "freeze",
	.folder = "freezes",
	.scopes = SCOPE_ANY,
};

const struct kind kind_infrastructure = {
	.name = "infrastructureDefinition",
	.folder = "infras",
	.scopes = SCOPE_ANY,
	.parent = "environmentRef",
};

const struct kind kind_input_set = {
	.name = "inputSet",
	.folder = "input_sets",
	.scopes = SCOPE_PROJECT,
	.parent = "pipeline.identifier",
};

const struct kind kind_monitored_service = {
	.name = "monitoredService",
	.folder = "monitored_services",
	.scopes = SCOPE_PROJECT,
};

const struct kind kind_overlay_input_set = {
	.name = "overlayInputSet",
	.folder = "input_sets",
	.scopes = SCOPE_PROJECT,
	.parent = "pipelineIdentifier",
};

const struct kind kind_overrides = {
	.name = "overrides",
	.folder = "overrides",
	.scopes = SCOPE_ANY,
	.parent = "environmentRef",
};

const struct kind kind_policy = {
	.name = "policy",
	.folder = "policies",
	.scopes = SCOPE_ANY,
};

const struct kind kind_policy_set = {
	.name = "policySet",
	.folder = "policy_sets",
	.scopes = SCOPE_ANY,
};

const struct kind kind_resource_group = {
	.name = "resourceGroup",
	.folder = "resource_groups",
	.scopes = SCOPE_ANY,
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

const struct kind kind_service_overrides = {
	.name = "serviceOverrides",
	.folder = "service_overrides",
	.scopes = SCOPE_ANY,
	.parent = "environmentRef",
};

const struct kind kind_template = {
	.name = "template",
	.folder = "templates",
	.scopes = SCOPE_ANY,
	.traits = KIND_FLOATING,
	.identifier_rule = IDENTIFIER_STRICT,
	.label = "versionLabel",
};

const struct kind kind_trigger = {
	.name = "trigger",
	.folder = "triggers",
	.scopes = SCOPE_PROJECT,
	.parent = "pipelineIdentifier",
};

const struct kind kind_user_group = {
	.name = "userGroup",
	.folder = "user_groups",
	.scopes = SCOPE_ANY,
	.builtins = managed,
	.builtin_count = countof(managed),
};
