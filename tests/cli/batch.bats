# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load company
load recorded
load side_by_side

# Services and environments of a project are created in one request each. Whatever goes
# wrong with it, each of them is made once, and each is told of by itself.

expect_creates() {
	company_creates >"$WORK/creates"
	printf '%s\n' "$@" | sort | diff - "$WORK/creates" || fail "other creates"
}

expect_made() {
	rein plan
	expect_status 0
	expect_output "No changes. Harness matches the tree: 9 entities."
}

# The body that carries them, as core.md 7 and 8 have it, less the name of each.
sent_body() {
	request_body "$(grep -laF "POST $1?accountIdentifier=$ACCOUNT HTTP" "$WORK/sent/"*)"
}

@test "creates of one project go in one request, as the API's documentation has it" {
	company
	emulator
	apply_recorded
	expect_status 0
	expect_line "Apply complete: 9 added, 0 changed, 0 destroyed."
	expect_creates "all 200" "all 200"
	sent_body /ng/api/servicesV2/batch | cmp - <(
		printf '['
		for i in 1 2 3; do
			[ $i = 1 ] || printf ,
			printf '{"identifier":"s%s","orgIdentifier":"emea",' $i
			printf '"projectIdentifier":"payments","name":"service %s",' $i
			printf '"description":"Number \\"%s\\"","yaml":"service:\\n' $i
			printf '  orgIdentifier: emea\\n  projectIdentifier: payments\\n'
			printf '  name: service %s\\n  identifier: s%s\\n' $i $i
			printf '  description: Number \\"%s\\"\\n"}' $i
		done
		printf ']'
	)
	sent_body /ng/api/environmentsV2/batch | jq -e 'map(del(.yaml)) == [range(1; 4) |
		{orgIdentifier: "emea", projectIdentifier: "payments", identifier: "e\(.)",
		name: "environment \(.)", type: "Production"}]' >/dev/null
	expect_made
}

@test "the plan knows how many requests that takes, and each entity has its result" {
	without_record
	company
	emulator
	rein plan
	expect_error "apply would send 5"
	rein plan --show-requests --format json
	expect_json '.requests.writes | map(.addresses // [.address]) | flatten | length == 9'
	expect_json '.requests.writes | map(select(.addresses) | .addresses) | sort == [
		["environment:emea/payments/e1", "environment:emea/payments/e2",
			"environment:emea/payments/e3"],
		["service:emea/payments/s1", "service:emea/payments/s2",
			"service:emea/payments/s3"]]'
	rein apply --auto-approve --format json
	expect_status 0
	expect_writes 5
	expect_json '.steps | map(select(.result == "done") | .address) | unique | length == 9'
}

# What befalls the requests that carry several, and how often each of the six is then
# sent alone: never one that was made.
BEFALLS=('lose 0' 'reset 6' 'truncate=40 0' 'status=429 0' 'status=500 6' 'html=502 6'
	'html=504 6' 'status=400 6' 'status=403 6' 'status=404 6' 'html=404 6'
	'status=405 6' 'html=413 6' 'html=200 6')

befallen() {
	local effect alone

	read -r effect alone <<<"${BEFALLS[$1 - 1]}"
	emulator --fault "POST *V2/batch $effect times=2"
	rein apply --auto-approve
	expect_status 0
	expect_output "Apply complete: 9 added, 0 changed, 0 destroyed."
	[ -z "$(company_creates | grep '^one' | grep -v ' 200$')" ] || fail "made twice"
	[ "$(company_creates | grep -c '^one')" -eq "$alone" ] || fail "$effect: sent alone"
	expect_made
}

@test "lost, broken, refused, not there, too large: each is made once" {
	company
	side_by_side befallen ${#BEFALLS[@]}
}

@test "what was lost is looked for with one list, whatever its answer" {
	without_record
	company
	emulator --fault 'POST *V2/batch lose' --fault 'GET /ng/api/servicesV2 status=400'
	rein apply --auto-approve
	expect_status 0
	expect_creates "all 0" "all 0"
	jq -r 'select(.method == "GET") | .path' "$WORK/requests" | grep V2 | sort | uniq -c |
		diff -w - <(echo '1 /ng/api/environmentsV2
			1 /ng/api/servicesV2
			1 /ng/api/servicesV2/s1
			1 /ng/api/servicesV2/s2
			1 /ng/api/servicesV2/s3' | sed 's/^\t*//')
}

@test "a policy denies one: that one fails, and what waits for it is skipped" {
	company
	emulator --quirk policy-deny='*2'
	rein apply --auto-approve --format json
	expect_status 3
	expect_json '[.steps[] | select(.result == "failed") | .address] | sort ==
		["environment:emea/payments/e2", "service:emea/payments/s2"]'
	expect_json '[.steps[] | select(.result == "skipped") | .address] ==
		["pipeline:emea/payments/roll"]'
	expect_json '[.steps[] | select(.result == "done")] | length == 6'
	expect_json '[.steps[] | select(.error) | .error.message |
		test("denied the change")] == [true, true]'
	[ "$(grep -c '^error: ' "$WORK/err")" -eq 2 ]
}

# Somebody made one of them that the lists do not show yet.
taken() { # taken DESCRIPTION
	company
	emulator --fault 'GET /ng/api/servicesV2 stale=60000'
	api POST "/ng/api/organizations?accountIdentifier=$ACCOUNT" \
		'{"organization":{"identifier":"emea","name":"EMEA"}}' >/dev/null
	api POST "/ng/api/projects?accountIdentifier=$ACCOUNT&orgIdentifier=emea" \
		'{"project":{"identifier":"payments","name":"Payments","orgIdentifier":"emea"}}' \
		>/dev/null
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" '{"identifier":"s2",
		"name":"service 2","orgIdentifier":"emea","projectIdentifier":"payments",
		"description":"'"$1"'"}' >/dev/null
	: >"$WORK/requests"
	rein apply --auto-approve
}

@test "one is there already, as it should be: it is left, and the others are made" {
	taken 'Number \"2\"'
	expect_status 0
	expect_creates "all 200" "all 400" "one 200" "one 200" "one 400"
}

@test "one is there already, and differs: it alone fails" {
	taken 'Something else'
	expect_status 3
	expect_error "service:emea/payments/s2 exists since the plan was made, and differs"
	expect_output "failed  service:emea/payments/s2"
	expect_creates "all 200" "all 400" "one 200" "one 200" "one 400"
}

@test "a selection, a further one: who is alone goes alone" {
	company
	emulator
	rein apply --auto-approve --select 'organization:*' --select 'project:*' \
		--select 'service:*/s1' \
		--select 'environment:*/e1' --select 'environment:*/e2'
	expect_status 0
	expect_creates "one 200" "all 200"
	rein apply --auto-approve
	expect_status 0
	expect_creates "one 200" "all 200" "one 200" "all 200"
	expect_made
}
