# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

HERE=.harness/orgs/payments/projects/checkout
ODD="$HERE/services/a b,c:d%é.yaml"

# Findings of every severity, one with another place, one in a file of an odd name.
faulty_tree() {
	small_tree
	printf 'service:\n  name: x\n  identifier: "a%%0A,b:c\\nd <&\\""\n' | file "$ODD"
	file $HERE/services/other.yaml <<-'END'
		service:
		  name: api
		  identifier: api
		  tags: {a: yes}
		  b: {connectorRef: nowhere}
	END
	commit
}

@test "sarif: what code scanning asks for" {
	faulty_tree
	rein validate --format sarif
	expect_status 1
	expect_json '."$schema" == "https://json.schemastore.org/sarif-2.1.0.json" and
		.version == "2.1.0" and (.runs | length == 1)'
	expect_json '.runs[0].tool.driver | .name == "rein" and .semanticVersion != null and
		(.rules | length == 4) and (.rules | map(.id) | unique | length == 4) and
		(.rules | all(.shortDescription.text != "" and
			(.defaultConfiguration.level | IN("note", "warning", "error"))))'
	expect_json '.runs[0] as $run | $run.results | length == 4 and all(
		.ruleId == $run.tool.driver.rules[.ruleIndex].id and .message.text != "" and
		(.level | IN("note", "warning", "error")) and (.locations | length == 1))'
	expect_json '[.runs[0].results[] | .locations[], .relatedLocations[]?] |
		length == 5 and all(.physicalLocation |
		.artifactLocation.uriBaseId == "%SRCROOT%" and
		(.artifactLocation.uri | test("^[A-Za-z0-9._~/%-]+$") and
			(startswith("/") | not)) and
		.region.startLine >= 1 and .region.startColumn >= 1)'
	expect_json '[.runs[0].results[].locations[0].physicalLocation.artifactLocation.uri] |
		any(endswith("/services/a%20b%2Cc%3Ad%25%C3%A9.yaml"))'
	expect_json '.runs[0].results[] | select(.ruleId == "identifier-duplicate") |
		.relatedLocations[0] | .id == 1 and .message.text != "" and
		.physicalLocation.region == {"startLine": 3, "startColumn": 15}'
	expect_json '.runs[0].columnKind == "unicodeCodePoints"'
}

@test "sarif: a sound tree is a run without results" {
	small_tree
	rein validate --format sarif
	expect_status 0
	expect_json '.runs[0].results == [] and .runs[0].tool.driver.rules == []'
}

@test "github: names and messages cannot end a property or a command" {
	faulty_tree
	rein validate --format github
	expect_status 1
	[ "$(wc -l <"$WORK/out")" -eq 4 ] || fail "a line for each finding"
	! grep -vE '^::(error|warning|notice) file=[^:,]+,line=[0-9]+,col=[0-9]+,title=[a-z-]+::.' \
		"$WORK/out" || fail "not a workflow command"
	expect_output "file=$HERE/services/a b%2Cc%3Ad%25é.yaml,line=3,col=15,title=identifier-invalid::'a%250A,b:c"
	expect_output "::notice file=$HERE/services/other.yaml,line=5,col=21,title=reference-unresolved::"
}

@test "junit: well-formed, a suite a file, failures counted" {
	faulty_tree
	rein validate --format junit
	expect_status 1
	if command -v python3 >/dev/null; then
		python3 -c 'import sys, xml.etree.ElementTree as e
t = e.parse(sys.argv[1]).getroot()
assert t.tag == "testsuites" and (t.get("tests"), t.get("failures")) == ("4", "2")
assert len(t) == 2 and sum(len(s) for s in t) == 4
assert sum(int(s.get("failures")) for s in t) == len(t.findall(".//failure")) == 2
assert sum(int(s.get("tests")) for s in t) == 4' "$WORK/out" || fail "XML"
	fi
	expect_output 'tests="4" failures="2"'
	expect_output "&lt;&amp;"
}

@test "--fix leaves every other byte as it is" {
	small_tree
	local file=$HERE/services/odd_one.yaml

	printf '# top\r\nservice:   # ours\r\n\r\n    name:   "Odd One"   # c\r\n    description: >-\r\n      x\r\n    serviceDefinition: {type: Kubernetes,   spec: {}}\r\n# end' | file $file
	file .harness/orgs/payments/secrets/key.yaml <<-'END'
		secret: {type: SecretText, name: key, identifier: key, # flow
		  spec: {secretManagerIdentifier: 'vault',   valueType: Inline, value: !env KEY}}
	END
	commit
	cp $file "$WORK/before"
	rein validate --fix
	expect_status 0
	git diff --numstat -- $file | grep -q "^1	0	" || fail "$(git diff)"
	sed '/identifier: odd_one/d' $file | cmp - "$WORK/before" || fail "other bytes changed"
	[ "$(git diff -U0 -- .harness/orgs | grep -c '^[-+] ')" -eq 3 ] || fail "$(git diff)"
	grep -qF "secretManagerIdentifier: 'org.vault',   valueType" \
		.harness/orgs/payments/secrets/key.yaml || fail "no prefix"
}

@test "-o writes the result to a file, and - is stdout" {
	small_tree
	rein validate --format json -o "$WORK/result"
	expect_status 0
	[ -z "$output" ] || fail "something stands on stdout"
	jq -e '.findings == []' "$WORK/result" >/dev/null
	rein validate --format json -o -
	expect_status 0
	expect_json '.findings == []'
	[ ! -e ./- ] || fail "a file of that name was written"
}

@test "a format that a command does not have is a mistake that names those it has" {
	small_tree
	rein plan --format sarif
	expect_status 64
	expect_error "'sarif'"
	expect_error "markdown"
	rein drift --adopt='*' --format html
	expect_status 64
	expect_error "the format html is for a report of drift"
	rein validate --format markdwon
	expect_status 64
	expect_error "markdown"
}
