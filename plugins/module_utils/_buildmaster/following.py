# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Following what a request to deploy began, until all of it has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    DEPLOYMENT,
    GOOD,
    Document,
    build_title,
    newest_first,
    passes,
    same_name,
    status_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.standing import (
    goes_on,
    summary,
    without_replaced,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import RunFailedError, WaitTimeoutError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience, Waited, wait_until

_FACTS = {"build_id": "id", "build_number": "number"}


def read_deployments(client: Client, build: Mapping[str, Any]) -> list[Document]:
    """All deployments of a build, newest first."""
    filters = {"buildId": build["id"]}
    return newest_first(one for one in client.rows("deployments.list", filters) if passes(one, DEPLOYMENT, filters))


def of_stage(deployments: Sequence[Document], stage: str | None) -> list[Document]:
    """Those to a stage; all of them where none is named."""
    return [one for one in deployments if stage is None or same_name(one.get("pipelineStageName"), stage)]


def follow(
    client: Client, build: Document, stage: str | None, first_id: int, patience: Patience, run: Run
) -> Waited[list[Document]]:
    """Wait until everything has ended that was begun for a build and a stage from an id on.

    By the stage and not by the id of the request: the deployment may come back under another one.

    :raises WaitTimeoutError: it takes too long; the message says what it is at.
    """

    def look() -> list[Document]:
        listed = of_stage(read_deployments(client, build), stage)
        return without_replaced([one for one in listed if int(one["id"]) >= first_id])

    def is_over(deployments: list[Document]) -> bool:
        return bool(deployments) and not goes_on(deployments)

    title = build_title(build)
    try:
        return wait_until(is_over, look, lambda seen: f"{title}: {_words(seen)}", patience, run)
    except WaitTimeoutError as error:
        error.details.update(_facts(build))
        raise


def failure_of(build: Mapping[str, Any], deployments: Sequence[Document]) -> RunFailedError:
    """The error for a deployment that did not end well, with what the server tells of it."""
    failed = summary(deployments) or {}
    sentences = [f"The deployment of {build_title(build)} to {_place(failed)} {_end(failed)}."]
    good = [one for one in deployments if status_of(one) in GOOD]
    if good:
        sentences.append(f"Others of that stage did not: {', '.join(_target(one) for one in good)}.")
    if build.get("furthestStage"):
        sentences.append(f"The furthest stage of the build is {build['furthestStage']}.")
    sentences.append("What went wrong is in the log of the deployment, which BuildMaster shows on its pages only.")
    return RunFailedError(" ".join(sentences), details={**_facts(build), "result": status_of(failed)})


def _words(deployments: Sequence[Document]) -> str:
    if not deployments:
        return "its deployment is not listed yet"
    return ", ".join(f"{_target(one)} {status_of(one)}" for one in reversed(deployments))


def _target(deployment: Mapping[str, Any]) -> str:
    plan = deployment.get("plan")
    return f"{_place(deployment)} ({plan})" if plan else _place(deployment)


def _place(deployment: Mapping[str, Any]) -> str:
    stage, environment = deployment.get("pipelineStageName"), deployment.get("environmentName")
    is_other = environment and not same_name(stage, environment)
    return f"{stage} on {environment}" if is_other else str(stage or "a stage")


def _end(deployment: Mapping[str, Any]) -> str:
    """How it ended: ``failed at … (plan Deploy, deployment 14)``."""
    if deployment.get("canceledOn") or deployment.get("canceledBy"):
        by = f" by {deployment['canceledBy']}" if deployment.get("canceledBy") else ""
        return f"was canceled{by} (deployment {deployment.get('id')})"
    at = f" at {deployment['ended']}" if deployment.get("ended") else ""
    plan = f"plan {deployment['plan']}, " if deployment.get("plan") else ""
    return f"ended as {status_of(deployment)}{at} ({plan}deployment {deployment.get('id')})"


def _facts(build: Mapping[str, Any]) -> Document:
    return {name: build[key] for name, key in _FACTS.items() if build.get(key) is not None}
