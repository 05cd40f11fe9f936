# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: buildmaster_deployments
short_description: Query deployments of BuildMaster
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns deployments of BuildMaster, all that pass the filters, newest first as the server lists them.
  - Filters that nothing passes give an empty list. An option that there is not is an error.
  - The options of the connection can be variables, such as C(buildmaster_url) and C(buildmaster_api_key), because
    C(module_defaults) do not reach lookups.
options:
  _terms:
    description:
      - Ids of deployments.
    type: list
    elements: raw
extends_documentation_fragment:
  - devops.release_management.buildmaster_filters
  - devops.release_management.buildmaster_filters.deployments
  - devops.release_management.buildmaster
  - devops.release_management.buildmaster_lookup
seealso:
  - module: devops.release_management.buildmaster_deployment_info
"""

EXAMPLES = r"""
- name: Say what is in Production
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.buildmaster_deployments', application_name='ProfitCalculator',
      pipeline_stage_name='Production', status='succeeded', limit=1)[0].buildNumber }}"
"""

RETURN = r"""
_raw:
  description: The deployments as the server has them.
  type: list
  elements: dict
  sample:
    - id: 8
      plan: Deploy
      status: succeeded
      pipelineStageName: Production
      applicationName: ProfitCalculator
      buildNumber: "3"
"""

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_deployment_info import (
    BUILDMASTER_DEPLOYMENT_INFO,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup


class LookupModule(ResourceLookup):
    resource = BUILDMASTER_DEPLOYMENT_INFO
    returns = "deployments"
    name_option = "deployment_id"
    id_option = "deployment_id"
