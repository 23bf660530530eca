#include "providers/emulator/store.h"

#include <assert.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/text.h"

/* Prepared statements kept; more shapes of a search than these do not occur at
 * once, and the oldest gives way. */
#define STATEMENTS 64

struct statement {
	char *text;
	sqlite3_stmt *handle;
};

struct store {
	sqlite3 *db;
	struct statement statements[STATEMENTS];
	size_t next;
	const struct store_search *search; /* whose accept() is being asked */
	const char *table;                 /* "entity", or "seen" for lagging reads */
	int64_t now, window_ms;
};

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS account(id TEXT NOT NULL);"
	"CREATE TABLE IF NOT EXISTS entity("
	" serial INTEGER PRIMARY KEY, kind TEXT NOT NULL, org TEXT NOT NULL,"
	" project TEXT NOT NULL, parent TEXT NOT NULL, id TEXT NOT NULL,"
	" name TEXT NOT NULL, type TEXT NOT NULL, tuple TEXT, search TEXT NOT NULL,"
	" owner TEXT NOT NULL, spec TEXT NOT NULL, text BLOB, hidden BLOB,"
	" marks INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,"
	" version INTEGER NOT NULL, since INTEGER NOT NULL,"
	" place TEXT NOT NULL, fold TEXT NOT NULL);"
	"CREATE UNIQUE INDEX IF NOT EXISTS entity_key ON entity"
	"(kind, place, project, parent, fold);"
	"CREATE UNIQUE INDEX IF NOT EXISTS entity_tuple ON entity"
	"(kind, org, project, tuple) WHERE tuple IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS entity_scope_updated ON entity"
	"(kind, org, project, updated);"
	"CREATE INDEX IF NOT EXISTS entity_scope_created ON entity"
	"(kind, org, project, created);"
	"CREATE INDEX IF NOT EXISTS entity_updated ON entity(kind, updated);"
	"CREATE TABLE IF NOT EXISTS reference(user INTEGER NOT NULL, kind TEXT NOT NULL,"
	" org TEXT NOT NULL, project TEXT NOT NULL, id TEXT NOT NULL);"
	"CREATE INDEX IF NOT EXISTS reference_user ON reference(user);"
	"CREATE INDEX IF NOT EXISTS reference_target ON reference"
	"(kind, org, project, id);"
	"CREATE TRIGGER IF NOT EXISTS entity_gone AFTER DELETE ON entity BEGIN"
	" DELETE FROM reference WHERE user = OLD.serial; END;"
	"CREATE TABLE IF NOT EXISTS later(serial INTEGER PRIMARY KEY,"
	" due INTEGER NOT NULL, act TEXT NOT NULL, org TEXT NOT NULL,"
	" project TEXT NOT NULL);";

#define COLUMNS \
	"serial, kind, org, project, parent, id, name, type, tuple, search, owner, " \
	"spec, text, marks, created, updated, version"

static const char past[] =
	"CREATE TEMP TABLE past AS SELECT *, 0 AS until FROM entity WHERE 0;"
	"CREATE TEMP TABLE moment(at INTEGER NOT NULL);"
	"INSERT INTO moment VALUES(0);"
	"CREATE TEMP TABLE clock(at INTEGER NOT NULL);"
	"INSERT INTO clock VALUES(0);"
	"CREATE TEMP TRIGGER entity_changed AFTER UPDATE ON main.entity BEGIN"
	" INSERT INTO past SELECT OLD.serial, OLD.kind, OLD.org, OLD.project,"
	" OLD.parent, OLD.id, OLD.name, OLD.type, OLD.tuple, OLD.search, OLD.owner,"
	" OLD.spec, OLD.text, OLD.hidden, OLD.marks, OLD.created, OLD.updated,"
	" OLD.version, OLD.since, OLD.place, OLD.fold, at FROM clock; END;"
	"CREATE TEMP TRIGGER entity_removed AFTER DELETE ON main.entity BEGIN"
	" INSERT INTO past SELECT OLD.serial, OLD.kind, OLD.org, OLD.project,"
	" OLD.parent, OLD.id, OLD.name, OLD.type, OLD.tuple, OLD.search, OLD.owner,"
	" OLD.spec, OLD.text, OLD.hidden, OLD.marks, OLD.created, OLD.updated,"
	" OLD.version, OLD.since, OLD.place, OLD.fold, at FROM clock; END;"
	"CREATE TEMP VIEW seen AS SELECT * FROM entity"
	" WHERE since <= (SELECT at FROM moment) UNION ALL"
	" SELECT serial, kind, org, project, parent, id, name, type, tuple, search,"
	" owner, spec, text, hidden, marks, created, updated, version, since, place,"
	" fold FROM past WHERE since <= (SELECT at FROM moment)"
	" AND until > (SELECT at FROM moment);";

