#include "reconcile/generated.h"

#include "model/kind.h"
#include "model/value.h"
#include "tests/support/table.h"

/* Times in seconds; the project is made at 100. */
struct grant {
	const char *identifier, *role, *group, *type, *level;
	int64_t made;
};

#define MADE "role_assignment_01234567890123456789"
#define LATER "role_assignment_zzzzzzzzzzzzzzzzzzzz"
#define ADMIN "_project_admin", "_all_project_level_resources"

static const struct row {
	const char *name;
	struct grant grant, other; /* another one beside it, or none */
	int64_t project_made;
	bool generated;
} rows[] = {
	{ "the creator's own", { MADE, ADMIN, "USER", NULL, 101 }, { 0 }, 100, true },
	{ "a service account's", { MADE, ADMIN, "SERVICE_ACCOUNT", NULL, 100 }, { 0 },
		100, true },
	{ "one that came a day later", { MADE, ADMIN, "USER", NULL, 86500 }, { 0 }, 100,
		false },
	{ "a second one, however soon", { LATER, ADMIN, "USER", NULL, 102 },
		{ MADE, ADMIN, "USER", NULL, 101 }, 100, false },
	{ "the first one beside a second", { MADE, ADMIN, "USER", NULL, 101 },
		{ LATER, ADMIN, "USER", NULL, 102 }, 100, true },
	{ "the first of another type of principal",
		{ LATER, ADMIN, "SERVICE_ACCOUNT", NULL, 102 },
		{ MADE, ADMIN, "USER", NULL, 101 }, 100, false },
	{ "one that somebody named", { "mine", ADMIN, "USER", NULL, 101 }, { 0 }, 100,
		false },
	{ "another role",
		{ MADE, "_project_viewer", "_all_project_level_resources", "USER", NULL,
			101 },
		{ 0 }, 100, false },
	{ "where the API does not say when", { MADE, ADMIN, "USER", NULL, 0 }, { 0 }, 0,
		true },
};

static void put(struct value_builder *map, const char *key, const char *text)
{
	if (text != NULL)
		value_put(map, key, value_make(VALUE_TEXT, text));
}

static struct entity *add_grant(
	struct arena *arena, struct entity_set *set, const struct grant *grant)
{
	struct entity *entity = arena_alloc(arena, sizeof(*entity));
	struct value_builder spec = { .arena = arena }, principal = { .arena = arena };

	put(&principal, "type", grant->type);
	put(&principal, "identifier", "somebody");
	put(&principal, "scopeLevel", grant->level);
	put(&spec, "roleIdentifier", grant->role);
	put(&spec, "resourceGroupIdentifier", grant->group);
	value_put(&spec, "principal", *value_map_end(&principal));
	entity->kind = kind_find("roleAssignment");
	entity->scope = (struct scope){ "o", "p" };
	entity->identifier = grant->identifier;
	entity->spec = value_map_end(&spec);
	entity->created_at = grant->made * 1000;
	entity->address =
		entity_address(arena, entity->kind, entity->scope, entity->identifier);
	entity_set_add(set, entity);
	return entity;
}

static void add_project(struct arena *arena, struct entity_set *set, int64_t made)
{
	struct entity *entity = arena_alloc(arena, sizeof(*entity));

	entity->kind = kind_find("project");
	entity->scope = (struct scope){ "o", NULL };
	entity->identifier = "p";
	entity->created_at = made * 1000;
	entity->address = "project:o/p";
	entity_set_add(set, entity);
}

static void a_grant_is_nobodys(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct entity_set set;
	struct entity *entity;

	entity_set_init(&set, &arena);
	add_project(&arena, &set, row->project_made);
	entity = add_grant(&arena, &set, &row->grant);
	if (row->other.identifier != NULL)
		add_grant(&arena, &set, &row->other);
	entity_set_sort(&set);
	assert_int_equal(generated_is(&set, entity), row->generated);
	entity->managed = true;
	assert_true(generated_is(&set, entity));
	arena_release(&arena);
}

int main(void)
{
	return TABLE_RUN(rows, a_grant_is_nobodys);
}
