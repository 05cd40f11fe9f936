# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: one request from its arrival to its answer."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from release_management_sandbox import authentication, seed
from release_management_sandbox.addresses import Addresses, Host, Target, locate
from release_management_sandbox.answers import (
    NOT_FOUND_PAGE,
    Answer,
    collection,
    controller_not_found,
    dangerous_path,
    html,
)
from release_management_sandbox.areas import RESOURCES, TABLES
from release_management_sandbox.areas.builds.past import add_many
from release_management_sandbox.areas.core import find_project
from release_management_sandbox.areas.release_definitions import somebody_edits
from release_management_sandbox.arrival import Arrival
from release_management_sandbox.authentication import gate_of
from release_management_sandbox.buildmaster.service import BuildMaster, is_buildmasters
from release_management_sandbox.call import Call, World
from release_management_sandbox.clock import utc_now
from release_management_sandbox.control import control_routes
from release_management_sandbox.errors import ApiError, ModelError, unsupported_method
from release_management_sandbox.faults import HALF, NOTHING, WHOLE, Effect, FaultPlan
from release_management_sandbox.generations import GENERATIONS
from release_management_sandbox.journal import Journal
from release_management_sandbox.people import People
from release_management_sandbox.releases import triggers
from release_management_sandbox.releases.past import add_past
from release_management_sandbox.routing import EVERYWHERE, Handler, Resource, Router
from release_management_sandbox.settings import Settings
from release_management_sandbox.store import Store
from release_management_sandbox.versions import negotiate, number_of, requested_version

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_DANGEROUS = re.compile(r"[<>*%&:?]")
"""What ASP.NET refuses in a path, even encoded (requestPathInvalidCharacters; the backslash passes in folders)."""
_CHUNK = 65536

Cut = Callable[[Scope, bool], None]
"""Cuts the connection of a request, by a reset where the flag says so."""


def _no_connection(_scope: Scope, _reset: bool) -> None:
    raise ConnectionResetError("the sandbox cut the connection")


