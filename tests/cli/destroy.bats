# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load locked
load side_by_side

BETWEEN=$(cd "${BUILD:-build}" && pwd)/tests/cli/between
project=.harness/orgs/payments/projects/checkout
in_project="accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout"

# small_tree with an environment and a pipeline that deploys to it.
deploying_tree() {
	small_tree
	file "$project/envs/prod.yaml" <<-'END'
		environment:
		  identifier: prod
		  name: prod
		  type: Production
	END
	file "$project/pipelines/ship.yaml" <<-'END'
		pipeline:
		  identifier: ship
		  name: ship
		  orgIdentifier: payments
		  projectIdentifier: checkout
		  stages:
		    - stage:
		        identifier: roll
		        name: roll
		        type: Deployment
		        spec:
		          service: {serviceRef: api}
		          environment: {environmentRef: prod}
	END
	commit 'what deploys'
}

applied() {
	rein apply --auto-approve
	expect_status 0
}

by_hand() {
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"by_hand","name":"by hand","orgIdentifier":"payments","projectIdentifier":"checkout"}'
}

organizations() {
	api GET "/ng/api/organizations?accountIdentifier=$ACCOUNT" |
		jq -r '.data.content[].organization.identifier' | sort | tr '\n' ' '
}

@test "destroy deletes all that the tree manages, users first, and then the record" {
	deploying_tree
	emulator
	applied
	[ -n "$(variables)" ]
	rein destroy --auto-approve --allow-mass-delete --format json
	expect_status 0
	expect_json '.command == "destroy" and .summary.delete == 5 and .summary.done == 5'
	expect_json '[.steps[].address] == ["pipeline:payments/checkout/ship",
		"environment:payments/checkout/prod", "service:payments/checkout/api",
		"project:payments/checkout", "organization:payments"]'
	expect_json '.steps[3].cascades | map(.managed) == [true, true, true]'
	[ "$(organizations)" = "default " ]
	[ -z "$(variables)" ]
	rein destroy --auto-approve
	expect_status 0
	expect_line "Nothing to destroy. Nothing that the tree manages is in Harness."
}

@test "the plan is shown before a brake or a missing consent stops it" {
	deploying_tree
	emulator
	applied
	by_hand
	writes=$(writes)
	rein destroy
	expect_status 1
	expect_line "  - project:payments/checkout"
	[ "$(grep -cxF -- "        - service:payments/checkout/by_hand" "$WORK/out")" -eq 1 ]
	expect_line "Plan: 0 to add, 0 to change, 5 to destroy."
	expect_error "6 entities would be deleted"
	expect_error "--allow-mass-delete"
	rein destroy --allow-mass-delete
	expect_status 1
	expect_error "--auto-approve"
	expect_writes "$writes"
}

@test "destroy asks on a terminal and takes only the account's id" {
	script -qec true /dev/null >/dev/null 2>&1 || skip "needs script(1) and a terminal"
	small_tree
	emulator
	applied
	writes=$(writes)
	printf 'yes\n' | script -qec "'$REIN' destroy" /dev/null >"$WORK/out" 3>&- || status=$?
	[ "$status" -eq 1 ] || fail "exit status"
	grep -q "not the account's id" "$WORK/out"
	expect_writes "$writes"
	status=0
	printf '%s\n' "$ACCOUNT" | script -qec "'$REIN' destroy" /dev/null >"$WORK/out" 3>&- ||
		status=$?
	[ "$status" -eq 0 ] || fail "exit status"
	grep -q "Destroy complete: 3 destroyed" "$WORK/out"
	[ "$(organizations)" = "default " ]
}

@test "what git declared when it was applied last goes too, what it never declared stays" {
	small_tree
	file .harness/services/shared.yaml <<-'END'
		service:
		  identifier: shared
		  name: shared
	END
	commit shared
	emulator
	applied
	git rm -q .harness/services/shared.yaml
	commit "drop the shared one"
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" '{"identifier":"theirs","name":"theirs"}'
	rein destroy --auto-approve --allow-mass-delete --format json
	expect_status 0
	expect_json '[.steps[].address] | contains(["service:shared"])'
	api GET "/ng/api/servicesV2/theirs?accountIdentifier=$ACCOUNT"
	rein plan --format json
	expect_json '.summary.create == 3 and .base == null'
}

@test "what is protected stays, with what it lives in, and so does the record" {
	deploying_tree
	file .harness/rein.yaml <<-'END'
		protect: ["environment:*"]
	END
	commit protect
	emulator
	applied
	rein destroy --auto-approve --allow-mass-delete
	expect_status 3
	expect_output "blocked environment:payments/checkout/prod: rein.yaml protects it"
	expect_output "blocked project:payments/checkout: environment:payments/checkout/prod still refers to it"
	expect_output "Destroy incomplete: 2 destroyed"
	api GET "/ng/api/environmentsV2/prod?$in_project"
	[ -n "$(variables)" ]
}

