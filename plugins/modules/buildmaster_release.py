#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: buildmaster_release
short_description: Create, cancel or restore a release of BuildMaster
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Makes sure that an application of BuildMaster has a release of a number, with the declared variables.
  - The release is found by O(application) and O(number), and created where it is not there. It is created once. If the
    answer of the server is lost on its way, the release is looked for before the request is sent again.
  - A release that is deployed counts as active, and cannot be canceled.
options:
  state:
    description:
      - V(active) finds the release or creates it, and restores one that is canceled.
      - V(canceled) cancels the release, if there is one. O(pipeline), O(name) and O(variables) do not matter then.
    type: str
    choices: [active, canceled]
    default: active
  application:
    description: Name or id of the application. A text of digits only is an id.
    type: raw
    required: true
  number:
    description: Number of the release. Quote it, so that V("1.10") stays what it is.
    type: str
    required: true
  pipeline:
    description:
      - Name of the pipeline. That of a global one has its raft before it, as in V(global::Deploy).
      - Needed to create a release. BuildMaster's API cannot change it afterwards. See O(on_immutable).
      - Casing does not count, and a name without a raft is right for a release whose pipeline has one. An application's
        own pipeline and a global one of the same name count as one, unless a release of the application has a pipeline
        that is called exactly as declared. Then that one is meant. A new release needs the name in full.
    type: str
  name:
    description:
      - Name of the release. Without it a new release is named by its number.
      - BuildMaster's API cannot change it afterwards. See O(on_immutable).
    type: str
  variables:
    description:
      - Variables of the release, by name (without C($)). Names are the same in any casing. Others that the release has
        are left alone.
      - A value is plain text, or a map of C(value), C(is_secret) and C(evaluate) (both bools). A secret is kept out of all
        that the task shows, and is a sensitive variable on the server. One to be evaluated is an expression.
      - Values are text on the server. V(true) and numbers are written as their text. Quote what YAML would change, such
        as C("1.10"). Null is an error. An empty text is C("").
      - A variable that is sensitive on the server stays so, whatever the task declares.
      - They are read and written with the Variables API, for which the key needs the permission. Plain ones go with the
        creation of the release.
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
  reason:
    description: Why the release is canceled. It is an error without O(state=canceled).
    type: str
  on_immutable:
    description:
      - What to do if the release is there with another O(pipeline) or O(name), which BuildMaster's API cannot change.
      - V(fail) fails before anything is changed. V(warn) warns and goes on with the rest.
    type: str
    choices: [fail, warn]
    default: fail
extends_documentation_fragment:
  - devops.release_management.buildmaster
  - devops.release_management.attributes
  - devops.release_management.attributes.group_buildmaster
  - devops.release_management.attributes.in_process
attributes:
  check_mode:
    support: full
    details:
      - A release that would be created has no id. Whether the server knows its application and pipeline cannot be found
        out before. A name that nothing on the server has yet is a warning.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always) secrets are written each time.
seealso:
  - module: devops.release_management.buildmaster_build
  - module: devops.release_management.buildmaster_release_info
"""

EXAMPLES = r"""
- name: Talk to one server in all tasks
  module_defaults:
    group/devops.release_management.buildmaster:
      buildmaster_url: https://buildmaster.example.com
      api_key: "{{ vault_buildmaster_key }}"
  block:
    - name: There is a release 1.0.1
      devops.release_management.buildmaster_release:
        application: ProfitCalculator
        number: "1.0.1"
        pipeline: Release

    - name: With variables, one of them secret, in a global pipeline
      devops.release_management.buildmaster_release:
        application: ProfitCalculator
        number: "1.1.0"
        name: Summer
        pipeline: global::Deploy
        variables:
          Region: emea
          FeedPassword:
            value: "{{ vault_feed_password }}"
            is_secret: true

    - name: It does not come
      devops.release_management.buildmaster_release:
        application: ProfitCalculator
        number: "1.2.0"
        state: canceled
        reason: Its features went into 1.1.0

    - name: Whatever its pipeline is called by now
      devops.release_management.buildmaster_release:
        application: TaxCalculator
        number: "2"
        pipeline: Release
        on_immutable: warn
"""

RETURN = r"""
release:
  description:
    - The release as the server has it.
    - In check mode as it would be. The id of one that would be created is null.
    - Null if there is nothing to cancel.
  type: dict
  returned: success, and failure after a write
  sample:
    id: 4
    number: 1.0.1
    name: 1.0.1
    sequence: 2
    status: active
    createdBy: MikeJones
    createdOn: "2024-03-04T09:03:43.9200000Z"
    applicationId: 2
    applicationName: ProfitCalculator
    pipelineName: Release
    latestBuildId: 6
    latestBuildNumber: "2"
failure:
  description: What went wrong, for programs.
  type: dict
  returned: failure
  contains:
    kind:
      description: Kind of the error, such as C(RefusedError) or C(DeclarationError).
      type: str
      returned: always
      sample: RefusedError
    option:
      description: Path of the option that is wrong.
      type: str
      returned: when an option is wrong
      sample: pipeline
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

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_release import (
    BUILDMASTER_RELEASE,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILDMASTER_RELEASE)


if __name__ == "__main__":
    main()
