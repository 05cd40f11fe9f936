# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changing a build that is there: what differs, in one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.following import (
    is_completed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.leases import (
    is_forever,
    leases_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.matching import same_version
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant, wire_text

Document = dict[str, Any]

_TRIES = 3


class Row(NamedTuple):
    """An option and the key of the document that it is about.

    :ivar same: whether a declared value is what the document has.
    """

    key: str
    same: Callable[[Any, Any], bool]
    write: Callable[[Any], Any] = lambda value: value


def _same_moment(actual: Any, declared: Any) -> bool:
    return instant(actual) == instant(declared)


def _written_moment(declared: Any) -> str:
    moment = instant(declared)
    return str(declared) if moment is None else wire_text(moment)


ROWS: Mapping[str, Row] = {
    "build_number": Row("buildNumber", lambda actual, declared: bool(actual == declared)),
    "source_version": Row("sourceVersion", same_version),
    "keep_forever": Row("keepForever", lambda actual, declared: bool(actual) == declared),
    "status": Row("status", lambda actual, declared: enums.STATUS.name_of(actual) == declared),
    "result": Row("result", lambda actual, declared: enums.RESULT.name_of(actual) == declared),
    "start_time": Row("startTime", _same_moment, _written_moment),
    "finish_time": Row("finishTime", _same_moment, _written_moment),
}
_ONLY_ONCE = ("start_time", "finish_time")


class Update(NamedTuple):
    """What an update does.

    :ivar before: the options that differ, as they were.
    :ivar after: the same as they are declared; empty when nothing differs.
    """

    build: Document
    before: Document
    after: Document


def update_build(client: Client, build: Mapping[str, Any], declared: Mapping[str, Any], *, check_mode: bool) -> Update:
    """Write what differs from the declared options; nothing where nothing does.

    :param declared: options of `ROWS`.
    :raises DeclarationError: a completed build is to have another status, or a time is to be set a second time.
    :raises LostAnswerError: it cannot be found out whether the server took it.
    """
    build = _with_keep_forever(client, build, declared)
    changes = _differences(build, declared)
    before = {option: build.get(ROWS[option].key) for option in changes}
    if not changes:
        return Update(dict(build), {}, {})
    body = _body(changes)
    written = {**build, **body} if check_mode else _write(client, build, declared, body)
    return Update(written, before, changes)


def _write(client: Client, build: Mapping[str, Any], declared: Mapping[str, Any], body: Document) -> Document:
    number = int(build["id"])
    for attempt in range(1, _TRIES + 1):
        try:
            answer: Document = client.call("builds.update", build_id=number, body=body)
        except LostAnswerError:
            current = _with_keep_forever(client, read_build(client, number), declared)
            left = _differences(current, declared)
            if not left:
                return dict(current)
            if attempt == _TRIES:
                raise
            body = _body(left)
        else:
            # An answer to PATCH omits the parameters (recorded VSTS answer).
            return {**build, **body, **answer}
    raise AssertionError("the last attempt returns or raises")


def _body(changes: Mapping[str, Any]) -> Document:
    return {ROWS[option].key: ROWS[option].write(value) for option, value in changes.items()}


def _differences(build: Mapping[str, Any], declared: Mapping[str, Any]) -> Document:
    changes = {
        option: value
        for option, value in declared.items()
        if option in ROWS and not ROWS[option].same(build.get(ROWS[option].key), value)
    }
    if "status" in changes and is_completed(build):
        raise DeclarationError(
            f"build {build.get('id')} is completed, and that is final: its status cannot become {changes['status']}",
            option="status",
        )
    for option in _ONLY_ONCE:
        actual = build.get(ROWS[option].key)
        if option in changes and instant(actual) is not None:
            raise DeclarationError(f"it is {actual} already, and can be set only once", option=option)
    return changes


def _with_keep_forever(client: Client, build: Mapping[str, Any], declared: Mapping[str, Any]) -> Document:
    """The build, with `keepForever` as its leases say where its document no longer has it (OpenAPI 7.1)."""
    if "keep_forever" not in declared or build.get("keepForever") is not None:
        return dict(build)
    return {**build, "keepForever": any(is_forever(lease) for lease in leases_of(client, int(build["id"])))}
