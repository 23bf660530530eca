# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load by_hand

# What is the same in meaning is no change, however it is written.

expect_no_changes() {
	rein plan
	expect_status 0
	expect_output "No changes."
	rein apply --auto-approve
	expect_status 0
	expect_output "No changes."
}

# A YAML body as somebody else would write it: as JSON, its keys in another order,
# with comments, or with the quoting and the line ends of another editor.
rewritten() { # rewritten HOW
	case $1 in
	quotes) jq -Rrs 'gsub("(?<k>: )(?<v>[a-zA-Z_]+)\n"; "\(.k)\u0027\(.v)\u0027\n")' ;;
	comments) jq -Rrs '"---\n# who wrote this?\n" + gsub("\n(?<i> *)(?<k>[a-z]+:)";
		"\n\n\(.i)# \(.k)\n\(.i)\(.k)")' ;;
	crlf) jq -Rrs 'gsub("\n"; "\r\n")' ;;
	esac
}

@test "YAML bodies in another order, quoted, commented, in flow style, as JSON" {
	without_record
	every_kind
	emulator
	rein apply --auto-approve
	expect_status 0
	flow='environment: {variables: [{value: "3", name: replicas, type: String}], # who?
  tags: {"tier": "1"}, type: Production, projectIdentifier: payments,
  orgIdentifier: emea, description: "Frankfurt", identifier: prod_eu, name: "prod eu"}
'
	edit_environment prod_eu ".yaml = $(jq -Rs . <<<"$flow")"
	edit_service ledger '.yaml = "{\"service\": {\"serviceDefinition\": {\"spec\": {
		\"variables\": [{\"value\": \"token\", \"type\": \"Secret\", \"name\":
		\"password\"}]}, \"type\": \"Kubernetes\"}, \"tags\": {\"owner\": \"core\"},
		\"description\": \"Books\", \"identifier\": \"ledger\", \"name\": \"ledger\"}}"'
	edit_pipeline build '"pipeline:
    stages:
    -   stage:
            type: \"Custom\"
            identifier: build # the first
            name: build
            spec: {execution: {steps: [{step: {timeout: \"10m\", identifier: make,
                name: make, type: ShellScript, spec: {shell: Bash, onDelegate: true,
                source: {spec: {script: \"make all   # twice\\nlogin
                    \\\"<+secrets.getValue(\\\"token\\\")>\\\"\\n\"}, type: Inline}}}}]}}
    tags:
        owner: >-
            core
    description: From commit
        to image
    orgIdentifier: emea
    projectIdentifier: payments
    identifier: build
    name: '\''build ledger'\''
"'
	expect_no_changes
	for how in quotes comments crlf; do
		for id in build deploy; do
			api GET "$(account "/pipeline/api/pipelines/$id" "$IN_PAYMENTS")" |
				jq -j .data.yamlPipeline | rewritten $how >"$WORK/text"
			edit_pipeline $id "$(jq -Rs . "$WORK/text")"
		done
		expect_no_changes
	done
	expect_writes $((12 + 1 + 1 + 1 + 6))
}

@test "tags in another order; null, absent and empty are one" {
	without_record
	every_kind
	sed -i '/description:/d' .harness/orgs/emea/organization.yaml \
		.harness/orgs/emea/projects/payments/project.yaml \
		.harness/orgs/emea/projects/payments/secrets/*.yaml
	printf '  description: ""\n' >>.harness/orgs/emea/organization.yaml
	sed -i 's/^  tags: .*/  tags: {}/' .harness/orgs/emea/projects/payments/secrets/*.yaml
	git commit -aqm 'less'
	emulator
	rein apply --auto-approve
	expect_status 0
	expect_no_changes
	sent=12
	for empty in null '""'; do
		edit_organization emea ".description = $empty | .tags = {pci: \"\", owner: \"core\"}"
		edit_project payments ".description = $empty | .tags |= (to_entries | reverse |
			from_entries)"
		edit_secret token ".description = $empty | .tags = null"
		edit_secret win ".description = $empty | .tags = {}"
		edit_secret deploy_key "del(.description, .tags)"
		sent=$((sent + 5))
		expect_no_changes
	done
	expect_writes "$sent"
}

@test "what the server fills in is no change" {
	without_record
	every_kind
	emulator
	cd .harness/orgs/emea/projects/payments
	sed -i '/color:/d' project.yaml
	sed -i '/port:/d; /useSSL:/d; /skipCertChecks:/d; /useNoProfile:/d; /parameters:/,$d' \
		secrets/win.yaml
	sed -i '/port:/d' secrets/deploy_key.yaml
	sed -i '/scopeLevel:/d; /disabled:/d' role_assignments/executors.yaml
	cd "$WORK/repo"
	git commit -aqm 'defaults'
	rein apply --auto-approve
	expect_status 0
	live_state >"$WORK/live"
	grep -q '"port": 5986' "$WORK/live"
	grep -q '"color": "#0063F7"' "$WORK/live"
	expect_no_changes
	# and written out
	sed -i 's/^  name: Payments/&\n  color: "#0063F7"\n  modules: [CD]/' \
		.harness/orgs/emea/projects/payments/project.yaml
	sed -i 's/^  spec:/&\n    port: 22/' .harness/orgs/emea/projects/payments/secrets/deploy_key.yaml
	git commit -aqm 'defaults, written out'
	expect_no_changes
	expect_writes 12
}

@test "YAML that the server makes up says what the members beside it say" {
	every_kind
	cd .harness/orgs/emea/projects/payments
	sed -i '/variables:/,$d' envs/prod.yaml
	sed -i '/serviceDefinition:/,$d' services/ledger.yaml
	cd "$WORK/repo"
	git commit -aqm 'nothing but what the server knows'
	emulator
	rein apply --auto-approve
	expect_status 0
	edit_environment prod_eu 'del(.yaml)'
	edit_service ledger 'del(.yaml)'
	! live_state | grep -q 'description: Frankfurt\\n  orgId' || fail "still the bytes of git"
	expect_no_changes
}
