#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_definition
short_description: Keep a classic release pipeline in the declared state
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Creates, changes, renames, moves, restores and deletes a release definition (classic release pipeline) of Azure
    DevOps Services or Azure DevOps Server.
  - What is declared is compared with what the server has. Only a real difference is written, with one request, and
    C(--check --diff) shows just that difference.
  - Options have the names of the API in snake case. Things are named as people name them (C(PowerShell@2), a queue, an
    approver, a variable group) rather than by id. Ids, GUIDs and values with a variable in them such as V($(Name\))
    are taken as they are.
  - The definition and each stage are partial, so that an option which is not given is left as the server has it. A
    list or map that is given is the whole of it, see O(purge).
  - The entries of lists within a stage, of O(artifacts) and of O(triggers) are complete. An option which is not given
    there has the default that its description tells, so a task that somebody disabled by hand is enabled again.
  - Stages, approvals, gates and schedules keep their ids, so that a stage keeps its deployment history.
  - The same options serve every generation of the server, each in the layout of its own documents. What a generation
    cannot express is an error which names the option and the first generation that can, before anything is written. An
    option with the value that such a server has anyway is no error.
options:
  state:
    description:
      - V(present) creates the definition or brings it into the declared state.
      - V(absent) deletes it. The server keeps a deleted definition for a while. Give its O(id) with V(present) to bring
        it back. Options of its content are ignored.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - Number of the definition.
      - Finds the definition whatever it is called, so that O(name) and O(path) rename and move it.
      - A deleted definition is brought back. An id that never was is an error.
      - On TFS 2015 and TFS 2017, which list no deleted definitions, the id of a deleted one is an error too.
    type: int
  name:
    description:
      - Name of the definition. It is found in any casing.
      - Needed unless O(id) is given or O(document) has it.
    type: str
  path:
    description:
      - Folder of the definition, such as V(\\Web\\Shop) or V(/Web/Shop). Folders that are not there are created.
        When the server then refuses the definition they stay, and a warning names them.
      - Without it the definition is looked for in all folders. It is an error if several have one of that name. A new
        definition goes to the root folder V(\\).
      - Servers before TFS 2018 have no folders. There only V(\\) is no error.
    type: str
  description:
    description: What the definition is for.
    type: str
  comment:
    description:
      - Says in the history of the definition why it was changed, brought back or deleted.
      - It alone changes nothing.
    type: str
  purge:
    description:
      - Whether the stages, variables and artifacts which are not declared are removed, where O(environments),
        O(variables), O(environments[].variables) or O(artifacts) is given.
      - With V(false) they are kept, and a stage that is kept keeps its place after the one that it follows. A new stage
        comes after the one that it follows in O(environments). All other lists are exact either way. O(properties) is
        never purged.
    type: bool
    default: true
  variables: &variables
    description:
      - Variables by name. Names are the same in any casing.
      - A value is plain text, or a map of C(value), C(is_secret) (a bool, for a value that nobody can read any more)
        and C(allow_override) (a bool, whether it can be set when a release is made). What such a map leaves out is left
        as it is, and is V(false) for a new variable. C(raw) is a map of further keys of the API.
      - Values are text on the server. V(true) and numbers are written as their text. Quote what YAML would change, such
        as C("1.10"), C("017") and C("yes").
      - A secret without a C(value) is left alone, and so is one that is not declared when O(purge) is V(false). A plain
        value for a variable that is a secret keeps it secret. To make a secret readable again set C(is_secret) to
        V(false) and give the C(value).
      - When the value of a secret is written is told by O(update_secrets).
    type: dict
  variable_groups: &variable_groups
    description: Variable groups by name or id. Their order means nothing.
    type: list
    elements: raw
  update_secrets:
    description:
      - When the values of secret variables are written. Servers never show them, so they cannot be compared.
      - V(on_change) writes a value which differs from the one written last. For that a salted, slow digest (scrypt) of
        each secret is kept in the property C(devops.release_management.secrets) of the definition. A change that
        somebody else made to a secret is not noticed.
      - Whoever may read the definition can read the digests, and try guesses against them at some 10 ms each. That
        tells nothing of a generated password or key. For a secret that can be guessed, use V(on_create) or V(always).
      - V(on_create) writes a value only where the variable is not there or is no secret yet, and keeps no digest.
      - V(always) writes all values each time, and so always reports a change. It is meant for rotation.
      - TFS 2015 and TFS 2017 keep no properties, so V(on_change) acts as V(on_create) there, with a warning.
    type: str
    choices: [on_change, on_create, always]
    default: on_change
  strict_inputs:
    description:
      - Whether it is an error, before anything is written, when
        O(environments[].deploy_phases[].workflow_tasks[].inputs) has an input which the task does not have, or lacks a
        required one.
      - With V(false) it is a warning. Servers accept both, and pipelines that were edited over the years carry such
        inputs.
    type: bool
    default: false
  document:
    description:
      - A whole release definition as the API returned it or as the portal exported it, as a map or as JSON text.
      - Enumerations may be numbers. Ids, links and other marks of the server in it are ignored, so that a pipeline of
        one project can be applied to another; ids of queues, groups, people and service endpoints are taken as they
        are, and so are tags, unless the document has none.
      - Typed options go before it. O(variables), O(properties), O(environments) (by name) and O(artifacts) (by alias)
        are laid over those of the document entry by entry, any other option replaces what the document has. A stage
        that says an C(id) is the one of the document with that id. C(raw) of a typed object goes before the document
        too.
      - A variable of the document that is a secret stays one when O(variables) gives its value.
      - A document of another generation than the server's is converted. Tasks and queue of a stage of TFS 2015 or TFS
        2017 become its job and the other way round, and the retention of the definition that of its stages.
      - What matters in it and cannot be said on the server, such as gates or a second job, is an error with its place
        in the document. What only keeps house, such as badges, process parameters and properties, is left out with a
        warning which names it.
    type: raw
  restore_revision:
    description:
      - Number of an earlier revision of the definition, whose content is restored.
      - Name, folder, tags and properties that came since stay as they are, unless O(name) or O(path) beside O(id) says
        another. Stages are matched by the id that they had then, or else by name, and keep their ids. What came later
        goes, stages and secrets included.
      - A revision from before an upgrade of the server is converted like a O(document).
      - Excludes the options of content. It is an error if the revision needs a secret which the definition no longer
        has, because its value is lost.
    type: int
  force_delete:
    description:
      - Whether V(absent) cancels deployments in progress and deletes the definition, rather than fail.
      - An error on servers before TFS 2018.
    type: bool
    default: false
  artifacts:
    description: What a release is made of. Artifacts are matched by alias and their order means nothing.
    type: list
    elements: dict
    suboptions:
      alias:
        description: The name by which the pipeline refers to the artifact. It is required.
        type: str
      type:
        description:
          - Kind of the source, such as V(Build), V(Git), V(TFVC), V(GitHub), V(Jenkins), V(Nuget) or
            V(AzureContainerRepository).
          - V(Build) where absent.
        type: str
      project:
        description:
          - Name or id of the project of the source.
          - For V(Build) and V(Git), the O(project) of the connection where absent.
        type: str
      definition:
        description:
          - For V(Build) a build definition, by name (V(\\folder\\name) where several folders have one) or id.
          - For V(Git) a repository, by name or id.
          - For other types the id of the definition or repository in the source, as it is.
        type: str
      definition_reference:
        description:
          - The source's own fields, by name, such as C(connection), C(branches) or C(itemPattern). A field is a plain
            value, or a map of C(id) and C(name), which is taken as it is.
          - C(connection) may be the name of a service endpoint.
          - What is copied from the API's answer may say C(project), C(definition) and the C(defaultVersionType) with
            its fields here instead of by O(artifacts[].project), O(artifacts[].definition) and
            O(artifacts[].default_version). To say one of them in both ways is an error.
          - Fields which are not given are left as they are. The C(branches) of a new V(Git) artifact are those of its
            O(artifacts[].default_version) where absent.
        type: dict
      default_version:
        description:
          - Which version a release takes unless told otherwise.
          - One of V(latest), V(latestFromBranch), V(latestWithBranchAndTags),
            V(latestWithBuildDefinitionBranchAndTags), V(selectDuringReleaseCreation) and V(specificVersion), or a map
            of C(type) (one of these), C(branch), C(tags) (a list) and C(version) (needed for V(specificVersion)).
          - V(latest) where absent.
        type: raw
      is_primary:
        description:
          - Whether it is the artifact that release names and triggers refer to. An only artifact always is.
          - Left to the server where absent.
        type: bool
      is_retained:
        description:
          - Whether builds are retained as long as the releases made of them.
          - V(false) where absent.
        type: bool
      raw: &raw
        description:
          - Further keys of this object as the API spells them, for what has no option.
          - A key that has an option is an error.
        type: dict
  triggers:
    description: What makes a release by itself. Triggers are matched by type and alias and their order means nothing.
    type: list
    elements: dict
    suboptions:
      trigger_type:
        description:
          - One of V(artifactSource) (a new version of an artifact), V(schedule), V(sourceRepo) (a push to a source
            repository), V(containerImage), V(package) and V(pullRequest). The API's numbers are understood.
          - It is required.
        type: str
      alias:
        description: Alias of the artifact. Required but for V(schedule), where it is refused.
        type: str
        aliases: [artifact_alias]
      trigger_conditions:
        description:
          - For V(artifactSource) and V(pullRequest), what the version or pull request must have. One of the conditions
            is enough.
          - None where absent, so that everything triggers.
        type: list
        elements: dict
        suboptions:
          source_branch:
            description:
              - For V(artifactSource), the branch, such as V(main) or V(refs/heads/release/*).
              - Any where absent.
            type: str
          target_branch:
            description:
              - For V(pullRequest), the branch that the pull request is to be merged into.
              - Any where absent.
            type: str
          tags:
            description:
              - Tags that the build or pull request must have, all of them.
              - None where absent.
            type: list
            elements: str
          tag_filter:
            description:
              - For V(artifactSource), a regular expression for the tag of a container image or package.
              - None where absent.
            type: str
          use_build_definition_branch:
            description:
              - For V(artifactSource), whether the default branch of the build definition counts in place of
                C(source_branch).
              - V(false) where absent.
            type: bool
          create_release_on_build_tagging:
            description:
              - For V(artifactSource), whether a release is made when a build gets its tags later.
              - V(false) where absent.
            type: bool
          raw: *raw
      schedule:
        description: For V(schedule), when a release is made. It is required there.
        type: dict
        suboptions: &schedule
          days_to_release:
            description:
              - Days of the week, as a list such as V([monday, friday]), as text such as V(monday, friday), V(all), or
                as the API's bit mask.
              - It is required.
            type: raw
          start_hours:
            description: Hour of the day, V(0) to V(23), in the time zone. V(0) where absent.
            type: int
          start_minutes:
            description: Minute of the hour. V(0) where absent.
            type: int
          time_zone_id:
            description: A time zone as Windows names it, such as V(W. Europe Standard Time). V(UTC) where absent.
            type: str
          schedule_only_with_changes:
            description:
              - Whether nothing happens unless an artifact or the definition changed since the last time.
              - V(false) where absent.
            type: bool
          raw: *raw
      branch_filters:
        description:
          - For V(sourceRepo), the branches, each with C(+) or nothing before it to include and C(-) to exclude it.
          - None where absent.
        type: list
        elements: str
      tag_filters:
        description:
          - For V(containerImage), regular expressions for the tag.
          - None where absent.
        type: list
        elements: str
      pull_request_configuration:
        description: For V(pullRequest), where the pull requests are.
        type: dict
        suboptions:
          use_artifact_reference:
            description:
              - Whether they are in the repository of the artifact itself.
              - V(false) where absent.
            type: bool
          system_type:
            description:
              - One of V(none), V(tfsGit) and V(gitHub). The API's numbers are understood.
              - V(none) where absent.
            type: str
          project:
            description: Name or id of the project of the repository. The O(project) of the connection where absent.
            type: str
          repository:
            description: For V(tfsGit), the repository by name or id.
            type: str
          repository_reference:
            description:
              - For V(gitHub), the fields of the reference, such as C(connection) and C(repository). A field is a plain
                value, or a map of C(value) and C(displayValue).
            type: dict
          raw: *raw
      status_policy_name:
        description:
          - For V(pullRequest), the name under which the result is posted to the pull request.
          - Empty where absent.
        type: str
      raw: *raw
  release_name_format:
    description: How releases are named, such as V(Release-$(rev:r\)).
    type: str
  tags:
    description:
      - Tags of the definition. A given list is the whole of them, in any casing.
      - Tags have no revisions, so changing them does not make one.
    type: list
    elements: str
  properties: &properties
    description:
      - Properties that programs keep with it, by name.
      - Those which are not given, or are null, are left as they are.
    type: dict
  retention_policy:
    description:
      - How long releases are kept.
      - TFS 2015 and TFS 2017 have it for the whole definition. On later servers, which have
        O(environments[].retention_policy), it is for each stage that does not say its own.
    type: dict
    suboptions:
      days_to_keep:
        description: For how many days. Left to the server in a new definition where absent, 60 on the old ones.
        type: int
      raw: *raw
  raw: *raw
  environments:
    description:
      - The stages, in their order.
      - A stage is found by its C(id) or its C(name), in any casing. A stage which has another name and no id is a new
        one. When others go at the same time a warning says so, because a stage loses its history with its id.
      - A new stage needs at least one job.
      - A renamed stage is followed in the conditions that name it.
      - A new stage starts with automated approvals, with one deployment at a time, and keeps three releases for 30
        days. What else it leaves open is left to the server.
      - A stage of TFS 2015 or TFS 2017 has just one job, on an agent. Its name is not kept there and makes no
        difference.
    type: list
    elements: dict
    aliases: [stages]
    suboptions:
      name:
        description: Name of the stage. Needed unless C(id) is given. Another casing than the server's is a new name.
        type: str
      id:
        description: Number of a stage that is there, so that it can be renamed by O(environments[].name).
        type: int
      rank:
        description:
          - Place of the stage, counted from V(1).
          - Its place in the list where absent.
        type: int
      owner:
        description: The person or group that the stage belongs to, by account, mail address, display name or id.
        type: str
      variables: *variables
      variable_groups: *variable_groups
      pre_deploy_approvals:
        description: Who approves before the stage is deployed.
        type: dict
        suboptions: &approvals
          approvers:
            description:
              - The people and groups that are asked, each by account, mail address, display name or id
                (C([Project]\Group) for a group of a project), in the order in which they are asked.
              - An entry may be a map of C(approver) (the name), C(rank) (approvers of equal rank are asked at the same
                time, its place in the list where absent), C(is_notification_on) (a bool) and C(raw).
              - An empty list is an error, because it would let every deployment pass. Say C(is_automated) if nobody is
                to be asked.
            type: list
            elements: raw
          is_automated:
            description:
              - V(true) for a deployment that nobody has to approve. Excludes C(approvers).
            type: bool
          is_notification_on:
            description:
              - Whether the approvers are told by mail. Counts together with C(approvers).
              - V(false) where absent.
            type: bool
          options:
            description:
              - How approvals are given. An option which is not given is left as it is.
            type: dict
            suboptions:
              required_approver_count:
                description: How many approvals are enough. V(0) for all. V(0) in a new stage.
                type: int
              release_creator_can_be_approver:
                description:
                  - Whether who made the release or started the deployment may approve it.
                  - V(false) in a new stage.
                type: bool
              auto_triggered_and_previous_environment_approved_can_be_skipped:
                description:
                  - Whether the approval is skipped if the same person approved the stage before.
                  - V(false) in a new stage.
                type: bool
              enforce_identity_revalidation:
                description: Whether approvers have to sign in again. V(false) in a new stage.
                type: bool
              timeout_in_minutes:
                description: After how many minutes it counts as rejected. V(0) for 30 days. V(0) in a new stage.
                type: int
              execution_order:
                description:
                  - One of V(beforeGates), V(afterSuccessfulGates) and V(afterGatesAlways). The API's numbers are
                    understood.
                  - A new stage has V(beforeGates) before and V(afterSuccessfulGates) after the deployment.
                type: str
              raw: *raw
          raw: *raw
      post_deploy_approvals:
        description: Who approves after the stage is deployed, before what follows starts.
        type: dict
        suboptions: *approvals
      pre_deployment_gates:
        description: Checks that have to succeed before the stage is deployed.
        type: dict
        suboptions: &gates
          options:
            description:
              - How gates are evaluated. An option which is not given is left as it is. All times are minutes.
            type: dict
            suboptions:
              is_enabled:
                description: Whether the gates are on. V(true) for new gates.
                type: bool
              timeout:
                description: After how long they count as failed. V(1440) for new gates.
                type: int
              sampling_interval:
                description: Time from one evaluation to the next. V(15) for new gates.
                type: int
              stabilization_time:
                description: Time to wait before the first evaluation. V(5) for new gates.
                type: int
              minimum_success_duration:
                description: For how long they have to stay successful. V(0) for new gates.
                type: int
              raw: *raw
          gates:
            description: The gates, in their order. They are matched by it.
            type: list
            elements: dict
            suboptions:
              tasks:
                description:
                  - The tasks of the gate, written as in O(environments[].deploy_phases[].workflow_tasks).
                  - None where absent.
                type: list
                elements: dict
                suboptions: &task
                  task:
                    description:
                      - The task, by name and version as in a YAML pipeline, such as V(PowerShell@2). Also
                        V(PowerShell@2.1.*), a GUID in place of the name, or the full name of an extension's task
                        (C(publisher.extension.contribution.Name)).
                      - Without a version it is the newest one, whichever that is at the time of a deployment.
                      - Either this or C(task_group) is required.
                    type: str
                  task_group:
                    description: A task group of the project, by name or GUID and version, such as V(Deploy a site@1).
                    type: str
                  version:
                    description: Version of C(task), where it does not have it after an C(@), such as V(2.*).
                    type: str
                  name:
                    description: How the task is shown. The task's own name where absent.
                    type: str
                  ref_name:
                    description:
                      - The name by which later tasks refer to its output variables. Tasks are matched by it, or else by
                        C(name).
                      - Empty where absent.
                    type: str
                  inputs:
                    description:
                      - The inputs, by name or alias. An input which is not given has the task's own default, and so
                        have all where absent.
                      - Values are text on the server. V(true) and numbers are written as their text. Quote what YAML
                        would change, such as C("1.10").
                      - An input that takes a service endpoint may have its name.
                      - A value may be a map of C(value) and C(is_secret). V(true) hides it in all that the task
                        shows, for as long as the task says so. The server does not hide it, and shows it to whoever
                        may read the definition. Use a secret variable and V($(its name\)) for what must be hidden
                        there too.
                    type: dict
                  enabled:
                    description: Whether the task runs. V(true) where absent.
                    type: bool
                  always_run:
                    description:
                      - Whether it runs after a failure too, where no condition says. V(false) where absent.
                      - Servers before Team Foundation Server 2018 have this and no conditions of tasks.
                    type: bool
                  continue_on_error:
                    description: Whether the job goes on when the task fails. V(false) where absent.
                    type: bool
                  condition:
                    description:
                      - The expression under which it runs. V(succeeded(\)) where absent. With C(always_run)
                        V(succeededOrFailed(\)) where absent.
                      - Before Team Foundation Server 2018 these two are said by that flag, as is V(always(\)) beside it.
                    type: str
                  timeout_in_minutes:
                    description: After how many minutes it is cancelled. V(0) for never. V(0) where absent.
                    type: int
                  retry_count_on_task_failure:
                    description: How often it is tried again when it fails. V(0) where absent.
                    type: int
                  environment:
                    description: Environment variables of the task, by name. None where absent.
                    type: dict
                  override_inputs:
                    description: Inputs that can be overridden when a release is made, by name. None where absent.
                    type: dict
                  raw: *raw
              raw: *raw
          raw: *raw
      post_deployment_gates:
        description: Checks that have to succeed after the stage is deployed, before what follows starts.
        type: dict
        suboptions: *gates
      deploy_phases:
        description:
          - The jobs, in their order. They are matched by it, by type and by name.
        type: list
        elements: dict
        aliases: [jobs]
        suboptions:
          name:
            description:
              - How the job is shown.
              - Where absent V(Agent job), V(Agentless job), V(Deployment group job) or V(Deployment gates), as the type
                is.
            type: str
          phase_type:
            description:
              - V(agentBasedDeployment) (or V(agent)), V(runOnServer) (or V(server)), V(machineGroupBasedDeployment) (or
                V(machine group)) or V(deploymentGates). The API's numbers are understood.
              - V(agentBasedDeployment) where absent.
            type: str
          ref_name:
            description: The name by which expressions refer to the job. None where absent.
            type: str
          queue:
            description: For a job on an agent, the agent queue by name or id.
            type: raw
          deployment_group:
            description: For a job on the machines of a deployment group, the group by name or id.
            type: raw
          agent_specification:
            description: For a job on an agent of Microsoft's, the image, such as V(windows-2022). None where absent.
            type: str
          demands:
            description:
              - What an agent or machine must have, such as V(npm) or V(Agent.OS -equals Linux). Their order means
                nothing. A demand that the server adds by itself does not count.
              - None where absent.
            type: list
            elements: str
          condition:
            description: The expression under which the job runs. V(succeeded(\)) where absent.
            type: str
          timeout_in_minutes:
            description: After how many minutes it is cancelled. V(0) for the server's own limit. V(0) where absent.
            type: int
          job_cancel_timeout_in_minutes:
            description: How many minutes it has to end when it is cancelled. V(1) where absent.
            type: int
          skip_artifacts_download:
            description: Whether no artifact is downloaded. V(false) where absent.
            type: bool
          download_artifacts:
            description:
              - The artifacts of which not all is downloaded. An entry is an alias, or a map of C(alias),
                C(artifact_download_mode) (V(All), V(Selective) or V(Skip), V(All) where absent), C(artifact_items) (a
                list of paths, for V(Selective)), C(artifact_type) (that of the artifact where absent) and C(raw).
              - Everything is downloaded where absent.
            type: list
            elements: raw
          enable_access_token:
            description: Whether scripts can use the token of the deployment. V(false) where absent.
            type: bool
          override_inputs:
            description: Inputs that can be overridden when a release is made, by name. None where absent.
            type: dict
          parallel:
            description:
              - For a job on agents or on the server, how it is spread. V(none), V(multiConfiguration), V(multiMachine),
                or a map of C(type) (one of these, or the API's number), C(multipliers) (for V(multiConfiguration), a
                list of variables over whose values it is spread), C(max_number_of_agents), C(continue_on_error) (a
                bool) and C(raw).
              - V(none) where absent.
            type: raw
          health_percent:
            description: Of a deployment group, the percentage of machines that has to stay up. V(0) where absent.
            type: int
          deployment_health_option:
            description:
              - Of a deployment group, how many machines are deployed to at a time, V(OneTargetAtATime) or V(Custom).
              - V(OneTargetAtATime) where absent.
            type: str
          tags:
            description: Of a deployment group, the tags of the machines that are meant. All machines where absent.
            type: list
            elements: str
          workflow_tasks:
            description:
              - The tasks, in their order. They are aligned with those on the server by task and name, so that an
                inserted task is an insertion and nothing else.
              - None where absent.
            type: list
            elements: dict
            aliases: [tasks]
            suboptions: *task
          raw: *raw
      conditions:
        description:
          - What has to happen for the stage to start by itself, all of it. Without any it is started by hand.
          - Conditions are matched by type and name and their order means nothing.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - V(ReleaseStarted) for an event, the name of a stage for its state, the alias of an artifact for its
                branch and tags. It is required.
            type: str
          condition_type:
            description:
              - One of V(event), V(environmentState) and V(artifact). The API's numbers are understood.
              - It is required.
            type: str
          value:
            description:
              - For V(environmentState), the state such as V(succeeded), or the API's number (V(4) for succeeded,
                V(132) for succeeded or partially succeeded). It is required then.
              - For V(artifact), a map of C(sourceBranch), C(tags), C(tagFilter), C(useBuildDefinitionBranch) and
                C(createReleaseOnBuildTagging), in snake case if you like, or the same as JSON text.
              - Empty where absent.
            type: raw
          raw: *raw
      schedules:
        description: When the stage is deployed by the clock.
        type: list
        elements: dict
        suboptions: *schedule
      environment_triggers:
        description: What deploys the stage again.
        type: list
        elements: dict
        suboptions:
          trigger_type:
            description:
              - V(deploymentGroupRedeploy) or V(rollbackRedeploy). The API's numbers are understood.
              - It is required.
            type: str
          trigger_content:
            description: What the trigger needs, as a map or JSON text. Empty where absent.
            type: raw
          raw: *raw
      execution_policy:
        description: What happens when several releases wait for the stage. An option not given is left as it is.
        type: dict
        suboptions:
          concurrency_count:
            description: How many are deployed at the same time. V(0) for any number. V(1) in a new stage.
            type: int
          queue_depth_count:
            description: V(0) to deploy all in sequence, V(1) to deploy the newest only. V(0) in a new stage.
            type: int
          raw: *raw
      environment_options:
        description: Further settings of the stage. An option which is not given is left as it is.
        type: dict
        suboptions:
          email_notification_type:
            description: When mail is sent, such as V(OnlyOnFailure), V(Always) or V(Never).
            type: str
          email_recipients:
            description: To whom, such as V(release.environment.owner;release.creator).
            type: str
          skip_artifacts_download:
            description:
              - Whether no artifact is downloaded.
              - Servers of today have this in each job. On TFS 2015 and TFS 2017 it is the same as
                O(environments[].deploy_phases[].skip_artifacts_download), and it is an error when both are given
                and differ.
            type: bool
          timeout_in_minutes:
            description:
              - After how many minutes a deployment is cancelled.
              - Servers of today have this in each job. On TFS 2015 and TFS 2017 it is the same as
                O(environments[].deploy_phases[].timeout_in_minutes), and it is an error when both are given
                and differ.
            type: int
          enable_access_token:
            description:
              - Whether scripts can use the token of the deployment.
              - Servers of today have this in each job. On TFS 2015 and TFS 2017 it is the same as
                O(environments[].deploy_phases[].enable_access_token), and it is an error when both are given
                and differ.
            type: bool
          publish_deployment_status:
            description: Whether the status is reported to the repository.
            type: bool
          badge_enabled:
            description: Whether the stage has a status badge.
            type: bool
          auto_link_work_items:
            description: Whether work items are linked to what is deployed.
            type: bool
          pull_request_deployment_enabled:
            description: Whether releases of pull requests may be deployed to the stage.
            type: bool
          raw: *raw
      retention_policy:
        description:
          - How long releases are kept. An option which is not given is left as it is.
          - TFS 2015 and TFS 2017 have O(retention_policy) of the definition instead.
        type: dict
        suboptions:
          days_to_keep:
            description: For how many days. V(30) in a new stage.
            type: int
          releases_to_keep:
            description: How many at least. V(3) in a new stage.
            type: int
          retain_build:
            description: Whether their builds are kept too. V(true) in a new stage.
            type: bool
          raw: *raw
      process_parameters:
        description: The parameters of the stage's template, as the API has them, as a map or JSON text.
        type: raw
      properties: *properties
      raw: *raw
attributes:
  check_mode:
    support: full
    details:
      - The plan is made by the same code, and nothing is written. Ids of what would be created are null.
  diff_mode:
    support: full
    details:
      - Shows what changes in the terms of the options, with names where they are known, and no secret. When nothing
        changes it is empty.
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always) and a secret that has a value, every run writes it and reports a change.
notes:
  - A converged definition costs two requests (one with O(id)), and one for each kind of name that it uses.
  - When somebody else changes the definition between reading and writing, the plan is made anew.
seealso:
  - module: devops.release_management.release_definitions
  - module: devops.release_management.release_definition_info
  - plugin: devops.release_management.release_definitions
    plugin_type: lookup
  - name: Release definitions in the REST API
    description: The wire names behind the options.
    link: https://learn.microsoft.com/en-us/rest/api/azure/devops/release/definitions
extends_documentation_fragment:
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
"""

EXAMPLES = r"""
- name: Keep pipelines as code
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/devops.release_management.azure_devops:
      organization_url: https://dev.azure.com/fabrikam
      project: Fabrikam
      token: "{{ vault_azure_devops_token }}"
  tasks:
    - name: A small pipeline with two stages
      devops.release_management.release_definition:
        name: Fabrikam-Website
        path: \Web
        release_name_format: Release-$(rev:r)
        variables:
          Region: westeurope
          Retries: 3
          Version: "1.10"
        artifacts:
          - alias: _Fabrikam.CI
            definition: Fabrikam.CI
            default_version: latest
        triggers:
          - trigger_type: artifactSource
            alias: _Fabrikam.CI
            trigger_conditions:
              - source_branch: main
        stages:
          - name: Dev
            conditions:
              - name: ReleaseStarted
                condition_type: event
            jobs:
              - queue: Default
                tasks: &deployment
                  - task: AzureWebPowerShellDeployment@1
                    name: Deploy the site
                    inputs:
                      ConnectedServiceName: Fabrikam Azure
                      WebSiteName: $(SiteName)
                      WebSiteLocation: $(Region)
                      Package: $(System.DefaultWorkingDirectory)/**/*.zip
                  - task: PowerShell@2
                    name: Look whether it is up
                    inputs:
                      targetType: inline
                      script: Invoke-WebRequest https://$(SiteName).azurewebsites.net
                    timeout_in_minutes: 5
            variables:
              SiteName: fabrikam-dev
          - name: QA
            owner: chuckreinhart@outlook.com
            pre_deploy_approvals:
              approvers:
                - Chuck Reinhart
                - '[Fabrikam]\Release Approvers'
              is_notification_on: true
              options:
                timeout_in_minutes: 1440
            conditions:
              - name: Dev
                condition_type: environmentState
                value: succeeded
            jobs:
              - queue: Default
                tasks: *deployment
            variables:
              SiteName: fabrikam-qa

    - name: See what a change would do
      devops.release_management.release_definition:
        name: Fabrikam-Website
        stages:
          - name: QA
            execution_policy:
              queue_depth_count: 1
        purge: false
      check_mode: true
      diff: true

    - name: A secret, written only when it is another one than the last time
      devops.release_management.release_definition:
        name: Fabrikam-Website
        variables:
          ApiKey:
            value: "{{ vault_api_key }}"
            is_secret: true
        purge: false
        comment: New API key

    - name: Rename and move a pipeline, and rename one of its stages
      devops.release_management.release_definition:
        id: 42
        name: Fabrikam-Shop
        path: \Shop
        stages:
          - id: 137
            name: Test
        purge: false

    - name: Adopt what the portal exported, with an own name and the queue of this project
      devops.release_management.release_definition:
        name: Fabrikam-Website
        document: "{{ lookup('ansible.builtin.file', 'Fabrikam-Website.json') }}"
        stages:
          - name: Dev
            jobs:
              - queue: Default
                tasks:
                  - task: PowerShell@2
                    inputs:
                      filePath: deploy.ps1

    - name: What has no option yet
      devops.release_management.release_definition:
        name: Fabrikam-Website
        raw:
          isDisabled: true

    - name: Go back to the first revision
      devops.release_management.release_definition:
        name: Fabrikam-Website
        restore_revision: 1
        comment: The change of yesterday broke QA

    - name: Write a secret again, whatever was written the last time
      devops.release_management.release_definition:
        name: Fabrikam-Website
        variables:
          ApiKey:
            value: "{{ vault_api_key }}"
            is_secret: true
        update_secrets: always
        purge: false

    - name: No such pipeline, even if something is being deployed
      devops.release_management.release_definition:
        name: Fabrikam-Website
        path: \Web
        state: absent
        force_delete: true
"""

RETURN = r"""
release_definition:
  description:
    - The definition as the server has it, in the layout of its generation. Secret variables have no value.
    - In check mode as it would be. What the server would give, such as ids, is null.
    - Null for O(state=absent).
  type: dict
  returned: success
  sample:
    id: 12
    revision: 13
    name: Fabrikam-Website
    path: \
    variables:
      Region:
        value: westeurope
      ApiKey:
        value: null
        isSecret: true
    environments:
      - id: 19
        name: Dev
        rank: 1
failure:
  description: What went wrong, for programs.
  type: dict
  returned: failure
  contains:
    kind:
      description: Kind of the error, such as C(UnknownNameError), C(PermissionDeniedError) or C(ConflictError).
      type: str
      returned: always
      sample: UnknownNameError
    option:
      description: Path of the option that is wrong.
      type: str
      returned: when an option is wrong
      sample: environments[1].deploy_phases[0].workflow_tasks[2].task
    status:
      description: HTTP status of the server's answer.
      type: int
      returned: when the server refused
      sample: 403
    error_code:
      description: The server's number of the error.
      type: raw
      returned: when the server gave one
    type_key:
      description: The server's name of the error.
      type: str
      returned: when the server gave one
      sample: ReleaseDefinitionNotFoundException
    activity_id:
      description: Id by which administrators find the request in the server's logs.
      type: str
      returned: when the server gave one
    url:
      description: Address of the request.
      type: str
      returned: when a request failed
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition import (
    RELEASE_DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_DEFINITION)


if __name__ == "__main__":
    main()
