# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load locked

project=.harness/orgs/payments/projects/checkout
VARIABLES="/ng/api/variables?accountIdentifier=$ACCOUNT"

lock_value() {
	api GET "/ng/api/variables/rein_lock_shop?accountIdentifier=$ACCOUNT" 2>/dev/null |
		jq -r '.data.variable.spec.fixedValue'
}

lock_is_held() {
	variables | grep -q '^rein_lock_shop$'
}

# An apply that hangs in its last write, with the lock in its hands: $holder.
hanging_apply() {
	small_tree
	export REIN_NAME=shop
	emulator --fault "POST /ng/api/servicesV2* latency=${1:-60000} times=1"
	"$REIN" apply --auto-approve >"$WORK/holder.out" 2>"$WORK/holder.err" 3>&- &
	holder=$!
	await lock_is_held
	await grep -q '"POST","path":"/ng/api/projects' "$WORK/requests"
}

service() {
	file "$project/services/$1.yaml" <<-END
		service:
		  identifier: $1
		  name: $1
	END
	commit "add $1"
}

set_variable() { # set_variable METHOD IDENTIFIER VALUE
	api "$1" "$VARIABLES" "$(jq -n --arg id "$2" --arg value "$3" '{variable:
		{identifier: $id, name: $id, type: "String",
			spec: {valueType: "FIXED", fixedValue: $value}}}')" >/dev/null
}

@test "an apply leaves a record and no lock; one without changes takes none" {
	small_tree
	emulator
	rein apply --auto-approve --name shop
	expect_status 0
	[ "$(variables)" = rein_record_shop ]
	expect_writes 6
	rein apply --auto-approve --name shop
	expect_status 0
	expect_writes 6
}

@test "two applies at once: one works, the other says who holds the lock" {
	hanging_apply 3000
	rein apply --auto-approve
	expect_status 1
	expect_error "$(id -un) at $(hostname) (process $holder) since 20"
	expect_error "holds the lock, variable rein_lock_shop of the account"
	expect_error "--lock-timeout"
	expect_error "rein unlock"
	wait "$holder"
	[[ $(cat "$WORK/holder.out") == *"Apply complete: 3 added"* ]]
	expect_no_lock
	rein plan
	expect_status 0
	expect_output "No changes."
}

@test "--lock-timeout waits for the holder, and plans again" {
	hanging_apply 1500
	rein apply --auto-approve --lock-timeout 1m
	expect_status 0
	expect_error "waiting for the lock: $(id -un) at "
	expect_error "somebody applied since this plan was made: planning again"
	expect_output "No changes."
	wait "$holder"
	expect_no_lock
}

@test "--lock-timeout ends, and says who holds the lock" {
	small_tree
	emulator
	set_variable POST rein_lock_shop \
		'{"name":"shop","who":"alice","where":"ci-7","at":"2026-01-31T12:00:00Z","nonce":"x"}'
	rein apply --auto-approve --name shop --lock-timeout 1s
	expect_status 1
	expect_error "alice at ci-7 since 2026-01-31T12:00:00Z holds the lock"
	expect_writes 2 # that of this test, and one that asked for it
	for time in x 5d -1 1000h; do
		rein apply --auto-approve --name shop "--lock-timeout=$time"
		expect_status 64
	done
	expect_error "'1000h' is no time"
	REIN_LOCK_TIMEOUT=soon rein apply --auto-approve
	expect_status 1
	expect_error "REIN_LOCK_TIMEOUT: 'soon' is no time"
	expect_writes 2
}

@test "kill -9 the holder: the next one names it, unlock frees it, nothing is lost" {
	hanging_apply
	kill -9 "$holder"
	rein apply --auto-approve
	expect_status 1
	expect_error "(process $holder) since"
	rein unlock
	expect_status 1
	expect_error "no terminal to ask on"
	lock_is_held
	rein unlock --auto-approve
	expect_status 0
	expect_output "(process $holder) since"
	expect_output "It is free now."
	expect_no_lock
	rein unlock --auto-approve
	expect_status 0
	expect_output "Nobody holds the lock."
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_output "No changes."
}

@test "SIGTERM and SIGINT release the lock" {
	for signal in TERM INT; do
		REPO=$WORK/$signal
		mkdir "$REPO"
		cd "$REPO"
		git init -q -b main .
		git config user.name tester
		git config user.email tester@example.com
		rm -f "$WORK/requests"
		hanging_apply 2000
		kill "-$signal" "$holder"
		code=0
		wait "$holder" || code=$?
		[ "$code" -eq 130 ] || fail "exit status $code after SIG$signal"
		expect_no_lock
		rein apply --auto-approve
		expect_status 0
		expect_no_lock
		rein plan
		expect_output "No changes."
	done
}

