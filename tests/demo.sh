#!/bin/sh
# The main job, whole: an empty account becomes what testdata/demo says, people
# change things behind git's back, rein says what and who and puts it right, and
# what git drops is deleted by a saved plan. All of it happens in a temporary
# folder, against `rein emulator` on loopback; the HTML report alone stays.
# usage: tests/demo.sh       (REIN names the program, DEMO_REPORT the report; needs
#                            curl, jq and git)
set -eu
umask 077

here=$(cd "$(dirname "$0")/.." && pwd)
rein=${REIN:-$here/build/rein}
account=LarkfieldDemoAccount01
report=${DEMO_REPORT:-$here/build/demo-drift.html}
work=$(mktemp -d)
emulator=
seen=0 # lines of the request log

# Whatever the user has set for a real account must not reach this one.
for name in $(env | sed -n -e 's/^\(HARNESS_[A-Z_]*\)=.*/\1/p' \
	-e 's/^\(REIN_[A-Z_]*\)=.*/\1/p' -e 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do
	unset "$name"
done
export XDG_CACHE_HOME="$work/cache" GIT_CONFIG_GLOBAL=/dev/null
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1

clean_up() {
	[ -z "$emulator" ] || kill "$emulator" 2>/dev/null || :
	[ -z "$emulator" ] || wait "$emulator" 2>/dev/null || :
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

heading() {
	printf '\n=== %s\n' "$*"
}

fail() {
	printf 'demo: %s\n' "$*" >&2
	exit 1
}

# Run rein in the repository as a user would, show what it says, and hold it to
# its exit status and, where LINE is no empty pattern, to one line of its output.
expect() { # expect STATUS LINE COMMAND...
	status=$1 line=$2
	shift 2
	printf '$ rein %s\n' "$*"
	set -- "$rein" "$@"
	in_tree "$@" >"$work/out" 2>"$work/err" && got=0 || got=$?
	cat "$work/out" "$work/err" >>"$work/transcript"
	shorten <"$work/out"
	shorten <"$work/err" >&2
	[ "$got" -eq 0 ] || echo "exit status: $got"
	[ "$got" -eq "$status" ] || fail "exit status $got instead of $status"
	[ -z "$line" ] || grep -q -e "$line" "$work/out" || fail "no line says: $line"
}

# The head and the end of what would not fit on a screen.
shorten() {
	awk '{ line[NR] = $0 }
		END {
			for (i = 1; i <= NR; i++)
				if (NR <= 24 || i <= 9 || i > NR - 6)
					print line[i]
				else if (i == 10)
					print "    ... " NR - 15 " lines more ..."
		}'
}

in_tree() {
	(cd "$work/tree" && "$@")
}

commit() { # commit MESSAGE
	in_tree git add -A
	in_tree git -c user.name=demo -c user.email=demo@larkfield.example commit -q -m "$1"
	printf 'committed: %s\n' "$(in_tree git --no-pager log -1 --format='%h %s')"
}

# One call of the API, as a script or, where $user is set, somebody in the UI
# would make it.
user=
api() { # api METHOD PATH-AND-QUERY [BODY]
	curl -sS --max-time 20 --noproxy '*' -X "$1" -H "@$work/headers" \
		${user:+-H "x-emulator-user: $user"} \
		${3:+--data-binary "$3"} -o "$work/answer" -w '%{http_code}' \
		"$HARNESS_ENDPOINT$2" >"$work/status" || fail "$1 $2: no answer"
	[ "$(cat "$work/status")" = 200 ] ||
		fail "$1 $2: HTTP $(cat "$work/status"): $(cat "$work/answer")"
	cat "$work/answer"
}

# The requests since the last time: those that read (a list may be a POST), and
# those that write, which must be as many as told.
count_requests() { # count_requests WRITES
	counts=$(jq -rs --argjson seen "$seen" '.[$seen:] | map(.method == "GET"
		or (.path | test("/(list|listV2|filter)$"))) |
		"\(map(select(.)) | length) reads, \(map(select(. | not)) | length) writes"' \
		"$work/requests")
	seen=$(wc -l <"$work/requests")
	echo "on the wire: $counts"
	[ "${counts#*reads, }" = "$1 writes" ] || fail "$1 writes were expected"
}

random() {
	od -An -N18 -tx1 /dev/urandom | tr -d ' \n'
}

user_group() { # user_group IDENTIFIER NAME
	api POST "/ng/api/user-groups?accountIdentifier=$account" \
		"$(jq -n --arg account "$account" --arg id "$1" --arg name "$2" \
			'{accountIdentifier: $account, identifier: $id, name: $name,
				users: [], tags: {}}')" >/dev/null
}

service_account() { # service_account IDENTIFIER NAME
	api POST "/ng/api/serviceaccount?accountIdentifier=$account" \
		"$(jq -n --arg account "$account" --arg id "$1" --arg name "$2" \
			'{accountIdentifier: $account, identifier: $id, name: $name, tags: {},
				email: ($id + "@service.harness.io")}')" >/dev/null
}

