# What an apply leaves in the account beside the entities of the tree, and waiting for
# what another program does. Loaded after `helper`.

variables() {
	api GET "/ng/api/variables?accountIdentifier=$ACCOUNT&includeVariablesFromEverySubScope=true&pageSize=100" |
		jq -r '.data.content[].variable.identifier' | sort
}

expect_no_lock() {
	! variables | grep '^rein_lock_' || fail "a lock is left"
}

# Until a command works: at most ten seconds.
await() {
	for _ in $(seq 100); do
		! "$@" >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	fail "in vain: $*"
}
