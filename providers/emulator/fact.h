#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "providers/emulator/code.h"
#include "providers/emulator/shape.h"
#include "providers/emulator/store.h"

struct act;
struct buf;
struct json_object;

#define countof(array) (sizeof(array) / sizeof((array)[0]))

/*
 * The server's own facts, one row a kind in facts/<kind>.c. Nothing outside a
 * row asks which kind it has; what kinds do differently is a member here.
 */

/* ---- the fields of an entity, in the order answers show them ---- */

enum field_type {
	FIELD_TEXT,
	FIELD_IDENTIFIER,
	FIELD_NAME,        /* core.md 4.2, organizations and the like: must be there */
	FIELD_ENTITY_NAME, /* core.md 4.2, environments and services: may be empty */
	FIELD_TAGS,
	FIELD_BOOL,
	FIELD_NUMBER,
	FIELD_ENUM,
	FIELD_LIST,
	FIELD_OBJECT,
	FIELD_ANY,
	FIELD_SERVER, /* what the client says of it is ignored */
	FIELD_ACCOUNT,
	FIELD_ORG,
	FIELD_PROJECT, /* from where the entity stands */
};

struct field {
	const char *name;
	enum field_type type;
	bool required;
	const char *absent; /* JSON when absent or null; NULL leaves it out */
	const char *const *values;
	size_t value_count;
	size_t limit; /* characters of a text, 0 for none */
};

/* ---- an entity on its way into the store ---- */

struct draft {
	struct json_object *input; /* as the client said it, without the wrapper */
	struct json_object *spec;  /* as it will be stored, fields in order */
	const struct row *old;     /* what an update replaces */
	struct row row;
	struct row_key *targets; /* what it refers to */
	size_t target_count, target_room;
	const char *const *aliases; /* of old names of fields */
	bool trusted; /* made by Harness itself: server fields too come from the input */
};

/* ---- how one API family shows a kind ---- */

struct paging {
	const char *index, *size; /* names in the query */
	int64_t usual, most;      /* most 0: no limit */
	bool strict;              /* refuses more than most, else as the quirk says */
	const char *sort;         /* name in the query */
};

extern const struct paging paging_ng; /* pageIndex, pageSize: core.md 2.4 */
extern const struct paging paging_v1; /* page, limit */

struct dialect {
	/* Read the body into draft->input; false when refused. */
	bool (*read)(struct act *act, struct draft *draft);
	/* Write one entity: of get, of lists (NULL: as get), of create and update
	 * (NULL: as get), of delete (NULL: true). */
	void (*item)(struct act *act, struct buf *out, const struct row *row);
	void (*brief)(struct act *act, struct buf *out, const struct row *row);
	void (*saved)(struct act *act, struct buf *out, const struct row *row);
	void (*deleted)(struct act *act, struct buf *out, const struct row *row);
	/* The data of HTTP 200 for a save that a policy denies; NULL: an error. */
	void (*denied)(struct act *act, struct buf *out, const char *governance);
	const struct paging *paging;
	enum shape_form form;
	bool bare;                          /* no envelope, errors of /v1 */
	int created_status, deleted_status; /* 0 is 200 */
};

/* ---- routes ---- */

enum where {
	WHERE_QUERY,     /* orgIdentifier, projectIdentifier in the query */
	WHERE_BODY,      /* in the body, never in the query */
	WHERE_PATH,      /* {org}, {project} of the path; the account in a header */
	WHERE_DEFAULT,   /* orgIdentifier in the query, else the org `default` */
	WHERE_REFERENCE, /* as WHERE_QUERY, and {id} may be "account.x" or "org.x" */
	WHERE_ACCOUNT,   /* nowhere: the account itself */
};

struct route {
	const char *method;
	const char *path; /* "/v1/orgs/{org}/projects/{project}/pipelines/{id}" */
	void (*serve)(struct act *act);
	enum where where;
	const char *permission; /* "view", "edit", "delete", ..., NULL for none */
	const struct dialect *dialect;
	const void *detail; /* what serve() may want to know */
	bool reads;         /* changes nothing: may lag */
	bool raw;           /* takes bodies that are no JSON */
};

