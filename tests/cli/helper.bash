# What every file of black-box tests needs: a clean environment, a repository, and
# an emulator to talk to. Loaded by `load helper`.

REIN=$(cd "${BUILD:-build}" && pwd)/rein
ACCOUNT=acc123
KEY=pat.$ACCOUNT.test.nobodyknows

setup() {
	WORK=$(mktemp -d)
	emulators=()
	for name in $(compgen -e | grep -E '^(HARNESS|REIN|GIT)_'); do
		unset "$name"
	done
	export HOME=$WORK/home XDG_CACHE_HOME=$WORK/cache GIT_CONFIG_NOSYSTEM=1
	export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
	unset HTTPS_PROXY https_proxy SSL_CERT_FILE SSL_CERT_DIR NO_COLOR
	mkdir -p "$HOME" "$WORK/repo"
	cd "$WORK/repo" || return 1
	git init -q -b main .
	git config user.name tester
	git config user.email tester@example.com
}

teardown() {
	for pid in "${emulators[@]}"; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	rm -rf "$WORK"
}

# rein's stdout, stderr and status apart: $output, $errors, $status. What a test
# changed is committed before it is applied.
rein() {
	[ "$1" != apply ] || [ -n "${REIN_ALLOW_DIRTY-}" ] || commit_rest
	status=0
	"$REIN" "$@" >"$WORK/out" 2>"$WORK/err" </dev/null 3>&- || status=$?
	output=$(cat "$WORK/out")
	errors=$(cat "$WORK/err")
}

fail() {
	printf '%s\nstatus %s\n--- stdout\n%s\n--- stderr\n%s\n' "$*" "${status-}" \
		"${output-}" "${errors-}" >&2
	return 1
}

expect_status() {
	[ "$status" -eq "$1" ] || fail "exit status $1 was expected"
}

# A part of stdout, of stderr; a line of stdout, whole.
expect_output() {
	[[ $output == *"$1"* ]] || fail "stdout lacks: $1"
}

expect_error() {
	[[ $errors == *"$1"* ]] || fail "stderr lacks: $1"
}

expect_line() {
	grep -qxF -- "$1" "$WORK/out" || fail "stdout lacks the line: $1"
}

# An expression of jq over stdout must be true.
expect_json() {
	jq -e "$1" "$WORK/out" >/dev/null || fail "not true of stdout: $1"
}

# A tracked file from stdin: file PATH <<'END'
file() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
	git add -A "$1"
}

commit() {
	git add -A
	git commit -q -m "${1:-a change}"
}

commit_rest() {
	[ -z "$(git status --porcelain -uno 2>/dev/null)" ] || git commit -q -a -m "the rest"
}

# A test about other things: nothing is recorded, so that its own writes are all.
without_record() {
	export REIN_RECORD=none
}

# A tree of one organization with a project and a service in it, committed.
small_tree() {
	file .harness/orgs/payments/organization.yaml <<-'END'
		organization:
		  identifier: payments
		  name: Payments
	END
	file .harness/orgs/payments/projects/checkout/project.yaml <<-'END'
		project:
		  identifier: checkout
		  name: Checkout
		  orgIdentifier: payments
		  description: What customers pay with
	END
	file .harness/orgs/payments/projects/checkout/services/api.yaml <<-'END'
		service:
		  name: api
		  identifier: api
		  orgIdentifier: payments
		  projectIdentifier: checkout
		  serviceDefinition:
		    type: Kubernetes
		    spec: {}
	END
	commit 'a small tree'
}

# An emulator on a free port, with the options given; $URL is where it listens.
start_emulator() {
	local line ready=$WORK/ready.${#emulators[@]}

	mkfifo "$ready"
	"$REIN" emulator --listen 127.0.0.1:0 --account "$ACCOUNT" \
		--request-log "$WORK/requests" "$@" >"$ready" 2>"$WORK/emulator" 3>&- &
	emulators+=($!)
	exec {ready_fd}<"$ready"
	read -r -t 30 -u "$ready_fd" line || fail "no emulator: $(cat "$WORK/emulator")"
	URL=${line##* }
}

# The usual one: an administrator's key, and rein told where it is.
emulator() {
	start_emulator --api-key "$KEY" "$@"
	export HARNESS_ENDPOINT=$URL HARNESS_PLATFORM_API_KEY=$KEY
}

# Requests of the log that may change something; a list can be a POST as well.
writes() {
	if [ -e "$WORK/requests" ]; then
		jq -s 'map(select(.method != "GET" and
			(.path | test("/(list|listV2|filter)$") | not))) | length' \
			"$WORK/requests"
	else
		echo 0
	fi
}

expect_writes() {
	local count

	count=$(writes)
	[ "$count" -eq "$1" ] || fail "$count writes were sent instead of $1"
}

# A call of the API, as somebody else would make it.
api() { # api METHOD PATH-AND-QUERY [BODY]
	curl -sS --fail-with-body --max-time 20 --noproxy '*' -X "$1" -H "x-api-key: $KEY" \
		-H 'Content-Type: application/json' ${3:+--data-binary "$3"} "$URL$2"
}
