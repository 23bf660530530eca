#include "providers/emulator/store.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/arena.h"
#include "model/error.h"
#include "providers/emulator/store_sql.h"

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
	"(kind, org, project, updated, serial, marks, owner);"
	"CREATE INDEX IF NOT EXISTS entity_scope_created ON entity"
	"(kind, org, project, created, serial, marks, owner);"
	"CREATE INDEX IF NOT EXISTS entity_updated ON entity"
	"(kind, updated, serial, marks, owner);"
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
sqlite3_stmt *store_prepare(struct store *store, const char *text)
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

void store_bind_text(sqlite3_stmt *handle, const char *name, const char *text)
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

void store_bind_number(sqlite3_stmt *handle, const char *name, int64_t number)
{
	int index = sqlite3_bind_parameter_index(handle, name);

	if (index > 0)
		sqlite3_bind_int64(handle, index, number);
}

bool store_finish(sqlite3_stmt *handle)
{
	int code = sqlite3_step(handle);

	sqlite3_reset(handle);
	return code == SQLITE_DONE || code == SQLITE_ROW;
}

int64_t store_number(sqlite3_stmt *handle)
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

static bool check_account(struct store *store, const char *account)
{
	sqlite3_stmt *handle = store_prepare(store, "SELECT id FROM account");
	const char *held = sqlite3_step(handle) == SQLITE_ROW
				   ? (const char *)sqlite3_column_text(handle, 0)
				   : NULL;
	bool same = held == NULL || strcmp(held, account) == 0, empty = held == NULL;

	sqlite3_reset(handle);
	if (!empty)
		return same;
	handle = store_prepare(store, "INSERT INTO account VALUES(:account)");
	store_bind_text(handle, ":account", account);
	return store_finish(handle);
}

static bool set_up(struct store *store, const char *account, struct error_list *errs)
{
	const struct place nowhere = { 0 };

	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, 2000);
	run(store, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA "
		   "synchronous=NORMAL;"
		   "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;");
	store_add_functions(store);
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

/* It will hold secrets: for its owner's eyes, and SQLite's other files with it. */
static void make_private(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (file >= 0)
		close(file);
}

struct store *store_open(const char *path, const char *account, struct error_list *errs)
{
	struct store *store = memory_resize(NULL, sizeof(*store));

	*store = (struct store){ .table = "entity" };
	if (path != NULL)
		make_private(path);
	/* "" is in memory as far as the page cache goes; what is more, SQLite keeps in
	 * a file without a name, which ends with us. */
	if (sqlite3_open(path != NULL ? path : "", &store->db) != SQLITE_OK) {
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 },
			"database '%s': %s", path != NULL ? path : "in memory",
			sqlite3_errmsg(store->db));
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
	sqlite3_stmt *handle = store_prepare(store, "UPDATE clock SET at = :now");

	store_bind_number(handle, ":now", now);
	store_finish(handle);
	handle = store_prepare(store, "UPDATE moment SET at = :at");
	store_bind_number(handle, ":at", as_of);
	store_finish(handle);
	handle = store_prepare(store, "DELETE FROM past WHERE until < :at");
	store_bind_number(handle, ":at", now - store->window_ms);
	store_finish(handle);
}

void store_begin(struct store *store, int64_t now, int64_t as_of)
{
	store->now = now;
	store->table = as_of > 0 && store->window_ms > 0 ? "seen" : "entity";
	store_finish(store_prepare(store, "BEGIN"));
	if (store->window_ms > 0)
		set_moment(store, now, as_of);
}

void store_end(struct store *store, bool keep)
{
	if (keep && store_finish(store_prepare(store, "COMMIT")))
		return;
	store_finish(store_prepare(store, "ROLLBACK"));
	store->generation++;
}

const char *store_column(sqlite3_stmt *handle, int i, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(handle, i);
	int size = sqlite3_column_bytes(handle, i);

	return text != NULL ? arena_copy(arena, text, (size_t)size) : NULL;
}