connector() { # connector IDENTIFIER TYPE SPEC
	api POST "/ng/api/connectors?accountIdentifier=$account" \
		"$(jq -n --arg id "$1" --arg type "$2" --argjson spec "$3" \
			'{connector: {identifier: $id, name: $id, type: $type, spec: $spec}}')" \
		>/dev/null
}

for tool in curl jq git; do
	command -v "$tool" >/dev/null || fail "needs $tool: run \`make deps\`"
done
[ -x "$rein" ] || fail "needs $rein: run \`make\`"

heading "a git repository with the .harness tree of Larkfield, a parcel carrier"
mkdir "$work/tree"
cp -R "$here/testdata/demo/.harness" "$work/tree/"
in_tree git init -q -b main .
commit 'the whole account'
in_tree find .harness -type f | sed 's|/[^/]*$||' | sort | uniq -c | sort -rn | sed 5q

# Values for `!env NAME` and `!file PATH`: made up here, and looked for at the end.
: >"$work/values"
# shellcheck disable=SC2013 # names are words
for name in $(grep -rhoE '!env [A-Z_]+' "$work/tree/.harness" | sed 's/!env //' | sort -u); do
	value=$(random)
	export "$name=$value"
	echo "$value" >>"$work/values"
done
# shellcheck disable=SC2013 # so are these paths
for path in $(grep -rhoE '!file [^ ]+' "$work/tree/.harness" | sed 's/!file //' | sort -u); do
	mkdir -p "$work/secrets/$(dirname "$path")"
	random >"$work/secrets/$path"
	cat "$work/secrets/$path" >>"$work/values"
	echo >>"$work/values"
done
export REIN_SECRETS_DIR="$work/secrets"

heading "an empty account on loopback"
key=pat.$account.demo.$(random)
mkfifo "$work/ready"
"$rein" emulator --listen 127.0.0.1:0 --account "$account" --api-key "$key" \
	--request-log "$work/requests" >"$work/ready" 2>"$work/emulator" &
emulator=$!
exec 3<"$work/ready" # stays open: the emulator may say more
line=$(timeout 20 head -n 1 <&3) || :
case $line in
'rein emulator: listening on http://127.0.0.1:'*) echo "$line" ;;
*) fail "the emulator did not start: $line $(cat "$work/emulator")" ;;
esac
export HARNESS_ENDPOINT="${line##* }"
export HARNESS_ACCOUNT_ID="$account"
export HARNESS_PLATFORM_API_KEY="$key"
printf 'x-api-key: %s\nContent-Type: application/json\n' "$key" >"$work/headers"

# What the tree refers to and does not hold: people, robots, and the Vault behind
# secrets of valueType Reference. All at account scope, which exists already.
user_group platform_engineers 'Platform engineers'
user_group sre 'SRE'
user_group auditors 'External auditors'
user_group release_managers 'Release managers'
user_group tracking_developers 'Tracking developers'
user_group booking_developers 'Booking developers'
user_group identity_developers 'Identity developers'
user_group depot_operators 'Depot operators'
user_group belt_vendor 'Belt vendor support'
service_account rein_bot 'rein'
service_account ci_bot 'CI'
service_account scanner_bot 'Scanner'
connector vault Vault '{"vaultUrl": "https://vault.larkfield.example",
	"renewalIntervalMinutes": 10, "secretEngineName": "kv", "secretEngineVersion": 2,
	"useK8sAuth": true, "vaultK8sAuthRole": "harness",
	"serviceAccountTokenPath": "/var/run/secrets/kubernetes.io/serviceaccount/token",
	"readOnly": true, "default": false}'
