# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # tests are subshells; helper.bash sets variables
load helper

# docs/CI.md, run: each recipe is read as YAML, and each of its shell steps is run by
# `sh -e`, as forges do, in a fresh clone and with the variables that the forge sets.

PAGE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/docs/CI.md
project=.harness/orgs/payments/projects/checkout

# The fenced block behind <!-- recipe: NAME -->.
recipe() {
	awk -v name="$1" '
		$0 == "<!-- recipe: " name " -->" { found = 1; next }
		found && /^```/ { if (inside) exit; inside = 1; next }
		inside' "$PAGE"
}

# The one shell step of a recipe that holds TEXT: a block scalar, or a text of Groovy
# in three quotes.
step() { # step RECIPE TEXT
	recipe "$1" | awk -v text="$2" '
		function end() { if (inside && index(script, text)) { printf "%s", script; hits++ } inside = 0 }
		inside && quoted && /^ *'"'''"'$/ { end(); next }
		inside && !quoted && /[^ ]/ && match($0, /^ */) && RLENGTH <= indent { end() }
		inside { line = $0; sub(/^ */, "", line); script = script line "\n"; next }
		/(- |run: |command: )\|$/ { match($0, /^ */); indent = RLENGTH; inside = 1; quoted = 0; script = "" }
		/sh '"'''"'$/ { inside = 1; quoted = 1; script = "" }
		END { end(); exit hits != 1 }' || fail "not one step of $1 holds: $2"
}

# What a forge has: a repository to clone from, and an image with rein in it.
forge() {
	mkdir "$WORK/bin"
	ln -s "$REIN" "$WORK/bin/rein"
	PATH=$WORK/bin:$PATH
	small_tree
	git init -q --bare -b main "$WORK/origin.git"
	git remote add origin "file://$WORK/origin.git"
	git push -q origin main
	unset REIN_ALLOW_DIRTY
	start_emulator --api-key "$KEY" --api-key "pat.$ACCOUNT.view.secret:_account_viewer"
	export HARNESS_ENDPOINT=$URL HARNESS_ACCOUNT_ID=$ACCOUNT
	VIEW=pat.$ACCOUNT.view.secret
}

# A job: a clone of its own at the commit of REF, and a step of the recipe in it.
job() { # job RECIPE REF TEXT
	local script folder=$WORK/job.$((jobs += 1))

	script=$(step "$1" "$3")
	git clone -q ${DEPTH:+--depth "$DEPTH"} "file://$WORK/origin.git" "$folder"
	git -C "$folder" checkout -q "$2"
	run_step
}

# Another step of the same recipe, in the same clone.
next_step() { # next_step RECIPE TEXT
	local script folder=$WORK/job.$jobs

	script=$(step "$1" "$2")
	run_step
}

run_step() {
	: >"$WORK/summary"
	: >"$WORK/outputs"
	status=0
	(
		cd "$folder"
		export GITHUB_WORKSPACE=$PWD GITHUB_REPOSITORY=acme/harness-config
		export GITHUB_STEP_SUMMARY=$WORK/summary GITHUB_OUTPUT=$WORK/outputs
		export CI_API_V4_URL=https://gitlab.example.com/api/v4 CI_PROJECT_ID=7
		export CI_MERGE_REQUEST_IID=12 PULL_REQUEST=12
		sh -e -c "$script"
	) >"$WORK/out" 2>"$WORK/err" </dev/null 3>&- || status=$?
	output=$(cat "$WORK/out") errors=$(cat "$WORK/err")
}

# A program that notes how it was called, and with which text in FILE.
fake() { # fake NAME FILE
	cat >"$WORK/bin/$1" <<-END
		#!/bin/sh
		printf '%s\n' "\$*" >"$WORK/$1.called"
		cp "$2" "$WORK/$1.text"
	END
	chmod +x "$WORK/bin/$1"
}

commit_and_push() {
	commit "$1"
	git push -q origin "HEAD:${2:-main}"
}

# The steps of each forge, by what they hold: of a pull request and of a merge.
declare_steps() {
	checks='rein validate --format' plans='rein plan --exit-zero --format'
	changes='' proposes='--out harness.plan' applies='rein apply harness.plan'
	case $1 in
	github)
		checks='rein validate --format github'
		changes='rein apply --auto-approve'
		;;
	harness)
		plans='rein plan --exit-zero'
		changes='rein apply --auto-approve'
		;;
	esac
}

# A merge to main, whichever way the recipe goes: merge RECIPE REF
merge() {
	declare_steps "$1"
	if [ -n "$changes" ]; then
		HARNESS_PLATFORM_API_KEY=$KEY job "$1" "$2" "$changes"
		return
	fi
	HARNESS_PLATFORM_API_KEY=$VIEW HARNESS_VIEW_KEY=$VIEW job "$1" "$2" "$proposes"
	[ "$status" -eq 0 ] || return 0
	HARNESS_PLATFORM_API_KEY=$KEY HARNESS_CHANGE_KEY=$KEY next_step "$1" "$applies"
}

@test "each recipe is YAML, and Harness's own is a document of the tree without fault" {
	small_tree
	for name in github github-approved gitlab harness; do
		[ -n "$(recipe "$name")" ]
		status=0
		recipe "$name" | "$REIN" validate --stdin-filename .harness/recipe.yaml \
			--format json >"$WORK/out" || status=$?
		expect_json '[.findings[].code | select(. == "yaml-syntax" or . == "duplicate-key")] == []'
	done
	file .harness/orgs/platform/organization.yaml <<<'organization: {name: platform}'
	file .harness/orgs/platform/projects/delivery/project.yaml <<<'project: {name: delivery}'
	recipe harness >"$WORK/pipeline"
	file .harness/orgs/platform/projects/delivery/pipelines/rein.yaml <"$WORK/pipeline"
	rein validate --strict
	expect_status 0
	emulator
	rein apply --auto-approve --allow-dirty
	expect_status 0
}

# A pull request: what is wrong without a key, and what a merge would do with one.
pull_request() { # pull_request RECIPE
	forge
	declare_steps "$1"
	sed -i 's/What customers pay with/The till/' "$project/project.yaml"
	commit_and_push 'a pull request' topic
	job "$1" origin/topic "$checks"
	expect_status 0
	HARNESS_PLATFORM_API_KEY=$VIEW HARNESS_VIEW_KEY=$VIEW \
		job "$1" origin/topic "$plans"
	expect_status 0
	expect_writes 0
	unset HARNESS_PLATFORM_API_KEY HARNESS_VIEW_KEY
	job "$1" origin/topic "$plans"
	expect_status 1
	sed -i 's/name: api/name: api: 2/' "$project/services/api.yaml"
	commit_and_push 'a broken one' broken
	job "$1" origin/broken "$checks"
	expect_status 1
}

@test "GitHub Actions: a pull request" {
	pull_request github
	expect_output '::error file=.harness/orgs/payments/projects/checkout/services/api.yaml,line='
	HARNESS_PLATFORM_API_KEY=$VIEW job github origin/topic "$plans"
	grep -q 'project:payments/checkout' "$WORK/summary"
	fake gh plan.md
	next_step github 'gh pr comment'
	expect_status 0
	[ "$(cat "$WORK/gh.called")" = 'pr comment 12 --repo acme/harness-config --edit-last --create-if-none --body-file plan.md' ]
	cmp "$WORK/gh.text" "$WORK/job.$jobs/plan.md"
	job github origin/topic 'rein validate --format sarif'
	expect_status 0
	jq -e '.version == "2.1.0"' "$WORK/job.$jobs/rein.sarif"
}

@test "GitLab CI: a merge request" {
	pull_request gitlab
	grep -q '<testsuite' "$WORK/job.$jobs/validate.xml"
	fake curl plan.md
	HARNESS_VIEW_KEY=$VIEW GITLAB_NOTE_TOKEN=token \
		job gitlab origin/topic "$plans"
	expect_status 0
	grep -qF 'PRIVATE-TOKEN: token --form body=<plan.md https://gitlab.example.com/api/v4/projects/7/merge_requests/12/notes' "$WORK/curl.called"
	grep -q 'project:payments/checkout' "$WORK/curl.text"
}

@test "Jenkins: a pull request" {
	pull_request jenkins
	grep -q '<testsuite' "$WORK/job.$jobs/validate.xml"
}

@test "Harness: a pull request" {
	pull_request harness
}

# Merges in their order, drift, one that comes late, and one with too short a history.
main_branch() { # main_branch RECIPE
	forge
	merge "$1" origin/main
	expect_status 0
	HARNESS_PLATFORM_API_KEY=$VIEW HARNESS_VIEW_KEY=$VIEW job "$1" origin/main 'rein drift'
	expect_status 0
	sed -i 's/What customers pay with/The till/' "$project/project.yaml"
	commit_and_push 'the till'
	merge "$1" origin/main
	expect_status 0
	HARNESS_PLATFORM_API_KEY=$KEY rein plan
	expect_status 0
	: >"$WORK/requests"
	merge "$1" origin/main~1
	expect_status 1
	expect_error 'allow-rollback'
	expect_writes 0
	api PUT "/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments" \
		'{"project":{"identifier":"checkout","orgIdentifier":"payments","name":"Kasse"}}'
	HARNESS_PLATFORM_API_KEY=$VIEW HARNESS_VIEW_KEY=$VIEW job "$1" origin/main 'rein drift'
	expect_status 2
	sed -i 's/The till/Tills/' "$project/project.yaml"
	commit_and_push 'tills'
	: >"$WORK/requests"
	DEPTH=1 merge "$1" origin/main
	expect_status 1
	expect_error 'depth'
	expect_writes 0
}

@test "GitHub Actions: the main branch" {
	main_branch github
}

@test "GitLab CI: the main branch" {
	main_branch gitlab
}

@test "Jenkins: the main branch" {
	main_branch jenkins
}

@test "Harness: the main branch" {
	main_branch harness
}

@test "GitHub Actions: the approved plan, and no other" {
	forge
	HARNESS_PLATFORM_API_KEY=$VIEW job github-approved origin/main 'rein plan --out'
	expect_status 0
	[ "$(cat "$WORK/outputs")" = status=2 ]
	grep -q 'service:payments/checkout/api' "$WORK/summary"
	HARNESS_PLATFORM_API_KEY=$KEY next_step github-approved 'rein apply harness.plan'
	expect_status 0
	HARNESS_PLATFORM_API_KEY=$VIEW job github-approved origin/main 'rein plan --out'
	expect_status 0
	[ "$(cat "$WORK/outputs")" = status=0 ]
	HARNESS_PLATFORM_API_KEY=pat.$ACCOUNT.no.key job github-approved origin/main 'rein plan --out'
	expect_status 1
}

@test "the image of the recipes: what make installs, and where" {
	[[ $(recipe image) == *'make -C /src deps && make -C /src install'* ]]
	grep -q '^install: ' "$BATS_TEST_DIRNAME/../../Makefile"
	grep -q '^deps:' "$BATS_TEST_DIRNAME/../../Makefile"
}
