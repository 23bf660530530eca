#include "cmd/render/render.h"

#include <ctype.h>
#include <string.h>

#include "cmd/render/json_writer.h"
#include "model/text.h"

/* SARIF 2.1.0 (OASIS), with what code scanning services ask for. */

enum {
#define COUNT_CODE(id, name, severity, text) COUNTED_##id,
	ERROR_CODES(COUNT_CODE)
#undef COUNT_CODE
		RULES_MOST
};

static const char *level_of(enum severity severity)
{
	static const char *const levels[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	return levels[severity];
}

/* A path as a relative URI (RFC 3986). */
static void put_uri(struct json_writer *writer, const char *path)
{
	struct buf uri;

	buf_init(&uri, 3 * strlen(path) + 1);
	for (; *path != '\0'; path++) {
		unsigned char byte = (unsigned char)*path;

		if (isalnum(byte) || strchr("/-._~", byte) != NULL)
			buf_char(&uri, *path);
		else
			buf_format(&uri, "%%%02X", byte);
	}
	json_text(writer, "uri", buf_string(&uri));
	buf_release(&uri);
}

static void put_message(struct json_writer *writer, const char *message, const char *fix)
{
	struct arena arena = { 0 };

	if (fix != NULL)
		message = arena_format(&arena, "%s (%s)", message, fix);
	json_open(writer, "message", '{');
	json_text(writer, "text", message);
	json_close(writer, '}');
	arena_release(&arena);
}

static void put_physical(struct json_writer *writer, struct place place)
{
	json_open(writer, "physicalLocation", '{');
	json_open(writer, "artifactLocation", '{');
	put_uri(writer, place.file);
	json_text(writer, "uriBaseId", "%SRCROOT%");
	json_close(writer, '}');
	if (place.line > 0) {
		json_open(writer, "region", '{');
		json_number(writer, "startLine", place.line);
		if (place.column > 0)
			json_number(writer, "startColumn", place.column);
		json_close(writer, '}');
	}
	json_close(writer, '}');
}

static void put_related(struct json_writer *writer, const struct error *finding)
{
	size_t id = 0;

	if (finding->related_count == 0)
		return;
	json_open(writer, "relatedLocations", '[');
	for (size_t i = 0; i < finding->related_count; i++) {
		if (finding->related[i].place.file == NULL)
			continue;
		json_open(writer, NULL, '{');
		json_number(writer, "id", ++id);
		put_physical(writer, finding->related[i].place);
		put_message(writer, finding->related[i].message, NULL);
		json_close(writer, '}');
	}
	json_close(writer, ']');
}

/* The codes that occur, each once, in the order in which they do. */
struct rules {
	enum error_code codes[RULES_MOST];
	size_t count;
};

static size_t rule_of(const struct rules *rules, enum error_code code)
{
	size_t i = 0;

	while (i < rules->count && rules->codes[i] != code)
		i++;
	return i;
}

static struct rules collect_rules(const struct error_list *findings)
{
	struct rules rules = { 0 };

	for (size_t i = 0; i < findings->count; i++) {
		enum error_code code = findings->items[i]->code;

		if (rule_of(&rules, code) == rules.count)
			rules.codes[rules.count++] = code;
	}
	return rules;
}

/* A finding without a place stands at the tree's folder: services want one. */
static void put_result(struct json_writer *writer, const struct error *finding,
	size_t rule, const char *root)
{
	struct place place = finding->place;

	if (place.file == NULL)
		place = (struct place){ .file = root };
	json_open(writer, NULL, '{');
	json_text(writer, "ruleId", error_info(finding->code)->name);
	json_number(writer, "ruleIndex", rule);
	json_text(writer, "level", level_of(finding->severity));
	put_message(writer, finding->message, finding->fix);
	json_open(writer, "locations", '[');
	json_open(writer, NULL, '{');
	put_physical(writer, place);
	json_close(writer, '}');
	json_close(writer, ']');
	put_related(writer, finding);
	json_close(writer, '}');
}

static void put_rule(struct json_writer *writer, const struct error_info *info)
{
	json_open(writer, NULL, '{');
	json_text(writer, "id", info->name);
	json_open(writer, "shortDescription", '{');
	json_text(writer, "text", info->text);
	json_close(writer, '}');
	json_open(writer, "defaultConfiguration", '{');
	json_text(writer, "level", level_of(info->severity));
	json_close(writer, '}');
	json_close(writer, '}');
}

static void put_rules(struct json_writer *writer, const struct rules *rules)
{
	json_open(writer, "rules", '[');
	for (size_t i = 0; i < rules->count; i++)
		put_rule(writer, error_info(rules->codes[i]));
	json_close(writer, ']');
}

static void put_run(struct json_writer *writer, const struct report *report)
{
	const struct error_list *findings = report->findings;
	struct rules rules = collect_rules(findings);

	json_open(writer, NULL, '{');
	json_open(writer, "tool", '{');
	json_open(writer, "driver", '{');
	json_text(writer, "name", "rein");
	json_text(writer, "semanticVersion", REIN_VERSION);
	put_rules(writer, &rules);
	json_close(writer, '}');
	json_close(writer, '}');
	json_text(writer, "columnKind", "unicodeCodePoints");
	json_open(writer, "results", '[');
	for (size_t i = 0; i < findings->count; i++)
		put_result(writer, findings->items[i],
			rule_of(&rules, findings->items[i]->code), report->root);
	json_close(writer, ']');
	json_close(writer, '}');
}

void render_sarif(struct buf *out, const struct report *report, const struct style *style)
{
	struct json_writer writer;

	(void)style; /* for programs */
	json_begin(&writer);
	json_open(&writer, NULL, '{');
	json_text(&writer, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_text(&writer, "version", "2.1.0");
	json_open(&writer, "runs", '[');
	put_run(&writer, report);
	json_close(&writer, ']');
	json_close(&writer, '}');
	json_end(&writer, out);
}
