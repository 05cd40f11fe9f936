# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating, canceling and restoring releases. [I] Each answers the release."""

from __future__ import annotations

from release_management_sandbox.buildmaster.call import CALLER, Call
from release_management_sandbox.buildmaster.records import (
    RELEASE,
    all_of,
    application_of,
    find_release,
    moment_text,
    pipeline_for,
    plain_variables,
    release_of,
    save,
)
from release_management_sandbox.buildmaster.refusals import Refusal
from release_management_sandbox.buildmaster.shapes import release_info
from release_management_sandbox.store import Document

_COUNTER = RELEASE


def create_release(call: Call) -> Document:
    """[I] A number that is there already is refused."""
    application = application_of(call.store, call.parameters)
    number, pipeline = call.parameters.text("releaseNumber"), call.parameters.text("pipelineName")
    if application is None:
        raise Refusal("applicationId or applicationName is required.")
    if not number or not pipeline:
        raise Refusal(f"{'pipelineName' if number else 'releaseNumber'} is required.")
    if not application["usesReleases"]:
        raise Refusal(f"Application {application['name']} does not use releases.")
    if find_release(call.store, application, number) is not None:
        raise Refusal(f'Release "{number}" already exists in application {application["name"]}.')
    name = pipeline_for(call.store, pipeline, application)["name"]
    earlier = [one for one in all_of(call.store, RELEASE) if one["applicationId"] == application["id"]]
    release = {
        "id": call.store.next(_COUNTER),
        "number": number,
        "name": call.parameters.text("releaseName") or number,
        "sequence": 1 + max((one["sequence"] for one in earlier), default=0),
        "status": "active",
        "createdBy": CALLER,
        "createdOn": moment_text(call.now()),
        "applicationId": application["id"],
        "pipelineName": name,
        "variables": plain_variables(call.parameters.variables),
    }
    return release_info(call, save(call.store, RELEASE, release))


def cancel_release(call: Call) -> Document:
    """[I] Only an active release can be canceled."""
    release = _named(call)
    if release["status"] != "active":
        raise Refusal(f"Release {release['number']} is {release['status']} and cannot be canceled.")
    reason = call.parameters.text("reason")
    release.update(
        status="canceled", canceledBy=CALLER, canceledOn=moment_text(call.now()), cancelReason=reason or None
    )
    return release_info(call, save(call.store, RELEASE, release))


def restore_release(call: Call) -> Document:
    """[I] Only a canceled release can be restored."""
    release = _named(call)
    if release["status"] != "canceled":
        raise Refusal(f"Release {release['number']} is {release['status']}; only a canceled release can be restored.")
    for key in ("canceledBy", "canceledOn", "cancelReason"):
        release.pop(key, None)
    release["status"] = "active"
    return release_info(call, save(call.store, RELEASE, release))


def _named(call: Call) -> Document:
    release = release_of(call.store, call.parameters)
    if release is None:
        raise Refusal("releaseId, or releaseNumber with an application, is required.")
    return release
