# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load every_kind
load recorded

# Neither a value nor the key, in no file of the folders given.
expect_hidden() {
	! grep -rlaF -e tell-nobody -e nobodyknows -e 'the key' "$@" ||
		fail "a secret is in a file named above"
}

# The one recorded request to a path that ends like this: $request is its file.
find_request() { # find_request METHOD PATH-END
	request=$(grep -laE "^$1 [^? ]*$2\?" "$WORK/sent/"*) || fail "no $1 $2"
	[ "$(wc -l <<<"$request")" -eq 1 ] || fail "more than one: $request"
}

@test "no secret value and no key in anything that rein says or writes" {
	every_kind
	emulator
	mkdir "$WORK/said"
	for format in text json; do
		rein plan --format "$format" --show-requests
		cp "$WORK/out" "$WORK/said/plan.$format"
		cp "$WORK/err" "$WORK/said/plan.$format.err"
	done
	rein apply --auto-approve --format json
	expect_status 0
	cp "$WORK/out" "$WORK/err" "$WORK/requests" "$WORK/said/"
	rein plan --rotate-secrets '*' --show-requests
	expect_status 2
	cp "$WORK/out" "$WORK/said/rotate"
	rein apply --rotate-secrets '*' --auto-approve
	expect_status 0
	cp "$WORK/out" "$WORK/said/rotated"
	expect_hidden "$WORK/said" "$WORK/cache" "$WORK/home" "$WORK/repo"
}

@test "no secret value and no key in what is said when things go wrong" {
	every_kind
	mkdir "$WORK/said"
	for effect in status=500 html=502 reset truncate=30 status=400; do
		rm -f "$WORK/requests"
		emulator --fault "POST /ng/api/v2/secrets* $effect"
		rein apply --auto-approve --tries 1
		cp "$WORK/out" "$WORK/said/$effect.out"
		cp "$WORK/err" "$WORK/said/$effect.err"
		cp "$WORK/requests" "$WORK/said/$effect.requests"
	done
	expect_hidden "$WORK/said" "$WORK/cache" "$WORK/home" "$WORK/repo"
}

@test "a SecretFile arrives as multipart, with the exact bytes" {
	every_kind
	printf 'tell-nobody\0\377\r\n--\n"\\ \303\050 end' >"$REIN_SECRETS_DIR/tls.key"
	emulator
	apply_recorded
	find_request POST /ng/api/v2/secrets/files
	boundary=$(sed -n 's|^Content-Type: multipart/form-data; boundary=\([^\r]*\)\r$|\1|p' \
		"$request")
	[ -n "$boundary" ]
	{
		printf -- '--%s\r\n' "$boundary"
		printf 'Content-Disposition: form-data; name="spec"\r\n\r\n'
		printf '{"secret":{"type":"SecretFile","name":"tls key","identifier":"tls_key",'
		printf '"orgIdentifier":"emea","projectIdentifier":"payments",'
		printf '"tags":{"owner":"core"},"description":"Of the front",'
		printf '"spec":{"secretManagerIdentifier":"harnessSecretManager"}}}\r\n'
		printf -- '--%s\r\n' "$boundary"
		printf 'Content-Disposition: form-data; name="file"; filename="tls_key"\r\n'
		printf 'Content-Type: application/octet-stream\r\n\r\n'
		cat "$REIN_SECRETS_DIR/tls.key"
		printf -- '\r\n--%s--\r\n' "$boundary"
	} >"$WORK/expected"
	tail -c "$(wc -c <"$WORK/expected")" "$request" | cmp - "$WORK/expected"
	rein plan
	expect_status 0
}

@test "a SecretText arrives as the exact text" {
	every_kind
	emulator
	apply_recorded
	request=$(grep -laF '"identifier":"token"' "$WORK/sent/"*)
	sed '1,/^\r$/d' "$request" | jq -j .secret.spec.value >"$WORK/value"
	printf %s "$TOKEN_VALUE" | cmp - "$WORK/value"
}

