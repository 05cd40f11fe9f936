# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What says which stage of which release is meant."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  release_id:
    description:
      - Id of the release.
      - Without it, the release is found by O(definition) and O(name). Beside it, they have to be those of the release.
    type: int
  definition:
    description:
      - Name or id of the release definition. A text of digits only is an id.
      - Needed unless O(release_id) is given.
    type: raw
  path:
    description:
      - Folder of O(definition), such as V(\\Web\\Shop) or V(/Web/Shop).
      - Without it, any folder. It is an error if several folders have a definition of that name.
    type: str
  name:
    description:
      - Name of the release, such as V(Release-4).
      - Without it, the newest release of O(definition) that is neither a draft nor abandoned.
    type: str
  environment:
    description: Name of the stage, in any casing.
    type: str
    required: true
    aliases: [stage]
"""
