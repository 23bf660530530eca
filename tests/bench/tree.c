/*
 * A tree of Harness documents of any size, for benchmarks:
 *
 *	tree FOLDER ENTITIES
 *
 * One document a file below FOLDER/.harness: 20 projects in an organization, in
 * each of them 5 environments, 15 secrets, 20 services, 30 pipelines of 3 KB and 10
 * role assignments. What is referred to comes before what refers, or every account
 * has it, so a tree of any size applies to an empty account. The same size gives
 * the same bytes, and a smaller one is the beginning of a larger one.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/kind.h"
#include "model/num.h"

enum { PROJECTS = 20, ENVIRONMENTS = 5, SECRETS = 15, SERVICES = 20 };

static const char *const words[] = { "deploys", "verifies", "promotes", "the", "build",
	"after", "review", "to", "each", "region", "with", "health", "checks", "and",
	"rollback", "on", "failure" };
static const char *const environments[ENVIRONMENTS] = { "dev", "qa", "stage", "prod",
	"dr" };
/* One assignment each; creating a project grants _project_viewer already. */
static const char *const roles[] = { "_project_admin", "_pipeline_executor",
	"_feature_flag_manage_role", "_feature_flag_admin_role", "_gitops_admin_role",
	"_chaos_admin", "_sto_developer_role", "_sto_secops_role", "_code_admin",
	"_cet_admin" };

/* What is being written. */
struct making {
	const char *root;
	size_t left; /* entities to come */
	size_t org, project;
	uint64_t random;
	FILE *file;
};

static void die(const char *what)
{
	(void)fprintf(stderr, "tree: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Source: splitmix64 (Steele, Lea, Flood: Fast splittable generators, 2014). */
static size_t pick(struct making *making, size_t count)
{
	uint64_t z = making->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (size_t)((z ^ (z >> 31)) % count);
}

/* Every folder of the path but its last part. */
static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST)
			die(path);
		*slash = '/';
	}
}

__attribute__((format(printf, 2, 3))) static void put(
	const struct making *making, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vfprintf(making->file, format, args) < 0)
		die("writing");
	va_end(args);
}

/* The file of the next entity, unless there are enough: false then. */
__attribute__((format(printf, 2, 3))) static bool begin(
	struct making *making, const char *format, ...)
{
	char inner[200], path[4096];
	va_list args;

	if (making->left == 0)
		return false;
	making->left--;
	va_start(args, format);
	(void)vsnprintf(inner, sizeof(inner), format, args);
	va_end(args);
	(void)snprintf(path, sizeof(path), "%s/.harness/orgs/org_%zu/%s.yaml",
		making->root, making->org, inner);
	make_folders(path);
	making->file = fopen(path, "we");
	if (making->file == NULL)
		die(path);
	return true;
}

static void end(struct making *making)
{
	if (fclose(making->file) != 0)
		die("closing");
}

static void put_sentence(struct making *making)
{
	for (size_t i = 6 + pick(making, 8); i > 0; i--)
		put(making, "%s%s", words[pick(making, countof(words))],
			i > 1 ? " " : "");
}

static void put_head(struct making *making, const char *kind, const char *stem, size_t i)
{
	put(making, "%s:\n  name: %s_%zu\n  identifier: %s_%zu\n", kind, stem, i, stem,
		i);
	put(making, "  orgIdentifier: org_%zu\n  projectIdentifier: project_%zu\n",
		making->org, making->project);
	put(making, "  description: \"");
	put_sentence(making);
	put(making, "\"\n  tags: {team: team_%zu, tier: \"%zu\"}\n", pick(making, 12),
		1 + pick(making, 4));
}

static void make_environment(struct making *making, size_t i)
{
	const char *name = environments[i];

	if (!begin(making, "projects/project_%zu/envs/%s_%zu", making->project, name, i))
		return;
	put_head(making, "environment", name, i);
	put(making, "  type: %s\n  variables:\n", i < 3 ? "PreProduction" : "Production");
	for (size_t k = 2 + pick(making, 5); k > 0; k--)
		put(making,
			"    - name: host_%zu\n      type: String\n"
			"      value: %s-%zu.internal\n      description: \"\"\n",
			k, name, pick(making, 100));
	end(making);
}

static void make_secret(struct making *making, size_t i)
{
	if (!begin(making, "projects/project_%zu/secrets/key_%zu", making->project, i))
		return;
	put_head(making, "secret", "key", i);
	put(making, "  type: SecretText\n  spec:\n"
		    "    secretManagerIdentifier: harnessSecretManager\n"
		    "    valueType: Inline\n    value: !env BENCH_SECRET\n");
	end(making);
}

static void make_service(struct making *making, size_t i)
{
	if (!begin(making, "projects/project_%zu/services/app_%zu", making->project, i))
		return;
	put_head(making, "service", "app", i);
	put(making,
		"  gitOpsEnabled: false\n  serviceDefinition:\n    type: Kubernetes\n"
		"    spec:\n      manifests:\n        - manifest:\n"
		"            identifier: app_%zu_k8s\n            type: K8sManifest\n"
		"            spec:\n              store:\n"
		"                type: Github\n                spec:\n"
		"                  connectorRef: account.github\n"
		"                  gitFetchType: Branch\n                  paths:\n"
		"                    - charts/app_%zu/templates\n"
		"                  repoName: deploy\n                  branch: main\n"
		"              valuesPaths:\n                - "
		"charts/app_%zu/values.yaml\n"
		"              skipResourceVersioning: false\n      variables:\n"
		"        - name: replicas\n          type: Number\n          value: %zu\n"
		"        - name: token\n          type: Secret\n          value: "
		"key_%zu\n",
		i, i, i, 1 + pick(making, 12), pick(making, SECRETS));
	end(making);
}

