#include "cmd/render/render.h"

#include "cmd/render/terminal.h"
#include "model/arena.h"
#include "model/index.h"
#include "model/source.h"
#include "model/text.h"
#include "reconcile/mentions.h"

static void put_count(struct buf *out, size_t count, const char *one, const char *many)
{
	buf_format(out, "%zu %s", count, count == 1 ? one : many);
}

/* Notes that say the same, at their first place. */
struct note {
	const struct error *first;
	size_t more;
};

/* A few notes are read; many would hide what matters. Those that suggest something
 * are always shown. */
enum { NOTES_READ = 5 };

static void put_folded(struct buf *out, const struct note *notes, size_t count,
	const struct style *style)
{
	size_t plain = 0, folded = 0;

	for (size_t i = 0; i < count; i++)
		plain += notes[i].first->fix == NULL;
	for (size_t i = 0; i < count; i++) {
		if (plain > NOTES_READ && notes[i].first->fix == NULL)
			folded += 1 + notes[i].more;
		else
			render_note(out, notes[i].first, notes[i].more, style);
	}
	if (folded > 0)
		buf_format(out,
			"%zu notes of what the tree does not hold, or rein does not "
			"manage, are left out here: --format json has them\n",
			folded);
}

static void put_notes(
	struct buf *out, const struct error_list *findings, const struct style *style)
{
	struct arena arena = { 0 };
	struct note *notes = arena_array(&arena, findings->count, sizeof(*notes));
	struct index seen = { .arena = &arena };
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct error *finding = findings->items[i];
		const void **held;

		if (finding->severity != SEVERITY_NOTE)
			continue;
		held = index_at(&seen, finding->message);
		if (*held == NULL) {
			notes[count].first = finding;
			*held = &notes[count++];
		} else {
			notes[(const struct note *)*held - notes].more++;
		}
	}
	put_folded(out, notes, count, style);
	arena_release(&arena);
}

static void put_summary(struct buf *out, const struct report *report)
{
	const struct error_list *findings = report->findings;
	size_t notes = findings->count + findings->dropped - findings->failures -
		       findings->warnings;

	put_count(out, report->entities, "entity", "entities");
	buf_text(out, " in ");
	put_count(out, report->files, "file", "files");
	buf_text(out, ": ");
	put_count(out, findings->failures, "error", "errors");
	buf_text(out, ", ");
	put_count(out, findings->warnings, "warning", "warnings");
	if (notes > 0) {
		buf_text(out, ", ");
		put_count(out, notes, "note", "notes");
	}
	buf_char(out, '\n');
}

static void put_references(
	struct buf *out, const struct mentions *mentions, const struct style *style)
{
	for (size_t i = 0; i < mentions->count; i++) {
		const struct mention *mention = &mentions->items[i];
		struct place place = source_place(mention->source, mention->offset);

		terminal_colour(out, style->colour, COLOUR_BOLD);
		terminal_text(out, slice_of(place.file));
		buf_format(out, ":%u:%u: ", place.line, place.column);
		terminal_plain(out, style->colour);
		terminal_text(out, slice_of(mention->address));
		buf_char(out, ' ');
		terminal_text(out, slice_of(mention->path));
		buf_text(out, " -> ");
		terminal_text(out, slice_of(mention->target));
		terminal_colour(out, style->colour, COLOUR_FAINT);
		buf_format(out, " [%s]", mention_state_name(mention->state));
		terminal_plain(out, style->colour);
		buf_char(out, '\n');
	}
}

/* What asks for something comes last, where a terminal stops. */
void render_findings(
	struct buf *out, const struct report *report, const struct style *style)
{
	const struct error_list *findings = report->findings;

	if (report->references != NULL)
		put_references(out, report->references, style);
	put_notes(out, findings, style);
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i]->severity != SEVERITY_NOTE)
			render_finding(out, findings->items[i], style);
	if (findings->dropped > 0)
		buf_format(out, "... and %zu more\n", findings->dropped);
	put_summary(out, report);
}
