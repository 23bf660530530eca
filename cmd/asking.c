#include "cmd/asking.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a person types; more of it is no answer. */
enum { ANSWER = 256 };

bool asking_is_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool asking_reads(const char *wanted)
{
	char answer[ANSWER] = "";

	if (fgets(answer, sizeof(answer), stdin) == NULL)
		return false;
	answer[strcspn(answer, "\n")] = '\0';
	return strcmp(answer, wanted) == 0;
}

bool asking_agrees(const char *not_done, struct error_list *errs)
{
	if (asking_reads("yes"))
		return true;
	error_add(errs, ERROR_INTERRUPTED, (struct place){ 0 },
		"%s: the answer was not 'yes'", not_done);
	return false;
}

bool asking_fails(const char *unasked, struct error_list *errs)
{
	error_fix(errs,
		error_add(errs, ERROR_SETTINGS, (struct place){ 0 },
			"there is no terminal to ask on"),
		"say --auto-approve to %s without being asked", unasked);
	return false;
}
