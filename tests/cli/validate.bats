# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

@test "a sound tree: one line, exit 0, no network and no key" {
	small_tree
	rein validate
	expect_status 0
	expect_line "3 entities in 3 files: 0 errors, 0 warnings"
	[ -z "$errors" ]
}

@test "no git repository" {
	cd "$HOME"
	rein validate
	expect_status 1
	expect_error "no git repository"
	[ -z "$output" ]
}

@test "no .harness folder" {
	rein validate
	expect_status 1
	expect_error ".harness"
}

@test "an empty tree" {
	mkdir .harness
	touch .harness/.gitkeep
	commit
	rein validate
	expect_status 1
	expect_output "no document"
}

@test "broken YAML: place, line and caret" {
	small_tree
	printf 'service:\n  name: "api\n' |
		file .harness/orgs/payments/projects/checkout/services/broken.yaml
	rein validate
	expect_status 1
	expect_output "services/broken.yaml:"
	expect_output "error: "
	expect_output "[yaml-syntax]"
	grep -q '^ *[0-9]* | ' "$WORK/out"
	grep -q '^ *| *^$' "$WORK/out" || fail "no caret"
}

@test "a wrong type" {
	small_tree
	file .harness/orgs/payments/projects/checkout/project.yaml <<-'END'
		project:
		  identifier: checkout
		  name: Checkout
		  tags: none
	END
	rein validate
	expect_status 1
	expect_output ".harness/orgs/payments/projects/checkout/project.yaml:4:9: error: "
	expect_output "[field-type]"
}

@test "a link to a document of the tree is that document in another place" {
	small_tree
	mkdir -p .harness/orgs/payments/projects/billing/variables
	file .harness/shared/region.yaml <<<"variable: {type: String, spec: {valueType: FIXED,
	  fixedValue: eu}}"
	ln -s ../../../../../shared/region.yaml \
		.harness/orgs/payments/projects/billing/variables/region.yaml
	git add -A
	rein validate
	expect_status 0
	git commit -qm x
	rein validate --rev HEAD --format json
	expect_status 0
	expect_json '.summary.errors == 0'
	sed -i 's/String/Strng/' .harness/shared/region.yaml
	rein validate --format json
	expect_status 1
	expect_json '.dirty and ([.findings[] | select(.code == "field-type") | .file] == [
		".harness/orgs/payments/projects/billing/variables/region.yaml",
		".harness/shared/region.yaml"])'
}

@test "a file that cannot be read hides no other finding" {
	small_tree
	services=.harness/orgs/payments/projects/checkout/services
	ln -s /etc/hosts "$services/link.yaml"
	head -c 4194305 /dev/zero | tr '\0' '#' | file "$services/large.yaml"
	file "$services/wrong.yaml" <<<'servce: {}'
	git add -A
	rein validate --format json
	expect_status 1
	expect_json '[.findings[] | [.code, .line, .column]] == [
		["limit-exceeded", 1, 1], ["path-escape", 1, 1], ["unknown-kind", 1, 1]]'
	[ -z "$errors" ]
	rein validate --rev "$(git commit -qm x && git rev-parse HEAD)" --format json
	expect_json '[.findings[].code] ==
		["limit-exceeded", "path-escape", "unknown-kind"]'
}

@test "an identifier that the file's name cannot give" {
	small_tree
	services=.harness/orgs/payments/projects/checkout/services
	file "$services/1st.yaml" <<<'service: {}'
	file "$services/.yaml" <<<'service: {}'
	file "$services/empty.yaml" <<<'service: { identifier: }'
	rein validate
	expect_status 1
	expect_output "identifier is required: the file's name makes no legal one"
	expect_output '/services/.yaml:1:1: error: identifier is required'
	expect_output 'identifier is required and has no value'
}

