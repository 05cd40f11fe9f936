#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build
short_description: Queue a build, wait for it, change it, cancel it or delete it
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Makes sure that there is a build (a run of a build definition) of Azure DevOps Services or Azure DevOps Server, and
    queues one only where there is none.
  - With O(build_id) or O(build_number) the task is about that build. It is an error if it is not there, but for
    O(state=absent).
  - Else, with O(definition) and O(source_version), the newest matching run is taken, that is, one of that definition,
    commit and O(source_branch), with the declared O(parameters), O(template_parameters) and O(reason), which is in one
    of O(match_results). Runs that were deleted or are being canceled do not count, nor do those for a pull request or a
    shelveset unless O(reason) is that. If none matches, a build is queued.
  - Without O(source_version) there is nothing to tell one run from another, so each task queues a new build.
  - A build is queued once. If the answer of the server is lost on its way, the new build is looked for before the
    request is sent again.
options:
  state:
    description:
      - V(present) finds the build or queues it, then updates it, and with O(wait) waits until it is completed.
      - V(canceled) cancels the build if it is not completed or being canceled already. It is found by O(build_id),
        O(build_number), or by O(definition) and O(source_version) among those under way. If none of those is under
        way, nothing is done.
      - V(absent) deletes the build of O(build_id) or O(build_number), if there is one.
    type: str
    choices: [present, canceled, absent]
    default: present
  build_id:
    description: Id of a build that is there.
    type: int
  build_number:
    description:
      - Number (name) of a build that is there, such as V(20260301.4). It is an error if several builds have it. Say
        which with O(definition).
      - Together with O(build_id) it is the number that the build is to get.
    type: str
  definition:
    description:
      - Name or id of the build definition. The name may have its folder before it, as in V(\\Web\\Fabrikam.CI).
      - A text of digits only is an id.
      - Needed unless O(build_id) or O(build_number) is given.
    type: raw
  path:
    description:
      - Folder of O(definition), such as V(\\Web\\Shop) or V(/Web/Shop).
      - Without it, any folder. It is an error if several folders have a definition of that name.
    type: str
  source_branch:
    description:
      - Branch to build, such as V(main) or V(refs/heads/main).
      - Without it a build is queued for the default branch of the definition, and a run of any branch matches.
    type: str
  source_version:
    description:
      - What to build, most often the id of a commit. A TFVC changeset or another version is compared as it is.
      - The beginning of a commit's id finds a run, and it is an error if that is the beginning of several. To queue a
        build, the whole id is needed.
      - A number is a whole version where the repository is TFVC or Subversion, and the beginning of a commit's id
        elsewhere. The runs of the definition tell which it is. Where there is none that tells, or with O(force), one
        request for the definition does, unless O(source_branch) begins with V($/).
      - Quote what looks like a number. YAML reads C(01234567) as another one.
      - Together with O(build_id) or O(build_number) it is the version that the build is to get.
    type: str
  parameters:
    description:
      - Variables to set for the build, by name. Names are the same in any casing. The definition must allow them to be
        set at queue time.
      - A value is plain text, or a map of C(value) and C(is_secret) (a bool). A secret is kept out of all that the task
        shows. A run matches that has a parameter of its name, whatever the value. The server keeps it readable for
        whoever reads the build, and so do later tasks that do not declare it.
      - Values are text on the server. V(true) and numbers are written as their text. Quote what YAML would change, such
        as C("1.10").
      - A run matches that has these, whatever others it has.
    type: dict
  template_parameters:
    description:
      - Parameters of the template of a YAML pipeline, by name, each as in O(parameters). A list or map is given as its
        YAML text.
      - A run matches that has these, whatever others it has.
      - Azure DevOps Server 2022 is the first that has them here.
    type: dict
  queue:
    description: Agent queue to run in, by name or id. Without it, that of the definition.
    type: raw
  priority:
    description: Place in the queue. One of V(low), V(belowNormal), V(normal), V(aboveNormal) and V(high).
    type: str
  demands:
    description: What an agent must have, besides what the definition demands, as C(name) or C(name -equals value).
    type: list
    elements: str
  reason:
    description:
      - Why the build is queued. One of V(manual), V(individualCI), V(batchedCI), V(schedule), V(scheduleForced),
        V(userCreated), V(validateShelveset), V(checkInShelveset), V(pullRequest), V(buildCompletion) and
        V(resourceTrigger). Servers take V(manual) where it is not given.
      - Where it is given, only a run of that reason matches.
      - Old servers do not have V(pullRequest), V(buildCompletion), V(scheduleForced) or V(resourceTrigger). The error
        names the first that has it.
    type: str
  ignore_warnings:
    description: Whether to queue the build although the server warns, for example that no agent meets the demands.
    type: bool
  check_in_ticket:
    description: Ticket of a gated check-in that the build is for. Team Foundation Server 2017 is the first that takes it.
    type: str
  source_build_id:
    description:
      - Id of the build whose commit and artifacts the new one takes over, where the pipeline supports that.
      - Azure DevOps Server 2019 is the first that can.
    type: int
  keep_forever:
    description: Whether the build is kept whatever the retention policies say.
    type: bool
  status:
    description:
      - Status that the build of O(build_id) or O(build_number) is to have. One of V(inProgress), V(completed),
        V(cancelling), V(postponed) and V(notStarted).
      - V(completed) is final. It is an error to want another one afterwards.
    type: str
  result:
    description:
      - Result that the build of O(build_id) or O(build_number) is to have. One of V(succeeded), V(partiallySucceeded),
        V(failed) and V(canceled).
    type: str
  start_time:
    description:
      - When the build of O(build_id) or O(build_number) started, such as V(2026-03-01T12:30:00Z). Without an offset it
        is UTC.
      - It can be set only once. It is an error if the build has another one already.
    type: str
  finish_time:
    description:
      - When the build of O(build_id) or O(build_number) ended.
      - It can be set only once. It is an error if the build has another one already.
    type: str
  retention_leases:
    description:
      - Retention leases that the build is to have, found by their owner. One that is not there is added, and one that
        is otherwise is changed. Others are left alone.
      - Azure DevOps Server 2020 is the first that has leases. It cannot change one, so a lease that is otherwise is made
        anew there.
    type: list
    elements: dict
    suboptions:
      owner_id:
        description: Who wants the build kept, as free text. It is required.
        type: str
      days_valid:
        description:
          - For how many days. From V(36500) on it is forever.
          - A lease is right that holds as long as one of so many days which was made when it was, or today. Without it
            a lease keeps its days, and a new one is forever.
        type: int
      protect_pipeline:
        description:
          - Whether the definition cannot be deleted either. Without it a new lease does not do so.
          - Azure DevOps Server 2020 does not tell it of a lease, so there it only counts for a new one.
        type: bool
  match_results:
    description: States (while a build is under way) and results of the runs that count as the wanted one.
    type: list
    elements: str
    choices: [notStarted, inProgress, postponed, succeeded, partiallySucceeded, failed, canceled]
    default: [notStarted, inProgress, postponed, succeeded, partiallySucceeded]
  match_limit:
    description: How many runs of the definition and branch are looked at, newest first.
    type: int
    default: 200
  force:
    description: Whether to queue a build although there may be a matching run. Each task queues one then.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the build is completed. What it is at, or by what it is held up, is shown meanwhile when
        the task runs in Ansible's own process.
      - Check mode does not wait.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait, V(0) or more. It is an error if the build is not completed by then. The build goes on.
    type: int
    default: 3600
  poll_interval:
    description: Seconds between two looks at the build while waiting. The first looks follow each other faster.
    type: float
    default: 10.0
  fail_on_result:
    description:
      - Results with which the task fails after waiting. The message tells what failed in the build and shows the ends
        of the logs.
      - An empty list never fails.
    type: list
    elements: str
    choices: [succeeded, partiallySucceeded, failed, canceled]
    default: [failed, canceled]
  force_delete:
    description:
      - Whether V(absent) first takes away what keeps the build, that is, the mark of O(keep_forever) and all retention
        leases, rather than fail.
      - Nothing is taken away from a build that the user of the task may not delete. Where the build cannot be deleted
        although nothing keeps it any more, the mark and the leases are put back, and the error says so, or what is gone.
      - Azure DevOps Server 2020 cannot list all leases of a build, so there it only takes away the mark.
    type: bool
    default: false
