#include "providers/request.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "model/limits.h"
#include "providers/dialect.h"
#include "providers/payload.h"
#include "providers/placeholder.h"

const struct listing *request_listing(const struct call *call)
{
	enum span span = call->below ? SPAN_BELOW : SPAN_EXACT;

	for (size_t i = 0; i < countof(call->kind->lists); i++)
		if (call->kind->lists[i].span == span)
			return &call->kind->lists[i];
	return NULL;
}

const struct operation *request_operation(const struct call *call)
{
	const struct kind *kind = call->kind;

	switch (call->verb) {
	case VERB_GET:
		return &kind->get;
	case VERB_CREATE:
		return operation_for(kind->creates, kind->create_count, call->spec);
	case VERB_UPDATE:
		return operation_for(kind->updates, kind->update_count, call->spec);
	case VERB_DELETE:
		return &kind->remove;
	case VERB_CREATE_ALL: /* each is sent as it is alone */
		return request_operation(call->creates[0]);
	case VERB_LIST:
		break;
	}
	return NULL;
}

/* --- the target ------------------------------------------------------------ */

static void put_path(struct buf *out, const char *path, const char *identifier)
{
	const char *place = strstr(path, "{id}");

	if (place == NULL) {
		buf_text(out, path);
		return;
	}
	buf_put(out, path, (size_t)(place - path));
	http_encode(out, identifier);
	buf_text(out, place + strlen("{id}"));
}

static void put_member(struct buf *out, const char *name, const char *text)
{
	if (text == NULL)
		return;
	buf_format(out, "&%s=", name);
	http_encode(out, text);
}

/* Path and query: account, scope, what the row adds, and the page. */
static const char *make_target(const struct call *call, struct scope scope,
	const char *path, const char *query, const char *account, const char *paging,
	struct arena *arena)
{
	struct buf target;
	const char *text;

	buf_init(&target, LIMIT_FILE_BYTES);
	put_path(&target, path, call->identifier);
	buf_text(&target, "?accountIdentifier=");
	http_encode(&target, account);
	put_member(&target, "orgIdentifier", scope.org);
	put_member(&target, "projectIdentifier", scope.project);
	if (query != NULL)
		buf_format(&target, "&%s", query);
	buf_text(&target, paging);
	text = arena_copy(arena, buf_string(&target), target.len);
	buf_release(&target);
	return text;
}

static const char *page_members(
	const struct listing *listing, size_t page, struct arena *arena)
{
	const struct dialect *dialect = dialect_of(listing->paging);

	if (dialect->index == NULL)
		return "";
	return arena_format(arena, "&%s=%zu&%s=%u", dialect->index, page, dialect->size,
		listing->page_size);
}

/* --- the body -------------------------------------------------------------- */

static bool put_json(struct buf *out, const struct payload *payload, const char *wrap,
	struct http_span *secret, struct error_list *errs)
{
	bool done;

	if (wrap != NULL)
		buf_format(out, "{\"%s\":", wrap);
	done = payload_members(out, payload, secret, errs);
	if (wrap != NULL)
		buf_char(out, '}');
	return done;
}

/*
 * A line that occurs in neither part. It comes from the JSON alone, so that the
 * request that is shown (its secret masked) has the boundary of the one sent.
 */
static const char *make_boundary(
	struct arena *arena, const struct buf *json, const struct buf *file)
{
	uint64_t hash = text_hash(buf_string(json), json->len);

	for (;; hash++) {
		const char *line = arena_format(arena, "rein-%016" PRIx64, hash);

		if (memmem(buf_string(json), json->len, line, strlen(line)) == NULL &&
			memmem(buf_string(file), file->len, line, strlen(line)) == NULL)
			return line;
	}
}

static void put_parts(struct http_request *request, const char *boundary,
	const struct buf *json, const struct buf *file, const char *file_name)
{
	struct buf *out = &request->body;

	buf_format(out, "--%s\r\nContent-Disposition: form-data; name=\"spec\"\r\n\r\n",
		boundary);
	buf_put(out, buf_string(json), json->len);
	if (file_name != NULL) {
		buf_format(out,
			"\r\n--%s\r\nContent-Disposition: form-data; name=\"file\"; "
			"filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n"
			"\r\n",
			boundary, file_name);
		request->secret = (struct http_span){ out->len, file->len };
		buf_put(out, buf_string(file), file->len);
	}
	buf_format(out, "\r\n--%s--\r\n", boundary);
}

