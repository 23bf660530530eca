#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/source.h"

enum yaml_form {
	YAML_FORM_PLAIN,
	YAML_FORM_SINGLE, /* 'so' */
	YAML_FORM_DOUBLE, /* "so" */
	YAML_FORM_LITERAL,
	YAML_FORM_FOLDED,
	YAML_FORM_ALIAS,
	YAML_FORM_MAP,
	YAML_FORM_LIST,
};

/*
 * A node as it is written: for whoever changes some bytes of a document and leaves the
 * others. Nothing is resolved: an alias is one, a merge key is a key.
 */
struct yaml_place {
	enum yaml_form form;
	bool flow;         /* a map or list in brackets */
	uint32_t from, to; /* its bytes, tag and anchor included; of what ends with its
			      line: up to the end of that line. Empty: from is to */
	const char *text;  /* of a scalar: what it reads as */
	struct yaml_place *items; /* of a list; of a map: key, value, key ... */
	size_t count;             /* of those */
};

/*
 * One document of `size` bytes at `start`, which was read without a fault before; NULL
 * otherwise. The places live in the arena.
 */
const struct yaml_place *yaml_places_read(
	struct arena *arena, const struct source *source, uint32_t start, uint32_t size);
