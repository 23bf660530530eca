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

applied() { # applied [OPTION OF THE EMULATOR]...
	emulator "$@"
	rein apply --auto-approve
	expect_status 0
	base=$(git rev-parse HEAD)
}

@test "nothing has drifted after an apply of every kind, nor on its second look" {
	without_record
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

# Four services in a project, applied.
four_services() { # four_services [OPTION OF THE EMULATOR]...
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
	applied "$@"
	IN_PAYMENTS="orgIdentifier=payments&projectIdentifier=checkout"
}

describe() { # describe SERVICE TEXT
	edit_service "$1" '.description = "'"$2"'" | .yaml = (.yaml |
		gsub("  description:[^\n]*\n"; "") | sub("service:\n";
			"service:\n  description: '"$2"'\n"))'
}

@test "each state by who moved: git, Harness, both; deleted and made in Harness" {
	four_services
	describe api 'by hand'
	describe web 'by hand'
	drop_service jobs
	make_service rogue
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
	expect_output "web.yaml:4, changed in git and in Harness since ${base:0:7}, where it was \"As git says"
	rein plan --base "$base" --format json
	expect_json '[.steps[].fields[] | select(has("base"))] | length == 1 and .[0].cause == "both"
		and (.[0].base | startswith("As git says"))'
}

@test "--conflicts fail: what both sides changed is not overwritten" {
	four_services
	describe web 'by hand'
	sed -i 's/As git says/Git says more/' .harness/orgs/payments/projects/checkout/services/web.yaml
	commit 'git moved too'
	rein plan --base "$base" --conflicts fail
	expect_status 2
	expect_error 'services/web.yaml:4:16: warning: /description was changed in git and in Harness'
	from=$(writes)
	rein apply --auto-approve --base "$base" --conflicts fail
	expect_status 1
	expect_error 'services/web.yaml:4:16: error: /description was changed in git and in Harness'
	[ "$(writes)" = "$from" ]
	rein apply --auto-approve --base "$base"
	expect_status 0
	rein plan
	expect_line 'No changes. Harness matches the tree: 6 entities.'
}

@test "what was never applied is not in Harness, and nobody deleted it" {
	small_tree
	emulator
	for format in text markdown html junit; do
		rein drift --format $format
		expect_status 2
		expect_output 'service:payments/checkout/'
		[[ $output != *'somebody unknown'* ]] || fail "who deleted what never was?"
	done
	rein drift
	expect_line 'Not in Harness:'
}

# As in helper.bash; as a person in the UI where $UI names one.
api() { # api METHOD PATH-AND-QUERY [BODY]
	curl -sS --fail-with-body --max-time 20 --noproxy '*' -X "$1" -H "x-api-key: $KEY" \
		${UI:+-H "x-emulator-user: $UI"} -H 'Content-Type: application/json' \
		${3:+--data-binary "$3"} "$URL$2"
}

make_service() { # make_service ID
	api POST "$(account /ng/api/servicesV2)" '{"identifier": "'"$1"'", "name": "'"$1"'",
		"orgIdentifier": "payments", "projectIdentifier": "checkout"}' >/dev/null
}

drop_service() { # drop_service ID
	api DELETE "$(account "/ng/api/servicesV2/$1" "$IN_PAYMENTS")" >/dev/null
}

# Who is said to be behind an entity: "NAME KIND VIA ACTION".
behind() { # behind ADDRESS
	jq -r '.entities[] | select(.address == "'"$1"'").changed_by
		| "\(.name) \(.kind) \(.via) \(.action)"' "$WORK/out"
}

expect_behind() { # expect_behind ADDRESS WORDS
	[ "$(behind "$1")" = "$2" ] || fail "$1: '$(behind "$1")' instead of '$2'"
}

