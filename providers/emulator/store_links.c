#include "providers/emulator/store_sql.h"

void store_forget(struct store *store, int64_t user)
{
	sqlite3_stmt *handle =
		store_prepare(store, "DELETE FROM reference WHERE user = :user");

	store_bind_number(handle, ":user", user);
	store_finish(handle);
}

static void bind_target(sqlite3_stmt *handle, const struct row_key *target)
{
	store_bind_text(handle, ":kind", target->kind);
	store_bind_text(handle, ":org", target->org);
	store_bind_text(handle, ":project", target->project);
	store_bind_text(handle, ":id", target->id);
}

void store_refer(struct store *store, int64_t user, const struct row_key *target)
{
	sqlite3_stmt *handle = store_prepare(
		store, "INSERT INTO reference VALUES(:user, :kind, :org, :project, :id)");

	store_bind_number(handle, ":user", user);
	bind_target(handle, target);
	store_finish(handle);
}

int64_t store_users(struct store *store, const struct row_key *target)
{
	sqlite3_stmt *handle = store_prepare(store,
		"SELECT count(DISTINCT user) FROM reference WHERE kind = "
		":kind AND org = :org "
		"AND project = :project AND id = :id");

	bind_target(handle, target);
	return store_number(handle);
}

void store_later(struct store *store, const struct later *later)
{
	sqlite3_stmt *handle =
		store_prepare(store, "INSERT INTO later(due, act, org, project) "
				     "VALUES(:due, :act, :org, :project)");

	store_bind_number(handle, ":due", later->due);
	store_bind_text(handle, ":act", later->act);
	store_bind_text(handle, ":org", later->org);
	store_bind_text(handle, ":project", later->project);
	store_finish(handle);
}

bool store_due(struct store *store, struct arena *arena, int64_t now, struct later *later)
{
	int64_t serial = 0;
	sqlite3_stmt *handle = store_prepare(store,
		"SELECT serial, due, act, org, project FROM later WHERE due <= :now "
		"ORDER BY due, serial LIMIT 1");

	store_bind_number(handle, ":now", now);
	if (sqlite3_step(handle) == SQLITE_ROW) {
		serial = sqlite3_column_int64(handle, 0);
		*later = (struct later){ sqlite3_column_int64(handle, 1),
			store_column(handle, 2, arena), store_column(handle, 3, arena),
			store_column(handle, 4, arena) };
	}
	sqlite3_reset(handle);
	if (serial == 0)
		return false;
	handle = store_prepare(store, "DELETE FROM later WHERE serial = :serial");
	store_bind_number(handle, ":serial", serial);
	return store_finish(handle);
}
