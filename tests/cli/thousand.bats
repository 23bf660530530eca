# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

# A tree of 1,000 entities, more than a page of secrets and of pipelines in one project.
thousand() {
	awk 'function scope(o, p) {
			return ".harness/orgs/o" o (p ? "/projects/p" p : "")
		}
		function in_scope(o, p) {
			return "  orgIdentifier: o" o "\n  projectIdentifier: p" p "\n"
		}
		function add(path, text) {
			print text >path
			close(path)
			count++
		}
		function make(path) {
			system("mkdir -p " path)
		}
		function fill(o, p, secrets, pipelines, i, at) {
			at = scope(o, p)
			make(at "/secrets " at "/pipelines " at "/services " at "/envs")
			add(at "/project.yaml", "project:\n  name: Project " p "\n  tags: {n: \"" p "\"}")
			for (i = 0; i < secrets; i++)
				add(at "/secrets/s" i ".yaml", "secret:\n  type: SecretText\n" \
					"  name: secret " i "\n  identifier: s" i "\n" in_scope(o, p) \
					"  spec:\n    secretManagerIdentifier: harnessSecretManager\n" \
					"    valueType: Inline\n    value: !env SOME_VALUE")
			for (i = 0; i < 10; i++)
				add(at "/services/v" i ".yaml", "service:\n  name: service " i \
					"\n  identifier: v" i "\n" in_scope(o, p) "  serviceDefinition:\n" \
					"    type: Kubernetes\n    spec:\n      variables:\n" \
					"        - {name: x, type: Secret, value: s" i "}")
			for (i = 0; i < 4; i++)
				add(at "/envs/e" i ".yaml", "environment:\n  name: environment " i \
					"\n  identifier: e" i "\n  type: " \
					(i ? "PreProduction" : "Production") "\n" in_scope(o, p))
			for (i = 0; i < pipelines; i++)
				add(at "/pipelines/q" i ".yaml", "pipeline:\n  name: pipeline " i \
					"\n  identifier: q" i "\n" in_scope(o, p) "  stages:\n" \
					"    - stage:\n        name: a\n        identifier: a\n" \
					"        type: Custom\n        spec: {execution: {steps: []}}")
		}
		BEGIN {
			for (o = 1; o <= 2; o++) {
				make(scope(o))
				add(scope(o) "/organization.yaml", "organization:\n  name: Org " o)
			}
			fill(1, 1, 120, 110)
			for (p = 2; p <= 11; p++)
				fill(p % 2 + 1, p, 30, 30)
			while (count < 1000)
				add(scope(1, 1) "/secrets/x" count ".yaml", "secret:\n" \
					"  type: SecretText\n  name: more\n  spec:\n" \
					"    secretManagerIdentifier: harnessSecretManager\n" \
					"    valueType: Inline\n    value: !env SOME_VALUE")
		}'
	commit 'a thousand'
	export SOME_VALUE=tell-nobody
}

@test "a thousand entities: applied, then no changes and not one write" {
	without_record
	thousand
	rein validate
	expect_status 0
	expect_output "1000 entities in 1000 files: 0 errors"
	emulator
	rein apply --auto-approve --parallelism 16
	expect_status 0
	expect_line "Apply complete: 1000 added, 0 changed, 0 destroyed."
	expect_writes 868 # services and environments of a project go in one each
	: >"$WORK/requests"
	rein plan
	expect_status 0
	expect_output "No changes. Harness matches the tree: 1000 entities."
	expect_writes 0
	# lists of several pages were read to their ends
	for list in /ng/api/v2/secrets/list /pipeline/api/pipelines/list; do
		jq -e --arg list "$list" -s 'map(select(.path == $list and
			(.query | test("(pageIndex|page)=1(&|$)")))) | length > 0' \
			"$WORK/requests" >/dev/null || fail "one page of $list"
	done
	rein apply --auto-approve
	expect_status 0
	expect_writes 0
}
