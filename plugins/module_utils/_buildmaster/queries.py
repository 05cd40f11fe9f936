# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries: the modules ``buildmaster_*_info`` and the lookups."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    BUILD,
    DEPLOYMENT,
    RELEASE,
    Document,
    passes,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.specification import (
    BUILD_QUERY_SPEC,
    DEPLOYMENT_QUERY_SPEC,
    RELEASE_QUERY_SPEC,
    Spec,
)
from ansible_collections.devops.release_management.plugins.module_utils._limit import checked_limit
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Query = Callable[[Document, Client, Run], Outcome]


def _query(operation: str, returned: str, kind: str, spec: Spec) -> Query:
    filters = {option: _wire_name(option) for option in spec if option != "limit"}

    def query(params: Document, client: Client, run: Run) -> Outcome:
        """Give what passes the filters, all of it or as many as the limit says; changes nothing."""
        limit = checked_limit(params.get("limit"))
        asked = {name: params[option] for option, name in filters.items() if params.get(option) is not None}
        found = [entry for entry in client.rows(operation, asked) if passes(entry, kind, asked)]
        return Outcome(changed=False, result={returned: found[:limit]})

    return query


def _wire_name(option: str) -> str:
    first, *others = option.split("_")
    return first + "".join(word.capitalize() for word in others)


query_releases = _query("releases.list", "releases", RELEASE, RELEASE_QUERY_SPEC)
query_builds = _query("builds.list", "builds", BUILD, BUILD_QUERY_SPEC)
query_deployments = _query("deployments.list", "deployments", DEPLOYMENT, DEPLOYMENT_QUERY_SPEC)
