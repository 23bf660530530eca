#include "providers/wire.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "model/limits.h"
#include "model/num.h"
#include "providers/clock.h"
#include "providers/endpoint.h"
#include "providers/sockets.h"
#include "providers/trouble.h"

enum {
	CONNECT_MOST_MS = 15000, /* of a try's deadline; the rest is for the answer */
	IDLE_MOST_S = 30, /* a connection idle for longer may be closed at the far end */
};

/* A slot: one try at a time. */
struct transfer {
	struct wire *wire;
	CURL *easy;                   /* made at first use */
	struct http_request *request; /* NULL: the slot is free */
	struct buf content_type;
	struct curl_slist headers; /* its Content-Type, before those all requests have */
	unsigned sends;            /* how often it went out in this try */
	char words[CURL_ERROR_SIZE];
};

struct wire {
	struct arena arena;
	const char *base, *user_agent;
	int64_t deadline_ms;
	struct clock *clock;
	struct endpoint endpoint;
	struct trust trust;
	CURLM *multi;
	struct sockets sockets;
	struct curl_slist *headers; /* of all requests; the key is among them */
	struct transfer *slots;
	size_t slot_count, busy, sent;
	const char *trouble; /* the last one's words, since most are alike */
};

static const struct place nowhere = { 0 };

/* --- opening ------------------------------------------------------------- */

/* Options are constants of ours: one that libcurl refuses is our own mistake. */
static void set_number(CURL *easy, CURLoption option, long number)
{
	CURLcode code = curl_easy_setopt(easy, option, number);

	assert(code == CURLE_OK);
}

static void set_text(CURL *easy, CURLoption option, const char *text)
{
	CURLcode code = curl_easy_setopt(easy, option, text);

	assert(code == CURLE_OK);
}

/* libcurl takes "Name:" as "without this header". */
static void add_header(struct wire *wire, const char *name, const char *text)
{
	struct curl_slist *grown;
	struct buf line;

	buf_init(&line, LIMIT_MESSAGE_BYTES);
	buf_text(&line, name);
	buf_text(&line, *text != '\0' ? ": " : ":");
	buf_text(&line, text);
	grown = curl_slist_append(wire->headers, buf_string(&line));
	assert(grown != NULL && !line.full);
	wire->headers = grown;
	buf_wipe(&line);
}

/* A line end in a header's text would be the end of the header. */
static void check_header(const char *what, const char *text, struct error_list *errs)
{
	size_t size = 0;

	while (text[size] > ' ' && text[size] <= '~')
		size++;
	if (text[size] != '\0' || size == 0 || size > LIMIT_MESSAGE_BYTES / 2)
		error_add(errs, ERROR_SETTINGS, nowhere,
			"the %s is empty, too long, or holds a blank or a character "
			"beyond ASCII",
			what);
}

static bool check_options(
	struct wire *wire, const struct http_options *options, struct error_list *errs)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
	const struct trust system_trust = { version->cainfo, version->capath };
	size_t failures = errs->failures;

	check_header("API key", options->key, errs);
	check_header("account", options->account, errs);
	endpoint_parse(&wire->endpoint, &wire->arena, options->base, errs);
	if (trust_choose(&wire->trust, options->ca_file, &system_trust, errs)) {
		wire->trust.file = arena_text(&wire->arena, wire->trust.file);
		wire->trust.folder = arena_text(&wire->arena, wire->trust.folder);
	}
	return errs->failures == failures;
}

static void open_slots(struct wire *wire, size_t count)
{
	wire->multi = curl_multi_init();
	assert(wire->multi != NULL);
	curl_multi_setopt(wire->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)count);
	curl_multi_setopt(wire->multi, CURLMOPT_MAXCONNECTS, (long)count);
	sockets_open(&wire->sockets, wire->multi);
	wire->slots = arena_array(&wire->arena, count, sizeof(*wire->slots));
	wire->slot_count = count;
	for (size_t i = 0; i < count; i++)
		wire->slots[i].wire = wire;
}

