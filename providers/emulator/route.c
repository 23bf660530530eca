#include "providers/emulator/route.h"

#include <string.h>

#include "model/text.h"
#include "providers/emulator/act.h"
#include "providers/emulator/fact.h"

/* What the vendor's gateway knows; anything else never reaches a service. */
static const char *const services[] = {
	"/ng/api/",
	"/pipeline/api/",
	"/authz/api/",
	"/resourcegroup/api/",
	"/template/api/",
	"/audit/api/",
	"/v1/",
};

enum { MOST_SEGMENTS = 16, MOST_PAIRS = 2048 };

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *route_decode(struct act *act, const char *text, size_t size, bool plus)
{
	char *copy = arena_copy(&act->arena, text, size), *to = copy;

	for (const char *from = copy; *from != '\0'; from++) {
		char c = plus && *from == '+' ? ' ' : *from;

		if (c == '%') {
			if (digit(from[1]) < 0 || digit(from[2]) < 0)
				return NULL;
			c = (char)(digit(from[1]) * 16 + digit(from[2]));
			from += 2;
		}
		if (c == '\0')
			return NULL;
		*to++ = c;
	}
	*to = '\0';
	return text_utf8(copy, (size_t)(to - copy)) == (size_t)(to - copy) ? copy : NULL;
}

static bool read_pair(struct act *act, const char *text, size_t size)
{
	const char *sign = memchr(text, '=', size);
	size_t name = sign != NULL ? (size_t)(sign - text) : size;
	struct act_pair *pair = &act->query[act->query_count];

	pair->name = route_decode(act, text, name, true);
	pair->value =
		sign != NULL ? route_decode(act, sign + 1, size - name - 1, true) : "";
	act->query_count++;
	return pair->name != NULL && pair->value != NULL;
}

static bool read_query(struct act *act, const char *query)
{
	size_t pairs = 1;

	for (const char *c = query; *c != '\0'; c++)
		pairs += *c == '&';
	if (pairs > MOST_PAIRS)
		return false;
	act->query = arena_array(&act->arena, pairs, sizeof(*act->query));
	while (*query != '\0') {
		size_t size = strcspn(query, "&");

		if (size > 0 && !read_pair(act, query, size))
			return false;
		query += size + (query[size] == '&');
	}
	return true;
}

bool route_read_target(struct act *act, const char *target)
{
	static const char gateway[] = "/gateway";
	size_t size = strcspn(target, "?#");

	if (target[0] != '/')
		return false;
	act->path = arena_copy(&act->arena, target, size);
	if (text_starts(act->path, "/gateway/"))
		act->path += sizeof(gateway) - 1;
	return target[size] != '?' || read_query(act, target + size + 1);
}

struct match {
	const struct route *route;
	const struct fact *fact;
	struct slice captures[MOST_SEGMENTS];
	int literals;
};

static size_t segment(const char *path)
{
	return strcspn(path, "/");
}

/* Whether the path is of that form; notes where the captures are. */
static bool matches(const char *form, const char *path, struct match *match)
{
	size_t n = 0;

	for (; *form == '/' && *path == '/' && n < MOST_SEGMENTS; n++) {
		size_t size = segment(++form), got = segment(++path);

		match->captures[n] = (struct slice){ path, got };
		if (form[0] == '{' ? got == 0
				   : size != got || memcmp(form, path, got) != 0)
			return false;
		match->literals += form[0] != '{';
		form += size;
		path += got;
	}
	return *form == '\0' && (*path == '\0' || strcmp(path, "/") == 0);
}

static const char **capture(struct act *act, const char *name)
{
	const struct {
		const char *name;
		const char **to;
	} places[] = {
		{ "{id}", &act->id },
		{ "{org}", &act->org },
		{ "{project}", &act->project },
		{ "{parent}", &act->parent },
	};

	for (size_t i = 0; i < countof(places); i++)
		if (text_starts(name, places[i].name))
			return places[i].to;
	return NULL;
}

static bool take_captures(struct act *act, const struct match *match)
{
	const char *form = match->route->path;

	for (size_t n = 0; *form == '/'; n++) {
		const char **to = capture(act, ++form);

		if (to != NULL)
			*to = route_decode(act, match->captures[n].ptr,
				match->captures[n].len, false);
		if (to != NULL && *to == NULL) {
			*to = "";
			return false;
		}
		form += segment(form);
	}
	return true;
}

static bool is_service(const char *path)
{
	for (size_t i = 0; i < countof(services); i++)
		if (text_starts(path, services[i]))
			return true;
	return false;
}

enum route_result route_find(struct act *act)
{
	struct match best = { .literals = -1 };
	size_t count;
	const struct fact *const *facts = fact_all(&count);
	bool path_known = false;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < facts[i]->route_count; k++) {
			struct match match = { &facts[i]->routes[k], facts[i], { { 0 } },
				0 };

			if (!matches(match.route->path, act->path, &match))
				continue;
			path_known = true;
			if (strcmp(match.route->method, act->method) == 0 &&
				match.literals > best.literals)
				best = match;
		}
	}
	if (best.route != NULL && take_captures(act, &best)) {
		act->route = best.route;
		act->fact = best.fact;
		return ROUTE_FOUND;
	}
	if (path_known)
		return ROUTE_NO_METHOD;
	return is_service(act->path) ? ROUTE_NO_PATH : ROUTE_NO_SERVICE;
}
