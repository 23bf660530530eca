#!/usr/bin/env bats

load helper

@test "the manual pages say what the commands say of themselves" {
	sh "$BATS_TEST_DIRNAME/../../docs/man/generate.sh" --check "$REIN"
}

@test "every command has a page, and the first page names it" {
	pages=$BATS_TEST_DIRNAME/../../docs/man
	for command in $("$REIN" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
		grep -q "^\*rein[- ]$command" "$pages/rein.1.scd" || fail "rein.1: $command"
		case $command in
		version | completion) ;;
		*) [ -f "$pages/rein-$command.1.scd" ] || fail "no page: $command" ;;
		esac
	done
}
