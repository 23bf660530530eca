# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load by_hand

# docs/GETTING_STARTED.md, run: every shell block, in order, in one shell. Where the
# page says <!-- test: NAME -->, the function of that name plays what others do.

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PAGE=$ROOT/docs/GETTING_STARTED.md

commands() {
	awk '/^```sh$/ { inside = 1; next }
		/^```/ { inside = 0; next }
		/^<!-- test: [a-z_]+ -->$/ { print $3; next }
		inside' "$PAGE"
}

# The script of the workflow's one step, in a clone, as the forge runs it.
job() { # job REF
	rm -rf "$WORK/job"
	git clone -q -b "$1" "$REPOSITORY" "$WORK/job"
	awk '/^        run: \|$/ { inside = 1; next } inside { sub(/^ {10}/, ""); print }' \
		"$WORK/job/.github/workflows/harness.yml" >"$WORK/step"
	grep -q 'rein plan' "$WORK/step"
	(cd "$WORK/job" && HARNESS_PLATFORM_API_KEY=$VIEW_KEY sh -e "$WORK/step") >"$WORK/ci" 2>&1
}

ci_is_green() {
	job main
	grep -qF 'No changes. Harness matches the tree' "$WORK/ci"
}

ci_shows_the_change() {
	job another-color
	grep -qF -- '-> "#5c7cfa"' "$WORK/ci"
}

somebody_clicks() {
	edit_service ledger '.description = "Ledgers" | .yaml |= sub("Books"; "Ledgers")'
}

@test "a newcomer goes from a live account to a green plan in CI, and on" {
	export VIEW_KEY=pat.$ACCOUNT.view.nobodyknows
	emulator --api-key "$VIEW_KEY:_account_viewer"
	every_kind
	rein apply --auto-approve --record none
	expect_status 0
	unset HARNESS_PLATFORM_API_KEY LEDGER_TOKEN REIN_SECRETS_DIR
	git config --global user.name newcomer
	git config --global user.email newcomer@example.com
	export REPOSITORY=$WORK/origin.git BUILD=${BUILD:-build}
	git init -q --bare -b main "$REPOSITORY"
	commands >"$WORK/page"
	[ "$(grep -c 'rein plan' "$WORK/page")" -ge 5 ]
	cd "$ROOT" || return 1
	unset MAKEFLAGS MFLAGS MAKELEVEL # what builds may be what runs the tests
	export -f ci_is_green ci_shows_the_change somebody_clicks job edit_service account api
	export WORK KEY URL ACCOUNT IN_PAYMENTS
	bash -euo pipefail "$WORK/page" <<<"$KEY" >"$WORK/out" 2>"$WORK/err" || fail "$(tail -5 "$WORK/out" "$WORK/err")"
	output=$(cat "$WORK/out")
	expect_output 'Pulled: 13 written'
	[ "$(grep -c '^No changes\. Harness matches the tree: 13 entities\.$' "$WORK/out")" -eq 3 ] ||
		fail 'three plans without changes were expected'
	expect_output 'Apply complete: 0 added, 1 changed, 0 destroyed.'
	expect_output 'Adopted: 1 entity in 1 file'
	expect_output '+  description: Ledgers'
}

@test "what the page shows is what rein says" {
	for words in 'next: git add .harness, git commit, rein plan' \
		'No changes. Harness matches the tree:' 'that Harness made by itself'; do
		grep -qF "$words" "$PAGE" || fail "$words"
	done
}
