# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deploying a build to a stage of its pipeline, and what time makes of it.

A request is answered with a deployment that is pending and has no plan. When its turn comes, the same build and stage
have a deployment with another id instead, with the plan and made by SYSTEM (the documented answers show both). [I] That
the first one is gone then; that either lasts one pace; that a build is as far as its furthest good deployment.
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
    if index >= len(pipeline["stages"]) or not pipeline["stages"][index].get("plan"):
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
            "environmentId": stage.get("environmentId"),
            "environmentName": stage.get("environmentName"),
            "buildId": build["id"],
            "due": moment_text(start),
            "plannedPlan": stage["plan"],
            "variables": call.parameters.variables,
        },
    )


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
    for deployment in all_of(world.store, DEPLOYMENT)[::-1]:
        if deployment["status"] == "pending":
            begin = parse_time(deployment["due"]) + pace
            if begin <= world.now():
                deployment = _started(world, deployment, begin)
        if deployment["status"] == "executing":
            end = parse_time(deployment["started"]) + pace
            if end <= world.now():
                _end(world.store, deployment, end)


def _started(world: World, request: Document, begin: datetime) -> Document:
    """The deployment that takes the place of a request; a fault decides here how it is going to end."""
    store = world.store
    store.remove(DEPLOYMENT, COLLECTION, request["id"])
    build = read(store, BUILD, request["buildId"]) or {}
    fault = world.faults().take_deployment(
        FAIL_BUILDMASTER,
        application=str(application_by_id(store, build["applicationId"])["name"]),
        stage=request["stage"],
        build=build["number"],
    )
    begun = moment_text(begin)
    return save(
        store,
        DEPLOYMENT,
        {
            **request,
            "id": store.next(DEPLOYMENT),
            "plan": request["plannedPlan"],
            "status": "executing",
            "createdBy": SYSTEM,
            "createdOn": begun,
            "started": begun,
            "end": fault.get("result", "failed") if fault is not None else "succeeded",
        },
    )


def _end(store: Store, deployment: Document, end: datetime) -> None:
    deployment.update(status=deployment.pop("end"), ended=moment_text(end.astimezone(timezone.utc)))
    save(store, DEPLOYMENT, deployment)
    if deployment["status"] not in _GOOD:
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