void store_read_row(sqlite3_stmt *handle, struct arena *arena, struct row *row)
{
	const void *text = sqlite3_column_blob(handle, 12);

	*row = (struct row){ .serial = sqlite3_column_int64(handle, 0),
		.kind = store_column(handle, 1, arena),
		.org = store_column(handle, 2, arena),
		.project = store_column(handle, 3, arena),
		.parent = store_column(handle, 4, arena),
		.id = store_column(handle, 5, arena),
		.name = store_column(handle, 6, arena),
		.type = store_column(handle, 7, arena),
		.tuple = store_column(handle, 8, arena),
		.search = store_column(handle, 9, arena),
		.owner = store_column(handle, 10, arena),
		.spec = store_column(handle, 11, arena),
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
	sqlite3_stmt *handle = store_prepare(store,
		arena_format(arena,
			"SELECT " STORE_COLUMNS
			" FROM %s WHERE kind = :kind AND place = :place "
			"AND project = :project AND parent = :parent AND fold = :fold",
			store->table));

	store_bind_text(handle, ":kind", key->kind);
	store_bind_text(handle, ":place", folded(arena, key->org, key->fold));
	store_bind_text(handle, ":project", key->project);
	store_bind_text(handle, ":parent", key->parent != NULL ? key->parent : "");
	store_bind_text(handle, ":fold", folded(arena, key->id, key->fold));
	if (sqlite3_step(handle) == SQLITE_ROW) {
		row = arena_alloc(arena, sizeof(*row));
		store_read_row(handle, arena, row);
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
	store_bind_text(handle, ":kind", row->kind);
	store_bind_text(handle, ":org", row->org);
	store_bind_text(handle, ":project", row->project);
	store_bind_text(handle, ":parent", or_empty(row->parent));
	store_bind_text(handle, ":id", row->id);
	store_bind_text(handle, ":name", or_empty(row->name));
	store_bind_text(handle, ":type", or_empty(row->type));
	store_bind_text(handle, ":tuple", row->tuple);
	store_bind_text(handle, ":search", or_empty(row->search));
	store_bind_text(handle, ":owner", or_empty(row->owner));
	store_bind_text(handle, ":spec", row->spec);
	bind_blob(handle, ":text", row->text, row->text_size);
	bind_blob(handle, ":hidden", row->hidden, row->hidden_size);
	store_bind_number(handle, ":marks", row->marks);
	store_bind_number(handle, ":created", row->created);
	store_bind_number(handle, ":updated", row->updated);
	store_bind_number(handle, ":version", row->version);
	store_bind_number(handle, ":since", store->now);
	store_bind_number(handle, ":serial", row->serial);
	store_bind_text(handle, ":place", folded(arena, row->org, row->fold));
	store_bind_text(handle, ":fold", folded(arena, row->id, row->fold));
}

bool store_insert(struct store *store, struct row *row)
{
	struct arena scratch = { 0 };
	bool stored;
	sqlite3_stmt *handle = store_prepare(store,
		"INSERT INTO entity(kind, org, project, parent, id, name, type, tuple, "
		"search, "
		"owner, spec, text, hidden, marks, created, updated, version, since, "
		"place, "
		"fold) VALUES(:kind, :org, :project, :parent, :id, :name, :type, :tuple, "
		":search, :owner, :spec, :text, :hidden, :marks, :created, :updated, "
		":version, "
		":since, :place, :fold)");

	store->generation++;
	bind_row(handle, store, &scratch, row);
	stored = store_finish(handle);
	if (stored)
		row->serial = sqlite3_last_insert_rowid(store->db);
	arena_release(&scratch);
	return stored;
}

bool store_update(struct store *store, const struct row *row)
{
	struct arena scratch = { 0 };
	bool stored;
	sqlite3_stmt *handle = store_prepare(store,
		"UPDATE entity SET name = :name, type = :type, tuple = :tuple, "
		"search = :search, spec = :spec, text = :text, "
		"hidden = coalesce(:hidden, hidden), marks = :marks, updated = :updated, "
		"version = :version, since = :since WHERE serial = :serial");

	assert(row->serial != 0);
	store->generation++;
	bind_row(handle, store, &scratch, row);
	stored = store_finish(handle);
	arena_release(&scratch);
	return stored;
}

void store_delete(struct store *store, int64_t serial)
{
	sqlite3_stmt *handle =
		store_prepare(store, "DELETE FROM entity WHERE serial = :serial");

	store->generation++;
	store_bind_number(handle, ":serial", serial);
	store_finish(handle);
}

/* Serials rise by one, so that an offset in them is a good enough bound. Looked at
 * now and then only. */
void store_trim(struct store *store, const char *kind, int64_t keep, int64_t keep_text)
{
	static const struct {
		const char *sql;
	} steps[] = {
		{ "UPDATE entity SET text = NULL WHERE kind = :kind AND text IS NOT NULL "
		  "AND "
		  "serial <= (SELECT serial FROM entity WHERE kind = :kind "
		  "ORDER BY updated DESC, serial DESC LIMIT 1 OFFSET :text)" },
		{ "DELETE FROM entity WHERE kind = :kind AND serial <= (SELECT serial "
		  "FROM "
		  "entity WHERE kind = :kind ORDER BY updated DESC, serial DESC "
		  "LIMIT 1 OFFSET :keep)" },
	};

	if (sqlite3_last_insert_rowid(store->db) % 512 > 1)
		return;
	store->generation++;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		sqlite3_stmt *handle = store_prepare(store, steps[i].sql);

		store_bind_text(handle, ":kind", kind);
		store_bind_number(handle, ":keep", keep);
		store_bind_number(handle, ":text", keep_text);
		store_finish(handle);
	}
}

void store_cascade(struct store *store, const char *org, const char *project)
{
	sqlite3_stmt *handle = store_prepare(
		store, project[0] != '\0'
			       ? "DELETE FROM entity WHERE org = :org COLLATE NOCASE "
				 "AND project = :project COLLATE NOCASE"
			       : "DELETE FROM entity WHERE org = :org COLLATE NOCASE");

	store->generation++;
	store_bind_text(handle, ":org", org);
	store_bind_text(handle, ":project", project);
	store_finish(handle);
}
