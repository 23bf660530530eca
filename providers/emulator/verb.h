#pragma once

#include <stdbool.h>

struct act;
struct buf;
struct draft;
struct row;

/*
 * What routes do, for every kind alike: the serve() of most rows. They write the
 * answer, success or refusal, into the act.
 */
void verb_list(struct act *act);
void verb_get(struct act *act);
void verb_create(struct act *act);
void verb_update(struct act *act);
void verb_upsert(struct act *act);
void verb_delete(struct act *act);
/* A JSON array of bodies; all or none, answered as a page of what was made. */
void verb_create_page(struct act *act);
/* The same one by one, answered as lists of the successful and the failed. */
void verb_create_each(struct act *act);
/* Whether the identifier of path or query is free: "data": true. */
void verb_is_free(struct act *act);
/* How many a list has. */
void verb_count(struct act *act);

/* read() of a dialect: the JSON body, its wrapper taken off. */
bool verb_read_json(struct act *act, struct draft *draft);
/* The same for a body without wrapper. */
bool verb_read_flat(struct act *act, struct draft *draft);
/* item() of a dialect: {"<wrapper>":SPEC,"createdAt":..,"lastModifiedAt":..} and
 * what the kind's row adds. */
void verb_write_spec(struct act *act, struct buf *out, const struct row *row);

/* Answer with `"data":` and this text. */
void verb_answer(struct act *act, const char *json);
