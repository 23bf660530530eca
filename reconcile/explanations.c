#include "model/kind.h"
#include "reconcile/explain.h"

#define SECRET(head, value) \
	"secret:\n  name: token\n  type: SecretText\n" head \
	"  spec:\n    secretManagerIdentifier: harnessSecretManager\n" \
	"    valueType: Inline\n" value
#define SSH(password) \
	"secret:\n  type: SSHKey\n  spec:\n    auth:\n      type: SSH\n      spec:\n" \
	"        credentialType: Password\n        spec:\n" \
	"          userName: deploy\n          password: " password "\n"
#define STAGES(first, second) \
	"pipeline:\n  name: deploy\n  stages:\n    - stage:\n" \
	"        identifier: " first "\n        name: build\n        type: Custom\n" \
	"    - stage:\n        identifier: " second "\n        name: test\n" \
	"        type: Custom\n"
#define SHOP "== orgs/acme/projects/shop/"
#define OWN_DOCUMENTS \
	"== orgs/acme/organization.yaml\norganization:\n  name: Acme\n" SHOP \
	"project.yaml\nproject:\n  name: Shop\n"

const struct explanation explanations[] = {
	{ ERROR_YAML_SYNTAX,
		"The file cannot be read. Indentation is by spaces, a text with ': ' or "
		"' #' in it\nneeds quotes, and so does one that begins with a sign that "
		"YAML uses itself.\nBytes that are not UTF-8 and control characters are "
		"refused as well.",
		"== services/api.yaml\nservice:\n  name: api: the first\n",
		"== services/api.yaml\nservice:\n  name: api\n"
		"  description: 'api: the first'\n" },
	{ ERROR_DUPLICATE_KEY,
		"YAML forbids it, and readers disagree about which of the two counts. "
		"The finding\nstands at the later one.",
		"== services/api.yaml\nservice:\n  name: api\n  description: one\n"
		"  name: web\n",
		"== services/api.yaml\nservice:\n  name: api\n  description: one\n" },
	{ ERROR_UNKNOWN_KIND,
		"The one key at the root of a document names its kind: `pipeline:`, "
		"`service:`,\n`roleAssignment:` and so on. Folder names do not matter.",
		"== services/api.yaml\nservce:\n  name: api\n",
		"== services/api.yaml\nservice:\n  name: api\n" },
	{ ERROR_UNSUPPORTED_DIALECT,
		"Harness 3.0 has a simplified YAML (`version: 1`, stages without "
		"`stage:`), which is\nanother language. rein reads the other one, and "
		"does not read half of this.",
		"== build.yaml\nversion: 1\nkind: pipeline\nspec:\n  stages: []\n",
		NULL },
	{ ERROR_KIND_UNMANAGED,
		"rein knows the kind, so references to the document resolve; this "
		"version neither\ncompares nor applies it.",
		"== connectors/hub.yaml\nconnector:\n  name: hub\n"
		"  type: DockerRegistry\n",
		NULL },
	{ ERROR_FIELD_REQUIRED,
		"The API refuses an entity without it. The finding stands at the map "
		"that lacks the\nfield, or at a key that looks like it, misspelt.",
		"== envs/prod.yaml\nenvironment:\n  name: prod\n",
		"== envs/prod.yaml\nenvironment:\n  name: prod\n  type: Production\n" },
	{ ERROR_FIELD_TYPE,
		"A text where a map or a number is due, or a value that is none of those "
		"the API\nknows. `!env` and `!file` outside of secret values are this as "
		"well.",
		"== envs/prod.yaml\nenvironment:\n  name: prod\n  type: Prod\n",
		"== envs/prod.yaml\nenvironment:\n  name: prod\n  type: Production\n" },
	{ ERROR_FIELD_UNKNOWN,
		"Harness drops fields it does not know without a word, so a misspelt one "
		"has no\neffect. Checked where the kind has no YAML of its own in "
		"Harness.",
		"== secrets/token.yaml\n" SECRET(
			"  descripton: of the bot\n", "    value: !env TOKEN\n"),
		"== secrets/token.yaml\n" SECRET(
			"  description: of the bot\n", "    value: !env TOKEN\n") },
	{ ERROR_FIELD_TOO_LONG,
		"The API takes names of 128 characters, descriptions of 1024 and 128 "
		"tags.",
		NULL, NULL },
	{ ERROR_NAME_INVALID,
		"Harness has rules for names too, which differ by kind; some servers "
		"enforce them.",
		"== services/api.yaml\nservice:\n  identifier: api\n  name: api/v2\n",
		"== services/api.yaml\nservice:\n  identifier: api\n  name: api v2\n" },
	{ ERROR_IDENTIFIER_INVALID,
		"Letters, digits and `_`, not starting with a digit; `$` where no "
		"schema forbids it,\n`-` in secrets alone, and at most 128 characters. "
		"Where Harness lives with another\nspelling (manifests, artifact "
		"sources), it is a warning.",
		"== services/api.yaml\nservice:\n  identifier: checkout-api\n",
		"== services/api.yaml\nservice:\n  identifier: checkout_api\n" },
	{ ERROR_IDENTIFIER_RESERVED,
		"Expressions use the word, so Harness refuses it as an identifier. Case "
		"matters:\n`Step` is free. Variables that begin with "
		"`rein_record_` or `rein_lock_` are\nrein's own.",
		"== services/api.yaml\nservice:\n  identifier: account\n",
		"== services/api.yaml\nservice:\n  identifier: accounts\n" },
	{ ERROR_IDENTIFIER_DUPLICATE,
		"An identifier is unique in its scope, a stage's in its pipeline, a "
		"step's in its list\nof steps; organizations and projects ignore case, "
		"and no two role assignments grant\nthe same. The finding stands at the "
		"later one and names the other.",
		SHOP "pipelines/deploy.yaml\n" STAGES("build", "build"),
		SHOP "pipelines/deploy.yaml\n" STAGES("build", "test") },
	{ ERROR_SCOPE_MISMATCH,
		"The folders say where an entity lives. The document may leave that out "
		"or repeat it,\nnot contradict it.",
		SHOP "services/api.yaml\nservice:\n  name: api\n"
		     "  projectIdentifier: shap\n",
		SHOP "services/api.yaml\nservice:\n  name: api\n"
		     "  projectIdentifier: shop\n" },
	{ ERROR_KIND_SCOPE,
		"Pipelines live in projects, projects in organizations. The scope comes "
		"from the path\nand from orgIdentifier and projectIdentifier.",
		"== orgs/acme/pipelines/deploy.yaml\npipeline:\n  name: deploy\n",
		"== orgs/acme/pipelines/deploy.yaml\npipeline:\n  name: deploy\n"
		"  projectIdentifier: shop\n" },
	{ ERROR_REFERENCE_UNRESOLVED,
		"The tree does not declare what the field names. `plan` looks whether "
		"the account has\nit. Where `rein.yaml` says `closed: true` and the tree "
		"has the document of the scope,\nit is an error.",
		OWN_DOCUMENTS SHOP "secrets/host.yaml\n" SSH("host_pasword") SHOP
		"secrets/host_password.yaml\n" SECRET("", "    value: !env PASSWORD\n"),
		OWN_DOCUMENTS SHOP "secrets/host.yaml\n" SSH("host_password") SHOP
		"secrets/host_password.yaml\n" SECRET("", "    value: !env PASSWORD\n") },
	{ ERROR_REFERENCE_SCOPE,
		"A name without a prefix is always one of the project; `org.` and "
		"`account.` name the\nwider scopes, and nothing sees the scopes below "
		"it.",
		"== orgs/acme/secrets/host.yaml\n" SSH("host_password"),
		"== orgs/acme/secrets/host.yaml\n" SSH("org.host_password") },
	{ ERROR_REFERENCE_CYCLE,
		"None of them can be created first. The finding names each reference of "
		"the ring.",
		SHOP "secrets/a.yaml\n" SSH("b") SHOP "secrets/b.yaml\n" SSH("a"),
		SHOP "secrets/a.yaml\n" SSH("b") SHOP
		"secrets/b.yaml\n" SECRET("", "    value: !env PASSWORD\n") },
	{ ERROR_SECRET_LITERAL,
		"Whoever reads the repository reads the secret, in every clone and for "
		"good: revoke it,\nand take the value from the environment or from a "
		"file that git does not track.",
		"== secrets/token.yaml\n" SECRET("", "    value: hunter2\n"),
		"== secrets/token.yaml\n" SECRET("", "    value: !env TOKEN\n") },
	{ ERROR_SECRET_VALUE,
		"`!env NAME` names no usable variable (HARNESS_* and REIN_* are "
		"refused), "
		"or the\nvariable or file is not there. A warning of `plan`, an error of "
		"`apply` where it would\nsend the value.",
		NULL, NULL },
	{ ERROR_SECRET_TRACKED,
		"git tracks the file of `!file PATH`, so the value is as public as a "
		"literal one.",
		NULL, NULL },
	{ ERROR_CREDENTIAL,
		"The text has the mark of a token or holds a private key. Make it a "
		"secret and name it:\n`<+secrets.getValue(\"bot_token\")>`.",
		"== services/api.yaml\nservice:\n  name: api\n"
		"  description: AKIAABCDEFGHIJKLMNOP\n",
		"== services/api.yaml\nservice:\n  name: api\n"
		"  description: <+secrets.getValue(\"account.aws_key\")>\n" },
	{ ERROR_YAML_SURPRISE,
		"YAML 1.1, which Harness reads, takes `1.10` for the number 1.1, `0123` "
		"for 83 and `on`\nfor true. Quotes keep the text.",
		"== services/api.yaml\nservice:\n  name: api\n  tags:\n"
		"    release: 1.10\n",
		"== services/api.yaml\nservice:\n  name: api\n  tags:\n"
		"    release: '1.10'\n" },
	{ ERROR_UNTRACKED_FILE,
		"git neither tracks nor ignores the document, so rein does not read it: "
		"`git add` it.",
		NULL, NULL },
	{ ERROR_PATH_ESCAPE,
		"A symbolic link to anything but a document of the tree, or a `!file` "
		"that leaves the\nrepository. rein follows no way out, since the tree "
		"may "
		"be a stranger's.",
		NULL, NULL },
	{ ERROR_LIMIT_EXCEEDED,
		"A document is read up to 4 MiB, 128 levels and a million nodes, aliases "
		"followed.",
		NULL, NULL },

	/* what the other commands say */
	{ ERROR_EXTERNAL_MISSING,
		"A document names something that neither the tree declares nor "
		"Harness has. The API would\nrefuse it, or keep a reference to "
		"nothing. Of an organization or project it is an\nerror: declare "
		"it, make it in Harness, or mend the name.",
		NULL, NULL },
	{ ERROR_GRANT_KEPT,
		"A role assignment without an `identifier` is known by what it "
		"grants: a changed one is a\nnew one, and the old one stays until "
		"`--prune` deletes it. With an `identifier` it is\nreplaced.",
		NULL, NULL },
	{ ERROR_LEFT_OUT,
		"`pull` and `drift --adopt` write what they can read and what git "
		"is to own; what this\nis about, Git Experience keeps, or the key "
		"may not read it.",
		NULL, NULL },
	{ ERROR_FILE_DIFFERS,
		"`pull` overwrites no document that says something else than the "
		"account, and\n`drift --adopt` none that was changed since: commit "
		"it, or say `--overwrite` or\n`--allow-dirty`.",
		NULL, NULL },
	{ ERROR_USAGE,
		"An option or argument that the command does not have, or a value "
		"that the option does\nnot take: `rein COMMAND --help` lists them. "
		"The exit status is 64.",
		NULL, NULL },
	{ ERROR_SETTINGS,
		"A variable of the environment, a key of `.harness/rein.yaml` or "
		"an option has a value\nthat cannot be used, or one that is needed "
		"is missing: the API key, say.",
		NULL, NULL },
	{ ERROR_TREE,
		"There is no `.harness` folder at or above the working directory "
		"(or `--dir`), or git\ntracks no document below it: `git add "
		".harness`.",
		NULL, NULL },
	{ ERROR_GIT,
		"The repository, a commit or a file of it cannot be read. In a "
		"pipeline that is mostly a\nclone without the history that is "
		"asked for: set its `fetch-depth` to 0.",
		NULL, NULL },
	{ ERROR_FILE_ACCESS,
		"The system refuses to read or write the file that is named.", NULL,
		NULL },
	{ ERROR_HTTP,
		"The endpoint does not answer: no such host, no connection, a "
		"certificate that is not\ntrusted (`--ca-cert`), or none of "
		"`--tries` answers came whole.",
		NULL, NULL },
	{ ERROR_API,
		"The API answered and refused; the code, message and correlation "
		"id are its own. 401 is\nthe key, 403 a permission that it lacks, "
		"429 the rate limit (`--rate`).",
		NULL, NULL },
	{ ERROR_API_ANSWER,
		"Something answered that does not speak as the API does: a proxy's "
		"page, a login, or\nthe wrong base. Check the endpoint "
		"(`HARNESS_ENDPOINT`).",
		NULL, NULL },
	{ ERROR_API_DENIED,
		"A policy set of Harness denied the save, which the API tells with "
		"HTTP 200. Nothing was\nsaved; change the document, or the policy.",
		NULL, NULL },
	{ ERROR_JSON_SYNTAX,
		"A file that is to be JSON (a saved plan) is none, or was cut "
		"short.",
		NULL, NULL },
	{ ERROR_PLAN_FILE,
		"The file is no plan that `plan --out` saved, or was changed "
		"since: save a new one.",
		NULL, NULL },
	{ ERROR_PLAN_MOVED,
		"`apply PLAN` makes the changes of that plan or none: the account, "
		"the tree or an entity\nthat it changes is not what it was. Plan "
		"again.",
		NULL, NULL },
	{ ERROR_BLOCKED,
		"A brake, before the first write: a deletion that takes much "
		"along, the loss of an\nadministrator's grant, a conflict, "
		"something that `rein.yaml` protects. The fix names\nthe option "
		"that lets it pass.",
		NULL, NULL },
	{ ERROR_RECORD,
		"The Harness variable that holds the commit applied last is of "
		"another tree, newer than\nthis one, or not to be read with this "
		"key; or the commit is older than the one that it\nnames "
		"(`--allow-rollback`).",
		NULL, NULL },
	{ ERROR_LOCK,
		"Another apply of this tree holds the lock, or it cannot be taken "
		"with this key. Wait for\nit with `--lock-timeout`; when its "
		"holder is gone for good, `rein unlock` frees it.",
		NULL, NULL },
	{ ERROR_INTERRUPTED,
		"Ctrl-C, SIGTERM or an answer other than the one that was asked "
		"for ended the command.\nWhat was done is listed; the next apply "
		"goes on from there.",
		NULL, NULL },
	{ ERROR_EMULATOR,
		"The port is taken, or the database or certificate cannot be used.", NULL,
		NULL },
};

const size_t explanation_count = countof(explanations);