class Sandbox:
    """The state of one sandbox and the ASGI application over it (`app`)."""

    def __init__(self, settings: Settings, *, cut: Cut = _no_connection, now: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.read_only = settings.read_only
        self.faults = FaultPlan.from_file(settings.faults) if settings.faults else FaultPlan()
        self.journal = Journal()
        self.generation = GENERATIONS[settings.generation]
        self.router = Router(RESOURCES, self.generation)
        self.store = Store(settings.data)
        for tables in (*TABLES, triggers.TABLES):
            self.store.add_tables(tables)
        people = People(self.store, seed.CALLER, self.generation.maximum)
        self.gate = gate_of(settings, self.generation, people, seed.CALLER)
        self.world = World(
            self.store, people, self.generation, now, settings.pace, triggers.build_completed, lambda: self.faults
        )
        self.buildmaster = BuildMaster(lambda: self.world, settings.token)
        self._cut = cut
        if self.store.is_empty():
            self.reset()
        self.app = Starlette(routes=[Mount("/sandbox", routes=control_routes(self)), Mount("/", app=self._serve)])

    def reset(self) -> None:
        """Bring the world back to its seed; the journal and the faults stay."""
        with self.store.transaction():
            self.store.clear()
            seed.fill(self.world, self.settings.seed, self.settings.projects)
        self.world.people.forget()

    def set_tokens(self, wanted: Any) -> None:
        """Let other people in besides the caller of the seed: names or ids by token. Raises ValueError."""
        if not isinstance(wanted, dict):
            raise ValueError("an object of people by token is needed")
        people = self.world.people
        found = {token: people.find_named(str(name)) for token, name in wanted.items()}
        for token, person in found.items():
            if person is None or person.get("isContainer"):
                raise ValueError(f"there is no person '{wanted[token]}'")
        known = {token: str(person["id"]) for token, person in found.items() if person is not None}
        self.gate.tokens = {**known, self.settings.token: seed.CALLER}

    def add_releases(self, wanted: Any) -> dict[str, Any]:
        """Make releases that are deployed already, as many as wanted; raises ReleasesError."""
        with self.store.transaction():
            return add_past(self.world, wanted)

    def add_builds(self, wanted: Any) -> dict[str, Any]:
        """Make completed builds, as many as wanted; raises BulkError."""
        with self.store.transaction():
            return add_many(self.world, wanted)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        query = scope["query_string"].decode("latin-1")
        # Starlette's Mount leaves the whole path in place.
        path = scope["path"]
        entry = self.journal.arrived(request.method, path, query)
        await _pause(self.settings.latency_ms / 1000)
        effect = self.faults.take(request.method, path, query) or Effect()
        body = await request.body()
        await _pause(effect.delay_before)
        answer = effect.answer
        if answer is None and effect.handled:
            answer = self._handle(Arrival(request, body), effect, entry)
        await _pause(effect.delay_after)
        if answer is None or effect.delivery == NOTHING:
            await self._cut_off(scope, reset=True)
            return
        entry["status"] = answer.status
        await self._deliver(answer, effect, scope, receive, send)

    async def _deliver(self, answer: Answer, effect: Effect, scope: Scope, receive: Receive, send: Send) -> None:
        content = answer.content()
        headers = {"Cache-Control": "no-cache", "ActivityId": str(uuid.uuid4()), **answer.headers, **effect.headers}
        if answer.media_type:
            headers["Content-Type"] = answer.media_type
        if effect.delivery == HALF:
            headers["Content-Length"] = str(len(content))
            content = content[: len(content) // 2]
        if effect.delivery == WHOLE and not answer.streamed:
            await Response(content, answer.status, headers)(scope, receive, send)
            return
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        if effect.delivery == WHOLE:
            await _send_chunks(content, send)
            return
        await send({"type": "http.response.body", "body": content, "more_body": True})
        await self._cut_off(scope, reset=False)

    async def _cut_off(self, scope: Scope, *, reset: bool) -> None:
        self._cut(scope, reset)
        # The protocol must learn of the end before the application returns, or it answers 500 itself.
        await asyncio.sleep(0.01)

    def _handle(self, arrived: Arrival, effect: Effect, entry: dict[str, Any]) -> Answer:
        """Everything that needs no waiting: in one piece, so requests never see each other's half."""
        if is_buildmasters(arrived.path):
            return self.buildmaster.handle(arrived, read_only=self.read_only)
        if arrived.path.lower() == authentication.SIGN_IN_PATH:
            return authentication.sign_in()
        dangerous = _DANGEROUS.search(arrived.path)
        if dangerous is not None:
            return dangerous_path(dangerous.group())
        signed = self.gate.sign_in(arrived.headers, arrived.connection)
        if signed.outcome:
            entry["sign_in"] = signed.outcome
        if signed.person is None:
            return self.gate.refuse(arrived.headers, arrived.origin, signed.headers)
        answer = self._let_in(arrived, effect, signed.person)
        answer.headers.update(signed.headers)
        return answer

    def _let_in(self, arrived: Arrival, effect: Effect, person: str) -> Answer:
        target = locate(arrived.path, self.generation)
        if target is None:
            return html(NOT_FOUND_PAGE, status=404)
        if arrived.method == "OPTIONS":
            return self._locations(target)
        return self._dispatch(arrived, target, effect.edit, person)

    def _dispatch(self, arrived: Arrival, target: Target, edit: Mapping[str, Any] | None, person: str) -> Answer:
        found = self.router.find(target.rest, target.project is not None)
        if found is None:
            return controller_not_found(arrived.path)
        resource, placeholders = found
        if not _serves(target.host, resource):
            return html(NOT_FOUND_PAGE, status=404)
        if self.read_only and arrived.method not in _READS | resource.reading:
            return ApiError(500, "VssServiceException", "The sandbox is read-only: nothing is written.").answer()
        if resource.handler(placeholders, arrived.method, resource.maximum(self.generation)) is None:
            return unsupported_method(arrived.method)
        try:
            call = self._call(arrived, resource, placeholders, target, person)
            # [I] A version that does not have the method yet answers as if no version had it.
            handler = resource.handler(placeholders, arrived.method, number_of(call.version))
            return unsupported_method(arrived.method) if handler is None else self._answer(call, handler, edit)
        except ApiError as error:
            return error.answer(self.generation.nouns)
        except ModelError as error:
            return error.answer()

    def _call(
        self, arrived: Arrival, resource: Resource, placeholders: dict[str, str], target: Target, person: str
    ) -> Call:
        """The request with everything resolved that does not depend on its resource."""
        accept = arrived.headers.get("accept", "")
        version = requested_version(arrived.query, accept)
        return Call(
            world=self.world,
            addresses=Addresses(arrived.origin, target.host.bases),
            method=arrived.method,
            path=placeholders,
            query=arrived.query,
            version=negotiate(version, arrived.method, resource, self.generation),
            project=find_project(self.store, placeholders.pop("project", None) or target.project),
            body=_json(arrived.body),
            person=person,
            accept=accept,
        )

    def _answer(self, call: Call, handler: Handler, edit: Mapping[str, Any] | None) -> Answer:
        """Handle the request in a transaction. Another's edit is one of its own: it comes before a write, after a read.

        What time has brought about until now stays, even where the request is refused.
        """
        with self.store.transaction():
            triggers.look(self.world)
        is_read = call.method in _READS
        if edit is not None and not is_read:
            with self.store.transaction():
                somebody_edits(call, edit)
        with self.store.transaction():
            answer = handler(call)
        if edit is not None and is_read:
            with self.store.transaction():
                somebody_edits(call, edit)
        if answer.versioned and answer.media_type:
            answer.media_type = f"{answer.media_type}; api-version={call.version}"
        return answer

    def _locations(self, target: Target) -> Answer:
        """OPTIONS: every route of this host, or of one area of it."""
        area = target.rest.strip("/").lower()
        return collection(
            resource.location(self.generation)
            for resource in self.router.resources
            if _serves(target.host, resource) and area in ("", resource.area.lower())
        )


async def _pause(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)


async def _send_chunks(content: bytes, send: Send) -> None:
    """Without a length before, so that the client learns from the last chunk that it has all."""
    for start in range(0, len(content), _CHUNK):
        await send({"type": "http.response.body", "body": content[start : start + _CHUNK], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _serves(host: Host, resource: Resource) -> bool:
    return resource.service == EVERYWHERE or resource.service in host.services


def _json(body: bytes) -> Any:
    if not body.strip():
        return None
    try:
        return json.loads(body)
    except ValueError as error:
        raise ModelError(f"The request body is not valid JSON: {error}") from error
