#pragma once

struct error_list;

/* A listening socket on HOST:PORT or PORT (NULL: any free port of 127.0.0.1), and
 * where it came to be: "127.0.0.1:4711", "[::1]:4711". -1 with an error. */
int listen_open(const char *text, char address[96], int *port, struct error_list *errs);
