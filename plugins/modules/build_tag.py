#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: build_tag
short_description: Tag a build
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Adds tags to a build of Azure DevOps Services or Azure DevOps Server, removes them, or sets all that it has.
  - The build is found by O(build_id); else by O(build_number), of O(definition) where that is given; else it is the
    latest one of O(definition). It is an error if there is none.
  - Costs one request where O(build_id) is given and the tags are as they should be, and one more to change them. Servers
    before Azure DevOps Server 2022 need one for all additions and one for each removal. When one of those fails, the
    result says which tags the build has by then.
options:
  build_id:
    description: Id of the build. Goes before all else that finds one.
    type: int
  build_number:
    description:
      - Number (name) of the build, such as V(20240304.1).
      - It is an error if several builds have it. Say which with O(definition).
    type: str
  tags:
    description:
      - The tags. Casing makes no difference, nor do blanks at the ends; a tag keeps the casing in which it was first
        used in the project.
      - Any character may be in a tag, except line breaks, tabs and the like. A tag that has a comma must be in a YAML
        list, and servers cannot list builds by it, which is a warning.
    type: list
    elements: raw
    required: true
  state:
    description:
      - V(present) adds those of O(tags) that the build does not have.
      - V(absent) removes those that it has.
      - V(exact) does both, so that O(tags) are all that it has. An empty list removes all.
    type: str
    choices: [present, absent, exact]
    default: present
extends_documentation_fragment:
  - devops.release_management.one_build
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
attributes:
  check_mode:
    support: full
    details:
      - The server's own casing of a tag that is new to the build is known only afterwards.
  diff_mode:
    support: full
  idempotent:
    support: full
    details:
      - With O(definition) alone the latest build may be another one at the next run.
seealso:
  - module: devops.release_management.build
  - module: devops.release_management.build_info
  - plugin: devops.release_management.build_tags
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Tag a build
  devops.release_management.build_tag:
    build_id: 391
    tags:
      - nightly
      - tested

- name: Tag the latest good build of the main branch
  devops.release_management.build_tag:
    definition: Fabrikam.CI
    source_branch: main
    result_filter: succeeded
    tags:
      - candidate

- name: Take a tag off
  devops.release_management.build_tag:
    definition: Fabrikam.CI
    build_number: "20240304.1"
    tags:
      - candidate
    state: absent

- name: Set all tags of a build
  devops.release_management.build_tag:
    build_id: 391
    tags:
      - released
      - "2024.1"
    state: exact
"""

RETURN = r"""
build_id:
  description: Id of the build that was found.
  type: int
  returned: success
  sample: 391
tags:
  description: The tags that the build has now, as the server spells them, sorted.
  type: list
  elements: str
  returned: success, and after a failure that came after some of the changes
  sample:
    - nightly
    - tested
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_tag import (
    BUILD_TAG,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILD_TAG)


if __name__ == "__main__":
    main()
