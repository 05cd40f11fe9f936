# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was deployed last to each stage of a definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.lists import NEWEST_FIRST
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import SUCCEEDED

Document = dict[str, Any]

PAGE = 100
"""The longest page of the list: what is in it costs one request for all stages together."""
_PAGE_OF_A_STAGE = 25


def last_deployments(client: Client, definition: Mapping[str, Any]) -> list[Document]:
    """The newest deployment of each stage, and the newest that succeeded where that is another one, as the server has them.

    One request, and one more for each stage whose last success is not among the newest of the definition.
    """
    number = int(definition["id"])
    places = [int(stage["id"]) for stage in definition.get("environments") or ()]
    newest = list(islice(_listed(client, {"definitionId": number, "$top": PAGE}), PAGE))
    is_all = len(newest) < PAGE
    here = [one for one in newest if _definition_of(one) == number]
    found: list[Document] = []
    for place in places:
        kept = _last(one for one in here if _place_of(one) == place)
        if not is_all and not any(map(_is_success, kept)):
            query = {"definitionId": number, "definitionEnvironmentId": place, "$top": _PAGE_OF_A_STAGE}
            kept = _last(
                one for one in _listed(client, query) if (_definition_of(one), _place_of(one)) == (number, place)
            )
        found += kept
    return found


def _listed(client: Client, query: Document) -> Iterator[Document]:
    yield from client.pages("deployments.list", query={**query, "queryOrder": NEWEST_FIRST})


def _last(deployments: Iterator[Document]) -> list[Document]:
    """The first of them, and the first success; what comes after that is not read."""
    kept: list[Document] = []
    for one in deployments:
        if not kept or _is_success(one):
            kept.append(one)
        if _is_success(one):
            break
    return kept


def _is_success(deployment: Mapping[str, Any]) -> bool:
    return deployment.get("deploymentStatus") in SUCCEEDED


def _place_of(deployment: Mapping[str, Any]) -> Any:
    return deployment.get("definitionEnvironmentId")


def _definition_of(deployment: Mapping[str, Any]) -> Any:
    """A server was reported to ignore the filter for the definition."""
    return (deployment.get("releaseDefinition") or {}).get("id")
