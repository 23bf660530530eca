#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "providers/emulator/code.h"

struct buf;

/*
 * The JSON text of answers: envelopes, pages and errors, written straight into
 * a builder. Source: core.md 2, 3.1; extended.md 1.1, 1.3. Nothing here knows a
 * kind.
 */

/* A quoted text, null for NULL. */
void shape_text(struct buf *out, const char *text);
/* `"name":"text"` with a comma before it unless it opens an object or list. */
void shape_member(struct buf *out, const char *name, const char *text);
void shape_member_raw(struct buf *out, const char *name, const char *json);
void shape_member_number(struct buf *out, const char *name, int64_t number);
void shape_member_bool(struct buf *out, const char *name, bool yes);

/* A fresh "3e0d0a52-5d2f-4f0e-9b55-0d4f5d3f2a10". */
void shape_uuid(char uuid[37]);
/* `size` fresh letters and digits and a NUL. */
void shape_random(char *text, size_t size);

/* {"status":"SUCCESS","data": ... ,"metaData":null,"correlationId":"..."} */
void shape_envelope_open(struct buf *out);
void shape_envelope_close(struct buf *out);

struct shape_page {
	int64_t index, size, total; /* which page of how many items in all */
	int64_t count;              /* items on this page */
};

enum shape_form {
	SHAPE_A,     /* "PageResponse": totalItems, pageItemCount; core.md 2.2 */
	SHAPE_B,     /* Spring: totalElements, pageable; core.md 2.3 */
	SHAPE_ARRAY, /* bare array, totals in headers; core.md 2.4 */
	SHAPE_SLICE, /* content alone counts, no totals; extended.md 15 */
	SHAPE_LIST,  /* an array as data, no paging; extended.md 10 */
};

/* What stands before and after the items, which have commas between them. */
void shape_page_open(
	struct buf *out, enum shape_form form, const struct shape_page *page);
void shape_page_close(
	struct buf *out, enum shape_form form, const struct shape_page *page);
int64_t shape_pages(const struct shape_page *page); /* how many there are */

struct shape_fault {
	const char *field, *text; /* "project.identifier", "cannot be empty" */
};

enum shape_face {
	FACE_ERROR,   /* form 1: from business code, with responseMessages */
	FACE_FAILURE, /* form 2: from validation and JAX-RS, with errors[] */
	FACE_V1,      /* of /v1 */
};

struct shape_error {
	enum shape_face face;
	enum code code;
	const char *message;
	const struct shape_fault *faults;
	size_t fault_count;
	const char *denied; /* JSON of failedPermissionChecks, or NULL */
};

void shape_error(struct buf *out, const struct shape_error *error);
