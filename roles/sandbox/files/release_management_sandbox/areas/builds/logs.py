# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The logs of a build: what its tasks wrote, made from its run. As text, as a list of lines, or packed.

The log of a job is that of its tasks, one after the other (recorded: the job's comes last and is the longest).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime

from release_management_sandbox.answers import TEXT, ZIP, Answer, collection
from release_management_sandbox.areas.builds import running
from release_management_sandbox.areas.builds.refusals import build_not_found, refused
from release_management_sandbox.areas.builds.timeline import Timeline
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.store import Document

_RULE = "=" * 78
_MARKS = {"error": "##[error]", "warning": "##[warning]"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def list_logs(call: Call) -> Answer:
    """The list, or all of them in a ZIP file where the request accepts that first."""
    timeline = _timeline(call)
    logs = list(timeline.logs()) if timeline else []
    if timeline is not None and preferred(call.accept, ("application/json", ZIP)) == ZIP:
        files = {_file_name(log, logs): "\r\n".join(_lines(log, timeline)) + "\r\n" for log in logs}
        return zipped(files, logs[-1]["end"] if logs else None)
    return collection(_shown(log, timeline) for log in logs if timeline is not None)


def get_log(call: Call) -> Answer:
    """Lines startLine to endLine. [I] They count from 1; text is what comes without an Accept header."""
    timeline, number = _timeline(call), call.number("logId")
    log = next((one for one in timeline.logs() if one["id"] == number), None) if timeline else None
    if timeline is None or log is None:
        raise refused(404, "BuildLogNotFoundException", f"Log {number} was not found for build {call.path['buildId']}.")
    first, last = call.query.number("startLine"), call.query.number("endLine")
    lines = _lines(log, timeline)[max((first or 1) - 1, 0) : last]
    form = preferred(call.accept, (TEXT, "application/json", ZIP))
    text = "".join(f"{line}\r\n" for line in lines)
    if form == ZIP:
        return zipped({f"{number}.txt": text}, log["end"])
    if form == TEXT:
        return Answer(text, media_type=TEXT, versioned=False)
    return collection(lines)


def preferred(accept: str, forms: Sequence[str]) -> str:
    """The first media type of an Accept header that there is; without one, the first that there is."""
    for part in accept.lower().split(","):
        wanted = part.split(";")[0].strip()
        if wanted in forms:
            return wanted
    return forms[0]


def zipped(files: dict[str, str], moment: datetime | None) -> Answer:
    """A ZIP file. The same files give the same bytes."""
    content, date = io.BytesIO(), moment.timetuple()[:6] if moment else _EARLIEST
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return Answer(content.getvalue(), media_type=ZIP, versioned=False, streamed=True)


def _timeline(call: Call) -> Timeline | None:
    number = call.number("buildId")
    build = running.find(call, number)
    if build is None:
        raise build_not_found(number)
    return Timeline(build, call) if "run" in build else None


def _shown(log: Document, timeline: Timeline) -> Document:
    return {
        "lineCount": len(_lines(log, timeline)),
        "createdOn": release_time(log["start"]),
        "lastChangedOn": release_time(log["end"]),
        "id": log["id"],
        "type": "Container",
        "url": f"{timeline.url}/logs/{log['id']}",
    }


def _file_name(log: Document, logs: list[Document]) -> str:
    """A job's log lies beside the folder of its tasks' logs."""
    jobs = [one["job"] for one in logs if one["is_job"]]
    position = jobs.index(log["job"]) + 1 if log["job"] in jobs else len(jobs) + 1
    folder = f"{position}_{_safe(log['job'])}"
    if log["is_job"]:
        return f"{folder}.txt"
    own = [one["id"] for one in logs if one["job"] == log["job"]]
    return f"{folder}/{own.index(log['id']) + 1}_{_safe(log['name'])}.txt"


def _safe(name: str) -> str:
    return "".join("_" if character in '\\/:*?"<>|' else character for character in name)


def _lines(log: Document, timeline: Timeline) -> list[str]:
    return [line for task in log["tasks"] for line in _task_lines(task, timeline)]


def _task_lines(task: Document, timeline: Timeline) -> Iterator[str]:
    start, end = (_stamp(timeline.moment(task[name])) for name in ("start", "end"))
    yield f"{start} ##[section]Starting: {task['name']}"
    reference = task.get("task")
    if reference:
        yield f"{start} {_RULE}"
        yield f"{start} Task         : {reference['name']}"
        yield f"{start} Version      : {reference['version']}"
        yield f"{start} {_RULE}"
    if task["name"].startswith("Checkout "):
        version = timeline.build.get("sourceVersion")
        yield f"{start} ##[command]git checkout --progress --force {version}"
    if "artifact" in task and task["result"].startswith("succeeded"):
        yield f"{end} Upload '{task['artifact']['name']}' to build {timeline.build['id']}"
    for issue in task.get("issues", []):
        yield f"{end} {_MARKS[issue['type']]}{issue['message']}"
    yield f"{end} ##[section]Finishing: {task['name']}"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z"
