# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: build_tags
short_description: Query tags of builds
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns the tags of builds of Azure DevOps Services or Azure DevOps Server.
  - Without a term and without O(definition) they are all that builds and definitions of the project have.
  - The options of the connection can be variables, such as C(azure_devops_organization_url), because
    C(module_defaults) do not reach lookups.
options:
  _terms:
    description:
      - Ids or numbers of builds. A term of digits only is an id.
      - It is an error if there is no such build, or if several have that number. Say which with O(definition).
    type: list
    elements: raw
extends_documentation_fragment:
  - devops.release_management.one_build
  - devops.release_management.azure_devops
  - devops.release_management.azure_devops_lookup
seealso:
  - module: devops.release_management.build_tag
  - plugin: devops.release_management.builds
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Say the tags of a build
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.build_tags', 391) }}"

- name: Release only what was tested
  devops.release_management.release:
    definition: Fabrikam-Website
    artifacts:
      Fabrikam.CI: "{{ build_number }}"
  when: "'tested' in query('devops.release_management.build_tags', build_number, definition='Fabrikam.CI')"

- name: Say the tags of the latest good build
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.build_tags', definition='Fabrikam.CI', result_filter='succeeded') }}"

- name: Say all tags of the project
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.build_tags') | sort }}"
"""

RETURN = r"""
_raw:
  description: The tags as the server spells them, in its order; those of several terms one after the other.
  type: list
  elements: str
  sample:
    - nightly
    - tested
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_tags import (
    BUILD_TAGS,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup


class LookupModule(ResourceLookup):
    resource = BUILD_TAGS
    returns = "tags"
    name_option = "build_number"
    id_option = "build_id"
