#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: buildmaster_deployment_info
short_description: Query deployments of BuildMaster
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Reads deployments of BuildMaster, all that pass the filters, newest first as the server lists them.
  - Filters that nothing passes give an empty list.
extends_documentation_fragment:
  - devops.release_management.buildmaster_filters
  - devops.release_management.buildmaster_filters.deployments
  - devops.release_management.buildmaster
  - devops.release_management.attributes
  - devops.release_management.attributes.group_buildmaster
  - devops.release_management.attributes.in_process
  - devops.release_management.attributes.info
seealso:
  - module: devops.release_management.buildmaster_deployment
  - plugin: devops.release_management.buildmaster_deployments
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read what was deployed to Production
  devops.release_management.buildmaster_deployment_info:
    application_name: ProfitCalculator
    pipeline_stage_name: Production
    status: succeeded
    limit: 1
  register: latest

- name: Read all that goes on
  devops.release_management.buildmaster_deployment_info:
    status: executing
  register: busy
"""

RETURN = r"""
deployments:
  description: The deployments as the server has them.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 8
      plan: Deploy
      status: succeeded
      pipelineName: Release
      pipelineStageName: Production
      environmentName: Production
      applicationName: ProfitCalculator
      releaseNumber: 1.0.0
      buildId: 3
      buildNumber: "3"
"""

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_deployment_info import (
    BUILDMASTER_DEPLOYMENT_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILDMASTER_DEPLOYMENT_INFO)


if __name__ == "__main__":
    main()
