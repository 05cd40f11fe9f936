# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating and rejecting builds. [I] Each answers the build."""

from __future__ import annotations

from release_management_sandbox.buildmaster.call import CALLER, Call
from release_management_sandbox.buildmaster.records import (
    BUILD,
    BUILD_NUMBER,
    all_of,
    application_by_id,
    application_of,
    build_of,
    find_build,
    moment_text,
    pipeline_for,
    plain_variables,
    release_of,
    save,
)
from release_management_sandbox.buildmaster.refusals import Refusal
from release_management_sandbox.buildmaster.shapes import build_info
from release_management_sandbox.store import Document


def create_build(call: Call) -> Document:
    """A build of a release, or of a pipeline where the application has no releases.

    [I] A number that is there already is refused, and so is a build of a release that is not active.
    """
    release = release_of(call.store, call.parameters)
    application = _application(call, release)
    if release is not None and release["status"] == "canceled":
        raise Refusal(f"Release {release['number']} is canceled.")
    number = call.parameters.text(*BUILD_NUMBER) or _next_number(call, application, release)
    if find_build(call.store, application, release, number) is not None:
        raise Refusal(f'Build "{number}" already exists.')
    build = {
        "id": call.store.next(BUILD),
        "number": number,
        "status": "active",
        "createdBy": CALLER,
        "createdOn": moment_text(call.now()),
        "applicationId": application["id"],
        "releaseId": release["id"] if release else None,
        "pipelineName": _pipeline(call, application, release),
        "variables": plain_variables(call.parameters.variables),
    }
    return build_info(call, save(call.store, BUILD, build))


def reject_build(call: Call) -> Document:
    """[I] Only a build that is active can be rejected."""
    build = build_of(call.store, call.parameters)
    if build["status"] != "active":
        raise Refusal(f"Build {build['number']} is {build['status']} and cannot be rejected.")
    build.update(status="rejected", rejectedBy=CALLER, rejectedOn=moment_text(call.now()))
    return build_info(call, save(call.store, BUILD, build))


def _application(call: Call, release: Document | None) -> Document:
    if release is not None:
        return application_by_id(call.store, release["applicationId"])
    application = application_of(call.store, call.parameters)
    if application is None:
        raise Refusal("A release is required, or an application without releases.")
    if application["usesReleases"]:
        raise Refusal(f"Application {application['name']} uses releases: releaseId or releaseNumber is required.")
    return application


def _pipeline(call: Call, application: Document, release: Document | None) -> str | None:
    if release is not None:
        return release.get("pipelineName")
    name = call.parameters.text("pipelineName")
    if name is None:
        raise Refusal("pipelineName is required for an application without releases.")
    return str(pipeline_for(call.store, name, application)["name"])


def _next_number(call: Call, application: Document, release: Document | None) -> str:
    release_id = release["id"] if release else None
    numbers = [
        int(build["number"])
        for build in all_of(call.store, BUILD)
        if build["applicationId"] == application["id"]
        and build.get("releaseId") == release_id
        and build["number"].isdecimal()
    ]
    return str(1 + max(numbers, default=0))
