#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/scope.h"
#include "model/source.h"
#include "model/text.h"

struct arena;

/* A field of an entity that names another one. */
struct link {
	const struct kind *kind; /* of the target; NULL when no row has its name */
	const char *kind_name;
	struct scope scope; /* of the target */
	const char *parent; /* the entity that the target belongs to, or NULL */
	const char *identifier;
	uint32_t offset;   /* of the value in the source */
	bool prefixed : 1; /* such a text says the scope by a prefix */
	bool widens : 1;   /* or it is in a scope above: the nearest that has it counts */
	uint32_t target : 30; /* entity_set_settle()'s: link_target() tells */
};

/*
 * One thing, in any of desired, base and live. A kind with a YAML body keeps its
 * text and no spec: whoever needs the spec parses the text (text before meaning).
 */
struct entity {
	const struct kind *kind;
	struct scope scope; /* where it lives; an organization lives in the account */
	const char *identifier;
	const char *address;      /* kind:scope/identifier */
	const struct value *spec; /* below the root key; live: the API's members, for
				     YAML-bodied kinds those beside the YAML */
	struct slice text;        /* KIND_WHOLE, for entity_text(): the document as it is
				     sent (with what was missing spliced in) or as it was
				     read live; NULL with a length: it stands elsewhere */
	struct link *links;       /* desired and base: what it refers to */
	size_t link_count;

	/* desired and base */
	const struct source *source;
	uint32_t offset;   /* of the root key, in the source */
	uint32_t document; /* of the document's first byte, in the source */
	uint32_t document_size;
	uint32_t text_at; /* where in the source a text stands that is not here */
	bool derived;     /* the identifier was made from the tuple */

	/* live */
	bool managed;                /* Harness manages or generates it, or rein keeps it
					for itself */
	bool generated;              /* it looks like what the server makes by itself:
					generated.h tells */
	bool remote;                 /* Git Experience stores it */
	const char *remote_place;    /* repository, branch and file, for a message */
	const struct entity *shared; /* the declared one whose text it has, byte for
					   byte, if that is where its own stands */
	int64_t version, created_at, modified_at; /* 0 when the API does not say */
};

/* Its text, which stays as long as the entity and its source do; empty without one. */
struct slice entity_text(const struct entity *entity);
/* Whether it has that text, byte for byte; and whether two have one. */
bool entity_has_text(const struct entity *entity, struct slice text);
bool entity_same_text(const struct entity *a, const struct entity *b);
/* Let a live one have the text of a declared one. */
void entity_share_text(struct entity *live, const struct entity *declared);
/* Take `text` for its own; what stands in the bytes of its source is not copied. */
void entity_set_text(struct entity *entity, struct slice text);

/* kind:scope/identifier */
const char *entity_address(struct arena *arena, const struct kind *kind,
	struct scope scope, const char *identifier);
/* The address of what a link names. */
const char *link_address(struct arena *arena, const struct link *link);
/* Look in the next scope above, as far as the link may; false when there is none. */
bool link_widen(struct link *link);
/* The scope that an organization or project opens; of others their own. */
struct scope entity_opens(const struct entity *entity);
/* The name of its FIELD_TUPLE values, equal for equal grants; an absent or default
 * value is ''. NULL for kinds without a tuple. */
const char *entity_tuple(struct arena *arena, const struct entity *entity);

/* Entities by address. It lives in its arena; entities do too, or outlive it. */
struct entity_set {
	struct arena *arena;
	struct entity **items;
	size_t count, room;
	bool sorted;
	uint32_t *slots; /* numbers by address, from 1; NULL of small sets */
	size_t slot_count;
};

void entity_set_init(struct entity_set *set, struct arena *arena);
/* Append; duplicates are the caller's business. */
void entity_set_add(struct entity_set *set, struct entity *entity);
/* Sort by address; stable, so of equal ones the first added comes first. */
void entity_set_sort(struct entity_set *set);
/* The first number whose address is not before `text`: where a prefix begins. The
 * set must be sorted. */
size_t entity_set_from(const struct entity_set *set, const char *text);
/* Of entities with one address only the first is kept. The set must be sorted. */
void entity_set_unique(struct entity_set *set);
/* The number of the (first) entity of that address, `count` without one; at once,
 * however large the set. The set must be sorted. */
size_t entity_set_number(const struct entity_set *set, const char *address);
/* The (first) entity of that address, or NULL. The set must be sorted. */
struct entity *entity_set_find(const struct entity_set *set, const char *address);
/* The number of the (first) entity that a link names; false when the set has none. */
bool entity_set_target(
	const struct entity_set *set, const struct link *link, size_t *number);
/* Look up once what the links of its entities name in the set itself, which must be
 * sorted and not change from then on. */
void entity_set_settle(struct entity_set *set);
/* The same as entity_set_target(), of a link of an entity of a set that is settled, and
 * in that set; at no cost. */
bool link_target(const struct link *link, size_t *number);
