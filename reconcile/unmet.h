#pragma once

struct drafts;

/*
 * Under a selection, block the steps that need what the tree declares, what is not
 * live yet and what is not selected: it is never made on the side.
 */
void unmet_block(struct drafts *drafts);
