#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: buildmaster_build_info
short_description: Query builds of BuildMaster
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Reads builds of BuildMaster, all that pass the filters, newest first as the server lists them.
  - Filters that nothing passes give an empty list.
extends_documentation_fragment:
  - devops.release_management.buildmaster_filters
  - devops.release_management.buildmaster_filters.builds
  - devops.release_management.buildmaster
  - devops.release_management.attributes
  - devops.release_management.attributes.group_buildmaster
  - devops.release_management.attributes.in_process
  - devops.release_management.attributes.info
seealso:
  - module: devops.release_management.buildmaster_build
  - plugin: devops.release_management.buildmaster_builds
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read the builds of a release
  devops.release_management.buildmaster_build_info:
    application_name: ProfitCalculator
    release_number: "1.0.1"
  register: of_release

- name: Find what has reached Testing and no further
  devops.release_management.buildmaster_build_info:
    furthest_stage: Testing
    status: active
  register: tested
"""

RETURN = r"""
builds:
  description: The builds as the server has them.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 6
      number: "2"
      buildNumber: "2"
      status: active
      pipelineName: Release
      furthestStage: Integration
      applicationName: ProfitCalculator
      releaseNumber: 1.0.1
"""

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_build_info import (
    BUILDMASTER_BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILDMASTER_BUILD_INFO)


if __name__ == "__main__":
    main()
