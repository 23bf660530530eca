# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # tests are subshells; helper.bash sets variables
load helper
load browser

# The HTML report, as a browser sees it.

# What `script` (a text of JavaScript) says of the report, line by line: it stands in
# the page behind the page's own, which its policy would not let happen, and frames
# are drawn when they are asked for.
ask_page() { # ask_page FILE SCRIPT
	local now='<script>requestAnimationFrame = (draw) => { draw(); return 0; };</script>'

	sed -e "s|^<meta http-equiv=.Content-Security-Policy.*|$now|" \
		-e '/^<\/body>/d; /^<\/html>/d' "$1" >"$WORK/asked.html"
	cat >>"$WORK/asked.html" <<-END
		<script>
		const said = [], say = (text) => said.push(text);
		const find = (id) => document.getElementById(id);
		const set = (id, value, event) => {
			find(id).value = value;
			find(id).dispatchEvent(new Event(event));
		};
		const shown = () => [...document.querySelectorAll(".entity")]
			.filter((entity) => entity.checkVisibility())
			.map((entity) => entity.querySelector("h3").textContent);
		$2
		document.documentElement.textContent = said.join("\n");
		</script>
	END
	browse "file://$WORK/asked.html"
}

# A plan of an account that has the small tree, where much differs since: $WORK/plan.html
report() {
	small_tree
	emulator
	rein apply --auto-approve
	expect_status 0
	sed -i 's/What customers/What our customers/' .harness/orgs/payments/projects/checkout/project.yaml
	sed -i 's/name: api/name: the api/' .harness/orgs/payments/projects/checkout/services/api.yaml
	file .harness/orgs/payments/projects/checkout/services/web.yaml <<-'END'
		service:
		  name: web
		  identifier: web
		  serviceDefinition: {type: Kubernetes, spec: {}}
	END
	file .harness/variables/region.yaml <<-'END'
		variable:
		  name: region
		  identifier: region
		  type: String
		  spec: {valueType: FIXED, fixedValue: eu-west-1}
	END
	commit
	rein plan --base HEAD~1 --format html -o "$WORK/plan.html"
	expect_status 2
}

@test "the report needs nothing but itself, and its script runs under its own policy" {
	report
	! grep -oE '(src|href|url)[=(]"?[^#"][^" ]*' "$WORK/plan.html" || fail "it asks for more"
	! grep -qE '(https?:)?//[a-z]' "$WORK/plan.html" || fail "it names a host"
	! grep -q ' style=' "$WORK/plan.html" || fail "a style that the policy forbids"
	browse "file://$WORK/plan.html"
	shows '<title>Plan: 2 to add, 2 to change, 0 to destroy. - rein</title>'
	shows '<span id="count" role="status">4 of 4 shown</span>'
	shows '<option value="variable">variable</option>'
	lacks 'aria-label="Filter the entities" hidden'
}

@test "entities are filtered by action, kind and text, and counted" {
	report
	ask_page "$WORK/plan.html" '
		say(`all ${shown().length}`);
		const chip = document.querySelector("[data-state=create].chip");
		chip.click();
		say(`created ${shown()} pressed ${chip.ariaPressed}`);
		set("kind", "service", "change");
		say(`services ${shown()} ${find("count").textContent}`);
		chip.click();
		set("text", "THE Api /name", "input");
		say(`text ${shown()}`);
		set("text", "nowhere", "input");
		say(`nothing ${shown().length} ${find("nothing").checkVisibility()}
			sections ${[...document.querySelectorAll("section.scope")]
				.filter((scope) => scope.checkVisibility()).length}`);
		find("reset").click();
		say(`again ${shown().length} ${find("nothing").checkVisibility()}`);'
	shows 'all 4'
	shows 'created variable:region,service:payments/checkout/web pressed true'
	shows 'services service:payments/checkout/web 1 of 4 shown'
	shows 'text service:payments/checkout/api'
	shows 'nothing 0 true'
	shows 'sections 0'
	shows 'again 4 false'
}

@test "the page can be read without eyes and without a mouse" {
	report
	ask_page "$WORK/plan.html" '
		const all = (query) => [...document.querySelectorAll(query)];
		const name = (element) => element.ariaLabel || element.labels?.[0]?.textContent ||
			element.textContent;
		say(`unnamed ${all("button, select, input").filter((e) => !name(e).trim()).length}`);
		say(`headings ${all("h1").length} ${all("h2, h3").every((h) => h.textContent.trim())}`);
		say(`landmarks ${["header", "main", "nav", "[role=search]", "footer"]
			.every((query) => all(query).length === 1)}`);
		say(`target ${find(all("a.skip")[0].hash.slice(1)) !== null}`);
		say(`doubles ${all("[id]").length - new Set(all("[id]").map((e) => e.id)).size}`);
		say(`columns ${all("table").every((t) => t.querySelector("thead th[scope=col]"))}`);
		document.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true}));
		say(`focus ${document.activeElement.id}`);'
	shows 'unnamed 0'
	shows 'headings 1 true'
	shows 'landmarks true'
	shows 'target true'
	shows 'doubles 0'
	shows 'columns true'
	shows 'focus text'
}

@test "all that differs is open on paper" {
	report
	ask_page "$WORK/plan.html" '
		const open = () => document.querySelectorAll(".entity details[open]").length;
		find("unfold").click();
		say(`before ${open()} ${find("unfold").textContent}`);
		dispatchEvent(new Event("beforeprint"));
		say(`paper ${open()}`);
		dispatchEvent(new Event("afterprint"));
		say(`after ${open()}`);'
	shows 'before 0'
	shows 'paper 2'
	shows 'after 0'
}

@test "5,000 entities are one page" {
	emulator
	file .harness/orgs/o/organization.yaml <<<'organization: {identifier: o, name: O}'
	for i in {1..5}; do
		file .harness/orgs/o/projects/p$i/project.yaml <<<"project: {identifier: p$i, name: P}"
		printf -- '---\nservice: {identifier: svc_%s, name: s}\n' {1..1000} |
			file .harness/orgs/o/projects/p$i/services.yaml
	done
	commit
	rein plan --format html -o "$WORK/plan.html"
	expect_status 2
	ask_page "$WORK/plan.html" '
		say(`all ${find("count").textContent}`);
		set("text", "p3/ svc_77", "input");
		say(`some ${find("count").textContent}`);'
	shows 'all 5006 of 5006 shown'
	shows 'some 11 of 5006 shown'
}

@test "an apply as a report says what became of each step" {
	small_tree
	emulator --fault 'POST /ng/api/servicesV2 status=400'
	rein apply --auto-approve --format html -o "$WORK/apply.html"
	expect_status 3
	browse "file://$WORK/apply.html"
	shows '<h1>Apply incomplete: 2 added, 0 changed, 0 destroyed, 1 failed'
	shows 'data-state="failed" data-kind="service"'
	shows '<span class="why">400'
}

@test "a tree that is not sound is a report as well" {
	small_tree
	file .harness/services/bad.yaml <<<'service: {name: [}'
	commit
	rein plan --format html
	expect_status 1
	expect_output '<h1>plan failed: 1 error.</h1>'
	expect_output 'yaml-syntax'
	rein plan --format markdown
	expect_status 1
	expect_output '## plan failed'
}
