#include "tests/support/golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/arena.h"
#include "model/text.h"
#include "tests/support/table.h"

static void make_folders(char *path)
{
	for (char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(path, 0777); /* it may be there already */
		*at = '/';
	}
}

static void write_file(char *path, const char *bytes, size_t size)
{
	FILE *stream;

	make_folders(path);
	stream = fopen(path, "we");
	assert_non_null(stream);
	assert_int_equal(fwrite(bytes, 1, size, stream), size);
	assert_int_equal(fclose(stream), 0);
}

static bool same_as_file(const char *path, const char *bytes, size_t size)
{
	char *held = memory_resize(NULL, size + 1);
	FILE *stream = fopen(path, "re");
	bool same = stream != NULL && fread(held, 1, size + 1, stream) == size &&
		    memcmp(held, bytes, size) == 0;

	if (stream != NULL)
		(void)fclose(stream);
	free(held);
	return same;
}

void golden_check(const char *name, const char *bytes, size_t size)
{
	const char *build = getenv("BUILD"), *mode = getenv("GOLDEN");
	struct arena arena = { 0 };
	char *path = arena_format(&arena, "testdata/golden/%s", name);
	bool same = true;

	if (mode != NULL && strcmp(mode, "write") == 0) {
		write_file(path, bytes, size);
	} else if (!same_as_file(path, bytes, size)) {
		char *got = arena_format(
			&arena, "%s/golden/%s", build != NULL ? build : "build", name);

		write_file(got, bytes, size);
		print_message("%s differs: see diff %s %s\n", name, path, got);
		same = false;
	}
	arena_release(&arena);
	assert_true(same);
}

/* Cut `text` out of what stands between two marks: it is not the renderer's. */
static void leave_out(struct buf *text, const char *from, const char *to)
{
	char *start = strstr(text->ptr, from), *end;

	if (start == NULL)
		return;
	start += strlen(from);
	end = strstr(start, to);
	assert_non_null(end);
	text->len -= (size_t)(end - start);
	memmove(start, end, strlen(end) + 1);
}

void golden_leave_out_assets(struct buf *page)
{
	leave_out(page, "<style>", "</style>");
	leave_out(page, "<script>", "</script>");
	leave_out(page, "style-src 'sha256-", "'");
	leave_out(page, "script-src 'sha256-", "'");
}