@test "an update of a secret does not carry its value" {
	without_record
	every_kind
	emulator
	rein apply --auto-approve
	unset LEDGER_TOKEN
	rm "$REIN_SECRETS_DIR/tls.key"
	sed -i 's/description: .*/description: New/' \
		.harness/orgs/emea/projects/payments/secrets/*.yaml
	git commit -aqm 'descriptions'
	apply_recorded
	[ "$(sent_writes | wc -l)" -eq 4 ]
	! grep -laF tell-nobody "$WORK/sent/"* || fail "a value was sent"
	! grep -laF '"valueType":"Inline","value"' "$WORK/sent/"* || fail "a value was sent"
}

@test "--rotate-secrets sends the values that match, and no others" {
	without_record
	every_kind
	emulator
	rein apply --auto-approve
	apply_recorded --rotate-secrets 'secret:emea/payments/tok*'
	[ "$(sent_writes | cut -d'?' -f1)" = "PUT /ng/api/v2/secrets/token" ]
	grep -qaF 'tell-nobody' "$WORK/sent/"*
	apply_recorded --rotate-secrets 'secret:*/tls_key'
	[ "$(sent_writes | cut -d'?' -f1)" = "PUT /ng/api/v2/secrets/files/tls_key" ]
	apply_recorded --rotate-secrets 'secret:*'
	[ "$(sent_writes | wc -l)" -eq 2 ]
	apply_recorded --rotate-secrets 'secret:elsewhere/*'
	[ -z "$(sent_writes)" ]
}

@test "with a digest key: unchanged values are no change, a changed one is sent alone" {
	without_record
	every_kind
	emulator
	export REIN_DIGEST_KEY=0123456789abcdef0123456789abcdef
	rein apply --auto-approve
	expect_status 0
	live_state >"$WORK/live"
	tags=$(jq -r '.. | .rein_digest? // empty' "$WORK/live")
	[ "$(wc -l <<<"$tags")" -eq 2 ] || fail "not two digests: $tags"
	! grep -vE '^v1:[^:]+:[0-9a-f]{32}$' <<<"$tags" || fail "no digest"
	rein plan
	expect_status 0
	expect_output "No changes."
	[[ $output != *rein_digest* ]]

	LEDGER_TOKEN=tell-nobody-new rein plan
	expect_status 2
	[ "$(grep -c '^  ~ ' "$WORK/out")" -eq 1 ]
	expect_output "  ~ secret:emea/payments/token"
	[[ $output != *rein_digest* ]]
	export LEDGER_TOKEN=tell-nobody-new
	apply_recorded
	[ "$(sent_writes | cut -d'?' -f1)" = "PUT /ng/api/v2/secrets/token" ]
	grep -qaF 'tell-nobody-new' "$WORK/sent/"*
	rein plan
	expect_status 0

	printf 'tell-nobody, another file' >"$REIN_SECRETS_DIR/tls.key"
	apply_recorded
	[ "$(sent_writes | cut -d'?' -f1)" = "PUT /ng/api/v2/secrets/files/tls_key" ]
	rein plan
	expect_status 0
}

@test "another digest key, or none: unknown, a note, and never a change" {
	every_kind
	emulator
	REIN_DIGEST_KEY=0123456789abcdef0123456789abcdef rein apply --auto-approve
	expect_status 0
	LEDGER_TOKEN=tell-nobody-new REIN_DIGEST_KEY=another-key-of-32-bytes-or-longer \
		rein plan --format json
	expect_status 0
	expect_json '[.findings[] | [.code, .severity, .address]] == [
		["secret-value", "note", "secret:emea/payments/tls_key"],
		["secret-value", "note", "secret:emea/payments/token"]]'
	REIN_DIGEST_KEY=another-key-of-32-bytes-or-longer rein apply --auto-approve
	expect_status 0
	expect_output "No changes."
	LEDGER_TOKEN=tell-nobody-new rein plan
	expect_status 0
	expect_output "No changes."
}

@test "a digest survives an update of another field, and of other tags" {
	every_kind
	emulator
	export REIN_DIGEST_KEY=0123456789abcdef0123456789abcdef
	rein apply --auto-approve
	live_state | grep rein_digest >"$WORK/before"
	sed -i 's/tags: .*/tags: {owner: somebody}/' \
		.harness/orgs/emea/projects/payments/secrets/*.yaml
	git commit -aqm 'tags'
	unset REIN_DIGEST_KEY
	rein apply --auto-approve
	expect_status 0
	live_state | grep rein_digest | diff "$WORK/before" -
	REIN_DIGEST_KEY=0123456789abcdef0123456789abcdef rein plan
	expect_status 0
}
