# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a release is still what is deployed to a stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from itertools import islice
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    DEPLOYMENTS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    read_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.lists import (
    NEWEST_FIRST,
    listed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import SUCCEEDED
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant

_PAGE = 25
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def last_deployed(client: Client, release: Mapping[str, Any], stage: Mapping[str, Any]) -> Mapping[str, Any]:
    """The release (its id and name) that was the last to be deployed to a stage of this definition with success.

    Without any such deployment it is the given release itself.
    """
    definition = release["releaseDefinition"]["id"]
    place = stage["definitionEnvironmentId"]
    find = _of_deployments if DEPLOYMENTS.of(client.generation) else _of_stages
    return find(client, definition, place) or release


def _of_deployments(client: Client, definition: int, place: int) -> Mapping[str, Any] | None:
    """One request, unless the latest attempts all failed."""
    query = {
        "definitionId": definition,
        "definitionEnvironmentId": place,
        "queryOrder": NEWEST_FIRST,
        "$top": _PAGE,
    }
    for deployment in client.pages("deployments.list", query=query):
        # A server was reported to ignore the filter for the definition.
        is_here = (
            deployment.get("definitionEnvironmentId") == place
            and (deployment.get("releaseDefinition") or {}).get("id") == definition
        )
        if is_here and deployment.get("deploymentStatus") in SUCCEEDED:
            found: Mapping[str, Any] = deployment["release"]
            return found
    return None


def _of_stages(client: Client, definition: int, place: int) -> Mapping[str, Any] | None:
    """Of the newest releases whose stage here succeeded, that whose stage changed last [I].

    What is older than all of them, and was deployed again, is not seen: the first generation has no list that tells.
    """
    query = {"definitionId": definition, "$expand": "environments", "queryOrder": NEWEST_FIRST}
    deployed = (release for release in listed(client, query) if _success(release, place))
    newest = list(islice(deployed, _PAGE))
    return max(newest, key=lambda release: _moment(client, release, place), default=None)


def _success(release: Mapping[str, Any], place: int) -> Mapping[str, Any] | None:
    """The stage of a release, if it succeeded."""
    for stage in release.get("environments") or ():
        if stage.get("definitionEnvironmentId") == place and status_of(stage) in SUCCEEDED:
            found: Mapping[str, Any] = stage
            return found
    return None


def _moment(client: Client, release: Mapping[str, Any], place: int) -> datetime:
    """When the stage changed; the entry of a list may not tell."""
    told = instant((_success(release, place) or {}).get("modifiedOn"))
    whole = {} if told else _success(read_release(client, int(release["id"])), place) or {}
    return told or instant(whole.get("modifiedOn")) or _LONG_AGO
