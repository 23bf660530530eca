#include "reconcile/lock.h"

#include <string.h>

#include "tests/support/fake_provider.h"
#include "tests/support/table.h"

#define IDENTIFIER "rein_lock_shop"

struct fixture {
	struct fake_provider fake;
	struct lock lock;
	struct error_list errs;
};

static void set_up(struct fixture *fixture)
{
	*fixture = (struct fixture){ 0 };
	fake_provider_init(&fixture->fake);
	fixture->lock.slot = (struct slot){ &fixture->fake.provider, { NULL, NULL },
		IDENTIFIER, "what it is for" };
	fixture->lock.holder = (struct lock_holder){ "acme/shop:.harness", "bob",
		"ci-1 (process 7)", "2026-01-01T00:00:00Z", "mine" };
}

static void tear_down(struct fixture *fixture)
{
	lock_release(&fixture->lock);
	fake_provider_release(&fixture->fake);
	error_release(&fixture->errs);
}

static void stand(struct fixture *fixture, const char *text)
{
	assert_int_equal(slot_write(&fixture->lock.slot, &fixture->lock.arena, text,
				 false, &fixture->errs),
		OUTCOME_DONE);
}

/* The nonce of who holds it; "" when nobody does. */
static const char *holder(struct fixture *fixture)
{
	struct lock_holder found = { .nonce = "" };
	const char *text;

	fixture->fake.fault_count = 0;
	if (slot_read(&fixture->lock.slot, 0, &fixture->lock.arena, &text,
		    &fixture->errs) == OUTCOME_DONE)
		lock_parse(&found, &fixture->lock.arena, text);
	return found.nonce;
}

/* --- taking ------------------------------------------------------------------------ */

#define ALICE \
	"{\"format\":1,\"name\":\"x\",\"who\":\"alice\",\"where\":\"ci-7\"," \
	"\"at\":\"2026-01-31T12:00:00Z\",\"nonce\":\"hers\"}"

/* What happens when it is said that somebody holds it. */
enum meanwhile { NOTHING, FREED, STOPPED };

static const struct take_row {
	const char *name, *before; /* NULL: it is free */
	int64_t timeout_ms;
	enum meanwhile meanwhile;
	struct fake_fault fault;
	bool has_fault, stop;
	bool taken, held;  /* `held` is to be given back, taken or not */
	const char *nonce; /* of who holds it then */
	const char *words; /* of the last error */
} take_rows[] = {
	{ "a free one", .taken = true, .held = true, .nonce = "mine" },
	{ "somebody's", ALICE, .nonce = "hers",
		.words = "alice at ci-7 since 2026-01-31T12:00:00Z holds the lock, "
			 "variable " IDENTIFIER " of the account" },
	{ "somebody's, freed while it is waited for", ALICE, .timeout_ms = 60000,
		.meanwhile = FREED, .taken = true, .held = true, .nonce = "mine" },
	{ "somebody's, waited for in vain", ALICE, .timeout_ms = 60000, .nonce = "hers",
		.words = "alice at ci-7" },
	{ "somebody's, a stop while it is waited for", ALICE, .timeout_ms = 60000,
		.meanwhile = STOPPED, .nonce = "hers",
		.words = "stopped before the lock was taken" },
	{ "one that says nothing of its holder", "hello", .nonce = "",
		.words = "somebody at an unknown place holds the lock" },
	{ "one that may not be written", .fault = { FAKE_REFUSE, 1 << VERB_CREATE },
		.has_fault = true, .nonce = "",
		.words = "the lock cannot be taken: this key may not write" },
	{ "one that cannot be reached", .fault = { FAKE_FAIL, 1 << VERB_CREATE },
		.has_fault = true, .nonce = "", .words = "status 500" },
	{ "a stop before it is asked for", .fault = { FAKE_UNSENT, 1 << VERB_CREATE },
		.has_fault = true, .stop = true, .held = true, .nonce = "",
		.words = "not sent" },
};

static struct fixture *waiting; /* for a callback that is told the holder alone */
static enum meanwhile meanwhile;
static volatile sig_atomic_t stop;

static void while_it_is_held(const struct lock_holder *other)
{
	assert_string_equal(other->who, "alice");
	if (meanwhile == FREED)
		assert_true(fake_provider_remove(&waiting->fake, "variable:" IDENTIFIER));
	stop = meanwhile == STOPPED;
}

