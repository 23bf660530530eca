#include "providers/trouble.h"

#include <ctype.h>
#include <string.h>

#include <curl/curl.h>

#include "model/kind.h"
#include "model/text.h"

/* Our words for libcurl's codes; without a row libcurl's own stand. */
static const struct row {
	CURLcode code;
	bool detail;        /* libcurl's words follow ours */
	bool hopeless;      /* does not pass by itself */
	const char *words;  /* NULL: libcurl's */
	const char *unsent; /* instead, where nothing was sent yet */
	const char *advice;
} rows[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, .advice = "check the endpoint" },
	{ CURLE_COULDNT_RESOLVE_PROXY, .advice = "check HTTPS_PROXY" },
	{ CURLE_GOT_NOTHING,
		.words = "the server closed the connection without an answer" },
	/* wire.c forbade to send again */
	{ CURLE_ABORTED_BY_CALLBACK,
		.words = "the server closed the connection without an answer" },
	{ CURLE_PARTIAL_FILE, .words = "the answer was cut short", .detail = true },
	{ CURLE_HTTP2, .words = "the connection broke", .detail = true },
	{ CURLE_HTTP2_STREAM, .words = "the connection broke", .detail = true },
	{ CURLE_RECV_ERROR, .words = "the connection broke", .unsent = "no connection",
		.detail = true },
	{ CURLE_SEND_ERROR, .words = "the connection broke", .unsent = "no connection",
		.detail = true },
	{ CURLE_UNSUPPORTED_PROTOCOL, .words = "the answer is not HTTP",
		.advice = "check the endpoint" },
	{ CURLE_WEIRD_SERVER_REPLY, .words = "the answer is not HTTP", .detail = true,
		.advice = "check the endpoint" },
	{ CURLE_SSL_CONNECT_ERROR, .words = "TLS could not be agreed on", .detail = true,
		.advice = "check scheme and port of the endpoint" },
	{ CURLE_SSL_CACERT_BADFILE, .words = "the CA certificates cannot be read",
		.detail = true, .hopeless = true,
		.advice = "check --ca-cert and SSL_CERT_FILE" },
	{ CURLE_PEER_FAILED_VERIFICATION,
		.words = "the server's certificate is not accepted", .detail = true,
		.hopeless = true },
	{ CURLE_FILESIZE_EXCEEDED, .words = "the answer is larger than rein reads",
		.hopeless = true },
	{ CURLE_WRITE_ERROR, .words = "the answer is larger than rein reads",
		.hopeless = true },
};

/* Why OpenSSL refuses a certificate; the numbers are X509_V_ERR_* of x509_vfy.h. */
static const struct refusal {
	long reason;
	const char *words, *advice;
} refusals[] = {
	{ 9, "the server's certificate is not valid yet", "check this machine's clock" },
	{ 10, "the server's certificate has expired", NULL },
	{ 18, "the server's certificate is self-signed", "give it with --ca-cert" },
	{ 19, "the server's certificate is signed by an unknown authority",
		"give the authority's certificate with --ca-cert" },
	{ 20, "the server's certificate is signed by an unknown authority",
		"give the authority's certificate with --ca-cert" },
	{ 21, "the server's certificate is signed by an unknown authority",
		"give the authority's certificate with --ca-cert" },
};

static const struct row *find_row(int code)
{
	for (size_t i = 0; i < countof(rows); i++)
		if ((int)rows[i].code == code)
			return &rows[i];
	return NULL;
}

static const struct refusal *find_refusal(const struct fault *fault)
{
	if (fault->code != CURLE_PEER_FAILED_VERIFICATION)
		return NULL;
	for (size_t i = 0; i < countof(refusals); i++)
		if (refusals[i].reason == fault->verify_reason)
			return &refusals[i];
	return NULL;
}

/* Foreign words in our form: one line, its first letter small (but of "SSL"). */
static void put_words(struct buf *out, const char *words)
{
	size_t size = strcspn(words, "\r\n"), word = strcspn(words, " \r\n");
	size_t small = 1;

	while (small < word && !isupper((unsigned char)words[small]))
		small++;
	if (size > 0 && small == word) {
		buf_char(out, (char)tolower((unsigned char)*words));
		words++;
		size--;
	}
	buf_put(out, words, size);
}

static void put_late(struct buf *out, const struct fault *fault)
{
	buf_format(out, "no %s within ", fault->sent ? "whole answer" : "connection");
	if (fault->deadline_ms % 1000 == 0)
		buf_format(out, "%lld s", (long long)(fault->deadline_ms / 1000));
	else
		buf_format(out, "%lld ms", (long long)fault->deadline_ms);
}

static void put_row(struct buf *out, const struct row *row, const struct fault *fault)
{
	const char *own = row->unsent != NULL && !fault->sent ? row->unsent : row->words;

	if (own != NULL)
		buf_text(out, own);
	if (own != NULL && row->detail)
		buf_text(out, ": ");
	if (own == NULL || row->detail)
		put_words(out, fault->words);
	if (row->advice != NULL)
		buf_format(out, "; %s", row->advice);
}

/* Of a connect the system's reason says more than libcurl's words do. */
void trouble_explain(struct buf *out, const struct fault *fault)
{
	const struct refusal *refusal = find_refusal(fault);
	const struct row *row = find_row(fault->code);

	if (refusal != NULL) {
		buf_text(out, refusal->words);
		if (refusal->advice != NULL)
			buf_format(out, "; %s", refusal->advice);
	} else if (fault->code == CURLE_OPERATION_TIMEDOUT) {
		put_late(out, fault);
	} else if (fault->code == CURLE_COULDNT_CONNECT && fault->system_error != 0) {
		put_words(out, strerror(fault->system_error));
		buf_format(out, " (%s)", fault->host);
	} else if (row != NULL) {
		put_row(out, row, fault);
	} else {
		put_words(out, fault->words);
	}
}

bool trouble_is_hopeless(const struct fault *fault)
{
	const struct row *row = find_row(fault->code);

	return row != NULL && row->hopeless;
}

bool trouble_is_size(const struct fault *fault)
{
	return fault->code == CURLE_FILESIZE_EXCEEDED || fault->code == CURLE_WRITE_ERROR;
}