@test "two keys and a person in the UI: each change is its author's" {
	in=service:payments/checkout
	four_services --api-key "sat.$ACCOUNT.deployer.xyz" --api-key "pat.$ACCOUNT.ann.xyz"
	KEY=sat.$ACCOUNT.deployer.xyz describe api 'by a pipeline'
	KEY=pat.$ACCOUNT.ann.xyz describe web 'by a script'
	UI=jane@example.com describe web 'by hand'
	UI=jane@example.com drop_service jobs
	KEY=pat.$ACCOUNT.ann.xyz make_service rogue
	rein drift --base "$base" --format json
	expect_status 2
	expect_behind $in/api 'deployer service_account SERVICE_ACCOUNT UPDATE'
	expect_behind $in/web 'jane@example.com user USER UPDATE'
	expect_behind $in/jobs 'jane@example.com user USER DELETE'
	expect_behind $in/rogue 'ann user USER CREATE'
	expect_json '.entities | all(.changed_by.at | fromdateiso8601 > now - 600)'
	rein drift --base "$base"
	expect_output "changed in Harness by jane@example.com (USER), 20"
	expect_output "deleted in Harness by jane@example.com (USER), 20"
	expect_output "changed in Harness by deployer (SERVICE_ACCOUNT), 20"
	expect_output "made in Harness by ann <ann@example.com> (USER), 20"
	[ "$(jq -s 'map(select(.path | test("audits/list"))) | length' "$WORK/requests")" -eq 2 ] ||
		fail 'one list a scope was expected'
}

@test "an author is found behind a page of other events" {
	four_services
	UI=jane@example.com describe api 'by hand'
	for i in $(seq 101); do
		describe web "change $i"
	done
	rein drift --base "$base" --format json
	expect_status 2
	expect_behind service:payments/checkout/api 'jane@example.com user USER UPDATE'
	expect_behind service:payments/checkout/web 'test user USER UPDATE'
}

@test "an audit trail that may not be read leaves it unknown, and says why" {
	four_services --fault 'POST */audits/list status=403'
	describe web 'by hand'
	rein drift --base "$base" --format json
	expect_status 2
	expect_behind service:payments/checkout/web 'unknown unknown null null'
	expect_error "who changed what in Harness is not known"
	expect_error "core_audit_view"
	rein drift --base "$base"
	expect_status 2
	expect_output "changed in Harness by somebody unknown"
}

@test "what went with its project is its doing who deleted the project" {
	four_services
	UI=jane@example.com api DELETE "$(account /ng/api/projects/checkout \
		orgIdentifier=payments)" >/dev/null
	rein drift --base "$base" --format json
	expect_status 2
	expect_json '.entities | length == 5 and all(.state == "missing" and
		.changed_by.name == "jane@example.com")'
}

@test "a list that cannot be read is an error, never the absence of drift" {
	four_services --fault 'GET */servicesV2 status=500 after=1'
	export REIN_TRIES=1
	rein drift --base "$base"
	expect_status 1
	[ -z "$output" ] || fail 'nothing was to be said'
}

@test "rules of rein.yaml hide fields and entities, for as long as they hold" {
	four_services
	describe api 'by hand'
	describe web 'by hand'
	make_service rogue
	drop_service jobs
	file .harness/rein.yaml <<-END
		ignore:
		  - address: service:payments/checkout/web
		    fields: [/desc*]
		    until: 2999-12-31
		    reason: the docs team writes it
		  - address: service:*/rogue
		    reason: somebody's experiment
		  - address: service:*/api
		    until: 2001-01-01
		  - address: service:*/nobody
	END
	commit 'rules'
	rein drift --base "$base" --format json
	expect_status 2
	expect_states <<-'END'
		drifted service:payments/checkout/api
		missing service:payments/checkout/jobs
	END
	expect_json '.summary == {managed: 6, in_sync: 4, pending: 0, drifted: 1,
		missing: 1, conflict: 0, unmanaged: 0, coverage: 1}'
	expect_json '.ignored[0] == {address: "service:payments/checkout/web",
		fields: ["/desc*"], until: "2999-12-31", reason: "the docs team writes it",
		expired: false, file: ".harness/rein.yaml", line: 2, hidden: [{address:
		"service:payments/checkout/web", path: "/description", state: "drifted"}]}'
	expect_json '.ignored[1].hidden == [{address: "service:payments/checkout/rogue",
		path: null, state: "unmanaged"}]'
	expect_json '.ignored[2] | .expired and .hidden == []'
	expect_json '[.findings[] | .severity] == ["warning", "note"]'
	expect_error ".harness/rein.yaml:8:5: warning: the rule to ignore 'service:*/api' held until 2001-01-01"
	rein drift --base "$base"
	expect_line "  * /desc* of service:payments/checkout/web until 2999-12-31: the docs team writes it  # .harness/rein.yaml:2"
	expect_line "      service:payments/checkout/rogue (unmanaged)"
}

