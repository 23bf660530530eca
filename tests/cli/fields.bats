# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load by_hand

# Each field of each kind, as core.md lists them: changed by hand, it is the one field
# of the plan, and apply puts it back. Many entities are changed in one round, one
# field each.

project=.harness/orgs/emea/projects/payments

# The plan holds exactly what stdin lists: "ADDRESS PATH" a line. Then it is applied.
expect_fields() {
	sort >"$WORK/expected"
	rein plan --format json
	expect_status 2
	expect_json '.steps | all(.action == "update")'
	jq -r '.steps[] | .address + " " + .fields[].path' "$WORK/out" | sort >"$WORK/fields"
	diff "$WORK/expected" "$WORK/fields"
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_status 0
	expect_output "No changes."
}

# Secrets of every variant of core.md 10.5 and 10.6, and one kept in a Vault.
every_variant() {
	local name

	api POST "$(account /ng/api/connectors)" '{"connector": {"identifier": "vault",
		"name": "vault", "type": "Vault", "spec": {"vaultUrl": "https://vault.example",
		"secretEngineName": "kv", "secretEngineVersion": 2, "readOnly": true,
		"renewalIntervalMinutes": 10, "useK8sAuth": true, "vaultK8sAuthRole": "x",
		"serviceAccountTokenPath": "/token", "default": false}}}' >/dev/null
	while read -r name spec; do
		printf 'secret:\n  type: %s\n  name: %s\n  identifier: %s\n  spec: %s\n' \
			"${name%%.*}" "${name#*.}" "${name#*.}" "$spec" |
			file "$project/secrets/${name#*.}.yaml"
	done <<-'END'
		SecretText.in_vault {secretManagerIdentifier: account.vault, valueType: Reference, value: "kv/x#y", additionalMetadata: {values: {version: "3"}}}
		SSHKey.ssh_path {auth: {type: SSH, spec: {credentialType: KeyPath, spec: {userName: u, keyPath: /k, encryptedPassphrase: token}}}}
		SSHKey.ssh_password {auth: {type: SSH, spec: {credentialType: Password, spec: {userName: u, password: token}}}}
		SSHKey.ssh_ticket {auth: {type: Kerberos, spec: {principal: p, realm: R.COM, tgtGenerationMethod: KeyTabFilePath, spec: {keyPath: /k}}}}
		SSHKey.ssh_ticket_password {auth: {type: Kerberos, spec: {principal: p, realm: R.COM, tgtGenerationMethod: Password, spec: {password: token}}}}
		SSHKey.ssh_no_ticket {auth: {type: Kerberos, spec: {principal: p, realm: R.COM}}}
		WinRmCredentials.win_ticket {auth: {type: Kerberos, spec: {principal: p, realm: R.COM, tgtGenerationMethod: KeyTabFilePath, spec: {keyPath: /k}, useSSL: true, skipCertChecks: true, useNoProfile: false}}}
		WinRmCredentials.win_ticket_password {auth: {type: Kerberos, spec: {principal: p, realm: R.COM, tgtGenerationMethod: Password, spec: {password: token}}}}
	END
	printf 'secret:\n  type: SecretText\n  name: other\n  spec: {%s, value: !env OTHER}\n' \
		'secretManagerIdentifier: harnessSecretManager, valueType: Inline' |
		file "$project/secrets/other.yaml"
	export OTHER=tell-nobody-either
	commit 'every variant'
}

