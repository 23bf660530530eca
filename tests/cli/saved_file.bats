# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # tests are subshells; helper.bash sets variables
load helper
load side_by_side
load saved

BETWEEN=$(cd "${BUILD:-build}" && pwd)/tests/cli/between

# --- files ------------------------------------------------------------------------

@test "--out overwrites a saved plan or an empty file, and nothing else" {
	two_steps
	: >"$PLAN"
	rein plan --out "$PLAN"
	expect_status 2
	rein plan --out "$PLAN"
	expect_status 2
	: >"$WORK/requests"
	rein plan --out "$project/project.yaml"
	expect_status 1
	expect_error 'a file that is no saved plan is there, and is not overwritten'
	git diff --exit-code
	ln -s merge.plan "$WORK/link"
	rein plan --out "$WORK/link"
	expect_status 1
	expect_error 'it is a symbolic link'
	rein plan --out "$WORK"
	expect_status 1
	expect_error 'it is no file'
	rein plan --out /dev/null
	expect_status 1
	expect_error 'it is no file'
	rein plan --out "$WORK/nowhere/plan"
	expect_status 1
	expect_error 'No such file or directory'
	[ ! -s "$WORK/requests" ] || fail 'the account was read for nothing'
}

# refused NAME WORDS: apply refuses the file of that name, which stdin is.
refused() {
	cat >"$WORK/$1"
	rein apply "$WORK/$1"
	expect_status 1
	expect_error "$2"
	[ ! -s "$WORK/requests" ] || fail 'the account was asked'
}

@test "a file that is no saved plan, or not as it was saved, by place" {
	saved_plan
	head -c 700 "$PLAN" | refused cut 'the JSON ends'
	head -n 12 "$PLAN" | refused short 'short:13:1: error: the JSON ends early: a key in quotes is expected'
	sed '7s/.*/  "commit": "x",/' "$PLAN" | refused edited 'the file was changed after the plan was saved [plan-file]'
	sed '2s/1\.0/2.0/' "$PLAN" | refused newer ":2:21: error: rein 0.1.0 saved this plan in another format than 1.0"
	sed '3s/.*/&&/' "$PLAN" | refused twice ":3:23: error: the key 'command' stands twice [duplicate-key]"
	sed 's/checkout/check\x00out/' "$PLAN" | refused nul 'a text with a NUL in it [json-syntax]'
	sed 's/checkout/check\xffout/' "$PLAN" | refused latin 'bytes that are not UTF-8 [json-syntax]'
	refused empty 'the file is empty [json-syntax]' </dev/null
	refused list 'this is no saved plan [plan-file]' <<<'[1, 2]'
	refused text 'this is no JSON value [json-syntax]' <"$project/project.yaml"
	rein plan --format json -o "$WORK/report"
	: >"$WORK/requests"
	refused again 'this is the report of a plan, and no saved plan' <"$WORK/report"
	head -c 100000000 /dev/zero | refused large 'it is larger than 67108864 bytes, which no saved plan is'
	rein apply "$WORK/absent"
	expect_status 1
	expect_error 'No such file or directory'
	rein apply "$WORK"
	expect_status 1
	expect_error 'Is a directory'
}

@test "layout is no part of a saved plan" {
	saved_plan
	jq -cS . "$PLAN" >"$WORK/other.plan"
	rein apply "$WORK/other.plan"
	expect_status 0
}

# --- trouble ------------------------------------------------------------------------

@test "lost answers: what was saved is done once" {
	two_steps
	kill "${emulators[0]}"
	wait "${emulators[0]}" || :
	emulator --fault '* * lose every=2'
	rein plan --out "$PLAN"
	rein apply "$PLAN"
	expect_status 0
	rein plan
	expect_status 0
}

@test "after a part was done the plan no longer holds, and says which" {
	two_steps
	kill "${emulators[0]}"
	wait "${emulators[0]}" || :
	start_emulator --api-key "$KEY" --db "$WORK/db" --fault 'POST /ng/api/servicesV2* status=400 times=2'
	export HARNESS_ENDPOINT=$URL
	rein plan --out "$PLAN"
	expect_status 2
	rein apply "$PLAN"
	expect_status 3
	: >"$WORK/requests"
	rein apply "$PLAN"
	expect_refusal 'it is there by now, as the tree has it' \
		'the plan no longer holds; nothing was written'
	rein plan --out "$PLAN"
	expect_status 2
	rein apply "$PLAN"
	expect_status 0
}

# Plan, save and carry out, through `between`, with its options.
plan_and_apply() {
	status=0
	# shellcheck disable=SC2016 # it is the inner shell's
	"$BETWEEN" "$@" "${URL##*:}" bash -c '
		"$1" plan --out "$2" >/dev/null 2>&1
		exec "$1" apply "$2"' - "$REIN" "$WORK/plan" >"$WORK/out" 2>"$WORK/err" ||
		status=$?
	output=$(cat "$WORK/out") errors=$(cat "$WORK/err")
}

# Odd cases are killed before a request, even ones after its answer.
killed() {
	local after=()

	[ $(($1 % 2)) -eq 1 ] || after=(-a)
	cp "$ABOVE/start.db" "$WORK/account.db"
	emulator --db "$WORK/account.db"
	plan_and_apply "${after[@]}" -k $((($1 + 1) / 2))
	expect_status 137
	rein unlock --auto-approve
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_status 0
}

@test "kill -9 at each request of a saved plan: the next apply converges" {
	two_steps
	kill "${emulators[0]}"
	wait "${emulators[0]}" || :
	emulator --db "$WORK/start.db"
	git checkout -q HEAD~
	rein apply --auto-approve
	expect_status 0
	git checkout -q main
	kill "${emulators[1]}"
	wait "${emulators[1]}" || :
	cp "$WORK/start.db" "$WORK/account.db"
	emulator --db "$WORK/account.db"
	plan_and_apply
	expect_status 0
	requests=$(sed -n 's/^between: \([0-9]*\) requests$/\1/p' "$WORK/err")
	[ "$requests" -gt 5 ]
	side_by_side killed $((2 * requests))
}