/* Our own statements on our own schema fail for one reason only: the disk. The
 * next commit says so; until then there is nothing a request could do. */
static void run(struct store *store, const char *sql)
{
	sqlite3_exec(store->db, sql, NULL, NULL, NULL);
}

static void clear(struct statement *statement)
{
	sqlite3_finalize(statement->handle);
	free(statement->text);
	*statement = (struct statement){ 0 };
}

/* The statement of that text, ready to bind; compiled once. */
static sqlite3_stmt *prepare(struct store *store, const char *text)
{
	struct statement *statement = NULL;
	size_t size = strlen(text) + 1;

	for (size_t i = 0; i < STATEMENTS && statement == NULL; i++)
		if (store->statements[i].text != NULL &&
			strcmp(store->statements[i].text, text) == 0)
			statement = &store->statements[i];
	if (statement == NULL) {
		statement = &store->statements[store->next++ % STATEMENTS];
		clear(statement);
		statement->text = memcpy(memory_resize(NULL, size), text, size);
		sqlite3_prepare_v3(store->db, text, (int)size, SQLITE_PREPARE_PERSISTENT,
			&statement->handle, NULL);
	}
	assert(statement->handle != NULL);
	sqlite3_clear_bindings(statement->handle);
	return statement->handle;
}

static void bind_text(sqlite3_stmt *handle, const char *name, const char *text)
{
	int index = sqlite3_bind_parameter_index(handle, name);

	if (index > 0)
		sqlite3_bind_text(handle, index, text, -1, SQLITE_STATIC);
}

static void bind_blob(
	sqlite3_stmt *handle, const char *name, const char *bytes, size_t size)
{
	int index = sqlite3_bind_parameter_index(handle, name);

	if (index > 0 && bytes != NULL)
		sqlite3_bind_blob64(handle, index, bytes, size, SQLITE_STATIC);
}

static void bind_number(sqlite3_stmt *handle, const char *name, int64_t number)
{
	int index = sqlite3_bind_parameter_index(handle, name);

	if (index > 0)
		sqlite3_bind_int64(handle, index, number);
}

/* Run to the end; true when it went through. */
static bool finish(sqlite3_stmt *handle)
{
	int code = sqlite3_step(handle);

	sqlite3_reset(handle);
	return code == SQLITE_DONE || code == SQLITE_ROW;
}

static int64_t number_of(sqlite3_stmt *handle)
{
	int64_t number =
		sqlite3_step(handle) == SQLITE_ROW ? sqlite3_column_int64(handle, 0) : 0;

	sqlite3_reset(handle);
	return number;
}

/* lower(org) where the kind ignores case: what the unique index is over. */
static const char *folded(struct arena *arena, const char *text, bool fold)
{
	char *copy;

	if (!fold)
		return text;
	copy = arena_text(arena, text);
	for (char *c = copy; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

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

static bool check_account(struct store *store, const char *account)
{
	sqlite3_stmt *handle = prepare(store, "SELECT id FROM account");
	const char *held = sqlite3_step(handle) == SQLITE_ROW
				   ? (const char *)sqlite3_column_text(handle, 0)
				   : NULL;
	bool same = held == NULL || strcmp(held, account) == 0, empty = held == NULL;

	sqlite3_reset(handle);
	if (!empty)
		return same;
	handle = prepare(store, "INSERT INTO account VALUES(:account)");
	bind_text(handle, ":account", account);
	return finish(handle);
}

static bool set_up(struct store *store, const char *account, struct error_list *errs)
{
	const struct place nowhere = { 0 };
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, 2000);
	run(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
		   "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768;");
	sqlite3_create_function_v2(
		store->db, "matches", 2, flags, NULL, sql_matches, NULL, NULL, NULL);
	sqlite3_create_function_v2(
		store->db, "accept", 7, SQLITE_UTF8, store, sql_accept, NULL, NULL, NULL);
	if (sqlite3_exec(store->db, schema, NULL, NULL, NULL) != SQLITE_OK) {
		error_add(errs, ERROR_FILE_ACCESS, nowhere, "database: %s",
			sqlite3_errmsg(store->db));
		return false;
	}
	if (!check_account(store, account)) {
		error_add(errs, ERROR_EMULATOR, nowhere,
			"the database holds another account than '%s'", account);
		return false;
	}
	return true;
}

struct store *store_open(const char *path, const char *account, struct error_list *errs)
{
	struct store *store = memory_resize(NULL, sizeof(*store));

	*store = (struct store){ .table = "entity" };
	if (sqlite3_open(path != NULL ? path : ":memory:", &store->db) != SQLITE_OK) {
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 },
			"database '%s': %s",
			path != NULL ? path : ":memory:", sqlite3_errmsg(store->db));
		store_close(store);
		return NULL;
	}
	if (!set_up(store, account, errs)) {
		store_close(store);
		return NULL;
	}
	return store;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		clear(&store->statements[i]);
	sqlite3_close(store->db);
	free(store);
}

