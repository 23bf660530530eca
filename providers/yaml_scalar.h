#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/value.h"

enum yaml_style { YAML_STYLE_PLAIN, YAML_STYLE_QUOTED, YAML_STYLE_BLOCK };

/*
 * What a plain scalar of that spelling is by YAML 1.2's core schema: VALUE_NULL,
 * VALUE_BOOL, VALUE_NUMBER or VALUE_TEXT. JSON's words and numbers are among them.
 */
enum value_type yaml_plain_type(const char *text, size_t size);

enum yaml_tag_place { YAML_TAG_SCALAR, YAML_TAG_LIST, YAML_TAG_MAP, YAML_TAG_ANYWHERE };

/* A tag that is read: on which nodes it may stand and what it makes of them. */
struct yaml_tag {
	const char *name; /* as libyaml gives it: YAML's own in full */
	enum value_type type;
	enum yaml_tag_place place;
	const char *wants; /* what is wrong with a scalar that does not fit */
};

/* The tag of that name, or NULL: there are no others. */
const struct yaml_tag *yaml_tag_find(const char *name);
/* Whether a scalar is what its tag says. */
bool yaml_tag_fits(
	const struct yaml_tag *tag, const char *text, size_t size, enum yaml_style style);