@test "what the tree only uses, and what Harness makes itself, stays" {
	small_tree
	git rm -q .harness/orgs/payments/organization.yaml
	git mv .harness/orgs/payments .harness/orgs/default
	sed -i '/orgIdentifier/d' .harness/orgs/default/projects/checkout/*.yaml \
		.harness/orgs/default/projects/checkout/*/*.yaml
	commit "in the organization that is always there"
	emulator
	applied
	rein destroy --auto-approve --format json
	expect_status 0
	expect_json '[.steps[].address] == ["service:default/checkout/api", "project:default/checkout"]'
	[ "$(organizations)" = "default " ]
	[ -z "$(variables)" ]
}

@test "an entity that others still refer to fails, and what holds it is not taken away" {
	small_tree
	emulator
	applied
	curl -sS --fail-with-body --noproxy '*' -X POST -H "x-api-key: $KEY" \
		-H 'Content-Type: application/yaml' --data-binary @- \
		"$URL/pipeline/api/pipelines/v2?$in_project" <<-'END'
			pipeline:
			  identifier: theirs
			  name: theirs
			  orgIdentifier: payments
			  projectIdentifier: checkout
			  stages:
			    - stage:
			        identifier: roll
			        name: roll
			        type: Deployment
			        spec:
			          service: {serviceRef: api}
	END
	rein destroy --auto-approve --allow-mass-delete
	expect_status 3
	expect_output "failed  service:payments/checkout/api: 400 ENTITY_REFERENCE_EXCEPTION"
	expect_output "skipped project:payments/checkout: waits for service:payments/checkout/api"
	api GET "/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments"
}

@test "a selection goes alone, and the record stays" {
	deploying_tree
	emulator
	applied
	rein destroy --auto-approve --select 'pipeline:*' --format json
	expect_status 0
	expect_json '[.steps[].address] == ["pipeline:payments/checkout/ship"]'
	expect_json '.selection.selected == 1'
	[ -n "$(variables)" ]
	rein destroy --auto-approve --select 'project:*'
	expect_status 3
	expect_output "which is not selected, still refers to it"
	rein destroy --auto-approve --exclude 'project:*' --exclude 'organization:*' --format json
	expect_status 0
	expect_json '.summary.done == 2'
	rein apply --auto-approve --format json
	expect_status 0
	expect_json '.summary.create == 3'
}

@test "an administrator's grant is not destroyed unless that is allowed" {
	file .harness/role_assignments/admin.yaml <<-'END'
		roleAssignment:
		  identifier: ops_admin
		  roleIdentifier: _account_admin
		  resourceGroupIdentifier: _all_account_level_resources
		  principal: {type: USER_GROUP, identifier: _account_all_users}
	END
	commit admin
	emulator
	applied
	rein destroy --auto-approve
	expect_status 1
	expect_error "an administrator's grant would be taken away"
	rein destroy --auto-approve --allow-lockout
	expect_status 0
}

@test "what is not committed is not destroyed" {
	small_tree
	emulator
	applied
	sed -i 's/Payments/Money/' .harness/orgs/payments/organization.yaml
	rein destroy --auto-approve
	expect_status 1
	expect_error "not committed"
	rein destroy --auto-approve --allow-dirty
	expect_status 0
}

@test "destroy without a record deletes what the tree declares" {
	without_record
	small_tree
	emulator
	applied
	rein destroy --auto-approve
	expect_status 0
	expect_line "Destroy complete: 3 destroyed."
	[ "$(organizations)" = "default " ]
}

# Odd cases are killed before a request, even ones after its answer.
killed() {
	local after=()

	[ $(($1 % 2)) -eq 1 ] || after=(-a)
	cp "$ABOVE/start.db" "$WORK/account.db"
	emulator --db "$WORK/account.db"
	status=0
	"$BETWEEN" "${after[@]}" -k $((($1 + 1) / 2)) "${URL##*:}" \
		"$REIN" destroy --auto-approve >"$WORK/out" 2>"$WORK/err" || status=$?
	expect_status 137
	rein unlock --auto-approve
	rein destroy --auto-approve
	expect_status 0
	[ "$(organizations)" = "default " ]
	[ -z "$(variables)" ]
	rein destroy --auto-approve
	expect_status 0
	expect_output "Nothing to destroy."
}

@test "kill -9 at each request of a destroy: the next one finishes it" {
	small_tree
	emulator --db "$WORK/start.db"
	applied
	kill "${emulators[0]}"
	wait "${emulators[0]}" || :
	cp "$WORK/start.db" "$WORK/account.db"
	emulator --db "$WORK/account.db"
	"$BETWEEN" "${URL##*:}" "$REIN" destroy --auto-approve >"$WORK/out" 2>"$WORK/err"
	requests=$(sed -n 's/^between: \([0-9]*\) requests$/\1/p' "$WORK/err")
	[ "$requests" -gt 10 ]
	side_by_side killed $((2 * requests))
}
