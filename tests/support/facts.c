#include "tests/support/facts.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/error.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"
#include "tests/support/looking.h"
#include "tests/support/playing.h"
#include "tests/support/raw_http.h"

enum { KEPT = 9, KEPT_BYTES = 256, REASON_BYTES = 4096, TEXT_BYTES = 4 << 20 };

/* A fact as it is played: the emulator, a connection, what was kept on the way. */
struct scene {
	struct playing playing;
	struct raw_client client;
	struct raw_answer answer;
	char kept[KEPT][KEPT_BYTES];
	size_t kept_count;
};

/* `text` with $1 .. $9 put in, \v made to CRLF, and in JSON ' made to ". */
static void put_filled(
	struct buf *out, const struct scene *scene, const char *text, bool json)
{
	for (; *text != '\0'; text++) {
		size_t kept = (size_t)(text[0] == '$' ? text[1] - '1' : KEPT);

		if (kept < scene->kept_count) {
			buf_text(out, scene->kept[kept]);
			text++;
		} else if (*text == '\v') {
			buf_text(out, "\r\n");
		} else {
			buf_char(out, *text == '\'' && json ? '"' : *text);
		}
	}
}

static bool is_parts(const char *body)
{
	return strncmp(body, "--XbX", 5) == 0;
}

static bool is_json(const char *body)
{
	return body[0] == '{' || body[0] == '[' || is_parts(body);
}

static const char *type_line(const char *body)
{
	if (body == NULL)
		return NULL;
	if (is_parts(body))
		return "Content-Type: multipart/form-data; boundary=XbX";
	return is_json(body) ? "Content-Type: application/json"
			     : "Content-Type: application/yaml";
}

static void put_headers(struct buf *out, const char *headers, const char *body)
{
	const struct {
		const char *name, *line;
	} usual[] = {
		{ "x-api-key:", "x-api-key: " FACTS_ADMIN },
		{ "Harness-Account:", "Harness-Account: " FACTS_ACCOUNT },
		{ "Accept:", "Accept: application/json" },
		{ "Content-Type:", type_line(body) },
	};
	const char *own = headers == NULL ? "" : headers;

	for (size_t i = 0; i < countof(usual); i++)
		if (own[0] != '-' && usual[i].line != NULL &&
			strcasestr(own, usual[i].name) == NULL)
			buf_format(out, "%s\r\n", usual[i].line);
	own += own[0] == '-';
	own += own[0] == '\n';
	for (size_t size; *own != '\0'; own += size + (own[size] == '\n')) {
		size = strcspn(own, "\n");
		buf_format(out, "%.*s\r\n", (int)size, own);
	}
}

/* Send "METHOD TARGET" and read the answer; over a new connection where need be. */
static void play(
	struct scene *scene, const char *request, const char *headers, const char *body)
{
	struct buf bytes, filled, lines;
	bool head = strncmp(request, "HEAD ", 5) == 0;

	buf_init(&bytes, TEXT_BYTES);
	buf_init(&filled, TEXT_BYTES);
	if (body != NULL)
		put_filled(&filled, scene, body, is_json(body));
	put_filled(&bytes, scene, request, false);
	buf_text(&bytes, " HTTP/1.1\r\nHost: localhost\r\n");
	buf_init(&lines, TEXT_BYTES);
	put_headers(&lines, headers, body);
	put_filled(&bytes, scene, buf_string(&lines), false);
	buf_release(&lines);
	if (body != NULL)
		buf_format(&bytes, "Content-Length: %zu\r\n", filled.len);
	buf_text(&bytes, "\r\n");
	buf_put(&bytes, buf_string(&filled), filled.len);
	raw_answer_release(&scene->answer);
	if (scene->client.fd < 0)
		assert_true(raw_open(&scene->client, playing_port(&scene->playing)));
	raw_send(&scene->client, buf_string(&bytes), bytes.len);
	raw_read(&scene->client, head, &scene->answer);
	if (scene->answer.closed)
		raw_close(&scene->client);
	buf_release(&filled);
	buf_release(&bytes);
}

/* One line of what is given: "[? ]METHOD TARGET[ BODY][ => PATH]", "wait MS". */
static void play_given(struct scene *scene, char *line)
{
	bool any = strncmp(line, "? ", 2) == 0;
	char *keep = strstr(line, " => "), *target, *body;

	if (strncmp(line, "wait ", 5) == 0) {
		usleep((useconds_t)strtoul(line + 5, NULL, 10) * 1000);
		return;
	}
	line += any ? 2 : 0;
	if (keep != NULL)
		*keep = '\0';
	target = strchr(line, ' ');
	assert_non_null(target);
	body = strchr(target + 1, ' ');
	if (body != NULL)
		*body++ = '\0';
	play(scene, line, NULL, body);
	if (!any && scene->answer.status / 100 != 2)
		fail_msg("given: %s\n  answered %d %s", line, scene->answer.status,
			scene->answer.body);
	if (keep == NULL)
		return;
	assert_true(scene->kept_count < KEPT);
	if (!looking_text(&scene->answer, keep + 4, scene->kept[scene->kept_count++],
		    KEPT_BYTES))
		fail_msg("given: %s\n  nothing at %s: %s", line, keep + 4,
			scene->answer.body);
}

static void play_all_given(struct scene *scene, const char *given)
{
	char *lines = strdup(given), *rest = lines;

	assert_non_null(lines);
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		if (*line != '\0')
			play_given(scene, line);
	free(lines);
}

static void look(struct scene *scene, const struct fact *fact)
{
	const char *expect = fact->expect == NULL ? "" : fact->expect;
	char reason[REASON_BYTES];

	if (scene->answer.status != fact->status)
		fail_msg("%s\n  answered %d, not %d: %s", fact->request,
			scene->answer.status, fact->status, scene->answer.body);
	for (size_t size; *expect != '\0'; expect += size + (expect[size] == '\n')) {
		struct buf raw, line;
		bool good;

		size = strcspn(expect, "\n");
		buf_init(&raw, TEXT_BYTES);
		buf_init(&line, TEXT_BYTES);
		buf_put(&raw, expect, size);
		put_filled(&line, scene, buf_string(&raw), false);
		good = looking_holds(
			&scene->answer, buf_string(&line), reason, sizeof(reason));
		buf_release(&line);
		buf_release(&raw);
		if (!good)
			fail_msg("%s\n  %s\n  in %s", fact->request, reason,
				scene->answer.body);
	}
}

void fact_holds(void **state)
{
	const struct fact *fact = *state;
	struct scene scene = { .client = { .fd = -1 } };

	playing_start(&scene.playing, fact->options);
	if (fact->given != NULL)
		play_all_given(&scene, fact->given);
	play(&scene, fact->request, fact->headers, fact->body);
	look(&scene, fact);
	raw_answer_release(&scene.answer);
	raw_close(&scene.client);
	playing_stop(&scene.playing);
}
