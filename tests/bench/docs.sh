#!/bin/sh
# Puts the tables of a bench between the marks of a page: no figure is typed by hand.
# usage: tests/bench/docs.sh JSON PAGE
set -eu
json=$1 page=$2
report=$(dirname "$0")/report.jq
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT

sed '/^<!-- bench -->$/q' "$page" >"$fresh"
{
	echo
	jq -r --arg part tables -f "$report" "$json"
	jq -r --arg part gates -f "$report" "$json"
	echo
	sed -n '/^<!-- end of bench -->$/,$p' "$page"
} >>"$fresh"
cat "$fresh" >"$page"
