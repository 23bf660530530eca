#!/bin/sh
# Measures of rein against the emulator, side by side with the yardstick (libyaml and
# json-c over the same bytes) and, where it is installed, with Terraform over resources
# of its own that need no provider. Prints tables and gates (report.jq); exits with 1
# when a gate is missed. All samples: $BUILD/bench.json.
#   usage: BUILD=build [ROUNDS=7] [LARGE=100000] [MEASURE=...] tests/bench/run.sh
# Takes a quarter of an hour; LARGE=0 leaves the largest tree out. MEASURE are functions
# below, of which some take up what the ones before them made.
set -eu

BUILD=$(cd "${BUILD:-build}" && pwd)
HERE=$(cd "$(dirname "$0")" && pwd)
ROUNDS=${ROUNDS:-7}
LARGE=${LARGE:-100000}
MEASURE=${MEASURE:-small bad middle starts large with_terraform}
WORK=$(mktemp -d)
emulator=
trap 'stop_emulator; rm -rf "$WORK"' EXIT

account=bench
export HARNESS_PLATFORM_API_KEY=pat.$account.bench.only
export HARNESS_ACCOUNT_ID=$account BENCH_SECRET=of-no-use
export XDG_CACHE_HOME="$WORK/cache" HOME="$WORK" GIT_CONFIG_NOSYSTEM=1 REIN_RATE=0
rein=$BUILD/rein
measure=$BUILD/tests/bench/measure
yardstick=$BUILD/tests/bench/yardstick
log=$WORK/requests

say() {
	echo "bench: $*" >&2
}

has() {
	command -v "$1" >/dev/null
}

# ---- what is measured ---------------------------------------------------------

make_tree() { # N: a tree of so many entities, committed
	say "a tree of $1 entities"
	"$BUILD/tests/bench/tree" "$WORK/t$1" "$1"
	git -C "$WORK/t$1" init -q
	git -C "$WORK/t$1" add -A
	commit "$WORK/t$1"
}

commit() {
	git -C "$1" -c gc.auto=0 -c user.name=bench -c user.email=bench@example.com \
		commit -qam "a tree"
	# without this git, and rein with it, has to read each file to know it unchanged
	sleep 1
	git -C "$1" update-index -q --really-refresh
}

# With TLS where a certificate can be made.
make_certificate() {
	has openssl || return 0
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
		-keyout "$WORK/key" -out "$WORK/cert" -days 2 -subj /CN=localhost \
		-addext subjectAltName=IP:127.0.0.1 2>/dev/null
	export REIN_CA_CERT="$WORK/cert"
}

start_emulator() { # [OPTION]...
	stop_emulator
	if [ -n "${REIN_CA_CERT-}" ]; then
		set -- "$@" --tls-cert "$WORK/cert" --tls-key "$WORK/key"
	fi
	rm -f "$WORK/ready"
	mkfifo "$WORK/ready"
	"$rein" emulator --account "$account" --api-key "$HARNESS_PLATFORM_API_KEY" \
		--request-log "$log" "$@" >"$WORK/ready" 2>"$WORK/emulator" &
	emulator=$!
	read -r line <"$WORK/ready"
	export HARNESS_ENDPOINT="${line##* }"
}

stop_emulator() {
	[ -n "$emulator" ] || return 0
	kill "$emulator"
	wait "$emulator" || :
	emulator=
}

apply() { # N
	say "an account like it"
	"$rein" apply --auto-approve --dir "$WORK/t$1" >/dev/null 2>"$WORK/apply" || {
		tail -n 5 "$WORK/apply" >&2
		exit 1
	}
}

