#include "providers/endpoint.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/num.h"
#include "model/text.h"

static const struct place nowhere = { 0 };

/* --- the base URL -------------------------------------------------------- */

static bool is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, host, &v6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&v6);
	return text_equal_nocase(host, "localhost");
}

/* The host at `*at` (past it on return), or NULL: a name, an address or [an address]. */
static const char *take_host(struct arena *arena, const char **at)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.-_";
	bool bracket = **at == '[';
	const char *start = *at + bracket;
	size_t size = strspn(start, bracket ? "0123456789abcdefABCDEF:." : name);

	if (size == 0 || (bracket && start[size] != ']'))
		return NULL;
	*at = start + size + bracket;
	return arena_copy(arena, start, size);
}

static bool take_port(struct arena *arena, const char **at)
{
	size_t size;
	int64_t port;

	if (**at != ':')
		return true;
	size = strspn(*at + 1, "0123456789");
	if (!num_parse(arena_copy(arena, *at + 1, size), 1, 65535, &port))
		return false;
	*at += 1 + size;
	return true;
}

static bool is_path(const char *path)
{
	if (*path != '\0' && *path != '/')
		return false;
	for (; *path != '\0'; path++)
		if (!isalnum((unsigned char)*path) && strchr("/-._~", *path) == NULL)
			return false;
	return true;
}

static bool take_scheme(const char **at, bool *plain)
{
	static const struct {
		const char *text;
		bool plain;
	} schemes[] = { { "https://", false }, { "http://", true } };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (!text_starts(*at, schemes[i].text))
			continue;
		*at += strlen(schemes[i].text);
		*plain = schemes[i].plain;
		return true;
	}
	return false;
}

/* The URL may hold a password, so it is not quoted when it is not understood. */
bool endpoint_parse(struct endpoint *endpoint, struct arena *arena, const char *base,
	struct error_list *errs)
{
	const char *at = base;
	struct error *error;

	if (!take_scheme(&at, &endpoint->plain) ||
		(endpoint->host = take_host(arena, &at)) == NULL ||
		!take_port(arena, &at) || !is_path(at)) {
		error = error_add(errs, ERROR_SETTINGS, nowhere,
			"the endpoint is not understood: scheme, host, port and path are "
			"expected");
		error_fix(errs, error, "write it like https://app.harness.io/gateway");
		return false;
	}
	endpoint->loopback = is_loopback(endpoint->host);
	if (endpoint->plain && !endpoint->loopback) {
		error = error_add(errs, ERROR_SETTINGS, nowhere,
			"plain http to '%s' would show the API key to everyone on the "
			"way",
			endpoint->host);
		error_fix(errs, error, "use https");
		return false;
	}
	return true;
}

/* --- certificates -------------------------------------------------------- */

/* A folder that OpenSSL can look issuers up in has links like 5ed36f99.0 */
static bool is_hashed(const char *folder)
{
	DIR *dir = folder != NULL ? opendir(folder) : NULL;
	const struct dirent *entry;
	bool found = false;

	if (dir == NULL)
		return false;
	while (!found && (entry = readdir(dir)) != NULL)
		found = strlen(entry->d_name) == 10 &&
			strspn(entry->d_name, "0123456789abcdef") == 8 &&
			entry->d_name[8] == '.';
	closedir(dir);
	return found;
}

static const char *environment(const char *name)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? text : NULL;
}

bool trust_choose(struct trust *trust, const char *ca_file,
	const struct trust *system_trust, struct error_list *errs)
{
	const char *given = ca_file != NULL ? ca_file : environment("SSL_CERT_FILE");
	const char *folder = environment("SSL_CERT_DIR");

	*trust = (struct trust){ 0 };
	if (text_equal(given, system_trust->file))
		given = NULL; /* the system's own, which its folder gives cheaper */
	if (given != NULL) {
		if (access(given, R_OK) != 0) {
			error_add(errs, ERROR_SETTINGS, nowhere,
				"%s: the file of CA certificates cannot be read", given);
			return false;
		}
		trust->file = given;
	} else if (folder != NULL) {
		trust->folder = folder;
	} else if (is_hashed(system_trust->folder)) {
		trust->folder = system_trust->folder;
	} else {
		trust->file = system_trust->file;
	}
	return true;
}
