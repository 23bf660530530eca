#pragma once

#include <stddef.h>

/*
 * A server on loopback that speaks TLS and answers whatever comes with `{}`. Its
 * certificate is made on the spot, signed by itself.
 */
struct tls_server;

/*
 * The certificate names `name` ("IP:127.0.0.1", "DNS:localhost") and is valid from
 * and to so many days from now. It is written to `ca_file` for the client to trust.
 */
struct tls_server *tls_server_open(
	const char *ca_file, const char *name, int from_days, int to_days);
const char *tls_server_url(const struct tls_server *server);
size_t tls_server_requests(const struct tls_server *server);
void tls_server_close(struct tls_server *server);
