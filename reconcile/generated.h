#pragma once

#include <stdbool.h>

#include "model/entity.h"

/*
 * Whether a live entity is nobody's to declare: Harness manages or generates it (by
 * the `generated` rows of its kind), it is built in, or rein keeps it for itself. What
 * is generated with its scope is the first of its like, made when the scope was, where
 * the API says when; `live` (sorted) holds the organizations and projects.
 */
bool generated_is(const struct entity_set *live, const struct entity *entity);
