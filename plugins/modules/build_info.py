#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_info
short_description: Query builds
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Reads builds of Azure DevOps Services or Azure DevOps Server.
  - O(build_id) gives that one, or an empty list if it is not there or deleted.
  - Otherwise all builds that pass the filters are listed, each once, even while new ones are being queued.
options:
  build_id:
    description: Id of the build. Goes before the filters.
    type: int
  build_number:
    description:
      - Number (name) of the builds, such as V(20240304.1). Several definitions may have a build of that number.
      - With C(*) at its end, what the number begins with.
    type: str
extends_documentation_fragment:
  - devops.release_management.build_filters
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
  - devops.release_management.attributes.info
seealso:
  - module: devops.release_management.build
  - module: devops.release_management.build_tag
  - plugin: devops.release_management.builds
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read one build
  devops.release_management.build_info:
    build_id: 391
  register: build

- name: Find the build of a definition by its number
  devops.release_management.build_info:
    definition: Fabrikam.CI
    build_number: "20240304.1"
  register: found

- name: Read the latest good build of the main branch, with what went into it
  devops.release_management.build_info:
    definition: Fabrikam.CI
    branch_name: main
    result_filter: succeeded
    limit: 1
    include:
      - changes
      - work_items
      - artifacts
  register: latest

- name: Say what went into it
  ansible.builtin.debug:
    msg: "{{ latest.builds[0].changes | map(attribute='message') }}"

- name: List what failed since the first of March
  devops.release_management.build_info:
    result_filter: failed
    min_finish_time: "2024-03-01T00:00:00Z"
    include:
      - timeline
  register: failed

- name: Say which tasks it was
  ansible.builtin.debug:
    msg: "{{ item.timeline.records | selectattr('result', 'equalto', 'failed') | map(attribute='name') }}"
  loop: "{{ failed.builds }}"
  loop_control:
    label: "{{ item.buildNumber }}"

- name: List the builds under way
  devops.release_management.build_info:
    status_filter:
      - inProgress
      - notStarted
  register: busy
"""

RETURN = r"""
builds:
  description:
    - The builds as the server has them, with what O(include) asks for.
    - An entry of a list may lack some keys that one found by O(build_id) has.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 391
      buildNumber: "20240304.1"
      status: completed
      result: succeeded
      reason: manual
      definition:
        id: 25
        name: Fabrikam.CI
      sourceBranch: refs/heads/main
      sourceVersion: b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5
      tags:
        - nightly
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_info import (
    BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILD_INFO)


if __name__ == "__main__":
    main()
