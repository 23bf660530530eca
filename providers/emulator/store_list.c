#include <assert.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/text.h"
#include "providers/emulator/store_sql.h"

static void free_regex(void *regex)
{
	regfree(regex);
	free(regex);
}

/* Counted repeats and back references cost without bound: taken as plain. */
static char *harmless(const char *term)
{
	char *text = memory_resize(NULL, strlen(term) * 2 + 1), *to = text;

	for (; *term != '\0'; term++) {
		if (*term == '{' || *term == '}')
			*to++ = '\\';
		if (*term == '\\' && term[1] >= '0' && term[1] <= '9')
			continue;
		*to++ = *term;
	}
	*to = '\0';
	return text;
}

static regex_t *compile(const char *term)
{
	char *text = harmless(term);
	regex_t *regex = memory_resize(NULL, sizeof(*regex));

	if (regcomp(regex, text, REG_EXTENDED | REG_ICASE | REG_NOSUB | REG_NEWLINE) !=
		0) {
		free(regex);
		regex = NULL;
	}
	free(text);
	return regex;
}

/* matches(term, text): a term that is no expression matches nothing. */
static void sql_matches(sqlite3_context *context, int count, sqlite3_value **args)
{
	const char *term = (const char *)sqlite3_value_text(args[0]);
	const char *text = (const char *)sqlite3_value_text(args[1]);
	regex_t *regex = sqlite3_get_auxdata(context, 0);

	(void)count;
	if (regex == NULL && term != NULL) {
		regex = compile(term);
		if (regex != NULL)
			sqlite3_set_auxdata(context, 0, regex, free_regex);
		regex = sqlite3_get_auxdata(context, 0);
	}
	sqlite3_result_int(context,
		regex != NULL && text != NULL && regexec(regex, text, 0, NULL, 0) == 0);
}

static const char *argument(sqlite3_value *value)
{
	return (const char *)sqlite3_value_text(value);
}

static void sql_accept(sqlite3_context *context, int count, sqlite3_value **args)
{
	struct store *store = sqlite3_user_data(context);
	struct row row = { .org = argument(args[0]),
		.project = argument(args[1]),
		.id = argument(args[2]),
		.type = argument(args[3]),
		.owner = argument(args[4]),
		.marks = (unsigned)sqlite3_value_int(args[5]),
		.spec = argument(args[6]) };

	(void)count;
	sqlite3_result_int(context, store->search->accept(store->search->context, &row));
}

void store_add_functions(struct store *store)
{
	sqlite3_create_function_v2(store->db, "matches", 2,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, sql_matches, NULL, NULL, NULL);
	sqlite3_create_function_v2(
		store->db, "accept", 7, SQLITE_UTF8, store, sql_accept, NULL, NULL, NULL);
}

static const char *const spans[] = {
	[SPAN_EXACT] = " AND org = :org AND project = :project",
	[SPAN_DOWN] = " AND (:org = '' OR org = :org)"
		      " AND (:project = '' OR project = :project)",
	[SPAN_UP] = " AND ((org = :org AND project = :project) OR"
		    " (org = :org AND project = '') OR (org = '' AND project = ''))",
};

static const char *span_text(const struct store_search *search)
{
	if (search->span == SPAN_DOWN && search->org[0] == '\0')
		return "";
	if (search->span == SPAN_DOWN && search->project[0] == '\0')
		return search->fold ? " AND place = lower(:org)" : " AND org = :org";
	return spans[search->span];
}

static const char *conditions(
	struct store *store, struct arena *arena, const struct store_search *search)
{
	return arena_format(arena,
		" FROM %s WHERE kind = :kind AND "
		"(marks & 4 = 0 OR owner = :viewer)%s%s%s%s%s%s%s%s",
		store->table, span_text(search),
		search->parent != NULL ? " AND parent = :parent" : "",
		search->hide != 0 ? " AND marks & :hide = 0" : "",
		search->tuple != NULL ? " AND tuple = :tuple" : "",
		search->ids != NULL ? " AND id IN (SELECT value FROM json_each(:ids))"
				    : "",
		search->types != NULL
			? " AND type IN (SELECT value FROM json_each(:types))"
			: "",
		search->term != NULL ? " AND matches(:term, search)" : "",
		search->accept != NULL
			? " AND accept(org, project, id, type, owner, marks, spec)"
			: "");
}

