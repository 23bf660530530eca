# What rein really sends, as a proxy in between sees it. Loaded after `helper`.

BETWEEN=$(cd "${BUILD:-build}" && pwd)/tests/cli/between

# An apply whose requests stand in $WORK/sent/0001, 0002, ... afterwards; its status in
# $status, its words where `rein` leaves them.
apply_recorded() {
	rm -rf "$WORK/sent"
	mkdir "$WORK/sent"
	status=0
	"$BETWEEN" -r "$WORK/sent" "${URL##*:}" "$REIN" apply --auto-approve "$@" \
		>"$WORK/out" 2>"$WORK/err" </dev/null 3>&- || status=$?
	output=$(cat "$WORK/out")
	errors=$(cat "$WORK/err")
}

# The files of those that may change something, in their order.
recorded_writes() {
	grep -lavE '^GET ' "$WORK/sent/"* | while read -r sent; do
		case $(head -n 1 "$sent") in
		'GET '* | *'/list?'* | *'/filter?'*) ;;
		*) echo "$sent" ;;
		esac
	done
}

# "METHOD TARGET" of each, or of a file.
request_line() { # request_line FILE
	head -n 1 "$1" | sed 's/ HTTP\/1.1\r$//'
}

request_type() {
	sed -n '/^\r$/q; s/^Content-Type: \(.*\)\r$/\1/p' "$1"
}

request_body() {
	sed '1,/^\r$/d' "$1"
}

sent_writes() {
	recorded_writes | while read -r sent; do
		request_line "$sent"
	done
}
