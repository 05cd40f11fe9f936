# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox's own routes, below /sandbox: counting requests, faults, read-only, many builds, reset. They are not counted."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from release_management_sandbox.areas.builds.past import BulkError
from release_management_sandbox.faults import FaultPlan, FaultPlanError
from release_management_sandbox.releases.past import ReleasesError

if TYPE_CHECKING:
    from release_management_sandbox.application import Sandbox


def control_routes(sandbox: Sandbox) -> list[Route]:
    """The routes over one sandbox, relative to /sandbox."""

    async def requests(request: Request) -> Response:
        if request.method == "DELETE":
            sandbox.journal.clear()
            return Response(status_code=204)
        return JSONResponse(sandbox.journal.entries)

    async def faults(request: Request) -> Response:
        try:
            sandbox.faults = FaultPlan(await request.json())
        except (FaultPlanError, ValueError) as error:
            return JSONResponse({"message": str(error)}, status_code=400)
        return Response(status_code=204)

    async def read_only(request: Request) -> Response:
        value = await request.json()
        if not isinstance(value, bool):
            return JSONResponse({"message": "true or false is needed"}, status_code=400)
        sandbox.read_only = value
        return Response(status_code=204)

    async def reset(_request: Request) -> Response:
        sandbox.reset()
        return Response(status_code=204)

    async def status(_request: Request) -> Response:
        return JSONResponse({"generation": sandbox.generation.name, "seed": sandbox.settings.seed, "pid": os.getpid()})

    return [
        Route("/requests", requests, methods=["GET", "DELETE"]),
        Route("/faults", faults, methods=["PUT"]),
        Route("/read-only", read_only, methods=["PUT"]),
        Route("/builds", partial(_add_builds, sandbox), methods=["POST"]),
        Route("/releases", partial(_add_releases, sandbox), methods=["POST"]),
        Route("/tokens", partial(_set_tokens, sandbox), methods=["PUT"]),
        Route("/reset", reset, methods=["POST"]),
        Route("/status", status, methods=["GET"]),
    ]


async def _add_builds(sandbox: Sandbox, request: Request) -> Response:
    try:
        made = sandbox.add_builds(await request.json())
    except (BulkError, ValueError) as error:
        return JSONResponse({"message": str(error)}, status_code=400)
    return JSONResponse(made)


async def _add_releases(sandbox: Sandbox, request: Request) -> Response:
    try:
        made = sandbox.add_releases(await request.json())
    except (ReleasesError, ValueError) as error:
        return JSONResponse({"message": str(error)}, status_code=400)
    return JSONResponse(made)


async def _set_tokens(sandbox: Sandbox, request: Request) -> Response:
    try:
        sandbox.set_tokens(await request.json())
    except ValueError as error:
        return JSONResponse({"message": str(error)}, status_code=400)
    return Response(status_code=204)
