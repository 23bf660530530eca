# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load saved

@test "a saved plan is carried out without a question, once" {
	without_record
	saved_plan
	expect_error "saved in $PLAN; \`rein apply $PLAN\` makes exactly these changes"
	rein apply "$PLAN"
	expect_status 0
	expect_line 'Apply complete: 1 added, 1 changed, 0 destroyed.'
	expect_writes 2
	rein plan
	expect_status 0
	: >"$WORK/requests"
	rein apply "$PLAN"
	expect_refusal 'project:payments/checkout: it is by now as the tree has it' \
		'service:payments/checkout/cart: it is there by now, as the tree has it'
}

@test "--auto-approve beside a saved plan changes nothing" {
	without_record
	saved_plan
	rein apply --auto-approve "$PLAN"
	expect_status 0
	expect_writes 2
}

@test "the file: for its owner alone, readable, with the steps of the report" {
	saved_plan
	[ "$(stat -c %a "$PLAN")" = 600 ]
	rein plan --format json
	for member in steps summary account commit dirty base; do
		jq ".$member" "$PLAN" >"$WORK/saved"
		jq ".$member" "$WORK/out" >"$WORK/report"
		if [ "$member" = steps ]; then
			jq 'map(del(.secrets, .writes_digest, .live))' "$WORK/saved" \
				>"$WORK/without"
			mv "$WORK/without" "$WORK/saved"
		fi
		diff "$WORK/saved" "$WORK/report"
	done
	jq -e '.format_version == "1.0" and (.saved_by | startswith("rein "))' "$PLAN"
	jq -e --arg id "$(git rev-parse HEAD:.harness)" '.tree.id == $id' "$PLAN"
}

@test "the same plan, the same bytes" {
	saved_plan
	cp "$PLAN" "$WORK/first"
	rein plan --out "$PLAN"
	cmp "$PLAN" "$WORK/first"
}

@test "no secret is in the file, only where it comes from" {
	every_kind
	emulator
	rein plan --out "$WORK/plan"
	expect_status 2
	if grep -F 'tell-nobody' "$WORK/plan"; then fail 'a secret is in the plan'; fi
	jq -e '[.steps[].secrets[]] | length > 0 and all(startswith("!env ") or startswith("!file "))' \
		"$WORK/plan"
	rein apply "$WORK/plan"
	expect_status 0
	rein plan
	expect_status 0
}

@test "a plan with nothing to do is saved, and carried out by doing nothing" {
	small_tree
	emulator
	rein apply --auto-approve
	rein plan --out "$WORK/plan"
	expect_status 0
	: >"$WORK/requests"
	rein apply "$WORK/plan"
	expect_status 0
	expect_writes 0
}

# --- what moved ---------------------------------------------------------------

@test "an entity that changed in Harness, naming the fields" {
	saved_plan
	change_project '.name = "Check out" | .tags = {team: "till"}'
	rein apply "$PLAN"
	expect_refusal 'project:payments/checkout: it has changed in Harness since the plan was made: /name, /tags/team'
}

@test "a field that the tree does not declare moved: it would be written back" {
	saved_plan
	change_project '.color = "#ff0000"'
	rein apply "$PLAN"
	expect_refusal 'since the plan was made: /color'
}

@test "an entity that is gone, and one that came to be" {
	saved_plan
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"cart","name":"other","orgIdentifier":"payments","projectIdentifier":"checkout"}'
	api DELETE "/ng/api/servicesV2/api?$in_project"
	api DELETE "$at_project"
	: >"$WORK/requests"
	rein apply "$PLAN"
	expect_refusal 'project:payments/checkout: it is gone by now'
}

@test "what a plan would create is there, and differs" {
	saved_plan
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"cart","name":"other","orgIdentifier":"payments","projectIdentifier":"checkout"}'
	: >"$WORK/requests"
	rein apply "$PLAN"
	expect_refusal 'service:payments/checkout/cart: it is there by now, and differs from the tree'
}

@test "what the plan does not change may move: it is neither read nor written" {
	without_record
	small_tree
	file .harness/orgs/payments/projects/books/project.yaml <<-'END'
		project:
		  identifier: books
		  name: Books
	END
	commit 'books'
	emulator
	rein apply --auto-approve
	expect_status 0
	sed -i 's/What customers pay with/The till/' "$project/project.yaml"
	commit 'the till'
	rein plan --out "$WORK/plan"
	expect_status 2
	api DELETE "/ng/api/servicesV2/api?$in_project"
	: >"$WORK/requests"
	rein apply "$WORK/plan"
	expect_status 0
	expect_writes 1
	if grep -q servicesV2 "$WORK/requests"; then fail 'services were read'; fi
	rein plan
	expect_status 2
	expect_output '+ service:payments/checkout/api'
}

