# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: releases
short_description: Query releases
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns releases of Azure DevOps Services or Azure DevOps Server.
  - Each term gives one release, whole, or none if it is not there.
  - Without terms all releases that pass the filters are listed, each once, even while new ones are being created.
  - A list is shallow, that is, the server leaves out most of each release. O(include) reads each one whole.
  - The options of the connection can be variables, such as C(azure_devops_organization_url), because
    C(module_defaults) do not reach lookups.
options:
  _terms:
    description:
      - Ids or names of releases. A term of digits only is an id. A name needs O(definition) or O(definition_id).
      - With terms the filters do not count, but for O(path) and O(property_filters).
    type: list
    elements: raw
  name:
    description: Name of the release, such as V(Release-4), in any casing. The same as a term.
    type: str
extends_documentation_fragment:
  - devops.release_management.release_filters
  - devops.release_management.azure_devops
  - devops.release_management.azure_devops_lookup
seealso:
  - module: devops.release_management.release_info
  - module: devops.release_management.release
"""

EXAMPLES = r"""
- name: Say how a release is
  ansible.builtin.debug:
    msg: "{{ lookup('devops.release_management.releases', 'Release-4', definition='Fabrikam-Website').status }}"

- name: Say the names of all releases that failed somewhere
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.releases', environment_status_filter='rejected')
      | map(attribute='name') }}"

- name: Delete the drafts of a definition
  devops.release_management.release:
    release_id: "{{ item.id }}"
    state: absent
  loop: "{{ query('devops.release_management.releases', definition='Fabrikam-Website', status_filter='draft') }}"
  loop_control:
    label: "{{ item.name }}"

- name: Roll a stage back to the last but one of the releases that were deployed to it
  devops.release_management.release_environment:
    release_id: "{{ query('devops.release_management.releases', definition='Fabrikam-Website', environment='QA',
      environment_status_filter=['succeeded', 'partiallySucceeded'], limit=2)[1].id }}"
    environment: QA
    ensure_current: true
"""

RETURN = r"""
_raw:
  description:
    - The releases as the server has them, with what O(include) asks for.
    - Secret variables have no value.
  type: list
  elements: dict
  sample:
    - id: 115
      name: Release-13
      status: active
      createdOn: "2016-04-12T06:57:46.69Z"
      releaseDefinition:
        id: 12
        name: Fabrikam-Website
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_info import (
    RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup


class LookupModule(ResourceLookup):
    resource = RELEASE_INFO
    returns = "releases"
    id_option = "release_id"