@test "all findings come at once, in every format" {
	small_tree
	for name in one two; do
		file ".harness/orgs/payments/projects/checkout/services/$name.yaml" <<-END
			service:
			  name: $name
			  identifier: not $name
		END
	done
	rein validate --format json
	expect_status 1
	expect_json '.format_version == "1.0" and .command == "validate"'
	expect_json '[.findings[] | select(.code == "identifier-invalid")] | length == 2'
	expect_json '.findings[0] | has("severity") and has("message") and has("line")
		and has("column") and has("address") and has("related") and has("fix")'
	expect_json '.summary.errors == 2 and .summary.files == 5'
	rein validate --format sarif
	expect_status 1
	expect_json '.version == "2.1.0" and (.runs[0].results | length == 2)'
	expect_json '.runs[0] as $run | $run.results | all(.ruleId ==
		$run.tool.driver.rules[.ruleIndex].id)'
	rein validate --format junit
	expect_status 1
	expect_output 'failures="2"'
	rein validate --format github
	expect_status 1
	at=.harness/orgs/payments/projects/checkout/services/one.yaml
	expect_output "::error file=$at,line=3,col=15,title=identifier-invalid::"
}

@test "plan has no format sarif" {
	rein plan --format sarif
	expect_status 64
}

@test "the result goes to a file with -o" {
	small_tree
	rein validate --format json -o "$WORK/report.json"
	expect_status 0
	[ -z "$output" ]
	jq -e '.summary.entities == 3' "$WORK/report.json"
	rein validate -o "$WORK/no/such/folder/report"
	expect_status 1
	expect_error "No such file or directory"
}

@test "warnings pass, but not with --strict" {
	small_tree
	file .harness/orgs/payments/organization.yaml <<-'END'
		organization:
		  identifier: payments
		  name: Payments
		  colour: red
	END
	rein validate
	expect_status 0
	expect_output "warning: "
	rein validate --strict
	expect_status 1
}

@test "an untracked document is a warning and not read" {
	small_tree
	printf 'nonsense' >.harness/new.yaml
	rein validate
	expect_status 0
	expect_output ".harness/new.yaml:1:1: warning: "
	expect_output "[untracked-file]"
}

@test "--rev and a bare repository read the commit, not the work tree" {
	small_tree
	printf 'nonsense' >.harness/orgs/payments/organization.yaml
	rein validate
	expect_status 1
	rein validate --rev HEAD
	expect_status 0
	git clone -q --bare . "$WORK/bare"
	rein validate --dir "$WORK/bare"
	expect_status 0
	rein validate --rev no-such-commit
	expect_status 1
	expect_error "no-such-commit"
}

@test "from a folder below and with --dir the same tree is found" {
	small_tree
	cd .harness/orgs/payments
	rein validate
	expect_status 0
	cd "$HOME"
	rein validate --dir "$WORK/repo"
	expect_status 0
	REIN_DIR=$WORK/repo rein validate
	expect_status 0
}

@test "rein.yaml: unknown keys, wrong types and foreign endpoints have places" {
	small_tree
	file .harness/rein.yaml <<-'END'
		clsed: true
		rate: many
		endpoint: https://example.com
		protect: everything
		record: somewhere
		record_scope: o/p/q
		ignore:
		  - addres: x
	END
	rein validate
	expect_status 1
	expect_output ".harness/rein.yaml:1:1: error: unknown key 'clsed'"
	expect_output "did you mean 'closed'?"
	expect_output ".harness/rein.yaml:2:7: error: 'rate' wants a whole number"
	expect_output ".harness/rein.yaml:3:11: error: 'endpoint'"
	expect_output ".harness/rein.yaml:4:10: error: 'protect' wants a list"
	expect_output ".harness/rein.yaml:5:9: error: 'record' wants variable or none"
	expect_output ".harness/rein.yaml:6:15: error: 'record_scope' wants account, ORG or ORG/PROJECT"
	expect_output ".harness/rein.yaml:8:5: error: unknown key 'addres'"
}

