# A small account, what a saved plan of it is about, and how it is refused. Loaded after
# `helper`.

# shellcheck disable=SC2034,SC2154 # for the tests; helper.bash sets variables
project=.harness/orgs/payments/projects/checkout

# The small tree applied, and a commit that changes a description and adds a service:
# what the saved plan of a test is about.
two_steps() {
	small_tree
	emulator
	rein apply --auto-approve
	expect_status 0
	sed -i 's/What customers pay with/The till/' "$project/project.yaml"
	file "$project/services/cart.yaml" <<-'END'
		service:
		  identifier: cart
		  name: cart
	END
	commit 'two steps'
	PLAN=$WORK/merge.plan
}

saved_plan() {
	two_steps
	rein plan --out "$PLAN" "$@"
	expect_status 2
	: >"$WORK/requests"
}

# The plan no longer holds, for these reasons, and nothing was written.
expect_refusal() {
	expect_status 1
	for words in "$@"; do
		expect_error "$words"
	done
	expect_error '[plan-moved]'
	expect_writes 0
}

at_project="/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments"
in_project="accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout"

change_project() { # change_project JQ-EXPRESSION
	api PUT "$at_project" \
		"$(api GET "$at_project" | jq "{project: (.data.project | $1)}")" >/dev/null
	: >"$WORK/requests"
}
