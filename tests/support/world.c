#include "tests/support/world.h"

#include "tests/support/inline_tree.h"

void world_declare(struct declared *declared, struct tree *tree, const char *text,
	struct error_list *errs)
{
	inline_tree(tree, text);
	load_tree(declared, tree, errs);
}

/* What the API would give back: no sources, no links. */
static void add_live(struct world *world, const struct entity *entity)
{
	struct entity *live = arena_alloc(&world->live.arena, sizeof(*live));

	*live = *entity;
	live->text = entity_text(entity);
	live->source = NULL;
	live->links = NULL;
	live->link_count = 0;
	entity_set_add(&world->live.set, live);
}

void world_init(struct world *world, const char *tree, const char *live)
{
	*world = (struct world){ 0 };
	world_declare(&world->declared, &world->tree, tree, &world->errs);
	world_declare(&world->live_declared, &world->live_tree, live, &world->errs);
	entity_set_init(&world->live.set, &world->live.arena);
	for (size_t i = 0; i < world->live_declared.set.count; i++)
		add_live(world, world->live_declared.set.items[i]);
	entity_set_sort(&world->live.set);
}

void world_release(struct world *world)
{
	live_release(&world->live);
	declared_release(&world->live_declared);
	declared_release(&world->declared);
	tree_release(&world->live_tree);
	tree_release(&world->tree);
	error_release(&world->errs);
}

void world_past(struct past *past, const struct world *world, const char *base,
	struct error_list *errs)
{
	*past = (struct past){ .has_base = true };
	world_declare(&past->base, &past->tree, base, errs);
	entity_set_init(&past->gone, &past->arena);
	for (size_t i = 0; i < past->base.set.count; i++)
		if (entity_set_find(&world->declared.set,
			    past->base.set.items[i]->address) == NULL)
			entity_set_add(&past->gone, past->base.set.items[i]);
	entity_set_sort(&past->gone);
}
