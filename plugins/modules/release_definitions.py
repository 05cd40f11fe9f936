#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_definitions
short_description: Keep many classic release pipelines in their declared states
version_added: 1.0.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Does with each of O(definitions) what M(devops.release_management.release_definition) does with one, several at a
    time over one pool of connections.
  - One listing finds all of them by name, and each kind of name (queues, tasks, people) is looked up once.
  - A failure of one does not keep the others from their states. At the end the task fails, and its result says what
    became of each.
  - With O(prune=true) the definitions of a folder that are not declared are deleted.
options:
  definitions:
    description:
      - The release definitions. Each entry has the options of M(devops.release_management.release_definition), but for
        those of the connection.
      - An entry that is wrong is the failure of that entry alone, named by its place, such as
        C(definitions[3].environments[0].name). Two entries about the same definition are an error before anything is
        written.
      - An entry may rename or move a definition, by its C(id), to where another one is that the same task renames, moves
        or deletes by its C(id), and waits for that one. Two that change places need a name between. So an entry without
        C(id) may make a new definition under a name that another entry takes away from what has it.
      - An entry may have O(devops.release_management.release_definition#module:state=absent).
      - An entry may have C(source), a text that says where it comes from, such as its file. Messages say it in place of
        C(definitions[3]), and so does the result. With it an entry may have C(stands_on), a list of what else it is made
        of, such as templates, which messages name as well; and C(mistakes), a list of what is wrong with any of that,
        which is the failure of the entry. The lookup P(devops.release_management.pipeline_files#lookup) says them.
    type: list
    elements: dict
    required: true
  path:
    description:
      - Folder of the entries that say neither a folder nor an id. With O(prune=true) the folder that is pruned, with
        all folders below it.
      - Without it an entry that says no folder is looked for in all folders.
    type: str
  prune:
    description:
      - Whether definitions in O(path) and below that no entry is about are deleted, after the others were seen to.
      - Never deletes anything outside O(path). Servers keep a deleted definition for a while, from TFS 2018 on.
        Give its id to M(devops.release_management.release_definition) to bring it back.
      - A definition with deployments in progress is not deleted. That is a failure of its own. An entry with
        C(state=absent) and C(force_delete=true) deletes it.
      - Nothing is deleted while an entry fails, because what nothing declares may be what that entry renames.
    type: bool
    default: false
  prune_all:
    description:
      - Whether O(prune=true) may delete all that is in O(path) when O(definitions) has none that is to be there.
      - Without it that is an error, because an empty list is mostly a template that went wrong.
    type: bool
    default: false
  concurrency:
    description: How many definitions are seen to at a time.
    type: int
    default: 8
attributes:
  check_mode:
    support: full
    details:
      - The plans are made by the same code, and nothing is written. What would be pruned comes first in the diff.
  diff_mode:
    support: full
    details:
      - Each definition that changes has a diff of its own, under its folder and name.
  idempotent:
    support: partial
    details:
      - As of M(devops.release_management.release_definition), an entry with C(update_secrets=always) and declared
        secrets writes each time.
notes:
  - When nothing differs, it costs the pages of one list, one request for each definition, and one for each kind of name
    that they use.
  - While it works, lines on standard error tell a person how many definitions are done, changed and failed. That needs a
    task in the controller's own process, which every task for the local host is unless it becomes another user.
  - The parameters that Ansible shows with C(-vvv) have only the number of O(definitions).
extends_documentation_fragment:
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
seealso:
  - module: devops.release_management.release_definition
  - module: devops.release_management.release_definition_info
"""

EXAMPLES = r"""
- name: Keep all pipelines of the shop
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/devops.release_management.azure_devops:
      organization_url: https://dev.azure.com/fabrikam
      project: Fabrikam
      token: "{{ vault_azure_devops_token }}"
  vars:
    services: [basket, catalogue, payment]
    deployment:
      - queue: Default
        tasks:
          - task: PowerShell@2
            inputs:
              filePath: $(System.DefaultWorkingDirectory)/_build/drop/deploy.ps1
  tasks:
    - name: Two pipelines, and no others in this folder
      devops.release_management.release_definitions:
        path: \Shop
        prune: true
        definitions:
          - name: Website
            stages:
              - name: Production
                jobs: "{{ deployment }}"
          - name: Reports
            stages:
              - name: Production
                jobs: "{{ deployment }}"

    - name: A pipeline a file
      devops.release_management.release_definitions:
        definitions: "{{ query('devops.release_management.pipeline_files', 'pipelines', say_source=true) }}"

    - name: See which pipelines somebody has changed by hand
      devops.release_management.release_definitions:
        path: \Shop
        definitions: "{{ shop_pipelines }}"
      check_mode: true
      diff: true
      register: drift

    - name: Name them
      ansible.builtin.debug:
        msg: "{{ drift.release_definitions | selectattr('changed') | map(attribute='name') }}"
"""

RETURN = r"""
release_definitions:
  description:
    - What became of each definition, in the order of O(definitions), and of those that were pruned after them.
    - Also when the task fails.
  type: list
  elements: dict
  returned: always
  contains:
    name:
      description: Name of the definition. Null for an entry that has none.
      type: str
      returned: always
      sample: Website
    path:
      description: Its folder, as far as it is known.
      type: str
      returned: always
      sample: \Shop
    id:
      description: Its number. Null where it is not known, as of one that check mode only would create.
      type: int
      returned: always
      sample: 12
    source:
      description: What the entry says of where it comes from.
      type: str
      returned: when the entry has it
      sample: pipelines/shop.yml
    action:
      description: What was done, or in check mode would be. One of V(created), V(changed), V(deleted), V(unchanged),
        V(failed).
      type: str
      returned: always
      sample: changed
    changed:
      description: Whether that is a change.
      type: bool
      returned: always
      sample: true
    failed:
      description: Whether it failed.
      type: bool
      returned: always
      sample: false
    msg:
      description: What a failure says, with the place in the options of the task. Empty where it did not fail.
      type: str
      returned: always
      sample: "definitions[3].environments[0].deploy_phases[0].queue: project Fabrikam has no queue Defualt"
not_pruned:
  description: Why nothing was pruned, though O(prune=true) and there is what no entry is about.
  type: str
  returned: when failures keep from it
  sample: Nothing is pruned while others fail. Nothing declares Old and Stray.
diff:
  description: What changed of each definition that did, under its folder and name, deletions first.
  type: list
  elements: dict
  returned: in diff mode
failure:
  description: What went wrong, for programs. Its C(kind) is C(PartlyFailedError) where some definitions failed.
  type: dict
  returned: failure
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definitions import (
    RELEASE_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_DEFINITIONS)


if __name__ == "__main__":
    main()
