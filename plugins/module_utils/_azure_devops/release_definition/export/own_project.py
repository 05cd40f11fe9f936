# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an export says of the project that it comes from: nothing, so that it means whichever project it is applied to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.artifacts import (
    is_named_in_a_project,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold

Options = dict[str, Any]

_REQUEST = "pull_request_configuration"


def in_any_project(options: Options, own: str) -> Options:
    """The options without the name of their own project, where leaving it out means the own one.

    :param own: its name.
    """
    placed = dict(options)
    if placed.get("artifacts"):
        placed["artifacts"] = [
            _without(own, artifact) if is_named_in_a_project(artifact) else artifact for artifact in placed["artifacts"]
        ]
    if placed.get("triggers"):
        placed["triggers"] = [
            {**trigger, _REQUEST: _without(own, trigger[_REQUEST])} if _is_of_a_repository(trigger) else trigger
            for trigger in placed["triggers"]
        ]
    return placed


def _is_of_a_repository(trigger: Mapping[str, Any]) -> bool:
    return (trigger.get(_REQUEST) or {}).get("repository") is not None


def _without(own: str, options: Options) -> Options:
    project = options.get("project")
    if project is None or fold(str(project)) != fold(own):
        return options
    return {option: value for option, value in options.items() if option != "project"}
