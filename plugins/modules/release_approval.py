#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_approval
short_description: Answer approvals and manual interventions of a release
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Approves, rejects or reassigns what the current attempt of a stage (environment) of a release asks. That is an
    approval before or after the deployment, or a manual intervention.
  - Approvals are answered as far as they are asked of the account whose credentials are used, or of a group that it is
    in. If approvers are asked one after the other, the task goes on until none is left that is asked of this account.
    It is an error if only others are asked.
  - What has the wanted answer is left alone, and so is what is automated. Earlier attempts do not count. An approval
    that the server skipped counts as approved.
options:
  state:
    description:
      - V(approved) and V(rejected) give that answer. It is an error if the other one was given already, as no answer
        can be taken back.
      - V(reassigned) asks O(assignee) instead. If the account is asked nothing itself, all pending approvals are
        reassigned, for which it needs the permission to manage release approvers. Nothing is done if O(assignee) is
        asked already, or has answered. A manual intervention cannot be reassigned.
    type: str
    choices: [approved, rejected, reassigned]
    default: approved
  type:
    description:
      - What is answered. V(pre_deploy) is the approval before the deployment, V(post_deploy) the one after it.
      - Of manual interventions those that are pending are answered, whoever may have raised them. One that comes later
        needs a task of its own. From Team Foundation Server 2018 on.
    type: str
    choices: [pre_deploy, post_deploy, manual_intervention]
    default: pre_deploy
  comment:
    description: Comment to give with the answer. It is not compared.
    type: str
  assignee:
    description:
      - Who is to be asked instead. Account, mail address, display name or id of a person, or name of a group.
      - Required with O(state=reassigned). Neither empty nor a variable such as V($(Approver)).
    type: str
  wait_timeout:
    description:
      - Seconds to wait for the question if it was not asked yet, as when a deployment has just been started. It is an
        error if it is not asked by then. V(0) does not wait.
      - Check mode does not wait, but expects that the question comes.
    type: int
    default: 60
  poll_interval:
    description: Seconds between two looks at the stage while waiting. The first looks follow each other faster.
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
      - Approvals that are asked only after others were approved are not foretold.
  diff_mode:
    support: full
  idempotent:
    support: full
notes:
  - The server tells which approvals are asked of a group of the account. Should it not, which may be so with Team
    Foundation Server 2015, only those are answered that are asked of the account itself.
seealso:
  - module: devops.release_management.release
  - module: devops.release_management.release_environment
"""

EXAMPLES = r"""
- name: Talk to one server in all tasks
  module_defaults:
    group/devops.release_management.azure_devops:
      organization_url: https://dev.azure.com/fabrikam
      project: Fabrikam
      token: "{{ vault_azure_devops_token }}"
  block:
    - name: Start the deployment to QA, which asks for an approval
      devops.release_management.release_environment:
        definition: Fabrikam-Website
        environment: QA

    - name: Approve it
      devops.release_management.release_approval:
        definition: Fabrikam-Website
        environment: QA
        comment: All tests passed

    - name: Accept the result of the deployment, which takes up to ten minutes
      devops.release_management.release_approval:
        release_id: 120
        environment: QA
        type: post_deploy
        wait_timeout: 600

    - name: Refuse a release
      devops.release_management.release_approval:
        definition: Fabrikam-Website
        name: Release-4
        stage: Production
        state: rejected
        comment: The smoke tests failed

    - name: Ask somebody else
      devops.release_management.release_approval:
        release_id: 120
        environment: Production
        state: reassigned
        assignee: noahmunger@outlook.com
        comment: Please have a look

    - name: Resume a deployment that waits for a manual intervention
      devops.release_management.release_approval:
        release_id: 120
        environment: Production
        type: manual_intervention
        state: approved
        comment: The load balancer is drained
        wait_timeout: 900
"""

RETURN = r"""
approvals:
  description:
    - The approvals (or manual interventions) of this type that belong to the current attempt of the stage, as the
      server has them.
    - In check mode as far as they are asked by now.
  type: list
  elements: dict
  returned: when the stage was found
  sample:
    - id: 240
      approvalType: preDeploy
      status: approved
      comments: All tests passed
      isAutomated: false
      attempt: 1
      rank: 1
      approver:
        displayName: Noah Munger
        uniqueName: noahmunger@outlook.com
elapsed:
  description: Seconds that the task waited for the question.
  type: float
  returned: after waiting
  sample: 2.5
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_approval import (
    RELEASE_APPROVAL,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_APPROVAL)


if __name__ == "__main__":
    main()