@test "what a step refers to is gone" {
	small_tree
	file "$project/envs/live.yaml" <<-'END'
		environment:
		  identifier: live
		  name: live
		  type: Production
	END
	emulator
	rein apply --auto-approve
	expect_status 0
	file "$project/pipelines/deploy.yaml" <<-'END'
		pipeline:
		  identifier: deploy
		  name: deploy
		  stages:
		    - stage:
		        identifier: d
		        name: d
		        type: Deployment
		        spec:
		          deploymentType: Kubernetes
		          service: {serviceRef: api}
		          environment: {environmentRef: live}
	END
	rein plan --out "$WORK/plan"
	expect_status 2
	api DELETE "/ng/api/servicesV2/api?$in_project"
	: >"$WORK/requests"
	rein apply "$WORK/plan"
	expect_refusal 'pipeline:payments/checkout/deploy: service:payments/checkout/api, which it refers to, is gone by now'
}

@test "a refusal is in the report as well" {
	saved_plan
	change_project '.name = "x"'
	rein apply "$PLAN" --format json
	expect_status 1
	expect_json '.findings | map(select(.code == "plan-moved" and
		.address == "project:payments/checkout")) | length == 1'
}

@test "another tree, or one with changes that are not committed" {
	saved_plan
	sed -i 's/The till/Tills/' "$project/project.yaml"
	REIN_ALLOW_DIRTY=false rein apply "$PLAN"
	expect_refusal 'the tree has uncommitted changes, which the plan does not have' \
		"check out $(git rev-parse HEAD), or plan again"
	commit 'another commit'
	rein apply "$PLAN"
	expect_refusal "the plan is of tree $(git rev-parse HEAD~:.harness), at commit $(git rev-parse HEAD~)"
	git checkout -q HEAD~
	rein apply "$PLAN"
	expect_status 0
}

@test "a plan moves the record, and is refused once another apply has" {
	saved_plan
	at=$(git rev-parse HEAD)
	rein apply "$PLAN"
	expect_status 0
	rein plan --format json
	expect_json ".base == \"$at\""
	sed -i 's/The till/Tills/' "$project/project.yaml"
	commit tills
	rein plan --out "$PLAN"
	expect_status 2
	echo hello >README.md
	commit 'the same tree'
	then=$at at=$(git rev-parse HEAD)
	rein apply --auto-approve
	expect_status 0
	: >"$WORK/requests"
	rein apply "$PLAN"
	expect_refusal "commit $then was the one last applied when the plan was made, and by now $at is"
}

@test "another commit of the same tree will do" {
	saved_plan
	echo hello >README.md
	commit 'no document'
	rein apply "$PLAN"
	expect_status 0
}

@test "uncommitted changes can be planned, and committed later, but not changed" {
	two_steps
	sed -i 's/The till/Tills/' "$project/project.yaml"
	rein plan --out "$PLAN"
	expect_status 2
	jq -e '.dirty and .tree.id == null' "$PLAN"
	: >"$WORK/requests"
	sed -i 's/Tills/Tills!/' "$project/project.yaml"
	rein apply "$PLAN"
	expect_refusal 'documents have changed since the plan was made'
	sed -i 's/Tills!/Tills/' "$project/project.yaml"
	commit 'as planned'
	rein apply "$PLAN"
	expect_status 0
}

@test "a plan of a commit is applied from that commit, wherever the work tree is" {
	without_record
	saved_plan --rev HEAD~0
	jq -e --arg commit "$(git rev-parse HEAD)" '.options.rev == $commit' "$PLAN"
	git rm -q -r .harness
	git commit -q -m 'all gone'
	rein apply "$PLAN"
	expect_status 0
	expect_writes 2
}

@test "another account, another endpoint" {
	saved_plan
	jq '.digest' "$PLAN"
	HARNESS_PLATFORM_API_KEY=pat.other.key.secret rein apply "$PLAN"
	expect_refusal "the plan is for account '$ACCOUNT', but 'other' is in force"
	first=$URL
	start_emulator --api-key "$KEY"
	HARNESS_ENDPOINT=$URL rein apply "$PLAN"
	expect_refusal "the plan is for $first, but $URL is in force"
}

@test "another key of the account, and the endpoint's other spelling, make no difference" {
	without_record
	small_tree
	start_emulator --api-key "$KEY" --api-key "pat.$ACCOUNT.other.secret"
	export HARNESS_ENDPOINT=$URL
	HARNESS_PLATFORM_API_KEY=$KEY rein plan --out "$WORK/plan"
	expect_status 2
	HARNESS_ENDPOINT=$URL/gateway HARNESS_PLATFORM_API_KEY=pat.$ACCOUNT.other.secret \
		rein apply "$WORK/plan"
	expect_status 0
	expect_writes 3
}

