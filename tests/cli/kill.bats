# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load company
load side_by_side

# kill -9 at each request of an apply, counted: just before the request reaches the
# API, and just after, with the answer on its way. Whatever was done by then, the
# next apply makes the account what an undisturbed one makes it, once somebody freed
# the lock that nobody holds any more.

BETWEEN=$(cd "${BUILD:-build}" && pwd)/tests/cli/between

# One apply as it should be, from $WORK/start.db where there is one: leaves $requests
# (how many), $WORK/creates and $WORK/live, and the account as it was at first.
undisturbed() {
	own_account
	"$BETWEEN" "${URL##*:}" "$REIN" apply --auto-approve >"$WORK/out" 2>"$WORK/err"
	requests=$(sed -n 's/^between: \([0-9]*\) requests$/\1/p' "$WORK/err")
	[ "$requests" -gt 10 ]
	creates >"$WORK/creates"
	live_state >"$WORK/live"
	rein plan
	expect_status 0
	expect_output "No changes."
}

own_account() {
	[ ! -e "${ABOVE:-$WORK}/start.db" ] || cp "${ABOVE:-$WORK}/start.db" "$WORK/account.db"
	emulator --db "$WORK/account.db"
}

# Odd cases are killed before a request, even ones after its answer.
killed() {
	local after=()

	[ $(($1 % 2)) -eq 1 ] || after=(-a)
	own_account
	status=0
	"$BETWEEN" "${after[@]}" -k $((($1 + 1) / 2)) "${URL##*:}" \
		"$REIN" apply --auto-approve >"$WORK/out" 2>"$WORK/err" || status=$?
	expect_status 137
	rein unlock --auto-approve
	expect_status 0
	rein apply --auto-approve
	expect_status 0
	creates | diff "$ABOVE/creates" -
	live_state | diff "$ABOVE/live" -
}

@test "kill -9 at each request of a first apply: the next one converges, nothing twice" {
	every_kind
	undisturbed
	[ "$(cat "$WORK/creates")" -eq 12 ]
	side_by_side killed $((2 * requests))
}

@test "kill -9 at each request of an apply whose creates go in company" {
	company
	undisturbed
	[ "$(cat "$WORK/creates")" -eq 5 ]
	side_by_side killed $((2 * requests))
}

@test "kill -9 at each request of an apply that changes everything" {
	every_kind
	emulator --db "$WORK/start.db"
	rein apply --auto-approve
	expect_status 0
	kill "${emulators[0]}"
	wait "${emulators[0]}"
	rm "$WORK/requests"
	change_every_kind
	undisturbed
	[ "$(writes)" -eq 16 ] # 13 of the plan, the lock taken and given back, the record
	[ "$(cat "$WORK/creates")" -eq 1 ]
	side_by_side killed $((2 * requests))
}
