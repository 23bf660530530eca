#include "reconcile/diff.h"

#include <string.h>

#include "model/text.h"
#include "reconcile/body.h"

const char *cause_name(enum cause cause)
{
	static const char *const names[] = { "git", "live", "both" };

	return names[cause];
}

/* Three sides of one place in a document; any may be NULL. */
struct sides {
	const struct value *desired, *base, *live;
};

/* A place in the document, and what its containers have settled for it. */
struct at {
	const char *pointer; /* JSON pointer: "/spec/port" */
	const char *dotted;  /* for field rows: "spec.port"; NULL where no row reaches */
	const struct field *row; /* of this very place, or NULL */
	bool present;            /* an empty value differs from none (tags, list items) */
	bool settled;            /* the cause is known for all of it */
	enum cause cause;
	uint32_t offset; /* of the place or, where desired lacks it, of its container */
};

struct diff {
	struct difference *out;
	struct arena *arena;
	const struct kind *kind;
	const struct value *root; /* desired: decides which variant's rows hold */
	bool whole;               /* git owns the document whole */
	bool has_base;
	bool send_secret;
};

static void compare(struct diff *diff, struct sides sides, struct at at);

/* --- causes --------------------------------------------------------------- */

/*
 * Base equal to desired: live moved. Base equal to live: git moved. What base
 * does not hold was not ours to keep, so git moved, outside YAML bodies. Where
 * both moved, it may be told apart further below.
 */
static void settle(const struct diff *diff, struct sides sides, struct at *at)
{
	if (at->settled)
		return;
	at->settled = true;
	if (!diff->has_base || (!diff->whole && sides.base == NULL))
		at->cause = CAUSE_GIT;
	else if (value_equal(sides.base, sides.desired))
		at->cause = CAUSE_LIVE;
	else if (value_equal(sides.base, sides.live))
		at->cause = CAUSE_GIT;
	else
		at->settled = false;
}

static bool has_trait(const struct at *at, unsigned trait)
{
	return at->row != NULL && (at->row->traits & trait) != 0;
}

static bool differs_at(const struct sides *sides, const char *dotted)
{
	const struct value *live = value_at(sides->live, dotted);

	return !value_is_empty(live) &&
	       !value_equal(value_at(sides->desired, dotted), live);
}

/* The place itself, or, of a map that changes whole, something in it. */
static bool is_immutable(
	const struct diff *diff, const struct sides *sides, const struct at *at)
{
	size_t size = at->dotted != NULL ? strlen(at->dotted) : 0;

	if (has_trait(at, FIELD_IMMUTABLE))
		return !value_is_empty(sides->live);
	for (size_t i = 0; size > 0 && i < diff->kind->field_count; i++) {
		const struct field *field = &diff->kind->fields[i];

		if ((field->traits & FIELD_IMMUTABLE) != 0 &&
			strncmp(field->path, at->dotted, size) == 0 &&
			field->path[size] == '.' &&
			differs_at(sides, field->path + size + 1))
			return true;
	}
	return false;
}

static void add_change(struct diff *diff, struct sides sides, struct at at)
{
	struct difference *out = diff->out;

	if (!at.settled)
		at.cause = CAUSE_BOTH;
	settle(diff, sides, &at);
	out->changes = arena_grow(
		diff->arena, out->changes, out->count, &out->room, sizeof(*out->changes));
	out->changes[out->count++] = (struct change){
		.path = at.pointer,
		.before = sides.live,
		.after = sides.desired,
		.base = sides.base,
		.cause = at.cause,
		.offset = sides.desired != NULL ? sides.desired->offset : at.offset,
		.secret = has_trait(&at, FIELD_SECRET),
		.immutable = is_immutable(diff, &sides, &at),
	};
}

/* --- places --------------------------------------------------------------- */

static bool has_rows_below(const struct kind *kind, const char *dotted)
{
	size_t size = strlen(dotted);

	for (size_t i = 0; i < kind->field_count; i++)
		if (strncmp(kind->fields[i].path, dotted, size) == 0 &&
			kind->fields[i].path[size] == '.')
			return true;
	return false;
}

