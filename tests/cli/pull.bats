#!/usr/bin/env bats
# What lives becomes a tree: pull, validate, commit, plan says nothing.

load helper
load every_kind
load by_hand

# An account that was filled by an apply from elsewhere: every kind.
filled() {
	emulator
	every_kind
	rein apply --auto-approve
	expect_status 0
	cd "$WORK" || return 1
	rm -rf repo
	mkdir repo
	cd repo || return 1
	git init -q -b main .
	git config user.name tester
	git config user.email tester@example.com
	unset LEDGER_TOKEN REIN_SECRETS_DIR
}

expect_clean_plan() {
	commit 'as it lives'
	rein validate --strict
	expect_status 0
	rein plan
	expect_status 0
	expect_output 'No changes.'
}

@test "every kind comes back as a tree that plans to nothing, and needs no secret" {
	filled
	rein pull
	expect_status 0
	expect_line '  + .harness/orgs/emea/projects/payments/secrets/token.yaml'
	grep -qF 'value: !env SECRET_EMEA_PAYMENTS_TOKEN' \
		.harness/orgs/emea/projects/payments/secrets/token.yaml
	expect_clean_plan
	[[ $errors != *SECRET_* ]] || fail 'a value is asked for'
}
