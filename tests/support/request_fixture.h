#pragma once

#include "model/source.h"
#include "providers/http.h"
#include "providers/provider.h"

struct secrets;

/*
 * Every request is written out as core.md has it, byte for byte, and not
 * taken from the kind rows: a row that is wrong must show.
 */
struct request_row {
	const char *name;
	const struct kind *kind;
	enum verb verb;
	struct scope scope;
	bool below;
	const char *identifier;
	size_t page;
	const char *spec; /* YAML */
	const char *text;
	const char *method, *target, *type, *body; /* expected */
};

/* A call made from a row; its spec is read from YAML, as the tree's is. */
struct request_fixture {
	struct arena arena;
	struct error_list errs;
	struct source source;
	struct call call;
	struct http_request request;
};

void request_fixture_init(struct request_fixture *fixture, const struct request_row *row);
/* The request for that page; what request_build() says. */
bool request_fixture_build(
	struct request_fixture *fixture, size_t page, const struct secrets *secrets);
void request_fixture_release(struct request_fixture *fixture);

/* For TABLE_RUN: without secrets, they are masked. */
void request_row_holds(void **state);
