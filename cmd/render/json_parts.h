#pragma once

#include "cmd/render/json_writer.h"
#include "model/error.h"

struct change;
struct entity;

/* Members that the JSON of several commands has in common. */

/* "file", "line" and "column" of the open map; null where not known. */
void json_place(struct json_writer *writer, struct place place);
/* One field that differs, as an item of the open list: path, before, after, cause,
 * and where `desired` (NULL: nowhere) declares it. Secret values are masked. */
void json_change(struct json_writer *writer, const struct entity *desired,
	const struct change *change);
