# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

project=.harness/orgs/payments/projects/checkout

service() { # service NAME [TITLE]
	file "$project/services/$1.yaml" <<-END
		service:
		  identifier: $1
		  name: ${2:-$1}
	END
}

# Every variable of rein's own: its scope, its name, and what it holds.
own_variables() {
	api GET "/ng/api/variables?accountIdentifier=$ACCOUNT&includeVariablesFromEverySubScope=true&pageSize=100" |
		jq -c '.data.content[].variable | select(.identifier | test("^rein_")) |
			{scope: ([.orgIdentifier, .projectIdentifier] | map(select(.)) |
				join("/")), identifier, value: (.spec.fixedValue | fromjson)}'
}

expect_recorded() { # expect_recorded COMMIT [SETTLED]
	local held

	held=$(own_variables | jq -r '"\(.value.commit) \(.value.settled)"')
	[ "$held" = "$1 ${2:-$1}" ] || fail "recorded is $held"
}

head_commit() {
	git rev-parse "${1:-HEAD}"
}

apply() {
	rein apply --auto-approve "$@"
	expect_status 0
}

service_exists() {
	api GET "/ng/api/servicesV2/$1?accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout" \
		>/dev/null 2>&1
}

no_service() {
	! service_exists "$1" || fail "service $1 exists"
}

@test "an apply records its commit; the next plan takes it for its base" {
	small_tree
	emulator
	rein plan --format json
	expect_json '.base == null'
	apply
	expect_recorded "$(head_commit)"
	base=$(head_commit)
	rein plan --format json
	expect_status 0
	expect_json ".base == \"$base\""
}

@test "a plan says who changed what since the commit that was applied last" {
	small_tree
	service cart
	commit "add a cart"
	emulator
	apply
	base=$(head_commit)
	service cart basket
	commit "rename the cart"
	echo '# nothing' >>"$project/project.yaml"
	commit "a comment"
	at="/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments"
	body=$(api GET "$at" | jq '{project: (.data.project | .description = "ask Bob")}')
	api PUT "$at" "$body"
	rein plan
	expect_status 2
	expect_output "changed in Harness since ${base:0:7}"
	expect_output "changed in git by commit $(git rev-parse --short=7 HEAD~1)"
	rein plan --format json
	expect_json '[.steps[].fields[].cause] == ["live", "git"]'
	expect_json "[.steps[].fields[].commit] == [null, \"$(head_commit HEAD~1)\"]"
	apply
	expect_recorded "$(head_commit)"
}

@test "--prune needs no --base; without it the record remembers what could go" {
	small_tree
	service cart
	commit "add a cart"
	emulator
	apply
	base=$(head_commit)
	git rm -q "$project/services/cart.yaml"
	commit "drop the cart"
	apply
	expect_recorded "$(head_commit)" "$base"
	service late
	commit "something else"
	rein plan --format json
	expect_status 2
	expect_json '.prunable == ["service:payments/checkout/cart"]'
	apply --prune
	no_service cart
	service_exists late
	expect_recorded "$(head_commit)"
}

@test "what git never declared is not pruned" {
	small_tree
	emulator
	apply
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"by_hand","name":"by hand","orgIdentifier":"payments","projectIdentifier":"checkout"}'
	service cart
	commit "a cart"
	apply --prune
	service_exists by_hand
	service_exists cart
}

@test "a late job does not undo a newer one" {
	small_tree
	emulator
	apply
	old=$(head_commit)
	service cart
	commit "a cart"
	apply
	new=$(head_commit)
	git checkout -q "$old"
	rein plan
	expect_error "is older than ${new:0:12}"
	rein apply --auto-approve --prune
	expect_status 1
	expect_error "is older than ${new:0:12}"
	expect_error "--allow-rollback"
	service_exists cart
	expect_recorded "$new"
	apply --prune --allow-rollback
	no_service cart
	expect_recorded "$old"
}

@test "the record of another branch is told, and nothing is deleted" {
	small_tree
	emulator
	git checkout -q -b feature
	service cart
	commit "a cart"
	apply
	applied=$(head_commit)
	git checkout -q main
	service other
	commit "something else"
	rein plan
	expect_error "commit ${applied:0:12}, which was applied last"
	expect_error "another branch"
	rein apply --auto-approve --prune
	expect_status 1
	service_exists cart
	no_service other
	git merge -q -m "merge" feature
	apply --prune
	service_exists cart
	service_exists other
}

