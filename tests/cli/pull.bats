#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
# What lives becomes a tree: pull, validate, commit, plan says nothing.

load helper
load every_kind
load by_hand

# A repository with nothing in it.
fresh() {
	cd "$WORK" || return 1
	rm -rf repo
	mkdir repo
	cd repo || return 1
	git init -q -b main .
	git config user.name tester
	git config user.email tester@example.com
	unset LEDGER_TOKEN REIN_SECRETS_DIR
}

# An account that was filled by an apply from elsewhere: every kind.
filled() { # filled [OPTION OF THE EMULATOR]...
	emulator "$@"
	every_kind
	rein apply --auto-approve --record none
	expect_status 0
	fresh
}

expect_clean_plan() {
	commit 'as it lives'
	rein validate --strict
	expect_status 0
	rein plan
	expect_status 0
	expect_output 'No changes.'
}

# Every file of the tree with its bytes.
snapshot() {
	find .harness -type f -print0 | sort -z | xargs -0 sha256sum
}

# --- by hand --------------------------------------------------------------------

make_org() { # make_org ID [MEMBERS]
	api POST "$(account /ng/api/organizations)" \
		"{\"organization\": {\"identifier\": \"$1\", \"name\": \"$1\" ${2:+, $2}}}" >/dev/null
}

make_project() { # make_project ORG ID [MEMBERS]
	api POST "$(account /ng/api/projects "orgIdentifier=$1")" "{\"project\": {
		\"orgIdentifier\": \"$1\", \"identifier\": \"$2\", \"name\": \"$2\" ${3:+, $3}}}" \
		>/dev/null
}

# The YAML comes on stdin, byte for byte.
make_service() { # make_service ORG PROJECT ID NAME
	api POST "$(account /ng/api/servicesV2)" "$(jq -Rs --arg o "$1" --arg p "$2" --arg i "$3" \
		--arg n "$4" '{orgIdentifier: $o, projectIdentifier: $p, identifier: $i,
			name: $n, yaml: .}')" >/dev/null
}

make_pipeline() { # make_pipeline ORG PROJECT
	curl -sS --fail-with-body --noproxy '*' -X POST -H "x-api-key: $KEY" \
		-H 'Content-Type: application/yaml' --data-binary @- \
		"$URL$(account /pipeline/api/pipelines/v2 "orgIdentifier=$1&projectIdentifier=$2")" \
		>/dev/null
}

make_secret() { # make_secret ID [QUERY [MEMBERS]]
	api POST "$(account /ng/api/v2/secrets "$2")" "{\"secret\": {\"type\": \"SecretText\",
		\"name\": \"n\", \"identifier\": \"$1\" ${3:+, $3}, \"spec\": {\"valueType\": \"Inline\",
		\"secretManagerIdentifier\": \"harnessSecretManager\", \"value\": \"x\"}}}" >/dev/null
}

make_variable() { # make_variable ID NAME VALUE [MEMBERS]
	api POST "$(account /ng/api/variables)" "{\"variable\": {\"identifier\": \"$1\",
		\"name\": \"$2\", \"type\": \"String\" ${4:+, $4},
		\"spec\": {\"valueType\": \"FIXED\", \"fixedValue\": $3}}}" >/dev/null
}

# --- what comes back ---------------------------------------------------------------

@test "every kind comes back as a tree that plans to nothing, and needs no secret" {
	filled
	rein pull
	expect_status 0
	expect_line '  + .harness/orgs/emea/projects/payments/secrets/token.yaml'
	expect_error 'next: git add .harness, git commit, rein plan'
	grep -qF 'value: !env SECRET_EMEA_PAYMENTS_TOKEN' \
		.harness/orgs/emea/projects/payments/secrets/token.yaml
	expect_clean_plan
	[[ $errors != *SECRET_* ]] || fail 'a value is asked for'
	grep -qF 'Comments, order and line ends' \
		.harness/orgs/emea/projects/payments/pipelines/build.yaml
	expect_writes 12
}

@test "an apply elsewhere makes all of it again, once the values are there" {
	filled
	rein pull emea
	expect_status 0
	commit 'as it lives'
	live_state >"$WORK/here"
	start_emulator --api-key "$KEY"
	export HARNESS_ENDPOINT=$URL
	rein apply --auto-approve --record none
	expect_status 1
	expect_error 'SECRET_EMEA_PAYMENTS_TOKEN'
	SECRET_EMEA_PAYMENTS_TOKEN=a SECRET_EMEA_PAYMENTS_TLS_KEY=b \
		rein apply --auto-approve --record none
	expect_status 0
	live_state >"$WORK/there"
	diff "$WORK/here" "$WORK/there"
}

