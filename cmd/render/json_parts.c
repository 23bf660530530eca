#include "cmd/render/json_parts.h"

#include "model/entity.h"
#include "model/source.h"
#include "providers/json.h"
#include "reconcile/diff.h"

static void put_line(struct json_writer *writer, const char *key, uint32_t number)
{
	if (number > 0)
		json_number(writer, key, number);
	else
		json_text(writer, key, NULL);
}

void json_place(struct json_writer *writer, struct place place)
{
	json_text(writer, "file", place.file);
	put_line(writer, "line", place.line);
	put_line(writer, "column", place.column);
}

static void put_value(struct json_writer *writer, const char *key,
	const struct value *value, bool secret)
{
	if (value == NULL) {
		json_text(writer, key, NULL);
	} else if (secret) {
		json_text(writer, key, "(secret)");
	} else {
		json_member(writer, key);
		json_write(&writer->out, value);
	}
}

void json_change(struct json_writer *writer, const struct entity *desired,
	const struct change *change)
{
	struct place place = { 0 };

	if (desired != NULL && desired->source != NULL)
		place = source_place(desired->source, change->offset);
	json_open(writer, NULL, '{');
	json_text(writer, "path", change->path);
	put_value(writer, "before", change->before, change->secret);
	put_value(writer, "after", change->after, change->secret);
	json_text(writer, "cause", cause_name(change->cause));
	if (change->cause == CAUSE_BOTH)
		put_value(writer, "base", change->base, change->secret);
	if (change->commit != NULL)
		json_text(writer, "commit", change->commit);
	json_text(writer, "file", place.file);
	put_line(writer, "line", place.line);
	json_close(writer, '}');
}
