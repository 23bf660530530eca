#pragma once

#include <stdbool.h>

#include "model/error.h"

/* Whether a person can be asked: they see the question, and can answer it. */
bool asking_is_possible(void);
/* Whether the next line that they type is that one. */
bool asking_reads(const char *wanted);
/*
 * Consent to what output_say() has asked just before, which only 'yes' gives; false
 * has its error, which `not_done` begins: "not applied".
 */
bool asking_agrees(const char *not_done, struct error_list *errs);
/* Nobody can be asked: false, with the error that names --auto-approve. */
bool asking_fails(const char *unasked, struct error_list *errs);
