#include "cmd/session.h"

#include <string.h>

#include "model/index.h"
#include "model/limits.h"

/* Whether secret values can be had, before anything is sent that needs one. */

static void check_value(struct session *session, const struct value *value,
	const struct source *source, struct error_list *errs)
{
	struct buf bytes;

	switch (value_type(value)) {
	case VALUE_ENV:
	case VALUE_FILE:
		buf_init(&bytes, LIMIT_SECRET_BYTES);
		secrets_read(&session->secrets, value, source, &bytes, errs);
		buf_wipe(&bytes);
		break;
	case VALUE_LIST:
		for (size_t i = 0; i < value_count(value); i++)
			check_value(session, value_item(value, i), source, errs);
		break;
	case VALUE_MAP:
		for (size_t i = 0; i < value_count(value); i++)
			check_value(session, value_entry(value, i), source, errs);
		break;
	case VALUE_NULL:
	case VALUE_BOOL:
	case VALUE_NUMBER:
	case VALUE_TEXT:
		break;
	}
}

static struct error *copy_error(
	struct error_list *to, const struct error *error, enum severity severity)
{
	struct error *copy = error_add_as(
		to, error->code, severity, error->place, "%s", error->message);

	if (error->excerpt != NULL)
		error_excerpt(to, copy, error->excerpt, strlen(error->excerpt));
	error_address(to, copy, error->address);
	if (error->fix != NULL)
		error_fix(to, copy, "%s", error->fix);
	return copy;
}

/* One variable or file may be missing in many places: it is one thing to mend. */
static void copy_errors(
	struct error_list *to, struct error_list *from, enum severity severity)
{
	struct index said = { .arena = &from->arena };
	struct error **copies = arena_array(&from->arena, from->count, sizeof(*copies));

	error_sort(from);
	for (size_t i = 0; i < from->count; i++) {
		const struct error *error = from->items[i];
		const void **held = index_at(&said, error->message);

		if (*held == NULL) {
			copies[i] = copy_error(to, error, severity);
			*held = &copies[i];
		} else {
			error_relate(to, *(struct error *const *)*held, error->place,
				"here as well");
		}
	}
}

bool session_check_secrets(struct session *session, enum severity severity)
{
	const struct plan *plan = &session->plan;
	struct error_list *errs = session->context->errs, found = { 0 };
	size_t failures = errs->failures;

	for (size_t i = 0; i < plan->count; i++) {
		struct call calls[STEP_CALLS] = { 0 };
		size_t count = plan_calls(&plan->steps[i], calls);

		for (size_t k = 0; k < count; k++)
			if (calls[k].spec != NULL)
				check_value(
					session, calls[k].spec, calls[k].source, &found);
	}
	copy_errors(errs, &found, severity);
	error_release(&found);
	return errs->failures == failures;
}
