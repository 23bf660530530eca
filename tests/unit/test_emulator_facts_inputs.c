/* core.md 12.1: the inputs that a run of a pipeline must be given. */
#include "tests/support/facts.h"

#define TEMPLATE \
	"POST /pipeline/api/inputSets/template?" IN_PROJECT "&pipelineIdentifier="
#define FLOW(rest) \
	"POST /pipeline/api/pipelines/v2?" IN_PROJECT \
	" {pipeline: {name: P, identifier: p, orgIdentifier: emea, " \
	"projectIdentifier: payments, " rest "}}\n"
#define STAGES \
	"stages: [{stage: {name: Build, identifier: build, type: Custom, spec: " \
	"{script: " \
	"make}}}, {stage: {name: Ship, identifier: ship, type: Deployment, spec: {" \
	"environment: {environmentRef: '<+input>', deployToAll: false}}}}]"
#define VARIABLES \
	"variables: [{name: tag, type: String, value: '<+input>.default(a)'}, {name: " \
	"region, type: String, value: eu}], "

static const struct fact facts[] = {
	{ .name = "a pipeline without runtime inputs needs none",
		.given = GIVEN_PROJECT FLOW("stages: []"),
		.request = TEMPLATE "p",
		.body = "{}",
		.status = 200,
		.expect = "data.inputSetTemplateYaml absent\n"
			  "data.hasInputSets = false\n"
			  "data.replacedExpressions = []" },
	{ .name = "what asks for an input is left, with what tells it apart",
		.given = GIVEN_PROJECT FLOW(VARIABLES STAGES),
		.request = TEMPLATE "p",
		.body = "{}",
		.status = 200,
		.expect = "data.inputSetTemplateYaml = 'pipeline:\\n  identifier: p\\n"
			  "  variables:\\n    - name: tag\\n      type: String\\n"
			  "      value: \\'<+input>.default(a)\\'\\n  stages:\\n    - "
			  "stage:\\n"
			  "        identifier: ship\\n        type: Deployment\\n"
			  "        spec:\\n          environment:\\n"
			  "            environmentRef: \\'<+input>\\'\\n'" },
	{ .name = "a pipeline that is not there is 404",
		.given = GIVEN_PROJECT,
		.request = TEMPLATE "nowhere",
		.body = "{}",
		.status = 404,
		.expect = "code = 'ENTITY_NOT_FOUND'" },
	{ .name = "no pipeline is 400",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/inputSets/template?" IN_PROJECT,
		.body = "{}",
		.status = 400,
		.expect = "code = 'INVALID_REQUEST'" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