struct wire *wire_open(const struct http_options *options, struct error_list *errs)
{
	struct wire *wire = memory_resize(NULL, sizeof(*wire));

	*wire = (struct wire){
		.deadline_ms = options->deadline_ms,
		.clock = options->clock,
	};
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (!check_options(wire, options, errs)) {
		wire_close(wire);
		return NULL;
	}
	wire->base = arena_text(&wire->arena, options->base);
	wire->user_agent = arena_text(&wire->arena, options->user_agent);
	add_header(wire, "x-api-key", options->key);
	add_header(wire, "Harness-Account", options->account);
	add_header(wire, "Accept", "application/json");
	add_header(wire, "Expect", ""); /* no 100-continue: it costs a round trip */
	open_slots(wire, options->parallelism);
	return wire;
}

void wire_close(struct wire *wire)
{
	if (wire == NULL)
		return;
	for (size_t i = 0; i < wire->slot_count; i++) {
		struct transfer *transfer = &wire->slots[i];

		if (transfer->request != NULL)
			curl_multi_remove_handle(wire->multi, transfer->easy);
		curl_easy_cleanup(transfer->easy);
		buf_release(&transfer->content_type);
	}
	curl_multi_cleanup(wire->multi);
	sockets_close(&wire->sockets);
	for (struct curl_slist *line = wire->headers; line != NULL; line = line->next)
		memory_wipe(line->data, strlen(line->data));
	curl_slist_free_all(wire->headers);
	curl_global_cleanup();
	arena_release(&wire->arena);
	free(wire);
}

/* --- what libcurl calls -------------------------------------------------- */

static size_t take_bytes(char *bytes, size_t size, size_t count, void *owner)
{
	struct transfer *transfer = owner;
	struct buf *answer = &transfer->request->answer;

	buf_put(answer, bytes, size_mul(size, count));
	return answer->full ? CURL_WRITEFUNC_ERROR : count;
}

/*
 * A request is about to go out. When a kept connection turns out to be dead,
 * libcurl sends again by itself, a POST as well: that is counted, and not allowed
 * for what is not safe, since the server may have carried it out before it hung up.
 */
/* NOLINTNEXTLINE(readability-non-const-parameter): the types are libcurl's */
static int before_send(void *owner, char *to, char *from, int to_port, int from_port)
{
	struct transfer *transfer = owner;

	(void)to, (void)from, (void)to_port, (void)from_port;
	if (transfer->sends > 0 && !transfer->request->safe)
		return CURL_PREREQFUNC_ABORT;
	transfer->sends++;
	transfer->wire->sent++;
	return CURL_PREREQFUNC_OK;
}

/* --- sending ------------------------------------------------------------- */

static void set_trust(CURL *easy, const struct wire *wire)
{
	set_text(easy, CURLOPT_CAINFO, wire->trust.file);
	set_text(easy, CURLOPT_CAPATH, wire->trust.folder);
	set_number(easy, CURLOPT_SSL_VERIFYPEER, 1);
	set_number(easy, CURLOPT_SSL_VERIFYHOST, 2);
	set_number(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	set_text(easy, CURLOPT_PROTOCOLS_STR, wire->endpoint.plain ? "http" : "https");
	set_number(easy, CURLOPT_FOLLOWLOCATION, 0);
	set_number(easy, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE); /* no key to a proxy */
	if (wire->endpoint.loopback)
		set_text(easy, CURLOPT_NOPROXY, "*");
}

static void set_callbacks(CURL *easy, struct transfer *transfer)
{
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->words);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_send);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
}

static int64_t connect_ms(const struct wire *wire)
{
	return wire->deadline_ms < CONNECT_MOST_MS ? wire->deadline_ms : CONNECT_MOST_MS;
}

