# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

@test "the first line says where it listens, then what to export" {
	start_emulator
	[[ $URL =~ ^http://127\.0\.0\.1:[0-9]+$ ]]
	read -r -t 5 -u "$ready_fd" line
	[ "$line" = "export HARNESS_ENDPOINT=$URL" ]
	read -r -t 5 -u "$ready_fd" line
	[ "$line" = "export HARNESS_ACCOUNT_ID=$ACCOUNT" ]
	read -r -t 5 -u "$ready_fd" line
	[[ $line == "export HARNESS_API_KEY="* ]]
}

@test "rein works with what it exports" {
	small_tree
	start_emulator
	for _ in 1 2 3; do
		read -r -t 5 -u "$ready_fd" line
		eval "$line"
	done
	rein apply --auto-approve
	expect_status 0
}

@test "SIGTERM and SIGINT stop it cleanly" {
	for signal in TERM INT; do
		start_emulator
		kill -"$signal" "${emulators[-1]}"
		status=0
		wait "${emulators[-1]}" || status=$?
		expect_status 0
	done
}

@test "its state outlives it with --db" {
	small_tree
	emulator --db "$WORK/state.db"
	rein apply --auto-approve
	expect_status 0
	kill "${emulators[0]}"
	wait "${emulators[0]}" || :
	emulator --db "$WORK/state.db"
	rein plan
	expect_status 0
}

@test "wrong options of it are named" {
	rein emulator --tls-cert "$WORK/none.pem"
	[ "$status" -ne 0 ]
	[ -n "$errors" ]
	rein emulator --fault 'nonsense'
	expect_status 64
	expect_error "nonsense"
	rein emulator --listen 127.0.0.1:notaport
	expect_status 64
	rein emulator --db /no/such/folder/state.db
	expect_status 1
}

@test "a port that is taken is an error" {
	start_emulator
	rein emulator --listen "${URL#http://}"
	expect_status 1
	expect_error "${URL#http://}"
}

# "NAME VALUES USUAL HELP" of each quirk, as the program says it and as the manual does.
quirks_said() {
	paste - - <"$WORK/out" | sed -E \
		's/^([a-z0-9-]+)=(\S+) \(default: (.*)\)\t+/\1 \2 \3 /; s/ (GLOB|MS)  / \1 none /'
}

quirks_written() {
	sed -nE '/^## Quirks/,/^## Trouble/s/^\| `([a-z0-9-]+)` \| (.*) \| `?([^`|]*)`? \| (.*) \|$/\1 \2 \3 \4/p' \
		"$BATS_TEST_DIRNAME/../../docs/EMULATOR.md" | sed 's/` `/|/g; s/`//g'
}

@test "--help and --quirk help list the readings, and docs/EMULATOR.md the same" {
	rein emulator --quirk help
	expect_status 0
	[ "$(quirks_said | wc -l)" -gt 15 ]
	diff <(quirks_said) <(quirks_written)
	listed=$output
	rein emulator --help
	expect_output "$listed"
}
