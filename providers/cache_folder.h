#pragma once

#include <stdbool.h>

struct arena;

/* Where files of ours lie that may be deleted at any time: $XDG_CACHE_HOME/rein or
 * ~/.cache/rein; NULL without either. A relative $XDG_CACHE_HOME is ignored, as its
 * specification says. */
const char *cache_folder(struct arena *arena);
/* Make that folder, and the one that holds it; false with errno when it cannot be. */
bool cache_folder_make(const char *folder);
