#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <microhttpd.h>

#include "model/text.h"
#include "providers/emulator/act.h"
#include "providers/emulator/nap.h"

/*
 * One request at the HTTP face, from its first line to the end of its answer, with
 * whatever trouble the fault rules make of it. web.c calls these as libmicrohttpd
 * hands it over piece by piece; nobody else includes this.
 */
struct fault;
struct site;
struct web;

struct visit {
	struct nap nap; /* until when it sleeps, on the steady clock */
	struct web *web;
	struct site *site;
	struct MHD_Connection *connection;
	struct act act;
	char *target;
	struct buf body;
	const struct fault *fault;
	bool begun, judged, slept, overflow, queued;
	int64_t sip; /* when the next piece of a dripping body is due */
	double started;
	size_t held; /* bytes that web_hold() counts */
	/* a body under trouble */
	char *bytes;
	size_t size, sent;
};

/* The head is here. */
void visit_begin(struct visit *visit, const char *method);
/* A piece of the body. */
void visit_take(struct visit *visit, const char *bytes, size_t size);
/* All of it is here: answer, or sleep and be called again. MHD_NO hangs up. */
enum MHD_Result visit_judge(struct visit *visit);
/* Give up what it holds, not the visit itself. */
void visit_release(struct visit *visit);

/* web.c: suspend the connection until that time of the steady clock. */
void web_sleep(struct visit *visit, int64_t wake);
/* web.c: whether so many more bytes of bodies may be held; if so they count. */
bool web_hold(struct web *web, size_t size);
int64_t web_steady(void); /* milliseconds of the steady clock */