@test "a rewritten history is said so, with the commit that is gone" {
	small_tree
	emulator
	service cart
	commit "a cart"
	apply
	gone=$(head_commit)
	git clone -q --bare . "$WORK/remote.git"
	git -C "$WORK/remote.git" update-ref refs/heads/main "$(head_commit HEAD~1)"
	git clone -q "file://$WORK/remote.git" "$WORK/other"
	cd "$WORK/other"
	git config remote.origin.url "$WORK/repo"
	rein plan
	expect_status 1
	expect_error "commit ${gone:0:12}, which was applied, is not in the history"
	rein apply --auto-approve --prune
	expect_status 1
	service_exists cart
}

@test "a shallow clone says what it lacks and what to set" {
	small_tree
	emulator
	service cart
	commit "a cart"
	apply
	base=$(head_commit)
	git rm -q "$project/services/cart.yaml"
	commit "no cart"
	git clone -q --depth 1 "file://$WORK/repo" "$WORK/shallow"
	cd "$WORK/shallow"
	rein apply --auto-approve --prune
	expect_status 1
	expect_error "shallow and lacks commit ${base:0:12}"
	expect_error "fetch-depth"
	service_exists cart
	git fetch -q --unshallow
	apply --prune
	no_service cart
}

@test "a tree that grows takes its record along, and deletes nothing wrong" {
	small_tree
	git rm -q .harness/orgs/payments/organization.yaml "$project/project.yaml"
	commit "the service alone"
	emulator
	api POST "/ng/api/organizations?accountIdentifier=$ACCOUNT" \
		'{"organization":{"identifier":"payments","name":"Payments"}}'
	api POST "/ng/api/projects?accountIdentifier=$ACCOUNT&orgIdentifier=payments" \
		'{"project":{"identifier":"checkout","name":"Checkout","orgIdentifier":"payments"}}'
	apply
	[ "$(own_variables | jq -r .scope)" = payments/checkout ]
	service cart
	file .harness/secrets/token.yaml <<-'END'
		secret:
		  identifier: token
		  name: token
		  type: SecretText
		  spec:
		    secretManagerIdentifier: harnessSecretManager
		    valueType: Inline
		    value: !env TOKEN
	END
	export TOKEN=x
	git rm -q "$project/services/api.yaml"
	commit "something of the account, and no api"
	rein plan --format json
	expect_json '.base != null and .prunable == ["service:payments/checkout/api"]'
	apply --prune
	[ "$(own_variables | jq -r .scope)" = "" ]
	expect_recorded "$(head_commit)"
	no_service api
	service_exists cart
	git rm -q .harness/secrets/token.yaml
	commit "nothing of the account any more"
	apply --prune
	expect_recorded "$(head_commit)"
	[ "$(own_variables | jq -r .scope)" = payments/checkout ]
}

@test "record_scope says where the record is" {
	small_tree
	emulator
	apply --record-scope payments
	[ "$(own_variables | jq -r .scope)" = payments ]
	rein plan --record-scope no/such/scope
	expect_status 1
	expect_error "'no/such/scope' is neither"
}

@test "a dirty tree wants --allow-dirty, and moves no record" {
	small_tree
	emulator
	apply
	base=$(head_commit)
	service cart
	export REIN_ALLOW_DIRTY=false
	rein apply --auto-approve
	expect_status 1
	expect_error "not committed"
	expect_error "--allow-dirty"
	no_service cart
	apply --allow-dirty
	service_exists cart
	expect_recorded "$base"
}

@test "an apply that fails or is blocked moves no record" {
	small_tree
	emulator --fault "POST /ng/api/servicesV2* status=400 times=1"
	rein apply --auto-approve
	expect_status 3
	[ -z "$(own_variables)" ]
	apply
	expect_recorded "$(head_commit)"
}

@test "nothing to do: the record follows the commit, and nothing else is written" {
	small_tree
	emulator
	apply
	echo '# more' >>"$project/project.yaml"
	commit "a comment"
	sent=$(writes)
	apply
	expect_recorded "$(head_commit)"
	expect_writes $((sent + 1))
	apply
	expect_writes $((sent + 1))
}

