# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of a deployment wrote: made from what is known of each, and always the same for the same task."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timezone

from release_management_sandbox.store import Document

_UNSAFE = re.compile(r'[\\/:*?"<>|]+')


def text_of(task: Document, first: int | None = None, last: int | None = None) -> str:
    """The log of a task, from one line to another, both counted from 1 and part of it."""
    lines = _lines(task)[max(first or 1, 1) - 1 : last]
    return "".join(f"{line}\r\n" for line in lines)


def line_count(task: Document) -> int:
    return len(_lines(task))


def archive(release: Document) -> bytes:
    """A zip of the logs of every task that has started: a folder for each stage, attempt and phase.

    [I] The names of folders and files.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as files:
        for environment in release["environments"]:
            for attempt in environment["attempts"]:
                _add_attempt(files, environment, attempt)
    return content.getvalue()


def _add_attempt(files: zipfile.ZipFile, environment: Document, attempt: Document) -> None:
    for phase in attempt["phases"]:
        folder = f"{_safe(environment['name'])}/Attempt {attempt['attempt']}/{phase['rank']}_{_safe(phase['name'])}"
        for job in phase["jobs"]:
            place = folder if len(phase["jobs"]) == 1 else f"{folder}/{job['rank']}_{_safe(job['name'])}"
            for task in job["tasks"]:
                if task["started"] is not None:
                    _add(files, f"{place}/{task['rank']}_{_safe(task['name'])}.log", task)


def _add(files: zipfile.ZipFile, name: str, task: Document) -> None:
    """With the date of the task, so that an archive is the same each time it is asked for."""
    moment = datetime.fromtimestamp(task["started"], timezone.utc)
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    files.writestr(entry, text_of(task))


def _lines(task: Document) -> list[str]:
    started, finished = task["started"], task["finished"]
    if started is None:
        return []
    definition = task.get("task")
    lines = [f"{_stamp(started)} ##[section]Starting: {task['name']}"]
    if isinstance(definition, dict):
        lines += [f"{_stamp(started)} {line}" for line in _heading(definition)]
    if finished is None:
        return lines
    lines += [f"{_stamp(finished)} ##[error]{_message(issue)}" for issue in task["issues"]]
    return [*lines, f"{_stamp(finished)} ##[section]Finishing: {task['name']}"]


def _heading(definition: Document) -> list[str]:
    inputs = [f"{name}: {value}" for name, value in sorted(definition["inputs"].items()) if value]
    line = "=" * 78
    return [line, f"Task         : {definition['name']}", f"Version      : {definition['version']}", line, *inputs]


def _message(issue: Document | str) -> str:
    return issue if isinstance(issue, str) else str(issue["message"])


def _stamp(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, timezone.utc):%Y-%m-%dT%H:%M:%S.%f}0Z"


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip() or "_"
