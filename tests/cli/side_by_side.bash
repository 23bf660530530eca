# Many like cases, each with an account of its own, two at a time. Loaded after
# `helper`.

# COMMAND is called with each number of 1..COUNT, in a folder $WORK of its own,
# under `set -e`; $ABOVE is the test's own $WORK. Every failure is told.
side_by_side() { # side_by_side COMMAND COUNT
	local n failed=0 lanes=()

	for n in 1 2; do
		lane "$1" "$n" "$2" 2 3>&- &
		lanes+=($!)
	done
	wait "${lanes[@]}" || :
	for n in $(seq "$2"); do
		[ -e "$WORK/$1.$n/passed" ] && continue
		failed=$((failed + 1))
		echo "--- $1 $n"
		head -n 60 "$WORK/$1.$n/said"
	done
	[ "$failed" -eq 0 ] || fail "$failed of $2 fail: $1"
}

lane() { # lane COMMAND FIRST LAST STEP
	local n

	trap - ERR EXIT
	set +e # a case that fails is no reason to leave out the others
	ABOVE=$WORK
	for n in $(seq "$2" "$4" "$3"); do
		mkdir "$ABOVE/$1.$n"
		one_case "$1" "$n" >"$ABOVE/$1.$n/said" 2>&1
	done
}

one_case() ( # in a shell of its own, so that what it starts ends with it
	WORK=$ABOVE/$1.$2 emulators=()
	trap 'kill "${emulators[@]}"; wait' EXIT
	set -e
	"$1" "$2"
	touch "$WORK/passed"
)
