# shellcheck disable=SC2154 # helper.bash sets variables
load helper
load browser

# The emulator's page for people, as a browser sees it.

add() { # add COLLECTION JSON
	api POST "/ng/api/$1accountIdentifier=$ACCOUNT" "$2" >/dev/null
}

@test "the page shows what is stored, scope by scope, and the last requests" {
	emulator
	add 'organizations?' '{"organization":{"identifier":"payments","name":"Payments"}}'
	add 'projects?orgIdentifier=payments&' '{"project":{"orgIdentifier":"payments",
		"identifier":"checkout","name":"Checkout"}}'
	for name in a b c d e f g h; do
		add 'servicesV2?' "{\"identifier\":\"svc_$name\",\"name\":\"$name\",
			\"orgIdentifier\":\"payments\",\"projectIdentifier\":\"checkout\"}"
	done
	! api GET "/ng/api/moons?accountIdentifier=$ACCOUNT" >/dev/null 2>&1
	browse "$URL/"
	shows "<title>rein emulator</title>"
	shows "<code>$ACCOUNT</code>"
	shows '<h3>account</h3>'
	shows '<h3>payments / checkout</h3>'
	shows 'service</td><td class="n">8</td>'
	shows 'svc_h, svc_g, svc_f, svc_e, svc_d, svc_c <span class="dim">and 2 more'
	shows '<td class="t">/ng/api/moons<div'
	shows '<td class="n warn">400</td>'
	shows '<td class="n good">200</td>'
}

@test "the page of an emulator that nobody asked says so" {
	emulator
	browse "$URL/"
	shows 'None yet.'
}

# A target as it stands, with what curl would encode.
raw_get() {
	exec {socket}<>"/dev/tcp/127.0.0.1/${URL##*:}"
	printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&"$socket"
	cat <&"$socket" >/dev/null
	exec {socket}>&-
}

@test "nothing that was asked acts in the page" {
	emulator
	raw_get "/<script>document.title='owned'</script>"
	raw_get "/\"><img/src=x/onerror=document.title='owned'>"
	raw_get "/ng/api/x?a='\"</td></table><script>document.title='owned'</script>&lt;"
	browse "$URL/"
	shows '<title>rein emulator</title>'
	lacks '<script'
	lacks '<img'
	shows "&lt;script&gt;document.title='owned'&lt;/script&gt;"
	shows '&amp;<wbr>lt;'
	curl -sS --noproxy '*' -D "$WORK/head" -o /dev/null "$URL/"
	grep -qi "^content-security-policy: default-src 'none'" "$WORK/head"
}

@test "the page only reads" {
	emulator
	for method in POST PUT DELETE PATCH; do
		code=$(curl -sS --noproxy '*' -X "$method" -o /dev/null -w '%{http_code}' "$URL/")
		[ "$code" -ge 400 ]
	done
}
