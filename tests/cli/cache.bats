#!/usr/bin/env bats
# What is remembered between runs: which pipelines are as the tree has them, and what
# documents came to.

load helper

pipeline_tree() {
	small_tree
	mkdir -p .harness/orgs/payments/projects/checkout/pipelines
	cat >.harness/orgs/payments/projects/checkout/pipelines/build.yaml <<-'YAML'
		pipeline:
		  name: build
		  identifier: build
		  orgIdentifier: payments
		  projectIdentifier: checkout
		  stages:
		    - stage:
		        name: wait
		        identifier: wait
		        type: Custom
		        spec:
		          execution:
		            steps:
		              - step:
		                  name: say
		                  identifier: say
		                  type: ShellScript
		                  timeout: 1m
		                  spec:
		                    shell: Bash
		                    source: {type: Inline, spec: {script: echo hello}}
	YAML
	git add -A
	git commit -qm pipeline
	emulator
	rein apply --auto-approve
	expect_status 0
	: >"$WORK/requests"
}

# How many pipelines the last commands read one by one.
bodies() {
	jq -s '[.[] | select(.method == "GET" and (.path | test("/pipelines/[^/]+$")))] |
		length' "$WORK/requests"
}

@test "a pipeline that did not change is not read again" {
	pipeline_tree
	rein plan
	expect_status 0
	[ "$(bodies)" -eq 1 ] || fail "the first plan read $(bodies) pipelines"
	rein plan
	expect_status 0
	expect_output "No changes."
	[ "$(bodies)" -eq 1 ] || fail "the second plan read a pipeline"
	[ "$(stat -c %a "$XDG_CACHE_HOME/rein/cache")" = 600 ] || fail "mode"
}

@test "--no-cache reads it again and leaves no file" {
	pipeline_tree
	rm -rf "$XDG_CACHE_HOME"
	rein plan --no-cache
	rein plan --no-cache
	expect_status 0
	[ "$(bodies)" -eq 2 ] || fail "$(bodies) pipelines were read"
	[ ! -e "$XDG_CACHE_HOME/rein/cache" ] || fail "there is a cache"
}

@test "a pipeline that was changed behind our back is read and shown" {
	pipeline_tree
	rein plan --cache "$WORK/mine"
	expect_status 0
	sed 's/echo hello/echo goodbye/' \
		.harness/orgs/payments/projects/checkout/pipelines/build.yaml |
		curl -sf -X PUT -H "x-api-key: $KEY" -H "Content-Type: application/yaml" \
			--data-binary @- "$HARNESS_ENDPOINT/pipeline/api/pipelines/v2/build?accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout" \
			>/dev/null
	rein plan --cache "$WORK/mine"
	expect_status 2
	expect_output "pipeline:payments/checkout/build"
}

@test "a pipeline that another document of its file moved is not read again" {
	local file=.harness/orgs/payments/projects/checkout/pipelines/build.yaml
	pipeline_tree
	{
		cat "$file"
		echo "---"
		sed 's/build$/test/' "$file"
	} >both
	mv both "$file"
	git add -A
	git commit -qm both
	rein apply --auto-approve
	rein plan
	: >"$WORK/requests"
	sed -i '1s/^/# ours\n/' "$file"
	git commit -qam comment
	rein plan
	expect_status 0
	[ "$(bodies)" -eq 1 ] || fail "$(bodies) pipelines were read"
	rein plan
	expect_status 0
	[ "$(bodies)" -eq 2 ] || fail "$(bodies) pipelines were read"
}

@test "an edit of the same size and time is seen, cache or not" {
	local file=.harness/orgs/payments/projects/checkout/pipelines/build.yaml
	pipeline_tree
	touch -d 2001-01-01 "$file"
	git update-index --refresh
	rein plan
	rein plan
	expect_output "No changes."
	sed -i 's/echo hello/echo howdy/' "$file"
	touch -d 2001-01-01 "$file"
	rein plan
	expect_status 2
	expect_output "echo howdy"
	git checkout -q "$file"
	rein plan
	expect_output "No changes."
}

@test "documents that git checks out with other line ends are compared as they are" {
	local file=.harness/orgs/payments/projects/checkout/pipelines/build.yaml
	pipeline_tree
	rein plan
	echo '*.yaml text eol=crlf' >.gitattributes
	git add -A
	git commit -qm crlf
	rm "$file"
	git checkout -q "$file"
	grep -q "$(printf '\r')" "$file" || fail "there is no CR"
	rein plan
	expect_output "No changes."
	rein plan
	expect_output "No changes."
	echo "# more" >>"$file"
	rein plan
	expect_output "No changes."
}

@test "a cache of somebody else's making is ignored, and said so" {
	pipeline_tree
	echo "not a cache" >"$WORK/mine"
	rein plan --cache "$WORK/mine"
	expect_status 0
	expect_error "no cache of rein's"
	[ "$(bodies)" -eq 1 ] || fail "the pipeline was not read"
	rein plan --cache "$WORK/mine"
	[ "$(bodies)" -eq 1 ] || fail "the cache was not made anew"
}

@test "a plan says before and after what it costs" {
	without_record
	pipeline_tree
	rein plan
	expect_error "plan: about 5 requests"
	expect_error "5 requests read the account"
	rein plan
	expect_error "plan: about 4 requests"
	expect_error "4 requests read the account"
}

@test "what a plan says that it costs is what it sends, the record with it" {
	pipeline_tree
	rein plan
	: >"$WORK/requests"
	rein plan
	expect_error "plan: about 5 requests"
	expect_error "5 requests read the account"
	[ "$(wc -l <"$WORK/requests")" -eq 5 ]
	rein drift
	[[ $errors =~ about\ ([0-9]+)\ requests ]]
	expect_error "${BASH_REMATCH[1]} requests read the account"
}

@test "validate says the same of documents that it remembers" {
	small_tree
	rein validate --format json --no-cache
	expect_status 0
	cp "$WORK/out" "$WORK/parsed"
	[ ! -e "$XDG_CACHE_HOME/rein/cache" ] || fail "there is a cache"
	rein validate --format json
	cmp "$WORK/out" "$WORK/parsed" || fail "the first differs"
	[ "$(stat -c %a "$XDG_CACHE_HOME/rein/cache")" = 600 ] || fail "mode"
	rein validate --format json
	cmp "$WORK/out" "$WORK/parsed" || fail "the second differs"
	echo "service: {" >.harness/services.yaml
	git add -A
	rein validate
	expect_status 1
	expect_output "services.yaml:2:"
	rm .harness/services.yaml
	git add -A
	rein validate --format json
	expect_status 0
	jq -e '.findings == []' "$WORK/out" || fail "the fault is remembered"
}

@test "a cache that is damaged is no finding of validate" {
	small_tree
	echo "not a cache" >"$WORK/mine"
	rein validate --cache "$WORK/mine" --strict --format json
	expect_status 0
	expect_error "no cache of rein's"
	jq -e '.findings == []' "$WORK/out" || fail "it is a finding"
	rein validate --cache "$WORK/mine" --strict
	expect_status 0
	[ -z "$errors" ] || fail "the cache was not made anew"
}
