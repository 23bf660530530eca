#include "providers/emulator/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "model/error.h"
#include "model/num.h"
#include "model/text.h"

static const struct place nowhere;

enum { BACKLOG = 511 };

/* "HOST:PORT", "[HOST]:PORT" or "PORT" into its two halves. */
static bool split(const char *text, char host[64], const char **port)
{
	const char *colon = strrchr(text, ':');
	size_t size = colon != NULL ? (size_t)(colon - text) : 0;
	int64_t number;

	*port = colon != NULL ? colon + 1 : text;
	if (size > 1 && text[0] == '[' && text[size - 1] == ']') {
		text++;
		size -= 2;
	}
	if (size >= 64 || !num_parse(*port, 0, 65535, &number))
		return false;
	memcpy(host, text, size);
	host[size] = '\0';
	if (size == 0)
		(void)snprintf(host, 64, "127.0.0.1");
	return true;
}

static int bind_to(const struct addrinfo *info)
{
	int on = 1, fd = socket(info->ai_family,
			    info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

static bool name_it(int fd, char address[96], int *port)
{
	struct sockaddr_storage where;
	socklen_t size = sizeof(where);
	char host[64], service[8];
	int64_t number = 0;

	if (getsockname(fd, (struct sockaddr *)&where, &size) < 0 ||
		getnameinfo((struct sockaddr *)&where, size, host, sizeof(host), service,
			sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return false;
	num_parse(service, 0, 65535, &number);
	*port = (int)number;
	(void)snprintf(address, 96, strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host,
		service);
	return true;
}

int listen_open(const char *text, char address[96], int *port, struct error_list *errs)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE };
	struct addrinfo *info = NULL;
	const char *service;
	char host[64];
	int fd;

	text = text != NULL ? text : "127.0.0.1:0";
	if (!split(text, host, &service)) {
		error_add(errs, ERROR_USAGE, nowhere,
			"cannot listen on '%s', expected HOST:PORT", text);
		return -1;
	}
	if (getaddrinfo(host, service, &hints, &info) != 0) {
		error_add(errs, ERROR_USAGE, nowhere,
			"cannot listen on '%s': unknown host", text);
		return -1;
	}
	fd = bind_to(info);
	freeaddrinfo(info);
	if (fd < 0 || !name_it(fd, address, port)) {
		error_add(errs, ERROR_EMULATOR, nowhere, "cannot listen on '%s': %s",
			text, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}
