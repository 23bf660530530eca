#include "providers/emulator/facts/secret.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/facts/connector.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"

static const struct secret_door plain_door = { false, false };

static const struct secret_door *door_of(const struct act *act)
{
	return act->route->detail != NULL ? act->route->detail : &plain_door;
}

/* A manager is named from the secret's own scope upwards (core.md 10.3). */
static bool find_manager(struct act *act, struct draft *draft, const char *text,
	const struct row **manager)
{
	struct row_key key = { "connector", act->org, act->project, "", text, false };

	if (strchr(text, '.') != NULL && !rules_reference(act, "connector", text, &key))
		return false;
	*manager = store_find(act->world->store, &act->arena, &key);
	if (*manager == NULL || !connector_is_manager((*manager)->type))
		return act_refuse(act, CODE_SECRET_MANAGEMENT_ERROR,
			"No such secret manager found with identifier %s %s", text,
			act_words(act, "{in}"));
	if (((*manager)->marks & ROW_MANAGED) == 0)
		rules_refer(act, draft, &key);
	return true;
}

static struct json_object *old_spec(struct act *act, const struct draft *draft)
{
	if (draft->old == NULL)
		return NULL;
	return body_at(body_parse(&act->pool, draft->old->spec, strlen(draft->old->spec)),
		"spec");
}

static bool check_manager(
	struct act *act, struct draft *draft, const struct row **manager)
{
	struct json_object *spec = body_at(draft->spec, "spec");
	const char *name = body_text(spec, "secretManagerIdentifier");
	const char *before = body_text(old_spec(act, draft), "secretManagerIdentifier");

	if (name == NULL || name[0] == '\0') {
		act_fault(act, "secret.spec.secretManagerIdentifier", "may not be null");
		return act_faultless(act);
	}
	if (before != NULL && strcmp(before, name) != 0)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Cannot change secret manager after creation.");
	return find_manager(act, draft, name, manager);
}

