#include "providers/emulator/list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/limits.h"
#include "model/num.h"
#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/token.h"
#include "providers/emulator/verb.h"

const struct paging paging_ng = { "pageIndex", "pageSize", 50, 100, false, "sortOrders" };
const struct paging paging_v1 = { "page", "limit", 30, 100, false, "sort" };

static const int64_t most_items = 100000; /* of a page that no limit is declared for */

struct filter {
	struct act *act;
	const char *permission;
	bool (*accept)(void *context, const struct row *row);
	void *context;
};

/* Lists leave out what the token may not see (core.md 2.4). */
static bool accept_visible(void *context, const struct row *row)
{
	struct filter *filter = context;
	const char *org, *project;

	rules_home(filter->act->fact, row, &org, &project);
	return token_may(filter->act->token, filter->permission, org, project) &&
	       (filter->accept == NULL || filter->accept(filter->context, row));
}

static bool too_many(struct act *act, const struct paging *paging)
{
	act_fault(act, paging->size, "must be less than or equal to %" PRId64,
		paging->most);
	return act_faultless(act);
}

static bool read_paging(
	struct act *act, const struct paging *paging, struct shape_page *page)
{
	int64_t first =
		paging == &paging_v1 && quirk_is(act->world->quirks, QUIRK_V1_PAGE, "1")
			? 1
			: 0;

	if (!act_query_number(
		    act, paging->index, first, INT32_MAX, first, &page->index) ||
		!act_query_number(
			act, paging->size, 1, most_items, paging->usual, &page->size))
		return false;
	page->index -= first;
	if (paging->most == 0 || page->size <= paging->most)
		return true;
	if (paging->strict || quirk_is(act->world->quirks, QUIRK_PAGE_LIMIT, "refuse"))
		return too_many(act, paging);
	if (quirk_is(act->world->quirks, QUIRK_PAGE_LIMIT, "clamp"))
		page->size = paging->most;
	return true;
}

/* Names that the kinds have for what rows can be sorted by. */
static const struct {
	const char *name;
	enum order order;
} sort_names[] = {
	{ "name", ORDER_NAME },
	{ "identifier", ORDER_ID },
	{ "id", ORDER_ID },
	{ "createdAt", ORDER_CREATED },
	{ "created", ORDER_CREATED },
	{ "timestamp", ORDER_CREATED },
	{ "lastModifiedAt", ORDER_UPDATED },
	{ "lastUpdatedAt", ORDER_UPDATED },
	{ "updatedAt", ORDER_UPDATED },
	{ "updated", ORDER_UPDATED },
};

/* "field,ASC"; what cannot be read changes nothing (core.md 2.4: uncertain). */
static void read_sort(
	struct act *act, const struct paging *paging, struct store_search *search)
{
	const char *text = act_query(act, paging->sort), *order = act_query(act, "order");
	size_t size = text != NULL ? strcspn(text, ",") : 0;

	for (size_t i = 0; text != NULL && i < countof(sort_names); i++) {
		if (!slice_is((struct slice){ text, size }, sort_names[i].name))
			continue;
		if (text[size] == ',')
			order = text + size + 1;
		search->order = sort_names[i].order;
		search->ascending = order == NULL || !text_equal_nocase(order, "DESC");
	}
}

static void put_totals(struct act *act, const struct shape_page *page)
{
	const struct {
		const char *name;
		int64_t number;
	} totals[] = {
		{ "X-Total-Elements", page->total },
		{ "X-Page-Number", page->index },
		{ "X-Page-Size", page->size },
	};
	char text[24];

	for (size_t i = 0; i < countof(totals); i++) {
		(void)snprintf(text, sizeof(text), "%" PRId64, totals[i].number);
		act_header(act, totals[i].name, text);
	}
}

void list_write(struct act *act, struct shape_page *page, const struct store_rows *rows)
{
	const struct dialect *dialect = act->route->dialect;

	page->total = rows->total;
	page->count = (int64_t)rows->count;
	if (dialect->form == SHAPE_ARRAY)
		put_totals(act, page);
	shape_page_open(&act->out, dialect->form, page);
	for (size_t i = 0; i < rows->count; i++) {
		if (i > 0)
			buf_char(&act->out, ',');
		(dialect->brief != NULL ? dialect->brief : dialect->item)(
			act, &act->out, &rows->items[i]);
	}
	shape_page_close(&act->out, dialect->form, page);
}