@test "record: none does without, in rein.yaml, by option and by variable" {
	small_tree
	emulator
	REIN_RECORD=none rein apply --auto-approve
	[ -z "$(own_variables)" ]
	rein apply --auto-approve --record none
	[ -z "$(own_variables)" ]
	file .harness/rein.yaml <<<'record: none'
	apply
	[ -z "$(own_variables)" ]
	apply --record variable
	expect_recorded "$(head_commit)"
}

@test "the record of another tree is refused" {
	small_tree
	emulator
	apply --name shop
	value=$(own_variables | jq -c '.value | .name = "somebody else"')
	api PUT "/ng/api/variables?accountIdentifier=$ACCOUNT" "$(jq -n --arg v "$value" \
		'{variable: {identifier: "rein_record_shop", name: "x", type: "String",
			spec: {valueType: "FIXED", fixedValue: $v}}}')"
	for base in "" --base=HEAD; do
		rein apply --auto-approve --name shop ${base:+"$base"}
		expect_status 1
		expect_error "is the record of 'somebody else', and this tree is 'shop'"
	done
}

@test "a record that was edited by hand is told, and --base is the way out" {
	small_tree
	emulator
	apply --name shop
	for value in 'hello' '{}' '[[[[' '{"format":1,"name":"shop","commit":"main","settled":"x"}' \
		$'\e[31m<script>'; do
		api PUT "/ng/api/variables?accountIdentifier=$ACCOUNT" "$(jq -n --arg v "$value" \
			'{variable: {identifier: "rein_record_shop", name: "x", type: "String",
				spec: {valueType: "FIXED", fixedValue: $v}}}')"
		rein plan --name shop
		expect_status 1
		expect_error "the record in variable rein_record_shop of the account cannot be used"
	done
	apply --name shop --base HEAD
	expect_recorded "$(head_commit)"
}

@test "a key that may not see the record: a warning that says what is lost" {
	small_tree
	emulator --fault "GET /ng/api/variables/* status=403"
	rein plan
	expect_status 2
	expect_error "may not read the record of what was applied last"
	rein plan --prune
	expect_status 1
	expect_error "cannot be read with this key"
}

@test "a tree that declares a variable of rein's own is told so" {
	file .harness/variables/x.yaml <<-'END'
		variable:
		  identifier: rein_record_x
		  name: x
		  type: String
		  spec:
		    valueType: FIXED
		    fixedValue: x
	END
	rein validate --format json
	expect_status 1
	expect_json '.findings[0].code == "identifier-reserved" and .findings[0].line == 2'
}

@test "what going back leaves behind can still be pruned" {
	small_tree
	emulator
	apply
	old=$(head_commit)
	service cart
	commit "a cart"
	apply
	git checkout -q "$old"
	apply --allow-rollback
	service_exists cart
	expect_recorded "$old"
	rein plan --format json
	expect_json '.prunable == ["service:payments/checkout/cart"]'
	apply --prune
	no_service cart
	own_variables | jq -e '.value | has("unsettled") | not'
}

@test "a deletion that is blocked is kept in the record, and done once it may" {
	small_tree
	service cart
	file .harness/rein.yaml <<<'protect: ["service:payments/checkout/cart"]'
	commit "a cart, protected"
	emulator
	apply
	declared=$(head_commit)
	git rm -q "$project/services/cart.yaml"
	commit "no cart"
	rein apply --auto-approve --prune
	expect_status 3
	expect_recorded "$(head_commit)"
	own_variables | jq -e --arg commit "$declared" '.value.unsettled ==
		[{address: "service:payments/checkout/cart", commit: $commit}]'
	git rm -q .harness/rein.yaml
	commit "no protection"
	apply --prune
	no_service cart
	own_variables | jq -e '.value | has("unsettled") | not'
}

@test "a forged record deletes nothing that git never declared" {
	small_tree
	emulator
	apply --name shop
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"by_hand","name":"by hand","orgIdentifier":"payments","projectIdentifier":"checkout"}'
	value=$(own_variables | jq -c '.value | .unsettled =
		[{address: "service:payments/checkout/by_hand", commit}]')
	api PUT "/ng/api/variables?accountIdentifier=$ACCOUNT" "$(jq -n --arg v "$value" \
		'{variable: {identifier: "rein_record_shop", name: "x", type: "String",
			spec: {valueType: "FIXED", fixedValue: $v}}}')"
	apply --name shop --prune
	service_exists by_hand
}
