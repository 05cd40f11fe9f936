# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: builds
short_description: Query builds
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns builds of Azure DevOps Services or Azure DevOps Server.
  - Without terms all builds that pass the filters are listed, each once, even while new ones are being queued.
  - The options of the connection can be variables, such as C(azure_devops_organization_url), because
    C(module_defaults) do not reach lookups.
options:
  _terms:
    description:
      - Ids or numbers of builds. A term of digits only is an id.
      - An id gives that build, or nothing if it is not there; the filters do not count then.
      - A number gives the builds that have it and pass the filters.
    type: list
    elements: raw
  build_number:
    description:
      - Number (name) of the builds, such as V(20240304.1). Several definitions may have a build of that number.
      - With C(*) at its end, what the number begins with.
    type: str
extends_documentation_fragment:
  - devops.release_management.build_filters
  - devops.release_management.azure_devops
  - devops.release_management.azure_devops_lookup
seealso:
  - module: devops.release_management.build_info
  - plugin: devops.release_management.build_tags
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Say how a build ended
  ansible.builtin.debug:
    msg: "{{ lookup('devops.release_management.builds', 391).result }}"

- name: Say the number of the latest good build of the main branch
  ansible.builtin.debug:
    msg: "{{ lookup('devops.release_management.builds', definition='Fabrikam.CI', branch_name='main',
      result_filter='succeeded', limit=1).buildNumber }}"

- name: Release what was tagged
  devops.release_management.release:
    definition: Fabrikam-Website
    artifacts:
      Fabrikam.CI: "{{ item.buildNumber }}"
  loop: "{{ query('devops.release_management.builds', definition='Fabrikam.CI', tag_filters=['candidate']) }}"
  loop_control:
    label: "{{ item.buildNumber }}"

- name: Say who waits for an agent
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.builds', status_filter='notStarted', queues=['Default'])
      | map(attribute='requestedFor.displayName') | unique }}"
"""

RETURN = r"""
_raw:
  description: The builds as the server has them, with what O(include) asks for.
  type: list
  elements: dict
  sample:
    - id: 391
      buildNumber: "20240304.1"
      status: completed
      result: succeeded
      definition:
        id: 25
        name: Fabrikam.CI
      sourceBranch: refs/heads/main
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_info import (
    BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup


class LookupModule(ResourceLookup):
    resource = BUILD_INFO
    returns = "builds"
    name_option = "build_number"
    id_option = "build_id"
