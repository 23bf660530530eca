"use strict";
/* Filters the entities of the report. Without it the page shows all of them. */
(() => {
	const filter = document.getElementById("filter");
	if (!filter) return;
	const find = (id) => document.getElementById(id);
	const [kind, text, count, nothing] = ["kind", "text", "count", "nothing"].map(find);
	const isPressed = (chip) => chip.getAttribute("aria-pressed") === "true";
	const press = (chip, on) => chip.setAttribute("aria-pressed", String(on));
	const chips = [...filter.querySelectorAll(".chip")];
	const sections = [...document.querySelectorAll("section.scope")];
	const rows = sections.flatMap((section) =>
		[...section.querySelectorAll(".entity")].map((element) => ({
			element, section, shown: true, text: null,
			state: element.dataset.state, kind: element.dataset.kind,
		})));

	for (const name of [...new Set(rows.map((row) => row.kind))].sort()) {
		const option = document.createElement("option");
		option.value = option.textContent = name;
		kind.append(option);
	}

	/* Many events before a frame is drawn are one. */
	const once = (act) => {
		let waiting = 0;
		return () => {
			cancelAnimationFrame(waiting);
			waiting = requestAnimationFrame(act);
		};
	};

	/* The text of an entity is read once, when somebody first looks for one. */
	const says = (row, words) => {
		if (row.text === null) row.text = row.element.textContent.toLowerCase();
		return words.every((word) => row.text.includes(word));
	};

	const apply = () => {
		const states = new Set(chips.filter(isPressed).map((chip) => chip.dataset.state));
		const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
		const alive = new Set();
		let shown = 0;

		for (const row of rows) {
			const hit = (states.size === 0 || states.has(row.state)) &&
				(kind.value === "" || row.kind === kind.value) &&
				(words.length === 0 || says(row, words));
			if (hit !== row.shown) row.element.hidden = !hit;
			row.shown = hit;
			if (hit) { shown++; alive.add(row.section); }
		}
		for (const section of sections) section.hidden = !alive.has(section);
		count.textContent = `${shown} of ${rows.length} shown`;
		nothing.hidden = shown > 0;
		label();
	};

	for (const chip of chips)
		chip.addEventListener("click", () => {
			press(chip, !isPressed(chip));
			apply();
		});
	kind.addEventListener("change", apply);
	text.addEventListener("input", once(apply));
	find("reset").addEventListener("click", () => {
		for (const chip of chips) press(chip, false);
		kind.value = text.value = "";
		apply();
	});

	/* Opening and closing what is shown; all of it for paper, and back again. */
	const folds = () => rows.filter((row) => row.shown)
		.map((row) => row.element.querySelector("details")).filter(Boolean);
	const closed = () => folds().filter((fold) => !fold.open);
	const unfold = find("unfold");
	const label = once(() => {
		unfold.textContent = closed().length > 0 ? "Open all" : "Close all";
		unfold.hidden = folds().length === 0;
	});
	unfold.addEventListener("click", () => {
		const open = closed().length > 0;
		for (const fold of folds()) fold.open = open;
	});
	document.addEventListener("toggle", label, true);
	let opened = [];
	addEventListener("beforeprint", () => {
		opened = closed();
		for (const fold of opened) fold.open = true;
	});
	addEventListener("afterprint", () => {
		for (const fold of opened) fold.open = false;
	});

	document.addEventListener("keydown", (event) => {
		const typing = /^(input|select|textarea)$/i.test(event.target.tagName);
		if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
		event.preventDefault();
		text.focus();
	});
	filter.hidden = false;
	apply();
})();
