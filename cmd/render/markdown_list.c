#include "cmd/render/markdown_list.h"

#include "model/arena.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

/* Room for what is said of things that are not shown. */
enum { REMARK_BYTES = 300 };

/* Details stand between blank lines, which end the HTML of those before them. */
enum { BLANK_LINES = 2 };

enum { OPEN_BYTES = 800, OPEN_COUNT = 12 };

bool markdown_stands_open(size_t size, size_t count)
{
	return size <= OPEN_BYTES && count <= OPEN_COUNT;
}

enum form { LEFT_OUT, BRIEF, WHOLE };

struct piece {
	size_t brief, whole; /* bytes; `whole` is 0 where the line says it all */
	bool urgent;
	enum form form;
};

static size_t size_of(void (*put)(struct buf *out, const void *context, size_t i),
	const void *context, size_t i)
{
	struct buf text;
	size_t size;

	buf_init(&text, LIMIT_TEXT_BYTES);
	put(&text, context, i);
	size = text.len;
	buf_release(&text);
	return size;
}

static void measure(struct piece *pieces, const struct markdown_list *list)
{
	const void *context = list->context;

	for (size_t i = 0; i < list->count; i++) {
		pieces[i].brief = size_of(list->brief, context, i);
		if (list->has_details(context, i))
			pieces[i].whole = size_of(list->whole, context, i) + BLANK_LINES;
		pieces[i].urgent = list->is_urgent(context, i);
	}
}

/* Show as much more of a piece, if it has it and there is room. */
static void take(struct piece *piece, enum form form, size_t *room)
{
	size_t cost = form == BRIEF ? piece->brief : piece->whole - piece->brief;

	if (form == WHOLE && (piece->form != BRIEF || piece->whole == 0))
		return;
	if (cost > *room)
		return;
	piece->form = form;
	*room -= cost;
}

/* Lines before details, and in either what is urgent before what is not. */
static void choose(struct piece *pieces, size_t count, size_t room)
{
	static const struct {
		enum form form;
		bool urgent;
	} passes[] = {
		{ BRIEF, true },
		{ BRIEF, false },
		{ WHOLE, true },
		{ WHOLE, false },
	};

	for (size_t k = 0; k < countof(passes); k++)
		for (size_t i = 0; i < count; i++)
			if (pieces[i].urgent == passes[k].urgent)
				take(&pieces[i], passes[k].form, &room);
}

static void put_left_out(
	struct buf *out, const struct piece *pieces, const struct markdown_list *list)
{
	size_t left = 0, bare = 0;

	for (size_t i = 0; i < list->count; i++) {
		left += pieces[i].form == LEFT_OUT;
		bare += pieces[i].form == BRIEF && pieces[i].whole > 0;
	}
	if (left > 0)
		buf_format(out, "\n**%zu of %zu %s not shown.**", left, list->count,
			list->noun);
	if (bare > 0)
		buf_format(out, "\n**Of %zu %s the fields are not shown.**", bare,
			list->noun);
	if (left + bare > 0)
		buf_text(out, " A comment holds no more; the formats text, json and html "
			      "have all of it.\n");
}

static void put_pieces(
	struct buf *out, const struct piece *pieces, const struct markdown_list *list)
{
	enum form before = LEFT_OUT;

	for (size_t i = 0; i < list->count; i++) {
		enum form form = pieces[i].form;

		if (form == LEFT_OUT)
			continue;
		if (before != LEFT_OUT && (before == WHOLE || form == WHOLE))
			buf_char(out, '\n');
		(form == WHOLE ? list->whole : list->brief)(out, list->context, i);
		before = form;
	}
}

void markdown_list(struct buf *out, const struct markdown_list *list, size_t room)
{
	struct arena arena = { 0 };
	struct piece *pieces = arena_array(&arena, list->count, sizeof(*pieces));

	measure(pieces, list);
	choose(pieces, list->count, room > REMARK_BYTES ? room - REMARK_BYTES : 0);
	put_pieces(out, pieces, list);
	put_left_out(out, pieces, list);
	arena_release(&arena);
}