/* What all tries of a slot have in common. */
static CURL *open_easy(struct transfer *transfer)
{
	const struct wire *wire = transfer->wire;
	CURL *easy = curl_easy_init();

	assert(easy != NULL);
	set_callbacks(easy, transfer);
	set_trust(easy, wire);
	set_number(easy, CURLOPT_NOSIGNAL, 1);
	set_number(easy, CURLOPT_PATH_AS_IS, 1);
	set_number(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
	set_number(easy, CURLOPT_PIPEWAIT, !wire->endpoint.plain);
	set_number(easy, CURLOPT_MAXAGE_CONN, IDLE_MOST_S);
	set_number(easy, CURLOPT_TIMEOUT_MS, (long)wire->deadline_ms);
	set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms(wire));
	set_text(easy, CURLOPT_USERAGENT, wire->user_agent);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)LIMIT_REPLY_BYTES);
	return easy;
}

static void set_method(struct transfer *transfer)
{
	const struct http_request *request = transfer->request;
	CURL *easy = transfer->easy;

	set_number(easy, CURLOPT_HTTPGET, 1);
	if (request->content_type != NULL || request->method == METHOD_POST ||
		request->method == METHOD_PUT) {
		curl_easy_setopt(
			easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
		/* not copied: it stands still until the request is done */
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, buf_string(&request->body));
	}
	set_text(easy, CURLOPT_CUSTOMREQUEST, method_name(request->method));
}

/* Without a type libcurl would make up its own. */
static void set_headers(struct transfer *transfer)
{
	const char *type = transfer->request->content_type;

	buf_release(&transfer->content_type);
	buf_init(&transfer->content_type, LIMIT_MESSAGE_BYTES);
	buf_text(&transfer->content_type,
		type != NULL ? "Content-Type: " : "Content-Type:");
	buf_text(&transfer->content_type, type != NULL ? type : "");
	transfer->headers.data = transfer->content_type.ptr;
	transfer->headers.next = transfer->wire->headers;
	curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, &transfer->headers);
}

static void set_url(struct transfer *transfer)
{
	struct buf url;

	assert(*transfer->request->target == '/');
	buf_init(&url, LIMIT_REQUEST_BYTES);
	buf_text(&url, transfer->wire->base);
	buf_text(&url, transfer->request->target);
	set_text(transfer->easy, CURLOPT_URL, buf_string(&url));
	buf_release(&url);
}

static struct transfer *free_slot(struct wire *wire)
{
	for (size_t i = 0; i < wire->slot_count; i++)
		if (wire->slots[i].request == NULL)
			return &wire->slots[i];
	return NULL;
}

void wire_send(struct wire *wire, struct http_request *request)
{
	struct transfer *transfer = free_slot(wire);

	assert(transfer != NULL);
	if (transfer->easy == NULL)
		transfer->easy = open_easy(transfer);
	transfer->request = request;
	transfer->sends = 0;
	transfer->words[0] = '\0';
	buf_release(&request->answer);
	buf_init(&request->answer, LIMIT_REPLY_BYTES);
	set_method(transfer);
	set_headers(transfer);
	set_url(transfer);
	curl_multi_add_handle(wire->multi, transfer->easy);
	wire->busy++;
}

size_t wire_busy(const struct wire *wire)
{
	return wire->busy;
}

size_t wire_sent(const struct wire *wire)
{
	return wire->sent;
}

void wire_move(struct wire *wire)
{
	sockets_turn(&wire->sockets, 0);
}

void wire_wait(struct wire *wire, int64_t ms)
{
	sockets_turn(&wire->sockets, ms);
}

/* --- taking -------------------------------------------------------------- */

static void explain(struct transfer *transfer, const struct fault *fault)
{
	struct wire *wire = transfer->wire;
	struct buf words;

	buf_init(&words, LIMIT_MESSAGE_BYTES);
	trouble_explain(&words, fault);
	if (!text_equal(wire->trouble, buf_string(&words)))
		wire->trouble = arena_text(&wire->arena, buf_string(&words));
	transfer->request->trouble = wire->trouble;
	buf_release(&words);
}

