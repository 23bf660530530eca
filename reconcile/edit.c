#include "reconcile/edit.h"

#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/yaml.h"

void edit_init(struct edit *edit, struct arena *arena, const struct source *source)
{
	struct slice bytes = source_bytes(source);
	const char *feed = bytes.len > 0 ? memchr(bytes.ptr, '\n', bytes.len) : NULL;

	*edit = (struct edit){
		.arena = arena,
		.source = source,
		.crlf = feed != NULL && feed > bytes.ptr && feed[-1] == '\r',
	};
}

/* --- splices --------------------------------------------------------------------- */

/* Line ends of ours in those of the source. */
static const char *in_its_line_ends(struct edit *edit, const char *text)
{
	struct buf out;
	const char *result;

	if (!edit->crlf || strchr(text, '\n') == NULL)
		return arena_text(edit->arena, text);
	buf_init(&out, LIMIT_TEXT_BYTES);
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_char(&out, '\r');
		buf_char(&out, *text);
	}
	result = arena_text(edit->arena, buf_string(&out));
	buf_release(&out);
	return result;
}

void edit_put(struct edit *edit, uint32_t at, uint32_t size, const char *text)
{
	edit->items = arena_grow(
		edit->arena, edit->items, edit->count, &edit->room, sizeof(*edit->items));
	edit->items[edit->count++] =
		(struct splice){ edit->source, at, size, in_its_line_ends(edit, text) };
}

/* Stable: what is added at one place stays in its order, before what goes there. */
static bool is_before(const struct splice *a, const struct splice *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	return a->size == 0 && b->size > 0;
}

static void merge(struct splice *items, struct splice *spare, size_t count)
{
	size_t half = count / 2, left = 0, right = half;

	if (count < 2)
		return;
	merge(items, spare, half);
	merge(items + half, spare, count - half);
	for (size_t i = 0; i < count; i++) {
		bool take = left == half ||
			    (right < count && is_before(&items[right], &items[left]));

		spare[i] = take ? items[right++] : items[left++];
	}
	memcpy(items, spare, count * sizeof(*items));
}

/* Two that take away the same line take it once. */
static void clip(struct edit *edit)
{
	uint32_t end = 0;

	for (size_t i = 0; i < edit->count; i++) {
		struct splice *item = &edit->items[i];
		uint32_t over = item->at < end ? end - item->at : 0;

		item->at += over;
		item->size -= over < item->size ? over : item->size;
		end = item->at + item->size;
	}
}

void edit_settle(struct edit *edit)
{
	merge(edit->items, arena_array(edit->arena, edit->count, sizeof(struct splice)),
		edit->count);
	clip(edit);
}

/* --- lines ------------------------------------------------------------------------ */

static const char *bytes_of(const struct edit *edit)
{
	return source_bytes(edit->source).ptr;
}

uint32_t edit_line(const struct edit *edit, uint32_t at)
{
	while (at > 0 && bytes_of(edit)[at - 1] != '\n')
		at--;
	return at;
}

uint32_t edit_line_end(const struct edit *edit, uint32_t at)
{
	uint32_t line = at;

	while (at < edit->source->bytes.len && bytes_of(edit)[at] != '\n')
		at++;
	return at > line && bytes_of(edit)[at - 1] == '\r' ? at - 1 : at;
}

uint32_t edit_next_line(const struct edit *edit, uint32_t at)
{
	while (at < edit->source->bytes.len && bytes_of(edit)[at] != '\n')
		at++;
	return at < edit->source->bytes.len ? at + 1 : at;
}

bool edit_begins_line(const struct edit *edit, uint32_t at)
{
	while (at > 0 && bytes_of(edit)[at - 1] == ' ')
		at--;
	return at == 0 || bytes_of(edit)[at - 1] == '\n';
}

void edit_trim(const struct edit *edit, uint32_t at, struct buf *lines)
{
	uint32_t next = edit_next_line(edit, at);

	if (next > 0 && bytes_of(edit)[next - 1] == '\n')
		lines->ptr[--lines->len] = '\0';
}

void edit_add_lines(struct edit *edit, uint32_t at, struct buf *lines)
{
	uint32_t next = edit_next_line(edit, at);
	bool ended = next > 0 && bytes_of(edit)[next - 1] == '\n';

	edit_put(edit, next, 0,
		arena_join(edit->arena, ended ? "" : "\n", buf_string(lines), ""));
}

void edit_drop_lines(struct edit *edit, uint32_t from, uint32_t to)
{
	uint32_t line = edit_line(edit, from);

	edit_put(edit, line, edit_next_line(edit, to) - line, "");
}

/* --- one node --------------------------------------------------------------------- */

static bool same_entries(const struct value *a, const struct value *b)
{
	for (size_t i = 0; i < value_count(a); i++) {
		const struct value *other = value_find(b, value_text(value_key(a, i)));

		if (other == NULL || !edit_same(value_entry(a, i), other))
			return false;
	}
	return true;
}