extends_documentation_fragment:
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
attributes:
  check_mode:
    support: full
    details:
      - A build that would be queued has no id or number, and is not waited for. What only the server's validation can
        find is not found.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Without O(build_id), O(build_number) or O(source_version), or with O(force=true), each task queues a build.
seealso:
  - module: devops.release_management.build_info
  - module: devops.release_management.build_tag
"""

EXAMPLES = r"""
- name: Talk to one server in all tasks
  module_defaults:
    group/devops.release_management.azure_devops:
      organization_url: https://dev.azure.com/fabrikam
      project: Fabrikam
      token: "{{ vault_azure_devops_token }}"
  block:
    - name: Queue a build of the default branch and wait for it
      devops.release_management.build:
        definition: Fabrikam.CI
        wait: true
      register: run

    - name: One build for each commit, however often the play runs
      devops.release_management.build:
        definition: \Web\Fabrikam.CI
        source_branch: main
        source_version: b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5
        parameters:
          BuildConfiguration: release
          system.debug: true
        wait: true
        wait_timeout: 1800

    - name: Once more although it failed before, with a secret, on certain agents
      devops.release_management.build:
        definition: Fabrikam.CI
        source_version: b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5
        force: true
        queue: Default
        priority: high
        demands:
          - msbuild
          - Agent.OS -equals Windows_NT
        parameters:
          SigningPin:
            value: "{{ vault_signing_pin }}"
            is_secret: true

    - name: Go on with a build that did not succeed
      devops.release_management.build:
        build_id: "{{ run.build.id }}"
        wait: true
        fail_on_result: []

    - name: Keep what was released
      devops.release_management.build:
        build_number: "20260301.4"
        definition: Fabrikam.CI
        keep_forever: true

    - name: Keep it for a year in the name of a team
      devops.release_management.build:
        build_id: "{{ run.build.id }}"
        retention_leases:
          - owner_id: Release team
            days_valid: 365

    - name: Give it the number of the product
      devops.release_management.build:
        build_id: "{{ run.build.id }}"
        build_number: Fabrikam 4.2.0

    - name: Cancel what still builds a commit
      devops.release_management.build:
        definition: Fabrikam.CI
        source_version: b13b8f72
        state: canceled
        wait: true

    - name: No such build, even if it is retained
      devops.release_management.build:
        build_id: 391
        state: absent
        force_delete: true
