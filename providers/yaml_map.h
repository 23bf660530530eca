#pragma once

#include "providers/yaml_build.h"

/*
 * The entries of a map that closes, on the stack: merge keys give way to the entries of
 * what they name, and of entries with one key the first stays. A key that the map's own
 * nodes have twice is a fault, as is a merge of what is no map.
 */
void yaml_map_close(struct yaml_build *build, const struct yaml_frame *frame);
