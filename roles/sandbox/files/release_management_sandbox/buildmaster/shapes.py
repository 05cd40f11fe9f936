# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ReleaseInfo, BuildInfo and DeploymentInfo: the documented keys, those that are null left out, aliases doubled."""

from __future__ import annotations

from release_management_sandbox.buildmaster.call import Call
from release_management_sandbox.buildmaster.records import (
    BUILD,
    RELEASE,
    application_by_id,
    application_name,
    builds_of,
    pipeline_named,
    read,
    stage_index,
)
from release_management_sandbox.store import Document, Store

_SINCE_BUILDS = {
    "release": ("furthestBuildId", "furthestBuildNumber", "latestBuildId", "latestBuildNumber"),
    "build": ("buildNumber",),
    "deployment": ("buildId", "buildNumber"),
}
"""[I] Keys that version 5, which had packages, does not have."""


def release_info(call: Call, release: Document) -> Document:
    store = call.store
    builds = builds_of(store, release)
    latest, furthest = next(iter(builds), None), _furthest(store, release, builds)
    return _shown(
        call,
        "release",
        {
            "id": release["id"],
            "number": release["number"],
            "name": release["name"],
            "sequence": release["sequence"],
            "status": release["status"],
            "createdBy": release["createdBy"],
            "createdOn": release["createdOn"],
            "canceledBy": release.get("canceledBy"),
            "canceledOn": release.get("canceledOn"),
            "targetDate": release.get("targetDate"),
            "applicationId": release["applicationId"],
            "applicationName": application_name(store, release["applicationId"]),
            "pipelineName": release.get("pipelineName"),
            **_of_build("furthestBuild", furthest),
            **_of_build("latestBuild", latest),
            "deployables": [],
            **_of_build("furthestPackage", furthest),
            **_of_build("latestPackage", latest),
            "releaseName": release["name"],
            "releaseNumber": release["number"],
        },
    )


def build_info(call: Call, build: Document) -> Document:
    return _shown(
        call,
        "build",
        {
            "id": build["id"],
            "number": build["number"],
            "buildNumber": build["number"],
            "status": build["status"],
            "createdBy": build["createdBy"],
            "createdOn": build["createdOn"],
            "rejectedBy": build.get("rejectedBy"),
            "rejectedOn": build.get("rejectedOn"),
            "pipelineName": build.get("pipelineName"),
            "furthestStage": build.get("furthestStage"),
            **_of_application_and_release(call.store, build),
        },
    )


def deployment_info(call: Call, deployment: Document) -> Document:
    build = read(call.store, BUILD, deployment["buildId"]) or {}
    return _shown(
        call,
        "deployment",
        {
            **{key: deployment.get(key) for key in ("id", "plan", "status", "started", "ended")},
            **{key: deployment.get(key) for key in ("createdBy", "createdOn", "canceledBy", "canceledOn")},
            "pipelineName": deployment["pipelineName"],
            "pipelineStageName": deployment["stage"],
            "environmentId": deployment.get("environmentId"),
            "environmentName": deployment.get("environmentName"),
            **_of_application_and_release(call.store, build),
            "buildId": build["id"],
            "buildNumber": build["number"],
            "packageId": build["id"],
            "packageNumber": build["number"],
        },
    )


def _of_application_and_release(store: Store, build: Document) -> Document:
    release = read(store, RELEASE, build["releaseId"]) if build.get("releaseId") else None
    return {
        "applicationId": build["applicationId"],
        "applicationName": application_name(store, build["applicationId"]),
        "releaseId": release and release["id"],
        "releaseNumber": release and release["number"],
        "releaseName": release and release["name"],
    }


def _of_build(prefix: str, build: Document | None) -> Document:
    return {f"{prefix}Id": build and build["id"], f"{prefix}Number": build and build["number"]}


def _furthest(store: Store, release: Document, builds: list[Document]) -> Document | None:
    """[I] Of the builds that were deployed anywhere the one that came furthest, the newest of several."""
    application = application_by_id(store, release["applicationId"])
    pipeline = pipeline_named(store, release.get("pipelineName") or "", application)
    deployed = [build for build in builds if build.get("furthestStage")]
    return max(deployed, key=lambda build: (stage_index(pipeline, build["furthestStage"]), build["id"]), default=None)


def _shown(call: Call, kind: str, document: Document) -> Document:
    hidden = () if call.traits.has_builds else _SINCE_BUILDS[kind]
    return {key: value for key, value in document.items() if value is not None and key not in hidden}
