#!/bin/sh
# Run test programs and print "N passed, N failed" last; exit 1 when one failed.
# usage: tests/run.sh [unit] [cli]
# BUILD names the build folder; RUN is put before each unit program ("valgrind -q").
set -u
build=${BUILD:-build}
work=$(mktemp -d)
tap=$work/tap
trap 'rm -rf "$work"' EXIT
crashed=0

# What a sanitizer says is kept apart from what programs say, and fails the run
# whatever the exit status of the program was.
export ASAN_OPTIONS="detect_leaks=1:log_path=$work/sanitizer"
export UBSAN_OPTIONS="print_stacktrace=1:log_path=$work/sanitizer"
: >"$tap"

run_unit() {
	for program in "$build"/tests/unit/test_*; do
		[ -f "$program" ] || continue
		case $program in *.[od]) continue ;; esac
		# shellcheck disable=SC2086 # RUN is words
		CMOCKA_MESSAGE_OUTPUT=TAP ${RUN:-} "$program" >"$tap.one" 2>&1
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

# As many files at once as there are processors, since most tests wait for programs;
# the report of each is kept beside the others, whole. Under nohup they would be deaf to
# a SIGHUP that a test sends.
run_cli() {
	# shellcheck disable=SC2016 # the inner shell expands these
	printf '%s\n' tests/cli/*.bats |
		BUILD=$build xargs -P "$(nproc)" -I{} sh -c '
			report=$1/${2##*/}
			env --default-signal=HUP bats --tap "$2" >"$report" 2>&1 ||
				: >"$report.failed"' run "$work" {}
	for file in tests/cli/*.bats; do
		report=$work/${file##*/}
		cat "$report" >>"$tap"
		[ -f "$report.failed" ] || continue
		echo "--- $file"
		grep -v '^ok ' "$report"
		grep -q '^not ok ' "$report" || crashed=$((crashed + 1))
	done
}

for part in "${@:-unit}"; do
	"run_$part"
done
for report in "$work"/sanitizer*; do
	[ -f "$report" ] || continue
	echo "--- a sanitizer says:"
	sed 40q "$report"
	crashed=$((crashed + 1))
done
passed=$(grep -c '^ok ' "$tap")
failed=$(($(grep -c '^not ok ' "$tap") + crashed))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
