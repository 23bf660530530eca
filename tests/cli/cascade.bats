# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

project=.harness/orgs/payments/projects/checkout

# small_tree applied, its commit $base; and a service in its project that git never had.
lived_in() {
	small_tree
	emulator
	rein apply --auto-approve
	expect_status 0
	base=$(git rev-parse HEAD)
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"by_hand","name":"by hand","orgIdentifier":"payments","projectIdentifier":"checkout"}'
}

drop_project() {
	git rm -q -r "$project"
	commit "drop the project"
}

@test "deleting a project tells what lives in it, declared or not, and what Harness makes is left out" {
	lived_in
	drop_project
	rein plan --base "$base" --prune
	expect_status 2
	expect_line "      all that lives in it goes with it: 2 entities, 1 of them unmanaged"
	expect_line "        - service:payments/checkout/by_hand"
	rein plan --base "$base" --prune --format json
	expect_json '.steps[1].cascades == [
		{address: "service:payments/checkout/api", managed: true},
		{address: "service:payments/checkout/by_hand", managed: false}]'
	expect_json '.steps[0].cascades == []'
}

@test "a plan that deletes no project asks for nothing more" {
	without_record
	lived_in
	git rm -q "$project/services/api.yaml"
	commit "drop the service"
	: >"$WORK/requests"
	rein plan --base "$base" --prune --format json
	expect_json '.steps[0].cascades == []'
	[ "$(grep -c 'environmentsV2\|secrets' "$WORK/requests")" -eq 0 ]
}

@test "what is protected keeps the project that it lives in" {
	lived_in
	drop_project
	file .harness/rein.yaml <<-'END'
		protect: ["*/by_hand"]
	END
	commit "protect it"
	rein apply --base "$base" --prune --auto-approve
	expect_status 3
	expect_output "service:payments/checkout/by_hand lives in it, and rein.yaml protects that"
	api GET "/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments"
}

@test "what goes with a project counts as deleted" {
	lived_in
	for name in a b c; do
		api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
			"{\"identifier\":\"$name\",\"name\":\"$name\",\"orgIdentifier\":\"payments\",\"projectIdentifier\":\"checkout\"}"
	done
	drop_project
	rein apply --base "$base" --prune --auto-approve
	expect_status 1
	expect_error "6 entities would be deleted, 1 are declared"
	rein apply --base "$base" --prune --auto-approve --allow-mass-delete
	expect_status 0
	rein plan --base "$base" --prune
	expect_status 0
}

@test "a summary is enough to tell: no pipeline is read" {
	lived_in
	for name in one two; do
		curl -sS --fail-with-body --noproxy '*' -X POST -H "x-api-key: $KEY" \
			-H 'Content-Type: application/yaml' \
			--data-binary "$(printf 'pipeline:\n  identifier: %s\n  name: %s\n  orgIdentifier: payments\n  projectIdentifier: checkout\n  stages: []\n' "$name" "$name")" \
			"$URL/pipeline/api/pipelines/v2?accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout"
	done
	drop_project
	: >"$WORK/requests"
	rein plan --base "$base" --prune --format json
	expect_json '[.steps[1].cascades[].address] | contains(["pipeline:payments/checkout/two"])'
	[ "$(grep -c '"path":"[^"]*/pipelines/\(one\|two\)"' "$WORK/requests")" -eq 0 ]
}
