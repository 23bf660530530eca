#pragma once

struct exchange;
struct job;

/*
 * A list, page by page: the first tells how many there are, the others are asked for
 * at once; where items are summaries, each is read as well. The whole of it stands
 * in the job's call, by address, when the last round has ended.
 */

/* A page, or the body of an entity, has been answered. */
void paging_end_page(struct exchange *exchange);
void paging_end_body(struct exchange *exchange);
/* All that was asked for is there; asks for the bodies when they are still missing. */
void paging_end_round(struct job *job);
