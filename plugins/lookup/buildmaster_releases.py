# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: buildmaster_releases
short_description: Query releases of BuildMaster
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns releases of BuildMaster, all that pass the filters, newest first as the server lists them.
  - Filters that nothing passes give an empty list. An option that there is not is an error.
  - The options of the connection can be variables, such as C(buildmaster_url) and C(buildmaster_api_key), because
    C(module_defaults) do not reach lookups.
options:
  _terms:
    description:
      - Ids or numbers of releases. A term of digits only is an id.
      - Every application has releases of its own, so a number is best given with O(application_name).
    type: list
    elements: raw
extends_documentation_fragment:
  - devops.release_management.buildmaster_filters
  - devops.release_management.buildmaster_filters.releases
  - devops.release_management.buildmaster
  - devops.release_management.buildmaster_lookup
seealso:
  - module: devops.release_management.buildmaster_release_info
"""

EXAMPLES = r"""
- name: Say when a release was created
  ansible.builtin.debug:
    msg: "{{ lookup('devops.release_management.buildmaster_releases', '1.0.1', application_name='ProfitCalculator').createdOn }}"

- name: Cancel what is not deployed
  devops.release_management.buildmaster_release:
    application: "{{ item.applicationName }}"
    number: "{{ item.number }}"
    state: canceled
  loop: "{{ query('devops.release_management.buildmaster_releases', application_name='ProfitCalculator', status='active') }}"
  loop_control:
    label: "{{ item.number }}"
"""

RETURN = r"""
_raw:
  description: The releases as the server has them.
  type: list
  elements: dict
  sample:
    - id: 4
      number: 1.0.1
      status: active
      applicationName: ProfitCalculator
      pipelineName: Release
"""

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_release_info import (
    BUILDMASTER_RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup


class LookupModule(ResourceLookup):
    resource = BUILDMASTER_RELEASE_INFO
    returns = "releases"
    name_option = "release_number"
    id_option = "release_id"
