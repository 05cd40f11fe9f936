#!/usr/bin/python
# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release
short_description: Create a release once, start it, abandon it or delete it
version_added: 0.1.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Creates a release of a release definition (classic release pipeline) of Azure DevOps Services or Azure DevOps Server
    for given versions of its artifacts, unless there is one already.
  - A release is found by O(release_id); else by O(name) within O(definition); else it is the newest release of the
    definition that was made for the same versions of all artifacts and has the declared values of O(variables) and
    O(environments). Then no other one is created, whoever created it and whatever became of its stages. A stage that
    failed is retried by M(devops.release_management.release_environment).
  - An abandoned or deleted release is not found by its versions. A draft is found so with O(state=draft) only.
  - An artifact that is not declared has the version that the definition takes by default. An artifact whose definition
    asks for the version whenever a release is created must be declared.
options:
  state:
    description:
      - V(active) creates the release and starts it, starts a draft that is named or numbered, or restores a deleted
        release by its O(release_id). What cannot become active is not restored, as far as the list of deleted releases
        tells.
      - V(draft) creates the release and does not start it. A draft of this very declaration that was started since is
        left as it is, with a warning.
      - V(abandoned) abandons an active release. Nothing is created for it.
      - V(absent) deletes the release. The server keeps it for a while. If several releases have the versions, it is an
        error unless O(release_id) or O(name) says which.
      - It is an error if the release can not get there. What was started does not become a draft again, and what was
        abandoned stays so.
    type: str
    choices: [active, draft, abandoned, absent]
    default: active
  release_id:
    description:
      - Id of the release. Goes before all else that finds one. It is an error if O(definition) beside it is another.
      - It is an error if there is none, unless with O(state=absent).
    type: int
  definition:
    description:
      - Name or id of the release definition.
      - Needed unless O(release_id) is given.
    type: raw
  path:
    description: Folder of the definition. Needed only if several folders have one of that name.
    type: str
  name:
    description:
      - Name of the release. Finds it, in any casing. A new release is given this name before it is started. With
        O(release_id), renames it.
      - It is an error together with O(force=true) if a release of the definition has this name. Nothing is created
        then.
      - Without it the definition names its releases.
      - Before Azure DevOps Server 2020 a name only finds a release. It is an error if a new one is needed.
    type: str
  artifacts:
    description:
      - Versions of the artifacts of the definition.
      - It is an error if a release that is found by O(name) or O(release_id) was made for others.
    type: list
    elements: dict
    suboptions:
      alias:
        description: Alias of the artifact in the definition.
        type: str
      version:
        description:
          - For a build, its number or its id, or V(latest) for the one that finished last and succeeded at least
            partially. A YAML number is an id. Text is looked for as a build number first, so quote a number such as
            V("1.10").
          - For an artifact of another type, the name or the id of a version (such as a commit), or V(latest).
          - V(latest) if only O(artifacts[].branch) or O(artifacts[].tags) is given.
          - Null is an error, as of an id.
        type: raw
      branch:
        description:
          - Branch that the version is to be of, such as V(main) or V(refs/heads/main).
          - A release of another branch is another release then.
        type: str
      tags:
        description: Tags that the build is to have, all of them. Only for the latest version.
        type: list
        elements: str
        aliases: [tag]
  description:
    description:
      - What the release is for. It is changed on a release that has another one.
      - Team Foundation Server 2015 takes it for new releases only.
      - On Team Foundation Server 2015 and 2017 the description of a release that this module creates ends with a line
        C([devops.release_management ...]) by which it is known again. It does not count as part of the description.
    type: str
  variables:
    description:
      - Values of the definition's variables in this release, each a plain value or a map of C(value) and C(is_secret).
        Only variables that the definition lets be set (C(allow_override)) can be.
      - A release with other values is another release. Values of secret variables are not compared.
      - A draft that is named or numbered gets other values. An active release never does, which is an error.
      - Values are text for the server. Quote what YAML would read as something else, such as V("1.10") or V("yes").
      - Team Foundation Server 2017 and 2018 do not tell which variables may be set, so all can be, and are given to the
        draft before it is started. Team Foundation Server 2015 takes no values.
    type: dict
  environments:
    description: Values of variables of single stages in this release. They count like O(variables).
    type: list
    elements: dict
    aliases: [stages]
    suboptions:
      name:
        description: Name of the stage.
        type: str
      variables:
        description: Values of the stage's variables.
        type: dict
  manual_environments:
    description:
      - Names of stages that are not to start by themselves in this release, whatever their conditions.
      - Counts when a release is created or a draft started. It is not compared.
    type: list
    elements: str
    aliases: [manual_stages]
  reason:
    description:
      - Why the release is created. V(manual) where it is not given. It is not compared.
      - V(pullRequest) from Azure DevOps Server 2020 on.
    type: str
    choices: [none, manual, continuousIntegration, schedule, pullRequest]
  keep_forever:
    description: Whether the release is kept whatever the retention policies say.
    type: bool
  tags:
    description:
      - Tags of the release, all of them. Casing makes no difference.
      - From Team Foundation Server 2018 on.
    type: list
    elements: str
  comment:
    description:
      - Says in the history of the release why it was started, changed, abandoned, deleted or restored.
      - It alone changes nothing.
    type: str
  match_limit:
    description:
      - How many releases are looked at, the newest first, for one that has the declared versions and values.
      - The server gives only those that have the declared version of one artifact, so more than a few are rare, unless
        the definition has no artifacts. Team Foundation Server 2015 and 2017 give the newest ones whatever their
        version.
    type: int
    default: 200
  force:
    description:
      - Whether to create a release even if there is one for the same versions.
      - Every run creates another one then.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
    details:
      - The release is found by the same code, and nothing is written. Ids of what would be created are null.
      - A later task that gets such a null id, or the null number of a build as O(artifacts[].version), reports a change
        and warns that it cannot know what it would do. Outside check mode such a null is an error.
  diff_mode:
    support: full
    details:
      - Shows what changes in the terms of the options, and no secret. When nothing changes it is empty.
  idempotent:
    support: partial
    details:
      - With O(force=true) every run creates a release.
      - When V(latest) or a default version means another version by then, another release is created.
