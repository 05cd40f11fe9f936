# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What runs where: release definitions and their last deployments, as the report shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._instants import instant
from ansible_collections.devops.release_management.plugins.plugin_utils._report_states import (
    NOTHING,
    State,
    name_of,
    state_of,
)

Document = Mapping[str, Any]

_SUCCEEDED = frozenset({"good", "partial"})
_MOMENTS = ("completedOn", "startedOn", "queuedOn", "lastModifiedOn")
_STAGE_CONDITION = "environmentstate"
_START = "releasestarted"


@dataclass(frozen=True)
class Version:
    """What of one artifact is in a release."""

    alias: str
    name: str


@dataclass(frozen=True)
class Deployment:
    """:ivar moment: when it ended; of one under way when it began."""

    release: str
    link: str | None
    versions: Sequence[Version]
    state: State
    moment: datetime | None
    who: str
    attempt: int


@dataclass(frozen=True)
class Stage:
    """:ivar current: what runs there, the last deployment that succeeded.
    :ivar latest: the last attempt, where that is another one.
    :ivar after: names of the stages that it follows.
    """

    name: str
    current: Deployment | None
    latest: Deployment | None
    after: Sequence[str] = ()
    starts: str = ""

    @property
    def rows(self) -> Sequence[tuple[Deployment | None, bool]]:
        """What a table tells of it: what runs there, then the last attempt; whether one is a last attempt beside it."""
        if self.latest is None:
            return [(self.current, False)]
        return [(self.latest, False)] if self.current is None else [(self.current, False), (self.latest, True)]

    @property
    def state(self) -> State:
        """The state that tells most: of the last attempt."""
        newest = self.latest or self.current
        return newest.state if newest else NOTHING


@dataclass(frozen=True)
class Pipeline:
    number: int
    name: str
    folder: str
    link: str | None
    stages: Sequence[Stage]


@dataclass(frozen=True)
class Overview:
    """:ivar newest: the moment of the newest deployment: how old the facts are, without a clock."""

    pipelines: Sequence[Pipeline]
    newest: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


def overview_of(definitions: Iterable[Document]) -> Overview:
    """Tell what runs where, of definitions that were read whole with their last deployments, sorted by folder and name."""
    pipelines = sorted(
        map(_pipeline, definitions), key=lambda one: (one.folder.casefold(), one.name.casefold(), one.number)
    )
    stages = [stage for pipeline in pipelines for stage in pipeline.stages]
    moments = [one.moment for stage in stages for one in (stage.current, stage.latest) if one and one.moment]
    counts: dict[str, int] = {}
    for stage in stages:
        counts[stage.state.kind] = counts.get(stage.state.kind, 0) + 1
    return Overview(pipelines, max(moments, default=None), counts)


def _pipeline(definition: Document) -> Pipeline:
    deployments = definition.get("deployments") or ()
    stages = sorted(definition.get("environments") or (), key=lambda one: int(one.get("rank") or 0))
    names = {str(stage.get("name")).casefold(): str(stage.get("name")) for stage in stages}
    return Pipeline(
        number=int(definition.get("id") or 0),
        name=str(definition.get("name") or ""),
        folder=str(definition.get("path") or "\\"),
        link=_link(definition),
        stages=[_stage(stage, deployments, names) for stage in stages],
    )


def _stage(stage: Document, deployments: Iterable[Document], names: Mapping[str, str]) -> Stage:
    here = [_deployment(one) for one in deployments if one.get("definitionEnvironmentId") == stage.get("id")]
    current = next((one for one in here if one.state.kind in _SUCCEEDED), None)
    latest = here[0] if here and here[0] is not current else None
    after = list(_after(stage, names))
    return Stage(str(stage.get("name") or ""), current, latest, after, _starts(stage, after))


def _after(stage: Document, names: Mapping[str, str]) -> Iterator[str]:
    for condition in stage.get("conditions") or ():
        if str(condition.get("conditionType")).casefold() == _STAGE_CONDITION:
            name = names.get(str(condition.get("name")).casefold())
            if name is not None and name != stage.get("name"):
                yield name


def _starts(stage: Document, after: Sequence[str]) -> str:
    if after:
        return f"after {', '.join(after)}"
    events = {str(condition.get("name")).casefold() for condition in stage.get("conditions") or ()}
    if _START in events:
        return "with the release"
    return "on a schedule" if stage.get("schedules") else "by hand"


def _deployment(document: Document) -> Deployment:
    release = document.get("release") or {}
    moments = (instant(document.get(name)) for name in _MOMENTS)
    return Deployment(
        release=str(release.get("name") or release.get("id") or ""),
        link=_link(release),
        versions=_versions(release),
        state=state_of(document),
        # A server without a moment may write that of the beginning of time.
        moment=next((one for one in moments if one and one.year > 1), None),
        who=name_of(document.get("requestedFor")) or name_of(document.get("requestedBy")),
        attempt=int(document.get("attempt") or 1),
    )


def _versions(release: Document) -> list[Version]:
    """The versions of its artifacts, the primary one first."""
    artifacts = sorted(release.get("artifacts") or (), key=lambda one: not one.get("isPrimary"))
    found = [(one, (one.get("definitionReference") or {}).get("version") or {}) for one in artifacts]
    return [
        Version(str(one.get("alias") or ""), str(version.get("name") or version.get("id")))
        for one, version in found
        if version.get("name") or version.get("id")
    ]


def _link(document: Document) -> str | None:
    """The page of a thing, but nothing that a browser would do something else with."""
    address = str(((document.get("_links") or {}).get("web") or {}).get("href") or "")
    return address if address.startswith(("http://", "https://")) else None
