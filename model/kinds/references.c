#include "model/kinds/kinds.h"

/*
 * Source: references.md 3 (3.1 whole entities, 3.2 stage targets, 3.3 connectors,
 * 3.4 secrets, 3.5 people, policy and other modules, 3.6 file store).
 */
#define SCOPED(pattern, target) \
	{ \
		.path = (pattern), .kind = (target), .style = REFERENCE_SCOPED \
	}
#define FILES(pattern) \
	{ \
		.path = (pattern), .kind = "file", .style = REFERENCE_FILE \
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
	{
		.path = "**.stage[type=Pipeline].spec.inputSetReferences",
		.kind = "inputSet",
		.style = REFERENCE_CHAIN,
		.inside = "pipeline",
	},

	SCOPED("**.serviceRef", "service"),
	SCOPED("**.environmentRef", "environment"),
	SCOPED("**.envGroupRef", "environmentGroup"),
	{
		.path = "**.infrastructureDefinitions[].identifier",
		.kind = "infrastructureDefinition",
		.style = REFERENCE_INSIDE,
		.inside = "environmentRef",
	},
	{
		.path = "**.environment.infrastructureDefinition.identifier",
		.kind = "infrastructureDefinition",
		.style = REFERENCE_INSIDE,
		.inside = "environmentRef",
	},
	SCOPED("**.gitOpsClusters[].identifier", "gitOpsCluster"),
	SCOPED("**.agentIdentifier", "gitOpsAgent"),
	SCOPED("**.agentId", "gitOpsAgent"),

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
	SCOPED("**.variables[type=Connector].default", "connector"),
	SCOPED("**.registryRef", "registry"),

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
	SCOPED("**.monitoredServiceRef", "monitoredService"),
	SCOPED("**.stage[type=IACM].spec.workspace", "workspace"),
	SCOPED("**.webhookIdentifier", "webhook"),

	FILES("**.store[type=Harness].spec.files"),
	FILES("**.store[type=Harness].spec.paths"),
};

const size_t body_reference_count = countof(body_references);
