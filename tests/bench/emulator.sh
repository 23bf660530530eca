#!/bin/sh
# What 50,000 entities cost an emulator: memory, and processor time a request. Prints
# numbers and judges none of them.
# usage: tests/bench/emulator.sh REIN CLIENT [OPTIONS of rein emulator]
set -eu
rein=$1 client=$2
shift 2
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$work"' EXIT
key=pat.bench.test.nobodyknows

"$rein" emulator --listen 127.0.0.1:0 --api-key "$key" "$@" >"$work/out" &
pid=$!
until grep -qs listening "$work/out"; do
	kill -0 "$pid"
	sleep 0.1
done
"$client" "$(sed -n '1s/.*://p' "$work/out")" "$pid" "$key" bench
