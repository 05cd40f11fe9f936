# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: buildmaster_builds
short_description: Query builds of BuildMaster
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns builds of BuildMaster, all that pass the filters, newest first as the server lists them.
  - Filters that nothing passes give an empty list. An option that there is not is an error.
  - The options of the connection can be variables, such as C(buildmaster_url) and C(buildmaster_api_key), because
    C(module_defaults) do not reach lookups.
options:
  _terms:
    description:
      - Ids or numbers of builds. A term of digits only is an id, so give such a number as O(build_number).
      - Every release has builds of its own, so a number is best given with O(application_name) and O(release_number).
    type: list
    elements: raw
extends_documentation_fragment:
  - devops.release_management.buildmaster_filters
  - devops.release_management.buildmaster_filters.builds
  - devops.release_management.buildmaster
  - devops.release_management.buildmaster_lookup
seealso:
  - module: devops.release_management.buildmaster_build_info
"""

EXAMPLES = r"""
- name: Say how far the latest build of a release is
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.buildmaster_builds', application_name='ProfitCalculator',
      release_number='1.0.1')[0].furthestStage | default('nowhere') }}"
"""

RETURN = r"""
_raw:
  description: The builds as the server has them.
  type: list
  elements: dict
  sample:
    - id: 6
      number: "2"
      status: active
      furthestStage: Integration
      applicationName: ProfitCalculator
      releaseNumber: 1.0.1
"""

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_build_info import (
    BUILDMASTER_BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup


class LookupModule(ResourceLookup):
    resource = BUILDMASTER_BUILD_INFO
    returns = "builds"
    name_option = "build_number"
    id_option = "build_id"
