/*
 * The least that a plan can do: every document of TREE through libyaml, every
 * answer in BODIES through json-c. Nothing is kept.
 *
 *	yardstick TREE [BODIES]
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>
#include <yaml.h>

#include "model/arena.h"
#include "model/text.h"

static void die(const char *path, const char *why)
{
	(void)fprintf(stderr, "yardstick: %s: %s\n", path, why);
	exit(1);
}

static void read_yaml(const char *path, const struct buf *bytes)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool done = false;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)buf_string(bytes), bytes->len);
	while (!done) {
		if (!yaml_parser_parse(&parser, &event))
			die(path, "no YAML");
		done = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

static void read_json(const char *path, const struct buf *bytes)
{
	struct json_object *object = json_tokener_parse(buf_string(bytes));

	if (object == NULL)
		die(path, "no JSON");
	json_object_put(object);
}

static void read_file(const char *path, struct buf *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char some[65536];
	ssize_t size;

	if (fd < 0)
		die(path, "cannot be opened");
	while ((size = read(fd, some, sizeof(some))) > 0)
		buf_put(bytes, some, (size_t)size);
	close(fd);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *where)
{
	bool yaml = text_ends(path, ".yaml");
	struct buf bytes;

	(void)status, (void)where;
	if (type != FTW_F || (!yaml && !text_ends(path, ".json")))
		return 0;
	buf_init(&bytes, (size_t)1 << 30);
	read_file(path, &bytes);
	if (yaml)
		read_yaml(path, &bytes);
	else
		read_json(path, &bytes);
	buf_release(&bytes);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (nftw(argv[i], visit, 64, FTW_PHYS) != 0)
			die(argv[i], "cannot be walked");
	return 0;
}