static void bind_search(sqlite3_stmt *handle, const struct store_search *search)
{
	store_bind_text(handle, ":kind", search->kind);
	store_bind_text(handle, ":org", search->org);
	store_bind_text(handle, ":project", search->project);
	store_bind_text(handle, ":parent", search->parent);
	store_bind_text(handle, ":viewer", search->viewer);
	store_bind_text(handle, ":tuple", search->tuple);
	store_bind_text(handle, ":ids", search->ids);
	store_bind_text(handle, ":types", search->types);
	store_bind_text(handle, ":term", search->term);
	store_bind_number(handle, ":hide", search->hide);
	store_bind_number(handle, ":limit", search->limit);
	store_bind_number(handle, ":offset", search->offset);
}

static const struct {
	const char *up, *down;
} orders[] = {
	[ORDER_UPDATED] = { "updated, serial", "updated DESC, serial DESC" },
	[ORDER_CREATED] = { "created, serial", "created DESC, serial DESC" },
	[ORDER_NAME] = { "name COLLATE NOCASE, id", "name COLLATE NOCASE DESC, id DESC" },
	[ORDER_ID] = { "id, serial", "id DESC, serial DESC" },
	[ORDER_MANAGED_NAME] = { "marks & 1 DESC, name COLLATE NOCASE, id",
		"marks & 1, name COLLATE NOCASE DESC, id DESC" },
};

static uint64_t mix(uint64_t hash, const char *text)
{
	return hash * 1099511628211u ^ (text != NULL ? text_hash(text, strlen(text)) : 0);
}

/* What a count depends on, the rows apart. */
static uint64_t question(const char *sql, const struct store_search *search)
{
	const char *const texts[] = { search->kind, search->org, search->project,
		search->parent, search->tuple, search->ids, search->types, search->term,
		search->viewer };
	uint64_t hash = mix(search->hide, sql);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		hash = mix(hash, texts[i]);
	return hash;
}

static int64_t count_rows(
	struct store *store, const char *sql, const struct store_search *search)
{
	sqlite3_stmt *handle = store_prepare(store, sql);

	store->search = search;
	bind_search(handle, search);
	return store_number(handle);
}

int64_t store_count(struct store *store, const struct store_search *search)
{
	struct arena scratch = { 0 };
	const char *sql = arena_format(
		&scratch, "SELECT count(*)%s", conditions(store, &scratch, search));
	uint64_t hash = question(sql, search);
	struct count *slot = &store->counts[hash % COUNTS];
	bool known = slot->hash == hash && slot->generation == store->generation &&
		     slot->generation > 0 && search->accept == NULL &&
		     strcmp(store->table, "entity") == 0;

	if (!known)
		*slot = (struct count){ hash, count_rows(store, sql, search),
			store->generation };
	arena_release(&scratch);
	return slot->count;
}

/* The page is cut on the index alone; only then are its rows read whole. */
static sqlite3_stmt *page_statement(
	struct store *store, struct arena *arena, const struct store_search *search)
{
	const char *order =
		search->ascending ? orders[search->order].up : orders[search->order].down;

	return store_prepare(store, arena_format(arena,
					    "SELECT " STORE_COLUMNS
					    "%s ORDER BY %s LIMIT :limit OFFSET :offset",
					    conditions(store, arena, search), order));
}

void store_list(struct store *store, struct arena *arena,
	const struct store_search *search, struct store_rows *rows)
{
	sqlite3_stmt *handle;
	size_t room = 0;

	*rows = (struct store_rows){ .total = store_count(store, search) };
	if (search->offset >= rows->total)
		return;
	handle = page_statement(store, arena, search);
	store->search = search;
	bind_search(handle, search);
	while (sqlite3_step(handle) == SQLITE_ROW) {
		rows->items = arena_grow(
			arena, rows->items, rows->count, &room, sizeof(*rows->items));
		store_read_row(handle, arena, &rows->items[rows->count++]);
	}
	sqlite3_reset(handle);
}

void store_census(struct store *store, struct arena *arena, const char *skip,
	int64_t limit, void (*each)(void *context, const struct census *census),
	void *context)
{
	sqlite3_stmt *handle = store_prepare(store,
		"SELECT org, project, kind, count(*), (SELECT group_concat(id, ', ') "
		"FROM "
		"(SELECT id FROM entity WHERE kind = all_of.kind AND org = all_of.org "
		"AND "
		"project = all_of.project ORDER BY updated DESC LIMIT 6)) "
		"FROM entity AS all_of WHERE kind <> :skip "
		"GROUP BY org, project, kind ORDER BY org, project, kind LIMIT :limit");

	store_bind_text(handle, ":skip", skip);
	store_bind_number(handle, ":limit", limit);
	while (sqlite3_step(handle) == SQLITE_ROW)
		each(context, &(struct census){ store_column(handle, 0, arena),
				      store_column(handle, 1, arena),
				      store_column(handle, 2, arena),
				      sqlite3_column_int64(handle, 3),
				      store_column(handle, 4, arena) });
	sqlite3_reset(handle);
}
