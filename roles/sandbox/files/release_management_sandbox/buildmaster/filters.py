# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: the documented filters of each, all of which must hold. A key that is no filter is not looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from release_management_sandbox.buildmaster.call import Call
from release_management_sandbox.buildmaster.parameters import Parameters
from release_management_sandbox.buildmaster.records import (
    BUILD,
    BUILD_ID,
    BUILD_NUMBER,
    DEPLOYMENT,
    RELEASE,
    all_of,
)
from release_management_sandbox.buildmaster.shapes import build_info, deployment_info, release_info
from release_management_sandbox.store import Document, fold

RELEASE_STATUSES = ("active", "canceled", "deployed")
BUILD_STATUSES = ("active", "rejected", "deployed")
DEPLOYMENT_STATUSES = ("pending", "executing", "succeeded", "warned", "failed")

Shape = Callable[[Call, Document], Document]
# The key of an answer by the keys of a request that ask for it.
_NUMBERS: dict[tuple[str, ...], str] = {
    ("applicationId",): "applicationId",
    ("releaseId",): "releaseId",
    BUILD_ID: "buildId",
    ("deploymentId",): "deploymentId",
    ("environmentId",): "environmentId",
}
_TEXTS: dict[tuple[str, ...], str] = {
    (key,): key
    for key in (
        *("applicationName", "releaseNumber", "releaseName", "pipelineName"),
        *("furthestStage", "pipelineStageName", "environmentName"),
    )
} | {BUILD_NUMBER: "buildNumber"}


def list_releases(call: Call) -> list[Document]:
    return _listed(call, RELEASE, release_info, RELEASE_STATUSES, lambda one: {"releaseId": one["id"]})


def list_builds(call: Call) -> list[Document]:
    def own(build: Document) -> Document:
        return {"buildId": build["id"], "buildNumber": build["number"]}

    return _listed(call, BUILD, build_info, BUILD_STATUSES, own)


def list_deployments(call: Call) -> list[Document]:
    return _listed(call, DEPLOYMENT, deployment_info, DEPLOYMENT_STATUSES, lambda one: {"deploymentId": one["id"]})


def _listed(
    call: Call, kind: str, shape: Shape, statuses: tuple[str, ...], own: Callable[[Document], Document]
) -> list[Document]:
    """All entries that pass; a filter that names nothing leaves nothing, and is no error."""
    wanted = _wanted(call.parameters, statuses)
    shown = ((shape(call, entry), entry) for entry in all_of(call.store, kind))
    return [
        document for document, entry in shown if _passes({**document, **_full(call, document), **own(entry)}, wanted)
    ]


def _full(call: Call, document: Document) -> Document:
    """What version 5 calls otherwise, by the names of today."""
    names = {"packageId": "buildId", "packageNumber": "buildNumber"}
    return {} if call.traits.has_builds else {names[key]: document[key] for key in names if key in document}


def _wanted(parameters: Parameters, statuses: tuple[str, ...]) -> dict[str, Any]:
    wanted: dict[str, Any] = {name: parameters.number(*keys) for keys, name in _NUMBERS.items()}
    wanted.update({name: parameters.text(*keys) for keys, name in _TEXTS.items()})
    wanted["status"] = parameters.choice("status", statuses)
    return {name: value for name, value in wanted.items() if value is not None}


def _passes(document: Document, wanted: dict[str, Any]) -> bool:
    return all(fold(str(document.get(name, ""))) == fold(str(value)) for name, value in wanted.items())
