#include "cmd/who.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "model/kind.h"
#include "model/text.h"
#include "providers/clock.h"

enum { WORDS = 200, NONCE = 16, STAMP = 32 };

/* What pipelines say of themselves: for whom they run, and where that can be seen. */
static const char *const people[] = { "GITHUB_ACTOR", "GITLAB_USER_LOGIN",
	"BUILD_USER_ID", "DRONE_COMMIT_AUTHOR" };
static const char *const runs[] = { "CI_JOB_URL", "BUILD_URL", "CI_BUILD_LINK",
	"DRONE_BUILD_LINK" };

const char *who_now(struct arena *arena)
{
	struct clock *clock = clock_system();
	time_t seconds = (time_t)(clock->wall_ms(clock) / 1000);
	char *text = arena_alloc(arena, STAMP);
	struct tm broken;

	if (gmtime_r(&seconds, &broken) != NULL)
		(void)strftime(text, STAMP, "%Y-%m-%dT%H:%M:%SZ", &broken);
	return text;
}

/* Short, and of printable ASCII: it is kept in the account, and others read it. */
static const char *plain(struct arena *arena, const char *text)
{
	size_t size = strnlen(text, WORDS);
	char *copy = arena_copy(arena, text, size);

	for (size_t i = 0; i < size; i++)
		if (copy[i] < ' ' || copy[i] > '~')
			copy[i] = '?';
	return copy;
}

static const char *first_set(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = getenv(names[i]);

		if (text != NULL && *text != '\0')
			return text;
	}
	return NULL;
}

static const char *find_person(void)
{
	const char *name = first_set(people, countof(people));
	const struct passwd *user;

	if (name != NULL)
		return name;
	user = getpwuid(geteuid());
	return user != NULL ? user->pw_name : "somebody";
}

/* GitHub alone has no variable for it. */
static const char *github_run(struct arena *arena)
{
	const char *server = getenv("GITHUB_SERVER_URL");
	const char *repository = getenv("GITHUB_REPOSITORY");
	const char *run = getenv("GITHUB_RUN_ID");

	if (server == NULL || repository == NULL || run == NULL)
		return NULL;
	return arena_format(arena, "%s/%s/actions/runs/%s", server, repository, run);
}

static const char *find_place(struct arena *arena)
{
	const char *run = first_set(runs, countof(runs));
	char host[256] = "";

	if (run == NULL)
		run = github_run(arena);
	if (run != NULL)
		return run;
	(void)gethostname(host, sizeof(host) - 1);
	return arena_format(arena, "%s (process %ld)", *host != '\0' ? host : "a machine",
		(long)getpid());
}

/* Where the system has no random bytes to give, time and process must do. */
static const char *make_nonce(struct arena *arena)
{
	unsigned char bytes[NONCE] = { 0 };
	char *text = arena_alloc(arena, 2 * NONCE + 1);
	struct clock *clock = clock_system();
	int64_t rest[] = { clock->wall_ms(clock), getpid() };

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		memcpy(bytes, rest, sizeof(bytes));
	for (size_t i = 0; i < NONCE; i++) {
		text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	return text;
}

void who_holds(struct lock_holder *holder, struct arena *arena)
{
	holder->who = plain(arena, find_person());
	holder->where = plain(arena, find_place(arena));
	holder->at = who_now(arena);
	holder->nonce = make_nonce(arena);
}
