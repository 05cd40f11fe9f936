#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: buildmaster_release_info
short_description: Query releases of BuildMaster
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Reads releases of BuildMaster, all that pass the filters, newest first as the server lists them.
  - Filters that nothing passes give an empty list.
extends_documentation_fragment:
  - devops.release_management.buildmaster_filters
  - devops.release_management.buildmaster_filters.releases
  - devops.release_management.buildmaster
  - devops.release_management.attributes
  - devops.release_management.attributes.group_buildmaster
  - devops.release_management.attributes.in_process
  - devops.release_management.attributes.info
seealso:
  - module: devops.release_management.buildmaster_release
  - plugin: devops.release_management.buildmaster_releases
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read the active releases of an application
  devops.release_management.buildmaster_release_info:
    application_name: ProfitCalculator
    status: active
  register: active

- name: Say how far they are
  ansible.builtin.debug:
    msg: "{{ item.number }} is at build {{ item.latestBuildNumber | default('none') }}"
  loop: "{{ active.releases }}"
  loop_control:
    label: "{{ item.number }}"
"""

RETURN = r"""
releases:
  description: The releases as the server has them.
  type: list
  elements: dict
  returned: success
  sample:
    - id: 4
      number: 1.0.1
      name: 1.0.1
      sequence: 2
      status: active
      applicationId: 2
      applicationName: ProfitCalculator
      pipelineName: Release
      latestBuildId: 6
      latestBuildNumber: "2"
"""

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_release_info import (
    BUILDMASTER_RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILDMASTER_RELEASE_INFO)


if __name__ == "__main__":
    main()
