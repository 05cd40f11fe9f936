# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Following a build until it is completed, and saying what it is at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.timeline import (
    Timeline,
    read_timeline,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import WaitTimeoutError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience, Waited, wait_until

Document = dict[str, Any]


class Seen(NamedTuple):
    """A look at a build."""

    build: Document
    timeline: Timeline


def is_completed(build: Mapping[str, Any]) -> bool:
    """Whether a build is over, however it ended."""
    return enums.STATUS.name_of(build.get("status")) == "completed"


def facts_of(build: Mapping[str, Any]) -> dict[str, Any]:
    """What a program that reads a failure wants to know of the build."""
    facts = {
        "build_id": build.get("id"),
        "build_number": build.get("buildNumber"),
        "result": enums.RESULT.name_of(build.get("result")),
        "web_url": ((build.get("_links") or {}).get("web") or {}).get("href"),
    }
    return {name: fact for name, fact in facts.items() if fact}


def follow(client: Client, build: Mapping[str, Any], patience: Patience, run: Run) -> Waited[Document]:
    """Wait until a build is completed.

    :raises WaitTimeoutError: it takes too long; the message says what it is at, or by what it is held up.
    :raises NotFoundError: it was deleted in the meantime.
    """
    if is_completed(build):
        return Waited(dict(build), 0.0)
    number = int(build["id"])

    def look() -> Seen:
        current = read_build(client, number)
        runs = enums.STATUS.name_of(current.get("status")) in ("inProgress", "cancelling")
        return Seen(current, read_timeline(client, number) if runs else Timeline([]))

    name = title_of(build)
    try:
        waited = wait_until(
            lambda seen: is_completed(seen.build), look, lambda seen: f"{name}: {_words(seen)}", patience, run
        )
    except WaitTimeoutError as error:
        error.details.update(facts_of(build))
        raise
    return Waited(waited.state.build, waited.elapsed)


def _words(seen: Seen) -> str:
    status = enums.STATUS.name_of(seen.build.get("status"))
    if status == "completed":
        return enums.RESULT.name_of(seen.build.get("result")) or "completed"
    if status == "postponed":
        return "postponed, it starts when somebody or a limit of parallel jobs lets it"
    if status == "notStarted":
        return f"queued, no agent has taken it yet{_place_in_queue(seen.build)}"
    doing = seen.timeline.held_up_by() or seen.timeline.doing()
    stage = "being canceled" if status == "cancelling" else "in progress"
    return f"{stage}: {doing}" if doing else stage


def _place_in_queue(build: Mapping[str, Any]) -> str:
    queue = (build.get("queue") or {}).get("name")
    position = build.get("queuePosition")
    facts = [f"queue {queue}"] * bool(queue) + [f"position {position}"] * (position is not None)
    return f" ({', '.join(facts)})" if facts else ""
