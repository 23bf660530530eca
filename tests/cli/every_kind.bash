# A small tree that holds every kind, every type of secret and references of every
# sort between them, for tests of what an apply does. Loaded after `helper`.

# Values that must never be seen again outside of the requests that carry them.
# shellcheck disable=SC2034 # for the tests
TOKEN_VALUE='tell-nobody "t0k\en" & =%41' KEY_VALUE=$'tell-nobody\r\n--the key\n'

every_kind() {
	export LEDGER_TOKEN=$TOKEN_VALUE REIN_SECRETS_DIR=$WORK/secrets
	mkdir -p "$REIN_SECRETS_DIR"
	printf %s "$KEY_VALUE" >"$REIN_SECRETS_DIR/tls.key"
	file .harness/orgs/emea/organization.yaml <<-'END'
		organization:
		  identifier: emea
		  name: EMEA
		  description: Region EMEA
		  tags: {owner: core, pci: ""}
	END
	mkdir -p .harness/orgs/emea/projects/payments
	file .harness/orgs/emea/role_assignments/everybody.yaml <<-'END'
		roleAssignment:
		  identifier: everybody
		  roleIdentifier: _feature_flag_manage_role
		  resourceGroupIdentifier: _all_organization_level_resources
		  principal: {type: USER_GROUP, identifier: _organization_all_users}
	END
	every_kind_of_project
	commit 'every kind'
}

every_kind_of_project() {
	cd .harness/orgs/emea/projects/payments || return 1
	file project.yaml <<-'END'
		project:
		  orgIdentifier: emea
		  identifier: payments
		  name: Payments
		  color: "#ff6600"
		  description: What customers pay with
		  tags:
		    owner: core
		    tier: "1"
	END
	file envs/prod.yaml <<-'END'
		environment:
		  name: prod eu
		  identifier: prod_eu
		  description: Frankfurt
		  orgIdentifier: emea
		  projectIdentifier: payments
		  type: Production
		  tags:
		    tier: "1"
		  variables:
		    - name: replicas
		      type: String
		      value: "3"
	END
	file services/ledger.yaml <<-'END'
		service:
		  name: ledger
		  identifier: ledger
		  description: Books
		  tags: {owner: core}
		  serviceDefinition:
		    type: Kubernetes
		    spec:
		      variables:
		        - name: password
		          type: Secret
		          value: token
	END
	every_kind_of_secret
	file pipelines/build.yaml <<-'END'
		# Comments, order and line ends are the author's.
		pipeline:
		  name: build ledger
		  identifier: build
		  projectIdentifier: payments
		  orgIdentifier: emea
		  description: From commit to image
		  tags: {owner: core}
		  stages:
		    - stage:
		        name: build
		        identifier: build
		        type: Custom
		        spec:
		          execution:
		            steps:
		              - step:
		                  type: ShellScript
		                  name: make
		                  identifier: make
		                  spec:
		                    shell: Bash
		                    onDelegate: true
		                    source:
		                      type: Inline
		                      spec:
		                        script: |
		                          make all   # twice
		                          login "<+secrets.getValue("token")>"
		                  timeout: 10m
	END
	file pipelines/deploy.yaml <<-'END'
		pipeline:
		  name: deploy ledger
		  identifier: deploy
		  projectIdentifier: payments
		  orgIdentifier: emea
		  stages:
		    - stage:
		        name: build
		        identifier: build
		        type: Pipeline
		        spec: {org: emea, pipeline: build, project: payments}
		    - stage:
		        name: roll
		        identifier: roll
		        type: Deployment
		        spec:
		          deploymentType: Kubernetes
		          service: {serviceRef: ledger}
		          environment: {environmentRef: prod_eu, deployToAll: true}
		          execution:
		            steps:
		              - step:
		                  type: K8sRollingDeploy
		                  name: roll
		                  identifier: roll
		                  spec: {skipDryRun: false}
		                  timeout: 10m
		            rollbackSteps: []
	END
	file role_assignments/executors.yaml <<-'END'
		roleAssignment:
		  roleIdentifier: _pipeline_executor
		  resourceGroupIdentifier: _all_project_level_resources
		  principal:
		    type: USER_GROUP
		    identifier: _project_all_users
		    scopeLevel: project
		  disabled: false
	END
	cd "$WORK/repo" || return 1
}

