# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Document eras: how a generation of servers lays out a release definition.

The choice is made here and nowhere else. An era brings the layout of its documents; everything else works on options
and on what the layout makes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Layout


@dataclass(frozen=True)
class Era:
    """One layout of release definitions, and what its servers can keep.

    :ivar name: as messages call it.
    :ivar definition: options and wire of a definition.
    :ivar keeps_properties: whether what is put into a definition's properties is there on the next read.
    :ivar foreign: options that only servers of another era have, with what to use instead.
    """

    name: str
    definition: Layout
    keeps_properties: bool
    foreign: Mapping[str, str]

    def refuse_foreign(self, options: Mapping[str, Any]) -> None:
        """Raise DeclarationError for an option that documents of this era have no place for."""
        for option, instead in self.foreign.items():
            if options.get(option) is not None:
                raise DeclarationError(f"this server has no such setting: {instead}", option=option)


MODERN = Era(
    name="2018 and later",
    definition=DEFINITION,
    keeps_properties=True,
    foreign={"retention_policy": "retention belongs to each stage, use environments[].retention_policy"},
)

_ERA_OF_GENERATION: Mapping[str, Era] = {"server2022": MODERN, "services": MODERN}


def era_of(generation: str) -> Era:
    """The era of a server generation."""
    return _ERA_OF_GENERATION[generation]


def era_of_document(document: Mapping[str, Any], path: str) -> Era:
    """The era of a document, by where it keeps its tasks. ``path`` is the option that the document comes from."""
    stages = document.get("environments") or []
    if not isinstance(stages, list):
        raise DeclarationError("must be a list", option=f"{path}.environments")
    for index, stage in enumerate(stages):
        if not isinstance(stage, Mapping):
            raise DeclarationError("must be a map", option=f"{path}.environments[{index}]")
        step = stage.get("deployStep")
        if not stage.get("deployPhases") and isinstance(step, Mapping) and step.get("tasks"):
            raise DeclarationError(
                "this stage keeps its tasks in deployStep, as TFS 2015 and 2017 do: export the document from a newer"
                " server, or declare the stage by deploy_phases",
                option=f"{path}.environments[{index}].deployStep",
            )
    return MODERN