@test "each field that is changed by hand is planned, alone, and put back" {
	every_kind
	emulator
	every_variant
	rein apply --auto-approve
	expect_status 0

	edit_organization emea '.name = "Europe"'
	edit_project payments '.name = "Pay"'
	edit_environment prod_eu '.name = "prod us" | .yaml |= sub("prod eu"; "prod us")'
	edit_service ledger '.name = "books" | .yaml |= sub("name: ledger"; "name: books")'
	edit_pipeline build 'sub("name: build ledger"; "name: construct")'
	edit_pipeline deploy 'sub("timeout: 10m"; "timeout: 1h")'
	for id in token tls_key deploy_key win in_vault ssh_path ssh_password ssh_ticket; do
		edit_secret $id '.name = "another"'
	done
	edit_assignment "$(api GET "$(account /authz/api/roleassignments "$IN_PAYMENTS")" | jq -r \
		'.data.content[].roleAssignment | select(.roleIdentifier == "_pipeline_executor")
		| .identifier' | tee "$WORK/grant")" '.disabled = true'
	expect_fields <<-END
		organization:emea /name
		project:emea/payments /name
		environment:emea/payments/prod_eu /name
		service:emea/payments/ledger /name
		pipeline:emea/payments/build /name
		pipeline:emea/payments/deploy /stages/1/stage/spec/execution/steps/0/step/timeout
		secret:emea/payments/token /name
		secret:emea/payments/tls_key /name
		secret:emea/payments/deploy_key /name
		secret:emea/payments/win /name
		secret:emea/payments/in_vault /name
		secret:emea/payments/ssh_path /name
		secret:emea/payments/ssh_password /name
		secret:emea/payments/ssh_ticket /name
		roleAssignment:emea/payments/$(cat "$WORK/grant") /disabled
	END

	edit_organization emea '.description = ""'
	edit_project payments '.description = "x"'
	edit_environment prod_eu '.description = "Paris" | .yaml |= sub("Frankfurt"; "Paris")'
	edit_service ledger '.description = "x" | .yaml |= sub("Books"; "x")'
	edit_pipeline build 'sub("From commit to image"; "x")'
	edit_pipeline deploy 'sub("skipDryRun: false"; "skipDryRun: true")'
	edit_secret token '.description = "x"'
	edit_secret tls_key '.description = "x"'
	edit_secret deploy_key '.description = null'
	edit_secret win 'del(.description)'
	edit_secret in_vault '.spec.value = "kv/x#z"'
	edit_secret ssh_path '.spec.auth.spec.spec.userName = "x"'
	edit_secret ssh_password '.spec.auth.spec.spec.userName = "x"'
	edit_secret ssh_ticket '.spec.auth.spec.principal = "x"'
	edit_secret ssh_ticket_password '.spec.auth.spec.principal = "x"'
	edit_secret ssh_no_ticket '.spec.auth.spec.principal = "x"'
	edit_secret win_ticket '.spec.auth.spec.principal = "x"'
	edit_secret win_ticket_password '.spec.auth.spec.spec.password = "other"'
	expect_fields <<-END
		organization:emea /description
		project:emea/payments /description
		environment:emea/payments/prod_eu /description
		service:emea/payments/ledger /description
		pipeline:emea/payments/build /description
		pipeline:emea/payments/deploy /stages/1/stage/spec/execution/steps/0/step/spec/skipDryRun
		secret:emea/payments/token /description
		secret:emea/payments/tls_key /description
		secret:emea/payments/deploy_key /description
		secret:emea/payments/win /description
		secret:emea/payments/in_vault /spec/value
		secret:emea/payments/ssh_path /spec/auth/spec/spec/userName
		secret:emea/payments/ssh_password /spec/auth/spec/spec/userName
		secret:emea/payments/ssh_ticket /spec/auth/spec/principal
		secret:emea/payments/ssh_ticket_password /spec/auth/spec/principal
		secret:emea/payments/ssh_no_ticket /spec/auth/spec/principal
		secret:emea/payments/win_ticket /spec/auth/spec/principal
		secret:emea/payments/win_ticket_password /spec/auth/spec/spec/password
	END

	edit_organization emea '.tags.owner = "somebody"'
	edit_project payments '.tags.tier = "2"'
	edit_environment prod_eu '.tags.tier = "2" | .yaml |= sub("\"1\""; "\"2\"")'
	edit_service ledger '.tags.owner = "x" | .yaml |= sub("owner: core"; "owner: x")'
	edit_pipeline build 'sub("owner: core"; "owner: x")'
	edit_pipeline deploy 'sub("timeout: 10m"; "timeout: 10m\n                  when: {stageStatus: All}")'
	edit_secret token '.tags.owner = "x"'
	edit_secret tls_key '.tags = {}'
	edit_secret deploy_key '.tags.owner = ""'
	edit_secret win '.tags = null'
	edit_secret in_vault '.spec.additionalMetadata.values.version = "4"'
	edit_secret ssh_path '.spec.auth.spec.spec.keyPath = "/x"'
	edit_secret ssh_password '.spec.auth.spec.spec.password = "other"'
	edit_secret ssh_ticket '.spec.auth.spec.realm = "X.COM"'
	edit_secret ssh_ticket_password '.spec.auth.spec.realm = "X.COM"'
	edit_secret ssh_no_ticket '.spec.auth.spec.realm = "X.COM"'
	edit_secret win_ticket '.spec.auth.spec.realm = "X.COM"'
	edit_secret win_ticket_password '.spec.auth.spec.realm = "X.COM"'
	expect_fields <<-END
		organization:emea /tags/owner
		project:emea/payments /tags/tier
		environment:emea/payments/prod_eu /tags/tier
		service:emea/payments/ledger /tags/owner
		pipeline:emea/payments/build /tags/owner
		pipeline:emea/payments/deploy /stages/1/stage/spec/execution/steps/0/step/when
		secret:emea/payments/token /tags/owner
		secret:emea/payments/tls_key /tags/owner
		secret:emea/payments/deploy_key /tags/owner
		secret:emea/payments/win /tags/owner
		secret:emea/payments/in_vault /spec/additionalMetadata/values/version
		secret:emea/payments/ssh_path /spec/auth/spec/spec/keyPath
		secret:emea/payments/ssh_password /spec/auth/spec/spec/password
		secret:emea/payments/ssh_ticket /spec/auth/spec/realm
		secret:emea/payments/ssh_ticket_password /spec/auth/spec/realm
		secret:emea/payments/ssh_no_ticket /spec/auth/spec/realm
		secret:emea/payments/win_ticket /spec/auth/spec/realm
		secret:emea/payments/win_ticket_password /spec/auth/spec/realm
	END

	edit_organization emea 'del(.tags.pci)'
	edit_project payments '.color = "#000000"'
	edit_environment prod_eu '.type = "PreProduction" |
		.yaml |= sub("type: Production"; "type: PreProduction")'
	edit_service ledger '.yaml |= sub("value: token"; "value: other")'
	edit_pipeline build 'sub("make all   #"; "make none #")'
	edit_secret deploy_key '.spec.port = 22'
	edit_secret win '.spec.port = 5986'
	edit_secret ssh_path '.spec.auth.spec.spec.encryptedPassphrase = null'
	edit_secret ssh_ticket '.spec.auth.spec.spec.keyPath = "/x"'
	edit_secret ssh_ticket_password '.spec.auth.spec.spec.password = "other"'
	edit_secret win_ticket '.spec.auth.spec.useSSL = false'
	expect_fields <<-END
		organization:emea /tags/pci
		project:emea/payments /color
		environment:emea/payments/prod_eu /type
		service:emea/payments/ledger /serviceDefinition/spec/variables/0/value
		pipeline:emea/payments/build /stages/0/stage/spec/execution/steps/0/step/spec/source/spec/script
		secret:emea/payments/deploy_key /spec/port
		secret:emea/payments/win /spec/port
		secret:emea/payments/ssh_path /spec/auth/spec/spec/encryptedPassphrase
		secret:emea/payments/ssh_ticket /spec/auth/spec/spec/keyPath
		secret:emea/payments/ssh_ticket_password /spec/auth/spec/spec/password
		secret:emea/payments/win_ticket /spec/auth/spec/useSSL
	END

	edit_project payments 'del(.color)'
	edit_environment prod_eu '.yaml |= sub("value: \"3\""; "value: \"4\"")'
	edit_service ledger '.yaml |= sub("variables:"; "artifacts: {primary: {primaryArtifactRef: x}}\n      variables:")'
	edit_secret deploy_key '.spec.auth.spec.spec.userName = "x"'
	edit_secret win '.spec.auth.spec.domain = "x"'
	edit_secret win_ticket '.spec.auth.spec.skipCertChecks = false'
	expect_fields <<-END
		project:emea/payments /color
		environment:emea/payments/prod_eu /variables/0/value
		service:emea/payments/ledger /serviceDefinition/spec/artifacts
		secret:emea/payments/deploy_key /spec/auth/spec/spec/userName
		secret:emea/payments/win /spec/auth/spec/domain
		secret:emea/payments/win_ticket /spec/auth/spec/skipCertChecks
	END

	edit_secret deploy_key '.spec.auth.spec.spec.encryptedPassphrase = "other"'
	edit_secret win '.spec.auth.spec.username = "x"'
	edit_secret win_ticket '.spec.auth.spec.useNoProfile = true'
	edit_environment prod_eu '.yaml |= sub("name: replicas"; "name: copies")'
	expect_fields <<-END
		secret:emea/payments/deploy_key /spec/auth/spec/spec/encryptedPassphrase
		secret:emea/payments/win /spec/auth/spec/username
		secret:emea/payments/win_ticket /spec/auth/spec/useNoProfile
		environment:emea/payments/prod_eu /variables/0/name
	END

	edit_secret deploy_key '.spec.auth.spec.spec.key = "token"'
	edit_secret win '.spec.auth.spec.password = "other"'
	expect_fields <<-END
		secret:emea/payments/deploy_key /spec/auth/spec/spec/key
		secret:emea/payments/win /spec/auth/spec/password
	END
	for change in .useSSL=true .skipCertChecks=true .useNoProfile=false; do
		edit_secret win ".spec.auth.spec$change"
		expect_fields <<<"secret:emea/payments/win /spec/auth/spec/$(cut -d= -f1 <<<"${change#.}")"
	done
	edit_secret win '.spec.parameters += [{parameter: "x", value: "y"}]'
	expect_fields <<<'secret:emea/payments/win /spec/parameters'
}

@test "a secret of another variant is put back whole" {
	every_kind
	emulator
	every_variant
	rein apply --auto-approve
	edit_secret ssh_path '.spec.auth.spec = {credentialType: "Password",
		spec: {userName: "u", password: "token"}}'
	edit_secret ssh_ticket '.spec.auth = {type: "SSH", spec: {credentialType: "Password",
		spec: {userName: "u", password: "token"}}}'
	edit_secret win_ticket '.spec.auth = {type: "NTLM", spec: {username: "u",
		password: "token", useSSL: true, skipCertChecks: true, useNoProfile: false}}'
	expect_fields <<-'END'
		secret:emea/payments/ssh_path /spec/auth/spec
		secret:emea/payments/ssh_ticket /spec/auth
		secret:emea/payments/win_ticket /spec/auth
	END
}

