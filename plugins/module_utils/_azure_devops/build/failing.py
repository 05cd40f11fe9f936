# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The failure of a build, told so that nobody has to look for its cause in the portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import indent
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.following import (
    facts_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.timeline import (
    RECORD_RESULT,
    read_timeline,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ReleaseManagementError,
    RunFailedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._log_tail import tail_of

_TAIL = 20
_MOST_LOGS = 3
_MOST_ISSUES = 10

_VERBS: Mapping[str, str] = {
    "failed": "failed",
    "canceled": "was canceled",
    "partiallySucceeded": "partially succeeded",
}


def failure_of(client: Client, build: Mapping[str, Any]) -> RunFailedError:
    """The error for a build that ended otherwise than the task wants: what failed in it, and the ends of its logs."""
    result = enums.RESULT.name_of(build.get("result")) or "unknown"
    facts = facts_of(build)
    title = title_of(build)
    lines = [f"{title[0].upper()}{title[1:]} {_VERBS.get(result, result)}.", *_told_by(client, build)]
    if "web_url" in facts:
        lines.append(f"See {facts['web_url']}")
    return RunFailedError("\n".join(lines), details=facts)


def _told_by(client: Client, build: Mapping[str, Any]) -> Iterator[str]:
    number = int(build["id"])
    for finding in build.get("validationResults") or []:
        # The errors of a pipeline's YAML file: such a build never had a timeline.
        yield f"{finding.get('result')}: {finding.get('message')}"
    try:
        timeline = read_timeline(client, number)
        failed = timeline.failed()
    except ReleaseManagementError as error:
        yield f"What failed in it cannot be read: {error.message}"
        return
    for record in failed:
        ending = RECORD_RESULT.name_of(record.get("result"))
        issues = _errors_of(record)
        yield f"{timeline.path(record)} {_VERBS.get(str(ending), ending)}{': ' if issues else ''}{'; '.join(issues)}"
    logged = [record for record in failed if (record.get("log") or {}).get("id") is not None]
    yield from _log_tails(client, number, {int(one["log"]["id"]): timeline.path(one) for one in logged[:_MOST_LOGS]})


def _errors_of(record: Mapping[str, Any]) -> list[str]:
    issues = record.get("issues") or []
    return [str(issue.get("message")) for issue in issues if str(issue.get("type")).casefold() == "error"][
        :_MOST_ISSUES
    ]


def _log_tails(client: Client, build_id: int, paths: Mapping[int, str]) -> Iterator[str]:
    if not paths:
        return
    try:
        # How long they are: a log may have a million lines, of which only the last are wanted.
        lengths = {log.get("id"): log.get("lineCount") or 0 for log in client.pages("builds.logs", build_id=build_id)}
        for log, path in paths.items():
            first = max(0, int(lengths.get(log, 0)) - _TAIL)
            text = client.call("builds.log", build_id=build_id, log_id=log, query={"startLine": first})
            tail = tail_of(str(text or ""), _TAIL)
            if tail:
                yield f"The end of the log of {path}:"
                yield indent(tail, "  ")
    except ReleaseManagementError as error:
        yield f"The log cannot be read: {error.message}"
