#pragma once

enum { PROGRAM_MARK_BYTES = 16 };

/* What tells this program from any other build of it: its version and the build id
 * that the linker gave it. */
void program_mark(unsigned char mark[PROGRAM_MARK_BYTES]);
