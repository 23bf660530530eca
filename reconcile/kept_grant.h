#pragma once

struct drafts;

/*
 * Warn of each grant that git declared without an identifier and changed or dropped
 * since, and that is still live: its successor comes under another identifier, and
 * the old one grants what it did until a prune. Says nothing when pruning.
 */
void kept_grants_tell(const struct drafts *drafts);
