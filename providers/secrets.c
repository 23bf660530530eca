#include "providers/secrets.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/arena.h"
#include "providers/folder.h"
#include "providers/git.h"
#include "providers/pathname.h"

/* One `!env` or `!file` being looked at, with what is needed for its errors. */
struct search {
	const struct secrets *secrets;
	const char *text; /* NAME or PATH */
	const struct source *source;
	uint32_t offset;
	struct arena arena;
	struct error_list *errs;

	/* where a file may be: each plain, or NULL */
	const char *in_repository;
	const char *in_folder[3];
};

static void search_init(struct search *search, const struct secrets *secrets,
	const struct value *value, const struct source *source, struct error_list *errs)
{
	*search = (struct search){
		.secrets = secrets,
		.text = value_text(value),
		.source = source,
		.offset = value->offset,
		.errs = errs,
	};
}

/* Always an error, at the place of the tag. Always false. */
static bool refuse(struct search *search, enum error_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool refuse(struct search *search, enum error_code code, const char *format, ...)
{
	va_list args;
	const char *message;

	va_start(args, format);
	message = arena_vformat(&search->arena, format, args);
	va_end(args);
	source_error_as(search->errs, code, SEVERITY_ERROR, search->source,
		search->offset, "%s", message);
	return false;
}

/* !env */

static bool check_variable(struct search *search)
{
	const char *name = search->text;

	if (*name == '\0')
		return refuse(search, ERROR_SECRET_VALUE, "!env names no variable");
	if (text_starts(name, "HARNESS_") || text_starts(name, "REIN_"))
		return refuse(search, ERROR_SECRET_VALUE,
			"!env %s is refused: HARNESS_* and REIN_* belong to rein, not to "
			"documents",
			name);
	return true;
}

static bool read_variable(struct search *search, struct buf *bytes)
{
	const char *value = getenv(search->text);

	if (value == NULL)
		return refuse(search, ERROR_SECRET_VALUE,
			"the environment variable %s is not set", search->text);
	buf_text(bytes, value);
	return true;
}

/* !file */

static const char *if_plain(const char *path)
{
	return path != NULL && pathname_is_plain(path) ? path : NULL;
}

/* Where PATH leads from the document's place on disk, as a path in `folder`. */
static const char *path_on_disk(struct search *search, const char *from)
{
	const char *workdir =
		search->secrets->git != NULL ? git_workdir(search->secrets->git) : NULL;
	char *folder = realpath(search->secrets->folder, NULL);
	const char *path = NULL;

	if (workdir != NULL && folder != NULL) {
		const char *place = arena_format(
			&search->arena, "%s%s", workdir + 1, from); /* both from "/" */
		const char *prefix = arena_format(&search->arena, "%s/", folder + 1);

		path = pathname_resolve(&search->arena, place, search->text);
		if (path != NULL && text_starts(path, prefix))
			path += strlen(prefix);
		else
			path = NULL;
	}
	free(folder);
	return path;
}

static void find_places(struct search *search)
{
	struct arena *arena = &search->arena;
	const char *from = pathname_folder(arena, search->source->path);

	search->in_repository = if_plain(pathname_resolve(arena, from, search->text));
	if (search->secrets->folder == NULL)
		return;
	search->in_folder[0] = if_plain(pathname_resolve(arena, "", search->text));
	search->in_folder[1] = search->in_repository;
	search->in_folder[2] = if_plain(path_on_disk(search, from));
}

static bool names_git(const char *path)
{
	for (const char *at = path; at != NULL; at = strchr(at, '/')) {
		at += *at == '/';
		if (strncasecmp(at, ".git", 4) == 0 && (at[4] == '\0' || at[4] == '/'))
			return true;
	}
	return false;
}

static bool has_place(const struct search *search)
{
	return search->in_repository != NULL || search->in_folder[0] != NULL ||
	       search->in_folder[2] != NULL;
}

static bool check_path(struct search *search)
{
	const struct secrets *secrets = search->secrets;
	const char *path = search->text;

	if (*path == '\0')
		return refuse(search, ERROR_SECRET_VALUE, "!file names no file");
	if (*path == '/')
		return refuse(search, ERROR_PATH_ESCAPE,
			"!file %s is absolute; the path is relative to this document",
			path);
	if (names_git(path))
		return refuse(search, ERROR_PATH_ESCAPE,
			"!file %s lies in git's own folder", path);
	find_places(search);
	if (!has_place(search))
		return refuse(search, ERROR_PATH_ESCAPE,
			"!file %s leads out of the repository%s%s", path,
			secrets->folder != NULL ? " and of " : "",
			secrets->folder != NULL ? secrets->folder : "");
	if (secrets->git != NULL && search->in_repository != NULL &&
		git_is_link(secrets->git, secrets->rev, search->in_repository))
		return refuse(search, ERROR_PATH_ESCAPE,
			"!file %s is a symbolic link or lies behind one", path);
	return true;
}

static void warn_of_tracked(struct search *search)
{
	const struct secrets *secrets = search->secrets;
	struct error *error;

	if (secrets->git == NULL || search->in_repository == NULL ||
		!git_tracks(secrets->git, secrets->rev, search->in_repository))
		return;
	error = source_error(search->errs, ERROR_SECRET_TRACKED, search->source,
		search->offset,
		"git tracks %s: whoever can read the repository knows this value",
		search->in_repository);
	error_fix(search->errs, error,
		"git rm --cached it, ignore it, and give the secret a new value");
}

/* From the repository; false without an error when it has no such file. */
static bool read_in_repository(struct search *search, struct buf *bytes)
{
	const struct secrets *secrets = search->secrets;
	struct error_list trouble = { 0 };
	bool tracked, found;

	if (secrets->git == NULL || search->in_repository == NULL)
		return false;
	found = git_read_file(secrets->git, secrets->rev, search->in_repository, bytes,
		&tracked, &trouble);
	if (trouble.count > 0)
		refuse(search,
			trouble.items[0]->code == ERROR_PATH_ESCAPE ? ERROR_PATH_ESCAPE
								    : ERROR_SECRET_VALUE,
			"!file %s: %s", search->text, trouble.items[0]->message);
	error_release(&trouble);
	return found;
}

/* Where the links of a path in the folder lead, when that is inside; or NULL. */
static const char *path_behind_links(struct search *search, const char *path)
{
	const char *whole =
		arena_format(&search->arena, "%s/%s", search->secrets->folder, path);
	char *folder = realpath(search->secrets->folder, NULL);
	char *real = realpath(whole, NULL);
	size_t size = folder != NULL ? strlen(folder) : 0;
	const char *behind = NULL;

	if (folder != NULL && real != NULL && text_starts(real, folder) &&
		real[size] == '/')
		behind = if_plain(arena_text(&search->arena, real + size + 1));
	free(folder);
	free(real);
	return behind;
}

/* The folder is the operator's own: its links may lead to elsewhere inside it, as
 * those of secrets that Kubernetes mounts do. */
static enum folder_result read_in_folder(
	struct search *search, struct folder *folder, struct buf *bytes)
{
	enum folder_result result = FOLDER_ABSENT;

	for (size_t i = 0; i < 3 && result == FOLDER_ABSENT; i++) {
		const char *path = search->in_folder[i];

		if (path == NULL)
			continue;
		result = folder_read(folder, path, bytes, NULL);
		if (result == FOLDER_LINK)
			path = path_behind_links(search, path);
		if (result == FOLDER_LINK && path != NULL)
			result = folder_read(folder, path, bytes, NULL);
	}
	return result;
}

/* From --secrets-dir; false without an error when it has no such file. */
static bool read_from_folder(struct search *search, struct buf *bytes)
{
	const char *path = search->secrets->folder;
	struct folder folder;
	enum folder_result result;

	if (path == NULL || !folder_open(&folder, path, search->errs))
		return false;
	result = read_in_folder(search, &folder, bytes);
	if (result != FOLDER_DONE && result != FOLDER_ABSENT)
		refuse(search,
			result == FOLDER_LINK ? ERROR_PATH_ESCAPE : ERROR_SECRET_VALUE,
			"!file %s in %s %s", search->text, path,
			folder_words(&folder, result));
	folder_close(&folder);
	return result == FOLDER_DONE;
}

static bool read_file(struct search *search, struct buf *bytes)
{
	size_t before = search->errs->failures;
	const char *place = search->in_repository;

	if (read_in_repository(search, bytes))
		return true;
	if (search->errs->failures == before && read_from_folder(search, bytes))
		return true;
	if (search->errs->failures == before)
		refuse(search, ERROR_SECRET_VALUE, "!file %s: there is no file %s%s%s",
			search->text, place != NULL ? place : search->text,
			search->secrets->folder != NULL ? ", nor one in " : "",
			search->secrets->folder != NULL ? search->secrets->folder : "");
	return false;
}

/* Both */

void secrets_check(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct error_list *errs)
{
	struct search search;

	search_init(&search, secrets, value, source, errs);
	if (value_type(value) == VALUE_ENV)
		check_variable(&search);
	else if (value_type(value) == VALUE_FILE && check_path(&search))
		warn_of_tracked(&search);
	arena_release(&search.arena);
}

static bool read_any(struct search *search, bool file, struct buf *bytes)
{
	size_t start = bytes->len;

	if (file ? !check_path(search) || !read_file(search, bytes)
		 : !check_variable(search) || !read_variable(search, bytes))
		return false;
	if (bytes->full)
		return refuse(search, ERROR_SECRET_VALUE,
			"the value of %s is larger than the %zu bytes that a secret has",
			search->text, bytes->ceiling);
	if (bytes->len == start)
		return refuse(search, ERROR_SECRET_VALUE, "the value of %s is empty",
			search->text);
	return true;
}

bool secrets_read(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct buf *bytes, struct error_list *errs)
{
	struct search search;
	bool read;

	search_init(&search, secrets, value, source, errs);
	read = read_any(&search, value_type(value) == VALUE_FILE, bytes);
	arena_release(&search.arena);
	return read;
}

/* Bytes of `text` without the line end of its only line. */
static size_t without_line_end(const char *text, size_t size)
{
	const char *end = memchr(text, '\n', size);

	if (end == NULL || end != text + size - 1)
		return size;
	size--;
	return size > 0 && text[size - 1] == '\r' ? size - 1 : size;
}

bool secrets_read_text(const struct secrets *secrets, const struct value *value,
	const struct source *source, struct buf *bytes, struct error_list *errs)
{
	size_t start = bytes->len;

	if (!secrets_read(secrets, value, source, bytes, errs))
		return false;
	if (value_type(value) != VALUE_FILE)
		return true;
	bytes->len = start + without_line_end(bytes->ptr + start, bytes->len - start);
	bytes->ptr[bytes->len] = '\0';
	if (bytes->len > start)
		return true;
	source_error_as(errs, ERROR_SECRET_VALUE, SEVERITY_ERROR, source, value->offset,
		"the value of %s is empty", value_text(value));
	return false;
}
