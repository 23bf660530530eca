#include "providers/paging.h"

#include <string.h>

#include "model/limits.h"
#include "providers/cache.h"
#include "providers/job.h"
#include "providers/reply.h"
#include "providers/request.h"

static void fail(struct job *job, enum outcome outcome)
{
	job->failed = true;
	job->call->outcome = outcome;
}

static void fail_pages(struct job *job, size_t pages)
{
	struct error_list *errs = job->call->errs;

	error_add(errs, ERROR_LIMIT_EXCEEDED, (struct place){ 0 },
		"listing every %s of %s: the API tells of %zu pages, rein reads at most "
		"%d",
		job->call->kind->name, scope_words(&errs->arena, job->call->scope), pages,
		LIMIT_PAGES);
	fail(job, OUTCOME_FAILED);
}

/* Ask for the pages that an answer tells of: all at once where it counts them. */
static void ask_pages(struct job *job, size_t index, const struct reply_page *page)
{
	size_t pages = page->pages > 0 ? page->pages : index + 2;

	if (page->last)
		return;
	if (pages > LIMIT_PAGES) {
		fail_pages(job, pages);
		return;
	}
	while (job->asked < pages && !job->failed) {
		struct exchange *exchange =
			job_exchange(job, job->call, PURPOSE_PAGE, job->asked++);

		job->failed = !exchange_send(exchange);
	}
}

void paging_end_page(struct exchange *exchange)
{
	struct job *job = exchange->job;
	struct reply_page page;

	if (job->failed)
		return;
	reply_read(job->call, &exchange->request, &page);
	if (job->call->outcome != OUTCOME_DONE)
		job->failed = true;
	else
		ask_pages(job, exchange->index, &page);
}

/* Lists shift while others write: an entity can be on two pages (core.md 2.4). */
static void drop_doubles(struct job *job)
{
	struct call *call = job->call;
	struct entity_set set;
	size_t kept = 0;

	entity_set_init(&set, &job->arena);
	for (size_t i = 0; i < call->found_count; i++)
		entity_set_add(&set, call->found[i]);
	entity_set_sort(&set);
	for (size_t i = 0; i < set.count; i++) {
		struct entity *entity = set.items[i];

		if (kept == 0 ||
			strcmp(call->found[kept - 1]->address, entity->address) != 0)
			call->found[kept++] = entity;
		else if (entity->modified_at > call->found[kept - 1]->modified_at)
			call->found[kept - 1] = entity;
	}
	call->found_count = kept;
}

static struct cache_mark mark_of(const struct entity *entity)
{
	return (struct cache_mark){
		entity->address,
		entity->version,
		entity->modified_at,
	};
}

/* Whether the summary proves that the body is the known one. What Git Experience
 * stores may change without a word. */
static bool prove(const struct job *job, struct entity *entity)
{
	const struct entity_set *set = job->call->known;
	const struct entity *known =
		set != NULL ? entity_set_find(set, entity->address) : NULL;
	struct cache_mark mark = mark_of(entity);

	if (known == NULL || known->text.len == 0 || entity->remote ||
		!cache_proves(job->sender->cache, &mark, known))
		return false;
	entity_share_text(entity, known);
	return true;
}

/*
 * A summary has no body. A list that has them may lack those that Git Experience
 * stores, or hold old ones (core.md 8): they matter where git declares the entity.
 */
static bool lacks_body(const struct job *job, const struct entity *entity)
{
	const struct entity_set *set = job->call->known;

	if (request_listing(job->call)->summary)
		return true;
	return entity->remote &&
	       (set == NULL || entity_set_find(set, entity->address) != NULL);
}

/* What is read for its text alone dies with the job. */
static struct call *read_body(struct job *job, const struct entity *entity)
{
	struct call *read = job_read(job, entity);

	read->arena = &job->arena;
	return read;
}

static void ask_bodies(struct job *job)
{
	job->bodies = true;
	for (size_t i = 0; i < job->call->found_count && !job->failed; i++) {
		struct entity *entity = job->call->found[i];
		struct exchange *exchange;

		if (!lacks_body(job, entity) || prove(job, entity))
			continue;
		exchange = job_exchange(job, read_body(job, entity), PURPOSE_BODY, i);
		job->failed = !exchange_send(exchange);
	}
}

static void learn(const struct job *job, const struct entity *entity)
{
	struct cache_mark mark = mark_of(entity);

	if (!entity->remote && entity->text.len > 0)
		cache_learn(job->sender->cache, &mark, entity);
}

/* A text that is shared with the known entity stays so, another is copied. */
static void keep_text(
	const struct job *job, struct entity *entity, const struct entity *whole)
{
	struct slice text = whole->text;

	if (whole->shared != NULL)
		entity_share_text(entity, whole->shared);
	else
		entity->text = (struct slice){
			arena_copy(job->call->arena, text.ptr, text.len),
			text.len,
		};
}

/* The summary knows version and time, the body the text; gone by now is gone. */
void paging_end_body(struct exchange *exchange)
{
	struct job *job = exchange->job;
	struct entity **found = &job->call->found[exchange->index];
	const struct entity *whole;

	if (job->failed)
		return;
	reply_read(exchange->call, &exchange->request, NULL);
	if (exchange->call->outcome == OUTCOME_ABSENT)
		*found = NULL;
	else if (exchange->call->outcome != OUTCOME_DONE)
		fail(job, exchange->call->outcome);
	else {
		whole = exchange->call->found[0];
		keep_text(job, *found, whole);
		(*found)->remote |= whole->remote;
		if (whole->remote_place != NULL)
			(*found)->remote_place =
				arena_text(job->call->arena, whole->remote_place);
		learn(job, *found);
	}
}

static void drop_gone(struct call *call)
{
	size_t kept = 0;

	for (size_t i = 0; i < call->found_count; i++)
		if (call->found[i] != NULL)
			call->found[kept++] = call->found[i];
	call->found_count = kept;
}

/* Every page or body of the list is there. */
void paging_end_round(struct job *job)
{
	if (job->failed || job->bodies) {
		drop_gone(job->call);
		return;
	}
	drop_doubles(job);
	if (job->call->kind->text != NULL && !job->call->brief)
		ask_bodies(job);
}
