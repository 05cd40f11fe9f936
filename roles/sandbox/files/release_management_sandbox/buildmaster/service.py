# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request to BuildMaster, from its key to its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from release_management_sandbox.answers import JSON, TEXT, Answer
from release_management_sandbox.arrival import Arrival
from release_management_sandbox.buildmaster.authentication import may_enter
from release_management_sandbox.buildmaster.call import Call
from release_management_sandbox.buildmaster.deploying import pass_time
from release_management_sandbox.buildmaster.parameters import Parameters, read_parameters
from release_management_sandbox.buildmaster.refusals import Refusal, forbidden, no_such_route
from release_management_sandbox.buildmaster.routes import Route, find_route
from release_management_sandbox.buildmaster.traits import Traits
from release_management_sandbox.call import World

_PREFIX = "/api/"


def is_buildmasters(path: str) -> bool:
    """Whether a path is one of BuildMaster rather than of Azure DevOps."""
    return path.lower().startswith(_PREFIX)


class BuildMaster:
    """Answers requests; `world` gives the world of now, `token` is the one key."""

    def __init__(self, world: Callable[[], World], token: str) -> None:
        self._world = world
        self._token = token

    def handle(self, arrived: Arrival, *, read_only: bool) -> Answer:
        """Answer one request: the key first, then the route, then what it asks for."""
        traits = Traits(**self._world().faults().buildmaster())
        found = find_route(arrived.path, traits)
        try:
            parameters = _parameters(arrived, found[0] if found else None)
        except Refusal as refusal:
            entered = may_enter(arrived.headers, arrived.query_text, None, self._token)
            return refusal.answer() if entered else forbidden(with_text=traits.forbidden == "text")
        if not may_enter(arrived.headers, arrived.query_text, parameters, self._token):
            return forbidden(with_text=traits.forbidden == "text")
        if found is None:
            return no_such_route()
        route, path = found
        if arrived.method not in route.methods:
            return Refusal(f"{arrived.method} is not supported here.", 405).answer()
        if read_only and arrived.method in route.writes:
            return Refusal("The sandbox is read-only: nothing is written.", 500).answer()
        return self._answer(route, Call(self._world(), traits, parameters, path, arrived.method, _document(arrived)))

    def _answer(self, route: Route, call: Call) -> Answer:
        with call.store.transaction():
            pass_time(call.world)
        try:
            with call.store.transaction():
                document = route.handler(call)
        except Refusal as refusal:
            return refusal.answer()
        if document is None:
            return Answer(None, media_type=TEXT, versioned=False)
        # A text is a JSON document too, and would be sent without its quotes.
        content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return Answer(content, media_type=JSON, versioned=False)


def _parameters(arrived: Arrival, route: Route | None) -> Parameters:
    if route is not None and route.takes_document:
        return read_parameters(arrived.query_text, "", b"")
    return read_parameters(arrived.query_text, arrived.headers.get("content-type", ""), arrived.body)


def _document(arrived: Arrival) -> Any:
    """The body as JSON or, where it is none, as text."""
    try:
        return json.loads(arrived.body)
    except ValueError:
        return arrived.body.decode("utf-8", "replace")
