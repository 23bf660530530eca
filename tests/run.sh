#!/bin/sh
# Run test programs and print "N passed, N failed" last; exit 1 when one failed.
# usage: tests/run.sh [unit] [cli]     (BUILD names the build folder)
set -u
build=${BUILD:-build}
tap=$(mktemp)
trap 'rm -f "$tap"' EXIT
crashed=0

run_unit() {
	for program in "$build"/tests/unit/test_*; do
		[ -x "$program" ] && [ -f "$program" ] || continue
		case $program in *.[od]) continue ;; esac
		CMOCKA_MESSAGE_OUTPUT=TAP "$program" >"$tap.one" 2>&1
		status=$?
		cat "$tap.one" >>"$tap"
		if [ "$status" -ne 0 ]; then
			echo "--- $program (exit $status)"
			grep -v '^ok ' "$tap.one"
			grep -q '^not ok ' "$tap.one" || crashed=$((crashed + 1))
		fi
	done
	rm -f "$tap.one"
}

run_cli() {
	BUILD=$build bats --tap tests/cli >"$tap.one" 2>&1 || {
		grep -v '^ok ' "$tap.one"
		grep -q '^not ok ' "$tap.one" || crashed=$((crashed + 1))
	}
	cat "$tap.one" >>"$tap"
	rm -f "$tap.one"
}

for part in "${@:-unit}"; do
	"run_$part"
done
passed=$(grep -c '^ok ' "$tap")
failed=$(($(grep -c '^not ok ' "$tap") + crashed))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
