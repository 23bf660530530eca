#include "reconcile/slot.h"

#include <string.h>

#include "tests/support/fake_provider.h"
#include "tests/support/table.h"

enum act { CLAIM, WRITE_NEW, WRITE_OVER, CLEAR };

#define ONCE(effect_, verb_) \
	{ \
		.effect = (effect_), .verbs = 1 << (verb_), .nth = 1 \
	}
#define EACH(effect_, verb_) \
	{ \
		.effect = (effect_), .verbs = 1 << (verb_) \
	}

/* What the slot holds, what is done to it under which fault, and what comes of it. */
static const struct row {
	const char *name;
	enum act act;
	const char *before; /* NULL: nothing */
	struct fake_fault fault;
	bool has_fault;
	enum outcome outcome;
	const char *after; /* NULL: nothing */
	size_t writes;
} rows[] = {
	{ "a free one is claimed", CLAIM, .outcome = OUTCOME_DONE, .after = "mine",
		.writes = 1 },
	{ "one that is taken is not", CLAIM, .before = "theirs",
		.outcome = OUTCOME_EXISTS, .after = "theirs", .writes = 1 },
	{ "one's own is claimed already", CLAIM, .before = "mine",
		.outcome = OUTCOME_DONE, .after = "mine", .writes = 1 },
	{ "a claim whose answer was lost is looked up", CLAIM, NULL,
		ONCE(FAKE_LOSE, VERB_CREATE), true, OUTCOME_DONE, "mine", 1 },
	{ "a claim that was lost on the way is sent again", CLAIM, NULL,
		ONCE(FAKE_DROP, VERB_CREATE), true, OUTCOME_DONE, "mine", 2 },
	{ "a claim that is lost each time is given up", CLAIM, NULL,
		EACH(FAKE_DROP, VERB_CREATE), true, OUTCOME_FAILED, NULL, 5 },
	{ "a claim that is refused", CLAIM, NULL, EACH(FAKE_REFUSE, VERB_CREATE), true,
		OUTCOME_REFUSED, NULL, 1 },
	{ "a claim that fails", CLAIM, NULL, EACH(FAKE_FAIL, VERB_CREATE), true,
		OUTCOME_FAILED, NULL, 1 },
	{ "whoever holds it may not be seen", CLAIM, "theirs",
		EACH(FAKE_REFUSE, VERB_GET), true, OUTCOME_REFUSED, "theirs", 1 },

	{ "a first text", WRITE_NEW, .outcome = OUTCOME_DONE, .after = "mine",
		.writes = 1 },
	{ "a further text", WRITE_OVER, .before = "old", .outcome = OUTCOME_DONE,
		.after = "mine", .writes = 1 },
	{ "a first one where there is one by now", WRITE_NEW, .before = "theirs",
		.outcome = OUTCOME_DONE, .after = "mine", .writes = 2 },
	{ "a further one where there is none any more", WRITE_OVER,
		.outcome = OUTCOME_DONE, .after = "mine", .writes = 2 },
	{ "a text whose answer was lost is looked up", WRITE_OVER, "old",
		ONCE(FAKE_LOSE, VERB_UPDATE), true, OUTCOME_DONE, "mine", 1 },
	{ "a text that was lost on the way is sent again", WRITE_OVER, "old",
		ONCE(FAKE_DROP, VERB_UPDATE), true, OUTCOME_DONE, "mine", 2 },
	{ "a text that is lost each time is given up", WRITE_OVER, "old",
		EACH(FAKE_DROP, VERB_UPDATE), true, OUTCOME_FAILED, "old", 5 },
	{ "a text that is refused", WRITE_OVER, "old", EACH(FAKE_REFUSE, VERB_UPDATE),
		true, OUTCOME_REFUSED, "old", 1 },

	{ "what is there is cleared", CLEAR, .before = "old", .outcome = OUTCOME_DONE,
		.writes = 1 },
	{ "what is not there is clear", CLEAR, .outcome = OUTCOME_DONE, .writes = 1 },
	{ "a clearing whose answer was lost is sent again", CLEAR, "old",
		ONCE(FAKE_LOSE, VERB_DELETE), true, OUTCOME_DONE, NULL, 2 },
	{ "a clearing that is lost each time is given up", CLEAR, "old",
		EACH(FAKE_DROP, VERB_DELETE), true, OUTCOME_FAILED, "old", 5 },
	{ "a clearing that is refused", CLEAR, "old", EACH(FAKE_REFUSE, VERB_DELETE),
		true, OUTCOME_REFUSED, "old", 1 },
};

struct fixture {
	struct fake_provider fake;
	struct slot slot;
	struct arena arena;
	struct error_list errs;
};

static void set_up(struct fixture *fixture, const struct row *row)
{
	*fixture = (struct fixture){ 0 };
	fake_provider_init(&fixture->fake);
	fixture->slot = (struct slot){ &fixture->fake.provider, { NULL, NULL },
		"rein_lock_x", "what it is for" };
	if (row->before != NULL)
		assert_int_equal(slot_write(&fixture->slot, &fixture->arena, row->before,
					 false, &fixture->errs),
			OUTCOME_DONE);
	if (row->has_fault)
		fake_provider_fault(&fixture->fake, row->fault);
}

static enum outcome act(struct fixture *fixture, const struct row *row)
{
	struct slot *slot = &fixture->slot;
	struct arena *arena = &fixture->arena;
	const char *other = "";
	enum outcome outcome = OUTCOME_FAILED;

	switch (row->act) {
	case CLAIM:
		outcome = slot_claim(slot, arena, "mine", &other, &fixture->errs);
		if (outcome == OUTCOME_EXISTS)
			assert_string_equal(other, row->before);
		break;
	case WRITE_NEW:
	case WRITE_OVER:
		outcome = slot_write(
			slot, arena, "mine", row->act == WRITE_OVER, &fixture->errs);
		break;
	case CLEAR:
		outcome = slot_clear(slot, arena, &fixture->errs);
		break;
	}
	return outcome;
}

static void slot_holds(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	const char *text;
	size_t writes;
	enum outcome outcome;
	bool said;

	set_up(&fixture, row);
	writes = fake_provider_writes(&fixture.fake);
	outcome = act(&fixture, row);
	said = outcome == OUTCOME_REFUSED || outcome == OUTCOME_FAILED;
	assert_int_equal(outcome, row->outcome);
	assert_int_equal(fixture.errs.failures, said);
	assert_int_equal(fake_provider_writes(&fixture.fake) - writes, row->writes);
	fixture.fake.fault_count = 0;
	outcome = slot_read(&fixture.slot, 0, &fixture.arena, &text, &fixture.errs);
	assert_int_equal(outcome, row->after != NULL ? OUTCOME_DONE : OUTCOME_ABSENT);
	assert_string_equal(text, row->after != NULL ? row->after : "");
	fake_provider_release(&fixture.fake);
	arena_release(&fixture.arena);
	error_release(&fixture.errs);
}

int main(void)
{
	return TABLE_RUN(rows, slot_holds);
}
