# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

# Entities that Git Experience keeps in a repository of its own: compared by their
# content, and never overwritten from here, whatever the plan would do to them.

project=.harness/orgs/payments/projects/checkout
in_git='storeType=REMOTE&connectorRef=account.git&repoName=apps&branch=live'
in_project="accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout"
at_home='"orgIdentifier":"payments","projectIdentifier":"checkout"'

# A document of each kind in the tree: documents NAME
documents() {
	file "$project/services/one.yaml" <<-END
		service:
		  identifier: one
		  name: $1
		  orgIdentifier: payments
		  projectIdentifier: checkout
		  serviceDefinition:
		    type: Kubernetes
		    spec: {}
	END
	file "$project/envs/one.yaml" <<-END
		environment:
		  identifier: one
		  name: $1
		  orgIdentifier: payments
		  projectIdentifier: checkout
		  type: Production
	END
	file "$project/pipelines/one.yaml" <<-END
		pipeline:
		  identifier: one
		  name: $1
		  orgIdentifier: payments
		  projectIdentifier: checkout
		  stages: []
	END
}

# The same three kept in git, in other words: layout, comments, quotes.
kept_in_git() {
	yaml=$(printf 'service:\n  # of the team\n  name: "one"\n  identifier: one\n  orgIdentifier: payments\n  projectIdentifier: checkout\n  serviceDefinition: {spec: {}, type: Kubernetes}\n' | jq -Rs .)
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT&$in_git&filePath=svc.yaml" \
		"{\"identifier\":\"one\",\"name\":\"one\",$at_home,\"yaml\":$yaml}" >/dev/null
	yaml=$(printf 'environment:\n  type: "Production"\n  name: one\n  identifier: one\n  orgIdentifier: payments\n  projectIdentifier: checkout\n' | jq -Rs .)
	api POST "/ng/api/environmentsV2?accountIdentifier=$ACCOUNT&$in_git&filePath=env.yaml" \
		"{\"identifier\":\"one\",\"name\":\"one\",\"type\":\"Production\",$at_home,\"yaml\":$yaml}" >/dev/null
	curl -sS --fail-with-body --max-time 20 --noproxy '*' -H "x-api-key: $KEY" \
		-H 'Content-Type: application/yaml' \
		"$URL/pipeline/api/pipelines/v2?$in_project&$in_git&filePath=pipe.yaml" \
		--data-binary $'pipeline: {stages: [], name: one, identifier: one, orgIdentifier: payments, projectIdentifier: checkout}\n' >/dev/null
}

# An account with a project, and in it what Git Experience keeps.
setup_remote() {
	without_record
	small_tree
	git rm -q "$project/services/api.yaml"
	commit 'a project'
	emulator "$@"
	rein apply --auto-approve
	expect_status 0
	kept_in_git
	: >"$WORK/requests"
}

# Each of the three stands blocked, by its place: expect_each_blocked ADVICE
expect_each_blocked() {
	local place='Git Experience stores it in repository apps, branch live, file'

	expect_output "service:payments/checkout/one"
	expect_output "$place svc.yaml; $1"
	expect_output "environment:payments/checkout/one"
	expect_output "$place env.yaml; $1"
	expect_output "pipeline:payments/checkout/one"
	expect_output "$place pipe.yaml; $1"
}

@test "what git keeps is compared by its content: other words are no change" {
	setup_remote
	documents one
	rein plan
	expect_status 0
	rein apply --auto-approve
	expect_status 0
	expect_writes 0
}

@test "where a list has the YAML, too" {
	setup_remote --quirk remote-in-lists=with
	documents one
	rein plan
	expect_status 0
}

@test "a difference is blocked, naming repository, branch and file, and never written" {
	setup_remote
	documents two
	rein plan
	expect_status 2
	expect_output '/name: "one" -> "two"'
	expect_each_blocked 'change it there'
	rein plan --format json
	expect_json '[.steps[] | select(.action == "blocked" and .adopted and
		(.reason | contains("repository apps, branch live")))] | length == 3'
	rein apply --auto-approve
	expect_status 3
	expect_writes 0
}

@test "nor is it replaced" {
	setup_remote
	documents one
	sed -i 's/Kubernetes/Ssh/' "$project/services/one.yaml"
	rein plan --replace service:payments/checkout/one
	expect_status 2
	expect_output 'Git Experience stores it in repository apps, branch live, file svc.yaml; change it there'
	rein apply --auto-approve --replace service:payments/checkout/one
	expect_status 3
	expect_writes 0
}

@test "nor pruned" {
	setup_remote
	documents one
	commit one
	git rm -q -r "$project/services" "$project/envs" "$project/pipelines"
	commit none
	rein plan --base HEAD~ --prune
	expect_status 2
	expect_each_blocked 'delete it there'
	rein apply --auto-approve --base HEAD~ --prune
	expect_status 3
	expect_writes 0
}

@test "nor destroyed, and neither is what it lives in" {
	setup_remote
	documents one
	commit one
	rein destroy --auto-approve --allow-mass-delete
	expect_status 3
	expect_each_blocked 'delete it there'
	expect_writes 0
	api GET "/ng/api/servicesV2/one?$in_project" >/dev/null
}

@test "a change in its repository is seen, whatever was known of it" {
	setup_remote
	documents one
	rein plan
	expect_status 0
	curl -sS --fail-with-body --max-time 20 --noproxy '*' -X PUT -H "x-api-key: $KEY" \
		-H 'Content-Type: application/yaml' \
		"$URL/pipeline/api/pipelines/v2/one?$in_project&lastObjectId=$(
			api GET "/pipeline/api/pipelines/one?$in_project" |
				jq -r .data.gitDetails.objectId
		)" --data-binary $'pipeline: {stages: [], name: three, identifier: one, orgIdentifier: payments, projectIdentifier: checkout}\n'
	rein plan
	expect_status 2
	expect_output '/name: "three" -> "one"'
}