@test "a secret that would be sent otherwise, as its digest tells" {
	every_kind
	emulator
	REIN_DIGEST_KEY=one rein plan --out "$WORK/plan"
	expect_status 2
	REIN_DIGEST_KEY=two rein apply "$WORK/plan"
	expect_refusal 'REIN_DIGEST_KEY is not what it was'
}

# --- options --------------------------------------------------------------------

@test "options that shape the plan are in it, and not on the line of apply" {
	saved_plan
	for option in --prune --replace=service:a/b/c --rotate-secrets=x --base=HEAD --rev=HEAD; do
		rein apply "$PLAN" "$option"
		expect_status 64
		expect_error "${option%%=*} was settled when the plan was made"
	done
	REIN_PRUNE=true REIN_BASE=HEAD rein apply "$PLAN"
	expect_status 0
}

@test "a selection is in the plan, and its revision as the commit that it was" {
	two_steps
	rein plan --out "$PLAN" --select 'service:*' --changed-since HEAD~
	expect_status 2
	jq -e --arg since "$(git rev-parse HEAD~)" '.options == {select: ["service:*"],
		"changed-since": $since} and (.steps | length) == 1' "$PLAN"
	echo hello >README.md
	commit 'no document'
	rein apply "$PLAN" --exclude 'service:*'
	expect_status 64
	expect_error '--exclude was settled when the plan was made'
	rein apply "$PLAN"
	expect_status 0
	expect_line 'Apply complete: 1 added, 0 changed, 0 destroyed.'
	rein plan
	expect_status 2
	expect_line 'Plan: 0 to add, 1 to change, 0 to destroy.'
}

@test "a mass of deletes is allowed when the plan is made, or when it is applied" {
	small_tree
	for name in a b c d; do
		file "$project/services/$name.yaml" <<<"service: {identifier: $name, name: $name}"
	done
	commit 'services'
	emulator
	rein apply --auto-approve
	expect_status 0
	git rm -q "$project/services/"[a-d].yaml
	commit 'none of them'
	rein plan --out "$WORK/plan" --prune
	expect_status 2
	: >"$WORK/requests"
	rein apply "$WORK/plan"
	expect_status 1
	expect_writes 0
	rein plan --out "$WORK/allowed" --prune --allow-mass-delete
	expect_status 2
	rein apply "$WORK/plan" --allow-mass-delete
	expect_status 0
	rein apply "$WORK/allowed"
	expect_status 1
	expect_error 'it is gone by now'
}

@test "a prune is carried out as it was saved" {
	two_steps
	rein apply --auto-approve
	base=$(git rev-parse HEAD)
	git rm -q "$project/services/cart.yaml"
	commit 'no cart'
	rein plan --out "$PLAN" --prune --base HEAD~
	expect_status 2
	jq -e --arg base "$base" '.base == $base and .options == {base: $base, prune: true}' "$PLAN"
	rein apply "$PLAN"
	expect_status 0
	expect_line 'Apply complete: 0 added, 0 changed, 1 destroyed.'
}

@test "what came to live in a project that the plan deletes would go unseen" {
	small_tree
	emulator
	rein apply --auto-approve
	expect_status 0
	git rm -q -r "$project"
	commit 'no project'
	rein plan --out "$WORK/plan" --prune
	expect_status 2
	api POST "/ng/api/servicesV2?accountIdentifier=$ACCOUNT" \
		'{"identifier":"cart","name":"cart","orgIdentifier":"payments","projectIdentifier":"checkout"}'
	: >"$WORK/requests"
	rein apply "$WORK/plan"
	expect_refusal 'project:payments/checkout: service:payments/checkout/cart would go with it by now, of which the plan says nothing'
	rein plan --out "$WORK/plan" --prune
	expect_status 2
	rein apply "$WORK/plan"
	expect_status 0
}

@test "what is blocked stays blocked" {
	small_tree
	emulator
	rein apply --auto-approve
	sed -i 's/Kubernetes/Ssh/' "$project/services/api.yaml"
	sed -i 's/What customers pay with/The till/' "$project/project.yaml"
	commit
	rein plan --out "$WORK/plan"
	expect_status 2
	rein apply "$WORK/plan"
	expect_status 3
	expect_line 'Apply incomplete: 0 added, 1 changed, 0 destroyed; 0 failed, 0 skipped, 1 blocked.' ||
		expect_output '1 changed'
}