static void lock_is_taken(void **state)
{
	const struct take_row *row = *state;
	struct lock_wait wait = { row->timeout_ms, &stop, while_it_is_held };
	struct fixture fixture;

	set_up(&fixture);
	if (row->before != NULL)
		stand(&fixture, row->before);
	if (row->has_fault)
		fake_provider_fault(&fixture.fake, row->fault);
	waiting = &fixture;
	meanwhile = row->meanwhile;
	stop = row->stop;
	assert_int_equal(lock_take(&fixture.lock, &wait, &fixture.errs), row->taken);
	assert_int_equal(fixture.lock.held, row->held);
	assert_int_equal(fixture.errs.failures > 0, row->words != NULL);
	if (row->words != NULL)
		assert_non_null(strstr(
			fixture.errs.items[fixture.errs.count - 1]->message, row->words));
	assert_string_equal(holder(&fixture), row->nonce);
	tear_down(&fixture);
}

/* A stop between a lost answer and the look who holds it: giving it back looks. */
static void a_lock_that_nobody_heard_of_is_given_back(void **state)
{
	static const struct lock_wait wait = { 0, &stop, NULL };
	struct fixture fixture;

	(void)state;
	set_up(&fixture);
	stop = 1;
	fake_provider_fault(&fixture.fake,
		(struct fake_fault){ .effect = FAKE_LOSE, .verbs = 1 << VERB_CREATE });
	fake_provider_fault(&fixture.fake,
		(struct fake_fault){ .effect = FAKE_UNSENT, .verbs = 1 << VERB_GET });
	assert_false(lock_take(&fixture.lock, &wait, &fixture.errs));
	assert_string_equal(holder(&fixture), "mine");
	assert_true(lock_give_back(&fixture.lock, &fixture.errs));
	assert_string_equal(holder(&fixture), "");
	tear_down(&fixture);
}

/* --- giving back ------------------------------------------------------------------- */

static const struct back_row {
	const char *name, *now; /* what stands there by then; NULL: one's own */
	struct fake_fault fault;
	bool has_fault, gone, given;
	const char *nonce, *words;
} back_rows[] = {
	{ "one's own", .given = true, .nonce = "" },
	{ "one that is gone", .gone = true, .given = true, .nonce = "" },
	{ "one that somebody else holds by now", ALICE, .nonce = "hers",
		.words = "alice at ci-7 since 2026-01-31T12:00:00Z holds it now" },
	{ "one whose deletion is lost once",
		.fault = { FAKE_DROP, 1 << VERB_DELETE, .nth = 1 }, .has_fault = true,
		.given = true, .nonce = "" },
	{ "one whose deletion fails", .fault = { FAKE_FAIL, 1 << VERB_DELETE },
		.has_fault = true, .nonce = "mine", .words = "'rein unlock' does" },
	{ "one that cannot be looked at", .fault = { FAKE_FAIL, 1 << VERB_GET },
		.has_fault = true, .nonce = "mine", .words = "'rein unlock' does" },
};

static void lock_is_given_back(void **state)
{
	static const struct lock_wait wait = { 0, &stop, NULL };
	const struct back_row *row = *state;
	struct fixture fixture;

	set_up(&fixture);
	stop = 0;
	assert_true(lock_take(&fixture.lock, &wait, &fixture.errs));
	if (row->gone)
		assert_true(fake_provider_remove(&fixture.fake, "variable:" IDENTIFIER));
	if (row->now != NULL)
		stand(&fixture, row->now);
	if (row->has_fault)
		fake_provider_fault(&fixture.fake, row->fault);
	assert_int_equal(lock_give_back(&fixture.lock, &fixture.errs), row->given);
	assert_int_equal(fixture.errs.failures, !row->given);
	if (!row->given)
		assert_non_null(strstr(fixture.errs.items[0]->message, row->words));
	assert_false(fixture.lock.held);
	assert_true(lock_give_back(&fixture.lock, &fixture.errs));
	assert_string_equal(holder(&fixture), row->nonce);
	tear_down(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lock_that_nobody_heard_of_is_given_back),
	};

	return TABLE_RUN(take_rows, lock_is_taken) +
	       TABLE_RUN(back_rows, lock_is_given_back) +
	       cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