@test "a second pull finds nothing to do, committed or not, and writes no byte" {
	filled
	rein pull
	expect_status 0
	snapshot >"$WORK/before"
	rein pull
	expect_status 0
	expect_output 'Nothing to pull: 13 unchanged, 7 left out'
	[ "$(snapshot)" = "$(cat "$WORK/before")" ]
	commit 'as it lives'
	rein pull --format json
	expect_status 0
	expect_json '.command == "pull" and .summary == {written: 0, overwritten: 0, differs: 0,
		unchanged: 13, left_out: 7}'
	expect_json '[.entities[] | select(.result == "left_out").reason] | group_by(.) |
		map([.[0], length]) == [["generated", 2], ["managed", 5]]'
	rm -rf .harness
	git commit -qam 'gone again'
	rein pull
	[ "$(snapshot)" = "$(cat "$WORK/before")" ]
}

@test "odd names, texts and line ends come back as they are" {
	emulator
	make_org odd '"description": "line one\nline two  \n\n  three", "tags": {"no": "yes",
		"1.10": "0x1f", "tilde": "~", "colon: here": "# no comment", "caf\u00e9": "\u2603 \ud83d\ude80",
		"quotes": "\"it'\''s\"", "bidi": "a\u202eb", "esc": "\u001b[31m", "empty": ""}'
	make_project odd _2026 '"description": "  blanks around  ", "color": "#abcdef"'
	printf 'service:\r\n    name: "no"\r\n    identifier: con\r\n    # kept\r\n    tags: {}\r\n' |
		make_service odd _2026 con no
	printf 'service: {name: A b, identifier: Ab, description: "x: \\u00e9"}' |
		make_service odd _2026 Ab 'A b'
	printf -- '---\n# two heads\nservice:\n  identifier: ab\n  name: a-b\n...\n' |
		make_service odd _2026 ab a-b
	make_pipeline odd _2026 <<-'END'
		# folded and literal
		pipeline:
		  identifier: p
		  name: p .x
		  orgIdentifier: odd
		  projectIdentifier: _2026
		  tags: {}
		  stages:
		  - stage:
		      identifier: s
		      name: s
		      type: Custom
		      spec: {execution: {steps: [{step: {identifier: a, name: a, type: ShellScript,
		        timeout: 1h, spec: {shell: Bash, source: {type: Inline, spec: {script: "a\tb\n"}}}}}]}}
	END
	make_secret 'db$password'
	make_secret db_password
	make_secret 'DB_PASSWORD' 'orgIdentifier=odd' '"orgIdentifier": "odd", "description": "\t"'
	make_variable on on '"0123"' '"description": "null"'
	make_variable lines lines '"a\n\tb\n\n"'
	make_variable blank 'x' '" x"'
	rein pull
	expect_status 0
	expect_clean_plan
	snapshot >"$WORK/before"
	rein pull
	expect_output 'Nothing to pull'
	[ "$(snapshot)" = "$(cat "$WORK/before")" ]
	cd .harness/orgs/odd/projects/_2026/services || return 1
	# neither a device of Windows nor two names that differ in capitals alone
	[ ! -e con.yaml ] && [ "$(find . -type f | tr '[:upper:]' '[:lower:]' | sort -u | wc -l)" -eq 3 ]
	printf 'service:\r\n    name: "no"\r\n    identifier: con\r\n    # kept\r\n    tags: {}\r\n' |
		cmp - con-*.yaml
	cd "$WORK/repo" || return 1
	# two addresses that would give one name
	names=$(grep -rhoE '!env [A-Z0-9_]+' .harness | sort)
	[ "$(wc -l <<<"$names")" -eq 3 ] && [ "$(sort -u <<<"$names" | wc -l)" -eq 3 ] ||
		fail "$names"
}

@test "an organization, or a project, alone" {
	filled
	make_org other
	rein pull emea/payments
	expect_status 0
	[ -e .harness/orgs/emea/projects/payments/project.yaml ]
	[ ! -e .harness/orgs/emea/organization.yaml ] && [ ! -e .harness/role_assignments ]
	expect_clean_plan
	rein pull emea
	expect_status 0
	expect_line '  + .harness/orgs/emea/organization.yaml'
	expect_line '  + .harness/orgs/emea/role_assignments/everybody.yaml'
	[ ! -e .harness/orgs/other ]
	expect_clean_plan
	rein pull nobody
	expect_status 1
	expect_error 'organization nobody is not in account acc123'
	rein pull emea/payments/x
	expect_status 64
	rein pull ../..
	expect_status 64
}