static bool is_tagged(const struct value *value)
{
	return value_type(value) == VALUE_ENV || value_type(value) == VALUE_FILE;
}

bool edit_same(const struct value *a, const struct value *b)
{
	if (value_is_scalar(a) && value_is_scalar(b))
		return strcmp(value_text(a), value_text(b)) == 0 &&
		       is_tagged(a) == is_tagged(b) &&
		       (value_type(a) == VALUE_NULL) == (value_type(b) == VALUE_NULL);
	if (value_type(a) != value_type(b) || value_count(a) != value_count(b))
		return false;
	if (a->data == b->data)
		return true;
	if (value_type(a) == VALUE_MAP)
		return same_entries(a, b);
	for (size_t i = 0; i < value_count(a); i++)
		if (!edit_same(value_item(a, i), value_item(b, i)))
			return false;
	return true;
}

static bool is_block(const struct yaml_place *place)
{
	return place->form == YAML_FORM_LITERAL || place->form == YAML_FORM_FOLDED ||
	       ((place->form == YAML_FORM_MAP || place->form == YAML_FORM_LIST) &&
		       !place->flow);
}

/* A scalar in the quotes of the one before it. */
static void write_like(
	struct buf *out, const struct yaml_place *place, const struct value *want)
{
	enum yaml_quotes quotes = place->form == YAML_FORM_SINGLE   ? YAML_QUOTES_SINGLE
				  : place->form == YAML_FORM_DOUBLE ? YAML_QUOTES_DOUBLE
								    : YAML_QUOTES_NONE;

	if (value_type(want) == VALUE_TEXT)
		yaml_write_quoted(out, value_text(want), quotes);
	else
		yaml_write_flow(out, want);
}

/* How far the lines of a literal block are indented: its first that is not empty. */
static bool find_indent(
	const struct edit *edit, const struct yaml_place *place, size_t *indent)
{
	uint32_t at = edit_next_line(edit, place->from);

	for (; at < place->to; at = edit_next_line(edit, at)) {
		size_t blanks = strspn(bytes_of(edit) + at, " ");

		if (strchr("\r\n", bytes_of(edit)[at + blanks]) == NULL) {
			*indent = blanks;
			return true;
		}
	}
	return false;
}

/* The lines of a literal block that stay as they are stay where they are. */
static bool replace_literal(
	struct edit *edit, const struct yaml_place *place, const struct value *want)
{
	struct buf out;
	size_t indent;
	bool stands;

	if (place->form != YAML_FORM_LITERAL || value_type(want) != VALUE_TEXT ||
		bytes_of(edit)[place->from] != '|' || !find_indent(edit, place, &indent))
		return false;
	buf_init(&out, LIMIT_TEXT_BYTES);
	stands = yaml_write_literal(&out, value_text(want), indent);
	if (stands)
		edit_trim(edit, place->to, &out);
	if (stands)
		edit_put(edit, place->from, place->to - place->from, buf_string(&out));
	buf_release(&out);
	return stands;
}

/* Several lines, which take the rest of the line with them. */
static void replace_below(struct edit *edit, const struct yaml_place *place,
	uint32_t sign, size_t indent, const struct value *want)
{
	struct buf out;

	buf_init(&out, LIMIT_TEXT_BYTES);
	yaml_write_below(&out, want, indent);
	edit_trim(edit, place->to, &out);
	edit_put(edit, sign, edit_line_end(edit, place->to) - sign, buf_string(&out));
	buf_release(&out);
}

void edit_replace(struct edit *edit, const struct yaml_place *place, uint32_t sign,
	size_t indent, bool flow, const struct value *want)
{
	bool one_line = value_is_scalar(want) || value_count(want) == 0;
	bool literal =
		value_type(want) == VALUE_TEXT && strchr(value_text(want), '\n') != NULL;
	struct buf out;

	if (!flow && replace_literal(edit, place, want))
		return;
	if (!flow && (!one_line || literal)) {
		replace_below(edit, place, sign, indent, want);
		return;
	}
	buf_init(&out, LIMIT_TEXT_BYTES);
	if (is_block(place) || place->from == place->to)
		buf_char(&out, ' ');
	if (value_is_scalar(want))
		write_like(&out, place, want);
	else
		yaml_write_flow(&out, want);
	if (is_block(place))
		edit_put(edit, sign, place->to - sign, buf_string(&out));
	else
		edit_put(edit, place->from, place->to - place->from, buf_string(&out));
	buf_release(&out);
}

bool edit_node(struct edit *edit, const struct yaml_place *place,
	const struct value *have, const struct value *want)
{
	if (edit_same(have, want))
		return true;
	if (value_type(have) != value_type(want) || value_count(want) == 0)
		return false;
	if (place->form == YAML_FORM_MAP && value_type(have) == VALUE_MAP)
		return edit_map(edit, place, have, want);
	if (place->form == YAML_FORM_LIST && value_type(have) == VALUE_LIST)
		return edit_list(edit, place, have, want);
	return false;
}
