# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # tests are subshells; helper.bash sets and reads variables
load helper
load locked
load every_kind
load side_by_side

# A program that is asked to end, at any moment of its work.

BETWEEN=$(cd "${BUILD:-build}" && pwd)/tests/cli/between

# rein in the background, as $pid; `ended` waits for it, as `rein` would have.
start_rein() {
	"$REIN" "$@" >"$WORK/out" 2>"$WORK/err" </dev/null 3>&- &
	pid=$!
}

ended() {
	status=0
	wait "$pid" || status=$?
	output=$(cat "$WORK/out") errors=$(cat "$WORK/err")
}

requested() { # requested METHOD PATH: it was answered
	grep -q "\"method\":\"$1\",\"path\":\"$2" "$WORK/requests"
}

expect_whole() {
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_status 0
	expect_output "No changes."
}

# At odd requests before they are passed on, at even ones after their answer.
asked() {
	local after=()

	[ $(($1 % 2)) -eq 1 ] || after=(-a)
	emulator
	status=0
	"$BETWEEN" "${after[@]}" -t -k "$1" "${URL##*:}" \
		"$REIN" apply --auto-approve >"$WORK/out" 2>"$WORK/err" || status=$?
	expect_status 130
	expect_no_lock
	rein apply --auto-approve
	expect_status 0
	creates | diff "$ABOVE/creates" -
	live_state | diff "$ABOVE/live" -
}

@test "SIGTERM at each request of an apply: no lock is left, the next one converges" {
	every_kind
	emulator
	"$BETWEEN" "${URL##*:}" "$REIN" apply --auto-approve >"$WORK/out" 2>"$WORK/err"
	requests=$(sed -n 's/^between: \([0-9]*\) requests$/\1/p' "$WORK/err")
	[ "$requests" -gt 10 ]
	creates >"$WORK/creates"
	live_state >"$WORK/live"
	side_by_side asked "$requests"
}

@test "a first signal says what is waited for, and at the end what is left" {
	small_tree
	emulator --fault 'POST /ng/api/projects latency=1500'
	start_rein apply --auto-approve
	await requested POST /ng/api/organizations
	kill -TERM "$pid"
	ended
	expect_status 130
	expect_error "stopping: what is under way is finished first; a second signal stops at once"
	expect_error "error: stopped on request: "
	expect_error "of 3 steps are left [interrupted]"
	expect_output "Apply incomplete: "
	expect_output "0 failed, 0 unknown"
	expect_no_lock
	expect_whole
}

@test "a second signal ends it at once, and says that the lock stays" {
	small_tree
	emulator --fault 'POST /ng/api/projects latency=20000 times=1'
	start_rein apply --auto-approve
	await requested POST /ng/api/organizations
	kill -TERM "$pid"
	await grep -q '^stopping: ' "$WORK/err"
	kill -INT "$pid"
	ended
	expect_status 130
	expect_error "stopped at once: what was under way may be done or not; the lock stays, 'rein unlock' frees it"
	rein unlock --auto-approve
	expect_status 0
	expect_whole
}

@test "SIGHUP is a request as well, unless it is to be ignored" {
	small_tree
	emulator --fault 'POST /ng/api/projects latency=1500'
	start_rein apply --auto-approve
	await requested POST /ng/api/organizations
	kill -HUP "$pid"
	ended
	expect_status 130
	expect_no_lock
	trap '' HUP
	rein apply --auto-approve
	expect_status 0
	git rm -q -r .harness/orgs/payments/projects/checkout/services
	commit
	start_rein apply --auto-approve --prune --lock-timeout 1m
	kill -HUP "$pid"
	trap - HUP
	ended
	expect_status 0
	expect_output "1 destroyed"
}

@test "what waits for the rate limit when a signal comes is skipped, and the lock goes" {
	small_tree
	emulator
	rein apply --auto-approve
	expect_status 0
	rate=$(grep -n '"POST","path":"/ng/api/projects' "$WORK/requests" | cut -d: -f1)
	rm "$WORK/requests"
	emulator # another account, with nothing in it
	start_rein apply --auto-approve --rate "$rate"
	await sent "$rate"
	kill -TERM "$pid"
	ended
	expect_status 130
	expect_line "  skipped service:payments/checkout/api"
	expect_output "Apply incomplete: 2 added, 0 changed, 0 destroyed, 0 failed, 0 unknown, 1 skipped"
	expect_no_lock
	expect_whole
}

sent() { # sent COUNT: so many requests were answered
	[ "$(wc -l <"$WORK/requests")" -eq "$1" ]
}

@test "a signal while another one's lock is waited for changes nothing" {
	small_tree
	emulator
	export REIN_NAME=shop
	api POST "/ng/api/variables?accountIdentifier=$ACCOUNT" '{"variable": {
		"identifier": "rein_lock_shop", "name": "rein_lock_shop", "type": "String",
		"spec": {"valueType": "FIXED", "fixedValue": "{}"}}}' >/dev/null
	start_rein apply --auto-approve --lock-timeout 10m
	await grep -q '^waiting for the lock' "$WORK/err"
	kill -INT "$pid"
	ended
	expect_status 130
	[ "$(grep -c '^error: ' "$WORK/err")" -eq 1 ]
	expect_error "error: stopped on request before the first write: nothing was changed [interrupted]"
	[ "$(variables)" = rein_lock_shop ]
}

@test "a signal in the middle of destroy: the next one goes on" {
	small_tree
	emulator --fault 'DELETE /ng/api/projects* latency=1500 times=1'
	rein apply --auto-approve
	start_rein destroy --auto-approve
	await requested DELETE /ng/api/servicesV2
	kill -TERM "$pid"
	ended
	expect_status 130
	expect_error "stopped on request: "
	expect_no_lock
	rein destroy --auto-approve
	expect_status 0
	[ -z "$(variables)" ]
}

@test "a signal while plan and pull read ends them at once" {
	small_tree
	emulator --fault '* * latency=20000'
	start_rein plan
	await connected
	kill -INT "$pid"
	ended
	expect_status 130
	rm -r .harness
	start_rein pull
	await connected
	kill -TERM "$pid"
	ended
	expect_status 130
	[ ! -e .harness ]
	[ ! -e "$WORK/requests" ] || expect_writes 0
}

connected() {
	find "/proc/$pid/fd" -lname 'socket:*' | grep -q .
}

@test "a signal while consent is asked for changes nothing" {
	script -qec true /dev/null >/dev/null 2>&1 || skip "needs script(1) and a terminal"
	small_tree
	emulator
	mkfifo "$WORK/typing"
	script -qefc "echo \$\$ >'$WORK/pid'; exec '$REIN' apply" "$WORK/screen" \
		<"$WORK/typing" >/dev/null 3>&- &
	screen=$!
	exec {typing}>"$WORK/typing"
	await grep -q 'taken as consent: ' "$WORK/screen"
	kill -INT "$(cat "$WORK/pid")"
	status=0
	wait "$screen" || status=$?
	exec {typing}>&-
	expect_status 130
	expect_writes 0
	[ -z "$(variables)" ]
}
