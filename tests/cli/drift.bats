#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load by_hand

# What a report of drift says, and through whom.

# The states of the last report, an address each: "missing service:a/b/c".
states() {
	jq -r '.entities[] | .state + " " + .address' "$WORK/out"
}

expect_states() {
	local want

	want=$(cat)
	[ "$(states)" = "$want" ] || fail "other states were expected: $want"
}

applied() {
	emulator
	rein apply --auto-approve
	expect_status 0
	base=$(git rev-parse HEAD)
}

@test "nothing has drifted after an apply of every kind, nor on its second look" {
	every_kind
	applied
	for base in "" "--base=HEAD"; do
		rein drift --format json $base
		expect_status 0
		expect_json '.summary == {managed: 12, in_sync: 12, pending: 0, drifted: 0,
			missing: 0, conflict: 0, unmanaged: 0, coverage: 1}'
		expect_json '.entities == []'
	done
	rein drift
	expect_status 0
	expect_output "No drift. Harness is as git says: 12 entities, coverage 100 %."
	expect_writes 12
}

# A tree with a base, and what a person does in Harness and in git since.
moved() {
	local in=.harness/orgs/payments/projects/checkout name

	small_tree
	for name in web jobs old; do
		file $in/services/$name.yaml <<-END
			service:
			  name: $name
			  identifier: $name
			  description: As git says
		END
	done
	commit 'more services'
	applied
	IN_PAYMENTS="orgIdentifier=payments&projectIdentifier=checkout"
}

describe() { # describe SERVICE TEXT
	edit_service "$1" '.description = "'"$2"'" | .yaml = (.yaml |
		gsub("  description:[^\n]*\n"; "") | sub("service:\n";
			"service:\n  description: '"$2"'\n"))'
}

@test "each state by who moved: git, Harness, both; deleted and made in Harness" {
	moved
	describe api 'by hand'
	describe web 'by hand'
	api DELETE "$(account /ng/api/servicesV2/jobs "$IN_PAYMENTS")" >/dev/null
	api POST "$(account /ng/api/servicesV2)" '{"identifier": "rogue", "name": "rogue",
		"orgIdentifier": "payments", "projectIdentifier": "checkout"}' >/dev/null
	cd .harness/orgs/payments/projects/checkout || return 1
	sed -i 's/As git says/Git says more/' services/web.yaml
	sed -i 's/What customers/All that customers/' project.yaml
	git rm -q services/old.yaml
	file services/fresh.yaml <<-'END'
		service:
		  name: fresh
	END
	cd "$WORK/repo" || return 1
	commit 'git moved too'
	rein drift --base "$base" --format json
	expect_status 2
	expect_states <<-'END'
		pending project:payments/checkout
		drifted service:payments/checkout/api
		pending service:payments/checkout/fresh
		missing service:payments/checkout/jobs
		pending service:payments/checkout/old
		unmanaged service:payments/checkout/rogue
		conflict service:payments/checkout/web
	END
	expect_json '.summary == {managed: 7, in_sync: 1, pending: 3, drifted: 1,
		missing: 1, conflict: 1, unmanaged: 1, coverage: 0.8333}'
	expect_json '.coverage | map(.managed) | add == 5'
	expect_json '.coverage[] | select(.kind == "service") | . == {scope: "payments/checkout",
		kind: "service", managed: 3, unmanaged: 1, coverage: 0.75}'
	rein drift --base "$base"
	expect_status 2
	expect_line "Drift: 1 in conflict, 1 drifted, 1 missing, 1 unmanaged, 3 pending. 1 of 7 in sync, coverage 83.3 %."
}
