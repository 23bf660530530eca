#pragma once

#include <stdbool.h>

struct act;

/* Split a multipart/form-data body into act->parts, which point into it; with any
 * other content type do nothing. False, and refused, when it is malformed. */
bool multipart_read(struct act *act);