notes:
  - The API creates another release with each request. So a release is created as a draft, which deploys nothing yet.
    Then is looked whether another task has created one for the same declaration meanwhile. Of several the one with the
    lowest id stays, and each task deletes the draft that it made itself. Only then is it named and started. So two
    playbooks at the same time end with one release, unless the server stores two requests in another order than that of
    the ids which it gave them, or does not list yet what it has stored. The account needs the permission to delete
    releases for it; without, the second draft stays and a warning names both.
  - Other creators, such as triggers of the definition or the portal, do not look. A release that they create between
    the look and the start stays beside ours.
  - When the answer to the creation is lost, the release is looked for before the request is sent again. A task that is
    killed leaves a draft at most, which the next run of the same task finds by a key in its properties and starts. The
    key is a digest of the declaration, without the values of secrets. Team Foundation Server 2015 and 2017 keep no
    properties, and there the key is the last line of the description. Whoever edits that line away makes the next run
    take the release for one of somebody else. That is, a draft is not found again then, and a started one by its
    versions only.
  - Deleted releases are listed and restored from Team Foundation Server 2018 on.
  - A release that is found costs four requests (one more to find the definition by its name), namely one each for the
    definition, the list and the release, and one for each declared artifact. Artifacts that are not declared cost one
    together. By O(release_id) it is one, and by O(name) two or three. To create one costs three more.
seealso:
  - module: devops.release_management.release_definition
  - name: Releases in the REST API
    description: The requests behind this module.
    link: https://learn.microsoft.com/en-us/rest/api/azure/devops/release/releases
extends_documentation_fragment:
  - devops.release_management.azure_devops
  - devops.release_management.attributes
  - devops.release_management.attributes.group_azure_devops
  - devops.release_management.attributes.in_process
