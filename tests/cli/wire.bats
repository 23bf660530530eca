# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load company
load recorded

# --show-requests first, then the same through the proxy: method, target, type and
# body, byte for byte once the values are put where "(secret)" stands.
expect_as_shown() { # expect_as_shown [OPTION...]
	local sent i=0

	rein plan --show-requests --format json "$@"
	expect_status 2
	cp "$WORK/out" "$WORK/shown"
	apply_recorded --parallelism 1 "$@"
	expect_status 0
	[ "$(recorded_writes | wc -l)" -eq "$(jq '.requests.writes | length' "$WORK/shown")" ]
	while read -r sent; do
		jq ".requests.writes[$i]" "$WORK/shown" >"$WORK/one"
		[ "$(jq -r '.method + " " + .target' "$WORK/one")" = "$(request_line "$sent")" ]
		[ "$(jq -r '.headers["Content-Type"] // ""' "$WORK/one")" = \
			"$(request_type "$sent")" ]
		jq -j --arg text "$LEDGER_TOKEN" --arg bytes "$KEY_VALUE" '.body // "" |
			gsub("\"\\(secret\\)\""; $text | tojson) |
			gsub("\\(secret\\)"; $bytes)' "$WORK/one" >"$WORK/body"
		request_body "$sent" | cmp - "$WORK/body"
		jq -r '.headers | to_entries[] | select(.value != "(secret)") |
			"\(.key): \(.value)\r"' "$WORK/one" >"$WORK/headers"
		[ "$(grep -cxFf "$WORK/headers" "$sent")" -eq "$(wc -l <"$WORK/headers")" ]
		i=$((i + 1))
	done < <(recorded_writes)
}

@test "apply sends what plan --show-requests has shown" {
	without_record
	every_kind
	emulator
	expect_as_shown
	change_every_kind
	expect_as_shown
	expect_as_shown --rotate-secrets '*'
}

@test "what goes in one request is shown in one" {
	without_record
	company
	emulator
	expect_as_shown
	[ "$(recorded_writes | wc -l)" -eq 5 ]
}

@test "with a digest key, too" {
	without_record
	every_kind
	emulator
	export REIN_DIGEST_KEY=0123456789abcdef0123456789abcdef
	expect_as_shown
	export LEDGER_TOKEN=tell-nobody-new
	expect_as_shown
}

probe() {
	file .harness/orgs/probe_org/organization.yaml <<-'END'
		organization:
		  name: Probe Org
	END
	file .harness/orgs/probe_org/projects/probe_project/project.yaml <<-'END'
		project:
		  name: Probe Project
	END
	cd .harness/orgs/probe_org/projects/probe_project
	file services/probe_svc.yaml <<-'END'
		service:
		  name: probe svc
	END
	file envs/probe_env.yaml <<-'END'
		environment:
		  name: probe env
		  type: PreProduction
	END
	file pipelines/probe_pipeline.yaml <<-'END'
		pipeline:
		  name: probe pipeline
		  identifier: probe_pipeline
		  orgIdentifier: probe_org
		  projectIdentifier: probe_project
		  stages:
		    - stage: {name: a, identifier: a, type: Custom, spec: {execution: {steps: []}}}
	END
	file role_assignments/probe_ra.yaml <<-'END'
		roleAssignment:
		  identifier: probe_ra
		  roleIdentifier: _pipeline_executor
		  resourceGroupIdentifier: _all_project_level_resources
		  principal: {type: USER_GROUP, identifier: _project_all_users, scopeLevel: project}
	END
	cd "$WORK/repo"
	commit
}

# A line of wire.md: the act with this method and path is among those sent, in the
# same scope, with the same type of content and no other value in a member that an
# official client sends. Scope in the body of a role assignment is for the query alone.
expect_act() { # expect_act METHOD PATH QUERY TYPE [BODY]
	local sent query

	sent=$(grep -laF "$1 $2?" "$WORK/sent/"* | head -n 1)
	[ -n "$sent" ] || fail "not sent: $1 $2"
	query=$(request_line "$sent" | sed 's/.*?//' | tr '&' '\n')
	for member in accountIdentifier=$ACCOUNT ${3//&/ }; do
		grep -qxF "$member" <<<"$query" || fail "$1 $2 lacks $member"
	done
	[ "$(request_type "$sent")" = "$4" ]
	[ -n "$5" ] || return 0
	request_body "$sent" | jq -e --argjson official "$5" '. as $mine | $official |
		if has("roleIdentifier") then del(.orgIdentifier, .projectIdentifier) else . end |
		[paths(scalars)] | all(. as $path | ($mine | getpath($path)) ==
			($official | getpath($path)))' >/dev/null || fail "$1 $2: other values"
}

@test "the same acts as an official client's, as wire.md lists them" {
	probe
	emulator
	scope='orgIdentifier=probe_org&projectIdentifier=probe_project'
	json=application/json
	apply_recorded
	expect_status 0
	expect_act GET /ng/api/organizations pageIndex=0 ''
	expect_act POST /ng/api/organizations '' $json \
		'{"organization":{"identifier":"probe_org","name":"Probe Org"}}'
	expect_act POST /ng/api/projects orgIdentifier=probe_org $json '{"project":{"identifier":
		"probe_project","name":"Probe Project","orgIdentifier":"probe_org"}}'
	expect_act POST /ng/api/servicesV2 $scope $json '{"identifier":"probe_svc","name":
		"probe svc","orgIdentifier":"probe_org","projectIdentifier":"probe_project"}'
	expect_act POST /ng/api/environmentsV2 $scope $json '{"identifier":"probe_env","name":
		"probe env","type":"PreProduction","orgIdentifier":"probe_org","projectIdentifier":
		"probe_project"}'
	expect_act POST /pipeline/api/pipelines/v2 $scope application/yaml
	request_body "$(grep -laF 'POST /pipeline/api/pipelines/v2?' "$WORK/sent/"*)" |
		cmp - .harness/orgs/probe_org/projects/probe_project/pipelines/probe_pipeline.yaml
	expect_act POST /authz/api/roleassignments $scope $json '{"identifier":"probe_ra",
		"roleIdentifier":"_pipeline_executor","resourceGroupIdentifier":
		"_all_project_level_resources","principal":{"type":"USER_GROUP","identifier":
		"_project_all_users","scopeLevel":"project"},"orgIdentifier":"probe_org",
		"projectIdentifier":"probe_project"}'
	sed -i 's/^  name: .*/&, renamed/' $(git ls-files)
	sed -i 's/name: \(.*\), renamed/name: renamed \1/' $(git ls-files)
	git commit -aqm 'names'
	apply_recorded
	expect_status 0
	expect_act GET /ng/api/servicesV2 "$scope&page=0" ''
	expect_act GET /ng/api/environmentsV2 "$scope&page=0" ''
	expect_act GET /pipeline/api/pipelines/probe_pipeline $scope ''
	expect_act POST /pipeline/api/pipelines/list "$scope&page=0" $json \
		'{"filterType":"PipelineSetup"}'
	expect_act PUT /ng/api/servicesV2 $scope $json '{"identifier":"probe_svc","name":
		"renamed probe svc","orgIdentifier":"probe_org","projectIdentifier":"probe_project"}'
	expect_act PUT /ng/api/environmentsV2 $scope $json '{"identifier":"probe_env","name":
		"renamed probe env","type":"PreProduction","orgIdentifier":"probe_org",
		"projectIdentifier":"probe_project"}'
	expect_act PUT /pipeline/api/pipelines/v2/probe_pipeline $scope application/yaml
}