"""

RETURN = r"""
build:
  description:
    - The build as the server has it. Parameters that were declared as secret are masked.
    - In check mode as it would be. The id and the number of a build that would be queued are null.
    - Null for O(state=absent), and if there is nothing to cancel.
    - Also there if the task fails because of what it waited for.
  type: dict
  returned: success
  sample:
    id: 393
    buildNumber: "20260301.4"
    definition:
      id: 25
      name: Fabrikam.CI
    parameters: '{"BuildConfiguration": "release"}'
    queueTime: "2026-03-01T12:30:00.513Z"
    reason: manual
    result: succeeded
    sourceBranch: refs/heads/main
    sourceVersion: b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5
    status: completed
elapsed:
  description: Seconds that the task waited for the build.
  type: float
  returned: with O(wait=true), but for a build that check mode would have to wait for
  sample: 118.6
failure:
  description: What went wrong, for programs.
  type: dict
  returned: failure
  contains:
    kind:
      description: Kind of the error, such as C(RunFailedError), C(WaitTimeoutError) or C(RefusedError).
      type: str
      returned: always
      sample: RunFailedError
    option:
      description: Path of the option that is wrong.
      type: str
      returned: when an option is wrong
      sample: parameters.BuildConfiguration
    validation_results:
      description: What the server found wrong with a build that was to be queued.
      type: list
      elements: dict
      returned: when the server's validation refused
      sample:
        - result: error
          message: No agent pool found with identifier 769.
    build_id:
      description: Id of the build that failed or was waited for.
      type: int
      returned: when a build was waited for
      sample: 393
    build_number:
      description: Its number.
      type: str
      returned: when a build was waited for
      sample: "20260301.4"
    result:
      description: Its result.
      type: str
      returned: when it ended
      sample: failed
    web_url:
      description: Its page for people.
      type: str
      returned: when a build was waited for
      sample: https://dev.azure.com/fabrikam/Fabrikam/_build/results?buildId=393
    status:
      description: HTTP status of the server's answer.
      type: int
      returned: when the server refused
      sample: 400
    type_key:
      description: The server's name of the error.
      type: str
      returned: when the server gave one
      sample: BuildRequestValidationFailedException
    activity_id:
      description: Id by which administrators find the request in the server's logs.
      type: str
      returned: when the server gave one
    url:
      description: Address of the request.
      type: str
      returned: when a request failed
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build import BUILD
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILD)


if __name__ == "__main__":
    main()
