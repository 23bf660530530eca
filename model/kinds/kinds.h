#pragma once

#include "model/kind.h"

/*
 * The list: one line a kind, by root key. A managed kind has a file of its own;
 * those that are only known stand in known.c.
 */
#define KIND_LIST(X) \
	X(connector) \
	X(environment) \
	X(environment_group) \
	X(freeze) \
	X(infrastructure) \
	X(input_set) \
	X(monitored_service) \
	X(organization) \
	X(overlay_input_set) \
	X(overrides) \
	X(pipeline) \
	X(policy) \
	X(policy_set) \
	X(project) \
	X(resource_group) \
	X(role) \
	X(role_assignment) \
	X(secret) \
	X(service) \
	X(service_account) \
	X(service_overrides) \
	X(template) \
	X(trigger) \
	X(user_group) \
	X(variable)

#define KIND_DECLARE(id) extern const struct kind kind_##id;
KIND_LIST(KIND_DECLARE)
#undef KIND_DECLARE

/* What the YAML bodies of services, environments, pipelines and their like (KIND_BODY)
 * may refer to. Some of it is of kinds that no row has: nobody checks those. */
extern const struct reference body_references[];
extern const size_t body_reference_count;
