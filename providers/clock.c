#include "providers/clock.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec time = { 0 };

	clock_gettime(id, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int64_t system_now_ms(struct clock *clock)
{
	(void)clock;
	return read_ms(CLOCK_MONOTONIC);
}

static int64_t system_wall_ms(struct clock *clock)
{
	(void)clock;
	return read_ms(CLOCK_REALTIME);
}

static void system_sleep_ms(struct clock *clock, int64_t ms)
{
	const struct timespec time = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	(void)clock;
	if (ms > 0)
		nanosleep(&time, NULL);
}

struct clock *clock_system(void)
{
	static const struct clock system = { system_now_ms, system_wall_ms,
		system_sleep_ms };

	/* Nobody writes to a clock's head; const keeps it out of writable memory. */
	return (struct clock *)(uintptr_t)&system; /* NOLINT(performance-no-int-to-ptr) */
}

/* The clock is the first member of the scripted one. */
static int64_t scripted_now_ms(struct clock *clock)
{
	return ((struct clock_scripted *)clock)->now;
}

static int64_t scripted_wall_ms(struct clock *clock)
{
	return ((struct clock_scripted *)clock)->wall;
}

static void scripted_sleep_ms(struct clock *clock, int64_t ms)
{
	struct clock_scripted *scripted = (struct clock_scripted *)clock;

	scripted->now += ms;
	scripted->wall += ms;
}

void clock_scripted_init(struct clock_scripted *clock)
{
	*clock = (struct clock_scripted){
		.clock = { scripted_now_ms, scripted_wall_ms, scripted_sleep_ms },
	};
}
