# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``build_log``: one log of a build, or all of them in an archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.choosing import chosen_id
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    about_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.timeline import (
    Timeline,
    read_timeline,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.saving import save_file
from ansible_collections.devops.release_management.plugins.module_utils._files.unpacking import save_archive
from ansible_collections.devops.release_management.plugins.module_utils._names import ambiguous, joined, unknown
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

_RANGE: Mapping[str, str] = {"start_line": "startLine", "end_line": "endLine"}
"""Options that say which lines, and their names in the API."""


def ensure_log(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Have one log of a build on the host, or the archive of all.

    :param params: the options of the module ``build_log``.
    :raises NotFoundError: there is no such build.
    :raises UnknownNameError: it has no such log or task.
    :raises DeclarationError: the task has no log yet, or options do not go together.
    :raises LocalFileError: it cannot be written.
    :raises ArchiveError: what came is damaged, or not safe to unpack.
    """
    is_one = params.get("log_id") is not None or params.get("task") is not None
    _check(params, is_one)
    build_id = chosen_id(params, client)
    outcome = _one(params, client, run, build_id) if is_one else _all(params, client, run, build_id)
    outcome.result["build_id"] = build_id
    return outcome


def _check(params: Mapping[str, Any], is_one: bool) -> None:
    if is_one and params.get("extract"):
        raise DeclarationError(
            "is for the archive of all logs, and goes with neither log_id nor task.", option="extract"
        )
    lines = next((option for option in _RANGE if params.get(option) is not None), None)
    if lines and not is_one:
        raise DeclarationError("chooses from the lines of one log: say which with log_id or task.", option=lines)


def _all(params: Mapping[str, Any], client: Client, run: Run, build_id: int) -> Outcome:
    def download(file: BinaryIO) -> None:
        with about_build(client, build_id):
            client.download("builds.log_archive", file, build_id=build_id)

    return save_archive(download, f"logs_{build_id}.zip", params, run)


def _one(params: Mapping[str, Any], client: Client, run: Run, build_id: int) -> Outcome:
    with about_build(client, build_id):
        logs = {int(log["id"]): log for log in client.pages("builds.logs", build_id=build_id)}
    number = params.get("log_id")
    if number is None:
        number = _log_of(read_timeline(client, build_id), params["task"], build_id)
    if number not in logs:
        raise _no_log(number, build_id, list(logs))

    def download(file: BinaryIO) -> None:
        query = {name: params.get(option) for option, name in _RANGE.items()}
        client.download("builds.log", file, query=query, build_id=build_id, log_id=number)

    outcome = save_file(download, params["dest"], f"{build_id}_{number}.log", run, is_archive=False)
    outcome.result["log"] = logs[number]
    return outcome


def _no_log(number: int, build_id: int, existing: list[int]) -> UnknownNameError:
    there = f"It has {joined([str(one) for one in sorted(existing)])}." if existing else "It has none yet."
    return UnknownNameError(f"There is no log {number} in build {build_id}. {there}", option="log_id")


def _log_of(timeline: Timeline, task: str, build_id: int) -> int:
    """The id of the log of a task or job."""
    found = timeline.named(task)
    if not found:
        raise unknown("task or job", task, f"in build {build_id}", timeline.names(), "task")
    with_log = [record for record in found if (record.get("log") or {}).get("id") is not None]
    if not with_log:
        raise DeclarationError(
            f"'{task}' of build {build_id} has no log: its state is {found[0].get('state')}, its result"
            f" {found[0].get('result') or 'not known'}.",
            option="task",
        )
    if len(with_log) > 1:
        meanings = [f"{timeline.path(record)} (log {record['log']['id']})" for record in with_log]
        raise ambiguous("task", task, f"in build {build_id}", meanings, "Say which with log_id.", "task")
    return int(with_log[0]["log"]["id"])
