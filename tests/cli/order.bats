# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load recorded

@test "whatever order files have on disk, a plan is the same to the byte" {
	every_kind
	emulator
	export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
	seeds='sort|sort -r|sort -t/ -k5|sort -R'
	IFS='|'
	for order in $seeds; do
		unset IFS
		rm -rf "$WORK/shuffled"
		git init -q -b main "$WORK/shuffled"
		cd "$WORK/repo"
		# shellcheck disable=SC2086 # a command and its options
		git ls-files | $order | while read -r path; do
			mkdir -p "$WORK/shuffled/$(dirname "$path")"
			cp "$path" "$WORK/shuffled/$path"
			git -C "$WORK/shuffled" add "$path"
		done
		cd "$WORK/shuffled"
		git -c user.name=t -c user.email=t@example.com commit -qm shuffled
		rein plan --format json --show-requests
		expect_status 2
		cp "$WORK/out" "$WORK/plan.json"
		rein plan
		cat "$WORK/out" >>"$WORK/plan.json"
		[ -e "$WORK/first" ] || cp "$WORK/plan.json" "$WORK/first"
		cmp "$WORK/first" "$WORK/plan.json"
	done
}

# The place of the request in the recording that creates something.
created() { # created PATTERN
	local found

	found=$(grep -laE "$1" $(recorded_writes))
	[ "$(wc -l <<<"$found")" -eq 1 ] || fail "not one request: $1: $found"
	basename "$found"
}

# The references of every_kind, one a line: what refers, to what.
expect_order() {
	local user target before after

	while IFS='>' read -r user target; do
		before=$(created "$target")
		after=$(created "$user")
		[[ $before < $after ]] || fail "$user before $target"
	done <<-'END'
		"project":\{>"organization":\{
		"identifier":"everybody">"organization":\{
		"_pipeline_executor">"project":\{
		"identifier":"prod_eu">"project":\{
		"identifier":"ledger">"identifier":"token"
		"identifier":"token">"project":\{
		"identifier":"tls_key">"project":\{
		"identifier":"deploy_key">"identifier":"token"
		"identifier":"deploy_key">"identifier":"tls_key"
		"identifier":"win">"identifier":"token"
		^  identifier: build>"identifier":"token"
		^  identifier: deploy>^  identifier: build
		^  identifier: deploy>"identifier":"ledger"
		^  identifier: deploy>"identifier":"prod_eu"
	END
}

@test "nothing is created before what it refers to, however many run side by side" {
	every_kind
	for parallelism in 1 4 16; do
		emulator
		apply_recorded --parallelism "$parallelism"
		expect_status 0
		expect_order
	done
}

@test "slow answers do not change the order" {
	every_kind
	emulator --fault 'POST * latency=40 every=2'
	apply_recorded --parallelism 16
	expect_status 0
	expect_order
}
