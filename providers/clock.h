#pragma once

#include <stdint.h>

/*
 * The one source of time: milliseconds of a clock that never goes back, and of
 * the wall; and the one way to let time pass. Tests script it; nothing else asks
 * the system.
 */
struct clock {
	int64_t (*now_ms)(struct clock *clock);
	int64_t (*wall_ms)(struct clock *clock); /* since 1970 */
	/* Let `ms` pass; shorter when a signal comes. */
	void (*sleep_ms)(struct clock *clock, int64_t ms);
};

/* The system's clocks. */
struct clock *clock_system(void);

/* A clock that stands still until it is moved; to sleep moves it. */
struct clock_scripted {
	struct clock clock;
	int64_t now, wall;
};
void clock_scripted_init(struct clock_scripted *clock);
