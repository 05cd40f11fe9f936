#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_log
short_description: Download the logs of a release
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Has the log of a task of a release of Azure DevOps Services or Azure DevOps Server on the target, or all logs of the
    release, as a zip archive or as the files in it.
  - The release is found by O(release_id); else by O(name) of O(definition); else it is the newest one of O(definition)
    that is neither a draft nor abandoned. It is an error if there is none.
  - The logs of a stage that is under way are those up to now. M(devops.release_management.release_environment) waits
    for its end.
options:
  environment:
    description:
      - Name of the stage that the task is of, in any casing.
      - Needed with O(task) and O(rank), and only with them. All logs of the release are the archive.
    type: str
    required: false
  task:
    description:
      - Name of the task whose log it is, in any casing; of a job where no task has it. A text of digits only is the id
        of a task or job.
      - It is an error if several have it. Say which with O(phase), O(rank) or O(agent).
      - Without it and O(rank), all logs in an archive.
      - In a folder O(dest) the file is named after the ids of release, stage, phase and task, such as
        C(115_248_31_3.log); the archive is named such as C(logs_115.zip).
    type: raw
  rank:
    description:
      - Place of the task in its job, counted from 1, those counted that the server adds itself, such as
        C(Initialize job). With O(task) it tells tasks of the same name apart.
    type: int
  phase:
    description: Name of the deploy phase (job) that the task is of, in any casing.
    type: str
    aliases: [job]
  agent:
    description: Name of the agent or machine that the task ran on, in any casing, where a phase ran on several.
    type: str
  attempt:
    description: Number of the attempt to deploy the stage, counted from 1. Without it, the last one.
    type: int
  start_line:
    description:
      - First line of the log of the task, as the server counts.
      - Before Azure DevOps Server 2019 the whole log is read, and its lines are counted from 1.
    type: int
  end_line:
    description: Last line of the log of the task, counted as for O(start_line).
    type: int
extends_documentation_fragment:
  - devops.release_management.download
  - devops.release_management.one_stage
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - ansible.builtin.files
attributes:
  idempotent:
    support: full
    details:
      - With O(definition) alone the newest release may be another one at the next run, and without O(attempt) the last
        attempt.
      - The logs of a stage that is under way grow.
seealso:
  - module: devops.release_management.release
  - module: devops.release_management.release_environment
  - module: devops.release_management.release_info
"""

EXAMPLES = r"""
- name: Keep all logs of a release
  devops.release_management.release_log:
    release_id: 115
    dest: /var/log/releases/
    mode: "0640"

- name: Download what a task said in the last attempt to deploy the newest release
  devops.release_management.release_log:
    definition: Fabrikam-Website
    environment: QA
    task: Smoke test
    dest: /tmp/smoke-test.log
    mode: "0600"
  register: smoke_test

- name: Say how it ended
  ansible.builtin.debug:
    msg: "{{ smoke_test.log.status }} after {{ smoke_test.log.lineCount }} lines"

- name: Download the log of one of several tasks of the same name, in the first attempt
  devops.release_management.release_log:
    definition: Fabrikam-Website
    name: Release-4
    environment: Pre-Prod
    phase: Deploy the database
    task: Run script
    rank: 4
    attempt: 1
    dest: /tmp/database.log
    mode: "0600"

- name: Unpack all logs
  devops.release_management.release_log:
    release_id: 115
    dest: /var/log/releases/115
    extract: true
    mode: "0640"
"""

RETURN = r"""
release_id:
  description: Id of the release that was found.
  type: int
  returned: success
  sample: 115
log:
  description:
    - The task or job whose log it is, as the server has it, and where it stands.
    - RV(devops.release_management.release_info#module:releases) has all of them with C(include=logs).
  type: dict
  returned: success, with O(task) or O(rank)
  sample:
    id: 3
    name: Smoke test
    rank: 4
    status: succeeded
    lineCount: 113
    agentName: Hosted Agent
    logUrl: https://tfs.example.com/_apis/Release/releases/115/environments/248/deployPhases/31/tasks/3/logs
    kind: task
    environment: QA
    phase: Agent job
    job: Agent job
    attempt: 1
    releaseId: 115
    environmentId: 248
    phaseId: 31
dest:
  description: Path of the file, or of the folder with O(extract=true).
  type: str
  returned: success
  sample: /var/log/releases/logs_115.zip
checksum:
  description: SHA-1 of the file. In check mode that of the file as it would be.
  type: str
  returned: success, without O(extract)
  sample: 6e642bb8dd5c2e027bf21dd923337cbb4214f827
size:
  description: Size of the file in bytes; with O(extract=true) that of the folder itself.
  type: int
  returned: success
  sample: 1220
files:
  description: Paths of the files of the archive, relative to RV(dest), sorted.
  type: list
  elements: str
  returned: success, with O(extract=true)
  sample:
    - QA/Attempt 1/1_Agent job/4_Smoke test.log
mode:
  description: Permissions of RV(dest).
  type: str
  returned: success, where it exists
  sample: "0644"
owner:
  description: Owner of RV(dest).
  type: str
  returned: success, where it exists
  sample: deploy
group:
  description: Group of RV(dest).
  type: str
  returned: success, where it exists
  sample: deploy
uid:
  description: Id of the owner of RV(dest).
  type: int
  returned: success, where it exists
  sample: 1000
gid:
  description: Id of the group of RV(dest).
  type: int
  returned: success, where it exists
  sample: 1000
state:
  description: What RV(dest) is, such as V(file) or V(directory).
  type: str
  returned: success, where it exists
  sample: file
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_log import (
    RELEASE_LOG,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_LOG)


if __name__ == "__main__":
    main()
