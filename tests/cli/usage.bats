load helper

@test "without a command: a usage error, and where help is" {
	rein
	expect_status 64
	expect_error "no command"
	expect_error "rein --help"
	[ -z "$output" ]
}

@test "help lists the commands that exist and no others" {
	rein --help
	expect_status 0
	[ -z "$errors" ]
	listed=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$WORK/out" | tr '\n' ' ')
	[ "$listed" = "validate plan apply drift pull destroy unlock emulator version completion " ] || fail "$listed"
}

@test "every command has help with its options, variables and exit statuses" {
	for command in validate plan apply drift pull destroy unlock emulator version completion; do
		rein "$command" --help
		expect_status 0
		expect_output "Usage: rein $command"
		expect_output "Exit status:"
	done
	rein plan --help
	expect_output "REIN_SHOW_REQUESTS"
	expect_output "HARNESS_ACCOUNT_ID"
}

@test "help is given where the rest of the command line is wrong" {
	rein plan --no-such-option --help
	expect_status 0
}

@test "the manual of each command is scdoc" {
	for command in validate plan apply drift pull destroy unlock emulator version completion; do
		rein "$command" --help=man
		expect_status 0
		scdoc <"$WORK/out" >"$WORK/page" || fail "scdoc refuses the page of $command"
	done
}

@test "version says the version, as a command and as an option" {
	rein version
	expect_status 0
	[[ $output =~ ^rein\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	said=$output
	rein --version
	[ "$output" = "$said" ]
}

@test "an unknown command names the nearest one" {
	rein pln
	expect_status 64
	expect_error "unknown command 'pln'"
	expect_error "did you mean 'plan'?"
}

@test "an unknown option names the nearest one" {
	rein plan --show-request
	expect_status 64
	expect_error "unknown option '--show-request'"
	expect_error "did you mean --show-requests?"
}

@test "an API key on the command line is refused and not repeated" {
	for form in --api-key=tell-nobody '--api-key tell-nobody' -ktell-nobody; do
		# shellcheck disable=SC2086 # two words on purpose
		rein plan $form
		expect_status 64
		[[ $errors != *nobody* ]] || fail "the key is repeated"
	done
}

@test "wrong values, missing values and arguments too many are usage errors" {
	for words in '--rate many' '--rate=-1' '--parallelism=0' '--rate' '--format=xml' \
		'--exit-zero=perhaps' 'now'; do
		# shellcheck disable=SC2086 # words on purpose
		rein plan $words
		expect_status 64
		[ -n "$errors" ]
	done
	rein completion
	expect_status 64
	rein completion tcsh
	expect_status 64
}

@test "a wrong variable is named" {
	REIN_RATE=many rein plan
	expect_status 1
	expect_error "REIN_RATE: 'many'"
}

@test "completion scripts are what their shells take" {
	rein completion bash
	expect_status 0
	bash -n "$WORK/out"
	# shellcheck disable=SC2016 # expanded in there
	said=$(bash -c '. "$1"
		COMP_WORDS=(rein plan --exi) COMP_CWORD=2
		_rein
		echo "${COMPREPLY[@]}"' bash "$WORK/out")
	[ "$said" = --exit-zero ] || fail "bash completes $said"
	for shell in zsh fish; do
		rein completion "$shell"
		expect_status 0
		expect_output "show-requests"
		! command -v "$shell" >/dev/null || "$shell" -n "$WORK/out"
	done
}

@test "a full disk is an error, a reader who went away is none" {
	status=0
	"$REIN" version >/dev/full 2>"$WORK/err" || status=$?
	errors=$(cat "$WORK/err")
	expect_status 1
	expect_error "No space left on device"
	set +o pipefail
	{ "$REIN" plan --help 2>"$WORK/err" || echo $? >"$WORK/failed"; } | true
	[ ! -s "$WORK/err" ]
	[ ! -e "$WORK/failed" ]
}
