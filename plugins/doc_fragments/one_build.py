# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options by which modules and the lookup `build_tags` find a build, word for word."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  definition:
    description:
      - Name or id of the build definition. The name may have its folder before it, as in V(\\Web\\Fabrikam.CI).
      - Alone it means the build of it that was queued last, with O(source_branch), O(status_filter) and
        O(result_filter) the last one of those.
      - A text of digits only is an id.
    type: raw
  path:
    description:
      - Folder of O(definition), such as V(\\Web\\Shop) or V(/Web/Shop).
      - Without it, any folder. It is an error if several folders have a definition of that name.
    type: str
  source_branch:
    description: Branch that the latest build was made of, such as V(main) or V(refs/heads/main).
    type: str
  status_filter:
    description: States that the latest build may be in. An empty list means no build at all.
    type: list
    elements: str
    choices: [inProgress, completed, cancelling, postponed, notStarted, all, none]
  result_filter:
    description:
      - Results that the latest build may have, such as V(succeeded) for the latest good one. An empty list means no build
        at all.
    type: list
    elements: str
    choices: [succeeded, partiallySucceeded, failed, canceled, none]
notes:
  - An empty text in an option that says which build is meant is an error. Leave the option out, or give C(omit).
"""
