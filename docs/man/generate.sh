#!/bin/sh
# The page of a command: what the program says of itself (name, options, exit
# status), then what was written by hand. With --check only compare.
# usage: docs/man/generate.sh [--check] PROGRAM
set -eu
check=
if [ "$1" = --check ]; then
	check=yes
	shift
fi
pages=$(dirname "$0")
new=$(mktemp)
trap 'rm -f "$new"' EXIT
for page in "$pages"/rein-*.1.scd; do
	command=${page##*/rein-}
	"$1" "${command%.1.scd}" --help=man | sed "s, *\$,," >"$new"
	echo >>"$new"
	sed -n '/^; by hand from here on/,$p' "$page" >>"$new"
	if [ -z "$check" ]; then
		cp "$new" "$page"
	elif ! diff -u "$page" "$new"; then
		echo "$page is not what the program says: run \`make docs\`" >&2
		exit 1
	fi
done
