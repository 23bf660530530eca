# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

@test "plan, apply, plan: what was shown is done, and then nothing is left" {
	without_record
	small_tree
	emulator
	rein plan
	expect_status 2
	expect_line "  + organization:payments  # .harness/orgs/payments/organization.yaml:1"
	expect_line "Plan: 3 to add, 0 to change, 0 to destroy."
	expect_error "apply would send 3"
	expect_writes 0
	rein apply --auto-approve
	expect_status 0
	expect_line "Apply complete: 3 added, 0 changed, 0 destroyed."
	expect_writes 3
	rein plan
	expect_status 0
	expect_output "No changes."
	rein apply --auto-approve
	expect_status 0
	expect_output "No changes."
	expect_writes 3
}

@test "one field changed behind git's back is the one field of the plan" {
	without_record
	small_tree
	emulator
	rein apply --auto-approve
	expect_status 0
	at="/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments"
	body=$(api GET "$at" | jq '{project: (.data.project | .description = "ask Bob")}')
	api PUT "$at" "$body"
	rein plan
	expect_status 2
	expect_output '/description: "ask Bob" -> "What customers pay with"  # project.yaml:5'
	expect_line "Plan: 0 to add, 1 to change, 0 to destroy."
	rein plan --format json
	expect_status 2
	expect_json '.steps == [.steps[0]] and .steps[0].address == "project:payments/checkout"
		and .steps[0].action == "update"'
	expect_json '.steps[0].fields == [{path: "/description", before: "ask Bob",
		after: "What customers pay with", cause: "git", line: 5,
		file: ".harness/orgs/payments/projects/checkout/project.yaml"}]'
	rein apply --auto-approve
	expect_status 0
	expect_line "Apply complete: 0 added, 1 changed, 0 destroyed."
	rein plan
	expect_status 0
}

@test "the JSON of a plan and of an apply" {
	small_tree
	emulator
	rein plan --format json
	expect_status 2
	expect_json '.format_version == "1.0" and .command == "plan" and .account == "acc123"'
	expect_json '(.commit | length) == 40 and .dirty == false and .base == null'
	expect_json '.summary == {create: 3, update: 0, delete: 0, replace: 0, unchanged: 0,
		blocked: 0, adopted: 0}'
	expect_json '[.steps[].address] == ["organization:payments",
		"project:payments/checkout", "service:payments/checkout/api"]'
	expect_json '.steps[1].waits_for == ["organization:payments"]'
	expect_json '.requests.total > 0 and .prunable == [] and .findings == []'
	rein apply --auto-approve --format json
	expect_status 0
	expect_json '.command == "apply" and ([.steps[].result] | unique) == ["done"]'
	expect_json '.summary.create == 3 and .summary.done == 3 and .summary.failed == 0'
	expect_json '.steps | all(.error == null)'
}

@test "--exit-zero makes 2 a 0" {
	small_tree
	emulator
	rein plan --exit-zero
	expect_status 0
	expect_line "Plan: 3 to add, 0 to change, 0 to destroy."
	REIN_EXIT_ZERO=true rein plan
	expect_status 0
}

@test "plans of the same tree are byte-identical" {
	small_tree
	emulator
	rein plan --format json
	cp "$WORK/out" "$WORK/first"
	rein plan --format json
	cmp "$WORK/first" "$WORK/out"
}

@test "--rev plans a commit, whatever the work tree says" {
	small_tree
	emulator
	git rm -q -r .harness/orgs/payments/projects
	git commit -q -m 'less'
	rein plan --format json
	expect_json '.summary.create == 1'
	rein plan --rev HEAD~1 --format json
	expect_json '.summary.create == 3'
}

@test "--show-requests prints the requests and no key" {
	small_tree
	emulator
	rein plan --show-requests
	expect_status 2
	expect_line "POST /ng/api/organizations?accountIdentifier=acc123"
	expect_line '{"organization":{"identifier":"payments","name":"Payments"}}'
	expect_line "x-api-key: (secret)"
	[[ $output != *nobodyknows* && $errors != *nobodyknows* ]] || fail "the key is shown"
	rein plan --show-requests --format json
	expect_json '.requests.writes | length == 3'
	expect_json '.requests.writes[0] | .method == "POST" and .headers["x-api-key"] ==
		"(secret)" and (.body | fromjson | .organization.name) == "Payments"'
	expect_writes 0
}

@test "the requests shown are the writes that apply sends, in this order" {
	without_record
	small_tree
	emulator
	rein plan --show-requests --format json
	jq -r '.requests.writes[] | .method + " " + .target' "$WORK/out" >"$WORK/shown"
	: >"$WORK/requests"
	rein apply --auto-approve --parallelism 1
	expect_status 0
	jq -r 'select(.method != "GET" and (.path | test("/(list|filter)$") | not))
		| .method + " " + .path + "?" + .query' "$WORK/requests" >"$WORK/sent"
	diff "$WORK/shown" "$WORK/sent"
}

@test "apply without a terminal wants --auto-approve" {
	small_tree
	emulator
	rein apply
	expect_status 1
	expect_error "--auto-approve"
	expect_writes 0
}