# Documents without anything that the API does not ask for.
only_what_must_be() {
	local path

	for path in organization.yaml projects/payments/project.yaml \
		projects/payments/secrets/{token,tls_key,deploy_key,win}.yaml; do
		sed -i -E '/^ *(description|color|tags|port|domain|owner|tier|useSSL):/d
			/^ *(skipCertChecks|useNoProfile|encryptedPassphrase):/d
			/^    parameters:/,$d' ".harness/orgs/emea/$path"
	done
	sed -i '/description:/d; /tags:/,+1d' "$project/envs/prod.yaml"
	sed -i '/description:/d; /tags:/d' "$project/services/ledger.yaml"
	sed -i '/disabled:/d' "$project/role_assignments/executors.yaml"
}

@test "what git does not declare survives an update of something else" {
	every_kind
	emulator
	only_what_must_be
	git commit -aqm 'less'
	rein apply --auto-approve
	expect_status 0

	for thing in 'organization emea' 'project payments' 'secret token' 'secret tls_key' \
		'secret deploy_key' 'secret win'; do
		# shellcheck disable=SC2086 # two words
		edit_$thing '.description = "kept" | .tags = {kept: "", also: "kept"}'
	done
	edit_project payments '.color = "#123456"'
	edit_environment prod_eu '.color = "#123456" | .description = "kept" | .tags = {kept: "too"}'
	edit_service ledger '.description = "kept" | .tags = {kept: "too"}'
	edit_secret deploy_key '.spec.port = 2200 | .spec.auth.spec.spec.encryptedPassphrase = "token"'
	edit_secret win '.spec.port = 5999 | .spec.parameters = [{parameter: "a", value: "b"}] |
		.spec.auth.spec.domain = "KEPT" | .spec.auth.spec.useSSL = false |
		.spec.auth.spec.skipCertChecks = false | .spec.auth.spec.useNoProfile = true'
	grant=$(api GET "$(account /authz/api/roleassignments "$IN_PAYMENTS")" | jq -r \
		'.data.content[].roleAssignment | select(.roleIdentifier == "_pipeline_executor")
		| .identifier')
	edit_assignment "$grant" '.disabled = true'
	rein plan
	expect_status 0
	expect_output "No changes."

	live_state >"$WORK/before"
	[ "$(grep -c kept "$WORK/before")" -ge 16 ]
	sed -i -E 's/^(  name: .*)/\1 renamed/' .harness/orgs/emea/organization.yaml \
		"$project"/project.yaml "$project"/secrets/*.yaml "$project"/envs/*.yaml \
		"$project"/services/*.yaml
	git commit -aqm 'names'
	rein apply --auto-approve
	expect_status 0
	expect_line "Apply complete: 0 added, 8 changed, 0 destroyed."
	live_state | sed 's/ renamed//g' | diff "$WORK/before" -
}
