# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load by_hand
load recorded

# Grants of the organization to everybody in it, as "IDENTIFIER ROLE DISABLED".
grants() {
	api GET "$(account /authz/api/roleassignments "$IN_EMEA")" | jq -r '.data.content[] |
		select(.harnessManaged | not) | .roleAssignment |
		select(.principal.identifier == "_organization_all_users") |
		"\(.identifier) \(.roleIdentifier) \(.disabled)"' | sort
}

grant() { # grant IDENTIFIER ROLE
	api POST "$(account /authz/api/roleassignments "$IN_EMEA")" '{"identifier": "'"$1"'",
		"roleIdentifier": "'"$2"'",
		"resourceGroupIdentifier": "_all_organization_level_resources",
		"principal": {"type": "USER_GROUP", "identifier": "_organization_all_users"}}' \
		>/dev/null
}

revoke() {
	api DELETE "$(account "/authz/api/roleassignments/$1" "$IN_EMEA")" >/dev/null
}

setup_grants() {
	every_kind
	emulator
	rein apply --auto-approve
	expect_status 0
	everybody=.harness/orgs/emea/role_assignments/everybody.yaml
}

@test "the same grant under another identifier is unchanged" {
	setup_grants
	revoke everybody
	grant by_hand _feature_flag_manage_role
	rein plan
	expect_status 0
	expect_output "No changes."
	[ "$(grants)" = 'by_hand _feature_flag_manage_role false' ]
}

@test "a changed role: the new grant first, then the old one goes by its live identifier" {
	without_record
	setup_grants
	revoke everybody
	grant by_hand _feature_flag_manage_role
	sed -i 's/_feature_flag_manage_role/_chaos_admin/; s/everybody/by_hand/' "$everybody"
	git commit -aqm 'another role'
	apply_recorded
	expect_status 0
	fresh=$(grants | cut -d' ' -f1)
	[ "$(grants)" = "$fresh _chaos_admin false" ]
	[ "$fresh" != by_hand ]
	[ "$(sent_writes | cut -d'?' -f1)" = "POST /authz/api/roleassignments
DELETE /authz/api/roleassignments/by_hand" ]
	rein plan
	expect_status 0
	# and back: the identifier is free again
	sed -i 's/_chaos_admin/_feature_flag_manage_role/' "$everybody"
	git commit -aqm 'the old role'
	rein apply --auto-approve
	expect_status 0
	[ "$(grants)" = 'by_hand _feature_flag_manage_role false' ]
}

@test "a refused new grant leaves the old one" {
	setup_grants
	sed -i 's/_feature_flag_manage_role/no_such_role/' "$everybody"
	git commit -aqm 'a role that is not there'
	rein apply --auto-approve
	expect_status 3
	expect_output "failed  roleAssignment:emea/everybody"
	[ "$(grants)" = 'everybody _feature_flag_manage_role false' ]
}

@test "a replacement that was cut short is finished, and nothing else is touched" {
	setup_grants
	grant by_hand _chaos_admin
	sed -i 's/_feature_flag_manage_role/_chaos_admin/' "$everybody"
	git commit -aqm 'another role'
	rein plan
	expect_status 2
	expect_output "-/+ roleAssignment:emea/everybody"
	rein apply --auto-approve
	expect_status 0
	[ "$(grants)" = 'by_hand _chaos_admin false' ]
	rein plan
	expect_status 0
}

@test "a replacement back that was cut short is finished as well" {
	setup_grants
	sed -i 's/_feature_flag_manage_role/_chaos_admin/' "$everybody"
	git commit -aqm 'another role'
	rein apply --auto-approve
	expect_status 0
	fresh=$(grants | cut -d' ' -f1)
	grant everybody _feature_flag_manage_role
	git revert --no-edit -n HEAD
	git commit -qm 'the old role'
	rein plan
	expect_status 2
	rein apply --auto-approve
	expect_status 0
	[ "$(grants)" = 'everybody _feature_flag_manage_role false' ]
	# a grant with a name that only looks like a successor's is somebody else's
	revoke everybody
	grant everybody_0badcafe _chaos_admin
	rein apply --auto-approve
	expect_status 0
	[ "$(grants)" = 'everybody _feature_flag_manage_role false
everybody_0badcafe _chaos_admin false' ]
	[ "$fresh" != everybody_0badcafe ]
}

@test "two grants that have each other's identifiers live are both unchanged" {
	setup_grants
	sed 's/everybody/other/; s/_feature_flag_manage_role/_chaos_admin/' "$everybody" |
		file .harness/orgs/emea/role_assignments/other.yaml
	revoke everybody
	grant everybody _chaos_admin
	grant other _feature_flag_manage_role
	rein plan
	expect_status 0
	expect_output "No changes."
}

@test "an identifier made of the tuple is the same in each run, whatever the file is called" {
	setup_grants
	sed -i '/identifier: everybody/d' "$everybody"
	git commit -aqm 'no identifier'
	revoke everybody
	rein plan --format json
	address=$(jq -r '.steps[].address' "$WORK/out")
	[[ $address == roleAssignment:emea/* ]]
	git mv "$everybody" "${everybody%/*}/renamed.yaml"
	git commit -qm 'renamed'
	rein plan --format json
	[ "$(jq -r '.steps[].address' "$WORK/out")" = "$address" ]
	rein apply --auto-approve
	expect_status 0
	[ "$(grants)" = "${address#*/} _feature_flag_manage_role false" ]
	rein plan
	expect_status 0
}

@test "disabled is changed in place" {
	without_record
	setup_grants
	printf '  disabled: true\n' >>"$everybody"
	git commit -aqm 'disabled'
	apply_recorded
	expect_status 0
	[ "$(sent_writes | cut -d'?' -f1)" = 'PUT /authz/api/roleassignments/everybody' ]
	[ "$(grants)" = 'everybody _feature_flag_manage_role true' ]
	rein plan
	expect_status 0
}

@test "a changed grant without an identifier: the old one stays until a prune, and is named" {
	setup_grants
	sed -i '/identifier: everybody/d' "$everybody"
	git commit -aqm 'no identifier'
	revoke everybody
	rein apply --auto-approve
	expect_status 0
	old=$(grants | cut -d' ' -f1)
	sed -i 's/_feature_flag_manage_role/_chaos_admin/' "$everybody"
	git commit -aqm 'another role'
	rein plan
	expect_status 2
	expect_error "$everybody:1:1: warning: git no longer declares roleAssignment:emea/$old, but it is still live"
	expect_error "    1 | roleAssignment:"
	expect_error "roleIdentifier _feature_flag_manage_role"
	expect_error "--prune"
	rein plan --format json
	expect_json "[.findings[] | [.code, .severity, .address, .file]] ==
		[[\"grant-kept\", \"warning\", \"roleAssignment:emea/$old\", \"$everybody\"]]"
	rein apply --auto-approve
	expect_status 0
	expect_error "roleAssignment:emea/$old"
	[ "$(grants | wc -l)" -eq 2 ]
	# until it is pruned
	rein plan
	expect_status 0
	expect_error "roleAssignment:emea/$old"
	rein apply --auto-approve
	expect_status 0
	expect_line "No longer declared in git, deleted with --prune:"
	expect_line "    roleAssignment:emea/$old"
	expect_error "roleAssignment:emea/$old"
	rein apply --prune --auto-approve
	expect_status 0
	[[ $errors != *"no longer declares"* ]]
	[ "$(grants | wc -l)" -eq 1 ]
	rein plan
	expect_status 0
	[[ $errors != *"no longer declares"* ]]
}
