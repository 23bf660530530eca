# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

project=.harness/orgs/payments/projects/checkout

# services NAME ...: in the project of small_tree
services() {
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
	: >"$WORK/requests"
}

# Requests so far: "GET /ng/api/servicesV2/api", sorted.
requests() {
	jq -r '.method + " " + (.path | sub("^/gateway"; ""))' "$WORK/requests" | sort
}

expect_requests() {
	local expected

	expected=$(cat)
	[ "$(requests)" = "$expected" ] || fail "requests: $(requests)"
}

rename_all() {
	sed -i 's/^\(  name: .*\)/\1 2/' "$project"/services/*.yaml "$project/project.yaml"
	commit "rename all"
}

@test "one selected entity is asked for by itself, and nothing else changes" {
	without_record
	small_tree
	services cart basket
	emulator
	applied
	rename_all
	rein plan --select 'service:payments/checkout/cart' --format json
	expect_status 2
	expect_json '[.steps[].address] == ["service:payments/checkout/cart"]'
	expect_json '.selection == {select: ["service:payments/checkout/cart"], exclude: [],
		changed_since: null, selected: 1, entities: 5}'
	expect_requests <<-'END'
		GET /ng/api/organizations/payments
		GET /ng/api/projects/checkout
		GET /ng/api/servicesV2/cart
	END
	rein apply --select 'service:payments/checkout/cart' --auto-approve
	expect_status 0
	expect_output "1 of 5 entities selected."
	rein plan --format json
	expect_json '[.steps[].address] == ["project:payments/checkout",
		"service:payments/checkout/api", "service:payments/checkout/basket"]'
	expect_json '.selection == null'
}

@test "several of one scope are one list, and a plan without changes says what it saw" {
	without_record
	small_tree
	services cart basket
	emulator
	applied
	rein plan --select 'service:*a*t'
	expect_status 0
	expect_line "No changes. Harness matches what is selected of the tree: 2 entities."
	expect_line "2 of 5 entities selected."
	expect_requests <<-'END'
		GET /ng/api/organizations/payments
		GET /ng/api/projects/checkout
		GET /ng/api/servicesV2
	END
}

@test "what is excluded is not compared; the environment says it as well" {
	small_tree
	services cart
	emulator
	applied
	rename_all
	rein plan --exclude 'service:*' --format json
	expect_status 2
	expect_json '[.steps[].address] == ["project:payments/checkout"]'
	REIN_SELECT='service:payments/*' REIN_EXCLUDE='*/api' rein plan --format json
	expect_json '[.steps[].address] == ["service:payments/checkout/cart"]'
}

@test "nothing selected costs nothing" {
	without_record
	small_tree
	emulator
	applied
	rein plan --select 'service:*' --exclude '*'
	expect_status 0
	expect_line "0 of 3 entities selected."
	expect_requests </dev/null
}

@test "a target that is neither live nor selected blocks, and is named" {
	small_tree
	emulator
	rein plan --select 'service:*'
	expect_status 2
	expect_output "it needs organization:payments and project:payments/checkout, which are not in Harness yet and not selected; select those too"
	rein apply --select 'service:*' --select 'project:*' --auto-approve
	expect_status 3
	expect_writes 0
	rein apply --exclude 'service:*' --auto-approve
	expect_status 0
	rein apply --select 'service:*' --auto-approve
	expect_status 0
	rein plan
	expect_status 0
}

@test "what a selected entity refers to is looked at and left alone" {
	without_record
	small_tree
	file "$project/envs/prod.yaml" <<-'END'
		environment:
		  identifier: prod
		  name: prod
		  type: Production
	END
	file "$project/pipelines/ship.yaml" <<-'END'
		pipeline:
		  identifier: ship
		  name: ship
		  projectIdentifier: checkout
		  orgIdentifier: payments
		  stages:
		    - stage:
		        identifier: roll
		        name: roll
		        type: Deployment
		        spec:
		          service: {serviceRef: api}
		          environment: {environmentRef: prod}
	END
	emulator
	applied
	sed -i 's/name: prod$/name: production/' "$project/envs/prod.yaml"
	sed -i 's/name: ship$/name: shipping/' "$project/pipelines/ship.yaml"
	commit "rename both"
	rein plan --select 'pipeline:*' --format json
	expect_json '[.steps[].address] == ["pipeline:payments/checkout/ship"]'
	expect_requests <<-'END'
		GET /ng/api/environmentsV2/prod
		GET /ng/api/organizations/payments
		GET /ng/api/projects/checkout
		GET /ng/api/servicesV2/api
		GET /pipeline/api/pipelines/ship
	END
	at="accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout"
	api DELETE "/pipeline/api/pipelines/ship?$at"
	api DELETE "/ng/api/environmentsV2/prod?$at"
	rein plan --select 'pipeline:*' --format json
	expect_status 2
	expect_json '.steps[0].action == "blocked" and
		(.steps[0].reason | contains("environment:payments/checkout/prod"))'
}

