#!/bin/sh
# Where the instructions of a callgrind file went: {"libyaml": 0.52, ...}, the shares
# of each library and of each room of rein, those below one in a hundred left out.
# usage: tests/bench/profile.sh FILE
set -eu
callgrind_annotate --auto=no --threshold=100 "$1" | awk '
	/^ *[0-9,]+ \(/ && !/PROGRAM TOTALS/ {
		count = $1
		gsub(/,/, "", count)
		place = object = $0
		sub(/.*\[/, "", object)
		sub(/\].*/, "", object)
		sub(/.*\//, "", object)
		sub(/(-[0-9.]+)?\.so.*/, "", object)
		if (place !~ /\[/) # callgrind_annotate leaves it out for what is inlined
			object = "rein"
		if (object == "rein") {
			if (match(place, /(model|providers|reconcile|cmd)\//))
				object = "rein, " substr(place, RSTART, RLENGTH - 1)
			else
				object = "rein, inlined"
		}
		counts[object] += count
		total += count
	}
	END {
		for (object in counts)
			if (counts[object] >= total / 100)
				printf "%s\t%.3f\n", object, counts[object] / total
	}' | jq -R -s -c '[split("\n")[] | select(. != "") | split("\t") |
		{key: .[0], value: (.[1] | tonumber)}] | sort_by(-.value) | from_entries'