/* The text of a header of the answer, or NULL. */
static const char *header(CURL *easy, const char *name)
{
	struct curl_header *found;

	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
		return NULL;
	return found->value;
}

/* Seconds or a date. Source: RFC 9110, 10.2.3. */
static int64_t retry_after_ms(const struct transfer *transfer)
{
	const char *text = header(transfer->easy, "Retry-After");
	struct clock *clock = transfer->wire->clock;
	int64_t number;
	time_t date;

	if (text == NULL)
		return -1;
	if (num_parse(text, 0, INT32_MAX, &number))
		return number * 1000;
	date = curl_getdate(text, NULL);
	if (date < 0)
		return -1;
	number = (int64_t)date * 1000 - clock->wall_ms(clock);
	return number > 0 ? number : 0;
}

static bool is_json(CURL *easy)
{
	const char *type = header(easy, "Content-Type");
	char name[64] = "";
	size_t size = type != NULL ? strcspn(type, "; \t") : 0;

	if (size >= sizeof(name))
		return false;
	for (size_t i = 0; i < size; i++)
		name[i] = (char)tolower((unsigned char)type[i]);
	return text_equal(name, "application/json") || text_ends(name, "+json");
}

static void read_answer(struct transfer *transfer, struct attempt *attempt)
{
	struct http_request *request = transfer->request;
	const char *total = header(transfer->easy, "X-Total-Elements");

	request->json = is_json(transfer->easy);
	if (total != NULL)
		num_parse(total, 0, INT64_MAX, &request->total);
	attempt->retry_after_ms = retry_after_ms(transfer);
}

static enum http_result read_fault(
	struct transfer *transfer, CURLcode code, struct attempt *attempt)
{
	struct fault fault = {
		.code = (int)code,
		.words = transfer->words[0] != '\0' ? transfer->words
						    : curl_easy_strerror(code),
		.host = transfer->wire->endpoint.host,
		.sent = transfer->sends > 0,
		.deadline_ms = transfer->sends > 0 ? transfer->wire->deadline_ms
						   : connect_ms(transfer->wire),
	};
	long number = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
	fault.system_error = (int)number;
	curl_easy_getinfo(
		transfer->easy, CURLINFO_SSL_VERIFYRESULT, &fault.verify_reason);
	explain(transfer, &fault);
	attempt->hopeless = trouble_is_hopeless(&fault);
	buf_release(&transfer->request->answer);
	if (trouble_is_size(&fault))
		return HTTP_TOO_LARGE;
	return fault.sent ? HTTP_LOST : HTTP_UNSENT;
}

static void end(struct transfer *transfer, CURLcode code, struct attempt *attempt)
{
	struct http_request *request = transfer->request;
	long status = 0;

	*attempt = (struct attempt){ .retry_after_ms = -1, .sends = transfer->sends };
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	request->status = transfer->sends > 0 ? (int)status : 0;
	request->trouble = NULL;
	request->total = -1;
	request->json = false;
	request->result = HTTP_ANSWERED;
	if (code == CURLE_OK)
		read_answer(transfer, attempt);
	else
		request->result = read_fault(transfer, code, attempt);
}

struct http_request *wire_take(struct wire *wire, struct attempt *attempt)
{
	const CURLMsg *message;
	struct transfer *transfer = NULL;
	struct http_request *request;
	int left;

	do
		message = curl_multi_info_read(wire->multi, &left);
	while (message != NULL && message->msg != CURLMSG_DONE);
	if (message == NULL)
		return NULL;
	curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
	end(transfer, message->data.result, attempt);
	request = transfer->request;
	curl_multi_remove_handle(wire->multi, transfer->easy);
	transfer->request = NULL;
	wire->busy--;
	return request;
}