every_kind_of_secret() {
	file secrets/token.yaml <<-'END'
		secret:
		  type: SecretText
		  name: ledger token
		  identifier: token
		  description: Of the ledger
		  tags: {owner: core}
		  spec:
		    secretManagerIdentifier: harnessSecretManager
		    valueType: Inline
		    value: !env LEDGER_TOKEN
	END
	file secrets/tls_key.yaml <<-'END'
		secret:
		  type: SecretFile
		  name: tls key
		  identifier: tls_key
		  description: Of the front
		  tags: {owner: core}
		  spec:
		    secretManagerIdentifier: harnessSecretManager
		    value: !file tls.key
	END
	file secrets/deploy_key.yaml <<-'END'
		secret:
		  type: SSHKey
		  name: deploy key
		  identifier: deploy_key
		  description: Of the hosts
		  tags: {owner: core}
		  spec:
		    port: 2222
		    auth:
		      type: SSH
		      spec:
		        credentialType: KeyReference
		        spec:
		          userName: deploy
		          key: tls_key
		          encryptedPassphrase: token
	END
	file secrets/win.yaml <<-'END'
		secret:
		  type: WinRmCredentials
		  name: win
		  identifier: win
		  description: Of the till
		  tags: {owner: core}
		  spec:
		    port: 5985
		    auth:
		      type: NTLM
		      spec:
		        domain: EX
		        username: svc
		        password: token
		        useSSL: false
		        skipCertChecks: false
		        useNoProfile: true
		    parameters:
		      - parameter: pool
		        value: "2"
	END
}

# Other values for what every_kind declares: a step for each document, and for a
# role assignment two writes, as it is replaced.
change_every_kind() {
	local project=.harness/orgs/emea/projects/payments

	sed -i 's/^\(  description:\) .*/\1 Another one/' .harness/orgs/emea/organization.yaml \
		"$project"/project.yaml "$project"/envs/prod.yaml "$project"/services/ledger.yaml \
		"$project"/secrets/*.yaml "$project"/pipelines/build.yaml
	sed -i 's/_feature_flag_manage_role/_chaos_admin/' \
		.harness/orgs/emea/role_assignments/everybody.yaml
	sed -i 's/disabled: false/disabled: true/' "$project"/role_assignments/executors.yaml
	sed -i 's/timeout: 10m/timeout: 20m/' "$project"/pipelines/deploy.yaml
	commit 'every kind changed'
}

# Everything that the API tells of the account, less what no two runs have in
# common: times, and identifiers that the server makes up.
live_state() {
	local account="accountIdentifier=$ACCOUNT" scope id
	local project="&orgIdentifier=emea&projectIdentifier=payments"

	{
		api GET "/ng/api/organizations?$account&pageSize=100"
		api GET "/ng/api/projects?$account&pageSize=100"
		api POST "/ng/api/v2/secrets/list?$account&pageSize=100" \
			'{"includeSecretsFromEverySubScope": true}'
		api POST "/authz/api/roleassignments/v2/filter?$account&pageSize=100" \
			'{"scopeFilters": [{"filter": "INCLUDING_CHILD_SCOPES",
				"accountIdentifier": "'"$ACCOUNT"'"}]}'
		for scope in '' '&orgIdentifier=emea' "$project"; do
			api GET "/ng/api/environmentsV2?$account$scope"
			api GET "/ng/api/servicesV2?$account$scope"
		done
		api POST "/pipeline/api/pipelines/list?$account$project&size=1000" \
			'{"filterType": "PipelineSetup"}' | tee "$WORK/pipelines"
		for id in $(jq -r '.data.content[].identifier' "$WORK/pipelines" | sort); do
			api GET "/pipeline/api/pipelines/$id?$account$project" |
				jq '{content: [.data.yamlPipeline]} | {data: .}'
		done
	} | jq -S '.data.content | walk(if type == "object" then del(.permissions, .createdAt,
				.updatedAt, .lastModifiedAt, .lastUpdatedAt)
			elif type == "string" then sub("^role_assignment_.{20}$"; "generated")
			else . end) | sort_by(tostring)'
}

# Creates that the API carried out, rein's own record and lock left out.
creates() {
	jq -s 'map(select(.method == "POST" and .status == 200 and
		(.path | test("/(list|filter|variables)$") | not))) | length' "$WORK/requests"
}
