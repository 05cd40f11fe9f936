# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deploying a build to a stage of its pipeline, and what time makes of it.

A request is answered with a deployment that is pending and has no plan. When its turn comes, the same build and stage
have a deployment with another id instead, with the plan and made by SYSTEM (the documented answers show both). [I] That
the first one is gone then; that either lasts one pace; that a build is as far as its furthest good deployment.

A deployment has one plan and one environment, so a stage with several of either has a deployment for each. [I] That they
are made together and executed one after the other, whatever becomes of each; that a stage is reached when all are good.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from release_management_sandbox.buildmaster.call import CALLER, Call
from release_management_sandbox.buildmaster.records import (
    BUILD,
    DEPLOYMENT,
    RELEASE,
    all_of,
    application_by_id,
    build_of,
    moment_text,
    pipeline_named,
    read,
    save,
    stage_index,
)
from release_management_sandbox.buildmaster.refusals import Refusal
from release_management_sandbox.buildmaster.shapes import deployment_info
from release_management_sandbox.call import World
from release_management_sandbox.clock import parse_time, read_time
from release_management_sandbox.faults import FAIL_BUILDMASTER
from release_management_sandbox.store import COLLECTION, Document, Store

SYSTEM = "SYSTEM"
_GOOD = ("succeeded", "warned")


def deploy_build(call: Call) -> Document | list[Document]:
    """Ask for a deployment. Where the stage has no plan, or there is no next stage, nothing comes of it (and no error).

    [I] A stage further than the next one is refused without `force`; deploying to an earlier one again is not.
    """
    build = build_of(call.store, call.parameters)
    _check(call, build)
    application = application_by_id(call.store, build["applicationId"])
    pipeline = pipeline_named(call.store, build.get("pipelineName") or "", application)
    if pipeline is None:
        raise Refusal(f"Build {build['number']} has no pipeline.")
    forced = call.parameters.flag("force")
    furthest, wanted = stage_index(pipeline, build.get("furthestStage")), call.parameters.text("toStage")
    index = furthest + 1 if wanted is None else stage_index(pipeline, wanted)
    if index < 0:
        raise Refusal(f'Stage "{wanted}" not found in pipeline {pipeline["name"]}.')
    if index > furthest + 1 and not forced:
        raise Refusal(
            f"Build {build['number']} cannot be deployed to {pipeline['stages'][index]['name']}: it was not deployed to"
            f" {pipeline['stages'][furthest + 1]['name']} yet, and force was not specified."
        )
    if index >= len(pipeline["stages"]) or not pipeline["stages"][index]["targets"]:
        return []
    asked = deployment_info(call, _request(call, build, pipeline, index))
    return [asked] if call.traits.deploy == "array" else asked


def _check(call: Call, build: Document) -> None:
    release = read(call.store, RELEASE, build["releaseId"]) if build.get("releaseId") else None
    if release is not None and release["status"] == "canceled":
        raise Refusal(f"Release {release['number']} is canceled.")
    if build["status"] == "rejected":
        raise Refusal(f"Build {build['number']} is rejected.")


def _request(call: Call, build: Document, pipeline: Document, index: int) -> Document:
    stage = pipeline["stages"][index]
    targets: list[Document] = stage["targets"]
    start = start_of(call.parameters.text("startTime"), call.now())
    return save(
        call.store,
        DEPLOYMENT,
        {
            "id": call.store.next(DEPLOYMENT),
            "status": "pending",
            "createdBy": CALLER,
            "createdOn": moment_text(call.now()),
            "pipelineName": pipeline["name"],
            "stage": stage["name"],
            **(_environment(targets[0]) if len(targets) == 1 else {}),
            "buildId": build["id"],
            "due": moment_text(start),
            "targets": targets,
            "variables": call.parameters.variables,
        },
    )


def _environment(target: Document) -> Document:
    return {key: target.get(key) for key in ("environmentId", "environmentName")}


def start_of(text: str | None, now: datetime) -> datetime:
    """When a deployment is to start: no date is today, no time is midnight, no zone is that of the server (UTC here)."""
    if text is None or not text.strip():
        return now
    moment = (
        read_time(text) or read_time(f"{now:%Y-%m-%d}T{text.strip()}") or read_time(f"{now:%Y-%m-%d}T{text.strip()}:00")
    )
    if moment is None:
        raise Refusal(f'The value of "startTime" is not a date or time: {text}')
    return moment


def pass_time(world: World) -> None:
    """Let every deployment go on as far as it would have by now."""
    pace = timedelta(seconds=world.pace)
    for request in all_of(world.store, DEPLOYMENT)[::-1]:
        if "targets" in request and parse_time(request["due"]) + pace <= world.now():
            _plan(world, request, parse_time(request["due"]) + pace)
    for deployment in all_of(world.store, DEPLOYMENT)[::-1]:
        if "begin" in deployment and parse_time(deployment["begin"]) <= world.now():
            deployment.update(status="executing", started=deployment.pop("begin"))
            save(world.store, DEPLOYMENT, deployment)
        if deployment["status"] == "executing":
            end = parse_time(deployment["started"]) + pace
            if end <= world.now():
                _end(world.store, deployment, end)


def _plan(world: World, request: Document, created: datetime) -> None:
    """Put in the place of a request a deployment for each target of its stage."""
    world.store.remove(DEPLOYMENT, COLLECTION, request["id"])
    kept = {key: value for key, value in request.items() if key != "targets"}
    for position, target in enumerate(request["targets"]):
        begin = created + position * timedelta(seconds=world.pace)
        save(
            world.store,
            DEPLOYMENT,
            {
                **kept,
                "id": world.store.next(DEPLOYMENT),
                "plan": target["plan"],
                **_environment(target),
                "createdBy": SYSTEM,
                "createdOn": moment_text(created),
                "begin": moment_text(begin),
                "request": request["id"],
                "end": _end_of(world, request, target),
            },
        )


def _end_of(world: World, request: Document, target: Document) -> str:
    """How a deployment is going to end, which a fault may decide."""
    build = read(world.store, BUILD, request["buildId"]) or {}
    fault = world.faults().take_deployment(
        FAIL_BUILDMASTER,
        application=str(application_by_id(world.store, build["applicationId"])["name"]),
        stage=request["stage"],
        build=build["number"],
        plan=target["plan"],
        environment=target.get("environmentName") or "",
    )
    return str(fault.get("result", "failed")) if fault is not None else "succeeded"


def _end(store: Store, deployment: Document, end: datetime) -> None:
    deployment.update(status=deployment.pop("end"), ended=moment_text(end.astimezone(timezone.utc)))
    save(store, DEPLOYMENT, deployment)
    together = [one for one in all_of(store, DEPLOYMENT) if one.get("request") == deployment["request"]]
    if any(one["status"] not in _GOOD for one in together):
        return
    build = read(store, BUILD, deployment["buildId"]) or {}
    pipeline = pipeline_named(store, deployment["pipelineName"], application_by_id(store, build["applicationId"]))
    index = stage_index(pipeline, deployment["stage"])
    if index > stage_index(pipeline, build.get("furthestStage")):
        build["furthestStage"] = deployment["stage"]
    if pipeline is not None and index == len(pipeline["stages"]) - 1:
        build["status"] = "deployed"
        release = read(store, RELEASE, build["releaseId"]) if build.get("releaseId") else None
        if release is not None:
            save(store, RELEASE, {**release, "status": "deployed"})
    save(store, BUILD, build)
