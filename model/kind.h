#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/identifier.h"
#include "model/scope.h"
#include "model/value.h"

#define countof(array) (sizeof(array) / sizeof((array)[0]))

/*
 * An entity kind is one row of data: loader, validator, graph, difference,
 * client and documentation read the same one. A kind without lists and
 * operations is known (its documents load, references to them resolve) but not
 * managed.
 */

/* --- fields -------------------------------------------------------------- */

enum field_type {
	FIELD_TEXT, /* any scalar, sent as text */
	FIELD_BOOL,
	FIELD_NUMBER, /* a whole number */
	FIELD_ENUM,   /* text, one of `values` */
	FIELD_TAGS,   /* map of text to text; a null value is "" */
	FIELD_MAP,
	FIELD_LIST,
};

enum field_trait {
	FIELD_REQUIRED = 1 << 0,
	FIELD_IMMUTABLE = 1 << 1, /* a change needs a replacement */
	FIELD_READ_ONLY = 1 << 2, /* the server's: neither sent nor compared */
	FIELD_SECRET = 1 << 3,    /* a secret value: !env or !file, never shown or read */
	FIELD_SCOPE = 1 << 4,  /* orgIdentifier, projectIdentifier: the scope says it */
	FIELD_TUPLE = 1 << 5,  /* part of what makes two entities the same grant */
	FIELD_BESIDE = 1 << 6, /* YAML-bodied kinds: a JSON member beside the YAML */
	FIELD_LIVE_ONLY = 1 << 7,  /* a JSON member that the YAML has no place for */
	FIELD_ZERO_UNSET = 1 << 8, /* the server takes 0 for absent: `fallback` */
};

/* Something holds: the scalar at `path` (dotted, below the root key) reads `is`. */
struct condition {
	const char *path, *is; /* path NULL: always */
};

/* How the text of a reference names its target. */
enum reference_style {
	REFERENCE_NONE,
	REFERENCE_SCOPED,  /* account.x, org.x, x: a bare x is the project's */
	REFERENCE_NEAR,    /* account.x, org.x, x: a bare x is at the referrer's scope */
	REFERENCE_PLAIN,   /* an identifier at the referrer's own scope */
	REFERENCE_LEVEL,   /* an identifier at the level that the sibling `level` names;
			      where that says nothing, at the referrer's own */
	REFERENCE_NEAREST, /* the same, but where it says nothing at the nearest level,
			      from the referrer's upwards, that has it */
	REFERENCE_CHAIN,   /* an identifier in the scope that siblings name: org and
			      project, or orgIdentifier and projectIdentifier */
	REFERENCE_INSIDE,  /* an identifier in the scope of what `inside` names */
	REFERENCE_FILE,    /* account:/x, org:/x, /x: a path in the file store */
	REFERENCE_YAML,    /* none: the text is YAML, with references of its own */
};

/*
 * A place in a document that names another entity. `path` is dotted from below
 * the root key: `**` any depth, `[]` the items of a list, `[k=v]` items (or a
 * map) whose entry k reads v. The last key names the field; when it holds a
 * list, each of its scalars is a reference.
 */
struct reference {
	const char *path;
	const char *kind; /* the target's name, a row of kind_all() or not */
	enum reference_style style;
	const char *level;  /* REFERENCE_LEVEL, REFERENCE_NEAREST: key of the sibling */
	const char *inside; /* key, in the nearest map above that has it, of the scoped
			       reference to the entity that the target belongs to */
	struct condition when; /* relative to the root key */
};

struct field {
	const char *path; /* dotted below the root key; items of a list as `[]` */
	enum field_type type;
	unsigned traits;      /* enum field_trait */
	const char *fallback; /* the server's default: absent means this */
	size_t most;          /* characters of a text, entries of tags; 0: no limit */
	const char *const *values; /* FIELD_ENUM */
	size_t value_count;
	struct condition when; /* the variant that has this field */
};

/* --- the wire ------------------------------------------------------------ */

enum method { METHOD_NONE, METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE };
const char *method_name(enum method method);

enum body {
	BODY_NONE,
	BODY_JSON,      /* the entity's members, below `wrap` when given */
	BODY_YAML,      /* the entity's own text */
	BODY_MULTIPART, /* a part `spec` (as BODY_JSON) and a part `file` (the secret) */
};

/* One way to act on one entity. `{id}` in the path is its identifier. */
struct operation {
	enum method method; /* METHOD_NONE: there is no such operation */
	const char *path;
	const char *query; /* further members, literal: "storeType=INLINE" */
	enum body body;
	const char *wrap;      /* BODY_JSON: the member that holds the entity */
	const char *answer;    /* where the entity is in `data`, dotted; "" data itself;
				  NULL when the answer does not hold it */
	struct condition when; /* the variant that uses this one */
};

/*
 * Creating several in one request: a JSON list of what each create sends alone. The
 * scope is in the items, so the query names the account alone.
 */
struct bulk {
	const char *path; /* POST; NULL: each is created alone */
	unsigned most;    /* entities of one request. The API takes 1000 (core.md 7, 8); a
			     hundred is sure to be answered within a request's deadline
			     (inferred), and more would save nothing that counts */
	const char *created; /* where `data` lists what was made, dotted; each item is as
				the answer of a create */
};

enum paging { PAGING_INDEX, PAGING_PAGE, PAGING_SPRING, PAGING_NONE };
enum span { SPAN_NONE, SPAN_EXACT, SPAN_BELOW }; /* one scope; it and all below it */

/* Where a list item's members differ from the entity's own. */
struct rename {
	const char *from, *to; /* dotted; a missing `from` gives no `to` */
};

