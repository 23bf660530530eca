#include "providers/emulator/multipart.h"

#include <string.h>

#include "model/text.h"
#include "providers/emulator/act.h"

enum { MOST_PARTS = 16, MOST_BOUNDARY = 70 };

/* The value of a parameter, quoted or not: `; name="x"`. */
static const char *parameter(struct act *act, const char *header, const char *name)
{
	const char *at = header;
	size_t size = strlen(name);

	while ((at = strchr(at, ';')) != NULL) {
		at += 1 + strspn(at + 1, " \t");
		if (strncasecmp(at, name, size) != 0 || at[size] != '=')
			continue;
		at += size + 1;
		if (*at == '"')
			return arena_copy(&act->arena, at + 1, strcspn(at + 1, "\""));
		return arena_copy(&act->arena, at, strcspn(at, "; \t"));
	}
	return NULL;
}

static const char *find(const char *bytes, const char *end, const char *what)
{
	return memmem(bytes, (size_t)(end - bytes), what, strlen(what));
}

/* The part's name out of its header lines, NULL when it has none. */
static const char *part_name(struct act *act, const char *head, size_t size)
{
	const char *lines = arena_copy(&act->arena, head, size);
	const char *line = strcasestr(lines, "content-disposition:");

	if (line == NULL)
		return NULL;
	return parameter(
		act, arena_copy(&act->arena, line, strcspn(line, "\r\n")), "name");
}

static bool take_part(struct act *act, const char *bytes, const char *end)
{
	const char *body = find(bytes, end, "\r\n\r\n");
	const char *name =
		body != NULL ? part_name(act, bytes, (size_t)(body - bytes)) : NULL;

	if (name == NULL || act->part_count == MOST_PARTS)
		return false;
	body += 4;
	act->parts[act->part_count++] =
		(struct act_part){ name, body, (size_t)(end - body) };
	return true;
}

static bool split(struct act *act, const char *boundary)
{
	const char *mark = arena_format(&act->arena, "\r\n--%s", boundary);
	const char *at = act->body, *end = act->body + act->body_size, *next;

	/* The first boundary may stand at the very start, without its line end. */
	if (act->body_size < strlen(mark) || strncmp(at, mark + 2, strlen(mark) - 2) != 0)
		at = find(at, end, mark);
	else
		at -= 2;
	while (at != NULL) {
		at += strlen(mark);
		if (end - at >= 2 && memcmp(at, "--", 2) == 0)
			return true;
		next = find(at, end, mark);
		if (next == NULL || !take_part(act, at, next))
			return false;
		at = next;
	}
	return false;
}

bool multipart_read(struct act *act)
{
	const char *boundary;

	if (act->content_type == NULL ||
		strncasecmp(act->content_type, "multipart/form-data", 19) != 0)
		return true;
	boundary = parameter(act, act->content_type, "boundary");
	act->parts = arena_array(&act->arena, MOST_PARTS, sizeof(*act->parts));
	if (boundary == NULL || boundary[0] == '\0' || strlen(boundary) > MOST_BOUNDARY ||
		!split(act, boundary))
		return act_fail(
			act, CODE_INVALID_REQUEST, "the multipart body is malformed");
	return true;
}
