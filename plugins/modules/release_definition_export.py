#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release_definition_export
short_description: Write classic release pipelines as a folder of YAML files
version_added: 1.0.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Writes release definitions (classic release pipelines) of a project on the target, each as a YAML file of the options of
    M(devops.release_management.release_definition), which finds the definition unchanged by them.
  - It is the way in for pipelines that were made in the portal. The role C(release_pipelines) keeps
    such a folder in its declared state, and the role C(export_pipelines) is this module as a role.
  - The same pipelines give the same files, byte for byte. Nothing in them depends on the day, on who exports, or on the
    revision of a pipeline, so that a folder in git differs only where a pipeline does.
  - Names stand for ids, and what is of the task's own project does not name the project. So a file can make the same
    pipeline in another project that has what it names, such as queues and build definitions. Only groups of people are
    named with their project, such as C([Fabrikam]\Release Approvers), as they may approve in any.
  - What a pipeline has none of is left out, such as a description, tags, or that it is disabled.
  - Secrets have no value in the files. A warning and RV(secrets) name those that a person has to supply before a file can
    make its pipeline elsewhere.
options:
  dest:
    description:
      - Folder on the target that gets the files. Only the last part of its path is created.
      - A folder is for one project. Pipelines of a folder of the server are in a folder of its name.
      - A file is named after its pipeline, with C(.yml). Characters that a file system may refuse are written as V(%) and
        the number of the byte, such as V(%3A) for a colon. A very long name is cut off and has a mark for the rest, and so
        have names that some file systems take for the same one.
    type: path
    required: true
  path:
    description:
      - Folder of the server whose pipelines are exported, with those of all folders below it, such as V(\\Web\\Shop).
      - Without it, all folders.
    type: str
  names:
    description:
      - Names of the pipelines, in any casing. A name that is in several folders means all of them.
      - It is an error if one is not there.
    type: list
    elements: str
  prune:
    description:
      - Whether files in O(dest) are removed whose pipeline is not in the project any more, because it was deleted, renamed
        or moved. The filters do not count for that.
      - Only a file that an export to O(dest) wrote is removed. It begins with the comment of an export, and is where its
        pipeline belongs. Other files are never touched. A folder goes when it is empty by that.
      - Without it a warning names these files.
    type: bool
    default: false
  concurrency:
    description: How many pipelines are read at a time.
    type: int
    default: 8
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Each file that changes has a diff of its own, under its path.
  idempotent:
    support: full
  safe_file_operations:
    description: Uses Ansible's own functions to write files, so that permissions are right and nobody sees half of one.
    support: full
notes:
  - Runs on the target of the task, as Ansible's file modules do. The target needs a connection to the server and the
    Python libraries requests, pydantic and PyYAML.
  - It costs the pages of one list (of two with a filter of the server's), one request for each pipeline and one for each
    kind of name that they use. Nothing is written before all of them are read.
  - A file that has the content already is not touched. A file that would change and does not begin with the comment of an
    export is an error, and nothing is written then.
  - O(mode) is for the files, the other attributes for O(dest), its files and their folders.
extends_documentation_fragment:
  - devops.release_management.release_definition_filters
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - ansible.builtin.files
seealso:
  - module: devops.release_management.release_definitions
  - module: devops.release_management.release_definition_info
"""

EXAMPLES = r"""
- name: Write all pipelines of the project to a checkout
  devops.release_management.release_definition_export:
    organization_url: https://dev.azure.com/fabrikam
    project: Fabrikam
    token: "{{ vault_azure_devops_token }}"
    dest: "{{ playbook_dir }}/pipelines"
    prune: true
    mode: "0644"
  register: export

- name: Say which secrets the files leave open
  ansible.builtin.debug:
    var: export.secrets

- name: Write the pipelines of a folder, and of those below it
  devops.release_management.release_definition_export:
    dest: "{{ playbook_dir }}/pipelines"
    path: \Web

- name: See what somebody has changed in the portal since
  devops.release_management.release_definition_export:
    dest: "{{ playbook_dir }}/pipelines"
  check_mode: true
  diff: true
"""

RETURN = r"""
dest:
  description: The folder.
  type: str
  returned: success
  sample: /srv/fabrikam/pipelines
files:
  description: Paths of the files of the exported pipelines, relative to RV(dest), sorted.
  type: list
  elements: str
  returned: success
  sample:
    - MyShuttle.CD.yml
    - Web/Shop/Fabrikam-Website.yml
written:
  description: Those of RV(files) that were written, because they were not there or had another content.
  type: list
  elements: str
  returned: success
  sample:
    - Web/Shop/Fabrikam-Website.yml
removed:
  description: Paths of the files that were removed, with O(prune=true).
  type: list
  elements: str
  returned: success
  sample:
    - Web/Fabrikam-Website.yml
stale:
  description: Paths of the files that O(prune=true) would remove.
  type: list
  elements: str
  returned: success
  sample: []
secrets:
  description: The files that declare secrets, which have no value there.
  type: list
  elements: dict
  returned: success
  contains:
    file:
      description: Path of the file.
      type: str
      returned: success
      sample: Web/Shop/Fabrikam-Website.yml
    options:
      description: The options that need a value before the file can make its pipeline elsewhere.
      type: list
      elements: str
      returned: success
      sample:
        - variables.sqlPassword
        - environments[1].variables.apiKey
diff:
  description: What changed of each file, under its path.
  type: list
  elements: dict
  returned: in diff mode
mode:
  description: Permissions of RV(dest).
  type: str
  returned: success, where it exists
  sample: "0755"
owner:
  description: Owner of RV(dest).
  type: str
  returned: success, where it exists
  sample: deploy
group:
  description: Group of RV(dest).
  type: str
  returned: success, where it exists
  sample: deploy
uid:
  description: Id of the owner of RV(dest).
  type: int
  returned: success, where it exists
  sample: 1000
gid:
  description: Id of the group of RV(dest).
  type: int
  returned: success, where it exists
  sample: 1000
size:
  description: Size of the folder itself in bytes.
  type: int
  returned: success, where it exists
  sample: 4096
state:
  description: What RV(dest) is.
  type: str
  returned: success, where it exists
  sample: directory
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_export import (
    RELEASE_DEFINITION_EXPORT,
)
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE_DEFINITION_EXPORT)


if __name__ == "__main__":
    main()
