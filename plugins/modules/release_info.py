#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_info
short_description: Query releases
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Reads releases of Azure DevOps Services or Azure DevOps Server.
  - O(release_id), or O(name) of O(definition), gives that one, whole, or an empty list if it is not there or deleted.
  - Otherwise all releases that pass the filters are listed, each once, even while new ones are being created. A list is
    shallow, that is, the server leaves out most of each release. O(include) reads each one whole.
options:
  release_id:
    description:
      - Id of the release. Goes before the filters, of which only O(property_filters) counts.
      - It is an error if O(definition) or O(name) beside it is that of another release.
    type: int
  name:
    description:
      - Name of the release, such as V(Release-4), in any casing. Needs O(definition) or O(definition_id).
      - Goes before the filters, of which only those two, O(path) and O(property_filters) count.
      - Should several releases of the definition have it, the newest of them.
    type: str
extends_documentation_fragment:
  - devops.release_management.release_filters
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
  - devops.release_management.attributes.info
seealso:
  - module: devops.release_management.release
  - module: devops.release_management.release_environment
  - module: devops.release_management.release_log
  - plugin: devops.release_management.releases
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read one release
  devops.release_management.release_info:
    definition: Fabrikam-Website
    name: Release-4
  register: found

- name: Say how its stages are
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.status }}"
  loop: "{{ found.releases[0].environments }}"
  loop_control:
    label: "{{ item.name }}"

- name: Find the newest release that is deployed to a stage
  devops.release_management.release_info:
    definition: Fabrikam-Website
    environment: QA
    environment_status_filter: succeeded
    limit: 1
  register: deployed

- name: List the releases of a build
  devops.release_management.release_info:
    artifact_type_id: Build
    source_id: "{{ project_guid }}:25"
    artifact_version_id: 391
  register: of_build

- name: Read the releases of this year, with who approved them and who changed them
  devops.release_management.release_info:
    definition: Fabrikam-Website
    min_created_time: "2026-01-01T00:00:00Z"
    include:
      - approvals
      - revisions
  register: audit

- name: Say who approved what
  ansible.builtin.debug:
    msg: "{{ item.approvals | selectattr('approvedBy', 'defined')
      | map(attribute='approvedBy.displayName') | unique }}"
  loop: "{{ audit.releases }}"
  loop_control:
    label: "{{ item.name }}"

- name: Find the tasks of a release that failed
  devops.release_management.release_info:
    release_id: 115
    include:
      - logs
  register: index

- name: Say where the logs of these are
  ansible.builtin.debug:
    msg: "{{ index.releases[0].logs | selectattr('status', 'equalto', 'failed') | map(attribute='logUrl') }}"
"""

RETURN = r"""
releases:
  description:
    - The releases as the server has them, with what O(include) asks for.
    - An entry of a list lacks most of the keys that a whole release has.
    - Secret variables have no value.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 115
      name: Release-13
      status: active
      createdOn: "2016-04-12T06:57:46.69Z"
      reason: manual
      keepForever: false
      releaseDefinition:
        id: 12
        name: Fabrikam-Website
      environments:
        - id: 248
          name: Dev
          status: succeeded
          definitionEnvironmentId: 19
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_info import (
    RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_INFO)


if __name__ == "__main__":
    main()
