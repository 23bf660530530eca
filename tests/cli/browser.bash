# shellcheck shell=bash disable=SC2154 # helper.bash sets variables
# Pages as a browser sees them. Loaded after `helper`; where there is no Chromium, or
# none that starts, the test is skipped.

browse() {
	chromium=$(command -v chromium || command -v chromium-browser) ||
		skip 'no chromium is installed'
	timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --no-proxy-server --user-data-dir="$(mktemp -d -p "$WORK")" \
		--dump-dom "$1" 2>"$WORK/browser" 3>&- >"$WORK/dom" ||
		skip "chromium does not start here: $(tail -n 1 "$WORK/browser")"
}

# What the browser made of the page holds this, and this it does not hold.
shows() {
	grep -qF -- "$1" "$WORK/dom" || fail "the page lacks: $1"
}

lacks() {
	! grep -qF -- "$1" "$WORK/dom" || fail "the page has: $1"
}
