# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper

HERE=.harness/orgs/payments/projects/checkout

# rein validate with stdin as what stands at a path: buffer PATH [OPTION]... <<'END'
buffer() {
	status=0
	"$REIN" validate --stdin-filename "$@" >"$WORK/out" 2>"$WORK/err" 3>&- ||
		status=$?
	output=$(cat "$WORK/out")
	errors=$(cat "$WORK/err")
}

@test "a buffer stands for the tracked file, which stays as it is" {
	small_tree
	buffer $HERE/services/api.yaml --format json <<-'END'
		service:
		  name: api
		  identifier: not api
	END
	expect_status 1
	expect_json '[.findings[] | [.code, .file, .line, .column]] ==
		[["identifier-invalid", "'$HERE'/services/api.yaml", 3, 15]]'
	[ -z "$errors" ] || fail "words on stderr"
	[ -z "$(git status --porcelain)" ] || fail "the work tree changed"
	buffer $HERE/services/api.yaml <$HERE/services/api.yaml
	expect_status 0
}

@test "what is wrong in the file on disk is not said of the buffer" {
	small_tree
	printf 'service:\n  name: "api\n' | file $HERE/services/api.yaml
	buffer $HERE/services/api.yaml --format json <<-'END'
		service:
		  name: api
		  identifier: api
	END
	expect_status 0
	expect_json '.findings == [] and .summary.errors == 0'
}

@test "findings of other files are not the editor's business" {
	small_tree
	printf 'service:\n  name: "x\n' | file $HERE/services/broken.yaml
	printf 'nonsense' >$HERE/untracked.yaml
	rein validate
	expect_status 1
	buffer $HERE/services/api.yaml --strict <$HERE/services/api.yaml
	expect_status 0
	expect_line "3 entities in 4 files: 0 errors, 0 warnings"
}

@test "a buffer of a file that is not there, or not tracked, counts too" {
	small_tree
	printf 'nonsense' >$HERE/services/new.yaml
	for path in $HERE/services/new.yaml $HERE/services/none.yml; do
		buffer $path --strict <<-'END'
			service:
			  name: fresh
			  identifier: fresh
		END
		expect_status 0
		expect_line "4 entities in 4 files: 0 errors, 0 warnings"
	done
}

@test "a duplicate is said in the buffer, whichever of the two comes first" {
	small_tree
	for name in a z; do
		buffer $HERE/services/$name.yaml --format json <<-'END'
			service:
			  name: api
			  identifier: api
		END
		expect_status 1
		expect_json '[.findings[] | [.code, .file, .line, .column]] ==
			[["identifier-duplicate", "'$HERE/services/$name'.yaml", 3, 15]]'
		expect_json '[.findings[0].related[] | [.file, .line, .column]] ==
			[["'$HERE'/services/api.yaml", 3, 15]]'
	done
}

@test "a misspelt reference gets the nearest thing that other files declare" {
	small_tree
	printf 'closed: true\n' | file .harness/rein.yaml
	buffer $HERE/pipelines/p.yaml --format json <<-'END'
		pipeline:
		  name: p
		  identifier: p
		  stages:
		    - stage:
		        identifier: s
		        name: s
		        type: Deployment
		        spec: {service: {serviceRef: apj}}
	END
	expect_status 1
	expect_json '[.findings[] | [.code, .severity, .line, .column, .fix]] ==
		[["reference-unresolved", "error", 9, 38, "api"]]'
}

@test "every format, and --strict" {
	small_tree
	for format in text json sarif junit github; do
		for strict in "" --strict; do
			buffer .harness/orgs/payments/organization.yaml --format $format \
				$strict <<-'END'
				organization:
				  identifier: payments
				  name: Payments
				  colour: red
			END
			if [ -n "$strict" ]; then expect_status 1; else expect_status 0; fi
			expect_output "organization.yaml"
			expect_output "field-unknown"
		done
	done
}

@test "PATH from a folder below, absolute, from the root, through a link" {
	small_tree
	ln -s "$WORK/repo" "$WORK/link"
	cd $HERE/services
	for path in api.yaml ./api.yaml ../services/api.yaml "$PWD/api.yaml" \
		$HERE/services/api.yaml "$WORK/link/$HERE/services/api.yaml"; do
		buffer "$path" --format json <<<'service: {name: api, identifier: a b}'
		expect_status 1
		expect_json '[.findings[].file] == ["'$HERE'/services/api.yaml"]'
	done
	cd "$HOME"
	buffer $HERE/services/api.yaml --dir "$WORK/repo" --format json \
		<<<'service: {name: api, identifier: a b}'
	expect_json '[.findings[].file] == ["'$HERE'/services/api.yaml"]'
	git clone -q --bare "$WORK/repo" "$WORK/bare"
	buffer $HERE/services/api.yaml --dir "$WORK/bare" --format json \
		<<<'service: {name: api, identifier: a b}'
	expect_json '[.findings[].file] == ["'$HERE'/services/api.yaml"]'
}

@test "PATH must be a document of the tree" {
	small_tree
	for path in other.yaml .harness .harness/readme.md .harness/../x.yaml /etc/x.yaml \
		.harness/.git/x.yaml ""; do
		buffer "$path" </dev/null
		if [ -n "$path" ]; then
			expect_status 64
			expect_error "--stdin-filename"
		fi
	done
	buffer $HERE/services/api.yaml --fix </dev/null
	expect_status 64
}

@test "rein.yaml is checked as well" {
	small_tree
	buffer .harness/rein.yaml --format json <<<'clsed: true'
	expect_status 1
	expect_json '[.findings[] | [.file, .line, .column]] == [[".harness/rein.yaml", 1, 1]]'
}

@test "a buffer over the limit, and one of garbage" {
	small_tree
	head -c 4194305 /dev/zero | tr '\0' '#' >"$WORK/large"
	buffer $HERE/services/api.yaml --format json <"$WORK/large"
	expect_status 1
	expect_json '[.findings[] | [.code, .file, .line, .column]] ==
		[["limit-exceeded", "'$HERE'/services/api.yaml", 1, 1]]'
	head -c 5000 /dev/urandom >"$WORK/random"
	buffer $HERE/services/api.yaml <"$WORK/random"
	expect_status 1
	buffer $HERE/services/api.yaml </dev/null
	expect_status 0
}
