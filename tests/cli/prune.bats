# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

project=.harness/orgs/payments/projects/checkout

# small_tree with more services in its project: more_services NAME ...
more_services() {
	for name in "$@"; do
		file "$project/services/$name.yaml" <<-END
			service:
			  identifier: $name
			  name: $name
		END
	done
}

# The tree as committed is what is live; its commit is $base.
applied() {
	[ -z "$(git status --porcelain)" ] || commit applied
	base=$(git rev-parse HEAD)
	rein apply --auto-approve
	expect_status 0
}

service_count() {
	api GET "/ng/api/servicesV2?accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout" |
		jq .data.totalItems
}

@test "a base tells what git changed from what was changed in Harness" {
	small_tree
	more_services cart
	emulator
	applied
	sed -i 's/name: cart/name: basket/' "$project/services/cart.yaml"
	commit "rename the cart"
	at="/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments"
	body=$(api GET "$at" | jq '{project: (.data.project | .description = "ask Bob")}')
	api PUT "$at" "$body"
	rein plan --base "$base"
	expect_status 2
	expect_output "\"cart\" -> \"basket\"  # cart.yaml:3, changed in git by commit $(git rev-parse --short=7 HEAD)"
	expect_output "changed in Harness since ${base:0:7}"
	rein plan --base "$base" --format json
	expect_json ".base == \"$base\""
	expect_json '[.steps[].fields[].cause] == ["live", "git"]'
	expect_json 'all(.steps[]; .adopted | not)'
}

@test "what git dropped is named, and deleted with --prune alone" {
	small_tree
	more_services cart
	emulator
	applied
	git rm -q "$project/services/cart.yaml"
	commit "drop the cart"
	rein plan --base "$base"
	expect_status 0
	expect_output "No longer declared in git, deleted with --prune:"
	rein plan --base "$base" --format json
	expect_json '.prunable == ["service:payments/checkout/cart"] and .steps == []'
	rein apply --base "$base" --auto-approve
	expect_status 0
	[ "$(service_count)" -eq 2 ]
	rein plan --base "$base" --prune
	expect_status 2
	expect_line "Plan: 0 to add, 0 to change, 1 to destroy."
	rein apply --base "$base" --prune --auto-approve
	expect_status 0
	[ "$(service_count)" -eq 1 ]
	rein plan --base "$base" --prune
	expect_status 0
}

@test "what came and went between base and now is pruned too; what git never had stays" {
	small_tree
	emulator
	applied
	more_services cart
	commit "add a cart"
	rein apply --auto-approve
	git rm -q "$project/services/cart.yaml"
	commit "drop the cart"
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"by_hand","name":"by hand","orgIdentifier":"payments","projectIdentifier":"checkout"}'
	rein plan --base "$base" --prune --format json
	expect_status 2
	expect_json '[.steps[].address] == ["service:payments/checkout/cart"]'
}

@test "a project goes after what was in it, in one apply" {
	small_tree
	emulator
	applied
	git rm -q -r "$project"
	commit "drop the project"
	rein plan --base "$base" --prune --format json
	expect_json '[.steps[].address] == ["service:payments/checkout/api", "project:payments/checkout"]'
	rein apply --base "$base" --prune --auto-approve
	expect_status 0
	rein plan --base "$base" --prune
	expect_status 0
}

@test "--prune without a base deletes nothing and says why" {
	small_tree
	emulator
	rein plan --prune
	expect_status 1
	expect_error "no record says what that was"
	expect_error "--base REV"
	without_record
	rein plan --prune
	expect_status 1
	expect_error "no base says what that was"
	expect_error "--base REV"
}

@test "many deletes stop apply before its first write, unless they are allowed" {
	small_tree
	more_services a b c d
	emulator
	applied
	writes=$(writes)
	git rm -q "$project"/services/[abcd].yaml
	commit "drop four"
	rein plan --base "$base" --prune
	expect_status 2
	expect_error "4 entities would be deleted, 3 are declared"
	rein apply --base "$base" --prune --auto-approve
	expect_status 1
	expect_error "--allow-mass-delete"
	expect_writes "$writes"
	rein apply --base "$base" --prune --allow-mass-delete --auto-approve
	expect_status 0
	[ "$(service_count)" -eq 1 ]
}

@test "what rein.yaml protects is never deleted" {
	small_tree
	more_services cart
	file .harness/rein.yaml <<-'END'
		protect: ["service:payments/*"]
	END
	emulator
	applied
	git rm -q "$project/services/cart.yaml"
	commit "drop the cart"
	rein apply --base "$base" --prune --auto-approve
	expect_status 3
	expect_output "rein.yaml protects it"
	[ "$(service_count)" -eq 2 ]
}

@test "a history that is cut off or rewritten is said so, and nothing is deleted" {
	small_tree
	more_services cart
	emulator
	applied
	git rm -q "$project/services/cart.yaml"
	commit "drop the cart"
	git clone -q --depth 1 "file://$WORK/repo" "$WORK/shallow"
	rein plan --dir "$WORK/shallow" --base "$base" --prune
	expect_status 1
	expect_error "shallow"
	git checkout -q --orphan elsewhere
	commit "another history"
	rein plan --base "$base" --prune
	expect_status 1
	expect_error "is not in the history"
	[ "$(service_count)" -eq 2 ]
}

@test "a project under another identifier is another one: --prune wants more than consent" {
	small_tree
	emulator
	applied
	git mv "$project" .harness/orgs/payments/projects/shop
	sed -i 's/identifier: checkout/identifier: shop/' .harness/orgs/payments/projects/shop/project.yaml
	sed -i '/projectIdentifier/d' .harness/orgs/payments/projects/shop/services/api.yaml
	commit "another identifier, the same name"
	renamed="an identifier cannot be changed: project:payments/shop is made anew, and project:payments/checkout"
	rein plan
	expect_status 2
	expect_error "projects/shop/project.yaml:1:1: warning: $renamed stays beside it"
	rein plan --prune
	expect_error "projects/shop/project.yaml:1:1: warning: $renamed is deleted with all that lives in it"
	from=$(writes)
	rein apply --prune --auto-approve
	expect_status 1
	expect_error "error: $renamed is deleted with all that lives in it"
	[ "$(writes)" = "$from" ]
	rein apply --auto-approve
	expect_status 0
	rein plan --prune
	expect_status 2
	[[ $errors != *"an identifier cannot be changed"* ]] || fail "it is there already"
	rein apply --prune --auto-approve
	expect_status 0
	rein plan
	expect_line "No changes. Harness matches the tree: 3 entities."
}

@test "an organization under another identifier goes with --allow-mass-delete" {
	small_tree
	emulator
	applied
	git mv .harness/orgs/payments .harness/orgs/paying
	sed -i 's/identifier: payments/identifier: paying/' .harness/orgs/paying/organization.yaml
	sed -i '/orgIdentifier/d' .harness/orgs/paying/projects/checkout/project.yaml \
		.harness/orgs/paying/projects/checkout/services/api.yaml
	commit "another identifier"
	rein apply --prune --auto-approve
	expect_status 1
	expect_error "organization:payments is deleted with all that lives in it"
	rein apply --prune --auto-approve --allow-mass-delete
	expect_status 0
	expect_error "warning: an identifier cannot be changed"
	expect_output "3 added, 0 changed, 3 destroyed"
}
