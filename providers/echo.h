#pragma once

#include <stdbool.h>

#include "model/text.h"

/*
 * Whether the words of a server repeat a secret that was sent to it: as it is, or
 * escaped once or more often (JSON in JSON, HTML, percent signs). What no escape
 * touches is looked for: the longest run of letters, digits, `-`, `_`, `.` and `~` in
 * the secret stands for all of it; where none has 4 characters, the secret as it is.
 * Less than 4 bytes cannot be told from chance. A hit too many does no harm.
 */
bool echo_repeats(struct slice words, struct slice secret);
