#pragma once

struct drafts;

/*
 * Find the organizations and projects that git declares under another identifier than
 * before, by their file or their name: to the API that is another one, and the old one
 * goes or stays with all that lives in it. They stand in plan->renames.
 */
void renamed_find(const struct drafts *drafts);
