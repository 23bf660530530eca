# A project with services and environments that are created in company, and a pipeline
# that needs some of them. Loaded after `helper`.

company() {
	local i

	file .harness/orgs/emea/organization.yaml <<-'END'
		organization:
		  name: EMEA
	END
	file .harness/orgs/emea/projects/payments/project.yaml <<-'END'
		project:
		  name: Payments
	END
	cd .harness/orgs/emea/projects/payments || return 1
	for i in 1 2 3; do
		file services/s$i.yaml <<-END
			service:
			  name: service $i
			  identifier: s$i
			  description: Number "$i"
		END
		file envs/e$i.yaml <<-END
			environment:
			  name: environment $i
			  identifier: e$i
			  type: Production
		END
	done
	file pipelines/roll.yaml <<-'END'
		pipeline:
		  name: roll
		  identifier: roll
		  stages:
		    - stage:
		        name: roll
		        identifier: roll
		        type: Deployment
		        spec:
		          deploymentType: Kubernetes
		          service: {serviceRef: s2}
		          environment: {environmentRef: e2, deployToAll: true}
		          execution: {steps: [], rollbackSteps: []}
	END
	cd "$WORK/repo" || return 1
	commit 'a company'
}

# "KIND STATUS" of each create of services or environments, a line each, sorted, where
# KIND is `all` for a request that carries several.
company_creates() {
	jq -r 'select(.method == "POST" and (.path | test("V2(/batch)?$"))) |
		(if .path | endswith("batch") then "all" else "one" end) + " " +
		(.status | tostring)' "$WORK/requests" | sort
}
