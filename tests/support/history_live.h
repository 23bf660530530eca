#pragma once

#include "tests/support/history.h"

/* Change, add or remove one variable of the account, wild ones too. */
void history_edit_live(struct history *history);

/* Bring the model up to what the account holds; nobody touched what is wild. */
void history_see_live(struct history *history);
