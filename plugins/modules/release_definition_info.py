#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_definition_info
short_description: Query classic release pipelines
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Reads release definitions (classic release pipelines) of Azure DevOps Services or Azure DevOps Server.
  - O(id) or O(name) gives that one, whole, or an empty list if it is not there.
  - Otherwise all that pass the filters are listed. A list is shallow, that is, the server leaves out most of each
    definition. O(include) and O(as_options) read each one whole, at one more request for each.
  - Filters that a generation of the server does not have are applied to the whole list here, with the same result. Those
    for which that is not possible are an error which names the first generation that has them.
options:
  id:
    description: Number of the definition. Goes before O(name) and the filters.
    type: int
  name:
    description:
      - Name of the definition, in any casing. Goes before the filters, of which only O(path) counts.
      - It is an error if several folders have one of that name and O(path) is not given.
    type: str
  revision:
    description:
      - Number of the revision to return, as the document was then.
      - Needs O(id) or O(name).
    type: int
  as_options:
    description:
      - Whether to return definitions in the form that M(devops.release_management.release_definition) takes and finds
        unchanged, and as YAML in RV(yaml).
      - Names stand for ids where there are any. What has no option is in C(raw). Secrets have no value. Entries of the
        lists within a stage lack what is their default anyway.
      - What an old server gives in this form is understood by that server and by every later one.
      - Of a list, several definitions are read at a time. One that is deleted while they are read is left out.
    type: bool
    default: false
extends_documentation_fragment:
  - devops.release_management.release_definition_filters
  - devops.release_management.release_definition_filters.query
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
  - devops.release_management.attributes.info
seealso:
  - module: devops.release_management.release_definition
  - plugin: devops.release_management.release_definitions
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read one pipeline
  devops.release_management.release_definition_info:
    name: Fabrikam-Website
  register: pipeline

- name: Say in how many stages it deploys
  ansible.builtin.debug:
    msg: "{{ pipeline.release_definitions[0].environments | length }} stages"

- name: List the pipelines of a folder that have a tag
  devops.release_management.release_definition_info:
    path: \Web
    tag_filter:
      - production
    query_order: nameAscending
  register: found

- name: Read who changed it, and when
  devops.release_management.release_definition_info:
    id: 42
    include:
      - revisions
  register: history

- name: Read what was deployed last to the stages of all pipelines in a folder
  devops.release_management.release_definition_info:
    path: \Web
    include:
      - deployments
  register: deployed

- name: Say which releases these are
  ansible.builtin.debug:
    msg: "{{ item.deployments | map(attribute='release.name') | unique }}"
  loop: "{{ deployed.release_definitions }}"
  loop_control:
    label: "{{ item.name }}"

- name: Read it as it was in its first revision
  devops.release_management.release_definition_info:
    id: 42
    revision: 1
  register: first

- name: Export a pipeline as options
  devops.release_management.release_definition_info:
    name: Fabrikam-Website
    as_options: true
  register: export

- name: Write the export to a file for git
  ansible.builtin.copy:
    content: "{{ export.yaml[0] }}"
    dest: pipelines/fabrikam-website.yml
    mode: "0644"

- name: Read the file back
  ansible.builtin.include_vars:
    file: pipelines/fabrikam-website.yml
    name: declared

- name: Apply it, which changes nothing
  devops.release_management.release_definition:
    name: "{{ declared.name }}"
    path: "{{ declared.path }}"
    variables: "{{ declared.variables }}"
    artifacts: "{{ declared.artifacts }}"
    triggers: "{{ declared.triggers }}"
    stages: "{{ declared.environments }}"

- name: List what was deleted and can be brought back
  devops.release_management.release_definition_info:
    is_deleted: true
  register: deleted
"""

RETURN = r"""
release_definitions:
  description:
    - The definitions as the server has them, or with O(as_options=true) as options of
      M(devops.release_management.release_definition).
    - Secret variables have no value.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 12
      revision: 13
      name: Fabrikam-Website
      path: \
      releaseNameFormat: Release-$(rev:r)
yaml:
  description:
    - One text for each of RV(release_definitions), the same as YAML for a file of variables. Texts that Jinja would
      read as a template are tagged C(!unsafe), so that they are read back as they are.
    - Empty, with a warning, on a host without PyYAML.
  type: list
  elements: str
  returned: with O(as_options=true)
  sample:
    - |
      name: Fabrikam-Website
      path: \
      variables:
        Region: westeurope
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_info import (
    RELEASE_DEFINITION_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_DEFINITION_INFO)


if __name__ == "__main__":
    main()