@test "what a rule ignores is left as it is by an apply, too" {
	four_services
	edit_project=$(account /ng/api/projects/checkout orgIdentifier=payments)
	body=$(api GET "$edit_project" | jq '{project: (.data.project |
		.description = "by hand" | .color = "#123456")}')
	api PUT "$edit_project" "$body" >/dev/null
	describe web 'by hand'
	file .harness/rein.yaml <<-END
		ignore:
		  - address: project:*
		    fields: [/description]
		  - address: service:*/web
		    fields: [/description]
	END
	rein plan --base "$base"
	expect_status 0
	expect_output 'No changes.'
	sed -i 's/name: Checkout/name: Till/' .harness/orgs/payments/projects/checkout/project.yaml
	commit 'a name, and rules'
	rein apply --base "$base" --auto-approve
	expect_status 0
	api GET "$edit_project" | jq -e '.data.project | .name == "Till" and
		.description == "by hand" and .color == "#123456"'
	# A YAML body goes whole: the plan says so.
	sed -i 's/name: web/name: front/' .harness/orgs/payments/projects/checkout/services/web.yaml
	rein plan --base "$base" --format json
	expect_status 2
	expect_json '[.steps[].fields[].path] == ["/name", "/description"]'
}

@test "rules that are none are errors with their place" {
	small_tree
	emulator
	for rule in 'address: "*", until: tomorrow' 'address: "*", until: 2026-02-29' \
		'address: "*", fields: [tags]' 'address: "*", fields: []' 'until: 2026-01-01'; do
		echo "ignore: [{$rule}]" | file .harness/rein.yaml
		rein drift
		expect_status 1
		expect_error ".harness/rein.yaml:1:"
		expect_error "[settings]"
	done
}

@test "beside who changed it in Harness stands who declared it in git" {
	four_services
	sed -i '1i # a comment of somebody else' \
		.harness/orgs/payments/projects/checkout/services/web.yaml
	git -c user.name='Ann Author' commit -qam 'a comment'
	describe web 'by hand'
	drop_service jobs
	make_service rogue
	rein drift --base "$base" --format json
	expect_status 2
	first=$(git rev-parse "$base") file=.harness/orgs/payments/projects/checkout/services
	expect_json '[.entities[] | .declared_by | if . == null then . else [.commit, .author,
		.file, .line] end] == [["'"$first"'", "tester", "'$file'/jobs.yaml", 1], null,
		["'"$first"'", "tester", "'$file'/web.yaml", 5]]'
	sed -i 's/As git says/Not yet said/' $file/web.yaml
	git clone -q --bare . "$WORK/bare.git"
	rein drift --base "$base"
	expect_output "declared in git at web.yaml:5, not committed yet"
	expect_output "declared in git by tester in ${first:0:7} (jobs.yaml:1), 20"
	cd "$WORK/bare.git" || return 1
	rein drift --base "$base" --rev main
	expect_status 2
	expect_output "declared in git by tester in ${first:0:7} (web.yaml:5), 20"
}