/* Rows end at tags and at maps without rows of their own: all below is plain. */
static bool rows_end(const struct diff *diff, const struct at *at)
{
	if (at->dotted == NULL)
		return true;
	return at->row != NULL && !has_rows_below(diff->kind, at->dotted);
}

static struct at enter(const struct diff *diff, const struct at *at, const char *key)
{
	struct at below = *at;

	below.pointer = value_pointer(diff->arena, at->pointer, key);
	below.present = at->row != NULL && at->row->type == FIELD_TAGS;
	below.row = NULL;
	if (rows_end(diff, at)) {
		below.dotted = NULL;
		return below;
	}
	below.dotted =
		arena_join(diff->arena, at->dotted, *at->dotted != '\0' ? "." : "", key);
	below.row = kind_field(diff->kind, below.dotted, diff->root);
	return below;
}

/*
 * None of our business: the server's own fields; scope and identifier, which
 * matching has settled; and, outside YAML bodies, what no row knows: it is not
 * sent either, and validation has warned of it.
 */
static bool is_passed_over(const struct diff *diff, const struct at *at)
{
	if (at->dotted == NULL)
		return false;
	if (strcmp(at->dotted, "identifier") == 0)
		return true;
	if (at->row != NULL)
		return has_trait(at, FIELD_READ_ONLY | FIELD_SCOPE);
	return !diff->whole && !has_rows_below(diff->kind, at->dotted);
}

/* --- values --------------------------------------------------------------- */

static bool is_unset(const struct at *at, const struct value *value)
{
	return value_is_empty(value) ||
	       (has_trait(at, FIELD_ZERO_UNSET) && value_is(value, "0"));
}

/* An absent or empty field means the server's default. */
static bool is_equal(const struct sides *sides, const struct at *at)
{
	struct value fallback;
	const struct value *desired = sides->desired, *live = sides->live;

	if (at->present && (desired == NULL) != (live == NULL))
		return false;
	if (at->row != NULL && at->row->fallback != NULL) {
		fallback = value_make(VALUE_TEXT, at->row->fallback);
		desired = is_unset(at, desired) ? &fallback : desired;
		live = is_unset(at, live) ? &fallback : live;
	}
	return value_equal(desired, live);
}

static bool both_are(const struct sides *sides, enum value_type type)
{
	return sides->desired != NULL && value_type(sides->desired) == type &&
	       sides->live != NULL && value_type(sides->live) == type;
}

/* Whatever a row says of such a place, but that its secret is to be sent: no change. */
static bool are_same_scalars(const struct diff *diff, const struct sides *sides)
{
	return !diff->send_secret && sides->desired != NULL && sides->live != NULL &&
	       value_is_scalar(sides->desired) && value_is_scalar(sides->live) &&
	       value_equal(sides->desired, sides->live);
}

/* --- the walk ------------------------------------------------------------- */

/* `stands` is the key as desired has it, or NULL. */
static void compare_entry(struct diff *diff, const struct sides *sides,
	const struct at *at, const char *key, const struct value *stands)
{
	struct sides below = {
		.desired = stands != NULL ? stands + 1 : NULL,
		.live = value_find(sides->live, key),
	};
	struct at place;

	if (are_same_scalars(diff, &below))
		return;
	below.base = value_find(sides->base, key);
	place = enter(diff, at, key);
	if (stands != NULL)
		place.offset = stands->offset;
	if (!is_passed_over(diff, &place))
		compare(diff, below, place);
}

/* Desired keys in their order, then those that live alone has. */
static void compare_maps(
	struct diff *diff, const struct sides *sides, const struct at *at)
{
	for (size_t i = 0; i < value_count(sides->desired); i++) {
		const struct value *key = value_key(sides->desired, i);

		compare_entry(diff, sides, at, value_text(key), key);
	}
	for (size_t i = 0; i < value_count(sides->live); i++) {
		const char *key = value_text(value_key(sides->live, i));

		if (value_find(sides->desired, key) != NULL)
			continue;
		if (diff->whole || value_find(sides->base, key) != NULL)
			compare_entry(diff, sides, at, key, NULL);
	}
}

static const struct value *item_before(const struct value *list, size_t i, size_t tail)
{
	if (list == NULL || value_type(list) != VALUE_LIST ||
		i + tail >= value_count(list))
		return NULL;
	return value_item(list, i);
}