bool list_search(struct act *act, struct store_search *search)
{
	*search = (struct store_search){ .kind = act->fact->kind,
		.org = act->org,
		.project = act->project,
		.parent = act->parent[0] != '\0' ? act->parent : NULL,
		.fold = (act->fact->traits & FACT_FOLD) != 0,
		.term = act_query(act, "searchTerm"),
		.hide = ROW_INTERNAL,
		.viewer = act->token->id,
		.order = act->fact->order,
		.ascending = act->fact->ascending };
	return (act->org[0] != '\0' || act->project[0] == '\0' || rules_level(act)) &&
	       (act->fact->narrow == NULL || act->fact->narrow(act, search));
}

/* Look only at what the token may see. */
static void see(struct act *act, struct store_search *search)
{
	const char *permission =
		arena_format(&act->arena, "core_%s_view", act->fact->resource);
	struct filter *filter;

	if (token_may_all(act->token, permission))
		return;
	filter = arena_alloc(&act->arena, sizeof(*filter));
	*filter = (struct filter){ act, permission, search->accept, search->context };
	search->accept = accept_visible;
	search->context = filter;
}

static bool cut(struct act *act, struct store_search *search, struct shape_page *page)
{
	const struct dialect *dialect = act->route->dialect;

	search->limit = most_items;
	if (dialect->paging == NULL)
		return true;
	if (!read_paging(act, dialect->paging, page))
		return false;
	read_sort(act, dialect->paging, search);
	search->limit = page->size;
	search->offset = page->index * page->size;
	return true;
}

void list_run(struct act *act, struct store_search *search)
{
	struct shape_page page = { 0 };
	struct store_rows rows;

	see(act, search);
	if (!cut(act, search, &page))
		return;
	store_list(act->world->store, &act->arena, search, &rows);
	list_write(act, &page, &rows);
}

/* Shift the stored rows behind `count` built-in ones; how many of these are on
 * the page. */
static int64_t make_way(struct store_search *search, int64_t count)
{
	int64_t first = search->offset < count ? count - search->offset : 0;
	int64_t shown = first < search->limit ? first : search->limit;

	search->offset = search->offset > count ? search->offset - count : 0;
	search->limit -= shown;
	return shown;
}

void list_run_after(struct act *act, const char *const *ids, size_t count,
	void (*write)(struct act *act, struct buf *out, const char *id))
{
	struct shape_page page = { 0 };
	struct store_search search;
	struct store_rows rows;
	int64_t shown, from;

	if (!list_search(act, &search))
		return;
	see(act, &search);
	if (!cut(act, &search, &page))
		return;
	from = search.offset;
	shown = make_way(&search, (int64_t)count);
	store_list(act->world->store, &act->arena, &search, &rows);
	page.total = rows.total + (int64_t)count;
	page.count = shown + (int64_t)rows.count;
	shape_page_open(&act->out, SHAPE_A, &page);
	for (int64_t i = 0; i < page.count; i++) {
		if (i > 0)
			buf_char(&act->out, ',');
		if (i < shown)
			write(act, &act->out, ids[from + i]);
		else
			act->route->dialect->item(act, &act->out, &rows.items[i - shown]);
	}
	shape_page_close(&act->out, SHAPE_A, &page);
}

void verb_list(struct act *act)
{
	struct store_search search;

	if (list_search(act, &search))
		list_run(act, &search);
}

void verb_count(struct act *act)
{
	struct store_search search;
	char text[24];

	if (!list_search(act, &search))
		return;
	see(act, &search);
	(void)snprintf(
		text, sizeof(text), "%" PRId64, store_count(act->world->store, &search));
	verb_answer(act, text);
}

bool list_holds(const struct json_object *wanted, const char *text)
{
	for (size_t i = 0; i < body_count(wanted); i++)
		if (text_equal(body_scalar(body_item(wanted, i)), text))
			return true;
	return body_count(wanted) == 0;
}

bool list_tagged(const struct json_object *wanted, const struct json_object *tags)
{
	struct body_walk walk = { 0 };

	while (body_next(wanted, &walk)) {
		struct body_walk have = { 0 };
		bool found = false;

		while (!found && body_next(tags, &have))
			found = text_equal(have.name, walk.name) &&
				text_equal(
					body_scalar(have.value), body_scalar(walk.value));
		if (!found)
			return false;
	}
	return true;
}

bool list_text(struct json_object *wanted, const char *text)
{
	const char *part = body_scalar(wanted);

	return part == NULL || part[0] == '\0' ||
	       (text != NULL && strcasestr(text, part) != NULL);
}
