# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters for release definitions, word for word the same wherever there are any."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  search_text:
    description: Part of the name, in any casing.
    type: str
  is_exact_name_match:
    description: Whether O(search_text) is the whole name.
    type: bool
  search_text_contains_folder_name:
    description: Whether O(search_text) may be in the name of the folder, too.
    type: bool
  artifact_type:
    description: Type of an artifact that the definition has, such as V(Build), V(Git) or V(GitHub).
    type: str
  artifact_source_id:
    description:
      - Source of an artifact of O(artifact_type) that the definition has.
      - For V(Build) it is the GUID of the project, a colon and the id of the build definition.
    type: str
  tag_filter:
    description: Tags that the definition has, all of them. An error on servers before TFS 2018.
    type: list
    elements: str
  definition_id_filter:
    description: Ids of the definitions.
    type: list
    elements: int
notes:
  - A filter that is an empty text, or has one among its entries, is an error. What a template left empty must not mean all
    that there is. Leave the filter out, or give C(omit) or null.
"""

    # The module release_definition_info and the lookup release_definitions
    QUERY = r"""
options:
  path:
    description:
      - Folder to look in, such as V(\\Web\\Shop) or V(/Web/Shop).
      - Without it, all folders.
    type: str
  property_filters:
    description:
      - Names of properties to return. This does not leave out any definition.
      - An error on servers before TFS 2018.
    type: list
    elements: str
  is_deleted:
    description:
      - Whether to return deleted definitions, which the server keeps for a while, in place of the others.
      - An error on servers before TFS 2018.
    type: bool
  query_order:
    description: Order of the answer. The server's is V(idAscending).
    type: str
    choices: [idAscending, idDescending, nameAscending, nameDescending]
  expand:
    description:
      - What to return of each definition beside its own fields, where the list has it.
      - Servers before TFS 2018 have V(environments) and V(artifacts).
    type: list
    elements: str
    choices: [none, environments, artifacts, triggers, variables, tags, lastRelease]
  limit:
    description:
      - How many definitions to return at most.
      - Without it, all of them, on as many pages as it takes.
    type: int
  include:
    description:
      - What to return of each definition beside its document, each under a key of that name. Several definitions are
        read at a time. One that is deleted while they are read is left out.
      - V(revisions) adds the history.
      - V(deployments) adds what was deployed last, as the list of deployments has it. That is the newest deployment of
        each stage and, where that did not succeed, also the newest one that did. From Team Foundation Server 2017 on.
      - Costs one more request for each definition and part. The deployments cost another one for each stage that has no
        success among the newest 100 deployments of the definition. Does not go together with O(as_options).
    type: list
    elements: str
    choices: [deployments, revisions]
notes:
  - An id that is null is that of nothing, and an error; C(omit) leaves it out. In check mode it is of what an earlier task
    only pretended to create, so there is a warning, and nothing is found.
"""
