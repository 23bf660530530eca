#pragma once

#include <stdbool.h>

struct act;
struct draft;

/*
 * Build draft->spec from draft->input by the kind's table of fields: check, put
 * defaults, normalise, keep the table's order. Members that the table lacks are
 * dropped, or refused where the kind is strict. Fills the row's id, name and
 * search text. False when refused, with every wrong field in errors[].
 */
bool fields_build(struct act *act, struct draft *draft);
/* Fill the row again after a change of the spec. */
void fields_settle(struct act *act, struct draft *draft);
