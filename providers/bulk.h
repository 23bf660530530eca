#pragma once

struct arena;
struct call;
struct value;

/*
 * What an answer to CREATE_ALL proves: each of its creates becomes OUTCOME_DONE where
 * `data` lists an entity of its identifier and scope as made, else OUTCOME_LOST. Shapes
 * are not established (core.md 16), so nothing is taken for granted: what is listed
 * elsewhere, incomplete, denied by a policy or not asked for proves nothing.
 */
void bulk_read(const struct call *call, const struct value *data, struct arena *scratch);
