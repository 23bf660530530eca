#pragma once

#include "tests/support/table.h"

/*
 * One fact of the API, written down as requests and what the facts say of the answer.
 * Each is played to an emulator of its own, empty but for what a new account has, over
 * a raw socket. What is expected comes from the vendor's facts, never from a run.
 *
 * JSON is written with ' for ", CRLF with \v. A body that begins with --XbX is one of
 * parts, likewise; one that begins neither so nor with { or [ is YAML, sent as it stands.
 * Every request has the admin's key, Accept, and a body a Content-Type, save what
 * `headers` gives itself.
 */
struct fact {
	const char *name;    /* a sentence */
	const char *options; /* lines: "quirk NAME=VALUE", "key KEY:ROLE", "fault RULE",
				"rate N", "execution MS"; NULL is none */
	/*
	 * What is done before, a line a request: "METHOD TARGET BODY". Each must be
	 * answered 2xx, but with "? " before it. " => PATH" behind it keeps what stands
	 * there: $1 is the first kept, in every later request and expectation. "wait MS"
	 * lets time pass.
	 */
	const char *given;
	const char *request; /* "METHOD TARGET" */
	const char *headers; /* lines "Name: value"; "-" before them: nothing else */
	const char *body;
	int status;
	/*
	 * Lines "PATH OP VALUE". A path is members and indices with dots between, `*`
	 * each item of a list ("data.content.*.service.identifier"), `$` the whole;
	 * `@Name` a header, `body` the bytes. Values are JSON; what is none, is a text.
	 *	=  !=       equal, key order aside
	 *	like        has all that the value has, and lists as long
	 *	has, lacks  a list with (without) an item like the value
	 *	~  !~       a text with (without) that in it
	 *	absent      not there, or null;   present: neither
	 *	#           a list or map of that many
	 *	keys        a map of exactly these members
	 *	with        a map of these members, whatever else
	 *	matches     a text that an extended regular expression matches whole
	 *	time        milliseconds since 1970, of this hour
	 */
	const char *expect;
};

/* For TABLE_RUN. */
void fact_holds(void **state);

#define FACTS_ACCOUNT "acc123"
#define FACTS_ADMIN "pat.acc123.tok.sec"
#define FACTS_VIEWER "pat.acc123.view.sec" /* _account_viewer of the whole account */

/* Query members, and what most facts stand on: an organization with a project. */
#define IN_ACCOUNT "accountIdentifier=" FACTS_ACCOUNT
#define IN_ORG IN_ACCOUNT "&orgIdentifier=emea"
#define IN_PROJECT IN_ORG "&projectIdentifier=payments"
#define GIVEN_ORG \
	"POST /ng/api/organizations?" IN_ACCOUNT \
	" {'organization':{'identifier':'emea','name':'EMEA'}}\n"
#define GIVEN_PROJECT \
	GIVEN_ORG "POST /ng/api/projects?" IN_ORG \
		  " {'project':{'orgIdentifier':'emea','identifier':'payments'," \
		  "'name':'Payments'}}\n"

/* The two forms of an error body (core.md 3.1). */
#define SAYS_ERROR(error) \
	"$ with status code message correlationId detailedMessage responseMessages " \
	"metadata\n" \
	"status = ERROR\ncode = " error "\n" \
	"responseMessages.0.code = " error "\nresponseMessages.0.level = ERROR\n" \
	"correlationId matches [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n"
#define SAYS_FAILURE(error) \
	"$ with status code message correlationId\n" \
	"status = FAILURE\ncode = " error "\nresponseMessages absent\n" \
	"correlationId matches [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n"
#define SAYS_SUCCESS \
	"$ keys status data metaData correlationId\nstatus = SUCCESS\nmetaData = null\n" \
	"correlationId matches [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n"
