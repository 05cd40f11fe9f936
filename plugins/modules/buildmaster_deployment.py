#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: buildmaster_deployment
short_description: Deploy a build of BuildMaster to a stage, and wait for it
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Makes sure that a build of BuildMaster is deployed to a stage of its pipeline.
  - The build is that of O(build_id), or of O(build), or else the latest of the release that is not rejected.
  - Nothing is sent if the build is deployed to the stage already (a deployment with warnings counts), or is being
    deployed or scheduled to be. One that failed is deployed again.
  - A build is deployed once. If the answer of the server is lost on its way, the new deployment is looked for before the
    request is sent again.
options:
  state:
    description: What the build is to be.
    type: str
    choices: [deployed]
    default: deployed
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
  build:
    description: Number of the build. Without it the latest build that is not rejected.
    type: str
    aliases: [build_number]
  build_id:
    description:
      - Id of the build.
      - O(application), O(release) or O(pipeline) beside it have to be those of that build, else it is an error.
    type: int
  pipeline:
    description:
      - Pipeline of a build without a release, in place of O(release). Only builds of that pipeline count.
      - Casing does not count, and a name without a raft means a global pipeline too, unless the application has builds of
        one that is called exactly so.
    type: str
  to_stage:
    description:
      - Stage of the pipeline, in any casing.
      - Without it the build is deployed to the next stage of its pipeline, each time that the task runs, until it is
        through.
    type: str
    aliases: [stage]
  force:
    description:
      - Whether to deploy although the pipeline does not allow it yet, for example because the build was not deployed to
        the stage before.
      - It does not deploy a second time what is deployed. That is O(redeploy).
    type: bool
    default: false
  redeploy:
    description: Whether to deploy although the build is deployed to the stage already. Each task deploys then.
    type: bool
    default: false
  start_time:
    description:
      - When to deploy, such as V(2026-03-01T22:00:00Z). BuildMaster 6.0.2 or later.
      - Without a date it is today, without a time midnight, without an offset it is in the server's time zone. Quote a
        time alone, so that V("22:00") is no number, which is an error.
      - A deployment that is scheduled already is left as it is, whatever its time, which the API does not show.
    type: str
  variables:
    description:
      - Variables of the deployment, by name (without C($)). They count only when a deployment is asked for, and are not
        compared.
      - A value is plain text, or a map of C(value) and C(is_secret) (a bool). A secret is kept out of all that the task
        shows. The server keeps it readable for whoever may see the deployment. Null is an error.
    type: dict
  wait:
    description:
      - Whether to wait until the deployment has ended, and fail unless it succeeded (with or without warnings). What it is
        at is shown meanwhile when the task runs in Ansible's own process.
      - All deployments of the build to the stage since then are waited for. A stage may have several, and the server
        may give the one that was asked for another id.
      - What goes on already is waited for too, beside one of the same stage that failed. One that failed before it was
        asked for is no part of it.
      - Check mode does not wait.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait. It is an error if the deployment has not ended by then. It goes on.
    type: int
    default: 3600
  poll_interval:
    description: Seconds between two looks while waiting. The first looks follow each other faster.
    type: float
    default: 10.0
extends_documentation_fragment:
  - devops.release_management.buildmaster
  - devops.release_management.attributes
  - devops.release_management.attributes.group_buildmaster
  - devops.release_management.attributes.in_process
attributes:
  check_mode:
    support: full
    details:
      - A deployment that would be asked for has no id. Whether the pipeline has the stage and allows it by now cannot be
        found out before. A stage that nothing was deployed to yet is a warning.
      - A release or build of a number that is not there is a warning, for an earlier task may only have pretended to
        create it.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Without O(to_stage), or with O(redeploy=true), each task deploys.
seealso:
  - module: devops.release_management.buildmaster_build
  - module: devops.release_management.buildmaster_deployment_info
"""

EXAMPLES = r"""
- name: Talk to one server in all tasks
  module_defaults:
    group/devops.release_management.buildmaster:
      buildmaster_url: https://buildmaster.example.com
      api_key: "{{ vault_buildmaster_key }}"
  block:
    - name: Deploy the latest build of a release to Integration and wait for it
      devops.release_management.buildmaster_deployment:
        application: ProfitCalculator
        release: "1.0.1"
        to_stage: Integration
        wait: true
      register: integrated

    - name: Deploy that build to Testing tonight
      devops.release_management.buildmaster_deployment:
        build_id: "{{ integrated.deployment.buildId }}"
        to_stage: Testing
        start_time: "22:00"

    - name: Deploy a certain build to Production at once, though it was not in Testing
      devops.release_management.buildmaster_deployment:
        application: ProfitCalculator
        release: "1.0.1"
        build: "2"
        to_stage: Production
        force: true
        variables:
          Approver: MikeJones

    - name: Once more
      devops.release_management.buildmaster_deployment:
        build_id: 6
        to_stage: Integration
        redeploy: true
        wait: true
        wait_timeout: 600
"""

RETURN = r"""
deployment:
  description:
    - The deployment as the server has it. Of several for one stage it is the one that failed, or else goes on, or else is
      the newest.
    - In check mode as it would be. The id of one that would be asked for is null.
  type: dict
  returned: success, and failure after a write or a wait
  sample:
    id: 14
    plan: Deploy
    status: succeeded
    started: "2024-03-04T09:06:40.1000000Z"
    ended: "2024-03-04T09:06:49.5000000Z"
    createdBy: SYSTEM
    createdOn: "2024-03-04T09:06:40.0000000Z"
    pipelineName: Release
    pipelineStageName: Integration
    environmentId: 1
    environmentName: Integration
    applicationName: ProfitCalculator
    releaseNumber: 1.0.1
    buildId: 6
    buildNumber: "2"
deployments:
  description: All deployments of the build to the stage that were waited for.
  type: list
  elements: dict
  returned: with O(wait=true), if there was something to wait for
  sample:
    - id: 14
      plan: Deploy
      status: succeeded
      pipelineStageName: Integration
      environmentName: Integration
      buildId: 6
elapsed:
  description: Seconds that the task waited.
  type: float
  returned: with O(wait=true), if there was something to wait for
  sample: 21.3
failure:
  description: What went wrong, for programs.
  type: dict
  returned: failure
  contains:
    kind:
      description: Kind of the error, such as C(RunFailedError), C(WaitTimeoutError) or C(RefusedError).
      type: str
      returned: always
      sample: RunFailedError
    option:
      description: Path of the option that is wrong.
      type: str
      returned: when an option is wrong
      sample: to_stage
    build_id:
      description: Id of the build whose deployment was waited for.
      type: int
      returned: when a deployment was waited for
      sample: 6
    build_number:
      description: Its number.
      type: str
      returned: when a deployment was waited for
      sample: "2"
    result:
      description: How the deployment ended.
      type: str
      returned: when it ended
      sample: failed
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

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_deployment import (
    BUILDMASTER_DEPLOYMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(BUILDMASTER_DEPLOYMENT)


if __name__ == "__main__":
    main()
