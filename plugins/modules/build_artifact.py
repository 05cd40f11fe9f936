#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_artifact
short_description: Download an artifact of a build
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Has what a build of Azure DevOps Services or Azure DevOps Server published on the target, as a zip archive or as the
    files in it.
  - The build is found by O(build_id); else by O(build_number), of O(definition) where that is given; else it is the
    latest one of O(definition). It is an error if there is none.
  - Only artifacts that the server keeps itself can be downloaded. For others, such as those on a file share, the error
    says where they are.
options:
  build_id:
    description: Id of the build. Goes before all else that finds one.
    type: int
  build_number:
    description:
      - Number (name) of the build, such as V(20240304.1).
      - It is an error if several builds have it. Say which with O(definition).
    type: str
  name:
    description:
      - Name of the artifact, such as V(drop), in any casing.
      - In a folder O(dest) the file has this name with C(.zip) at its end.
    type: str
    required: true
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
seealso:
  - module: devops.release_management.build
  - module: devops.release_management.build_info
  - module: devops.release_management.build_log
"""

EXAMPLES = r"""
- name: Download an artifact of a build
  devops.release_management.build_artifact:
    build_id: 391
    name: drop
    dest: /opt/fabrikam/drop.zip
    mode: "0644"

- name: Unpack what the latest good build of the main branch published
  devops.release_management.build_artifact:
    definition: Fabrikam.CI
    source_branch: main
    result_filter: succeeded
    name: drop
    dest: /opt/fabrikam/current
    extract: true
    owner: deploy
    group: deploy
    mode: "0640"
  register: unpacked

- name: Say what is there
  ansible.builtin.debug:
    msg: "Build {{ unpacked.build_id }}: {{ unpacked.files | join(', ') }}"

- name: Download on the controller what the targets cannot reach
  devops.release_management.build_artifact:
    build_id: 391
    name: drop
    dest: /var/cache/drop.zip
    mode: "0600"
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
artifact:
  description: The artifact as the server has it.
  type: dict
  returned: success
  sample:
    id: 9
    name: drop
    resource:
      type: Container
      data: "#/303511/drop"
build_id:
  description: Id of the build that was found.
  type: int
  returned: success
  sample: 391
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

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_artifact import (
    BUILD_ARTIFACT,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILD_ARTIFACT)


if __name__ == "__main__":
    main()
