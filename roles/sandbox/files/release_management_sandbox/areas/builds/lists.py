# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of builds, page by page, and the newest completed one of a definition.

A continuation token is a timestamp, good for the same filters and order only: with others, page one comes again (public
issues). [I] A page has 1000 builds where `$top` says nothing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any, NamedTuple

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas.builds import growth, register, running
from release_management_sandbox.areas.builds.filters import conditions, full_branch
from release_management_sandbox.areas.builds.refusals import definition_not_found, no_completed_build
from release_management_sandbox.areas.builds.shapes import DEFINITION, Shaper
from release_management_sandbox.call import Call
from release_management_sandbox.clock import build_time, from_ticks, parse_time
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document, fold

_PAGE = "build_page"
_DEFAULT_TOP = 1000
_NOT_FILTERS = frozenset({"$top", "continuationtoken", "api-version"})


class Order(NamedTuple):
    """How a list is sorted: the terms of the sort key, all ascending, and the moment that times are about."""

    terms: tuple[str, ...]
    moment: str


_NEWEST_FIRST = Order(("rank", "-moment", "-id"), "moment")
"""Observed without an order: what runs, what waits, then what is completed, the newest first."""

_ORDERS = {
    "": _NEWEST_FIRST,
    "finishtimedescending": _NEWEST_FIRST,
    "finishtimeascending": Order(("-rank", "moment", "id"), "moment"),
    "queuetimedescending": Order(("-queued", "-id"), "queued"),
    "queuetimeascending": Order(("queued", "id"), "queued"),
    # [I] What has not started counts as the newest.
    "starttimedescending": Order(("-coalesce(started, queued)", "-id"), "coalesce(started, queued)"),
    "starttimeascending": Order(("coalesce(started, queued)", "id"), "coalesce(started, queued)"),
}


def list_builds(call: Call) -> Answer:
    call = growth.known_query(call, "builds")
    running.settle(call.world)
    name = fold(call.query.text("queryOrder"))
    if name not in _ORDERS:
        raise ModelError(f"The value '{call.query.text('queryOrder')}' is not valid for queryOrder.")
    order, top = _ORDERS[name], call.query.number("$top")
    if top is not None and top < 1:
        raise ModelError(f"The value '{top}' is not valid for $top.")
    size = top or _DEFAULT_TOP
    rows = _rows(call, order, size + 1)
    shaper, properties = Shaper(call), call.query.words("properties")
    found = (register.get(call.store, call.project_id, row[0]) for row in rows[:size])
    headers = {"x-ms-continuationtoken": _token(call, order, rows[size])} if len(rows) > size else {}
    return collection((shaper.shown(build, properties) for build in found if build is not None), headers)


def latest_build(call: Call) -> Answer:
    """The newest completed build of a definition, by id or name, of a branch: of its default branch without one."""
    running.settle(call.world)
    definition = _definition(call, call.path["definition"])
    branch = call.query.text("branchName") or str((definition.get("repository") or {}).get("defaultBranch") or "")
    rows = call.store.select(
        "SELECT id FROM build_index WHERE project = ? AND definition = ? AND status = 'completed' AND deleted = 0"
        " AND (? = '' OR branch = ?) ORDER BY moment DESC, id DESC LIMIT 1",
        (call.project_id, definition["id"], branch, fold(full_branch(branch))),
    )
    build = register.get(call.store, call.project_id, rows[0][0]) if rows else None
    if build is None:
        raise no_completed_build(definition["id"])
    return Answer(Shaper(call).shown(build))


def newest(call: Call, definition_id: int, *, completed: bool) -> Document | None:
    """The newest build of a definition, of all or of those that are completed."""
    status = " AND status = 'completed'" if completed else ""
    rows = call.store.select(
        f"SELECT id FROM build_index WHERE project = ? AND definition = ? AND deleted = 0{status}"
        " ORDER BY moment DESC, id DESC LIMIT 1",
        (call.project_id, definition_id),
    )
    return register.get(call.store, call.project_id, rows[0][0]) if rows else None


def _rows(call: Call, order: Order, limit: int) -> list[tuple[Any, ...]]:
    """The ids of a page, each with its moment and its sort key; builds themselves are not read here."""
    filters = conditions(call, order.moment)
    key = ", ".join(order.terms)
    source = f"SELECT * FROM build_index b WHERE {filters.text}"
    maximum = call.query.number("maxBuildsPerDefinition")
    if maximum is not None:
        # "This is only valid when definitions is also specified" (document); [I] it does nothing then.
        maximum = maximum if call.query.words("definitions") else None
    if maximum is not None:
        numbered = f"row_number() OVER (PARTITION BY definition ORDER BY {key}) AS nth"
        source = f"SELECT * FROM (SELECT b.*, {numbered} FROM ({source}) b) WHERE nth <= {maximum}"
    query = f"SELECT id, {order.moment}, {key} FROM ({source})"
    place = _place(call)
    if place is not None:
        query += f" WHERE ({key}) >= ({', '.join('?' * len(order.terms))})"
        filters.parameters += place
    return call.store.select(f"{query} ORDER BY {key} LIMIT {limit}", filters.parameters)


def _place(call: Call) -> list[int] | None:
    token = call.query.text("continuationToken")
    if not token:
        return None
    page = call.store.get(_PAGE, call.project_id, f"{token} {_digest(call)}")
    return None if page is None else list(page["place"])


def _token(call: Call, order: Order, row: tuple[Any, ...]) -> str:
    """The moment of the next page's first build; where several builds share it, the next that no page has."""
    moment, place = from_ticks(row[1]), list(row[2:])
    while True:
        token = build_time(moment)
        key = f"{token} {_digest(call)}"
        page = call.store.get(_PAGE, call.project_id, key)
        if page is None or page["place"] == place:
            call.store.put(_PAGE, call.project_id, key, {"place": place})
            return token
        moment = parse_time(token) + timedelta(microseconds=1)


def _digest(call: Call) -> str:
    """What a token is good for."""
    filters = sorted((name, value) for name, value in call.query.items() if name not in _NOT_FILTERS)
    return hashlib.sha256(json.dumps(filters).encode()).hexdigest()[:16]


def _definition(call: Call, wanted: str) -> Document:
    """By id, or by name."""
    found = call.store.get(DEFINITION, call.project_id, int(wanted)) if wanted.isdecimal() else None
    if found is None:
        found = next(iter(call.store.named(DEFINITION, call.project_id, wanted)), None)
    if found is None:
        raise definition_not_found(wanted)
    return found
