# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load side_by_side

# Trouble at each request of an apply: it converges, or says what it did not do; the
# next apply converges, with nothing created twice.

EFFECTS=(lose reset status=500 status=429 html=502 truncate=40)
REQUESTS=13 # of a first apply of every kind

undisturbed() {
	[ ! -e "$WORK/start.db" ] || cp "$WORK/start.db" "$WORK/db"
	emulator --db "$WORK/db"
	rein apply --auto-approve
	expect_status 0
	requests=$(wc -l <"$WORK/requests")
	live_state | grep -v '"version"' >"$WORK/live"
}

# An update may arrive twice (it says the same), which only the version of a pipeline
# tells. A create is not sent again before the account was asked for what became of it:
# those that were carried out, answered or not, are as many as in an undisturbed run.
expect_undisturbed() {
	live_state | grep -v '"version"' | diff "$ABOVE/live" -
}

# Creates that were carried out: of those without an answer (0) only `lose` did.
carried_out() {
	jq -s --argjson lost "$([ "$1" = lose ] && echo 0 || echo 200)" 'map(select(
		.method == "POST" and (.status == 200 or .status == $lost) and
		(.path | test("/(list|filter)$") | not))) | length' "$WORK/requests"
}

# Without retries: one request fails, and that is that.
once() {
	local effect=${EFFECTS[($1 - 1) % ${#EFFECTS[@]}]} after=$((($1 - 1) / ${#EFFECTS[@]}))

	emulator --fault "* * $effect after=$after times=1"
	rein apply --auto-approve --tries 1 --parallelism 1
	case $status in
	0) ;;
	1) expect_writes 0 ;;
	3) expect_output 'Apply incomplete: ' && expect_error "error: " ;;
	*) fail "$effect after $after requests" ;;
	esac
	if [ "$status" -ne 0 ]; then
		[[ $errors =~ (GET|POST)\ /[a-z/]+ ]] || fail "no method and path are named"
		rein apply --auto-approve
	else
		rein plan
		expect_output "No changes."
	fi
	expect_status 0
	expect_undisturbed
	[ "$(carried_out "$effect")" -eq 12 ]
}

# With retries: one request in three fails, the tries again and the looks after a lost
# answer counted, so that most of them meet their fault.
again_and_again() {
	[ ! -e "$ABOVE/start.db" ] || cp "$ABOVE/start.db" "$WORK/db"
	emulator --db "$WORK/db" --fault "* * ${EFFECTS[$1 - 1]} every=3"
	rein apply --auto-approve --parallelism 1
	expect_status 0
	kill "${emulators[0]}"
	wait "${emulators[0]}"
	[ "$(grep -c '"at"' "$WORK/requests")" -gt "$requests" ]
	emulator --db "$WORK/db"
	expect_undisturbed
}

@test "each request of an apply fails once, in every way, and is not tried again" {
	without_record
	every_kind
	undisturbed
	[ "$requests" -eq "$REQUESTS" ]
	side_by_side once $((REQUESTS * ${#EFFECTS[@]}))
}

@test "each request of a first apply fails once, in every way, and is tried again" {
	every_kind
	undisturbed
	side_by_side again_and_again ${#EFFECTS[@]}
}

@test "each request of an apply that changes everything fails once, and is tried again" {
	every_kind
	emulator --db "$WORK/start.db"
	rein apply --auto-approve
	kill "${emulators[0]}"
	wait "${emulators[0]}"
	rm "$WORK/requests"
	change_every_kind
	undisturbed
	side_by_side again_and_again ${#EFFECTS[@]}
}
