#include "providers/emulator/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/journal.h"
#include "providers/emulator/store.h"

static const char style[] =
	":root{--ink:#1c2430;--dim:#6b7686;--line:#e3e7ee;--card:#fff;--back:#f5f7fa;"
	"--good:#18794e;--bad:#c0362c;--warn:#9a6700;--mark:#0063f7}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--dim:#93a0b2;"
	"--line:#2c3542;--card:#1a212b;--back:#11161d;--good:#4cc38a;--bad:#ff8577;"
	"--warn:#e2b203;--mark:#70a5ff}}"
	"*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);"
	"font:15px/1.5 system-ui,sans-serif}"
	"header{padding:28px 32px 8px}h1{font-size:22px;margin:0}"
	"header p{margin:4px 0 0;color:var(--dim)}code{font:13px ui-monospace,monospace}"
	"main{display:grid;grid-template-columns:minmax(320px,5fr) minmax(360px,6fr);"
	"gap:20px;padding:20px 32px;align-items:start}"
	"@media(max-width:900px){main{grid-template-columns:1fr}}"
	"section{background:var(--card);border:1px solid var(--line);border-radius:10px;"
	"padding:16px 20px;overflow-x:auto}h2{font-size:15px;margin:0 0 10px}"
	"h3{font:600 13px ui-monospace,monospace;margin:14px 0 6px;color:var(--mark)}"
	"table{border-collapse:collapse;width:100%}"
	"td,th{text-align:left;padding:4px 10px 4px 0;border-top:1px solid var(--line);"
	"white-space:nowrap;vertical-align:baseline}.k td{width:46px}.k "
	"td:first-child{width:150px}.k "
	"td:last-child{width:auto}th{color:var(--dim);font-weight:500;"
	"border-top:0}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
	"th{font-size:13px}td.t{white-space:normal;word-break:break-word;overflow-wrap:"
	"anywhere;font:13px "
	"ui-monospace,monospace}"
	".good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}"
	".dim{color:var(--dim)}.empty{color:var(--dim);margin:0}";

static void put_part(struct buf *out, const char *text, size_t size)
{
	for (const char *end = text + size; text < end; text++) {
		unsigned char c = (unsigned char)*text;

		if (strchr("<>&\"'", c) != NULL)
			buf_format(out, "&#%d;", c);
		else if (c < 0x20 || c == 0x7f)
			buf_text(out, "&#65533;");
		else
			buf_char(out, *text);
	}
}

static void put_escaped(struct buf *out, const char *text)
{
	put_part(out, text, strlen(text));
}

/* ---- what is stored ---- */

enum { MOST_LINES = 1000, NAMED = 6 };

struct stored {
	struct buf *out;
	const char *org, *project;
	size_t lines;
};

static void head_scope(struct stored *stored, const char *org, const char *project)
{
	struct buf *out = stored->out;

	if (stored->lines > 0)
		buf_text(out, "</table>");
	stored->org = org;
	stored->project = project;
	buf_text(out, "<h3>");
	put_escaped(out, org[0] != '\0' ? org : "account");
	if (project[0] != '\0') {
		buf_text(out, " / ");
		put_escaped(out, project);
	}
	buf_text(out, "</h3><table class=k>");
}

static void write_kind(void *context, const struct census *census)
{
	struct stored *stored = context;

	if (stored->lines == 0 || strcmp(stored->org, census->org) != 0 ||
		strcmp(stored->project, census->project) != 0)
		head_scope(stored, census->org, census->project);
	stored->lines++;
	buf_text(stored->out, "<tr><td>");
	put_escaped(stored->out, census->kind);
	buf_format(stored->out, "</td><td class=n>%" PRId64 "</td><td class=t>",
		census->count);
	put_escaped(stored->out, census->newest);
	if (census->count > NAMED)
		buf_format(stored->out, " <span class=dim>and %" PRId64 " more</span>",
			census->count - NAMED);
	buf_text(stored->out, "</td></tr>");
}

static void write_census(struct act *act)
{
	struct stored stored = { &act->out, "", "", 0 };

	buf_text(&act->out, "<section><h2>Stored, scope by scope</h2>");
	store_begin(act->world->store, act->now, 0);
	store_census(
		act->world->store, &act->arena, "audit", MOST_LINES, write_kind, &stored);
	store_end(act->world->store, false);
	if (stored.lines > 0)
		buf_text(&act->out, "</table>");
	if (stored.lines == MOST_LINES)
		buf_text(&act->out, "<p class=empty>And more.</p>");
	buf_text(&act->out, "</section>");
}

/* ---- the last requests ---- */

static const char *colour(int status)
{
	if (status >= 200 && status < 300)
		return "good";
	return status >= 400 && status < 500 ? "warn" : "bad";
}

/* The query on lines of its own: it is the path that one looks for. */
static void write_target(struct buf *out, const char *target)
{
	size_t path = strcspn(target, "?");

	put_part(out, target, path);
	if (target[path] == '\0')
		return;
	buf_text(out, "<div class=dim>");
	for (const char *at = target + path + 1;; at++) {
		size_t size = strcspn(at, "&");

		put_part(out, at, size);
		at += size;
		if (*at == '\0')
			break;
		buf_text(out, "&#38;<wbr>");
	}
	buf_text(out, "</div>");
}

static void write_request(struct buf *out, const struct journal_entry *entry)
{
	char time[32];

	journal_time(time, entry->at);
	buf_format(out, "<tr><td class=dim>%.8s</td><td>", time + 11);
	put_escaped(out, entry->method);
	buf_text(out, "</td><td class=t>");
	write_target(out, entry->target);
	if (entry->status > 0)
		buf_format(out, "</td><td class=\"n %s\">%d", colour(entry->status),
			entry->status);
	else
		buf_text(out, "</td><td class=\"n bad\">closed");
	buf_format(out, "</td><td class=\"n dim\">%.1f ms</td></tr>", entry->ms);
}

static void write_requests(struct act *act)
{
	struct journal_entry entry;

	buf_text(&act->out, "<section><h2>Last requests</h2>");
	if (!journal_recent(act->world->journal, 0, &entry)) {
		buf_text(&act->out, "<p class=empty>None yet.</p></section>");
		return;
	}
	buf_text(&act->out, "<table><tr><th>UTC</th><th>Method</th><th>Target</th>"
			    "<th class=n>Status</th><th class=n>Time</th></tr>");
	for (size_t i = 0; journal_recent(act->world->journal, i, &entry); i++)
		write_request(&act->out, &entry);
	buf_text(&act->out, "</table></section>");
}

void page_write(struct act *act)
{
	if (strcmp(act->method, "GET") != 0 && strcmp(act->method, "HEAD") != 0) {
		act_fail(act, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"HTTP 405 Method Not Allowed");
		return;
	}
	act->answer_type = "text/html; charset=utf-8";
	act_header(act, "Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'");
	buf_format(&act->out,
		"<!doctype html><html lang=en><head><meta charset=utf-8><meta "
		"name=viewport "
		"content=\"width=device-width\"><title>rein emulator</title><style>%s"
		"</style></head><body><header><h1>rein emulator</h1><p>Account <code>",
		style);
	put_escaped(&act->out, act->world->account);
	buf_text(&act->out, "</code>. This page only reads.</p></header><main>");
	write_census(act);
	write_requests(act);
	buf_text(&act->out, "</main></body></html>\n");
}
