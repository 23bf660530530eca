# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

HERE=.harness/orgs/payments/projects/checkout

# A pipeline that refers in every way: field, list, expression, alias; up and down.
reference_tree() {
	small_tree
	file $HERE/pipelines/deploy.yaml <<-'END'
		pipeline:
		  name: deploy
		  identifier: deploy
		  orgIdentifier: payments
		  projectIdentifier: checkout
		  stages:
		    - stage:
		        name: one
		        identifier: one
		        type: Deployment
		        spec:
		          service: {serviceRef: api}
		          environment: {environmentRef: <+input>}
		          execution:
		            steps:
		              - step:
		                  identifier: say
		                  name: say
		                  type: Run
		                  spec:
		                    connectorRef: account.harnessImage
		                    image: "é <+secrets.getValue('org.token')>"
		                    command: <+secrets.getValue("a")> <+secrets.getValue("b")>
	END
	commit
}

@test "--references: every reference, its place, field, target and state" {
	reference_tree
	rein validate --references --format json
	expect_status 0
	expect_json '[.references[] | select(.file == "'$HERE'/pipelines/deploy.yaml") |
		[.line, .column, .path, .target, .state]] == [
		[4, 18, "/orgIdentifier", "organization:payments", "declared"],
		[5, 22, "/projectIdentifier", "project:payments/checkout", "declared"],
		[12, 33, "/stages/0/stage/spec/service/serviceRef",
			"service:payments/checkout/api", "declared"],
		[21, 35, "/stages/0/stage/spec/execution/steps/0/step/spec/connectorRef",
			"connector:harnessImage", "built-in"],
		[22, 28, "/stages/0/stage/spec/execution/steps/0/step/spec/image",
			"secret:payments/token", "external"],
		[23, 30, "/stages/0/stage/spec/execution/steps/0/step/spec/command",
			"secret:payments/checkout/a", "external"],
		[23, 30, "/stages/0/stage/spec/execution/steps/0/step/spec/command",
			"secret:payments/checkout/b", "external"]]'
	expect_json '.references | all(keys ==
		["address", "column", "file", "line", "path", "state", "target"])'
	expect_json '.references == (.references | sort_by(.file, .line, .column, .target))'
	expect_json '[.references[].address] | unique == ["pipeline:payments/checkout/deploy",
		"project:payments/checkout", "service:payments/checkout/api"]'
	expect_json '.findings and .summary.entities == 4'
	rein validate --format json
	expect_json 'has("references") | not'
}

@test "--references as text: a line each, and the findings behind them" {
	reference_tree
	rein validate --references
	expect_status 0
	expect_line "$HERE/pipelines/deploy.yaml:12:33: pipeline:payments/checkout/deploy /stages/0/stage/spec/service/serviceRef -> service:payments/checkout/api [declared]"
	expect_line "$HERE/pipelines/deploy.yaml:21:35: pipeline:payments/checkout/deploy /stages/0/stage/spec/execution/steps/0/step/spec/connectorRef -> connector:harnessImage [built-in]"
	[ "$(tail -n 1 "$WORK/out")" = \
		"4 entities in 4 files: 0 errors, 0 warnings, 3 notes" ] || fail "no summary"
	! grep -q 'environmentRef' "$WORK/out" || fail "what is asked for at run time"
}

@test "--references has no place in the formats of findings" {
	small_tree
	for format in sarif junit github; do
		rein validate --references --format $format
		expect_status 64
		expect_error "--references"
	done
}

@test "--references of the buffer alone with --stdin-filename" {
	reference_tree
	status=0
	printf 'service:\n  name: x\n  identifier: x\n  a: <+secrets.getValue("s")>\n' |
		"$REIN" validate --references --format json \
			--stdin-filename $HERE/services/x.yaml >"$WORK/out" || status=$?
	expect_status 0
	expect_json '[.references[] | [.file, .line, .path]] ==
		[["'$HERE'/services/x.yaml", 4, "/a"]]'
}

@test "a cycle: every edge with its place and the field that makes it" {
	small_tree
	for pair in "a b" "b c" "c a"; do
		file $HERE/pipelines/"${pair% *}".yaml <<-END
			pipeline:
			  name: ${pair% *}
			  identifier: ${pair% *}
			  stages:
			    - stage:
			        identifier: chain
			        name: chain
			        type: Pipeline
			        spec:
			          org: payments
			          project: checkout
			          pipeline: ${pair#* }
		END
	done
	rein validate --format json
	expect_status 1
	expect_json '[.findings[] | [.code, .file, .line, .column]] ==
		[["reference-cycle", "'$HERE'/pipelines/a.yaml", 12, 21]]'
	expect_json '[.findings[0].related[] | [(.file | split("/")[-1]), .line, .column]] ==
		[["a.yaml", 12, 21], ["b.yaml", 12, 21], ["c.yaml", 12, 21]]'
	expect_json '.findings[0].related | all(.message |
		endswith(" at /stages/0/stage/spec/pipeline"))'
	status=0
	"$REIN" validate --format json --stdin-filename $HERE/pipelines/c.yaml \
		<$HERE/pipelines/c.yaml >"$WORK/out" || status=$?
	expect_status 1
	expect_json '[.findings[] | [.code, .file, .line, .column, (.related | length)]] ==
		[["reference-cycle", "'$HERE'/pipelines/c.yaml", 12, 21, 3]]'
}

@test "the built-in secret manager and the secret that it needs are no cycle" {
	small_tree
	file $HERE/connectors/harnessSecretManager.yaml <<-'END'
		connector:
		  name: harnessSecretManager
		  identifier: harnessSecretManager
		  type: GcpKms
		  spec: {credentials: kms_key}
	END
	file $HERE/secrets/kms_key.yaml <<-'END'
		secret:
		  type: SecretText
		  name: kms_key
		  identifier: kms_key
		  spec:
		    secretManagerIdentifier: harnessSecretManager
		    valueType: Inline
		    value: !env KMS_KEY
	END
	rein validate --strict
	expect_status 0
}
