#include "reconcile/record_name.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/kind.h"
#include "model/text.h"

/* As much of a name as its identifiers show; the hash tells the rest apart. */
enum { SHOWN = 80 };

/* --- the full name --------------------------------------------------------- */

/*
 * What stands behind the host: of an url, of user@host:path, of a plain path. Colons
 * in brackets are an address's or a port's.
 */
static const char *behind_host(const char *url)
{
	const char *scheme = strstr(url, "://");
	size_t to_slash = strcspn(url, "/");
	const char *bracket = memrchr(url, ']', to_slash);
	const char *host = bracket != NULL ? bracket : url;
	const char *colon = memchr(host, ':', to_slash - (size_t)(host - url));

	if (scheme != NULL)
		return scheme + 3 + strcspn(scheme + 3, "/");
	return colon != NULL ? colon + 1 : url;
}

static size_t without_last(const char *path, size_t size)
{
	while (size > 0 && path[--size] != '/')
		;
	return size;
}

/* Copy the names of `path` to `out`, a '/' between them: "." and ".." name others. */
static size_t put_names(char *out, const char *path)
{
	size_t size = 0;

	while (*path != '\0') {
		size_t length = strcspn(path, "/");
		struct slice name = { path, length };

		path += length + strspn(path + length, "/");
		if (length == 0 || slice_is(name, "."))
			continue;
		if (slice_is(name, "..")) {
			size = without_last(out, size);
			continue;
		}
		if (size > 0)
			out[size++] = '/';
		memcpy(out + size, name.ptr, length);
		size += length;
	}
	out[size] = '\0';
	return size;
}

/* One spelling of a path, without the ".git" that some people write. */
static const char *path_of(struct arena *arena, const char *url)
{
	const char *path = behind_host(url);
	char *names = arena_alloc(arena, strlen(path) + 1);
	size_t size = put_names(names, path);

	if (text_ends(names, ".git"))
		size -= strlen(".git");
	while (size > 0 && names[size - 1] == '/')
		size--;
	names[size] = '\0';
	return names;
}

static const char *made_name(
	struct arena *arena, const char *remote, const char *home, const char *root)
{
	const char *path = remote != NULL ? path_of(arena, remote) : "";

	if (*path == '\0')
		path = path_of(arena, home);
	return arena_format(arena, "%s:%s", path, root);
}

/* --- identifiers ------------------------------------------------------------- */

static bool is_legal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_identifier(const char *text)
{
	size_t size = 0;

	while (is_legal(text[size]) || text[size] == '_')
		size++;
	return size > 0 && size <= SHOWN && text[size] == '\0';
}

/* Runs of what an identifier does not take are one '_'; its hash is behind it. */
static const char *as_identifier(struct arena *arena, const char *full)
{
	uint64_t hash = text_hash(full, strlen(full));
	char *text = arena_alloc(arena, SHOWN + sizeof("_12345678"));
	size_t size = 0;

	for (size_t i = 0; full[i] != '\0' && size < SHOWN; i++) {
		if (is_legal(full[i]))
			text[size++] = full[i];
		else if (size > 0 && text[size - 1] != '_')
			text[size++] = '_';
	}
	if (size > 0 && text[size - 1] != '_')
		text[size++] = '_';
	(void)snprintf(text + size, sizeof("12345678"), "%08" PRIx32,
		(uint32_t)(hash ^ (hash >> 32)));
	return text;
}

void record_name_make(struct record_name *name, struct arena *arena, const char *told,
	const char *remote, const char *home, const char *root)
{
	const struct kind *kind = kind_of_record();
	const char *identifier;

	name->full = told != NULL ? arena_text(arena, told)
				  : made_name(arena, remote, home, root);
	identifier = told != NULL && is_identifier(told)
			     ? told
			     : as_identifier(arena, name->full);
	name->record = arena_join(arena, kind->record, identifier, "");
	name->lock = arena_join(arena, kind->lock, identifier, "");
}
