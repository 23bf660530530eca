# shellcheck disable=SC2154 # helper.bash sets variables
load helper

# What must hold of the emulator as a server: TLS, and its database whatever ends it.

tls_emulator() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
		-subj /CN=localhost -addext 'subjectAltName=IP:127.0.0.1' \
		-keyout "$WORK/key.pem" -out "$WORK/cert.pem" 2>/dev/null
	emulator --tls-cert "$WORK/cert.pem" --tls-key "$WORK/key.pem" "$@"
	export SSL_CERT_FILE=$WORK/cert.pem CURL_CA_BUNDLE=$WORK/cert.pem
}

# Nanoseconds of processor time that the emulator has had.
cpu() {
	cut -d ' ' -f 1 "/proc/${emulators[-1]}/schedstat"
}

@test "over TLS the API is the same, and connections are kept" {
	small_tree
	tls_emulator
	[[ $URL == https://127.0.0.1:* ]]
	organizations="$URL/ng/api/organizations?accountIdentifier=$ACCOUNT"
	curl -sS --noproxy '*' --max-time 20 -H "x-api-key: $KEY" \
		-w '%{http_code} %{num_connects}\n' -o /dev/null "$organizations" \
		-o /dev/null "$organizations" >"$WORK/out"
	[ "$(cat "$WORK/out")" = $'200 1\n200 0' ]
	rein apply --auto-approve
	expect_status 0
	rein plan
	expect_status 0
}

@test "a TLS handshake that does not go on costs nothing and holds up nobody" {
	[ -r /proc/self/schedstat ] || skip 'the kernel does not count processor time'
	tls_emulator
	exec {silent}<>"/dev/tcp/127.0.0.1/${URL##*:}" {half}<>"/dev/tcp/127.0.0.1/${URL##*:}"
	printf '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' >&"$half"
	api GET "/ng/api/organizations?accountIdentifier=$ACCOUNT" >/dev/null
	before=$(cpu)
	sleep 1
	spent=$(($(cpu) - before))
	[ "$spent" -lt 200000000 ] || fail "$spent ns of processor time in an idle second"
	exec {half}>&- {silent}>&-
	before=$(cpu)
	sleep 1
	[ $(($(cpu) - before)) -lt 200000000 ]
	api GET "/ng/api/organizations?accountIdentifier=$ACCOUNT" >/dev/null
}

@test "plain HTTP on the TLS port is let go" {
	tls_emulator
	! curl -sS --noproxy '*' --max-time 10 "http${URL#https}/" >/dev/null 2>&1
	api GET "/ng/api/organizations?accountIdentifier=$ACCOUNT" >/dev/null
}

# One create after the other until the emulator is gone; what was answered with 200
# stands in $WORK/done.
create_until_gone() {
	local i=0

	while api POST "/ng/api/organizations?accountIdentifier=$ACCOUNT" \
		"{\"organization\":{\"identifier\":\"o$i\",\"name\":\"o$i\"}}" \
		>/dev/null 2>&1; do
		echo "o$i" >>"$WORK/done"
		i=$((i + 1))
	done
}

# The database opens, and all that was answered is in it; whatever was under way at
# most once more.
holds_what_was_answered() {
	local found

	emulator --db "$WORK/state.db"
	while read -r id; do
		api GET "/ng/api/organizations/$id?accountIdentifier=$ACCOUNT" >/dev/null ||
			fail "'$id' was answered with 200 and is gone"
	done <"$WORK/done"
	found=$(api GET "/ng/api/organizations?accountIdentifier=$ACCOUNT&pageSize=1" |
		jq .data.totalItems)
	[ $((found - 1 - $(wc -l <"$WORK/done"))) -le 1 ]
}

@test "kill -9 at any moment: the database opens and has all that was answered" {
	for ms in 50 170 310 430; do
		rm -f "$WORK"/state.db* "$WORK"/ready.*
		: >"$WORK/done"
		emulator --db "$WORK/state.db"
		create_until_gone 3>&- &
		creator=$!
		sleep "0.$(printf %03d "$ms")"
		kill -9 "${emulators[-1]}"
		wait "$creator" "${emulators[-1]}" 2>/dev/null || :
		holds_what_was_answered
		kill "${emulators[-1]}"
		wait "${emulators[-1]}"
	done
}

@test "SIGTERM at work: a clean end, and the database has all that was answered" {
	: >"$WORK/done"
	emulator --db "$WORK/state.db"
	create_until_gone 3>&- &
	creator=$!
	sleep 0.5
	status=0
	kill "${emulators[-1]}"
	wait "${emulators[-1]}" || status=$?
	expect_status 0
	wait "$creator" || :
	[ -s "$WORK/done" ]
	[ ! -e "$WORK/state.db-wal" ]
	holds_what_was_answered
}

@test "the database is for its owner's eyes" {
	emulator --db "$WORK/state.db"
	[ "$(stat -c %a "$WORK/state.db")" = 600 ]
	[ "$(stat -c %a "$WORK/state.db-wal")" = 600 ]
}