@test "apply asks on a terminal and takes only yes" {
	without_record
	script -qec true /dev/null >/dev/null 2>&1 || skip "needs script(1) and a terminal"
	small_tree
	emulator
	printf 'y\n' | script -qec "'$REIN' apply" /dev/null >"$WORK/out" 3>&- || status=$?
	[ "$status" -eq 1 ] || fail "exit status"
	grep -q "not 'yes'" "$WORK/out"
	expect_writes 0
	status=0
	printf 'yes\n' | script -qec "'$REIN' apply" /dev/null >"$WORK/out" 3>&- || status=$?
	[ "$status" -eq 0 ] || fail "exit status"
	grep -q "Apply complete: 3 added" "$WORK/out"
	expect_writes 3
}

@test "what --replace and --rotate-secrets name has to be there" {
	small_tree
	emulator
	rein plan --replace service:payments/checkout/ap
	expect_status 1
	expect_error "--replace 'service:payments/checkout/ap' matches nothing that the tree declares"
	expect_error "did you mean 'service:payments/checkout/api'?"
	rein apply --auto-approve --rotate-secrets secret:payments/nothing
	expect_status 1
	expect_error "--rotate-secrets 'secret:payments/nothing' matches nothing"
	expect_writes 0
	rein plan --rotate-secrets 'secret:*'
	expect_status 2
	expect_error "warning: --rotate-secrets 'secret:*' matches nothing"
}

@test "a terminal is shown colours, with NO_COLOR none, a dumb one no control sequence" {
	local escape=$'\033'
	script -qec true /dev/null >/dev/null 2>&1 || skip "needs script(1) and a terminal"
	small_tree
	emulator
	TERM=xterm script -qec "'$REIN' plan" /dev/null >"$WORK/out" 3>&- || :
	grep -qF "$escape[32m" "$WORK/out"
	NO_COLOR=1 TERM=xterm script -qec "'$REIN' plan" /dev/null >"$WORK/out" 3>&- || :
	! grep -q "$escape\[[0-9]*m" "$WORK/out" || fail "colours"
	TERM=dumb script -qec "'$REIN' plan" /dev/null >"$WORK/out" 3>&- || :
	grep -qF "3 to add" "$WORK/out"
	! grep -qF "$escape" "$WORK/out" || fail "a control sequence"
}

@test "a step that fails stops what waits for it and nothing else" {
	small_tree
	file .harness/orgs/other/organization.yaml <<-'END'
		organization:
		  name: Other
	END
	emulator --fault 'POST /ng/api/projects status=400'
	rein apply --auto-approve
	expect_status 3
	expect_line "Apply incomplete: 2 added, 0 changed, 0 destroyed, 1 failed, 0 unknown, 1 skipped, 0 blocked."
	expect_output "failed  project:payments/checkout"
	expect_output "skipped service:payments/checkout/api: waits for project:payments/checkout"
	expect_error "error: project:payments/checkout: POST /ng/api/projects"
	rein apply --auto-approve --format json
	expect_status 3
	expect_json '[.steps[] | select(.result == "failed") | .error | .method, .status] ==
		["POST", 400]'
}

@test "a blocked step: plan exits 2, apply 3" {
	small_tree
	file .harness/orgs/payments/projects/checkout/secrets/token.yaml <<-'END'
		secret:
		  type: SecretText
		  name: token
		  identifier: token
		  spec:
		    secretManagerIdentifier: harnessSecretManager
		    valueType: Inline
	END
	emulator
	rein plan
	expect_status 2
	expect_output "  ! secret:payments/checkout/token"
	expect_output "1 blocked."
	rein apply --auto-approve
	expect_status 3
	expect_output "blocked secret:payments/checkout/token"
}

@test "an unset variable: a warning of plan, an error of apply before any write" {
	small_tree
	file .harness/orgs/payments/projects/checkout/secrets/token.yaml <<-'END'
		secret:
		  type: SecretText
		  name: token
		  identifier: token
		  spec:
		    secretManagerIdentifier: harnessSecretManager
		    valueType: Inline
		    value: !env CHECKOUT_TOKEN
	END
	emulator
	rein plan
	expect_status 2
	expect_error "secrets/token.yaml:8:12: warning: "
	expect_error "CHECKOUT_TOKEN"
	rein apply --auto-approve
	expect_status 1
	expect_error "secrets/token.yaml:8:12: error: "
	expect_writes 0
	CHECKOUT_TOKEN=tell-nobody-this rein plan --show-requests
	expect_status 2
	! grep -q warning "$WORK/err" || fail "it can be had"
	CHECKOUT_TOKEN=tell-nobody-this rein apply --auto-approve
	expect_status 0
	! grep -rq tell-nobody-this "$WORK/out" "$WORK/err" "$WORK/requests" || fail "shown"
	rein plan
	expect_status 0
	rein plan --rotate-secrets='secret:payments/*'
	expect_status 2
	expect_output "/spec/value: (secret)"
}

@test "one variable that many secrets lack is one finding" {
	for name in one two three; do
		file ".harness/secrets/$name.yaml" <<-END
			secret:
			  type: SecretText
			  name: $name
			  spec:
			    secretManagerIdentifier: harnessSecretManager
			    valueType: Inline
			    value: !env SHARED_TOKEN
		END
	done
	commit
	emulator
	rein plan --format json
	expect_status 2
	expect_json '[.findings[] | select(.code == "secret-value")] | length == 1 and
		.[0].file == ".harness/secrets/one.yaml" and (.[0].related | length) == 2'
}

@test "--replace is for fields that cannot change; protect: keeps it from it" {
	small_tree
	file .harness/rein.yaml <<-'END'
		protect: ["environment:*"]
	END
	emulator
	rein plan --replace environment:payments/checkout/prod
	expect_status 1
	expect_error "protected"
	expect_writes 0
}