static bool is_value_type(const char *type)
{
	static const char *const types[] = { "Inline", "Reference",
		"CustomSecretManagerValues" };

	for (size_t i = 0; type != NULL && i < countof(types); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

/* An Inline value may be left out of an update: the stored one stays. */
static bool check_value(struct act *act, struct draft *draft, const struct row *manager)
{
	struct json_object *spec = body_at(draft->spec, "spec");
	const char *type = body_text(spec, "valueType"),
		   *value = body_text(spec, "value");
	const char *before = body_text(old_spec(act, draft), "valueType");
	bool is_inline = strcmp(type, "Inline") == 0;

	if (!is_inline && connector_is_kms(manager))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Reference secrets are not allowed in KMS type Secret Managers");
	if (is_inline && door_of(act)->yaml) {
		if (value != NULL && value[0] != '\0')
			return act_refuse(act, CODE_INVALID_REQUEST,
				"Yaml does not take the value of an inline secret");
		draft->row.marks |= ROW_MARK;
		return true;
	}
	if ((value == NULL || value[0] == '\0') &&
		!(is_inline && before != NULL && strcmp(before, "Inline") == 0))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"value cannot be empty for a secret text.");
	if (is_inline && value != NULL) {
		draft->row.hidden = arena_text(&act->arena, value);
		draft->row.hidden_size = strlen(value);
	}
	return true;
}

static bool check_text(struct act *act, struct draft *draft)
{
	struct json_object *spec = body_at(draft->spec, "spec"), *kept;
	const struct row *manager = NULL;
	const char *type = body_text(spec, "valueType");

	if (!is_value_type(type)) {
		act_fault(act, "secret.spec.valueType",
			"must be one of Inline, Reference, CustomSecretManagerValues");
		return act_faultless(act);
	}
	if (!check_manager(act, draft, &manager) || !check_value(act, draft, manager))
		return false;
	kept = body_new_object(&act->pool);
	body_put(kept, "secretManagerIdentifier",
		body_at(spec, "secretManagerIdentifier"));
	body_put(kept, "additionalMetadata", body_at(spec, "additionalMetadata"));
	body_put(kept, "valueType", body_at(spec, "valueType"));
	body_put(kept, "value",
		strcmp(type, "Inline") == 0 ? NULL : body_at(spec, "value"));
	body_put(draft->spec, "spec", kept);
	return true;
}

static bool check_file(struct act *act, struct draft *draft)
{
	struct json_object *spec = body_at(draft->spec, "spec"), *kept;
	const struct act_part *file = act_part(act, "file");
	const struct row *manager = NULL;

	if (!door_of(act)->file)
		return quirk_is(act->world->quirks, QUIRK_FILE_AS_JSON, "500")
			       ? act_refuse(act, CODE_UNKNOWN_ERROR,
					 "Oops, something went wrong on our end. Please "
					 "contact "
					 "Harness Support.")
			       : act_refuse(act, CODE_INVALID_REQUEST,
					 "a SecretFile goes to /ng/api/v2/secrets/files");
	if (file == NULL && draft->old == NULL) {
		act_fault(act, "file", "may not be null");
		return act_faultless(act);
	}
	if (!check_manager(act, draft, &manager))
		return false;
	if (file != NULL) {
		draft->row.hidden = file->bytes;
		draft->row.hidden_size = file->size;
	}
	kept = body_new_object(&act->pool);
	body_put(kept, "secretManagerIdentifier",
		body_at(spec, "secretManagerIdentifier"));
	body_put(kept, "additionalMetadata", body_at(spec, "additionalMetadata"));
	body_put(draft->spec, "spec", kept);
	return true;
}

/* What stands at `path` below auth for each way to authenticate. */
static const struct way {
	const char *type, *auth; /* secret and auth type */
	const char *at, *is;     /* discriminator below auth, NULL is any */
	const char *path;        /* of the member, below auth */
	bool secret, optional;
} ways[] = {
#define SSH_WAY(is, path, secret, optional) \
	{ \
		"SSHKey", "SSH", "spec.credentialType", is, path, secret, optional \
	}
	SSH_WAY("KeyReference", "spec.spec.userName", false, false),
	SSH_WAY("KeyReference", "spec.spec.key", true, false),
	SSH_WAY("KeyReference", "spec.spec.encryptedPassphrase", true, true),
	SSH_WAY("KeyPath", "spec.spec.userName", false, false),
	SSH_WAY("KeyPath", "spec.spec.keyPath", false, false),
	SSH_WAY("KeyPath", "spec.spec.encryptedPassphrase", true, true),
	SSH_WAY("Password", "spec.spec.userName", false, false),
	SSH_WAY("Password", "spec.spec.password", true, false),
#define KERBEROS_WAYS(type) \
	{ type, "Kerberos", NULL, NULL, "spec.principal", false, false }, \
		{ type, "Kerberos", NULL, NULL, "spec.realm", false, false }, \
		{ type, "Kerberos", "spec.tgtGenerationMethod", "KeyTabFilePath", \
			"spec.spec.keyPath", false, false }, \
	{ \
		type, "Kerberos", "spec.tgtGenerationMethod", "Password", \
			"spec.spec.password", true, false \
	}
	KERBEROS_WAYS("SSHKey"),
	KERBEROS_WAYS("WinRmCredentials"),
	{ "WinRmCredentials", "NTLM", NULL, NULL, "spec.username", false, false },
	{ "WinRmCredentials", "NTLM", NULL, NULL, "spec.password", true, false },
};

static bool check_secret(struct act *act, struct draft *draft, const char *text)
{
	struct row_key key;

	if (!rules_reference(act, "secret", text, &key))
		return false;
	if (!rules_exists(act, &key))
		return act_refuse(act, CODE_ENTITY_NOT_FOUND,
			"No such secret found [%s], please check identifier/scope and "
			"try "
			"again.",
			text);
	rules_refer(act, draft, &key);
	return true;
}

static bool is_way(const struct way *way, const char *type, struct json_object *auth)
{
	return strcmp(way->type, type) == 0 &&
	       text_equal(way->auth, body_text(auth, "type")) &&
	       (way->at == NULL || text_equal(way->is, body_text(auth, way->at)));
}

static bool check_auth(
	struct act *act, struct draft *draft, const char *type, struct json_object *auth)
{
	bool known = false;

	for (size_t i = 0; i < countof(ways); i++) {
		const char *text = body_text(auth, ways[i].path);

		if (!is_way(&ways[i], type, auth))
			continue;
		known = true;
		if ((text == NULL || text[0] == '\0') && !ways[i].optional)
			act_fault(act,
				arena_format(
					&act->arena, "secret.spec.auth.%s", ways[i].path),
				"may not be null");
		if (!act_faultless(act) ||
			(ways[i].secret && text != NULL && text[0] != '\0' &&
				!check_secret(act, draft, text)))
			return false;
	}
	if (!known)
		act_fault(act, "secret.spec.auth", "is of no known type");
	return act_faultless(act);
}

/* The SDK repeats a `type` inside each spec; the API ignores it (core.md 10.2). */
static void drop_types(struct json_object *spec)
{
	static const char *const places[] = { "auth.spec", "auth.spec.spec" };

	body_drop(spec, "type");
	for (size_t i = 0; i < countof(places); i++)
		if (body_type(body_at(spec, places[i])) == BODY_OBJECT)
			body_drop(body_at(spec, places[i]), "type");
}

static void put_port(struct act *act, struct json_object *spec, int64_t usual)
{
	if (body_number(spec, "port", 0) == 0)
		body_put(spec, "port", body_new_number(&act->pool, usual));
}

static bool check_ssh(struct act *act, struct draft *draft)
{
	struct json_object *spec = body_copy(&act->pool, body_at(draft->spec, "spec"));

	put_port(act, spec, 22);
	drop_types(spec);
	body_put(draft->spec, "spec", spec);
	return check_auth(act, draft, "SSHKey", body_at(spec, "auth"));
}

/* Defaults: core.md 10.6. */
static bool check_winrm(struct act *act, struct draft *draft)
{
	static const struct {
		const char *name;
		bool usual;
	} flags[] = { { "useSSL", true }, { "skipCertChecks", true },
		{ "useNoProfile", false } };
	struct json_object *spec = body_copy(&act->pool, body_at(draft->spec, "spec"));
	struct json_object *auth = body_at(spec, "auth.spec");

	put_port(act, spec, 5986);
	drop_types(spec);
	if (body_type(body_at(spec, "parameters")) != BODY_LIST)
		body_put(spec, "parameters", body_new_list(&act->pool));
	for (size_t i = 0; i < countof(flags) && body_type(auth) == BODY_OBJECT; i++)
		if (body_type(body_at(auth, flags[i].name)) == BODY_ABSENT)
			body_put_bool(auth, flags[i].name, flags[i].usual);
	body_put(draft->spec, "spec", spec);
	return check_auth(act, draft, "WinRmCredentials", body_at(spec, "auth"));
}

static const struct {
	const char *type;
	bool file, keeps_value;
	bool (*check)(struct act *act, struct draft *draft);
} types[] = {
	{ "SecretText", false, true, check_text },
	{ "SecretFile", true, true, check_file },
	{ "SSHKey", false, false, check_ssh },
	{ "WinRmCredentials", false, false, check_winrm },
};

bool secret_check(struct act *act, struct draft *draft)
{
	const char *type = body_text(draft->spec, "type");
	size_t i = 0;

	while (strcmp(types[i].type, type) != 0)
		i++;
	if (draft->old != NULL && strcmp(draft->old->type, type) != 0)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Cannot change secret type after creation.");
	if (draft->old == NULL && types[i].keeps_value && entity_find(act) != NULL)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Secret with identifier %s already exists in this scope",
			act->id);
	if (door_of(act)->file && !types[i].file)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"only a SecretFile goes to /ng/api/v2/secrets/files");
	if (act_query_bool(act, "privateSecret", false))
		draft->row.marks |= ROW_PRIVATE;
	return types[i].check(act, draft);
}
