#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/error.h"
#include "model/source.h"

/*
 * The bytes of a source that are YAML, and a way from libyaml's places, which
 * count characters, to offsets, which count bytes.
 */
struct yaml_text {
	const struct source *source;
	const char *bytes; /* without a BOM */
	size_t size;
	uint32_t start; /* offset of `bytes` in the source */
	bool ascii;
	size_t index, byte; /* the last place that was asked for */
};

/*
 * `size` bytes of the source from `start`. False with yaml-syntax at the first
 * one that YAML has no place for: no UTF-8, NUL, other control characters.
 */
bool yaml_text_open(struct yaml_text *text, const struct source *source, uint32_t start,
	size_t size, struct error_list *errs);

/* The source's offset of the character number `index`; cheap near the last one. */
uint32_t yaml_text_offset(struct yaml_text *text, size_t index);

/*
 * Where the text of a document starts whose `---` ends at `offset`: on the next
 * line, or with the `---` itself when more than a comment stands behind it.
 */
uint32_t yaml_text_document(const struct yaml_text *text, uint32_t offset);

bool yaml_text_has_bom(const struct yaml_text *text, uint32_t offset);

/* What libyaml says of a text that it cannot read. */
struct yaml_problem {
	const char *problem, *context; /* its words; context may be NULL */
	uint32_t offset, context_offset;
};

/* As yaml-syntax, in words that help, at the place that has to be mended. */
void yaml_text_fault(const struct yaml_text *text, const struct yaml_problem *problem,
	struct error_list *errs);