/* Items in pairs from the front, once those that are equal at the end are set aside. */
static void compare_lists(
	struct diff *diff, const struct sides *sides, const struct at *at)
{
	size_t desired = value_count(sides->desired), live = value_count(sides->live);
	size_t tail = 0;

	while (tail < desired && tail < live &&
		value_equal(value_item(sides->desired, desired - 1 - tail),
			value_item(sides->live, live - 1 - tail)))
		tail++;
	for (size_t i = 0; i + tail < desired || i + tail < live; i++) {
		struct sides below = {
			item_before(sides->desired, i, tail),
			item_before(sides->base, i, 0),
			item_before(sides->live, i, tail),
		};
		struct at place = *at;

		place.pointer = arena_format(diff->arena, "%s/%zu", at->pointer, i);
		place.dotted = NULL;
		place.row = NULL;
		place.present = true;
		if (below.desired != NULL)
			place.offset = below.desired->offset;
		compare(diff, below, place);
	}
}

/*
 * Tags are always walked: among them an empty value is one. A map of another
 * variant is one change, as an update replaces it whole; a YAML body is replaced
 * whole anyway, so there each field is told.
 */
static void compare(struct diff *diff, struct sides sides, struct at at)
{
	bool tags = at.row != NULL && at.row->type == FIELD_TAGS;

	if (has_trait(&at, FIELD_SECRET)) {
		at.settled =
			true; /* the API never tells of one: it is git's that moved */
		at.cause = CAUSE_GIT;
		if (diff->send_secret && sides.desired != NULL)
			add_change(diff, (struct sides){ .desired = sides.desired }, at);
		return;
	}
	if (has_trait(&at, FIELD_TUPLE) && value_is_empty(sides.desired))
		return; /* left open: matching has found a grant that fits */
	if (!tags && is_equal(&sides, &at))
		return;
	settle(diff, sides, &at);
	if (both_are(&sides, VALUE_MAP) &&
		(diff->whole || !value_variant_differs(sides.desired, sides.live)))
		compare_maps(diff, &sides, &at);
	else if (diff->whole && both_are(&sides, VALUE_LIST))
		compare_lists(diff, &sides, &at);
	else if (!is_equal(&sides, &at))
		add_change(diff, sides, at);
}

/* A live YAML body that leaves out what its JSON members say says it all the same. */
static const struct value *live_fields(
	struct arena *arena, const struct entity *live, const struct value *desired)
{
	const struct value *fields = body_fields(arena, live);
	struct value_builder builder = { .arena = arena };

	if ((live->kind->traits & KIND_WHOLE) == 0 || fields == NULL)
		return fields; /* text that says nothing equals nothing */
	for (size_t i = 0; i < value_count(fields); i++)
		value_put(&builder, value_text(value_key(fields, i)),
			*value_entry(fields, i));
	for (size_t i = 0; i < live->kind->field_count; i++) {
		const struct field *field = &live->kind->fields[i];
		const struct value *beside = value_find(live->spec, field->path);

		if ((field->traits & FIELD_BESIDE) != 0 && beside != NULL &&
			value_find(fields, field->path) == NULL &&
			value_find(desired, field->path) != NULL)
			value_put(&builder, field->path, *beside);
	}
	return value_map_end(&builder);
}

void diff_entity(struct difference *difference, struct arena *arena,
	const struct entity *desired, const struct entity *base,
	const struct entity *live, const struct diff_options *options)
{
	bool whole = (desired->kind->traits & KIND_WHOLE) != 0;
	struct diff diff = {
		.out = difference,
		.arena = arena,
		.kind = desired->kind,
		.whole = whole,
		.has_base = base != NULL,
		.send_secret = options->send_secret,
	};
	struct sides sides = { 0 };

	*difference = (struct difference){ 0 };
	if (whole && entity_same_text(desired, live))
		return;
	sides.desired = body_fields(arena, desired);
	sides.base = base != NULL ? body_fields(arena, base) : NULL;
	sides.live = live_fields(arena, live, sides.desired);
	diff.root = sides.desired;
	compare_maps(&diff, &sides,
		&(struct at){ .pointer = "", .dotted = "", .offset = desired->offset });
}
