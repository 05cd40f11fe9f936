# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters that a module of queries and the lookup of the same list share word for word.

Those of builds are those of releases and more, and those of deployments those of builds and more. `status` and `limit`
are about what is listed, and stand in a part of their own for each.
"""

from __future__ import annotations


class ModuleDocFragment:
    # Of every list.
    DOCUMENTATION = r"""
options:
  application_id:
    description: Id of the application.
    type: int
  application_name:
    description: Name of the application. Not together with O(application_id).
    type: str
  release_number:
    description: Number of the release, such as V(1.0.1). Quote it, so that V("1.10") stays what it is.
    type: str
  release_name:
    description: Name of the release.
    type: str
  pipeline_name:
    description:
      - Name of the pipeline. That of a global one has its raft before it, as in V(global::Deploy).
    type: str
  limit:
    description: How many entries to return at most. The server has no pages, and lists all in any case.
    type: int
notes:
  - A filter that is an empty text is an error. What a template left empty must not mean that there is nothing. V(omit) or
    null leaves it out.
  - An id that is null is that of nothing, and an error; V(omit) leaves it out. In check mode it is of what an earlier task
    only pretended to create, so there is a warning, and nothing is found.
"""

    RELEASES = r"""
options:
  release_id:
    description: Id of the release.
    type: int
  status:
    description: Status of the releases.
    type: str
    choices: [active, canceled, deployed]
"""

    BUILDS = r"""
options:
  release_id:
    description: Id of the release.
    type: int
  build_id:
    description: Id of the build.
    type: int
  build_number:
    description: Number of the build. Every release has builds of its own.
    type: str
  furthest_stage:
    description: Stage that is the furthest one that the builds were deployed to.
    type: str
  status:
    description: Status of the builds.
    type: str
    choices: [active, rejected, deployed]
"""

    DEPLOYMENTS = r"""
options:
  deployment_id:
    description: Id of the deployment.
    type: int
  release_id:
    description: Id of the release.
    type: int
  build_id:
    description: Id of the build.
    type: int
  build_number:
    description: Number of the build. Every release has builds of its own.
    type: str
  pipeline_stage_name:
    description: Stage of the pipeline.
    type: str
  environment_id:
    description: Id of the environment.
    type: int
  environment_name:
    description: Name of the environment.
    type: str
  status:
    description: Status of the deployments.
    type: str
    choices: [pending, executing, succeeded, warned, failed]
"""