@test "a glob that names nothing stops, and says what may have been meant" {
	small_tree
	emulator
	rein plan --select 'services:payments/*'
	expect_status 1
	expect_error "--select 'services:payments/*' matches nothing"
	expect_error "did you mean 'service:payments/*'?"
	rein plan --select 'service:payments/checkout/apy'
	expect_status 1
	expect_error "did you mean 'service:payments/checkout/api'?"
	rein plan --select api
	expect_status 1
	expect_error "did you mean 'service:payments/checkout/api'?"
	rein plan --exclude 'service:payments/checkout/apy'
	expect_status 1
	rein plan --exclude 'secret:*'
	expect_status 2
	expect_error "warning: --exclude 'secret:*' matches nothing"
}

@test "the whole tree is validated all the same" {
	small_tree
	services cart
	printf 'service:\n  identifier: 1bad\n  name: x\n' >"$project/services/cart.yaml"
	commit "break the cart"
	emulator
	rein plan --select 'project:*'
	expect_status 1
	expect_error "cart.yaml:2"
}

@test "--changed-since takes what differs in git, committed or not" {
	without_record
	small_tree
	services cart basket
	emulator
	applied
	sed -i 's/name: cart/name: trolley/' "$project/services/cart.yaml"
	commit "rename the cart"
	sed -i 's/name: basket/name: bag/' "$project/services/basket.yaml"
	rein plan --changed-since "$base" --format json
	expect_status 2
	expect_json '[.steps[].address] == ["service:payments/checkout/basket", "service:payments/checkout/cart"]'
	expect_json ".selection.changed_since == \"$base\""
	rein plan --changed-since HEAD --format json
	expect_json '[.steps[].address] == ["service:payments/checkout/basket"]'
	git checkout -q -- .
	rein plan --changed-since HEAD --format json
	expect_status 0
	expect_json '.selection.selected == 0 and .requests.total == 0'
	rein plan --changed-since HEAD~9
	expect_status 1
	expect_error "HEAD~9"
}

@test "--changed-since follows a rename to both of its ends" {
	small_tree
	services cart
	sed -i '/identifier/d' "$project/services/cart.yaml"
	commit "the file name is the identifier"
	emulator
	applied
	git mv "$project/services/cart.yaml" "$project/services/trolley.yaml"
	commit "call it a trolley"
	rein plan --changed-since "$base" --base "$base" --prune --format json
	expect_status 2
	expect_json '[.steps[] | .action + " " + .address] == ["create service:payments/checkout/trolley",
		"delete service:payments/checkout/cart"]'
	expect_json '.selection.selected == 1'
}

@test "prune keeps to the selection" {
	small_tree
	services cart basket bag
	emulator
	applied
	git rm -q "$project"/services/{cart,basket,bag}.yaml
	commit "drop three"
	rein plan --base "$base" --select '*/cart' --format json
	expect_status 0
	expect_json '.prunable == ["service:payments/checkout/cart"] and .selection.selected == 0'
	rein apply --base "$base" --prune --select '*/cart' --select '*/bag' --exclude '*/bag' \
		--auto-approve
	expect_status 0
	rein plan --base "$base" --prune --format json
	expect_json '[.steps[].address] == ["service:payments/checkout/bag", "service:payments/checkout/basket"]'
}

@test "what an entity that is not selected still refers to is not pruned" {
	small_tree
	services cart
	emulator
	applied
	git rm -q -r "$project"
	commit "drop the project"
	rein plan --base "$base" --prune --select 'project:*' --format json
	expect_status 2
	expect_json '.steps[0].action == "blocked" and
		(.steps[0].reason | contains("service:payments/checkout/api, which is not selected,"))'
	rein apply --base "$base" --prune --select 'project:*' --select 'service:*' --auto-approve \
		--allow-mass-delete
	expect_status 0
	rein plan --base "$base" --prune
	expect_status 0
}
