#include "cmd/render/json_writer.h"

#include "cmd/render/terminal.h"
#include "model/limits.h"
#include "providers/json.h"

void json_begin(struct json_writer *writer)
{
	*writer = (struct json_writer){ 0 };
	buf_init(&writer->out, LIMIT_TEXT_BYTES);
}

static void put_escape(struct buf *out, uint32_t code)
{
	if (code < 0x10000)
		buf_format(out, "\\u%04x", (unsigned)code);
	else
		buf_format(out, "\\u%04x\\u%04x",
			(unsigned)(0xd800 + ((code - 0x10000) >> 10)),
			(unsigned)(0xdc00 + (code & 0x3ff)));
}

/* Bytes that are written as they are: only texts hold anything beyond ASCII, or what
 * the log of a pipeline obeys, and the writer's own line ends stay. */
static size_t plain_bytes(struct slice text)
{
	size_t size = 0;

	for (; size < text.len; size++) {
		char byte = text.ptr[size];

		if (byte <= 0 || byte == 0x7f)
			break;
		if (byte == '#' && terminal_commands((struct slice){
					   text.ptr + size, text.len - size }))
			break;
	}
	return size;
}

void json_end(struct json_writer *writer, struct buf *out)
{
	struct slice rest = { buf_string(&writer->out), writer->out.len };

	out->full |= writer->out.full;
	while (rest.len > 0) {
		size_t size = plain_bytes(rest);
		uint32_t code = 0;

		buf_put(out, rest.ptr, size);
		rest.ptr += size;
		rest.len -= size;
		if (rest.len == 0)
			break;
		size = terminal_character(rest, &code);
		if (terminal_hides(code) || code == '#')
			put_escape(out, code);
		else
			buf_put(out, rest.ptr, size);
		rest.ptr += size;
		rest.len -= size;
	}
	buf_release(&writer->out);
}

static void new_line(struct json_writer *writer)
{
	buf_format(&writer->out, "\n%*s", (int)(2 * writer->depth), "");
}

void json_member(struct json_writer *writer, const char *key)
{
	if (writer->begun)
		buf_char(&writer->out, ',');
	if (writer->depth > 0)
		new_line(writer);
	writer->begun = true;
	if (key != NULL) {
		json_write_text(&writer->out, key);
		buf_text(&writer->out, ": ");
	}
}

void json_open(struct json_writer *writer, const char *key, char bracket)
{
	json_member(writer, key);
	buf_char(&writer->out, bracket);
	writer->depth++;
	writer->begun = false;
}

void json_close(struct json_writer *writer, char bracket)
{
	writer->depth--;
	if (writer->begun)
		new_line(writer);
	buf_char(&writer->out, bracket);
	if (writer->depth == 0)
		buf_char(&writer->out, '\n');
	writer->begun = true;
}

void json_text(struct json_writer *writer, const char *key, const char *text)
{
	json_member(writer, key);
	if (text != NULL)
		json_write_text(&writer->out, text);
	else
		buf_text(&writer->out, "null");
}

void json_number(struct json_writer *writer, const char *key, size_t number)
{
	json_member(writer, key);
	buf_format(&writer->out, "%zu", number);
}

void json_bool(struct json_writer *writer, const char *key, bool on)
{
	json_member(writer, key);
	buf_text(&writer->out, on ? "true" : "false");
}