void store_remember(struct store *store, int64_t window_ms)
{
	if (store->window_ms == 0)
		run(store, past);
	if (window_ms > store->window_ms)
		store->window_ms = window_ms;
}

static void set_moment(struct store *store, int64_t now, int64_t as_of)
{
	sqlite3_stmt *handle = prepare(store, "UPDATE clock SET at = :now");

	bind_number(handle, ":now", now);
	finish(handle);
	handle = prepare(store, "UPDATE moment SET at = :at");
	bind_number(handle, ":at", as_of);
	finish(handle);
	handle = prepare(store, "DELETE FROM past WHERE until < :at");
	bind_number(handle, ":at", now - store->window_ms);
	finish(handle);
}

void store_begin(struct store *store, int64_t now, int64_t as_of)
{
	store->now = now;
	store->table = as_of > 0 && store->window_ms > 0 ? "seen" : "entity";
	finish(prepare(store, "BEGIN"));
	if (store->window_ms > 0)
		set_moment(store, now, as_of);
}

void store_end(struct store *store, bool keep)
{
	if (!keep || !finish(prepare(store, "COMMIT")))
		finish(prepare(store, "ROLLBACK"));
}

static const char *column(sqlite3_stmt *handle, int i, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(handle, i);
	int size = sqlite3_column_bytes(handle, i);

	return text != NULL ? arena_copy(arena, text, (size_t)size) : NULL;
}

static void read_row(sqlite3_stmt *handle, struct arena *arena, struct row *row)
{
	const void *text = sqlite3_column_blob(handle, 12);

	*row = (struct row){ .serial = sqlite3_column_int64(handle, 0),
		.kind = column(handle, 1, arena),
		.org = column(handle, 2, arena),
		.project = column(handle, 3, arena),
		.parent = column(handle, 4, arena),
		.id = column(handle, 5, arena),
		.name = column(handle, 6, arena),
		.type = column(handle, 7, arena),
		.tuple = column(handle, 8, arena),
		.search = column(handle, 9, arena),
		.owner = column(handle, 10, arena),
		.spec = column(handle, 11, arena),
		.text_size = (size_t)sqlite3_column_bytes(handle, 12),
		.marks = (unsigned)sqlite3_column_int(handle, 13),
		.created = sqlite3_column_int64(handle, 14),
		.updated = sqlite3_column_int64(handle, 15),
		.version = sqlite3_column_int64(handle, 16) };
	if (sqlite3_column_type(handle, 12) != SQLITE_NULL)
		row->text = arena_copy(arena, text != NULL ? text : "", row->text_size);
}

struct row *store_find(
	struct store *store, struct arena *arena, const struct row_key *key)
{
	struct row *row = NULL;
	sqlite3_stmt *handle = prepare(store,
		arena_format(arena,
			"SELECT " COLUMNS
			" FROM %s WHERE kind = :kind AND place = :place "
			"AND project = :project AND parent = :parent AND fold = :fold",
			store->table));

