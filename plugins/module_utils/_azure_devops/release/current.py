# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a release is still what is deployed to a stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import SUCCEEDED

_PAGE = 25


def last_deployed(client: Client, release: Mapping[str, Any], stage: Mapping[str, Any]) -> Mapping[str, Any]:
    """The release (its id and name) that was the last to be deployed to a stage of this definition with success.

    One request, unless the latest attempts all failed. Without any such deployment it is the given release itself.
    """
    definition = release["releaseDefinition"]["id"]
    place = stage["definitionEnvironmentId"]
    query = {
        "definitionId": definition,
        "definitionEnvironmentId": place,
        "queryOrder": "descending",
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
    return release
