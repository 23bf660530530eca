#pragma once

#include "model/arena.h"
#include "providers/yaml_text.h"

/*
 * YAML as people and editors write it, a key or an item a line: block maps and lists,
 * scalars that end in their line, literal blocks, brackets within a line, !env, !file
 * and comments, all in ASCII. Such a document is read here at a fraction of libyaml's
 * cost and with the very same result: nodes, their types and their offsets.
 *
 * The root of the text's one document, whose first line may be `---`; NULL when the
 * text has anything else in it, a mistake above all: then it is libyaml's to read and
 * to judge, and nothing is left in the arena.
 */
const struct value *yaml_lines_read(struct arena *arena, const struct yaml_text *text);
/* The offset at which that document's own bytes start. */
uint32_t yaml_lines_start(const struct yaml_text *text);
