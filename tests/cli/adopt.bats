#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load by_hand

# What was changed in Harness goes back into git: `rein drift --adopt`.

PROJECT=.harness/orgs/emea/projects/payments

applied() {
	emulator
	every_kind
	rein apply --auto-approve
	expect_status 0
}

# Added and removed lines of what is not committed, less the heads of files.
diff_lines() {
	git diff -U0 | grep -E '^[-+]' | grep -vE '^(---|\+\+\+) '
}

expect_diff() {
	local want

	want=$(cat)
	[ "$(diff_lines)" = "$want" ] || fail "another diff was expected: $(git diff)"
}

expect_no_changes() {
	rein validate
	expect_status 0
	commit 'as it lives'
	rein plan
	expect_status 0
	expect_output 'No changes.'
	rein drift
	expect_status 0
}

@test "every kind: fields changed by hand are adopted, and their lines alone change" {
	applied
	edit_organization emea '.name = "EMEA and Africa" | .tags.owner = "no"'
	edit_project payments '.description = "# not a comment"'
	edit_environment prod_eu '.description = "Dublin" |
		.yaml |= (sub("Frankfurt"; "Dublin") | sub("\"3\""; "\"5\""))'
	edit_service ledger '.description = "Ledgers" | .yaml |= sub("Books"; "Ledgers")'
	edit_pipeline build 'sub("make all   # twice"; "make most\n                          make rest")'
	edit_secret token '.description = "Of nobody"'
	edit_secret deploy_key '.spec.port = 22'
	edit_secret win '.spec.parameters = [{parameter: "pool", value: "3"},
		{parameter: "x", value: "y"}]'
	rein drift --adopt='*'
	expect_status 0
	expect_line "  ~ $PROJECT/secrets/deploy_key.yaml"
	expect_line '      secret:emea/payments/deploy_key  /spec/port'
	expect_output 'Adopted: 8 entities in 8 files, not committed yet.'
	expect_diff <<-'END'
		-  name: EMEA
		+  name: EMEA and Africa
		-  tags: {owner: core, pci: ""}
		+  tags: {owner: "no", pci: ""}
		-  description: Frankfurt
		+  description: Dublin
		-      value: "3"
		+      value: "5"
		-                          make all   # twice
		+                          make most
		+                          make rest
		-  description: What customers pay with
		+  description: "# not a comment"
		-    port: 2222
		+    port: 22
		-  description: Of the ledger
		+  description: Of nobody
		-        value: "2"
		+        value: "3"
		+      - parameter: x
		+        value: "y"
		-  description: Books
		+  description: Ledgers
	END
	expect_no_changes
}

@test "a glob chooses; fields that only git changed stay git's" {
	applied
	edit_service ledger '.description = "Ledgers" | .yaml |= sub("Books"; "Ledgers")'
	edit_project payments '.name = "Pay" | .description = "By hand"'
	sed -i 's/^  description: .*/  description: By git/' $PROJECT/project.yaml
	sed -i 's/tier: "1"/tier: "2"/' $PROJECT/project.yaml
	commit 'git moves, too'
	rein drift --format json --adopt='project:*'
	expect_status 0
	expect_json '.adopted == [{address: "project:emea/payments",
		file: ".harness/orgs/emea/projects/payments/project.yaml",
		document_removed: false, file_removed: false,
		fields: ["/name", "/description"]}]'
	expect_diff <<-'END'
		-  name: Payments
		+  name: Pay
		-  description: By git
		+  description: By hand
	END
	grep -qF 'tier: "2"' $PROJECT/project.yaml
}

@test "what was deleted in Harness goes from git, and only its document" {
	applied
	cat $PROJECT/secrets/win.yaml - >$PROJECT/both.yaml <<-'END'
		---
		# stays
		service:
		  name: other
		  identifier: other
	END
	git rm -q $PROJECT/secrets/win.yaml
	commit 'one file for two'
	rein apply --auto-approve
	expect_status 0
	api DELETE "$(account /ng/api/v2/secrets/win "$IN_PAYMENTS")" >/dev/null
	api DELETE "$(account /pipeline/api/pipelines/deploy "$IN_PAYMENTS")" >/dev/null
	rein drift --adopt='secret:*' --adopt='pipeline:*'
	expect_status 0
	expect_line "  - $PROJECT/pipelines/deploy.yaml"
	[ ! -e $PROJECT/pipelines/deploy.yaml ]
	[ "$(cat $PROJECT/both.yaml)" = $'# stays\nservice:\n  name: other\n  identifier: other' ] ||
		fail "$(cat $PROJECT/both.yaml)"
	expect_no_changes
}

@test "what no document declares is named, with the way to one" {
	applied
	api POST "$(account /ng/api/variables)" '{"variable": {"identifier": "by_hand",
		"name": "by hand", "orgIdentifier": "emea", "type": "String",
		"spec": {"valueType": "FIXED", "fixedValue": "x"}}}' >/dev/null
	rein drift --adopt='variable:*'
	expect_status 0
	expect_output 'Nothing to adopt.'
	expect_error 'variable:emea/by_hand: not adopted: no document declares it'
	expect_error "fix: rein pull --select 'variable:emea/by_hand' writes one"
	rein pull --select 'variable:emea/by_hand'
	expect_status 0
	git add .harness
	expect_no_changes
	for name in one two; do
		api POST "$(account /ng/api/variables)" "{\"variable\": {\"identifier\": \"$name\",
			\"name\": \"$name\", \"orgIdentifier\": \"emea\", \"type\": \"String\",
			\"spec\": {\"valueType\": \"FIXED\", \"fixedValue\": \"x\"}}}" >/dev/null
	done
	rein drift --adopt='*'
	expect_status 0
	expect_error '2 entities are not adopted: no document declares it'
}

@test "changes that are not committed are not written over" {
	applied
	edit_project payments '.name = "Pay"'
	echo '# mine' >>$PROJECT/project.yaml
	cp $PROJECT/project.yaml "$WORK/before"
	rein drift --adopt='*'
	expect_status 1
	expect_error "$PROJECT/project.yaml has changes that are not committed"
	cmp $PROJECT/project.yaml "$WORK/before"
	rein drift --adopt='*' --allow-dirty
	expect_status 0
	grep -qF '# mine' $PROJECT/project.yaml
	grep -qF 'name: Pay' $PROJECT/project.yaml
}

@test "a commit cannot be written to, and a link is not followed" {
	applied
	rein drift --rev HEAD --adopt='*'
	expect_status 64
	expect_error '--adopt writes files, so it needs a work tree and no --rev'
}

@test "an alias in the way costs the comments of its document alone" {
	applied
	cat >$PROJECT/services/two.yaml <<-'END'
		# first
		service: {name: one, identifier: one} # kept
		---
		# second
		service:
		  name: &n two # lost
		  identifier: two
		  description: *n
	END
	commit 'an alias'
	rein apply --auto-approve
	expect_status 0
	edit_service two '.name = "2" | .yaml |= sub("&n two"; "\"2\"") | .yaml |= sub("[*]n"; "two")'
	rein drift --adopt='*'
	expect_status 0
	head -2 $PROJECT/services/two.yaml | cmp - <(git show HEAD:$PROJECT/services/two.yaml | head -2)
	expect_no_changes
}
