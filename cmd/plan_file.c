#include "cmd/plan_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/render/saved.h"
#include "cmd/session.h"
#include "model/limits.h"
#include "model/num.h"
#include "providers/git.h"
#include "providers/overwrite.h"

/* --- reading bytes ------------------------------------------------------------ */

static bool complain(
	struct error_list *errs, const char *does, const char *path, int fault)
{
	error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 }, "%s the plan %s: %s",
		does, path, strerror(fault));
	return false;
}

/* Up to the buffer's ceiling and one byte, which tells whether there is more. */
static bool read_bytes(int descriptor, struct buf *bytes)
{
	char block[1 << 14];
	ssize_t size;

	while (!bytes->full) {
		size = read(descriptor, block, sizeof(block));
		if (size < 0 && errno == EINTR)
			continue;
		if (size <= 0)
			return size == 0;
		buf_put(bytes, block, (size_t)size);
	}
	return true;
}

static bool read_file(struct buf *bytes, const char *path, struct error_list *errs)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	int fault = errno;
	bool ok = descriptor >= 0;

	if (ok) {
		ok = read_bytes(descriptor, bytes);
		fault = errno;
		(void)close(descriptor); /* it was only read */
	}
	if (!ok)
		return complain(errs, "reading", path, fault);
	if (!bytes->full)
		return true;
	error_add(errs, ERROR_LIMIT_EXCEEDED, (struct place){ .file = path },
		"it is larger than %zu bytes, which no saved plan is", bytes->ceiling);
	return false;
}

/* --- where a plan may go ------------------------------------------------------ */

/* What stands near the beginning of every saved plan, and hardly elsewhere. */
static const char mark[] = "\"saved_by\": \"rein ";
enum { MARK_BYTES = 256 };

static bool is_saved_plan(const char *path)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char head[MARK_BYTES + 1] = "";
	ssize_t size = -1;

	if (descriptor >= 0) {
		size = read(descriptor, head, MARK_BYTES);
		(void)close(descriptor); /* it was only read */
	}
	return size == 0 || (size > 0 && strstr(head, mark) != NULL);
}

static bool refuse(struct error_list *errs, const char *path, const char *what)
{
	error_fix(errs,
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 },
			"--out %s: %s, and is not overwritten", path, what),
		"name another file, or remove it first");
	return false;
}

/* A new file: its folder must be there, and writable. */
static bool check_folder(const char *path, struct error_list *errs)
{
	struct arena scratch = { 0 };
	const char *slash = strrchr(path, '/');
	const char *folder = ".";
	bool ok;

	if (slash != NULL)
		folder = arena_copy(&scratch, path, (size_t)(slash - path) + 1);
	ok = access(folder, W_OK | X_OK) == 0 || complain(errs, "writing", path, errno);
	arena_release(&scratch);
	return ok;
}

bool plan_file_check(const char *path, struct error_list *errs)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? check_folder(path, errs)
				       : complain(errs, "writing", path, errno);
	if (S_ISLNK(status.st_mode))
		return refuse(errs, path, "it is a symbolic link");
	if (!S_ISREG(status.st_mode))
		return refuse(errs, path, "it is no file");
	return is_saved_plan(path) ||
	       refuse(errs, path, "a file that is no saved plan is there");
}

/* --- saving ------------------------------------------------------------------- */

static struct value list_of(struct arena *arena, const struct option_value *told)
{
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < told->count; i++)
		value_add(&builder, value_make(VALUE_TEXT, told->items[i]));
	return *value_list_end(&builder);
}

static struct value value_of(struct arena *arena, const struct option_value *told)
{
	switch (told->option->type) {
	case OPTION_FLAG:
		return value_make(VALUE_BOOL, told->on ? "true" : "false");
	case OPTION_NUMBER:
		return value_make(VALUE_NUMBER,
			arena_format(arena, "%lld", (long long)told->number));
	case OPTION_LIST:
	case OPTION_LINES:
		return list_of(arena, told);
	case OPTION_TEXT:
	case OPTION_CHOICE:
		break;
	}
	return value_make(VALUE_TEXT, told->text);
}

/* What the plan was told; NULL, with an error, when a revision is none. */
static const struct value *options_told(
	struct arena *arena, const struct session *session, struct error_list *errs)
{
	const struct options *options = session->context->options;
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < options->count; i++) {
		const struct option_value *told = &options->values[i];
		struct value value;

		if (told->option->saved == OPTION_NOT_SAVED ||
			told->origin == ORIGIN_NONE)
			continue;
		value = value_of(arena, told);
		if (told->option->saved == OPTION_SAVED_REVISION) {
			const char *commit =
				git_resolve(session->git, told->text, arena, errs);

			if (commit == NULL)
				return NULL;
			value = value_make(VALUE_TEXT, commit);
		}
		value_put(&builder, told->option->name, value);
	}
	return value_map_end(&builder);
}