static void put_script(struct making *making, size_t stage)
{
	put(making,
		"              - step:\n                  type: ShellScript\n"
		"                  name: check %zu\n                  identifier: "
		"check_%zu\n"
		"                  spec:\n                    shell: Bash\n"
		"                    onDelegate: true\n                    source:\n"
		"                      type: Inline\n                      spec:\n"
		"                        script: |\n"
		"                          set -euo pipefail\n",
		stage, stage);
	for (size_t i = 0; i < 8; i++) {
		put(making, "                          echo \"");
		put_sentence(making);
		put(making, "\"\n");
	}
	put(making,
		"                          export "
		"TOKEN=<+secrets.getValue(\"key_%zu\")>\n"
		"                    environmentVariables: []\n"
		"                  timeout: %zum\n",
		pick(making, SECRETS), 5 + pick(making, 55));
}

static void put_stage(struct making *making, size_t stage)
{
	size_t environment = pick(making, ENVIRONMENTS);

	put(making,
		"    - stage:\n        name: Deploy %zu\n        identifier: deploy_%zu\n"
		"        type: Deployment\n        spec:\n"
		"          deploymentType: Kubernetes\n          service:\n"
		"            serviceRef: app_%zu\n          environment:\n"
		"            environmentRef: %s_%zu\n            deployToAll: false\n"
		"            infrastructureDefinitions: <+input>\n          execution:\n"
		"            steps:\n",
		stage, stage, pick(making, SERVICES), environments[environment],
		environment);
	put_script(making, stage);
	put(making,
		"              - step:\n                  type: K8sRollingDeploy\n"
		"                  name: rollout\n"
		"                  identifier: rollout_%zu\n                  spec:\n"
		"                    skipDryRun: false\n"
		"                    pruningEnabled: false\n"
		"                  timeout: 10m\n            rollbackSteps: []\n"
		"        failureStrategies:\n          - onFailure:\n"
		"              errors: [AllErrors]\n              action:\n"
		"                type: StageRollback\n        tags: {}\n",
		stage);
}

static void make_pipeline(struct making *making, size_t i)
{
	if (!begin(making, "projects/project_%zu/pipelines/deploy_%zu", making->project,
		    i))
		return;
	put_head(making, "pipeline", "deploy", i);
	put(making, "  stages:\n");
	for (size_t stage = pick(making, 8) == 0 ? 3 : 1; stage > 0; stage--)
		put_stage(making, stage);
	put(making, "  variables:\n    - name: region\n      type: String\n"
		    "      required: false\n      value: <+input>\n");
	end(making);
}

static void make_role_assignment(struct making *making, size_t i)
{
	if (!begin(making, "projects/project_%zu/role_assignments/grant_%zu",
		    making->project, i))
		return;
	put(making,
		"roleAssignment:\n  identifier: grant_%zu\n  orgIdentifier: org_%zu\n"
		"  projectIdentifier: project_%zu\n  roleIdentifier: %s\n"
		"  resourceGroupIdentifier: _all_project_level_resources\n"
		"  principal:\n    identifier: _project_all_users\n"
		"    type: USER_GROUP\n    scopeLevel: project\n  disabled: false\n",
		i, making->org, making->project, roles[i]);
	end(making);
}

static const struct {
	size_t count;
	void (*make)(struct making *, size_t);
} makers[] = {
	{ ENVIRONMENTS, make_environment },
	{ SECRETS, make_secret },
	{ SERVICES, make_service },
	{ 30, make_pipeline },
	{ countof(roles), make_role_assignment },
};

static void make_project(struct making *making)
{
	if (!begin(making, "projects/project_%zu/project", making->project))
		return;
	put(making, "project:\n  name: project_%zu\n  identifier: project_%zu\n",
		making->project, making->project);
	put(making, "  orgIdentifier: org_%zu\n  description: \"", making->org);
	put_sentence(making);
	put(making, "\"\n");
	end(making);
	for (size_t i = 0; i < countof(makers); i++)
		for (size_t k = 0; k < makers[i].count; k++)
			makers[i].make(making, k);
}

static void make_organization(struct making *making)
{
	if (!begin(making, "organization"))
		return;
	put(making, "organization:\n  name: org_%zu\n  identifier: org_%zu\n",
		making->org, making->org);
	end(making);
	for (making->project = 0; making->project < PROJECTS; making->project++)
		make_project(making);
}

int main(int argc, char **argv)
{
	struct making making = { 0 };
	int64_t entities = 0;

	if (argc != 3 || !num_parse(argv[2], 1, 10000000, &entities)) {
		(void)fputs("usage: tree FOLDER ENTITIES\n", stderr);
		return 64;
	}
	making.root = argv[1];
	making.left = (size_t)entities;
	for (; making.left > 0; making.org++)
		make_organization(&making);
	return 0;
}