# The answers that a plan reads, one a file, as the emulator gives them: asked for by
# the paths of its request log.
save_bodies() { # FOLDER PLAN...
	mkdir "$1"
	: >"$log"
	folder=$1
	shift
	"$@" >/dev/null 2>&1
	jq -r --arg url "$HARNESS_ENDPOINT" --arg out "$folder/" \
		--arg key "$HARNESS_PLATFORM_API_KEY" --arg tls "${REIN_CA_CERT-}" '
		"next", "url = \"\($url)\(.path)?\(.query)\"", "request = \(.method)",
		"output = \"\($out)\(input_line_number).json\"",
		"header = \"x-api-key: \($key)\"",
		(if $tls != "" then "cacert = \"\($tls)\"" else empty end),
		(if .method == "POST"
			then "header = \"Content-Type: application/json\"", "data = \"{}\""
			else empty end)' "$log" | sed 1d >"$WORK/curl"
	curl -s --no-progress-meter --parallel --parallel-max 8 -K "$WORK/curl"
}

count_requests() { # PLAN...: what it sends, by the emulator's own log
	: >"$log"
	"$@" >/dev/null 2>&1
	wc -l <"$log"
}

# The bodies alone of a cache's file: its first part, with head and seal.
bodies_alone() { # CACHE
	head -c $(($(od -An -tu8 -j16 -N8 "$1") + 32)) "$1"
}

# ---- where it is noted ---------------------------------------------------------

figures='{}'
figure() { # NAME VALUE
	figures=$(echo "$figures" | jq -c --arg name "$1" --argjson value "$2" \
		'.[$name] = $value')
}

group() { # NAME ROUNDS NAME=COMMAND...
	name=$1 rounds=$2
	shift 2
	say "$name, $rounds rounds"
	"$measure" "$rounds" "$WORK/group.$name.json" "$@"
}

# How many, and where they went.
instructions() { # NAME COMMAND...
	has valgrind || return 0
	name=$1
	shift
	say "instructions of $name"
	count=$(valgrind --tool=callgrind --callgrind-out-file="$WORK/callgrind" "$@" \
		2>&1 >/dev/null | sed -n 's/.*refs: *//p' | tr -d ,)
	figure "instructions, $name" "$count"
	figure "profile, $name" "$(sh "$HERE/profile.sh" "$WORK/callgrind")"
}

# ---- the runs ------------------------------------------------------------------

# Small and large trees alike: how cost grows.
grow() { # N ROUNDS
	tree=$WORK/t$1
	cache=$WORK/cache.$1
	rm -f "$cache"
	figure "requests, cold, $1" \
		"$(count_requests "$rein" plan --cache "$cache" --dir "$tree")"
	figure "requests, warm, $1" \
		"$(count_requests "$rein" plan --cache "$cache" --dir "$tree")"
	bodies_alone "$cache" >"$cache.bodies"
	group "$1" "$2" \
		"yardstick-tree=exec $yardstick $tree/.harness" \
		"validate=exec $rein validate --no-cache --dir $tree" \
		"validate-cached=exec $rein validate --cache $cache --dir $tree" \
		"plan-warm=cp $cache.bodies $cache.w && exec $rein plan --cache $cache.w --dir $tree" \
		"plan-cached=exec $rein plan --cache $cache --dir $tree"
}

small() {
	make_tree 1000
	start_emulator
	figure "apply, 250, CPU" "$(apply_cpu 250)"
	start_emulator
	apply 1000
	grow 1000 "$ROUNDS"
	cp "$WORK/cache.1000.bodies" "$WORK/cache.1000.w"
	instructions "plan, 1000" "$rein" plan --cache "$WORK/cache.1000.w" \
		--dir "$WORK/t1000"
	instructions "plan cold, 1000" "$rein" plan --no-cache --dir "$WORK/t1000"
	instructions "validate, 1000" "$rein" validate --no-cache --dir "$WORK/t1000"
	start_emulator
	figure "apply, 1000, CPU" "$(apply_cpu 1000)"
	figure "apply, 1000, wall" "$(jq '.apply.wall[0]' "$WORK/apply.json")"
	start_emulator
	figure "apply, 4000, CPU" "$(apply_cpu 4000)"
}

