#!/bin/sh
# Measures of rein over a tree of ENTITIES documents against the emulator, side by
# side with the yardstick (libyaml and json-c over the same bytes) and, when it is
# installed, with Terraform over up to 1,000 resources of its own. Prints a table and
# the gates; exits with 1 when one is missed. Samples: $BUILD/bench.json.
#   usage: BUILD=build [ENTITIES=10000] [ROUNDS=7] tests/bench/run.sh
set -eu

BUILD=$(cd "${BUILD:-build}" && pwd)
ENTITIES=${ENTITIES:-10000}
ROUNDS=${ROUNDS:-7}
WORK=$(mktemp -d)
emulator=
trap 'if [ -n "$emulator" ]; then kill "$emulator"; fi; rm -rf "$WORK"' EXIT

account=bench
export HARNESS_PLATFORM_API_KEY=pat.$account.bench.only
export HARNESS_ACCOUNT_ID=$account BENCH_SECRET=of-no-use
export XDG_CACHE_HOME="$WORK/cache" HOME="$WORK" GIT_CONFIG_NOSYSTEM=1 REIN_RATE=0
rein=$BUILD/rein
tree=$WORK/tree

say() {
	echo "bench: $*" >&2
}

make_tree() {
	say "a tree of $ENTITIES entities"
	"$BUILD/tests/bench/tree" "$tree" "$ENTITIES"
	git -C "$tree" init -q
	git -C "$tree" add -A
	git -C "$tree" -c gc.auto=0 -c user.name=bench \
		-c user.email=bench@example.com commit -qm "a tree"
	git -C "$tree" gc -q
}

# With TLS where a certificate can be made.
start_emulator() {
	set --
	if command -v openssl >/dev/null; then
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
			-nodes -keyout "$WORK/key" -out "$WORK/cert" -days 2 \
			-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
			2>/dev/null
		set -- --tls-cert "$WORK/cert" --tls-key "$WORK/key"
		export REIN_CA_CERT="$WORK/cert"
	fi
	mkfifo "$WORK/ready"
	"$rein" emulator --account "$account" --api-key "$HARNESS_PLATFORM_API_KEY" \
		--request-log "$WORK/requests" "$@" >"$WORK/ready" 2>"$WORK/emulator" &
	emulator=$!
	read -r line <"$WORK/ready"
	export HARNESS_ENDPOINT="${line##* }"
}

# The answers that a cold plan reads, one a file, as the emulator gives them: asked
# for by the paths of its request log.
save_bodies() {
	mkdir "$WORK/bodies"
	: >"$WORK/requests"
	"$rein" plan --no-cache --dir "$tree" >/dev/null 2>&1
	jq -r --arg url "$HARNESS_ENDPOINT" --arg out "$WORK/bodies/" \
		--arg key "$HARNESS_PLATFORM_API_KEY" --arg tls "${REIN_CA_CERT-}" '
		"next", "url = \"\($url)\(.path)?\(.query)\"", "request = \(.method)",
		"output = \"\($out)\(input_line_number).json\"",
		"header = \"x-api-key: \($key)\"",
		(if $tls != "" then "cacert = \"\($tls)\"" else empty end),
		(if .method == "POST"
			then "header = \"Content-Type: application/json\"", "data = \"{}\""
			else empty end)' "$WORK/requests" | sed 1d >"$WORK/curl"
	curl -s --no-progress-meter --parallel --parallel-max 8 -K "$WORK/curl"
}

# As many resources, no provider, no network: after an apply, a plan without changes.
# Of more than a thousand the apply alone takes from minutes to hours.
terraform_plan() {
	[ "$ENTITIES" -le 1000 ] && command -v terraform >/dev/null || return 0
	unset TF_CLI_CONFIG_FILE
	mkdir "$WORK/terraform"
	cat >"$WORK/terraform/main.tf" <<-END
		resource "terraform_data" "entity" {
		  count = $ENTITIES
		  input = "entity \${count.index}"
		}
	END
	terraform -chdir="$WORK/terraform" init >/dev/null
	terraform -chdir="$WORK/terraform" apply -auto-approve >/dev/null
	echo "terraform=terraform -chdir=$WORK/terraform plan"
}

# What a plan sends, by the emulator's own log.
count_requests() {
	: >"$WORK/requests"
	"$rein" plan "$@" --dir "$tree" >/dev/null 2>&1
	wc -l <"$WORK/requests"
}

make_tree
start_emulator
say "an account like it"
"$rein" apply --auto-approve --dir "$tree" >/dev/null 2>"$WORK/apply" || {
	tail -n 5 "$WORK/apply" >&2
	exit 1
}
say "the answers of a cold plan"
save_bodies
cold=$(count_requests --no-cache)
"$rein" plan --dir "$tree" >/dev/null 2>&1
warm=$(count_requests)
terraform=$(terraform_plan)
say "$ROUNDS rounds"
set -- \
	"yardstick=$BUILD/tests/bench/yardstick $tree/.harness $WORK/bodies" \
	"yardstick-tree=$BUILD/tests/bench/yardstick $tree/.harness" \
	"validate=$rein validate --dir $tree" \
	"plan-cold=$rein plan --no-cache --dir $tree" \
	"plan-warm=$rein plan --dir $tree"
if [ -n "$terraform" ]; then
	set -- "$@" "$terraform"
fi
set -- "$@" validate/yardstick-tree:cpu:1.5 plan-cold/yardstick:cpu:1.8 \
	plan-cold:memory:45 plan-warm:memory:45
status=0
"$BUILD/tests/bench/measure" "$ROUNDS" "$BUILD/bench.json" "$@" || status=1
echo
echo "requests: $cold cold, $warm warm, over $ENTITIES entities"
exit "$status"