/* ---- refusals by condition: status, code and text differ by kind ---- */

enum condition {
	WHEN_GET_MISSING,
	WHEN_PUT_MISSING,
	WHEN_DELETE_MISSING,
	WHEN_DUPLICATE,
	WHEN_TUPLE_TAKEN,
	WHEN_NO_ORG,
	WHEN_NO_PROJECT,
	WHEN_REFERENCED,
	WHEN_SCOPE_DIFFERS, /* body against query */
	WHEN_ID_DIFFERS,    /* body against path */
	WHEN_MANAGED,       /* change or delete of what Harness keeps */
	CONDITIONS,
};

struct refusal {
	enum shape_face face;
	enum code code;
	const char *text; /* see act_words(); the code's prefix goes before it */
};

/* ---- the row of a kind ---- */

enum scope_level { LEVEL_ACCOUNT = 1 << 0, LEVEL_ORG = 1 << 1, LEVEL_PROJECT = 1 << 2 };

enum fact_trait {
	FACT_FOLD = 1 << 0,       /* identifiers ignore case (core.md 4.1) */
	FACT_ETAG = 1 << 1,       /* answers carry the version (core.md 3.6) */
	FACT_GOVERNED = 1 << 2,   /* policies may deny a save (core.md 2.1) */
	FACT_FORCE = 1 << 3,      /* takes forceDelete (core.md 3.7) */
	FACT_STRICT = 1 << 4,     /* unknown members are refused */
	FACT_BODY_SCOPE = 1 << 5, /* create and update take the scope from the body */
	FACT_UNAUDITED = 1 << 6,  /* its changes make no audit event */
	FACT_LOCK = 1 << 7,       /* If-Match is compared (core.md 3.6) */
	FACT_HYPHEN = 1 << 8,     /* identifiers may hold '-', as a quirk says */
	FACT_NARROW = 1 << 9,     /* no '$' in identifiers */
	FACT_FLAT = 1 << 10,      /* bodies have no wrapper, answers do */
	FACT_REMOTE = 1 << 11,    /* Git Experience may keep it (remote.h) */
};

enum opens { OPENS_NOTHING, OPENS_ORG, OPENS_PROJECT };

struct fact {
	const char *kind;     /* "organization": as stored, and in permissions */
	const char *title;    /* "Organization" in messages */
	const char *wrapper;  /* member the entity stands in, in bodies and answers */
	const char *resource; /* core_<resource>_view */
	const char *audit;    /* resource type of audit events */
	const char *module;
	unsigned levels, traits;
	enum opens opens; /* which scope an entity of this kind is */
	const struct field *fields;
	size_t field_count;
	struct refusal refusals[CONDITIONS];
	const char *type_field; /* path in the spec that lists filter by, or NULL */
	enum order order;
	bool ascending;

	/* What stands beside the entity in its wrapper's object. */
	const char *updated_name; /* NULL is "lastModifiedAt" */
	bool shows_managed;       /* "harnessManaged" after the times */
	const char *tail;         /* JSON members after that, or NULL */

	/* What rows cannot say; each may be NULL. A bool is false when refused. */
	bool (*check)(struct act *act, struct draft *draft); /* create and update */
	bool (*check_update)(struct act *act, struct draft *draft);
	bool (*check_delete)(struct act *act, const struct row *row);
	/* What is unique beside the identifier, in the act's arena. */
	const char *(*tuple)(struct act *act, const struct draft *draft);
	void (*created)(struct act *act, const struct row *row);
	void (*removed)(struct act *act, const struct row *row);
	/* Narrow a list by what the query and body say; false when refused. */
	bool (*narrow)(struct act *act, struct store_search *search);

	const struct route *routes;
	size_t route_count;
};

const struct fact *const *fact_all(size_t *count);
/* By `kind`; asserts. */
const struct fact *fact_get(const char *kind);