@test "a selection narrows the report, its sums and what is read" {
	without_record
	four_services
	describe api 'by hand'
	describe web 'by hand'
	make_service rogue
	api POST "$(account /ng/api/variables)" '{"variable": {"identifier": "v", "name": "v",
		"type": "String", "orgIdentifier": "payments", "projectIdentifier": "checkout",
		"spec": {"valueType": "FIXED", "fixedValue": "x"}}}' >/dev/null
	: >"$WORK/requests"
	rein drift --base "$base" --select 'service:*' --exclude '*/api' --format json
	expect_status 2
	expect_states <<-'END'
		unmanaged service:payments/checkout/rogue
		drifted service:payments/checkout/web
	END
	expect_json '.summary | .managed == 3 and .in_sync == 2 and .coverage == 0.75'
	expect_json '.coverage | length == 1'
	! grep -q variables "$WORK/requests" || fail 'variables were not to be asked for'
	rein drift --base "$base" --exclude 'service:*' --format json
	expect_status 0
	expect_states <<<'unmanaged variable:payments/checkout/v'
}

@test "without --base the record says what was applied last" {
	four_services
	sed -i 's/As git says/Not yet said/' \
		.harness/orgs/payments/projects/checkout/services/web.yaml
	commit 'git moved'
	UI=jane@example.com describe api 'by hand'
	rein drift --format json
	expect_status 2
	expect_json ".base == \"$base\""
	expect_states <<-'END'
		drifted service:payments/checkout/api
		pending service:payments/checkout/web
	END
	expect_behind service:payments/checkout/api 'jane@example.com user USER UPDATE'
}

@test "secret values that were rotated in git or in Harness are never shown" {
	export REIN_DIGEST_KEY=k1:0123456789abcdef0123456789abcdef
	every_kind
	applied
	export LEDGER_TOKEN='tell-nobody either'
	edit_secret win '.description = "by hand"'
	for format in text json markdown html junit; do
		rein drift --format $format
		expect_status 2
		expect_output win
		[[ $output$errors != *tell-nobody* ]] || fail 'a value was shown'
	done
	rein drift --format json
	expect_states <<-'END'
		pending secret:emea/payments/token
		drifted secret:emea/payments/win
	END
	expect_json '.entities[0].fields | length == 1 and .[0].path == "/spec/value" and
		.[0].after == "(secret)" and .[0].before == null'
	expect_json '[.. | strings | select(test("rein_digest|v1:k1"))] == []'
}

@test "--fail-on says which states fail, and names what it does not know" {
	four_services
	make_service rogue
	rein drift
	expect_status 0
	expect_output 'No drift. 1 unmanaged. 6 of 6 in sync'
	rein drift --fail-on unmanaged,missing
	expect_status 2
	rein drift --fail-on=all
	expect_status 2
	drop_service api
	REIN_FAIL_ON=none rein drift
	expect_status 0
	rein drift --fail-on driftd
	expect_status 64
	expect_error "did you mean 'drifted'?"
	REIN_FAIL_ON=conflict,sideways rein drift
	expect_status 1
	expect_error "REIN_FAIL_ON: unknown state 'sideways'"
}

@test "a grant that somebody gave himself later is unmanaged, the creator's is not" {
	four_services
	grant() {
		api POST "$(account /authz/api/roleassignments "$IN_PAYMENTS")" '{
			"resourceGroupIdentifier": "_all_project_level_resources",
			"roleIdentifier": "'"$1"'", "disabled": false,
			"principal": {"identifier": "'"$2"'", "type": "USER"}}' >/dev/null
	}
	grant _project_admin mallory
	grant _project_viewer bob
	rein drift --format json
	expect_status 0
	expect_json '.entities | length == 2 and all(.state == "unmanaged" and
		(.address | startswith("roleAssignment:payments/checkout/")))'
}
