#include "tests/support/tls_server.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <microhttpd.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

enum { DAY_S = 86400, PEM_BYTES = 8192 };

struct tls_server {
	struct MHD_Daemon *daemon;
	atomic_size_t requests;
	char url[40];
	char key[PEM_BYTES], certificate[PEM_BYTES];
};

/* --- the certificate ----------------------------------------------------- */

static void add_name(X509 *certificate, const char *name)
{
	X509_EXTENSION *extension =
		X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, name);

	assert(extension != NULL);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

static X509 *sign(EVP_PKEY *key, const char *name, int from_days, int to_days)
{
	static const unsigned char common_name[] = "rein test";
	X509 *certificate = X509_new();
	X509_NAME *subject = X509_get_subject_name(certificate);
	int size;

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), (long)from_days * DAY_S);
	X509_gmtime_adj(X509_getm_notAfter(certificate), (long)to_days * DAY_S);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
	X509_set_issuer_name(certificate, subject);
	X509_set_pubkey(certificate, key);
	add_name(certificate, name);
	size = X509_sign(certificate, key, EVP_sha256());
	assert(size > 0);
	return certificate;
}

/* What was written to the memory of `bio`, as text. */
static void take_pem(char text[PEM_BYTES], BIO *bio)
{
	int size = BIO_read(bio, text, PEM_BYTES - 1);

	assert(size > 0);
	text[size] = '\0';
	BIO_free(bio);
}

static void make_certificate(
	struct tls_server *server, const char *name, int from_days, int to_days)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = sign(key, name, from_days, to_days);
	BIO *bio = BIO_new(BIO_s_mem());

	PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
	take_pem(server->key, bio);
	bio = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(bio, certificate);
	take_pem(server->certificate, bio);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

/* --- the server ---------------------------------------------------------- */

static enum MHD_Result answer(void *owner, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *data,
	size_t *data_size, void **seen)
{
	static char body[] = "{}";
	struct tls_server *server = owner;
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)url, (void)method, (void)version, (void)data;
	if (*seen == NULL || *data_size > 0) {
		*seen = server;
		*data_size = 0;
		return MHD_YES;
	}
	server->requests++;
	response = MHD_create_response_from_buffer(2, body, MHD_RESPMEM_PERSISTENT);
	result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}

/* Not with epoll: MHD 0.9.75 spins there while a handshake waits. */
static void start(struct tls_server *server)
{
	const union MHD_DaemonInfo *info;

	server->daemon = MHD_start_daemon(MHD_USE_TLS | MHD_USE_POLL_INTERNAL_THREAD, 0,
		NULL, NULL, answer, server, MHD_OPTION_HTTPS_MEM_KEY, server->key,
		MHD_OPTION_HTTPS_MEM_CERT, server->certificate, MHD_OPTION_END);
	assert(server->daemon != NULL);
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
	(void)snprintf(
		server->url, sizeof(server->url), "https://127.0.0.1:%u", info->port);
}

struct tls_server *tls_server_open(
	const char *ca_file, const char *name, int from_days, int to_days)
{
	struct tls_server *server = calloc(1, sizeof(*server));
	FILE *file = fopen(ca_file, "w");

	assert(server != NULL && file != NULL);
	make_certificate(server, name, from_days, to_days);
	(void)fputs(server->certificate, file);
	(void)fclose(file);
	start(server);
	return server;
}

const char *tls_server_url(const struct tls_server *server)
{
	return server->url;
}

size_t tls_server_requests(const struct tls_server *server)
{
	return server->requests;
}

void tls_server_close(struct tls_server *server)
{
	MHD_stop_daemon(server->daemon);
	free(server);
}
