# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a build at a stage: of several deployments those that count, and the one that stands for them.

A stage may have several plans or environments, each with a deployment of its own. And the deployment that a request
returned may be replaced by another one: "plan" is null until then (documented answers).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    GOOD,
    UNDER_WAY,
    Document,
    newest_first,
    status_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant

_TOGETHER = timedelta(minutes=1)
"""[I] What one request begins, it begins within this time."""


def latest_attempt(deployments: Sequence[Document]) -> list[Document]:
    """The newest deployment, and what was begun together with it for other plans or environments; newest first.

    A request begins an attempt: what was planned before it is no part of that.
    """
    attempt: list[Document] = []
    for deployment in newest_first(deployments):
        if attempt and not _belongs(deployment, attempt):
            break
        attempt.append(deployment)
    return without_replaced(attempt)


def without_replaced(deployments: Sequence[Document]) -> list[Document]:
    """Leave out the requests whose place others have taken."""
    planned = [one for one in deployments if _is_planned(one)]
    newest_planned = max((int(one["id"]) for one in planned), default=0)
    return [one for one in deployments if _is_planned(one) or int(one["id"]) > newest_planned]


def goes_on(deployments: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any of them has not ended yet."""
    return any(status_of(one) in UNDER_WAY for one in deployments)


def summary(deployments: Sequence[Document]) -> Document | None:
    """The one that says how it stands: that which failed, or else goes on, or else is the newest; None where none is."""
    ordered = newest_first(deployments)
    for is_meant in (_failed, lambda one: status_of(one) in UNDER_WAY, lambda one: True):
        found = next((one for one in ordered if is_meant(one)), None)
        if found is not None:
            return found
    return None


def _is_planned(deployment: Mapping[str, Any]) -> bool:
    """A request is not: it gets no plan, but gives way to deployments that have one."""
    return deployment.get("plan") is not None


def _failed(deployment: Mapping[str, Any]) -> bool:
    return status_of(deployment) not in GOOD | UNDER_WAY


def _belongs(deployment: Mapping[str, Any], attempt: Sequence[Mapping[str, Any]]) -> bool:
    if _is_planned(deployment) and not all(_is_planned(other) for other in attempt):
        return False
    if any(_target(deployment) == _target(other) for other in attempt):
        return False
    one, other = instant(deployment.get("createdOn")), instant(attempt[-1].get("createdOn"))
    return one is not None and other is not None and other - one <= _TOGETHER


def _target(deployment: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(deployment.get(key) for key in ("plan", "environmentId", "environmentName", "pipelineStageName"))
