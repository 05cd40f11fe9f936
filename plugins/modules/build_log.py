#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_log
short_description: Download the logs of a build
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Has a log of a build of Azure DevOps Services or Azure DevOps Server on the target, or all of them, as a zip archive or
    as the files in it.
  - The build is found by O(build_id); else by O(build_number), of O(definition) where that is given; else it is the
    latest one of O(definition). It is an error if there is none.
  - The logs of a build that is under way are those up to now. M(devops.release_management.build) waits for its end.
options:
  build_id:
    description: Id of the build. Goes before all else that finds one.
    type: int
  build_number:
    description:
      - Number (name) of the build, such as V(20240304.1).
      - It is an error if several builds have it. Say which with O(definition).
    type: str
  log_id:
    description:
      - Number of the log. Without it and O(task), all logs in an archive.
      - In a folder O(dest) the file is named after the build and the log, such as C(391_2.log); the archive is named
        such as C(logs_391.zip).
    type: int
  task:
    description:
      - Name of the task whose log it is, in any casing; of a job where no task has it.
      - It is an error if several have it. Say which with O(log_id).
      - Does not count where O(log_id) is given.
    type: str
  start_line:
    description: First line of the log, as the server counts.
    type: int
  end_line:
    description: Last line of the log, as the server counts.
    type: int
extends_documentation_fragment:
  - devops.release_management.download
  - devops.release_management.one_build
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - ansible.builtin.files
attributes:
  idempotent:
    support: full
    details:
      - With O(definition) alone the latest build may be another one at the next run.
      - The logs of a build that is under way grow.
seealso:
  - module: devops.release_management.build
  - module: devops.release_management.build_artifact
  - module: devops.release_management.build_info
"""

EXAMPLES = r"""
- name: Keep all logs of a build
  devops.release_management.build_log:
    build_id: 391
    dest: /var/log/builds/
    mode: "0640"

- name: Download the log of a task of the latest failed build
  devops.release_management.build_log:
    definition: Fabrikam.CI
    result_filter: failed
    task: Run tests
    dest: /tmp/tests.log
    mode: "0600"
  register: tests

- name: Say how long it is
  ansible.builtin.debug:
    msg: "{{ tests.log.lineCount }} lines"

- name: Unpack all logs
  devops.release_management.build_log:
    build_id: 391
    dest: /var/log/builds/391
    extract: true
    mode: "0640"
"""

RETURN = r"""
build_id:
  description: Id of the build that was found.
  type: int
  returned: success
  sample: 391
log:
  description: The log as the server lists it.
  type: dict
  returned: success, with O(log_id) or O(task)
  sample:
    id: 2
    type: Container
    lineCount: 113
    createdOn: "2015-07-16T19:53:29.387Z"
    lastChangedOn: "2015-07-16T19:53:29.44Z"
dest:
  description: Path of the file, or of the folder with O(extract=true).
  type: str
  returned: success
  sample: /opt/fabrikam/drop.zip
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
    - drop/web.zip
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

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_log import (
    BUILD_LOG,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILD_LOG)


if __name__ == "__main__":
    main()
