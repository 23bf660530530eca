#pragma once

/* Every ceiling of the program, each with its reason. Sizes are bytes. */

/* A document: DESIGN "Bounds". Also keeps offsets inside 24 bits (value.h). */
#define LIMIT_FILE_BYTES ((size_t)4 << 20)
/* Nesting of any document or answer, so that recursion over a value is safe. */
#define LIMIT_DEPTH 128
/* Nodes of one document after its aliases are followed (alias bombs). */
#define LIMIT_NODES ((size_t)1000000)
/* Anchors of one document: each alias is looked up among them. */
#define LIMIT_ANCHORS ((size_t)10000)
/* Files of one tree and entities of one set: ten times the largest bench tree. */
#define LIMIT_FILES ((size_t)1000000)
/* Commits walked to find one: more than any repository of configuration has. */
#define LIMIT_COMMITS ((size_t)1000000)
/* Folders within folders: each holds a descriptor while the tree is read. */
#define LIMIT_FOLDER_DEPTH 64
/* One answer of the API: 1000 services of 500,000 characters do not occur. */
#define LIMIT_REPLY_BYTES ((size_t)64 << 20)
/* Pages of one list, so that a server that never ends cannot hold us. */
#define LIMIT_PAGES 10000
/* One request body; the API calls anything above 500,000 characters large. */
#define LIMIT_REQUEST_BYTES ((size_t)16 << 20)
/* YAML of the entities that one request creates: as JSON, with the members beside it,
 * at most three times that, so never one that the API calls large (core.md 1.4). */
#define LIMIT_BULK_BYTES ((size_t)150000)
/* A secret file (core.md 10.4). */
#define LIMIT_SECRET_BYTES ((size_t)10 << 20)
/* A saved plan: one of 50,000 entities is a third of it. Offsets fit 27 bits. */
#define LIMIT_PLAN_BYTES ((size_t)64 << 20)
/* Findings kept of one run; past it they are only counted. */
#define LIMIT_FINDINGS ((size_t)10000)
/* Notes among them: a large tree has thousands, and an error found late must show. */
#define LIMIT_NOTES (LIMIT_FINDINGS / 2)
/* One message, one quoted source line. */
#define LIMIT_MESSAGE_BYTES ((size_t)4096)
#define LIMIT_EXCERPT_BYTES ((size_t)400)
/* One rendered result or one built text of ours. */
#define LIMIT_TEXT_BYTES ((size_t)1 << 30)
/* A comment of a forge: GitHub takes 65,536 characters, and the job that posts it may
 * want to say something around it. */
#define LIMIT_COMMENT_BYTES ((size_t)64000)
/* The emulator: audit events kept, and with both YAMLs; requests shown on its page;
 * connections at once (200 are promised); bytes of all bodies in work together. */
#define LIMIT_EMULATOR_EVENTS 20000
#define LIMIT_EMULATOR_EVENT_TEXTS 2000
#define LIMIT_EMULATOR_RECENT 50
#define LIMIT_EMULATOR_CONNECTIONS 512
#define LIMIT_EMULATOR_BODIES ((size_t)256 << 20)