	bind_text(handle, ":kind", key->kind);
	bind_text(handle, ":place", folded(arena, key->org, key->fold));
	bind_text(handle, ":project", key->project);
	bind_text(handle, ":parent", key->parent != NULL ? key->parent : "");
	bind_text(handle, ":fold", folded(arena, key->id, key->fold));
	if (sqlite3_step(handle) == SQLITE_ROW) {
		row = arena_alloc(arena, sizeof(*row));
		read_row(handle, arena, row);
	}
	sqlite3_reset(handle);
	return row;
}

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static void bind_row(sqlite3_stmt *handle, struct store *store, struct arena *arena,
	const struct row *row)
{
	bind_text(handle, ":kind", row->kind);
	bind_text(handle, ":org", row->org);
	bind_text(handle, ":project", row->project);
	bind_text(handle, ":parent", or_empty(row->parent));
	bind_text(handle, ":id", row->id);
	bind_text(handle, ":name", or_empty(row->name));
	bind_text(handle, ":type", or_empty(row->type));
	bind_text(handle, ":tuple", row->tuple);
	bind_text(handle, ":search", or_empty(row->search));
	bind_text(handle, ":owner", or_empty(row->owner));
	bind_text(handle, ":spec", row->spec);
	bind_blob(handle, ":text", row->text, row->text_size);
	bind_blob(handle, ":hidden", row->hidden, row->hidden_size);
	bind_number(handle, ":marks", row->marks);
	bind_number(handle, ":created", row->created);
	bind_number(handle, ":updated", row->updated);
	bind_number(handle, ":version", row->version);
	bind_number(handle, ":since", store->now);
	bind_number(handle, ":serial", row->serial);
	bind_text(handle, ":place", folded(arena, row->org, row->fold));
	bind_text(handle, ":fold", folded(arena, row->id, row->fold));
}

bool store_insert(struct store *store, struct row *row)
{
	struct arena scratch = { 0 };
	bool stored;
	sqlite3_stmt *handle = prepare(store,
		"INSERT INTO entity(kind, org, project, parent, id, name, type, tuple, "
		"search, "
		"owner, spec, text, hidden, marks, created, updated, version, since, "
		"place, "
		"fold) VALUES(:kind, :org, :project, :parent, :id, :name, :type, :tuple, "
		":search, :owner, :spec, :text, :hidden, :marks, :created, :updated, "
		":version, "
		":since, :place, :fold)");

	bind_row(handle, store, &scratch, row);
	stored = finish(handle);
	if (stored)
		row->serial = sqlite3_last_insert_rowid(store->db);
	arena_release(&scratch);
	return stored;
}

bool store_update(struct store *store, const struct row *row)
{
	struct arena scratch = { 0 };
	bool stored;
	sqlite3_stmt *handle = prepare(store,
		"UPDATE entity SET name = :name, type = :type, tuple = :tuple, "
		"search = :search, spec = :spec, text = :text, "
		"hidden = coalesce(:hidden, hidden), marks = :marks, updated = :updated, "
		"version = :version, since = :since WHERE serial = :serial");

	assert(row->serial != 0);
	bind_row(handle, store, &scratch, row);
	stored = finish(handle);
	arena_release(&scratch);
	return stored;
}

void store_delete(struct store *store, int64_t serial)
{
	sqlite3_stmt *handle =
		prepare(store, "DELETE FROM entity WHERE serial = :serial");

	bind_number(handle, ":serial", serial);
	finish(handle);
}

/* Serials rise by one: the newest less `keep` is a good enough bound. */
void store_trim(struct store *store, const char *kind, int64_t keep)
{
	int64_t newest = sqlite3_last_insert_rowid(store->db);
	sqlite3_stmt *handle;

	if (newest % 64 != 0)
		return;
	handle = prepare(store,
		"DELETE FROM entity WHERE kind = :kind AND serial <= (SELECT serial FROM "
		"entity WHERE kind = :kind ORDER BY updated DESC LIMIT 1 OFFSET :keep)");
	bind_text(handle, ":kind", kind);
	bind_number(handle, ":keep", keep);
	finish(handle);
}