/* One way to list a kind. */
struct listing {
	enum span span; /* SPAN_NONE: there is no such list */
	enum method method;
	const char *path;
	const char *query;
	const char *body; /* JSON; {account}, {org}, {project} are filled in, and a member
			     whose placeholder has no value is left out */
	bool scope_in_body; /* and not in the query */
	enum paging paging;
	unsigned page_size;
	const char *item;       /* where the entity is in content[], dotted; "" itself */
	const char *identifier; /* the member that names it; NULL: identifier */
	const char *scope; /* map in content[] that holds its scope; NULL: the entity */
	const struct rename *renames;
	size_t rename_count;
	bool summary; /* items lack the body: each is read by `get` as well */
};

/* A refusal that passes by itself: retried (DESIGN "Reading live"). */
struct transient {
	const char *code, *fragment; /* of the error's code and message; NULL: any */
};

/* What API families share: the faces of absence and of existence. */
struct family {
	const char *name;
	const char *const *absent_codes; /* of an error body: the entity is not there */
	size_t absent_count;
	const char *const *exists_codes;
	size_t exists_count;
	const char *const *exists_fragments; /* of a message, with code INVALID_REQUEST */
	size_t exists_fragment_count;
};
extern const struct family family_ng; /* /ng/api, /pipeline/api, /authz/api */

/* --- the kind ------------------------------------------------------------ */

enum kind_trait {
	KIND_WHOLE = 1 << 0, /* a YAML body, owned whole, sent as written */
	KIND_TUPLE = 1 << 1, /* matched by its FIELD_TUPLE fields before its identifier;
				an absent identifier is derived from them */
	KIND_SUCCESSOR = 1 << 2, /* replaced unasked: the new one first, under a fresh
				    identifier if need be, then the old one deleted */
	KIND_NOCASE = 1 << 3,    /* identifiers are unique ignoring case */
	KIND_PIPELINE = 1 << 4,  /* the body declares stages and steps */
	KIND_FLOATING = 1 << 5,  /* a bare reference in it is resolved where it is used
				    (references.md 1.4) */
	KIND_BODY = 1 << 6,      /* refers as the YAML bodies of pipelines, services and
				    environments do: by body_references too */
};

/* What the server makes by itself while it does something else. */
struct generated {
	const char *identifier;         /* a glob */
	struct condition conditions[4]; /* all of which hold */
	bool with_scope; /* it comes with the scope that it lives in, and once */
};

struct kind {
	const char *name;       /* root key, and first part of an address */
	const char *folder;     /* where people keep it: "services" */
	unsigned scopes;        /* enum scope_level */
	enum scope_level opens; /* the level that an entity of it opens (organization,
				   project); 0 for the others */
	unsigned traits;        /* enum kind_trait */
	enum identifier_rule identifier_rule;
	enum name_rule name_rule;
	const char *parent; /* the field that names the entity it belongs to, which
			       stands before its identifier in the address */
	const char *audit;  /* the type of its audit events, or NULL */
	const char *label;  /* the field that tells entities of one identifier apart */
	const char *text;   /* KIND_WHOLE: the member of list items and answers that holds
			       the YAML ("yaml", "yamlPipeline"), and of BODY_JSON bodies */
	const struct field *fields;
	size_t field_count;
	const struct reference *references; /* its own; see kind_reference() */
	size_t reference_count;
	const char *const
		*builtins; /* identifier globs that exist without being declared */
	size_t builtin_count;
	const struct generated *generated;
	size_t generated_count;
	const char *record, *lock; /* the kind that rein keeps its own record and lock in:
				      what their identifiers begin with; else NULL */

	const struct condition *guards; /* an entity for which one holds lets somebody
					   administer: brakes.h */
	size_t guard_count;
	struct condition weakened; /* and no longer does when this holds */

	const struct family *family;
	struct listing lists[2]; /* widest span first */
	struct operation get;
	const struct operation *creates, *updates; /* the first whose `when` holds */
	size_t create_count, update_count;
	struct bulk bulk;
	struct operation remove;
	const struct transient *transients;
	size_t transient_count;
};

/* Events of the audit trail: listed as entities are, and nothing else. */
extern const struct kind kind_audit_event;

/* All rows, in the order of their names. */
const struct kind *const *kind_all(size_t *count);
const struct kind *kind_find(const char *name);
/* The kind whose entities open scopes of that level. */
const struct kind *kind_opening(enum scope_level level);
/* The nearest known root key to a misspelt one, or NULL. */
const char *kind_nearest(const char *name);
/* Its reference row of that number, NULL past the last: its own, then, of a KIND_BODY,
 * those that YAML bodies share. Of two rows for one place the first holds. */
const struct reference *kind_reference(const struct kind *kind, size_t number);
/* The kind of the entity that one of it belongs to, or NULL. */
const struct kind *kind_parent(const struct kind *kind);
bool kind_is_managed(const struct kind *kind);
bool kind_is_builtin(const struct kind *kind, const char *identifier);
/* The row of what the server makes by itself that an entity is like, or NULL. */
const struct generated *kind_find_generated(
	const struct kind *kind, const char *identifier, const struct value *spec);
/* Whether it is rein's own record or lock: never declared, planned, pruned, shown. */
bool kind_is_own(const struct kind *kind, const char *identifier);
/* The kind that those are of. */
const struct kind *kind_of_record(void);

bool condition_holds(struct condition condition, const struct value *spec);
/* The field of that dotted path whose condition holds, or NULL. */
const struct field *kind_field(
	const struct kind *kind, const char *path, const struct value *spec);
/* The first of `operations` whose condition holds; NULL when there is none. */
const struct operation *operation_for(
	const struct operation *operations, size_t count, const struct value *spec);
