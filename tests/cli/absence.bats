# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load by_hand
load side_by_side

project=.harness/orgs/emea/projects/payments

setup_live() {
	every_kind
	emulator "$@"
	rein apply --auto-approve
	expect_status 0
}

@test "what was deleted by hand is created again" {
	setup_live
	live_state | grep -v '"version"' >"$WORK/before"
	for at in /pipeline/api/pipelines/deploy /pipeline/api/pipelines/build \
		/ng/api/servicesV2/ledger /ng/api/environmentsV2/prod_eu \
		/ng/api/v2/secrets/win /ng/api/v2/secrets/deploy_key /ng/api/v2/secrets/tls_key \
		/ng/api/v2/secrets/token; do
		api DELETE "$(account $at "$IN_PAYMENTS")" >/dev/null
	done
	api DELETE "$(account /authz/api/roleassignments/everybody "$IN_EMEA")" >/dev/null
	rein plan --format json
	expect_status 2
	expect_json '.summary.create == 9 and .summary.unchanged == 3 and (.steps | length) == 9'
	rein apply --auto-approve
	expect_status 0
	live_state | grep -v '"version"' | diff "$WORK/before" -
}

@test "a project deleted by hand is created again, with all that was in it" {
	setup_live
	api DELETE "$(account /ng/api/projects/payments "$IN_EMEA")" >/dev/null
	rein plan --format json
	expect_json '.summary.create == 10 and .summary.unchanged == 2'
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_status 0
}

@test "a policy's denial, told with HTTP 200, is an error" {
	every_kind
	emulator --quirk policy-deny=ledger
	rein apply --auto-approve
	expect_status 3
	expect_output "failed  service:emea/payments/ledger"
	expect_output "skipped pipeline:emea/payments/deploy"
	expect_error "policy"
	rein plan --format json
	expect_json '[.steps[].address] == ["service:emea/payments/ledger",
		"pipeline:emea/payments/deploy"]'
}

# Case N: the Nth read of the list fails, in one way of four.
failed_read() {
	local effects=(status=500 status=400 html=200 truncate=30) read

	read=$(sed -n "$((($1 + 3) / 4))p" "$ABOVE/reads")
	cp "$ABOVE/start.db" "$WORK/db"
	emulator --db "$WORK/db" --fault "$read ${effects[$1 % 4]}"
	rein apply --auto-approve --tries 1
	expect_status 1
	expect_writes 0
	expect_error "${read#* }"
	[ -z "$output" ] || fail "something is on stdout"
}

@test "a read that fails, whichever, makes no plan and writes nothing" {
	setup_live --db "$WORK/start.db"
	# something is missing, so that there would be something to create
	api DELETE "$(account /pipeline/api/pipelines/deploy "$IN_PAYMENTS")" >/dev/null
	api DELETE "$(account /ng/api/servicesV2/ledger "$IN_PAYMENTS")" >/dev/null
	: >"$WORK/requests"
	rein plan
	expect_status 2
	jq -r '"\(.method) \(.path)"' "$WORK/requests" | sort -u >"$WORK/reads"
	kill "${emulators[0]}"
	wait "${emulators[0]}"
	count=$(wc -l <"$WORK/reads")
	[ "$count" -ge 8 ]
	side_by_side failed_read $((4 * count))
}

@test "organization default is never meant silently" {
	setup_live
	printf 'project:\n  name: Lost\n' | file .harness/lost.yaml
	rein plan
	expect_status 1
	expect_error ".harness/lost.yaml:1:1: error: "
	git rm -qf .harness/lost.yaml
	change_every_kind
	rein apply --auto-approve
	expect_status 0
	jq -r 'select(.path | test("^/ng/api/projects/|^/pipeline/|^/ng/api/v2/secrets/[^l]")) |
		.query' "$WORK/requests" >"$WORK/queries"
	[ -s "$WORK/queries" ]
	! grep -v 'orgIdentifier=emea' "$WORK/queries" || fail "without an organization"
}

@test "another identifier is another entity; the old one stays as it is" {
	setup_live
	live_state >"$WORK/before"
	sed -i 's/identifier: ledger/identifier: books/' "$project/services/ledger.yaml"
	sed -i 's/serviceRef: ledger/serviceRef: books/' "$project/pipelines/deploy.yaml"
	git commit -aqm 'another identifier'
	rein plan --format json
	expect_json '[.steps[] | .address + " " + .action] == [
		"service:emea/payments/books create", "pipeline:emea/payments/deploy update"]'
	rein apply --auto-approve
	expect_status 0
	[ "$(live_state | grep -c '"identifier": "\(ledger\|books\)"')" -eq 2 ]
}

@test "what cannot be changed in place is blocked, and replaced only when asked" {
	setup_live
	sed -i 's/type: SecretText/type: SecretFile/; /valueType/d' "$project/secrets/token.yaml"
	sed -i 's/type: Kubernetes/type: NativeHelm/' "$project/services/ledger.yaml"
	git commit -aqm 'other types'
	rein plan --format json
	expect_status 2
	expect_json '[.steps[] | .address + " " + .action] == [
		"secret:emea/payments/token blocked", "service:emea/payments/ledger blocked"]'
	count=$(writes)
	rein apply --auto-approve
	expect_status 3
	expect_writes "$count"
}

@test "an organization that is live in other letters is blocked, and named" {
	setup_live
	git mv .harness/orgs/emea .harness/orgs/EMEA
	sed -i 's/identifier: emea/identifier: EMEA/; s/orgIdentifier: emea/orgIdentifier: EMEA/
		s/org: emea/org: EMEA/' $(git ls-files)
	git commit -aqm 'capitals'
	count=$(writes)
	rein plan
	expect_status 2
	expect_output "organization:EMEA"
	expect_output "'emea'"
	rein apply --auto-approve
	expect_status 3
	expect_writes "$count"
}