apply_cpu() { # N: into an empty account
	[ -d "$WORK/t$1" ] || make_tree "$1"
	say "apply of $1"
	"$measure" 1 "$WORK/apply.json" "apply=exec $rein apply --auto-approve --dir $WORK/t$1"
	jq '.apply.cpu[0]' "$WORK/apply.json"
}

middle() {
	make_tree 10000
	git -C "$WORK/t10000" gc -q
	start_emulator --db "$WORK/db"
	apply 10000
	tree=$WORK/t10000
	cache=$WORK/cache.10000
	say "the answers of a plan"
	save_bodies "$WORK/cold" "$rein" plan --cache "$cache" --dir "$tree"
	save_bodies "$WORK/warm" "$rein" plan --cache "$cache" --dir "$tree"
	grow 10000 "$ROUNDS"
	cp -R "$tree" "$WORK/changed"
	git -C "$WORK/changed" update-index -q --really-refresh || :
	# what is known of files is known of these, not of those that they were copied from
	cp "$cache" "$cache.changed"
	"$rein" plan --cache "$cache.changed" --dir "$WORK/changed" >/dev/null 2>&1 || :
	find "$WORK/changed/.harness" -name 'deploy_*.yaml' | sort | head -n 100 |
		while read -r file; do echo "# changed" >>"$file"; done
	group plan "$ROUNDS" \
		"yardstick=exec $yardstick $tree/.harness $WORK/warm" \
		"yardstick-cold=exec $yardstick $tree/.harness $WORK/cold" \
		"plan-cold=exec $rein plan --no-cache --dir $tree" \
		"plan-warm=cp $cache.bodies $cache.w && exec $rein plan --cache $cache.w --dir $tree" \
		"plan-cached=exec $rein plan --cache $cache --dir $tree" \
		"plan-changed=!cp $cache.changed $cache.c && exec $rein plan --cache $cache.c --dir $WORK/changed"
	cp "$cache.bodies" "$cache.w"
	instructions "plan, 10000" "$rein" plan --cache "$cache.w" --dir "$tree"
	cp "$cache.changed" "$cache.c"
	instructions "plan changed, 10000" \
		"$rein" plan --cache "$cache.c" --dir "$WORK/changed"
	instructions "yardstick, 10000" "$yardstick" "$tree/.harness" "$WORK/warm"
	start_emulator --db "$WORK/db" --fault '* * latency=50'
	# a cache is of one endpoint, and this is a new one: the first plan fills it
	set -- "$rein" plan --cache "$cache" --parallelism 16 --dir "$tree"
	count_requests "$@" >/dev/null
	figure "requests, latency" "$(count_requests "$@")"
	group latency 3 "plan=exec $*" \
		"plan-cold=exec $rein plan --no-cache --parallelism 16 --dir $tree"
	stop_emulator
	rm -f "$WORK/db"*
}

large() {
	[ "$LARGE" -gt 0 ] || return 0
	make_tree "$LARGE"
	start_emulator
	apply "$LARGE"
	grow "$LARGE" 3
	stop_emulator
	rm -rf "${WORK:?}/t$LARGE"
}

# One file of a thousand is bad: to the end, with its message.
bad() {
	cp -R "$WORK/t1000" "$WORK/bad"
	tree=$WORK/bad
	"$rein" validate --cache "$WORK/cache.bad" --dir "$tree" >/dev/null
	file=$(find "$tree/.harness" -name 'app_1.yaml' | sort | head -n 1)
	echo "  gitOpsEnabled: [" >>"$file"
	commit "$tree"
	group bad "$ROUNDS" \
		"yardstick-tree=exec $yardstick $WORK/t1000/.harness" \
		"validate=!exec $rein validate --no-cache --dir $tree" \
		"validate-cached=!exec $rein validate --cache $WORK/cache.bad --dir $tree"
}

# Twenty starts each, since one is soon over.
starts() {
	twenty='for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do'
	group starts "$ROUNDS" \
		"empty=$twenty $BUILD/tests/bench/empty; done" \
		"version=$twenty $rein --version; done" \
		"help=$twenty $rein --help; done"
}

