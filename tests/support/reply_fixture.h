#pragma once

#include "providers/http.h"
#include "providers/reply.h"

/* Answers as core.md 2, 3 and 5 to 11 have them, not as our rows would. */

#define ERROR_BODY(code, message) \
	"{\"status\":\"ERROR\",\"code\":\"" code "\",\"message\":\"" message \
	"\",\"correlationId\":\"corr-1\",\"detailedMessage\":null," \
	"\"responseMessages\":[{\"code\":\"" code \
	"\",\"level\":\"ERROR\",\"message\":\"" message \
	"\",\"exception\":null,\"failureTypes\":[]}],\"metadata\":null}"
#define FAILURE_BODY(code, message) \
	"{\"status\":\"FAILURE\",\"code\":\"" code "\",\"message\":\"" message \
	"\",\"correlationId\":\"corr-1\",\"errors\":null}"
#define DATA(data) \
	"{\"status\":\"SUCCESS\",\"data\":" data \
	",\"metaData\":null,\"correlationId\":\"corr-1\"}"
#define PAGE(content) \
	DATA("{\"totalPages\":3,\"totalItems\":214,\"pageItemCount\":1," \
	     "\"pageSize\":100,\"content\":[" content \
	     "],\"pageIndex\":0,\"empty\":false,\"pageToken\":null}")

#define HTML "<html>\r\n<body>\x1b[31mBad  gateway</body></html>"

/* A call, and the answer it got. The arena of what is read goes with release. */
struct reply_fixture {
	struct arena arena;
	struct error_list errs;
	struct call call;
	struct http_request request;
	struct reply_page page;
};

/*
 * A call of `verb` for the entity "asked" (for a list: none), in the narrowest scope
 * that the kind has, or for `below`: in the account. It was answered so, as JSON.
 */
void reply_fixture_answer(struct reply_fixture *fixture, const struct kind *kind,
	enum verb verb, bool below, int status, const char *body);
void reply_fixture_release(struct reply_fixture *fixture);

/* An answer, and what must be read from it. */
struct reply_row {
	const char *name;
	const struct kind *kind;
	enum verb verb;
	int status;
	const char *body;
	enum outcome outcome;
	enum error_code code; /* FAILED, REFUSED */
	const char *message;  /* a part of the message; NULL: any */
	const char *fix;      /* a part of the fix; NULL: any */
	size_t found;
	bool below;
	bool plain; /* the content type is not JSON */
};

/* For TABLE_RUN: one error at most, of one line, about the call. */
void reply_row_holds(void **state);