void store_cascade(struct store *store, const char *org, const char *project)
{
	sqlite3_stmt *handle = prepare(
		store, project[0] != '\0'
			       ? "DELETE FROM entity WHERE org = :org COLLATE NOCASE "
				 "AND project = :project COLLATE NOCASE"
			       : "DELETE FROM entity WHERE org = :org COLLATE NOCASE");

	bind_text(handle, ":org", org);
	bind_text(handle, ":project", project);
	finish(handle);
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
	bind_text(handle, ":kind", search->kind);
	bind_text(handle, ":org", search->org);
	bind_text(handle, ":project", search->project);
	bind_text(handle, ":parent", search->parent);
	bind_text(handle, ":viewer", search->viewer);
	bind_text(handle, ":tuple", search->tuple);
	bind_text(handle, ":ids", search->ids);
	bind_text(handle, ":types", search->types);
	bind_text(handle, ":term", search->term);
	bind_number(handle, ":hide", search->hide);
	bind_number(handle, ":limit", search->limit);
	bind_number(handle, ":offset", search->offset);
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

int64_t store_count(struct store *store, const struct store_search *search)
{
	struct arena scratch = { 0 };
	sqlite3_stmt *handle =
		prepare(store, arena_format(&scratch, "SELECT count(*)%s",
				       conditions(store, &scratch, search)));
	int64_t count;

	store->search = search;
	bind_search(handle, search);
	count = number_of(handle);
	arena_release(&scratch);
	return count;
}

/* The page is cut on the index alone; only then are its rows read whole. */
static sqlite3_stmt *page_statement(
	struct store *store, struct arena *arena, const struct store_search *search)
{
	const char *order =
		search->ascending ? orders[search->order].up : orders[search->order].down;

	return prepare(store,
		arena_format(arena,
			"SELECT " COLUMNS "%s ORDER BY %s LIMIT :limit OFFSET :offset",
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
		read_row(handle, arena, &rows->items[rows->count++]);
	}
	sqlite3_reset(handle);
}

void store_forget(struct store *store, int64_t user)
{
	sqlite3_stmt *handle = prepare(store, "DELETE FROM reference WHERE user = :user");

	bind_number(handle, ":user", user);
	finish(handle);
}

static void bind_target(sqlite3_stmt *handle, const struct row_key *target)
{
	bind_text(handle, ":kind", target->kind);
	bind_text(handle, ":org", target->org);
	bind_text(handle, ":project", target->project);
	bind_text(handle, ":id", target->id);
}

void store_refer(struct store *store, int64_t user, const struct row_key *target)
{
	sqlite3_stmt *handle = prepare(
		store, "INSERT INTO reference VALUES(:user, :kind, :org, :project, :id)");

	bind_number(handle, ":user", user);
	bind_target(handle, target);
	finish(handle);
}

int64_t store_users(struct store *store, const struct row_key *target)
{
	sqlite3_stmt *handle =
		prepare(store, "SELECT count(DISTINCT user) FROM reference WHERE kind = "
			       ":kind AND org = :org "
			       "AND project = :project AND id = :id");

	bind_target(handle, target);
	return number_of(handle);
}

void store_later(struct store *store, const struct later *later)
{
	sqlite3_stmt *handle = prepare(store, "INSERT INTO later(due, act, org, project) "
					      "VALUES(:due, :act, :org, :project)");

	bind_number(handle, ":due", later->due);
	bind_text(handle, ":act", later->act);
	bind_text(handle, ":org", later->org);
	bind_text(handle, ":project", later->project);
	finish(handle);
}

bool store_due(struct store *store, struct arena *arena, int64_t now, struct later *later)
{
	int64_t serial = 0;
	sqlite3_stmt *handle = prepare(store,
		"SELECT serial, due, act, org, project FROM later WHERE due <= :now "
		"ORDER BY due, serial LIMIT 1");

	bind_number(handle, ":now", now);
	if (sqlite3_step(handle) == SQLITE_ROW) {
		serial = sqlite3_column_int64(handle, 0);
		*later = (struct later){ sqlite3_column_int64(handle, 1),
			column(handle, 2, arena), column(handle, 3, arena),
			column(handle, 4, arena) };
	}
	sqlite3_reset(handle);
	if (serial == 0)
		return false;
	handle = prepare(store, "DELETE FROM later WHERE serial = :serial");
	bind_number(handle, ":serial", serial);
	return finish(handle);
}

void store_census(struct store *store, struct arena *arena,
	void (*each)(void *context, const char *org, const char *project,
		const char *kind, int64_t count),
	void *context)
{
	sqlite3_stmt *handle = prepare(store, "SELECT org, project, kind, count(*) FROM "
					      "entity GROUP BY org, project, kind "
					      "ORDER BY org, project, kind");

	while (sqlite3_step(handle) == SQLITE_ROW)
		each(context, column(handle, 0, arena), column(handle, 1, arena),
			column(handle, 2, arena), sqlite3_column_int64(handle, 3));
	sqlite3_reset(handle);
}
