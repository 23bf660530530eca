#include "providers/endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/table.h"

static const struct row {
	const char *name, *base;
	const char *host; /* NULL: refused */
	bool plain, loopback;
} rows[] = {
	{ "the vendor's", "https://app.harness.io/gateway", "app.harness.io", false,
		false },
	{ "without a path", "https://harness.corp.example", "harness.corp.example", false,
		false },
	{ "with a port", "https://harness.corp.example:8443/x", "harness.corp.example",
		false, false },
	{ "loopback by address", "http://127.0.0.1:8080", "127.0.0.1", true, true },
	{ "loopback by another address", "http://127.8.9.10/", "127.8.9.10", true, true },
	{ "loopback by name", "http://localhost:1", "localhost", true, true },
	{ "loopback in IPv6", "http://[::1]:65535/gateway", "::1", true, true },
	{ "loopback with TLS", "https://LOCALHOST", "LOCALHOST", false, true },
	{ "another address in IPv6", "https://[2001:db8::1]/", "2001:db8::1", false,
		false },
	{ "plain http to elsewhere", "http://app.harness.io", NULL, 0, 0 },
	{ "plain http to a neighbour", "http://192.168.0.1", NULL, 0, 0 },
	{ "a name that begins like loopback", "http://127.0.0.1.example.com", NULL, 0,
		0 },
	{ "a name that ends like loopback", "http://evil.localhost.example", NULL, 0, 0 },
	{ "a number that some read as loopback", "http://2130706433", NULL, 0, 0 },
	{ "a short form that some read as loopback", "http://127.1", NULL, 0, 0 },
	{ "loopback mapped into IPv6", "http://[::ffff:127.0.0.1]", NULL, 0, 0 },
	{ "a user", "https://user@app.harness.io", NULL, 0, 0 },
	{ "loopback as the user", "http://127.0.0.1@evil.example", NULL, 0, 0 },
	{ "loopback and password as the user", "http://localhost:80@evil.example/", NULL,
		0, 0 },
	{ "a backslash", "http://127.0.0.1\\\\@evil.example", NULL, 0, 0 },
	{ "a query", "https://app.harness.io/?x=1", NULL, 0, 0 },
	{ "a fragment", "https://app.harness.io/#x", NULL, 0, 0 },
	{ "a blank", "https://app.harness.io/ x", NULL, 0, 0 },
	{ "a line end", "https://app.harness.io/\r\nx: y", NULL, 0, 0 },
	{ "another scheme", "ftp://127.0.0.1", NULL, 0, 0 },
	{ "a file", "file:///etc/passwd", NULL, 0, 0 },
	{ "no scheme", "app.harness.io", NULL, 0, 0 },
	{ "no host", "https:///gateway", NULL, 0, 0 },
	{ "an open bracket", "https://[::1/", NULL, 0, 0 },
	{ "no port after the colon", "https://app.harness.io:/", NULL, 0, 0 },
	{ "port 0", "https://app.harness.io:0/", NULL, 0, 0 },
	{ "a port beyond the last", "https://app.harness.io:65536/", NULL, 0, 0 },
	{ "nothing", "", NULL, 0, 0 },
};

static void endpoint_is_read(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct endpoint endpoint = { 0 };

	assert_int_equal(
		endpoint_parse(&endpoint, &arena, row->base, &errs), row->host != NULL);
	assert_int_equal(errs.failures, row->host == NULL);
	if (row->host != NULL) {
		assert_string_equal(endpoint.host, row->host);
		assert_int_equal(endpoint.plain, row->plain);
		assert_int_equal(endpoint.loopback, row->loopback);
	} else {
		assert_int_equal(errs.items[0]->code, ERROR_SETTINGS);
		assert_non_null(errs.items[0]->fix);
	}
	error_release(&errs);
	arena_release(&arena);
}

/* --- certificates -------------------------------------------------------- */

/* In a folder with a hashed folder `hashed`, a plain one `plain`, a file `ca`. */
static const struct trust_row {
	const char *name;
	const char *ca_file, *env_file, *env_folder;
	struct trust system_trust;
	bool ok;
	struct trust trust;
} trust_rows[] = {
	{ "the system's hashed folder alone", NULL, NULL, NULL, { "ca", "hashed" }, true,
		{ NULL, "hashed" } },
	{ "the system's bundle where the folder is not hashed", NULL, NULL, NULL,
		{ "ca", "plain" }, true, { "ca", NULL } },
	{ "the system's bundle where there is no folder", NULL, NULL, NULL,
		{ "ca", "gone" }, true, { "ca", NULL } },
	{ "the system's bundle where libcurl knows no folder", NULL, NULL, NULL,
		{ "ca", NULL }, true, { "ca", NULL } },
	{ "--ca-cert before all others", "ca", "plain", "plain", { NULL, "hashed" }, true,
		{ "ca", NULL } },
	{ "SSL_CERT_FILE", NULL, "ca", "plain", { NULL, "hashed" }, true,
		{ "ca", NULL } },
	{ "SSL_CERT_FILE that names the system's bundle", NULL, "bundle", NULL,
		{ "bundle", "hashed" }, true, { NULL, "hashed" } },
	{ "SSL_CERT_DIR", NULL, NULL, "plain", { NULL, "hashed" }, true,
		{ NULL, "plain" } },
	{ "empty variables are none", NULL, "", "", { NULL, "hashed" }, true,
		{ NULL, "hashed" } },
	{ "--ca-cert that is gone", "gone", NULL, NULL, { "ca", "hashed" }, false,
		{ NULL, NULL } },
	{ "SSL_CERT_FILE that is gone", NULL, "gone", NULL, { "ca", "hashed" }, false,
		{ NULL, NULL } },
};

static void set_environment(const char *name, const char *value)
{
	if (value != NULL)
		(void)setenv(name, value, 1);
	else
		unsetenv(name);
}

static void assert_same(const char *a, const char *b)
{
	if (b == NULL)
		assert_null(a);
	else
		assert_string_equal(a, b);
}

static void certificates_are_chosen(void **state)
{
	const struct trust_row *row = *state;
	struct error_list errs = { 0 };
	struct trust trust;

	set_environment("SSL_CERT_FILE", row->env_file);
	set_environment("SSL_CERT_DIR", row->env_folder);
	assert_int_equal(
		trust_choose(&trust, row->ca_file, &row->system_trust, &errs), row->ok);
	assert_int_equal(errs.failures, !row->ok);
	if (row->ok) {
		assert_same(trust.file, row->trust.file);
		assert_same(trust.folder, row->trust.folder);
	}
	error_release(&errs);
}

static void touch(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	(void)fclose(file);
}

static int run_in_a_folder(void)
{
	char folder[] = "/tmp/rein-endpoint-XXXXXX";
	int failed;

	if (mkdtemp(folder) == NULL || chdir(folder) != 0 || mkdir("hashed", 0700) != 0 ||
		mkdir("plain", 0700) != 0)
		return 1;
	touch("ca");
	touch("plain/ca.pem");
	touch("hashed/5ed36f99.0");
	failed = TABLE_RUN(trust_rows, certificates_are_chosen);
	unlink("hashed/5ed36f99.0");
	unlink("plain/ca.pem");
	unlink("ca");
	rmdir("hashed");
	rmdir("plain");
	rmdir(folder);
	return failed;
}

int main(void)
{
	int failed = TABLE_RUN(rows, endpoint_is_read);

	return failed + run_in_a_folder();
}