connector registry DockerRegistry '{"providerType": "Other",
	"dockerRegistryUrl": "https://registry.larkfield.example",
	"auth": {"type": "Anonymous"}}'
connector otel_charts HttpHelmRepo '{"auth": {"type": "Anonymous"},
	"helmRepoUrl": "https://open-telemetry.github.io/opentelemetry-helm-charts"}'
echo "created there: 9 user groups, 3 service accounts, 3 connectors"
count_requests 15

heading "is the tree sound? no request is made"
expect 0 ' 0 errors, 0 warnings' validate
count_requests 0

heading "what would happen?"
expect 2 '^Plan: 113 to add, 0 to change, 0 to destroy' plan
count_requests 0

heading "make it so"
expect 0 '^Apply complete: 113 added' apply --auto-approve
count_requests 105 # services and environments in company; the lock, twice, and the record

heading "and again: nothing is left to do"
expect 0 '^No changes' plan
expect 0 '^No changes' apply --auto-approve
count_requests 0

heading "behind git's back: an environment, a project, a grant"
user=mira@larkfield.example
scope="accountIdentifier=$account&orgIdentifier=parcel&projectIdentifier=tracking"
body=$(api GET "/ng/api/environmentsV2/prod_us?$scope" | jq '.data.environment
	| {identifier, orgIdentifier, projectIdentifier, description, color, tags,
		name: "prod us east", type: "PreProduction",
		yaml: (.yaml | sub("name: prod us"; "name: prod us east")
			| sub("type: Production"; "type: PreProduction"))}')
api PUT "/ng/api/environmentsV2?accountIdentifier=$account" "$body" >/dev/null
echo "mira calls environment prod_us 'prod us east', and makes it no production"

user=bob@larkfield.example
scope="accountIdentifier=$account&orgIdentifier=parcel"
body=$(api GET "/ng/api/projects/booking?$scope" |
	jq '{project: (.data.project | .description = "ask Bob")}')
api PUT "/ng/api/projects/booking?$scope" "$body" >/dev/null
echo "bob describes project booking as 'ask Bob'"

user=mira@larkfield.example
scope="accountIdentifier=$account&orgIdentifier=platform&projectIdentifier=depot"
body=$(api GET "/authz/api/roleassignments/vendor_support?$scope" |
	jq '.data.roleAssignment | .disabled = false')
api PUT "/authz/api/roleassignments/vendor_support?$scope" "$body" >/dev/null
echo "mira switches the belt vendor's access on"
user=

count_requests 3

heading "the drift, and whose it is"
expect 2 '^Drift: 3 drifted' drift
for line in environment:parcel/tracking/prod_us project:parcel/booking \
	roleAssignment:platform/depot/vendor_support; do
	grep -q " $line " "$work/out" || fail "no drift of $line"
done
mkdir -p "$(dirname "$report")"
expect 2 '' drift --format html --output "$report"
count_requests 0

heading "bob is right: git takes it over"
expect 0 '' drift --adopt=project:parcel/booking
in_tree git --no-pager diff -U0 | sed 1,4d
commit 'booking: say whom to ask'

heading "git wins the rest"
expect 0 '^Apply complete: 0 added, 2 changed' apply --auto-approve
expect 0 '^No changes' plan
count_requests 5 # the lock taken and given back, and the record

heading "a service leaves git: a plan is saved, read by somebody, carried out"
rm "$work/tree/.harness/orgs/parcel/projects/booking/services/label_printer.yaml"
commit 'booking: no labels are printed any more'
expect 2 '^Plan: 0 to add, 0 to change, 1 to destroy' plan --prune --out ../prune.plan
expect 0 '^Apply complete: 0 added, 0 changed, 1 destroyed' apply ../prune.plan
expect 0 '^No changes' plan
count_requests 4

heading "no secret value was printed, logged or saved"
! grep -qF -f "$work/values" "$work/transcript" "$work/requests" "$report" \
	"$work/prune.plan" || fail "a secret value is in what was printed, logged or saved"
echo "$(wc -l <"$work/values") values looked for in $seen requests, all output, the" \
	"report and the plan"
echo "the drift, as a page for the browser: $report"
