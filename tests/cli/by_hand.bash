# Changes of an account as somebody else would make them, entity by entity: what the
# API gives is changed by a jq program and put back. Loaded after `helper`.

IN_EMEA="orgIdentifier=emea"
IN_PAYMENTS="$IN_EMEA&projectIdentifier=payments"

account() { # account PATH [QUERY]
	echo "$1?accountIdentifier=$ACCOUNT${2:+&$2}"
}

edit_organization() { # edit_organization ID JQ
	local at body

	at=$(account "/ng/api/organizations/$1")
	body=$(api GET "$at" | jq "{organization: (.data.organization | $2)}")
	api PUT "$at" "$body" >/dev/null
}

edit_project() { # edit_project ID JQ
	local at body

	at=$(account "/ng/api/projects/$1" "$IN_EMEA")
	body=$(api GET "$at" | jq "{project: (.data.project | $2)}")
	api PUT "$at" "$body" >/dev/null
}

# Environments and services: members beside the YAML must agree with it.
edit_environment() { # edit_environment ID JQ
	local body

	body=$(api GET "$(account "/ng/api/environmentsV2/$1" "$IN_PAYMENTS")" |
		jq ".data.environment | {orgIdentifier, projectIdentifier, identifier, name,
			description, color, type, tags, yaml} | $2")
	api PUT "$(account /ng/api/environmentsV2)" "$body" >/dev/null
}

edit_service() { # edit_service ID JQ
	local body

	body=$(api GET "$(account "/ng/api/servicesV2/$1" "$IN_PAYMENTS")" |
		jq ".data.service | {orgIdentifier, projectIdentifier, identifier, name,
			description, tags, yaml} | $2")
	api PUT "$(account /ng/api/servicesV2)" "$body" >/dev/null
}

# The JQ program has the YAML text before it.
edit_pipeline() { # edit_pipeline ID JQ
	api GET "$(account "/pipeline/api/pipelines/$1" "$IN_PAYMENTS")" |
		jq -j ".data.yamlPipeline | $2" >"$WORK/edited.yaml"
	curl -sS --fail-with-body --noproxy '*' -X PUT -H "x-api-key: $KEY" \
		-H 'Content-Type: application/yaml' --data-binary "@$WORK/edited.yaml" \
		"$URL$(account "/pipeline/api/pipelines/v2/$1" "$IN_PAYMENTS")" >/dev/null
}

edit_secret() { # edit_secret ID JQ
	local at body

	at=$(account "/ng/api/v2/secrets/$1" "$IN_PAYMENTS")
	body=$(api GET "$at" | jq "{secret: (.data.secret | $2)}")
	if jq -e '.secret.type == "SecretFile"' <<<"$body" >/dev/null; then
		curl -sS --fail-with-body --noproxy '*' -X PUT -H "x-api-key: $KEY" \
			-F "spec=$body" "$URL$(
				account "/ng/api/v2/secrets/files/$1" "$IN_PAYMENTS"
			)" >/dev/null
	else
		api PUT "$at" "$body" >/dev/null
	fi
}

edit_assignment() { # edit_assignment ID JQ [QUERY]
	local at body

	at=$(account "/authz/api/roleassignments/$1" "${3:-$IN_PAYMENTS}")
	body=$(api GET "$at" | jq ".data.roleAssignment | $2")
	api PUT "$at" "$body" >/dev/null
}
