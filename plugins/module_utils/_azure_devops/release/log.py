# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_log``: the log of one task of a release, or all of them in an archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.cutting import cut
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.doing import doing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    about_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.ran import (
    TASK,
    gives_lines,
    has_log,
    log_request,
    records_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    attempts_of,
    chosen_release,
    number_of,
    release_and_stage,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.saving import save_file
from ansible_collections.devops.release_management.plugins.module_utils._files.unpacking import save_archive
from ansible_collections.devops.release_management.plugins.module_utils._names import ambiguous, fold, joined, unknown
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

_LINES = ("start_line", "end_line")
_CHOOSING = ("task", "rank")
"""Any of these says that one log is meant."""
_NARROWING = ("environment", "attempt", "phase", "agent", *_LINES)
"""These only count for one log."""


def ensure_log(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Have one log of a release on the host, or the archive of all.

    :param params: the options of the module ``release_log``.
    :raises NotFoundError: there is no such release.
    :raises UnknownNameError: it has no such stage, attempt, phase or task; the near misses are named.
    :raises AmbiguousNameError: several tasks are meant.
    :raises DeclarationError: there is no log yet, or options do not go together.
    :raises LocalFileError: it cannot be written.
    :raises ArchiveError: what came is damaged, or not safe to unpack.
    """
    is_one = any(params.get(option) is not None for option in _CHOOSING)
    _check(params, is_one)
    return _one(params, client, run) if is_one else _all(params, client, run)


def _check(params: Mapping[str, Any], is_one: bool) -> None:
    if is_one and params.get("environment") is None:
        raise DeclarationError("is needed, since a release has tasks in each stage", option="environment")
    if is_one and params.get("extract"):
        raise DeclarationError("is for the archive of all logs, and goes with neither task nor rank", option="extract")
    for option in _NARROWING:
        if not is_one and params.get(option) is not None:
            raise DeclarationError("is for the log of one task: say which with task or rank", option=option)


def _all(params: Mapping[str, Any], client: Client, run: Run) -> Outcome:
    is_numbered = params.get("release_id") is not None
    # What stands beside a number is checked; without it nothing needs to be read.
    is_read = not is_numbered or any(params.get(option) is not None for option in ("definition", "name"))
    release_id = int(chosen_release(client, params)["id"] if is_read else params["release_id"])

    def download(file: BinaryIO) -> None:
        with about_release(client, release_id):
            client.download("releases.log_archive", file, release_id=release_id)

    outcome = save_archive(download, f"logs_{release_id}.zip", params, run)
    outcome.result["release_id"] = release_id
    return outcome


def _one(params: Mapping[str, Any], client: Client, run: Run) -> Outcome:
    release, stage = release_and_stage(client, params)
    record = _chosen(params, stage, title_of(release, stage))
    lines = {option: params.get(option) for option in _LINES}
    operation, query, path = log_request(client.generation, record, **lines)
    is_to_be_cut = any(line is not None for line in lines.values()) and not gives_lines(client.generation)

    def whole(file: BinaryIO) -> None:
        with _about_log(record):
            client.download(operation, file, query=query, **path)

    def download(file: BinaryIO) -> None:
        if is_to_be_cut:
            cut(whole, file, **lines)
        else:
            whole(file)

    name = "_".join(str(number) for number in path.values() if number)
    outcome = save_file(download, params["dest"], f"{name}.log", run, is_archive=False)
    outcome.result.update(release_id=release["id"], log=record)
    return outcome


@contextmanager
def _about_log(record: Mapping[str, Any]) -> Iterator[None]:
    """Say of a log that is not there which one it is: its release was read just before."""
    try:
        yield
    except NotFoundError as error:
        raise NotFoundError(
            f"the server has no log of {_path(record)} (any more): {error}", status=error.status, details=error.details
        ) from None


# ------------------------------------------------------------------------------------------------- which log is meant


def _chosen(params: Mapping[str, Any], stage: Mapping[str, Any], title: str) -> Document:
    """The record of the task or job that the options mean."""
    attempt = _attempt(params, stage, title)
    records: Sequence[Document] = list(records_of(stage, attempt))
    if not records:
        raise DeclarationError(f"{title} has run no task yet: it is {doing(stage, attempt)}", option="environment")
    for option, key, what in _NARROWING_BY:
        records = _narrowed(records, params.get(option), option, key, what, title)
    option = next(option for option in _CHOOSING if params.get(option) is not None)
    found = _meant(records, params.get("task"), title)
    with_log = [record for record in found if has_log(record)]
    if not with_log:
        raise DeclarationError(
            f"{_path(found[0])} of {title} has no log yet: its status is {found[0].get('status')}", option=option
        )
    if len(with_log) > 1:
        meanings = [f"{_path(record)} (id {record['id']}, rank {record.get('rank')})" for record in with_log]
        way_out = "Say which with phase, rank or agent, or write its id."
        raise ambiguous("task", str(params[option]), f"in {title}", meanings, way_out, option)
    return with_log[0]


def _attempt(params: Mapping[str, Any], stage: Mapping[str, Any], title: str) -> Document:
    """The attempt of this number, or else the latest one."""
    attempts = attempts_of(stage)
    if not attempts:
        raise DeclarationError(f"{title} has no logs yet: it is {doing(stage, None)}", option="environment")
    wanted = params.get("attempt")
    for attempt in attempts:
        if wanted == number_of(attempt):
            return attempt
    if wanted is None:
        return attempts[-1]
    numbers = joined([str(number_of(attempt)) for attempt in attempts])
    raise UnknownNameError(f"There is no attempt {wanted} at {title}. It has {numbers}.", option="attempt")


_NARROWING_BY = (
    ("phase", "phase", "deploy phase"),
    ("agent", "agentName", "agent"),
    ("rank", "rank", "rank of a task"),
)
"""Options, what of a record they are compared with, and what that is in words."""


def _narrowed(
    records: Sequence[Document], wanted: Any, option: str, key: str, what: str, title: str
) -> Sequence[Document]:
    if wanted is None:
        return records
    # The rank of a job is another matter.
    records = [record for record in records if option != "rank" or record["kind"] == TASK]
    kept = [record for record in records if fold(str(record.get(key))) == fold(str(wanted))]
    if not kept:
        raise unknown(what, str(wanted), f"in {title}", _values(records, key), option)
    return kept


def _meant(records: Sequence[Document], task: Any, title: str) -> Sequence[Document]:
    """The tasks of this name, else the jobs; or what has this id. Without either, all of them."""
    if task is None:
        return records
    text = str(task)
    key = "id" if text.isascii() and text.isdigit() else "name"
    found = [record for record in records if fold(str(record.get(key))) == fold(text)]
    if not found:
        raise unknown("task or job", text, f"in {title}", _values(records, key), "task")
    return [record for record in found if record["kind"] == TASK] or found


def _values(records: Sequence[Document], key: str) -> list[str]:
    return [str(record[key]) for record in records if record.get(key) is not None]


def _path(record: Mapping[str, Any]) -> str:
    """Where a task stands in its stage: ``phase > job > task``, each but once."""
    names = [record.get("phase"), record.get("job"), record.get("name")]
    return "'" + " > ".join(dict.fromkeys(str(name) for name in names if name)) + "'"