@test "rein.yaml: addresses that can match nothing have places" {
	small_tree
	file .harness/rein.yaml <<-'END'
		protect: ["*/api", "organisation:payments", "payments"]
		ignore:
		  - address: sevice:payments/*
		  - address: service:[a-z]*
	END
	rein validate
	expect_status 1
	expect_output ".harness/rein.yaml:1:20: error: 'protect': there is no kind 'organisation'"
	expect_output "did you mean 'organization:payments'?"
	expect_output ".harness/rein.yaml:1:45: error: 'protect' wants an address such as"
	expect_output ".harness/rein.yaml:3:14: error: 'address': there is no kind 'sevice'"
	expect_output "3 errors"
}

@test "rein.yaml: endpoints that only look like the vendor's are refused" {
	small_tree
	for endpoint in https://app.harness.io@example.com https://harness.io.example.com \
		https://example.com/app.harness.io 'https://example.com\.harness.io' \
		http://app.harness.io http://127.0.0.1.example.com; do
		printf "endpoint: '%s'\n" "$endpoint" | file .harness/rein.yaml
		rein validate
		expect_status 1
		expect_output "error: 'endpoint'"
	done
	for endpoint in https://app3.harness.io/gateway http://127.0.0.1:9 \
		http://localhost:9; do
		printf 'endpoint: %s\n' "$endpoint" | file .harness/rein.yaml
		rein validate
		expect_status 0
	done
}

@test "a result in a pipe never holds an escape" {
	small_tree
	printf 'service:\n  name: "\033[31mred"\n  identifier: x y\n' |
		file .harness/orgs/payments/projects/checkout/services/red.yaml
	for format in text json sarif junit github; do
		rein validate --format "$format"
		! grep -q $'\033' "$WORK/out" || fail "an escape in $format"
	done
}

@test "--fix writes what is missing and leaves the rest as it is" {
	small_tree
	local file=.harness/orgs/payments/projects/checkout/services/new_api.yaml
	printf 'service: # ours\n  name: New\n' | file $file
	commit
	rein validate --fix
	expect_status 0
	expect_error "mended"
	[ "$(cat $file)" = "$(printf 'service: # ours\n  identifier: new_api\n  name: New')" ] ||
		fail "$(cat $file)"
	rein validate --fix
	expect_error "mended 0 places in 0 files"
}

@test "--fix has nothing to write to with --rev" {
	small_tree
	rein validate --fix --rev HEAD
	expect_status 64
	expect_error "needs a work tree"
}

@test "a name that is not UTF-8 is an error that shows it" {
	small_tree
	file .harness/$'caf\xe9.yaml' <<-'END'
		organization:
		  name: Café
	END
	rein validate
	expect_status 1
	expect_output "error: the name of the file .harness/caf?.yaml is not UTF-8: rename it [tree]"
	rein validate --format json
	expect_json '.findings[0].code == "tree"'
}

@test "--explain says what a code means" {
	rein validate --explain reference-cycle
	expect_status 0
	expect_output "## reference-cycle"
	rein validate --explain lock
	expect_status 0
	expect_output "rein unlock"
	rein validate --explain reference-cicle
	expect_status 64
	expect_error "reference-cycle"
}

@test "a file over 4 MiB is one finding, and everything else is checked" {
	small_tree
	local folder=.harness/orgs/payments/projects/checkout

	printf 'closed: true\n' | file .harness/rein.yaml
	head -c 4194305 /dev/zero | tr '\0' '#' | file $folder/services/large.yaml
	printf 'service:\n  name: bad\n  identifier: not bad\n' |
		file $folder/services/bad.yaml
	file $folder/pipelines/deploy.yaml <<-'END'
		pipeline:
		  name: deploy
		  identifier: deploy
		  stages:
		    - stage:
		        identifier: one
		        type: Deployment
		        spec: {service: {serviceRef: large}}
	END
	commit
	for rev in "" HEAD; do
		rein validate --format json ${rev:+--rev $rev}
		expect_status 1
		expect_json '[.findings[] | select(.severity == "error") |
			[.code, .file, .line, .column]] ==
			[["identifier-invalid", "'$folder'/services/bad.yaml", 3, 15],
			["limit-exceeded", "'$folder'/services/large.yaml", 1, 1]]'
		expect_json '.findings | length == 2 and .[1].message != null'
	done
	emulator
	rein apply --auto-approve
	expect_status 1
	expect_error "large.yaml"
	expect_writes 0
}
