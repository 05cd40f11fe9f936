# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: release_definitions
short_description: Query classic release pipelines
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns release definitions (classic release pipelines) of Azure DevOps Services or Azure DevOps Server.
  - Each term gives one definition, whole, or none if it is not there.
  - Without terms all that pass the filters are listed. A list is shallow, that is, the server leaves out most of each
    definition. O(include) and O(as_options) read each one whole, at one more request for each.
  - Filters that a generation of the server does not have are applied to the whole list here, with the same result. Those
    for which that is not possible are an error which names the first generation that has them.
  - The options of the connection can be variables, such as C(azure_devops_organization_url), because
    C(module_defaults) do not reach lookups.
options:
  _terms:
    description:
      - Names or ids of definitions. A term of digits only is an id.
      - With terms the filters do not count, but for O(path).
    type: list
    elements: raw
  revision:
    description:
      - Number of the revision to return, as the document was then.
      - Needs a term.
    type: int
  as_options:
    description:
      - Whether to return definitions in the form that M(devops.release_management.release_definition) takes and finds
        unchanged.
      - Names stand for ids where there are any. What has no option is in C(raw). Secrets have no value. Entries of the
        lists within a stage lack what is their default anyway.
      - For a file of variables take the RV(devops.release_management.release_definition_info#module:yaml) of the
        module, which protects texts that Jinja would read as a template.
    type: bool
    default: false
extends_documentation_fragment:
  - devops.release_management.release_definition_filters
  - devops.release_management.release_definition_filters.query
  - devops.release_management.azure_devops
  - devops.release_management.azure_devops_lookup
seealso:
  - module: devops.release_management.release_definition_info
  - module: devops.release_management.release_definition
"""

EXAMPLES = r"""
- name: Say which revision a pipeline is at
  ansible.builtin.debug:
    msg: "{{ lookup('devops.release_management.release_definitions', 'Fabrikam-Website').revision }}"

- name: Say all names in a folder
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.release_definitions', path='/Web') | map(attribute='name') }}"

- name: Give all pipelines of a folder a tag
  devops.release_management.release_definition:
    id: "{{ item.id }}"
    tags: "{{ (item.tags | default([])) + ['reviewed'] }}"
  loop: "{{ query('devops.release_management.release_definitions', path='/Web', expand=['tags']) }}"
  loop_control:
    label: "{{ item.name }}"

- name: Say which queues the pipelines of another server use
  ansible.builtin.debug:
    msg: "{{ jobs | selectattr('queue', 'defined') | map(attribute='queue') | unique }}"
  vars:
    jobs: "{{ found | map(attribute='environments') | flatten | map(attribute='deploy_phases') | flatten }}"
    found: "{{ query('devops.release_management.release_definitions', as_options=true) }}"
    azure_devops_organization_url: http://tfs.example.com:8080/tfs/DefaultCollection
    azure_devops_project: Fabrikam
    azure_devops_token: "{{ vault_old_server_token }}"
"""

RETURN = r"""
_raw:
  description:
    - The definitions as the server has them, or with O(as_options=true) as options of
      M(devops.release_management.release_definition).
    - Secret variables have no value.
  type: list
  elements: dict
  sample:
    - id: 12
      revision: 13
      name: Fabrikam-Website
      path: \
      releaseNameFormat: Release-$(rev:r)
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_info import (
    RELEASE_DEFINITION_INFO,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup


class LookupModule(ResourceLookup):
    resource = RELEASE_DEFINITION_INFO
    returns = "release_definitions"