bool plan_file_save(
	const char *path, const struct session *session, struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct saved saved = { 0 };
	struct buf text;
	const struct value *options = options_told(&scratch, session, errs);
	bool ok = options != NULL && plan_file_check(path, errs);

	buf_init(&text, LIMIT_PLAN_BYTES);
	if (ok) {
		saved_make(&saved, &session->report, &session->tree,
			session->settings.endpoint, options);
		ok = render_saved(&text, &saved, &session->plan, errs) &&
		     write_private_file(path, text.ptr, text.len, errs);
	}
	buf_release(&text);
	saved_release(&saved);
	arena_release(&scratch);
	return ok;
}

/* --- options ------------------------------------------------------------------- */

static bool take_list(
	struct option_value *told, struct arena *arena, const struct value *value)
{
	size_t count = value_count(value);

	if (value_type(value) != VALUE_LIST)
		return false;
	told->items = arena_array(arena, count, sizeof(*told->items));
	for (size_t i = 0; i < count; i++) {
		if (value_type(value_item(value, i)) != VALUE_TEXT)
			return false;
		told->items[told->count++] = value_text(value_item(value, i));
	}
	told->room = count;
	return true;
}

/* False when the value is of another type than the option's. */
static bool take_value(
	struct option_value *told, struct arena *arena, const struct value *value)
{
	const struct option *option = told->option;

	switch (option->type) {
	case OPTION_FLAG:
		told->on |= value_is(value, "true");
		return value_type(value) == VALUE_BOOL;
	case OPTION_NUMBER:
		return value_type(value) == VALUE_NUMBER &&
		       num_parse(value_text(value), option->low, option->high,
			       &told->number);
	case OPTION_LIST:
	case OPTION_LINES:
		return take_list(told, arena, value);
	case OPTION_TEXT:
	case OPTION_CHOICE:
		told->text = value_is_scalar(value) ? value_text(value) : "";
		return value_type(value) == VALUE_TEXT;
	}
	return false;
}

/* What the plan keeps is settled; nobody else's word counts any more. */
static void settle(
	struct plan_file *file, struct option_value *told, const struct context *context)
{
	const struct value *value = value_find(file->saved.options, told->option->name);
	bool consent = told->option->saved == OPTION_SAVED_CONSENT;

	if (told->origin == ORIGIN_COMMAND_LINE && !consent)
		error_fix(context->errs,
			error_add(context->errs, ERROR_USAGE, (struct place){ 0 },
				"%s was settled when the plan was made", told->said),
			"leave it out, or plan again with it");
	if (!consent)
		*told = (struct option_value){ .option = told->option };
	if (value == NULL)
		return;
	told->origin = ORIGIN_COMMAND_LINE;
	told->said = "the saved plan";
	if (!take_value(told, &file->options.arena, value))
		source_error(context->errs, ERROR_PLAN_FILE, &file->source, value->offset,
			"'%s' is not of the type that the option has",
			told->option->name);
}

static bool settle_options(struct plan_file *file, const struct context *context)
{
	struct options *options = &file->options;
	const struct value *kept = file->saved.options;
	size_t failures = context->errs->failures;

	*options = *context->options;
	options->arena = (struct arena){ 0 };
	options->values =
		arena_array(&options->arena, options->count, sizeof(*options->values));
	for (size_t i = 0; i < options->count; i++) {
		options->values[i] = context->options->values[i];
		if (options->values[i].option->saved != OPTION_NOT_SAVED)
			settle(file, &options->values[i], context);
	}
	for (size_t i = 0; i < value_count(kept); i++) {
		const char *name = value_text(value_key(kept, i));
		const struct option_value *told = options_find(options, name);

		if (told == NULL || told->option->saved == OPTION_NOT_SAVED)
			source_error(context->errs, ERROR_PLAN_FILE, &file->source,
				value_key(kept, i)->offset,
				"this rein knows no option '%s' of a plan", name);
	}
	file->context = *context;
	file->context.options = options;
	return context->errs->failures == failures;
}

bool plan_file_open(
	struct plan_file *file, const char *path, const struct context *context)
{
	*file = (struct plan_file){ 0 };
	buf_init(&file->bytes, LIMIT_PLAN_BYTES);
	if (!read_file(&file->bytes, path, context->errs))
		return false;
	file->source = (struct source){ .path = path,
		.bytes = { buf_string(&file->bytes), file->bytes.len } };
	return saved_read(&file->saved, &file->source, context->errs) &&
	       settle_options(file, context);
}

void plan_file_close(struct plan_file *file)
{
	arena_release(&file->options.arena);
	saved_release(&file->saved);
	buf_release(&file->bytes);
	*file = (struct plan_file){ 0 };
}

/* --- holding ------------------------------------------------------------------- */

bool plan_file_holds(const struct saved *saved, const struct session *session)
{
	struct error_list *errs = session->context->errs;
	struct saved again;
	bool ok;

	saved_make(&again, &session->report, &session->tree, session->settings.endpoint,
		NULL);
	ok = saved_check_steps(saved, &again, errs);
	ok = saved_check_needs(
		     &session->plan, &session->declared.set, &session->live.set, errs) &&
	     ok;
	if (!ok)
		saved_refuse(errs);
	saved_release(&again);
	return ok;
}