"""

EXAMPLES = r"""
- name: Create releases
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/devops.release_management.azure_devops:
      organization_url: https://dev.azure.com/fabrikam
      project: Fabrikam
      token: "{{ vault_azure_devops_token }}"
  tasks:
    - name: One release of a build, however often this runs
      devops.release_management.release:
        definition: Fabrikam-Website
        artifacts:
          - alias: Fabrikam.CI
            version: "20240304.1"
      register: made

    - name: Say which one it is
      ansible.builtin.debug:
        msg: "{{ made.release.name }} is number {{ made.release.id }}"

    - name: A release of the latest build of a branch that is tagged as ready
      devops.release_management.release:
        definition: Fabrikam-Website
        artifacts:
          - alias: Fabrikam.CI
            branch: main
            tags:
              - ready
        description: Weekly release
        tags:
          - weekly
        keep_forever: true

    - name: A release with a name, other values, and a stage that somebody starts by hand
      devops.release_management.release:
        definition: Fabrikam-Website
        path: \Web
        name: Spring sale
        artifacts:
          - alias: Fabrikam.CI
            version: 1042
        variables:
          Region: northeurope
          ApiKey:
            value: "{{ vault_api_key }}"
            is_secret: true
        stages:
          - name: QA
            variables:
              Slots: "2"
        manual_stages:
          - Production

    - name: A draft, to look at first
      devops.release_management.release:
        definition: Fabrikam-Website
        artifacts:
          - alias: Fabrikam.CI
            version: "20240304.1"
        state: draft
      register: draft

    - name: Start the draft
      devops.release_management.release:
        release_id: "{{ draft.release.id }}"

    - name: Give up a release
      devops.release_management.release:
        definition: Fabrikam-Website
        name: Spring sale
        state: abandoned
        comment: Summer came early

    - name: Delete a release
      devops.release_management.release:
        release_id: 116
        state: absent

    - name: Restore it
      devops.release_management.release:
        release_id: 116
        comment: Deleted by mistake

    - name: Another release of the same build
      devops.release_management.release:
        definition: Fabrikam-Website
        artifacts:
          - alias: Fabrikam.CI
            version: "20240304.1"
        force: true
"""

RETURN = r"""
release:
  description:
    - The release as the server has it, or null if there is none. Secret variables have no value.
    - In check mode as it would be. What the server would give, such as ids, is null.
    - When the task fails after it wrote something, as the last write left it. The message says what was written.
  type: dict
  returned: success, and failure after a write
  sample:
    id: 116
    name: Release-14
    status: active
    reason: manual
    releaseDefinition:
      id: 12
      name: Fabrikam-Website
    artifacts:
      - alias: Fabrikam.CI
        type: Build
        definitionReference:
          version:
            id: "90"
            name: "20240304.1"
    environments:
      - id: 248
        name: Dev
        status: inProgress
failure:
  description: What went wrong, for programs.
  type: dict
  returned: failure
  contains:
    kind:
      description: Kind of the error, such as C(UnknownNameError), C(DeclarationError) or C(RefusedError).
      type: str
      returned: always
      sample: UnknownNameError
    option:
      description: Path of the option that is wrong.
      type: str
      returned: when an option is wrong
      sample: artifacts[0].version
    status:
      description: HTTP status of the server's answer.
      type: int
      returned: when the server refused
      sample: 400
    error_code:
      description: The server's number of the error.
      type: raw
      returned: when the server gave one
    type_key:
      description: The server's name of the error.
      type: str
      returned: when the server gave one
      sample: InvalidRequestException
    activity_id:
      description: Id by which administrators find the request in the server's logs.
      type: str
      returned: when the server gave one
    url:
      description: Address of the request.
      type: str
      returned: when a request failed
"""

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release import RELEASE
from ansible_collections.devops.release_management.plugins.module_utils._module import run_module


def main() -> None:
    run_module(RELEASE)


if __name__ == "__main__":
    main()
