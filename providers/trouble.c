#include "providers/trouble.h"

#include <ctype.h>
#include <string.h>

#include <curl/curl.h>

#include "model/kind.h"
#include "model/text.h"

/* Our words for libcurl's codes; without a row libcurl's own stand. */
static const struct row {
	CURLcode code;
	const char *words;
	bool detail;   /* libcurl's words follow */
	bool hopeless; /* does not pass by itself */
	const char *advice;
} rows[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, NULL, true, false, "check the endpoint" },
	{ CURLE_COULDNT_RESOLVE_PROXY, NULL, true, false, "check HTTPS_PROXY" },
	{ CURLE_GOT_NOTHING, "the server closed the connection without an answer", false,
		false, NULL },
	{ CURLE_ABORTED_BY_CALLBACK, /* wire.c forbade a second sending */
		"the server closed the connection without an answer", false, false,
		NULL },
	{ CURLE_PARTIAL_FILE, "the answer was cut short", true, false, NULL },
	{ CURLE_HTTP2, "the connection broke", true, false, NULL },
	{ CURLE_HTTP2_STREAM, "the connection broke", true, false, NULL },
	{ CURLE_RECV_ERROR, "the connection broke", true, false, NULL },
	{ CURLE_SEND_ERROR, "the connection broke", true, false, NULL },
	{ CURLE_UNSUPPORTED_PROTOCOL, "the answer is not HTTP", false, false,
		"check the endpoint" },
	{ CURLE_WEIRD_SERVER_REPLY, "the answer is not HTTP", true, false,
		"check the endpoint" },
	{ CURLE_SSL_CONNECT_ERROR, "TLS could not be agreed on", true, false,
		"check scheme and port of the endpoint" },
	{ CURLE_SSL_CACERT_BADFILE, "the CA certificates cannot be read", true, true,
		"check --ca-cert and SSL_CERT_FILE" },
	{ CURLE_PEER_FAILED_VERIFICATION, "the server's certificate is not accepted",
		true, true, NULL },
	{ CURLE_FILESIZE_EXCEEDED, "the answer is larger than rein reads", false, true,
		NULL },
	{ CURLE_WRITE_ERROR, "the answer is larger than rein reads", false, true, NULL },
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
	size_t size = strcspn(words, "\r\n");

	for (size_t i = 0; i < size; i++)
		buf_char(out, i == 0 && islower((unsigned char)words[1])
				      ? (char)tolower((unsigned char)words[i])
				      : words[i]);
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
	const char *words = *fault->words != '\0'
				    ? fault->words
				    : curl_easy_strerror((CURLcode)fault->code);
	const char *own = row != NULL ? row->words : NULL;

	if (own != NULL)
		buf_text(out, own);
	if (own != NULL && row->detail)
		buf_text(out, ": ");
	if (row == NULL || row->detail)
		put_words(out, words);
	if (row != NULL && row->advice != NULL)
		buf_format(out, "; %s", row->advice);
}

void trouble_explain(struct buf *out, const struct fault *fault)
{
	const struct refusal *refusal = find_refusal(fault);

	if (refusal != NULL) {
		buf_text(out, refusal->words);
		if (refusal->advice != NULL)
			buf_format(out, "; %s", refusal->advice);
	} else if (fault->code == CURLE_OPERATION_TIMEDOUT) {
		put_late(out, fault);
	} else if (fault->code == CURLE_COULDNT_CONNECT && fault->system_error != 0) {
		put_words(out, strerror(fault->system_error));
		buf_format(out, " (%s)", fault->host);
	} else {
		put_row(out, find_row(fault->code), fault);
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
