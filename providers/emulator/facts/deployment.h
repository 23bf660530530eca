#pragma once

#include "providers/emulator/fact.h"

struct act;
struct buf;
struct draft;

/*
 * What services and environments share: flat JSON beside a YAML text that must
 * agree with it, or that the server writes. Source: core.md 7, 8.
 */
struct deployment {
	const char *root; /* key of the YAML document */
	/* Compare, and say it in the kind's words; false when refused. */
	bool (*differs)(
		struct act *act, const char *field, const char *json, const char *yaml);
	const char *const *compared;
	size_t compared_count;
	const char *const *written; /* of a generated YAML, in order */
	size_t written_count;
};

/* The document's own map below the root key in *document, or NULL where the text
 * was generated. False when refused. */
bool deployment_check(struct act *act, struct draft *draft,
	const struct deployment *deployment, struct json_object **document);

/* As lists show it: the YAML that Git Experience keeps may be missing there (core.md 8,
 * inferred). */
void deployment_brief(struct act *act, struct buf *out, const struct row *row);
