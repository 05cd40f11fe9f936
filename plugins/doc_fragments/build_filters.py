# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that the module `build_info` and the lookup `builds` share word for word."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  definitions:
    description:
      - Names or ids of the build definitions to list builds of. A name may have its folder before it, as in
        V(\\Web\\Fabrikam.CI).
      - A text of digits only is an id. A name that has a comma must be in a YAML list.
    type: list
    elements: raw
    aliases: [definition]
  path:
    description:
      - Folder of O(definitions), such as V(\\Web\\Shop) or V(/Web/Shop).
      - Without it, any folder. It is an error if several folders have a definition of that name.
    type: str
  queues:
    description: Names or ids of the agent queues that the builds ran on.
    type: list
    elements: raw
  branch_name:
    description: Branch that was built, such as V(main) or V(refs/heads/main).
    type: str
  repository_id:
    description: Repository that was built, as the GUID of one in Azure Repos. The server wants O(repository_type) too.
    type: str
  repository_type:
    description: Type of the repository, such as V(TfsGit), V(TfsVersionControl) or V(GitHub).
    type: str
  requested_for:
    description: Name of the user that the build was made for, such as V(fabrikamfiber4@hotmail.com).
    type: str
  reason_filter:
    description: Reasons for which the builds were made.
    type: list
    elements: str
    choices:
      - manual
      - individualCI
      - batchedCI
      - schedule
      - scheduleForced
      - userCreated
      - validateShelveset
      - checkInShelveset
      - pullRequest
      - buildCompletion
      - resourceTrigger
      - triggered
      - all
      - none
  status_filter:
    description: States that the builds are in.
    type: list
    elements: str
    choices: [inProgress, completed, cancelling, postponed, notStarted, all, none]
  result_filter:
    description: Results of the builds.
    type: list
    elements: str
    choices: [succeeded, partiallySucceeded, failed, canceled, none]
  tag_filters:
    description:
      - Tags that the builds have, all of them, in any casing. Looked at again in what the server lists, as old servers
        list too much. An empty list is no filter.
      - A tag that has a comma must be in a YAML list. Servers cannot filter by such a tag, so this takes longer.
    type: list
    elements: str
  min_time:
    description:
      - Time such as V(2024-03-04T09:00:00Z). Only builds from then on. Without an offset it is UTC.
      - It is the time of queueing, starting or finishing, as O(query_order) says. Without O(query_order) it is that of
        queueing.
    type: str
  max_time:
    description: Time until which to list builds. See O(min_time).
    type: str
  min_finish_time:
    description:
      - Time from which on the builds finished.
      - The same as O(min_time) with O(query_order=finishTimeDescending), which is the order then.
    type: str
  max_finish_time:
    description: Time until which the builds finished. See O(min_finish_time).
    type: str
  deleted_filter:
    description:
      - Whether to list deleted builds, too, which the server keeps for a while. Without it, V(excludeDeleted).
      - Team Foundation Server 2015 lists none. It is an error to ask it for them.
    type: str
    choices: [excludeDeleted, includeDeleted, onlyDeleted]
  type:
    description:
      - Type of the builds. Without it, V(build).
      - V(xaml) are builds of the kind before, which only old servers have. Those have no branch, queue or tags.
    type: str
    choices: [build, xaml]
  max_builds_per_definition:
    description: How many builds to return of each definition at most, the first ones in the order.
    type: int
  build_ids:
    description:
      - Ids of the builds to list. Many of them are asked for in several requests. Servers before Team Foundation Server
        2018 are asked for each build.
      - An empty list lists nothing.
    type: list
    elements: int
  properties:
    description: Names of properties to return. This does not leave out any build.
    type: list
    elements: str
  query_order:
    description:
      - Order of the answer.
      - Without it the order is V(queueTimeDescending), in which no build changes its place while the pages are read,
        or with O(min_finish_time) or O(max_finish_time) V(finishTimeDescending).
    type: str
    choices:
      - finishTimeAscending
      - finishTimeDescending
      - queueTimeAscending
      - queueTimeDescending
      - startTimeAscending
      - startTimeDescending
  limit:
    description:
      - How many builds to return at most.
      - Without it, all of them, on as many pages as it takes.
    type: int
  include:
    description:
      - What to return of each build beside its document, each under a key of that name.
      - V(timeline) is the document with the records of jobs and tasks, null for a build that has none yet. The others
        are lists. V(logs) are the descriptions of the logs; M(devops.release_management.build_log) downloads them.
      - V(leases) are what keeps the build from being deleted. Azure DevOps Server 2022 is the first that lists them.
      - Costs one more request for each part of each build, several of them at a time. A build that is deleted while
        they are read is left out.
    type: list
    elements: str
    choices: [timeline, changes, work_items, artifacts, logs, tags, leases]
notes:
  - A filter that is an empty text, or has one among its entries, is an error. What a template left empty must not mean all
    that there is. Leave the filter out, or give C(omit) or null.
  - An id that is null is that of nothing, and an error; C(omit) leaves it out. In check mode it is of what an earlier task
    only pretended to create, so there is a warning, and nothing is found.
  - A filter that is an empty list, such as of definitions, states or ids, lists nothing, and the server is not asked. Only
    an empty O(tag_filters) leaves out nothing.
  - Every server gives the same builds in the same order. Servers before Azure DevOps Server 2019 list builds by the time
    of finishing and know fewer filters. The rest is done here, which takes more requests where the order begins with the
    oldest, or where the server does not know a filter and few builds pass it.
"""
