# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One version of an artifact, as requests and releases have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    reference_id,
)


@dataclass(frozen=True)
class Version:
    """A version of an artifact.

    :ivar id: what the source calls it: the id of a build, a commit, a number.
    :ivar name: what people call it: the number of a build.
    :ivar branch: empty where it is not known.
    :ivar is_branch_declared: whether a release of another branch is another release.
    """

    id: str
    name: str
    branch: str = ""
    is_branch_declared: bool = False

    def reference(self) -> dict[str, str]:
        """The ``instanceReference`` of a request."""
        known = {"id": self.id, "name": self.name, "sourceBranch": self.branch}
        return {key: value for key, value in known.items() if value}

    def is_of(self, artifact: Mapping[str, Any]) -> bool:
        """Whether the artifact of a release has this version: ids count, names are null on some servers."""
        if reference_id(artifact, "version") != self.id:
            return False
        branch = reference_id(artifact, "branch")
        return not (self.is_branch_declared and branch) or bool(codecs.branch(branch) == codecs.branch(self.branch))
