# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Document eras: how a generation of servers lays out a release definition.

The choice is made here and nowhere else. An era reads its documents into the modern layout and writes them back;
everything between works on that layout, on options, and on what the era's table of options makes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.era2015 import (
    definition as era2015,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.era2015 import (
    document as document2015,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.era2015.conditions import (
    with_flags,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Layout

Document = dict[str, Any]


@dataclass(frozen=True)
class Era:
    """One layout of release definitions, and what its servers can keep.

    :ivar definition: options and the modern view of a definition.
    :ivar read: the modern view of a document.
    :ivar write: the document of a modern view, beside the document that the server has (None: none yet). What the view
        left alone is, key for key, what the server has.
    :ivar place: where in a document that stands which is at a place of its modern view.
    :ivar reword: options in the words of the era, where others mean the same.
    :ivar settle: options as the era means them. Raises DeclarationError where they say two things.
    :ivar keeps_properties: whether what is put into a definition's properties is there on the next read.
    :ivar retains_by_stage: whether retention belongs to each stage rather than to the definition.
    """

    definition: Layout
    read: Callable[[Mapping[str, Any]], Document]
    write: Callable[[Mapping[str, Any], Mapping[str, Any] | None], Document]
    place: Callable[[str], str]
    reword: Callable[[Mapping[str, Any]], Document]
    settle: Callable[[Mapping[str, Any]], Document]
    keeps_properties: bool
    retains_by_stage: bool


MODERN = Era(
    definition=DEFINITION,
    read=dict,
    write=lambda view, _actual: dict(view),
    place=str,
    reword=dict,
    settle=dict,
    keeps_properties=True,
    retains_by_stage=True,
)
OLD = Era(
    definition=era2015.DEFINITION,
    read=document2015.read,
    write=document2015.write,
    place=document2015.place,
    reword=with_flags,
    settle=era2015.settle,
    keeps_properties=False,
    retains_by_stage=False,
)

_ERA_OF_GENERATION: Mapping[str, Era] = {
    "tfs2015": OLD,
    "tfs2017": OLD,
    "tfs2018": MODERN,
    "server2019": MODERN,
    "server2020": MODERN,
    "server2022": MODERN,
    "services": MODERN,
}


def era_of(generation: str) -> Era:
    """The era of a server generation."""
    return _ERA_OF_GENERATION[generation]


def era_of_document(document: Mapping[str, Any], path: str, otherwise: Era = MODERN) -> Era:
    """The era of a document, by where it keeps its tasks.

    :param path: the option that the document comes from.
    :param otherwise: the era of a document that does not tell.
    """
    stages = document.get("environments") or []
    if not isinstance(stages, list):
        raise DeclarationError("must be a list", option=f"{path}.environments")
    for index, stage in enumerate(stages):
        if not isinstance(stage, Mapping):
            raise DeclarationError("must be a map", option=f"{path}.environments[{index}]")
    if any(document2015.keeps_tasks_in_step(stage) for stage in stages):
        return OLD
    return MODERN if any(stage.get("deployPhases") for stage in stages) else otherwise
