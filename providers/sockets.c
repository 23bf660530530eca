#include "providers/sockets.h"

#include <assert.h>
#include <poll.h>
#include <string.h>

#include "providers/clock.h"

static int64_t now_ms(void)
{
	return clock_system()->now_ms(clock_system());
}

/* --- what libcurl tells --------------------------------------------------- */

static struct pollfd *find(struct sockets *sockets, curl_socket_t socket)
{
	for (size_t i = 0; i < sockets->count; i++)
		if (sockets->items[i].fd == socket)
			return &sockets->items[i];
	return NULL;
}

static struct pollfd *add(struct sockets *sockets, curl_socket_t socket)
{
	size_t room = sockets->room;

	sockets->items = arena_grow(&sockets->arena, sockets->items, sockets->count,
		&sockets->room, sizeof(*sockets->items));
	if (sockets->room != room)
		sockets->ready = arena_array(
			&sockets->arena, sockets->room, sizeof(*sockets->ready));
	sockets->items[sockets->count] = (struct pollfd){ .fd = socket };
	return &sockets->items[sockets->count++];
}

static short events_of(int what)
{
	switch (what) {
	case CURL_POLL_IN:
		return POLLIN;
	case CURL_POLL_OUT:
		return POLLOUT;
	default:
		return POLLIN | POLLOUT;
	}
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *owner, void *own)
{
	struct sockets *sockets = owner;
	struct pollfd *found = find(sockets, socket);

	(void)easy, (void)own;
	if (what == CURL_POLL_REMOVE) {
		if (found != NULL)
			*found = sockets->items[--sockets->count];
		return 0;
	}
	if (found == NULL)
		found = add(sockets, socket);
	found->events = events_of(what);
	return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *owner)
{
	struct sockets *sockets = owner;

	(void)multi;
	sockets->due_ms = timeout_ms < 0 ? SOCKETS_NEVER : now_ms() + timeout_ms;
	return 0;
}

void sockets_open(struct sockets *sockets, CURLM *multi)
{
	*sockets = (struct sockets){ .multi = multi, .due_ms = SOCKETS_NEVER };
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, sockets);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, sockets);
}

void sockets_close(struct sockets *sockets)
{
	arena_release(&sockets->arena);
}

/* --- what we tell it ------------------------------------------------------- */

static int events_for(short happened)
{
	int events = 0;

	if (happened & (POLLIN | POLLHUP))
		events |= CURL_CSELECT_IN;
	if (happened & POLLOUT)
		events |= CURL_CSELECT_OUT;
	if (happened & (POLLERR | POLLNVAL))
		events |= CURL_CSELECT_ERR;
	return events;
}

static void act(struct sockets *sockets, curl_socket_t socket, int events)
{
	CURLMcode code;
	int running;

	code = curl_multi_socket_action(sockets->multi, socket, events, &running);
	assert(code == CURLM_OK);
}

/* The items change while libcurl carries on; one that is gone meanwhile it ignores. */
static void act_on_ready(struct sockets *sockets)
{
	size_t count = 0;

	for (size_t i = 0; i < sockets->count; i++)
		if (sockets->items[i].revents != 0)
			sockets->ready[count++] = sockets->items[i];
	for (size_t i = 0; i < count; i++)
		act(sockets, sockets->ready[i].fd, events_for(sockets->ready[i].revents));
}

static int wait_for(const struct sockets *sockets, int64_t ms)
{
	int64_t due = sockets->due_ms;

	if (ms == 0)
		return 0;
	if (due != SOCKETS_NEVER) {
		due -= now_ms();
		ms = due < ms ? due : ms;
	}
	return ms > 0 ? (int)ms : 0;
}

void sockets_turn(struct sockets *sockets, int64_t ms)
{
	if (poll(sockets->items, sockets->count, wait_for(sockets, ms)) > 0)
		act_on_ready(sockets);
	if (sockets->due_ms != SOCKETS_NEVER && sockets->due_ms <= now_ms()) {
		sockets->due_ms = SOCKETS_NEVER;
		act(sockets, CURL_SOCKET_TIMEOUT, 0);
	}
}
