/* core.md 12: starting pipelines and watching them. */
#include "tests/support/facts.h"

#define EXECUTE "/pipeline/api/pipeline/execute"
#define EXECUTIONS "/pipeline/api/pipelines/execution"
#define FLOW(id) \
	"POST /pipeline/api/pipelines/v2?" IN_PROJECT " pipeline: {name: build ledger, " \
	"identifier: " id ", stages: [{stage: {name: deploy, identifier: deploy, type: " \
	"Approval, spec: {execution: {steps: []}}}}]}\n"
#define MADE GIVEN_PROJECT FLOW("p")
#define STARTED \
	MADE "POST " EXECUTE "/p?" IN_PROJECT "&moduleType=CD  => " \
	     "data.planExecution.uuid\n"
#define INPUTS \
	"pipeline:\n  identifier: p\n  variables:\n    - name: tag\n      type: " \
	"String\n" \
	"      value: \"1.4.2\"\n"

static const struct fact facts[] = {
	{ .name = "start answers the execution",
		.given = MADE,
		.request = "POST " EXECUTE "/p?" IN_PROJECT "&moduleType=CD",
		.body = INPUTS,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data with planExecution gitDetails\n"
		"data.planExecution with uuid createdAt planId setupAbstractions status "
		"startTs endTs metadata\n"
		"data.planExecution.uuid present\n"
		"data.planExecution.setupAbstractions like {'accountId':'acc123',"
		"'orgIdentifier':'emea','projectIdentifier':'payments'}\n"
		"data.planExecution.status = RUNNING\n"
		"data.planExecution.startTs time\ndata.planExecution.endTs absent\n"
		"data.planExecution.metadata like {'runSequence':1,'pipelineIdentifier':"
		"'p','triggerInfo':{'triggerType':'MANUAL'}}\n"
		"data.gitDetails like {'valid':false,'invalidYaml':null}" },
	{ .name = "start without inputs has an empty body",
		.given = MADE,
		.request = "POST " EXECUTE "/p?" IN_PROJECT "&moduleType=",
		.body = "",
		.status = 200 },
	{ .name = "start without a module type",
		.given = MADE,
		.request = "POST " EXECUTE "/p?" IN_PROJECT,
		.body = "",
		.status = 200 },
	{ .name = "runs are counted",
		.given = STARTED,
		.request = "POST " EXECUTE "/p?" IN_PROJECT,
		.body = "",
		.status = 200,
		.expect = "data.planExecution.metadata.runSequence = 2\n"
			  "data.planExecution.uuid != $1" },
	{ .name = "an unknown pipeline cannot be started",
		.given = MADE,
		.request = "POST " EXECUTE "/q?" IN_PROJECT,
		.body = "",
		.status = 404,
		.expect = "code = ENTITY_NOT_FOUND" },
	{ .name = "inputs that are no YAML are refused",
		.given = MADE,
		.request = "POST " EXECUTE "/p?" IN_PROJECT,
		.body = "pipeline: [",
		.status = 400,
		.expect = "code matches INVALID_REQUEST|SCHEMA_VALIDATION_FAILED" },
	{ .name = "a viewer may not start",
		.given = MADE,
		.request = "POST " EXECUTE "/p?" IN_PROJECT,
		.headers = "x-api-key: " FACTS_VIEWER,
		.body = "",
		.status = 403,
		.expect = "code = NG_ACCESS_DENIED\nmessage ~ core_pipeline_execute" },
	{ .name = "what was started is running",
		.options = "execution 60000",
		.given = STARTED,
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data.pipelineExecutionSummary with pipelineIdentifier planExecutionId "
		"name status runSequence startTs endTs createdAt totalStagesCount "
		"runningStagesCount successfulStagesCount failedStagesCount failureInfo "
		"layoutNodeMap executionTriggerInfo storeType\n"
		"data.pipelineExecutionSummary like {'pipelineIdentifier':'p',"
		"'planExecutionId':'$1','name':'build ledger',"
		"'runSequence':1,'totalStagesCount':1,'executionTriggerInfo':"
		"{'triggerType':'MANUAL'},'storeType':'INLINE'}\n"
		"data.pipelineExecutionSummary.status matches NotStarted|Queued|Running\n"
		"data.pipelineExecutionSummary.endTs absent\n"
		"data.pipelineExecutionSummary.startTs time" },
	{ .name = "what was started succeeds in time",
		.options = "execution 1",
		.given = STARTED "wait 5\n",
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = "data.pipelineExecutionSummary like {'status':'Success',"
			  "'runningStagesCount':0,'successfulStagesCount':1,"
			  "'failedStagesCount':0}\n"
			  "data.pipelineExecutionSummary.endTs time" },
	{ .name = "what is to fail fails in time",
		.options = "execution 1\nquirk execution-fail=p*",
		.given = STARTED "wait 5\n",
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = "data.pipelineExecutionSummary like {'status':'Failed',"
			  "'failedStagesCount':1}\n"
			  "data.pipelineExecutionSummary.endTs time" },
	{ .name = "what runs can be aborted",
		.options = "execution 60000",
		.given = STARTED "PUT " EXECUTE "/interrupt/$1?" IN_PROJECT
				 "&interruptType=AbortAll\n",
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = "data.pipelineExecutionSummary.status = Aborted\n"
			  "data.pipelineExecutionSummary.endTs time" },
	{ .name = "a run waits first, and then it runs",
		.options = "execution 60000",
		.given = STARTED,
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = "data.pipelineExecutionSummary like {'status':'Queued',"
			  "'successfulStagesCount':0}" },
	{ .name = "past a tenth of its time a run runs",
		.options = "execution 600",
		.given = STARTED "wait 100\n",
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = "data.pipelineExecutionSummary like {'status':'Running',"
			  "'runningStagesCount':1,'successfulStagesCount':0,"
			  "'endTs':null}" },
	{ .name = "what was aborted stays so when its time is over",
		.options = "execution 50",
		.given = STARTED "PUT " EXECUTE "/interrupt/$1?" IN_PROJECT
				 "&interruptType=AbortAll\nwait 60\n",
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = "data.pipelineExecutionSummary like {'status':'Aborted',"
			  "'successfulStagesCount':0}" },
	{ .name = "an unknown run cannot be aborted",
		.given = MADE,
		.request = "PUT " EXECUTE "/interrupt/nope?" IN_PROJECT
			   "&interruptType=AbortAll",
		.status = 404 },
	{ .name = "a viewer may not abort",
		.options = "execution 60000",
		.given = STARTED,
		.request = "PUT " EXECUTE "/interrupt/$1?" IN_PROJECT
			   "&interruptType=AbortAll",
		.headers = "x-api-key: " FACTS_VIEWER,
		.status = 403,
		.expect = "code = NG_ACCESS_DENIED" },
	{ .name = "a viewer may watch",
		.given = STARTED,
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.headers = "x-api-key: " FACTS_VIEWER,
		.status = 200 },
	{ .name = "only the pipelines of the pattern fail",
		.options = "execution 1\nquirk execution-fail=q*",
		.given = STARTED "wait 5\n",
		.request = "GET " EXECUTIONS "/v2/$1?" IN_PROJECT,
		.status = 200,
		.expect = "data.pipelineExecutionSummary.status = Success" },
	{ .name = "what failed is listed as failed",
		.options = "execution 1\nquirk execution-fail=p",
		.given = STARTED "wait 5\n",
		.request = "POST " EXECUTIONS "/summary?" IN_PROJECT,
		.body = "{'filterType':'PipelineExecution'}",
		.status = 200,
		.expect = "data.content.*.status = ['Failed']" },
	{ .name = "a retry is served",
		.given = STARTED,
		.request = "POST " EXECUTE "/retry/p?" IN_PROJECT
			   "&planExecutionId=$1&retryStages=deploy",
		.body = "",
		.status = 200,
		.expect = "data.planExecution.uuid != $1" },
	{ .name = "an unknown execution is not found",
		.given = MADE,
		.request = "GET " EXECUTIONS "/v2/nope?" IN_PROJECT,
		.status = 404 },
	{ .name = "recent executions are a Spring page, newest first",
		.given = STARTED "wait 3\nPOST " EXECUTE "/p?" IN_PROJECT
				 "  => data.planExecution.uuid\n",
		.request = "POST " EXECUTIONS "/summary?" IN_PROJECT "&page=0&size=10",
		.body = "{'filterType':'PipelineExecution'}",
		.status = 200,
		.expect = SAYS_SUCCESS "data.totalElements = 2\n"
				       "data.content.*.planExecutionId = ['$2','$1']" },
	{ .name = "recent executions of one pipeline",
		.given = STARTED FLOW("q") "POST " EXECUTE "/q?" IN_PROJECT
					   "  => data.planExecution.uuid\n",
		.request =
			"POST " EXECUTIONS "/summary?" IN_PROJECT "&pipelineIdentifier=q",
		.body = "{'filterType':'PipelineExecution'}",
		.status = 200,
		.expect = "data.content.*.planExecutionId = ['$2']" },
	{ .name = "v1 starts with its own shapes",
		.given = MADE,
		.request = "POST /v1/orgs/emea/projects/payments/pipelines/p/execute",
		.body = "{'inputs_yaml':''}",
		.status = 200,
		.expect = "execution_details with execution_id status\n"
			  "execution_details.status = RUNNING\n"
			  "execution_details.execution_id present" },
	{ .name = "a start by input sets is served",
		.given = MADE,
		.request = "POST " EXECUTE "/p/inputSetList?" IN_PROJECT,
		.body = "{'inputSetReferences':[],'withMergedPipelineYaml':true}",
		.status = 200,
		.expect = "data.planExecution.uuid present" },
	{ .name = "a start of some stages is served",
		.given = MADE,
		.request = "POST " EXECUTE "/p/stages?" IN_PROJECT,
		.body = "{'runtimeInputYaml':'','stageIdentifiers':['deploy']}",
		.status = 200,
		.expect = "data.planExecution.uuid present" },
	{ .name = "a rerun is served",
		.given = STARTED,
		.request = "POST " EXECUTE "/rerun/$1/p?" IN_PROJECT,
		.body = "",
		.status = 200,
		.expect = "data.planExecution.uuid present" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
