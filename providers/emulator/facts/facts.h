#pragma once

#include <string.h>

#include "model/text.h"
#include "providers/emulator/body.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/list.h"

/* Every kind the server has: a new one is a file in this folder and a line here. */
#define FACTS(X) \
	X(organization) \
	X(project) \
	X(environment) \
	X(service) \
	X(pipeline) \
	X(secret) \
	X(role_assignment) \
	X(user_group) \
	X(service_account) \
	X(connector) \
	X(variable) \
	X(role) \
	X(resource_group) \
	X(execution) \
	X(audit)

#define FACT_DECLARE(name) extern const struct fact fact_##name;
FACTS(FACT_DECLARE)
#undef FACT_DECLARE
