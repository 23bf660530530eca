# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load browser

# Names, values, files and people that want to be more than text: in git and in
# Harness, in every format of every command that reports.

HOSTILE='<script>document.title="owned"</script><img src=x onerror=alert(1)> `x` ``` | ]]>
::error::owned
 ::stop-commands::x
##[add-mask]owned ##vso[task.setvariable variable=PATH]x ##teamcity[x]
@octocat #1 [a](https://evil.example) ![b](https://evil.example/p.png) </details> </code> --> %0A::warning::x'
# What YAML in git cannot hold, and JSON can: a terminal's escapes, marks that turn a
# line round, a separator of lines that no editor shows.
WORSE=$'\e[2J\e]0;owned\a\u202eevil\u2066\u2028\u200b\u009b31m\r'

# An account whose live side is hostile, a base before it, and a tree that is hostile too.
hostile() {
	local in=.harness/orgs/payments/projects/checkout odd body

	small_tree
	emulator
	rein apply --auto-approve
	expect_status 0
	body=$(jq -n --arg text "$HOSTILE$WORSE" '{project: {identifier: "checkout",
		orgIdentifier: "payments", name: "Checkout", description: $text,
		tags: {"<b>": $text}}}')
	api PUT "/ng/api/projects/checkout?accountIdentifier=$ACCOUNT&orgIdentifier=payments" \
		"$body" >/dev/null
	odd="$in/services/a\`b|<i>@octocat"$'\n'"::error::file ##[error].yaml"
	jq -n --arg text "$HOSTILE" '{service: {name: "odd", identifier: "odd",
		description: $text, tags: {"@octocat": "|"}, serviceDefinition:
		{type: "Kubernetes", spec: {variables: [{name: "a", type: "String",
			value: $text}]}}}}' | file "$odd"
	jq -n --arg text "in git $HOSTILE" '{project: {identifier: "checkout",
		orgIdentifier: "payments", name: "##[error] `@octocat` <b>|",
		description: $text}}' | file "$in/project.yaml"
	git config user.name '<b>@octocat</b> `::error::` ##[error]'
	commit
}

# Nothing in the output that a terminal or the log of a pipeline obeys.
expect_inert() {
	! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$WORK/out" || fail "a control character"
	! grep -qP '[\x{80}-\x{9f}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]' \
		"$WORK/out" || fail "a mark that hides or turns"
	! grep -qE '##[a-z]*\[' "$WORK/out" || fail "a command of a log"
	if [ "${1-}" = github ]; then
		! grep -qvE '^::(notice|warning|error) ([a-z]+=[^,:]*,)*title=[a-z-]+::' \
			"$WORK/out" || fail "a line that is no annotation"
	else
		! grep -qE '^[[:space:]]*::' "$WORK/out" || fail "a workflow command"
	fi
	! grep -qF '<script>doc' "$WORK/out" || [ "${1-text}" != html ] || fail "a script"
}

# Every format that a command has, with what it is asked beside.
in_all_formats() { # in_all_formats COMMAND FORMATS [OPTION]...
	local command=$1 formats=$2 format

	shift 2
	for format in $formats; do
		rein "$command" --format "$format" "$@"
		[ "$status" -lt 64 ] || fail "$command --format $format"
		[ -n "$output" ] || fail "nothing as $format"
		cp "$WORK/out" "$WORK/$command.$format"
		expect_inert "$format"
	done
}

# As forges turn it to HTML: links and mentions count outside of code alone.
expect_inert_markdown() {
	[ "$(head -c 3 "$1")" = '## ' ] || fail "no headline"
	command -v cmark-gfm >/dev/null || return 0
	cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist "$1" >"$WORK/html"
	sed -e ':a; N; $!ba; s|<pre>[^<]*<code[^>]*>[^<]*</code></pre>||g; s|<code>[^<]*</code>||g' \
		"$WORK/html" >"$WORK/bare"
	! grep -qE '<(a|img|script|i|table)[ >]|@octocat|#1|evil' "$WORK/bare" ||
		fail "it acts: $(grep -nE '<(a|img|script|i|table)[ >]|@octocat|#1|evil' "$WORK/bare")"
	[ "$(grep -c '<details' "$WORK/bare")" -eq "$(grep -c '</details>' "$WORK/bare")" ] ||
		fail "details that do not end"
}

expect_xml() {
	command -v python3 >/dev/null || return 0
	python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' "$1" ||
		fail "no XML: $1"
}

@test "hostile text is inert in every format of plan, and the same text to programs" {
	hostile
	in_all_formats plan 'text json markdown html github' --base HEAD~1 --show-requests
	jq -e --arg live "$HOSTILE$WORSE" --arg git "in git $HOSTILE" '.steps[] |
		select(.address == "project:payments/checkout") | .fields[] |
		select(.path == "/description") | .before == $live and .after == $git' \
		"$WORK/plan.json" >/dev/null || fail "JSON has another text"
	expect_inert_markdown "$WORK/plan.markdown"
	[ "$(grep -c '<script' "$WORK/plan.html")" -eq 1 ] || fail "not one script"
}

@test "hostile text is inert in every format of drift" {
	hostile
	in_all_formats drift 'text json markdown html junit' --base HEAD~1
	grep -qF '&lt;script&gt;' "$WORK/drift.junit" || fail "what was not looked at"
	expect_xml "$WORK/drift.junit"
	expect_inert_markdown "$WORK/drift.markdown"
}

@test "hostile text is inert in every format of validate" {
	hostile
	file ".harness/services/<script>"$'\n'"::error::x.yaml" <<-'END'
		service:
		  name: "##[error] @octocat `x` | <img src=x>"
		  identifier: "<b>\n::error::x ]]>"
	END
	commit
	in_all_formats validate 'text json markdown sarif junit github'
	expect_xml "$WORK/validate.junit"
	expect_inert_markdown "$WORK/validate.markdown"
	jq -e . "$WORK/validate.sarif" >/dev/null
}

@test "hostile text is inert in every format of apply" {
	hostile
	kill "${emulators[0]}"
	wait "${emulators[0]}" || :
	emulator --fault 'PUT /ng/api/projects/* status=400' --fault 'POST /ng/api/servicesV2 status=400'
	in_all_formats apply 'text json markdown html github' --auto-approve
	expect_inert_markdown "$WORK/apply.markdown"
}

@test "a browser shows hostile text as text" {
	hostile
	rein plan --base HEAD~1 --format html -o "$WORK/plan.html"
	browse "file://$WORK/plan.html"
	shows '<title>Plan: '
	shows '&lt;script&gt;document.title='
	lacks '<img'
	lacks '<i>'
	rein drift --base HEAD~1 --format html -o "$WORK/drift.html"
	browse "file://$WORK/drift.html"
	shows '<title>Drift: '
	lacks '<img'
}