@test "a selection asks for nothing else" {
	filled
	: >"$WORK/requests"
	rein pull --select 'service:*' --select 'secret:emea/payments/t*' --exclude '*/tls_key'
	expect_status 0
	[ "$(find .harness -type f | wc -l)" -eq 2 ]
	[ "$(jq -rs '[.[].path] | map(select(test("pipeline|roleassignments|environments|variables")))
		| length' "$WORK/requests")" -eq 0 ] || fail "$(cat "$WORK/requests")"
	rein pull --select 'pipeline:*'
	expect_status 0
	expect_output '2 written'
}

@test "the organization default and what comes with scopes stay out, what people keep there does not" {
	emulator
	make_project default tools
	rein pull
	expect_status 0
	[ -e .harness/orgs/default/projects/tools/project.yaml ]
	[ ! -e .harness/orgs/default/organization.yaml ]
	expect_clean_plan
}

@test "the record and the lock of an apply stay out" {
	emulator
	every_kind
	rein apply --auto-approve
	expect_status 0
	fresh
	rein pull --format json
	expect_status 0
	expect_json '[.entities[] | select(.reason == "own")] | length == 1'
	grep -rq rein_record .harness && fail "the record is in the tree"
	true
}

# --- what is there already ------------------------------------------------------------

@test "a document that declares it elsewhere, in other words, stays as it is" {
	filled
	cat >deploy.yaml <<-'END'
		# Flat, and ours.
		service: {identifier: ledger, orgIdentifier: emea, projectIdentifier: payments,
		  name: ledger, description: 'Books', tags: {owner: "core"}, # the same
		  serviceDefinition: {type: Kubernetes, spec: {variables: [
		    {name: password, type: Secret, value: token}]}}}
		---
		secret:
		  type: SecretText
		  identifier: token
		  name: ledger token
		  orgIdentifier: emea
		  projectIdentifier: payments
		  spec: {secretManagerIdentifier: harnessSecretManager, valueType: Inline,
		    value: !env LEDGER_TOKEN}
	END
	mkdir .harness
	mv deploy.yaml .harness/
	cp .harness/deploy.yaml "$WORK/before"
	rein pull
	expect_status 0
	expect_output '11 written, 2 unchanged'
	cmp .harness/deploy.yaml "$WORK/before"
	[ ! -e .harness/orgs/emea/projects/payments/services/ledger.yaml ]
	expect_clean_plan
}

@test "a document that says something else stops it, and --overwrite takes its lines alone" {
	filled
	file .harness/orgs/emea/projects/payments/secrets/token.yaml <<-'END'
		# Ours.
		secret:
		  type: SecretText
		  identifier: token
		  name: "an older name" # to be told
		  spec:
		    secretManagerIdentifier: harnessSecretManager
		    valueType: Inline
		    value: !file ../token.txt
	END
	rein pull
	expect_status 1
	expect_error 'token.yaml:5:9: error: secret:emea/payments/token says something else than the account: /name'
	expect_error "--exclude 'secret:emea/payments/token'"
	[ "$(find .harness -type f | wc -l)" -eq 1 ]
	rein pull --exclude 'secret:*/token'
	expect_status 0
	expect_output '12 written'
	rein pull --overwrite
	expect_status 0
	expect_line '  ~ .harness/orgs/emea/projects/payments/secrets/token.yaml'
	git diff -U0 | grep -E '^[-+] ' >"$WORK/lines"
	printf '%s\n' '-  name: "an older name" # to be told' '+  name: "ledger token" # to be told' |
		cmp - "$WORK/lines"
	expect_clean_plan
}

@test "a tree that cannot be read, a folder that is a link, no repository: nothing is written" {
	filled
	file .harness/broken.yaml <<<'service: {name: x'
	rein pull
	expect_status 1
	expect_error 'broken.yaml:1'
	[ "$(find .harness -type f | wc -l)" -eq 1 ]
	rm .harness/broken.yaml
	mkdir "$WORK/elsewhere"
	ln -s "$WORK/elsewhere" .harness/orgs
	rein pull
	expect_status 1
	[ -z "$(ls "$WORK/elsewhere")" ]
	rm -rf .harness
	ln -s "$WORK/elsewhere" .harness
	rein pull
	expect_status 1
	expect_error '.harness is a symbolic link'
	rm -rf .harness .git
	rein pull
	expect_status 1
	expect_error 'git init'
	git init -q --bare .
	rein pull
	expect_status 1
	expect_error 'bare'
}

@test "the folder is made where it is asked for, and found from below" {
	filled
	mkdir -p deploy/here
	rein pull --dir deploy emea
	expect_status 0
	[ -e deploy/.harness/orgs/emea/organization.yaml ] && [ ! -e .harness ]
	cd deploy/here || return 1
	rein pull emea
	expect_status 0
	expect_output 'Nothing to pull: 12 unchanged'
}

# --- what goes wrong ---------------------------------------------------------------------

@test "a kind that the key may not list stops it, unless it is left out" {
	filled
	start_emulator --api-key "$KEY" --fault '* */roleassignments* status=403'
	export HARNESS_ENDPOINT=$URL
	make_org emea
	rein pull
	expect_status 1
	expect_error '/authz/api/roleassignments'
	[ ! -e .harness ]
	rein pull --exclude 'roleAssignment:*'
	expect_status 0
	[ -e .harness/orgs/emea/organization.yaml ]
}

@test "a read that fails midway leaves nothing behind" {
	filled --fault 'GET /pipeline/api/pipelines/deploy status=500'
	rein pull --tries 1
	expect_status 1
	expect_error '/pipeline/api/pipelines/deploy'
	[ ! -e .harness ]
	rein pull --tries 1 --format json
	expect_status 1
	expect_json '.findings | length > 0'
}