@test "a lost answer, a reset and an error at the lock's own requests" {
	cases=0
	for fault in "POST /ng/api/variables lose times=1" "POST /ng/api/variables reset times=1" \
		"POST /ng/api/variables status=500 times=1" \
		"POST /ng/api/variables lose after=1 times=1" \
		"POST /ng/api/variables reset after=1 times=1" \
		"POST /ng/api/variables status=500 after=1 times=1" \
		"DELETE /ng/api/variables/* lose times=1" \
		"DELETE /ng/api/variables/* reset times=1" \
		"DELETE /ng/api/variables/* status=503 times=1"; do
		cases=$((cases + 1))
		mkdir "$WORK/$cases"
		cd "$WORK/$cases"
		git init -q -b main .
		git config user.name tester
		git config user.email tester@example.com
		small_tree
		emulator --fault "$fault"
		rein apply --auto-approve --name shop
		expect_status 0
		[ "$(variables)" = rein_record_shop ] || fail "$fault: $(variables)"
	done
}

@test "a lock that cannot be taken stops apply; record: none does without" {
	small_tree
	emulator --api-key "pat.$ACCOUNT.viewer.nobodyknows:_account_viewer" \
		--fault "POST /ng/api/variables status=403"
	HARNESS_PLATFORM_API_KEY=pat.$ACCOUNT.viewer.nobodyknows rein apply --auto-approve
	expect_status 1
	expect_error "the lock cannot be taken: this key may not write"
	expect_error "--record none"
	rein apply --auto-approve
	expect_status 1
	rein apply --auto-approve --record none
	expect_status 0
	[ -z "$(variables)" ]
}

@test "a record that cannot be written is a warning, and the lock goes all the same" {
	small_tree
	emulator --fault "POST /ng/api/variables status=403 after=1 times=1"
	rein apply --auto-approve --name shop
	expect_status 0
	expect_error "all is applied, but the record does not say so"
	[ -z "$(variables)" ]
	rein apply --auto-approve --name shop
	expect_status 0
	[ "$(variables)" = rein_record_shop ]
}

@test "a lock that somebody else has taken meanwhile is not given back for them" {
	hanging_apply 3000
	rein unlock --auto-approve
	expect_status 0
	set_variable POST rein_lock_shop '{"name":"shop","who":"bob","nonce":"y"}'
	wait "$holder"
	[[ $(cat "$WORK/holder.err") == *"somebody freed it meanwhile, and bob"* ]]
	lock_is_held
}

@test "a lock that says nothing, or something foul, is a lock" {
	small_tree
	emulator
	for value in 'x' '[]' '{"who":7}' '{"who":"\u001b[31mred","where":"<script>"}'; do
		set_variable POST rein_lock_shop "$value"
		rein apply --auto-approve --name shop
		expect_status 1
		expect_error "holds the lock"
		! grep -q $'\e' "$WORK/err" || fail "an escape goes out"
		rein unlock --name shop --auto-approve
		expect_status 0
		! grep -q $'\e' "$WORK/out" || fail "an escape goes out"
	done
}

@test "the lock of a scope that is yet to come is above it, and found there" {
	small_tree
	export REIN_NAME=shop REIN_RECORD_SCOPE=payments/checkout
	emulator --fault "POST /ng/api/servicesV2* latency=60000 times=1"
	"$REIN" apply --auto-approve >"$WORK/holder.out" 2>"$WORK/holder.err" 3>&- &
	holder=$!
	await lock_is_held
	await grep -q '"POST","path":"/ng/api/projects' "$WORK/requests"
	kill -9 "$holder"
	lock_value | grep -q '"where"'
	rein apply --auto-approve
	expect_status 1
	expect_error "(process $holder) since"
	rein unlock --auto-approve
	expect_status 0
	rein apply --auto-approve
	expect_status 0
	[ "$(variables)" = rein_record_shop ]
	api GET "/ng/api/variables/rein_record_shop?accountIdentifier=$ACCOUNT&orgIdentifier=payments&projectIdentifier=checkout" >/dev/null
}

@test "a lock that this key may not see is not said to be free" {
	small_tree
	emulator --fault 'GET /ng/api/variables/* status=403'
	rein unlock --name shop --auto-approve
	expect_status 1
	expect_error 'answered 403'
	[ -z "$output" ] || fail "what was not read is nobody's"
}

@test "an account is never absent: without its list nothing is planned or destroyed" {
	small_tree
	emulator --fault 'GET /ng/api/organizations status=404'
	for command in plan drift pull 'destroy --auto-approve'; do
		rein $command
		expect_status 1
		expect_error 'GET /ng/api/organizations answered 404'
	done
	expect_writes 0
}

@test "unlock asks on a terminal, and takes only yes" {
	script -qec true /dev/null >/dev/null 2>&1 || skip "needs script(1) and a terminal"
	small_tree
	emulator
	set_variable POST rein_lock_shop '{"name":"shop","who":"alice","nonce":"x"}'
	printf 'no\n' | script -qec "$REIN unlock --name shop" "$WORK/typed" >/dev/null || :
	grep -q "alice at an unknown place holds the lock" "$WORK/typed"
	lock_is_held
	printf 'yes\n' | script -qec "$REIN unlock --name shop" "$WORK/typed" >/dev/null
	expect_no_lock
}
