/*
 * Starting, libgit2 reads the system's certificates, all of them, for remotes; where it
 * was built with Mbed TLS, as in Debian, that is the third part of a short run. rein
 * reads what is on disk and lets libgit2 talk to nobody (git.h), so the parser that
 * libgit2 asks for is this one, which finds none. HTTPS is libcurl's, by another library.
 */

int mbedtls_x509_crt_parse_file(void *chain, const char *path);

/* The number of certificates that could not be read. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain, (void)path;
	return 0;
}
