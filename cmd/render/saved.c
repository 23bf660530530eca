#include "cmd/render/saved.h"

#include "cmd/render/json_plan.h"
#include "cmd/render/json_writer.h"
#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"
#include "providers/json_source.h"

/* More than the digest takes, which is put in at the end. */
enum { DIGEST_ROOM = 64 };

static void put_tree(struct json_writer *writer, const struct saved *saved)
{
	json_open(writer, "tree", '{');
	json_text(writer, "root", saved->root);
	json_text(writer, "id", saved->tree_id);
	json_text(writer, "digest", saved->tree_digest);
	json_close(writer, '}');
}

static void put_options(struct json_writer *writer, const struct value *options)
{
	json_open(writer, "options", '{');
	for (size_t i = 0; i < value_count(options); i++) {
		json_member(writer, value_text(value_key(options, i)));
		json_write(&writer->out, value_entry(options, i));
	}
	json_close(writer, '}');
}

/* The entity as it was, or null. */
static void put_live(struct json_writer *writer, const struct saved_step *step)
{
	if (!step->live) {
		json_text(writer, "live", NULL);
		return;
	}
	json_open(writer, "live", '{');
	for (size_t i = 0; i < step->print.count; i++)
		json_text(
			writer, step->print.fields[i].path, step->print.fields[i].digest);
	json_close(writer, '}');
}

static void put_step(struct json_writer *writer, const struct saved *saved,
	const struct plan *plan, size_t i)
{
	const struct saved_step *step = &saved->steps[i];

	json_open(writer, NULL, '{');
	json_plan_step(writer, plan, i);
	json_open(writer, "secrets", '[');
	for (size_t k = 0; k < step->secret_count; k++)
		json_text(writer, NULL, step->secrets[k]);
	json_close(writer, ']');
	json_text(writer, "writes_digest", step->writes);
	put_live(writer, step);
	json_close(writer, '}');
}

static void put_all(struct buf *out, const struct saved *saved, const struct plan *plan,
	const char *digest)
{
	struct json_writer writer;

	json_begin(&writer);
	json_open(&writer, NULL, '{');
	json_text(&writer, "format_version", SAVED_VERSION);
	json_text(&writer, "command", "plan");
	json_text(&writer, "saved_by", "rein " REIN_VERSION);
	json_text(&writer, "account", saved->account);
	json_text(&writer, "endpoint", saved->endpoint);
	json_text(&writer, "commit", saved->commit);
	json_bool(&writer, "dirty", saved->tree_id == NULL);
	json_text(&writer, "base", saved->base);
	put_tree(&writer, saved);
	put_options(&writer, saved->options);
	json_open(&writer, "summary", '{');
	json_plan_counts(&writer, &plan->counts);
	json_close(&writer, '}');
	json_open(&writer, "steps", '[');
	for (size_t i = 0; i < saved->count; i++)
		put_step(&writer, saved, plan, i);
	json_close(&writer, ']');
	json_text(&writer, "digest", digest);
	json_close(&writer, '}');
	json_end(&writer, out);
}

/* The digest is of what a reader reads, so it is read back before it is known. */
bool render_saved(struct buf *out, const struct saved *saved, const struct plan *plan,
	struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct buf blank;
	struct source source = { .path = "the saved plan" };
	const struct value *root = NULL;
	bool fits;

	buf_init(&blank, LIMIT_PLAN_BYTES);
	put_all(&blank, saved, plan, NULL);
	source.bytes = (struct slice){ buf_string(&blank), blank.len };
	fits = !blank.full && blank.len + DIGEST_ROOM <= LIMIT_PLAN_BYTES;
	if (fits)
		root = json_read_source(&scratch, &source, errs);
	else
		error_add(errs, ERROR_LIMIT_EXCEEDED, (struct place){ 0 },
			"the plan is too large to save: more than %zu bytes",
			LIMIT_PLAN_BYTES);
	if (root != NULL)
		put_all(out, saved, plan, saved_digest(&scratch, root));
	buf_release(&blank);
	arena_release(&scratch);
	return root != NULL;
}
