#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: buildmaster_build
short_description: Create a build of a BuildMaster release, or reject it
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Makes sure that a release of BuildMaster, or an application that does not use releases, has a build.
  - With O(number) it is the build of that number, which is created where it is not there. Without O(number) it is the
    latest build that is not rejected, and one is created where there is none.
  - A build is created once. If the answer of the server is lost on its way, the new build is looked for before the
    request is sent again.
options:
  state:
    description:
      - V(present) finds the build or creates it. It is an error if the build of O(number) or O(build_id) is rejected,
        which cannot be taken back.
      - V(rejected) rejects the build of O(number) or O(build_id). If there is none of that number, nothing is done.
    type: str
    choices: [present, rejected]
    default: present
  application:
    description:
      - Name or id of the application. A text of digits only is an id.
      - Needed unless O(build_id) is given.
    type: raw
  release:
    description:
      - Number of the release that the build belongs to. Quote it, so that V("1.10") stays what it is.
      - Leave it out for an application that does not use releases.
    type: str
    aliases: [release_number]
  number:
    description: Number of the build. Without it the server gives the next one to a build that is created.
    type: str
    aliases: [build_number]
  build_id:
    description:
      - Id of a build that is there. It is an error if it is not.
      - O(application), O(release) or O(pipeline) beside it have to be those of that build, else it is an error.
    type: int
  pipeline:
    description:
      - Pipeline of a build without a release, in place of O(release). Needed to create one.
      - Where it is given, only builds of that pipeline count.
      - Casing does not count, and a name without a raft means a global pipeline too, unless the application has builds of
        one that is called exactly so. To create a build a global pipeline needs its name in full, as in
        V(global::Publish).
    type: str
  variables:
    description:
      - Variables of the build, by name (without C($)). Names are the same in any casing. Others that the build has are
        left alone.
      - A value is plain text, or a map of C(value), C(is_secret) and C(evaluate) (both bools). A secret is kept out of all
        that the task shows, and is a sensitive variable on the server. One to be evaluated is an expression. Null is an
        error. An empty text is C("").
      - They are read and written with the Variables API, for which the key needs the permission. Plain ones go with the
        creation of the build.
      - The API has no variables of builds without a release. There only plain ones can be given, and only count when the
        build is created.
    type: dict
  update_secrets:
    description:
      - When the value of a secret variable that is there already is written.
      - V(on_change) writes a value that differs from the one that is there, if the server shows that. Where it does not,
        and a secret is declared, it acts as V(on_create), with a warning.
      - V(on_create) writes a value only where the variable is not there or is no secret yet.
      - V(always) writes all values each time, and so always reports a change. It is meant for rotation.
    type: str
    choices: [on_change, on_create, always]
    default: on_change
  force:
    description: Whether to create a build although there is one. Each task creates one then. Not together with O(number).
    type: bool
    default: false
extends_documentation_fragment:
  - devops.release_management.buildmaster
  - devops.release_management.attributes
  - devops.release_management.attributes.group_buildmaster
  - devops.release_management.attributes.in_process
attributes:
  check_mode:
    support: full
    details:
      - A build that would be created has no id, and without O(number) no number.
      - A release that is not there is a warning, for an earlier task may only have pretended to create it.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - With O(force=true) each task creates a build, and with O(update_secrets=always) secrets are written each time.
seealso:
  - module: devops.release_management.buildmaster_release
  - module: devops.release_management.buildmaster_deployment
  - module: devops.release_management.buildmaster_build_info
"""

EXAMPLES = r"""
- name: Talk to one server in all tasks
  module_defaults:
    group/devops.release_management.buildmaster:
      buildmaster_url: https://buildmaster.example.com
      api_key: "{{ vault_buildmaster_key }}"
  block:
    - name: The release has a build
      devops.release_management.buildmaster_build:
        application: ProfitCalculator
        release: "1.0.1"
      register: made

    - name: The release has the build that was tagged elsewhere
      devops.release_management.buildmaster_build:
        application: ProfitCalculator
        release: "1.0.1"
        number: "20240304.1"
        variables:
          Commit: b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5

    - name: One more build
      devops.release_management.buildmaster_build:
        application: ProfitCalculator
        release: "1.0.1"
        force: true

    - name: A build of an application without releases
      devops.release_management.buildmaster_build:
        application: RateTables
        pipeline: Publish

    - name: Nobody deploys that one
      devops.release_management.buildmaster_build:
        application: ProfitCalculator
        release: "1.0.1"
        number: "1"
        state: rejected
"""

RETURN = r"""
build:
  description:
    - The build as the server has it.
    - In check mode as it would be. The id of one that would be created is null.
    - Null if there is nothing to reject.
  type: dict
  returned: success, and failure after a write
  sample:
    id: 6
    number: "2"
    buildNumber: "2"
    status: active
    createdBy: MikeJones
    createdOn: "2024-03-04T09:06:00.0000000Z"
    pipelineName: Release
    furthestStage: Integration
    applicationId: 2
    applicationName: ProfitCalculator
    releaseId: 4
    releaseNumber: 1.0.1
    releaseName: 1.0.1
failure:
  description: What went wrong, for programs.
  type: dict
  returned: failure
  contains:
    kind:
      description: Kind of the error, such as C(RefusedError) or C(UnknownNameError).
      type: str
      returned: always
      sample: UnknownNameError
    option:
      description: Path of the option that is wrong.
      type: str
      returned: when an option is wrong
      sample: release
    status:
      description: HTTP status of the server's answer.
      type: int
      returned: when the server refused
      sample: 400
    url:
      description: Address of the request.
      type: str
      returned: when a request failed
      sample: https://buildmaster.example.com/api/releases
"""

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_build import (
    BUILDMASTER_BUILD,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILDMASTER_BUILD)


if __name__ == "__main__":
    main()
