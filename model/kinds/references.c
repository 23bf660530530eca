#include "model/kinds/kinds.h"

/*
 * Source: references.md 3 (3.1 whole entities, 3.2 stage targets, 3.3 connectors,
 * 3.4 secrets, 3.5 people and policy). Identifiers inside an environment
 * (infrastructures) get their rows with their kind.
 */
#define SCOPED(pattern, target) \
	{ \
		.path = pattern, .kind = target, .style = REFERENCE_SCOPED \
	}

const struct reference body_references[] = {
	SCOPED("**.template.templateRef", "template"),
	SCOPED("**.customDeploymentRef.templateRef", "template"),
	SCOPED("**.stepTemplateRefs", "template"),
	SCOPED("**.monitoredServiceTemplateRef", "template"),
	{
		.path = "**.stage[type=Pipeline].spec.pipeline",
		.kind = "pipeline",
		.style = REFERENCE_CHAIN,
	},

	SCOPED("**.serviceRef", "service"),
	SCOPED("**.environmentRef", "environment"),
	SCOPED("**.envGroupRef", "environmentGroup"),

	SCOPED("**.connectorRef", "connector"),
	SCOPED("**.awsConnectorRef", "connector"),
	SCOPED("**.gcpConnectorRef", "connector"),
	SCOPED("**.gitConnectorRef", "connector"),
	SCOPED("**.llmConnectorRef", "connector"),
	SCOPED("**.overrideConnectorRef", "connector"),
	SCOPED("**.harnessImageConnectorRef", "connector"),
	SCOPED("**.baseImageConnectorRefs", "connector"),
	SCOPED("**.samBuildDockerRegistryConnectorRef", "connector"),
	SCOPED("**.secretManagerRef", "connector"),
	SCOPED("**.variables[type=Connector].value", "connector"),

	SCOPED("**.variables[type=Secret].value", "secret"),
	SCOPED("**.variables[type=Secret].default", "secret"),
	SCOPED("**.environmentVariables[type=Secret].value", "secret"),
	SCOPED("**.templateVariables[type=Secret].value", "secret"),
	SCOPED("**.credentialsRef", "secret"),
	SCOPED("**.sshKeyRef", "secret"),
	SCOPED("**.sshKey", "secret"),
	SCOPED("**.installationKeyRef", "secret"),
	SCOPED("**.secretFiles", "secret"),

	SCOPED("**.approvers.userGroups", "userGroup"),
	SCOPED("**.approvers.serviceAccounts", "serviceAccount"),
	SCOPED("**.notificationMethod.spec.userGroups", "userGroup"),
	SCOPED("**.policySets", "policySet"),
};

const size_t body_reference_count = countof(body_references);