# As many resources, no provider, no network, that refer to each other as entities do:
# a project, ten services of it, nineteen pipelines of those, and so on, each with a
# body. An apply of ten thousand takes hours, so their state is written out from that of
# the first twelve.
terraform_tree() { # N
	mkdir "$WORK/terraform.$1"
	jq -n -r --argjson count "$1" "$terraform_shape"'
		("x" * 440) as $body | range($count) |
		"resource \"terraform_data\" \"e\(.)\" {\n  input = {\n    name = \"e\(.)\"\n" +
		"    of   = \(target | if . == null then "\"account\""
			else "terraform_data.e\(.).id" end)\n" +
		"    body = \"\($body)\"\n  }\n}\n"' >"$WORK/terraform.$1/main.tf"
	terraform -chdir="$WORK/terraform.$1" init >/dev/null
}

# What the resource of that number refers to, and what it depends on by that.
# shellcheck disable=SC2016 # jq expands these
terraform_shape='
	def target: (. % 30) as $at | if $at == 0 then null
		elif $at <= 10 then . - $at else . - $at + $at % 10 + 1 end;
	def chain: target | if . == null then empty else ., chain end;'

terraform_state() { # FROM N
	jq -c --argjson count "$2" "$terraform_shape"'
		def id: "00000000-0000-4000-8000-\("\(.)" | "0" * (12 - length) + .)";
		.resources[0] as $one | .resources = [range($count) | . as $i |
			(target | if . == null then "account" else id end) as $of | $one |
			.name = "e\($i)" | .instances[0] |= (
				.attributes.id = ($i | id) |
				.attributes.input.value += {name: "e\($i)", of: $of} |
				.attributes.output = .attributes.input |
				.dependencies = ([$i | chain | "terraform_data.e\(.)"] | sort))]' \
		"$WORK/terraform.$1/terraform.tfstate" >"$WORK/terraform.$2/terraform.tfstate"
}

with_terraform() {
	has terraform || return 0
	unset TF_CLI_CONFIG_FILE
	terraform_tree 12
	terraform -chdir="$WORK/terraform.12" apply -auto-approve >/dev/null
	terraform_tree 10000
	terraform_state 12 10000
	# exits with 2 when there is something to change
	terraform -chdir="$WORK/terraform.10000" plan -detailed-exitcode >/dev/null
	[ -d "$WORK/t10000" ] || make_tree 10000
	start_emulator
	apply 10000
	"$rein" plan --cache "$WORK/cache.tf" --dir "$WORK/t10000" >/dev/null 2>&1
	group terraform 2 \
		"terraform=exec terraform -chdir=$WORK/terraform.10000 plan" \
		"plan=exec $rein plan --cache $WORK/cache.tf --dir $WORK/t10000"
	terraform_tree 1000
	say "terraform apply of 1000"
	"$measure" 1 "$WORK/apply.json" \
		"apply=exec terraform -chdir=$WORK/terraform.1000 apply -auto-approve"
	figure "terraform apply, 1000, wall" "$(jq '.apply.wall[0]' "$WORK/apply.json")"
}

machine() {
	echo "$(nproc) CPUs, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(
		sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), $(date +%F)"
}

note() {
	jq -n --arg machine "$(machine)" --argjson figures "$figures" \
		'{ $machine, $figures, groups: ([inputs | {(input_filename |
			sub(".*group\\."; "") | sub("\\.json$"; "")): .}] | add) }' \
		"$WORK"/group.*.json >"$BUILD/bench.json"
}

make_certificate
for part in $MEASURE; do
	"$part"
done
note
jq -r --arg part tables -f "$HERE/report.jq" "$BUILD/bench.json"
jq -r --arg part gates -f "$HERE/report.jq" "$BUILD/bench.json"
jq -e --arg part kept -f "$HERE/report.jq" "$BUILD/bench.json" >/dev/null
