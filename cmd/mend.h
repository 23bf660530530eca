#pragma once

#include <stdbool.h>

struct session;

/*
 * Write into the work tree what can be mended (reconcile/fix.h), and say on stderr
 * how much. The session must have loaded its tree, which then is behind the files.
 * False when a file could not be written, or there is no work tree.
 */
bool mend_tree(struct session *session, bool *changed);
