#include "providers/yaml.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

#include "model/limits.h"
#include "providers/yaml_build.h"
#include "providers/yaml_lines.h"
#include "providers/yaml_text.h"

/* One reading of one source, from bytes to documents. */
struct reader {
	yaml_parser_t parser;
	struct yaml_text text;
	struct yaml_build build;
	struct error_list *errs;
	struct arena *arena;
	struct yaml_document *documents;
	size_t count, room;
	uint32_t start; /* of the document being read */
};

static uint32_t offset_of(struct reader *reader, yaml_mark_t mark)
{
	return yaml_text_offset(&reader->text, mark.index);
}

static void report_problem(struct reader *reader)
{
	struct yaml_problem problem = {
		.problem = reader->parser.problem,
		.context = reader->parser.context,
		.offset = offset_of(reader, reader->parser.problem_mark),
		.context_offset = offset_of(reader, reader->parser.context_mark),
	};

	assert(reader->parser.error != YAML_MEMORY_ERROR);
	yaml_text_fault(&reader->text, &problem, reader->errs);
}

static void fault(struct reader *reader, uint32_t offset, const char *words)
{
	reader->build.faulty = true;
	source_error(reader->errs, ERROR_YAML_SYNTAX, reader->text.source, offset, "%s",
		words);
}

static void begin_document(struct reader *reader, const yaml_event_t *event)
{
	yaml_build_begin(&reader->build);
	reader->start = reader->text.start;
	if (!event->data.document_start.implicit)
		reader->start = yaml_text_document(
			&reader->text, offset_of(reader, event->end_mark));
	if (yaml_text_has_bom(&reader->text, reader->start))
		fault(reader, reader->start,
			"a byte order mark may stand only where the file starts");
	if (event->data.document_start.tag_directives.start !=
		event->data.document_start.tag_directives.end)
		fault(reader, offset_of(reader, event->start_mark),
			"the directive %TAG is not read: write the tags out");
}

/* A document that ends before the offset `end`; of comments alone it is none. */
static void add_document(struct reader *reader, const struct value *root, uint32_t end)
{
	if (root == NULL)
		return;
	reader->documents = arena_grow(reader->arena, reader->documents, reader->count,
		&reader->room, sizeof(*reader->documents));
	reader->documents[reader->count++] = (struct yaml_document){
		.root = root,
		.start = reader->start,
		.size = end - reader->start,
	};
}

static void end_document(struct reader *reader, const yaml_event_t *event)
{
	add_document(reader, yaml_build_end(&reader->build),
		offset_of(reader, event->start_mark));
}

static const char *words(const yaml_char_t *text)
{
	return (const char *)text;
}

static enum yaml_style style_of(const yaml_event_t *event)
{
	switch (event->data.scalar.style) {
	case YAML_PLAIN_SCALAR_STYLE:
		return YAML_STYLE_PLAIN;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		return YAML_STYLE_BLOCK;
	default:
		return YAML_STYLE_QUOTED;
	}
}

static void build_scalar(
	struct reader *reader, const yaml_event_t *event, const struct yaml_node *node)
{
	size_t size = event->data.scalar.length;
	const char *text =
		yaml_build_keep(&reader->build, words(event->data.scalar.value), size);

	yaml_build_scalar(&reader->build, node, text, size, style_of(event));
}

static void build_node(struct reader *reader, const yaml_event_t *event)
{
	struct yaml_node node = { .offset = offset_of(reader, event->start_mark) };

	switch (event->type) {
	case YAML_SCALAR_EVENT:
		node.anchor = words(event->data.scalar.anchor);
		node.tag = words(event->data.scalar.tag);
		build_scalar(reader, event, &node);
		break;
	case YAML_ALIAS_EVENT:
		node.anchor = words(event->data.alias.anchor);
		yaml_build_alias(&reader->build, &node);
		break;
	case YAML_SEQUENCE_START_EVENT:
		node.anchor = words(event->data.sequence_start.anchor);
		node.tag = words(event->data.sequence_start.tag);
		yaml_build_open(&reader->build, &node, VALUE_LIST);
		break;
	default:
		node.anchor = words(event->data.mapping_start.anchor);
		node.tag = words(event->data.mapping_start.tag);
		yaml_build_open(&reader->build, &node, VALUE_MAP);
	}
}

static void take_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		begin_document(reader, event);
		break;
	case YAML_DOCUMENT_END_EVENT:
		end_document(reader, event);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		yaml_build_close(&reader->build);
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
		break;
	default:
		build_node(reader, event);
	}
}

static void read_events(struct reader *reader)
{
	bool more = true;

	while (more && !reader->build.stopped) {
		yaml_event_t event;

		if (!yaml_parser_parse(&reader->parser, &event)) {
			report_problem(reader);
			return;
		}
		more = event.type != YAML_STREAM_END_EVENT;
		take_event(reader, &event);
		yaml_event_delete(&event);
	}
}

/* Documents of any form, and whatever is wrong with them. */
static void read_any(struct reader *reader)
{
	int ready = yaml_parser_initialize(&reader->parser);

	assert(ready);
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser,
		(const unsigned char *)reader->text.bytes, reader->text.size);
	yaml_build_init(&reader->build, reader->arena, reader->text.source, reader->errs);
	read_events(reader);
	yaml_build_release(&reader->build);
	yaml_parser_delete(&reader->parser);
}

/* The documents of a range of a source that is within its limits. */
static void read_range(struct reader *reader, struct arena *arena,
	const struct source *source, uint32_t start, size_t size, struct error_list *errs)
{
	const struct value *root;

	*reader = (struct reader){ .arena = arena, .errs = errs };
	if (!yaml_text_open(&reader->text, source, start, size, errs))
		return;
	root = yaml_lines_read(arena, &reader->text);
	if (root == NULL) {
		read_any(reader);
		return;
	}
	reader->start = yaml_lines_start(&reader->text);
	add_document(reader, root, reader->text.start + (uint32_t)reader->text.size);
}

bool yaml_read(struct arena *arena, const struct source *source,
	struct yaml_document **documents, size_t *count, struct error_list *errs)
{
	size_t failures = errs->failures;
	struct reader reader;

	*documents = NULL;
	*count = 0;
	if (source->bytes.len > LIMIT_FILE_BYTES) {
		source_error(errs, ERROR_LIMIT_EXCEEDED, source, 0,
			"the file has %zu bytes, of which rein reads at most %zu",
			source->bytes.len, LIMIT_FILE_BYTES);
		return false;
	}
	read_range(&reader, arena, source, 0, source->bytes.len, errs);
	*documents = reader.documents;
	*count = reader.count;
	return errs->failures == failures;
}

const struct value *yaml_read_one(
	struct arena *arena, const struct source *source, uint32_t start, uint32_t size)
{
	struct error_list errs = { 0 };
	struct reader reader;
	const struct value *root = NULL;

	if (size > LIMIT_FILE_BYTES)
		return NULL;
	read_range(&reader, arena, source, start, size, &errs);
	if (reader.count == 1)
		root = reader.documents[0].root;
	error_release(&errs);
	return root;
}