/* Source: core.md 10.4. Without a value the `file` part is left out. */
static bool put_multipart(struct http_request *request, struct payload payload,
	const char *wrap, struct arena *arena, struct error_list *errs)
{
	const struct value *secret = payload_secret(payload.call);
	struct buf json, file;
	const char *boundary;
	bool done;

	buf_init(&json, LIMIT_REQUEST_BYTES);
	buf_init(&file, LIMIT_SECRET_BYTES);
	payload.apart = true;
	done = put_json(&json, &payload, wrap, &request->secret, errs) &&
	       (secret == NULL || payload_bytes(&file, &payload, secret, errs));
	boundary = make_boundary(arena, &json, &file);
	request->content_type =
		arena_format(arena, "multipart/form-data; boundary=%s", boundary);
	put_parts(request, boundary, &json, &file,
		secret != NULL ? payload.call->identifier : NULL);
	buf_wipe(&file);
	buf_release(&json);
	return done;
}

static bool put_body(struct http_request *request, const struct operation *operation,
	const struct call *call, const struct secrets *secrets, struct arena *arena,
	struct error_list *errs)
{
	struct payload payload = { .call = call, .secrets = secrets };

	switch (operation->body) {
	case BODY_JSON:
		request->content_type = "application/json";
		return put_json(&request->body, &payload, operation->wrap,
			&request->secret, errs);
	case BODY_YAML:
		request->content_type = "application/yaml";
		buf_put(&request->body, call->text.ptr, call->text.len);
		return true;
	case BODY_MULTIPART:
		return put_multipart(request, payload, operation->wrap, arena, errs);
	case BODY_NONE:
		break;
	}
	return true;
}

static bool check_size(
	struct http_request *request, const struct call *call, struct error_list *errs)
{
	struct error *error;

	if (!request->body.full)
		return true;
	error = error_add(errs, ERROR_LIMIT_EXCEEDED, (struct place){ 0 },
		"the request would be larger than %zu bytes", LIMIT_REQUEST_BYTES);
	if (call->identifier != NULL)
		error_address(errs, error,
			entity_address(
				&errs->arena, call->kind, call->scope, call->identifier));
	return false;
}

/* --- both ------------------------------------------------------------------ */

static void build_list(struct http_request *request, const struct call *call,
	const char *account, size_t page, struct arena *arena)
{
	const struct listing *listing = request_listing(call);
	struct scope account_alone = { 0 };

	assert(listing != NULL);
	request->method = listing->method;
	request->target = make_target(call,
		listing->scope_in_body ? account_alone : call->scope, listing->path,
		listing->query, account, page_members(listing, page, arena), arena);
	if (listing->body == NULL)
		return;
	request->content_type = "application/json";
	placeholder_fill(
		&request->body, listing->body, account, call->scope, call->filter, arena);
}

/* Source: core.md 7, 8: a JSON array of bodies. */
static bool put_all(struct http_request *request, const struct call *call,
	const struct secrets *secrets, struct error_list *errs)
{
	const struct operation *alone = request_operation(call);
	bool done = true;

	assert(alone != NULL);
	request->content_type = "application/json";
	for (size_t i = 0; i < call->create_count; i++) {
		struct payload payload = { .call = call->creates[i], .secrets = secrets };

		buf_char(&request->body, i == 0 ? '[' : ',');
		done = put_json(&request->body, &payload, alone->wrap, &request->secret,
			       errs) &&
		       done;
	}
	buf_char(&request->body, ']');
	return done;
}

/* The scope stands in each body, so the query names the account alone. */
static bool build_all(struct http_request *request, const struct call *call,
	const char *account, const struct secrets *secrets, struct arena *arena,
	struct error_list *errs)
{
	struct scope account_alone = { 0 };

	request->method = METHOD_POST;
	request->target = make_target(
		call, account_alone, call->kind->bulk.path, NULL, account, "", arena);
	return put_all(request, call, secrets, errs) && check_size(request, call, errs);
}

static bool build_one(struct http_request *request, const struct call *call,
	const char *account, const struct secrets *secrets, struct arena *arena,
	struct error_list *errs)
{
	const struct operation *operation = request_operation(call);

	assert(operation != NULL && operation->method != METHOD_NONE);
	request->method = operation->method;
	request->target = make_target(
		call, call->scope, operation->path, operation->query, account, "", arena);
	return put_body(request, operation, call, secrets, arena, errs) &&
	       check_size(request, call, errs);
}

bool request_build(struct http_request *request, const struct call *call,
	const char *account, size_t page, const struct secrets *secrets,
	struct arena *arena, struct error_list *errs)
{
	bool done = true;

	*request = (struct http_request){
		.safe = call->verb != VERB_CREATE && call->verb != VERB_CREATE_ALL,
	};
	buf_init(&request->body, LIMIT_REQUEST_BYTES);
	if (call->verb == VERB_LIST)
		build_list(request, call, account, page, arena);
	else if (call->verb == VERB_CREATE_ALL)
		done = build_all(request, call, account, secrets, arena, errs);
	else
		done = build_one(request, call, account, secrets, arena, errs);
	if (!done)
		buf_wipe(&request->body);
	return done;
}
