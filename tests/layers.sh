#!/bin/sh
# Who may include whom, and who may hold state: cmd -> reconcile -> providers ->
# model. Prints every breach; exit 1 when there is one.
# usage: tests/layers.sh [BUILD]     (the objects there are looked at with nm)
set -u
build=${1:-build}
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

# include lines of a room's files (a find expression) as "file: header"
includes() {
	find "$@" \( -name '*.c' -o -name '*.h' \) -exec grep -HoE '^#include ["<][^">]+' {} + |
		sed 's|:#include ["<]|: |'
}

# room ALLOWED FIND...: our own headers that the room's files may include
room() {
	allowed=$1
	shift
	includes "$@" | grep -E ': (model|providers|reconcile|cmd|tests)/' |
		grep -vE ": ($allowed)" | sed 's/$/ (not from this room)/' >>"$faults"
}

room 'model/' model -not -path 'model/kinds/*'
room 'model/kind\.h|model/kinds/' model/kinds
room 'model/|providers/[a-z_]+\.h' providers -not -path 'providers/emulator/*'
room 'model/(limits|arena|num|text|error)\.h|providers/emulator/' providers/emulator
room 'model/|reconcile/|providers/(provider|tree|git|yaml|yaml_places|json|json_source|secrets|secret_digest|digest|parses)\.h' \
	reconcile
room 'model/|reconcile/|cmd/|providers/([a-z_]+|emulator/server)\.h' cmd

# home HEADERS FILES: the only files that include these third-party headers
home() {
	includes model providers reconcile cmd | grep -E ": ($1)" |
		grep -vE "^($2): " | sed 's/$/ (not its home)/' >>"$faults"
}

home 'yaml\.h' 'providers/(yaml_read|yaml_places|yaml_write|emulator/document)\.c'
home 'json-c/' 'providers/emulator/body\.c'
home 'git2' 'providers/git(_[a-z]+)?\.c'
home 'curl/' 'providers/(wire|sockets|trouble)\.[ch]'
home 'openssl/' 'providers/digest\.c'
home 'microhttpd' 'providers/emulator/(web\.c|visit\.h)'
home 'sqlite3' 'providers/emulator/store(_[a-z]+)?\.[ch]'

# only cmd/ chooses who stands behind provider.h
includes model reconcile | grep -E ': providers/(harness|http|emulator/)' |
	sed 's|$| (only cmd/ chooses the provider)|' >>"$faults"

files=$(find model providers reconcile cmd tests -name '*.[ch]')
for file in $files; do
	case $file in
	*.h)
		[ "$(grep -m1 '^#' "$file")" = '#pragma once' ] ||
			echo "$file: does not begin with #pragma once" >>"$faults"
		;;
	*.c)
		[ -f "${file%.c}.h" ] || continue
		[ "$(grep -m1 '^#include' "$file")" = "#include \"${file%.c}.h\"" ] ||
			echo "$file: does not include its own header first" >>"$faults"
		;;
	esac
done

# writable globals: what nm finds in .data or .bss; relocated constants are none
for part in model providers reconcile cmd; do
	[ -d "$build/$part" ] || continue
	find "$build/$part" -name '*.o' -not -path '*/cmd/main.o' -exec \
		nm -A -f sysv --defined-only {} + | grep -E 'OBJECT|TLS' |
		grep -E '\|(\.(data|bss|tdata|tbss)|\*COM\*)(\.[^r|][^|]*)?$' |
		sed 's/ *|.*|/ (writable: /; s/$/)/' >>"$faults"
done

# the emulator shares no code with the client: what its objects take from ours is
# its own, or of the five files of model/ that know nothing of Harness
defined() {
	find "$@" -name '*.o' -exec nm --defined-only -g {} + | awk 'NF == 3 { print $3 }' |
		sort -u
}

if [ -d "$build/providers/emulator" ]; then
	client=$(mktemp)
	defined "$build/model" "$build/providers" "$build/reconcile" "$build/cmd" \
		-not -path '*/providers/emulator/*' -not -path '*/model/limits.o' \
		-not -path '*/model/arena.o' -not -path '*/model/num.o' \
		-not -path '*/model/text.o' -not -path '*/model/error.o' >"$client"
	find "$build/providers/emulator" -name '*.o' -exec nm -A -u {} + |
		awk 'NR == FNR { client[$1]; next } $NF in client {
			sub(/:.*/, "", $1)
			print $1 ": " $NF " (a symbol of the client)"
		}' "$client" - >>"$faults"
	rm -f "$client"
fi

cat "$faults"
[ ! -s "$faults" ]
