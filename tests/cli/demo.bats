#!/usr/bin/env bats

load helper

@test "the demo runs as the README says, and leaves nothing behind" {
	export TMPDIR=$WORK/tmp
	mkdir "$TMPDIR"
	REIN=$REIN DEMO_REPORT=$WORK/pages/drift.html \
		timeout 60 sh "$BATS_TEST_DIRNAME/../demo.sh" 3>&-
	grep -q '<html' "$WORK/pages/drift.html"
	grep -q mira@larkfield.example "$WORK/pages/drift.html"
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "the demo stopped half-way leaves nothing behind" {
	export TMPDIR=$WORK/tmp
	mkdir "$TMPDIR"
	REIN=$REIN sh "$BATS_TEST_DIRNAME/../demo.sh" >"$WORK/out" 2>&1 3>&- &
	for _ in $(seq 200); do
		! grep -q 'listening on' "$WORK/out" || break
		sleep 0.05
	done
	kill $!
	wait $! || status=$?
	[ "$status" -eq 143 ]
	[ -z "$(ls -A "$TMPDIR")" ]
	! curl -s -o /dev/null "$(sed -n 's/.*listening on //p' "$WORK/out")"
}
