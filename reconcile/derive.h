#pragma once

struct arena;
struct entity;

/*
 * The identifier of an entity of a KIND_TUPLE kind that was given none: legal,
 * readable, and a function of its tuple alone, so that a second run finds the same.
 * It needs the entity's kind, scope and spec.
 */
const char *derive_identifier(struct arena *arena, const struct entity *entity);
