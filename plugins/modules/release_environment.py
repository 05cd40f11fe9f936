#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_environment
short_description: Deploy a stage of a release, wait for it, or cancel it
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Makes sure that a stage (environment) of a release of Azure DevOps Services or Azure DevOps Server is deployed, and
    starts the deployment only where it is neither done nor under way.
  - A stage that is deployed, even partially, is left alone. RV(is_current) says whether another release was deployed to
    it since.
  - A stage that is queued or in progress is left alone, too, and waited for with O(wait).
  - A stage that is not started, or whose last attempt failed, was rejected or canceled, is started, unless
    O(after_attempt) says otherwise. One that is scheduled is started now, unless O(scheduled_time) is when it is
    scheduled for.
  - A deployment is started once. If the answer of the server is lost on its way, the stage is read before the request
    is sent again.
options:
  state:
    description:
      - V(deployed) starts the deployment where that is needed.
      - V(canceled) cancels it where it is queued, scheduled or in progress. Otherwise nothing is done.
    type: str
    choices: [deployed, canceled]
    default: deployed
  redeploy:
    description:
      - Whether to start another attempt in any case. Each task starts one then.
      - A server starts no attempt while another one is under way. With O(wait) the task waits for the end of that one
        first, and without it this is an error.
    type: bool
    default: false
  ensure_current:
    description:
      - Whether to deploy a stage again that is deployed, but to which another release of the definition was deployed
        since. This is how to roll back.
    type: bool
    default: false
  after_attempt:
    description:
      - Number of the last attempt that was over when a playbook began, after which the stage may be started again; V(0)
        where there was none, or where one was under way. So no stage is tried twice in one run.
      - If a later attempt failed, was rejected or canceled, that is the failure of the task, told as if it had waited
        for it. Such an attempt may be one that the release started by itself.
      - Without it a stage that failed is started again, whenever that was.
      - Not together with O(redeploy).
    type: int
  scheduled_time:
    description:
      - When to deploy, such as V(2026-03-14T20:00:00Z) or V(2026-03-14T21:00:00+01:00). Without an offset it is UTC.
      - A time that is past means now. A deployment that is queued, in progress or done stays as it is.
      - From Team Foundation Server 2017 on.
    type: str
  comment:
    description: Why, for the history of the release. It is not compared.
    type: str
  variables:
    description:
      - Values that variables of the stage get for the deployment that the task starts, by name. They start nothing by
        themselves. Only variables that the definition lets be set (C(allow_override)) can be.
      - A value is plain text, or a map of C(value) and C(is_secret) (a bool). A secret is kept out of all that the task
        shows.
      - Values are text on the server. V(true) and numbers are written as their text. Quote what YAML would change, such
        as C("1.10").
      - From Azure DevOps Server 2019 on.
    type: dict
  wait:
    description:
      - Whether to wait until the attempt is over that the task started, or that is under way. Later attempts do not
        count.
      - What goes on is shown meanwhile when the task runs in Ansible's own process. That is who is asked for an
        approval, which gates are evaluated, which manual intervention is pending, or which job and task run.
      - The task fails if the deployment fails, or is rejected or canceled. The message names the attempt and the task
        that failed, or the person who rejected, with the reason and the end of the log. The next run starts the stage
        again.
      - Check mode does not wait.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait. It is an error if the deployment is not over by then. It goes on.
      - The message says what it is held up by, and RV(environment) what was reached.
    type: int
    default: 3600
  poll_interval:
    description:
      - Seconds between two looks at the stage while waiting, at one request each. The first looks follow each other
        faster.
    type: float
    default: 10.0
extends_documentation_fragment:
  - devops.release_management.one_stage
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
attributes:
  check_mode:
    support: full
    details:
      - RV(is_current) is null where it depends on a deployment that would be waited for. What only the server can
        refuse is not found.
  diff_mode:
    support: full
    details:
      - Of a deployment that is scheduled the number of the attempt is not shown, as it may be raised only when it begins.
  idempotent:
    support: partial
    details:
      - With O(redeploy=true) each task starts an attempt.
seealso:
  - module: devops.release_management.release
  - module: devops.release_management.release_approval
"""

EXAMPLES = r"""
- name: Talk to one server in all tasks
  module_defaults:
    group/devops.release_management.azure_devops:
      organization_url: https://dev.azure.com/fabrikam
      project: Fabrikam
      token: "{{ vault_azure_devops_token }}"
  block:
    - name: Deploy the newest release to Dev and wait for it
      devops.release_management.release_environment:
        definition: Fabrikam-Website
        environment: Dev
        wait: true

    - name: Deploy a certain release to QA with another size
      devops.release_management.release_environment:
        definition: Fabrikam-Website
        path: \Web
        name: Release-4
        stage: QA
        comment: For the demo on Friday
        variables:
          InstanceCount: 2
          AdminPassword:
            value: "{{ vault_admin_password }}"
            is_secret: true
        wait: true
        wait_timeout: 1800
        poll_interval: 5

    - name: Deploy to production tonight
      devops.release_management.release_environment:
        release_id: 120
        environment: Production
        scheduled_time: "2026-03-14T20:00:00Z"

    - name: Roll back to the release before
      devops.release_management.release_environment:
        release_id: 118
        environment: Production
        ensure_current: true
        comment: Release-18 leaks memory
        wait: true

    - name: Deploy it once more, whatever it is now
      devops.release_management.release_environment:
        release_id: 120
        environment: QA
        redeploy: true
        wait: true

    - name: Read a release as the playbook begins
      devops.release_management.release_info:
        release_id: 121
      register: found

    - name: Deploy it to Dev, but not again if that failed meanwhile
      devops.release_management.release_environment:
        release_id: 121
        environment: Dev
        after_attempt: "{{ 0 if dev.status in ['queued', 'scheduled', 'inProgress']
          else dev.deploySteps | map(attribute='attempt') | max | default(0) }}"
        wait: true
      vars:
        dev: "{{ found.releases[0].environments[0] }}"

    - name: Cancel what is under way
      devops.release_management.release_environment:
        release_id: 120
        environment: QA
        state: canceled
        comment: Wrong build
"""

RETURN = r"""
environment:
  description:
    - The stage as the server has it, or in check mode as it would be right after the task's request.
    - When the task fails, what was reached.
  type: dict
  returned: when the stage was found
  sample:
    id: 260
    releaseId: 120
    name: QA
    status: succeeded
    rank: 2
    definitionEnvironmentId: 20
    deploySteps:
      - id: 231
        attempt: 1
        status: succeeded
        operationStatus: phaseSucceeded
release_id:
  description: Id of the release.
  type: int
  returned: when the stage was found
  sample: 120
is_current:
  description:
    - Whether the stage is deployed, and this release is the one of its definition that was deployed to it last with
      success.
    - Null in check mode where it depends on a deployment that would be waited for.
    - Team Foundation Server 2015 has no list of deployments. There it is the release whose stage changed last, of the
      newest 25 whose stage is deployed.
  type: bool
  returned: with O(state=deployed), when the stage was found
  sample: true
elapsed:
  description: Seconds that the task waited.
  type: float
  returned: after waiting
  sample: 84.3
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_environment import (
    RELEASE_ENVIRONMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_ENVIRONMENT)


if __name__ == "__main__":
    main()
