# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

# Everything that can be wrong around a plan and an apply: a message that says what
# and where, exit 1, and nothing written.

both_fail() { # both_fail MESSAGE [OPTION...]
	local message=$1 command

	shift
	for command in plan 'apply --auto-approve'; do
		# shellcheck disable=SC2086 # a command and its option
		rein $command --tries 1 "$@"
		expect_status 1
		expect_error "$message"
		[ -z "$output" ] || fail "something is on stdout"
	done
	expect_writes 0
}

@test "no .harness folder" {
	emulator
	both_fail ".harness"
}

@test "no git repository" {
	emulator
	cd "$HOME"
	both_fail "no git repository"
}

@test "an empty tree" {
	mkdir .harness
	touch .harness/.gitkeep
	commit
	emulator
	both_fail "no document"
}

@test "broken YAML" {
	small_tree
	printf 'service:\n\tname: api\n' | file .harness/broken.yaml
	emulator
	both_fail ".harness/broken.yaml:2:1: error: "
	[ ! -s "$WORK/requests" ] || fail "a request was made"
}

@test "programs get the findings of a plan that failed" {
	small_tree
	printf 'service:\n\tname: api\n' | file .harness/broken.yaml
	emulator
	rein plan --format json
	expect_status 1
	expect_json '.command == "plan" and (has("steps") | not)'
	expect_json '.findings[0].code == "yaml-syntax" and .summary.errors == 1'
}

@test "a wrong type" {
	small_tree
	printf 'organization:\n  name: x\n  tags: none\n' |
		file .harness/orgs/x/organization.yaml
	emulator
	both_fail ".harness/orgs/x/organization.yaml:3:9: error: "
}

@test "no key" {
	small_tree
	emulator
	unset HARNESS_PLATFORM_API_KEY
	both_fail "there is no API key"
	expect_error "HARNESS_PLATFORM_API_KEY"
}

@test "a wrong key" {
	small_tree
	emulator
	export HARNESS_PLATFORM_API_KEY=pat.$ACCOUNT.other.wrong
	both_fail "401"
	[[ $errors != *wrong* ]] || fail "the key is shown"
}

@test "a key without permission: reads, but no writes" {
	small_tree
	start_emulator --api-key "$KEY:_account_viewer"
	export HARNESS_ENDPOINT=$URL HARNESS_PLATFORM_API_KEY=$KEY
	rein apply --auto-approve
	expect_status 1
	expect_error "403"
	expect_error "the lock cannot be taken"
	rein apply --auto-approve --record none
	expect_status 1
	expect_error "403"
	expect_error "/ng/api/organizations"
	rein plan
	expect_status 2
	expect_line "Plan: 3 to add, 0 to change, 0 to destroy."
}

@test "a wrong endpoint that answers HTML" {
	small_tree
	emulator --fault '* * html=200'
	both_fail "$URL"
}

@test "a wrong endpoint that answers 404" {
	small_tree
	emulator
	export HARNESS_ENDPOINT=$URL/no/such/place
	both_fail "404"
}

@test "a refused connection" {
	small_tree
	emulator
	kill "${emulators[0]}"
	wait "${emulators[0]}" || :
	both_fail "$URL"
}

@test "a certificate that nobody vouches for, unless it is trusted" {
	small_tree
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
		-addext 'subjectAltName=IP:127.0.0.1' -keyout "$WORK/key.pem" \
		-out "$WORK/cert.pem" 2>/dev/null
	emulator --tls-cert "$WORK/cert.pem" --tls-key "$WORK/key.pem"
	[[ $URL == https://* ]]
	both_fail "certificate"
	rein plan --ca-cert "$WORK/cert.pem"
	expect_status 2
	SSL_CERT_FILE=$WORK/cert.pem rein plan
	expect_status 2
}

@test "plain http to a host that is not loopback" {
	small_tree
	export HARNESS_PLATFORM_API_KEY=$KEY HARNESS_ENDPOINT=http://harness.example.com
	both_fail "plain http"
}

@test "what is no address at all" {
	small_tree
	export HARNESS_PLATFORM_API_KEY=$KEY HARNESS_ENDPOINT=harness.example.com
	both_fail "HARNESS_ENDPOINT: "
}

@test "the account of rein.yaml is an assertion" {
	small_tree
	file .harness/rein.yaml <<-'END'
		account: somebody_elses
	END
	emulator
	both_fail ".harness/rein.yaml:1:10: error: "
}

@test "a key of another account than the one asked for" {
	small_tree
	emulator
	rein plan --account other
	expect_status 1
	expect_error "the API key is one of account '$ACCOUNT', but account 'other'"
	[ ! -s "$WORK/requests" ]
}

@test "the key from a file; its mistakes do not show it" {
	small_tree
	emulator
	unset HARNESS_PLATFORM_API_KEY
	printf '%s\n' "$KEY" >"$WORK/key"
	rein plan --api-key-file "$WORK/key"
	expect_status 2
	both_fail "No such file" --api-key-file "$WORK/none"
	printf 'pat.x.nobodyknows and more\n' >"$WORK/key"
	both_fail "no API key" --api-key-file "$WORK/key"
	[[ $errors != *nobody* ]] || fail "the key is shown"
}

@test "variables that users have already work, in their order" {
	small_tree
	emulator
	unset HARNESS_PLATFORM_API_KEY HARNESS_ENDPOINT
	HARNESS_API_KEY=$KEY HARNESS_BASE_URL=$URL/gateway/ rein plan
	expect_status 2
	HARNESS_API_KEY=wrong HARNESS_PLATFORM_API_KEY=$KEY HARNESS_API_URL=$URL \
		HARNESS_BASE_URL=http://127.0.0.1:9 rein plan
	expect_status 2
	HARNESS_API_KEY=$KEY HARNESS_ENDPOINT=$URL HARNESS_ACCOUNT_ID=$ACCOUNT rein plan
	expect_status 2
	HARNESS_API_KEY=opaque HARNESS_ENDPOINT=$URL rein plan
	expect_status 1
	expect_error "HARNESS_ACCOUNT_ID"
}

@test "an answer that is lost is looked up, not repeated" {
	small_tree
	emulator --fault 'POST /ng/api/projects lose times=1'
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_status 0
}

@test "429 and 5xx pass" {
	small_tree
	emulator --fault '* * status=429 times=2' --fault 'GET * status=503 after=3 times=1'
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_status 0
}

@test "a result that cannot be written: nothing is applied" {
	without_record
	small_tree
	emulator
	rein apply --auto-approve -o "$WORK/none/result"
	expect_status 1
	expect_error "$WORK/none/result"
	expect_writes 0
	status=0
	"$REIN" apply --auto-approve >/dev/full 2>"$WORK/err" || status=$?
	expect_status 1
	"$REIN" apply --auto-approve --format json >&- 2>"$WORK/err" || status=$?
	expect_status 1
	expect_writes 0
	"$REIN" apply --auto-approve 2>/dev/null | true # a reader who went away
	expect_writes 3
}
