# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that the module `release_info` and the lookup `releases` share word for word."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  definition:
    description:
      - Name or id of the release definition to list releases of. A text of digits only is an id.
      - A name costs one more request. It is an error if there is no such definition.
    type: raw
  path:
    description:
      - Folder of O(definition), such as V(\\Web\\Shop) or V(/Web/Shop).
      - Without it, any folder. It is an error if several folders have a definition of that name.
      - Without O(definition), only releases of definitions in this folder, as the server sees it.
    type: str
  environment:
    description:
      - Name of a stage of the definition, in any casing. The same as O(definition_environment_id), at one more request.
      - Needs O(definition) or O(definition_id).
    type: str
    aliases: [stage]
  definition_id:
    description: Id of the release definition to list releases of. O(definition) takes its name, too.
    type: int
  definition_environment_id:
    description:
      - Id that a stage has in its definition. Only releases that have the stage, with O(environment_status_filter) in
        one of those states.
    type: int
  search_text:
    description: Part of the name of the release, such as V(Release-4), which is part of V(Release-42), too.
    type: str
  created_by:
    description: Account of the user who created the release, such as V(fabrikamfiber4@hotmail.com).
    type: str
  status_filter:
    description: Status of the releases. V(undefined) is any.
    type: str
    choices: [draft, active, abandoned, undefined]
  environment_status_filter:
    description:
      - States of stages. Only releases that have a stage in one of them; with O(environment) or
        O(definition_environment_id) this stage.
      - The server takes the sum of their numbers, which is made from the names. In an empty list no stage is.
    type: list
    elements: str
    choices: [notStarted, inProgress, succeeded, canceled, rejected, queued, scheduled, partiallySucceeded]
  min_created_time:
    description: Time such as V(2024-03-04T09:00:00Z). Only releases that were created from then on.
    type: str
  max_created_time:
    description: Time until which the releases were created. See O(min_created_time).
    type: str
  query_order:
    description: Order of the answer, by the time of creation. V(descending) where it is not given, the newest first.
    type: str
    choices: [ascending, descending]
  expand:
    description:
      - What to return of each release beside its own fields, where the list has it. Costs no further request.
      - Team Foundation Server 2018 has V(variables) and V(tags) in whole releases only, so each one is read for them.
        Before it there are neither V(tags) nor V(manualInterventions), which is an error.
      - O(include) reads each release whole instead.
    type: list
    elements: str
    choices: [none, environments, artifacts, approvals, manualInterventions, variables, tags]
  artifact_type_id:
    description: Type of an artifact that the release has, such as V(Build), V(Git) or V(GitHub).
    type: str
  source_id:
    description:
      - Source of an artifact of O(artifact_type_id) that the release has.
      - For V(Build) it is the GUID of the project, a colon and the id of the build definition.
    type: str
  artifact_version_id:
    description:
      - Version of an artifact of O(artifact_type_id) and O(source_id) that the release has.
      - For V(Build) it is the id of the build.
    type: str
  source_branch_filter:
    description: Branch of an artifact that the release has, as the server has it, such as V(refs/heads/main).
    type: str
  is_deleted:
    description:
      - Whether to return deleted releases, which the server keeps for a while, in place of the others.
      - Does not go together with O(include).
      - From Team Foundation Server 2018 on.
    type: bool
  tag_filter:
    description:
      - Tags that the release has, all of them. For the server a comma is the end of a tag.
      - From Team Foundation Server 2018 on.
    type: list
    elements: str
  property_filters:
    description:
      - Names of properties to return. Without them the server returns none.
      - This does not leave out any release.
      - From Team Foundation Server 2018 on.
    type: list
    elements: str
  release_id_filter:
    description:
      - Ids of the releases to list. Many of them are asked for in several requests.
      - An empty list names no release, so nothing is found.
    type: list
    elements: int
  limit:
    description:
      - How many releases to return at most.
      - Without it, all of them, on as many pages as it takes. A page has 100 releases at most.
      - What an older server cannot filter by is filtered here, with the same result. Such a list is read page by page
        until there are so many that pass, so O(definition) helps.
    type: int
  include:
    description:
      - What to return of each release, each under a key of that name. Each release is whole then, at one more request
        for each entry of a list, several of them at a time.
      - V(environments), V(artifacts), V(variables) and V(tags) are keys of the whole release. V(approvals) are those of
        all its stages and attempts.
      - V(logs) is the list of all tasks and jobs that have a log, of all stages and attempts, as the server has them
        (C(logUrl), C(status) and so on), with their C(kind) (C(task) or C(job)), the names C(environment), C(phase) and
        C(job), and the number C(attempt). M(devops.release_management.release_log) downloads them.
      - V(manual_interventions) and V(revisions), the history of the release, cost one more request for each release.
        The first are there from Team Foundation Server 2018 on, as V(tags) are, the second from 2017 on.
      - A release that is deleted while they are read is left out.
    type: list
    elements: str
    choices: [environments, artifacts, approvals, manual_interventions, variables, tags, logs, revisions]
notes:
  - A filter that is an empty text, or has one among its entries, is an error. What a template left empty must not mean all
    that there is. Leave the filter out, or give C(omit) or null.
  - An id that is null, here also O(artifact_version_id), is that of nothing, and an error; C(omit) leaves
    it out. In check mode it is of what an earlier task only pretended to create, so there is a warning, and nothing is
    found.
"""
