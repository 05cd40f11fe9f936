# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications, pipelines, releases, builds and deployments: where they are kept, and how one is found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from release_management_sandbox.buildmaster.parameters import Parameters
from release_management_sandbox.buildmaster.refusals import Refusal
from release_management_sandbox.store import COLLECTION, Document, Store, fold

APPLICATION, PIPELINE = "buildmaster_application", "buildmaster_pipeline"
RELEASE, BUILD, DEPLOYMENT = "buildmaster_release", "buildmaster_build", "buildmaster_deployment"

APPLICATION_KEYS = ("applicationId", "applicationName")
RELEASE_KEYS = ("releaseId", "releaseNumber", "releaseName")
BUILD_ID, BUILD_NUMBER = ("buildId", "packageId"), ("buildNumber", "packageNumber")
"""[I] The keys of version 5 are still taken, as its keys are still in the answers."""


def moment_text(moment: datetime) -> str:
    """A date with seven digits of a second, as the documents show it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z"


def all_of(store: Store, kind: str) -> list[Document]:
    """Newest first: [I] the order of the documented answer."""
    return store.all(kind, COLLECTION)[::-1]


def save(store: Store, kind: str, document: Document) -> Document:
    store.put(kind, COLLECTION, document["id"], document)
    return document


def read(store: Store, kind: str, number: int) -> Document | None:
    return store.get(kind, COLLECTION, number)


def application_of(store: Store, parameters: Parameters) -> Document | None:
    """The application that a request names; None where it names none. Refusal where there is no such one [I]."""
    number, name = parameters.number("applicationId"), parameters.text("applicationName")
    if number is None and name is None:
        return None
    for application in all_of(store, APPLICATION):
        if application["id"] == number or (number is None and fold(application["name"]) == fold(name or "")):
            return application
    raise Refusal(f'Application "{number if name is None else name}" not found.')


def release_of(store: Store, parameters: Parameters) -> Document | None:
    """The release that a request names, None where it names none: by id, or by number and application.

    [I] With an id an application is not looked at: the text of the documents forbids it, their example sends both.
    """
    number = parameters.number("releaseId")
    if number is not None:
        found = read(store, RELEASE, number)
        if found is None:
            raise Refusal(f"Release with ID {number} not found.")
        return found
    name = parameters.text("releaseNumber")
    if name is None:
        return None
    application = application_of(store, parameters)
    if application is None:
        raise Refusal("releaseNumber needs applicationId or applicationName.")
    found = find_release(store, application, name)
    if found is None:
        raise Refusal(f'Release "{name}" not found in application {application["name"]}.')
    return found


def find_release(store: Store, application: Document, number: str) -> Document | None:
    releases = (one for one in all_of(store, RELEASE) if one["applicationId"] == application["id"])
    return next((one for one in releases if fold(one["number"]) == fold(number)), None)


def find_build(store: Store, application: Document, release: Document | None, number: str) -> Document | None:
    """A build by its number, which is that of one build of the release, or of the application where it has no releases."""
    release_id = release["id"] if release else None
    return next(
        (
            build
            for build in all_of(store, BUILD)
            if build["applicationId"] == application["id"]
            and build.get("releaseId") == release_id
            and fold(build["number"]) == fold(number)
        ),
        None,
    )


def build_of(store: Store, parameters: Parameters) -> Document:
    """The build that a request names: by id, or by number with release and application."""
    number = parameters.number(*BUILD_ID)
    if number is not None:
        found = read(store, BUILD, number)
        if found is None:
            raise Refusal(f"Build with ID {number} not found.")
        return found
    name = parameters.text(*BUILD_NUMBER)
    if name is None:
        raise Refusal("buildId, or buildNumber with a release, is required.")
    release = release_of(store, parameters)
    application = application_by_id(store, release["applicationId"]) if release else application_of(store, parameters)
    if application is None:
        raise Refusal("buildNumber needs a release, or an application without releases.")
    found = find_build(store, application, release, name)
    if found is None:
        raise Refusal(f'Build "{name}" not found.')
    return found


def application_by_id(store: Store, number: int) -> Document:
    application = read(store, APPLICATION, number)
    if application is None:
        raise Refusal(f"Application with ID {number} not found.")
    return application


def application_name(store: Store, number: int) -> str:
    return str(application_by_id(store, number)["name"])


def pipeline_named(store: Store, name: str, application: Document) -> Document | None:
    """A pipeline of the application, or a global one, which is called by the prefix of its raft and its name."""
    return next(
        (
            pipeline
            for pipeline in all_of(store, PIPELINE)
            if fold(pipeline["name"]) == fold(name) and pipeline.get("applicationId") in (None, application["id"])
        ),
        None,
    )


def pipeline_for(store: Store, name: str, application: Document) -> Document:
    pipeline = pipeline_named(store, name, application)
    if pipeline is None:
        raise Refusal(f'Pipeline "{name}" not found.')
    return pipeline


def builds_of(store: Store, release: Document) -> list[Document]:
    return [build for build in all_of(store, BUILD) if build.get("releaseId") == release["id"]]


def stage_index(pipeline: Document | None, name: str | None) -> int:
    """Where a stage is in its pipeline; -1 where it is not."""
    names = [fold(stage["name"]) for stage in (pipeline or {}).get("stages", [])]
    return names.index(fold(name)) if name and fold(name) in names else -1


def plain_variables(given: dict[str, str]) -> dict[str, Any]:
    """Variables that come as `$name`, as they are kept."""
    return {name: {"value": value, "sensitive": False, "evaluate": False} for name, value in given.items()}
