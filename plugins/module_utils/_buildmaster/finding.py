# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding the release and the build that a task is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.catalogue import (
    read_builds,
    unknown_build,
    unknown_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.models import application_filter
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    BUILD,
    RELEASE,
    Document,
    build_title,
    newest_first,
    of_pipeline,
    passes,
    status_of,
    value_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, NotFoundError

_HOLDERS = ("application", "release", "pipeline")


def find_release(client: Client, application: Mapping[str, Any], number: str) -> Document | None:
    """The release of an application that has a number; None where there is none."""
    filters = {**application, "releaseNumber": number}
    found = [one for one in client.rows("releases.list", filters) if passes(one, RELEASE, filters)]
    return next(iter(newest_first(found)), None)


def needed_release(client: Client, application: Mapping[str, Any], number: str) -> Document:
    """The same, where it has to be there.

    :raises UnknownNameError: with what is there.
    """
    release = find_release(client, application, number)
    if release is None:
        raise unknown_release(client, application, number)
    return release


def holder_filters(options: Mapping[str, Any]) -> Document:
    """What the builds are listed by that a task may mean: a release, or an application without releases.

    :raises DeclarationError: the task does not say.
    """
    if "application" not in options:
        raise DeclarationError("is needed to say which build is meant (or build_id)", option="application")
    return _said_of(options)


def _said_of(options: Mapping[str, Any]) -> Document:
    """What the options say of the release, or pipeline, that a build is of."""
    wanted = {"releaseNumber": options.get("release"), "pipelineName": options.get("pipeline")}
    return {
        **application_filter(options.get("application")),
        **{name: value for name, value in wanted.items() if value is not None},
    }


def builds_by(client: Client, filters: Mapping[str, Any]) -> list[Document]:
    """The builds that pass filters, newest first; without a release (and an id) among the filters those without one."""
    found = of_pipeline(read_builds(client, filters), filters.get("pipelineName"))
    if "buildId" not in filters:
        of_release = "releaseNumber" in filters
        found = [one for one in found if (value_of(one, BUILD, "releaseNumber") is not None) == of_release]
    return newest_first(found)


def build_by_id(client: Client, number: int, options: Mapping[str, Any] | None = None) -> Document:
    """The build of an id.

    :param options: what else the task says of the build, which has to be so.
    :raises NotFoundError: there is none.
    :raises DeclarationError: it is another one than the options say.
    """
    found = builds_by(client, {"buildId": number})
    if not found:
        raise NotFoundError(f"there is no build with the id {number}", option="build_id")
    said = options or {}
    if not passes(found[0], BUILD, _said_of(said)):
        other = " and ".join(f"{name} {said[name]}" for name in _HOLDERS if name in said)
        raise DeclarationError(f"it means {build_title(found[0])}, and not one of {other}", option="build_id")
    return found[0]


def latest_of(builds: list[Document]) -> Document | None:
    """The newest build that is not rejected."""
    return next((build for build in builds if status_of(build) != "rejected"), None)


def needed_build(client: Client, options: Mapping[str, Any]) -> Document:
    """The build to deploy: by id, by number, or the latest that is not rejected.

    :param options: those of ``buildmaster_deployment``.
    :raises UnknownNameError: there is none, with what is there.
    """
    if "build_id" in options:
        return build_by_id(client, options["build_id"], options)
    filters, number = holder_filters(options), options.get("build")
    found = builds_by(client, filters if number is None else {**filters, "buildNumber": number})
    build = latest_of(found) if number is None else next(iter(found), None)
    if build is not None:
        return build
    release = options.get("release")
    where = f"of the application {options['application']}, which is without a release"
    if release is not None:
        needed_release(client, application_filter(options["application"]), release)
        where = f"of release {release} of {options['application']}"
    if number is not None:
        raise unknown_build(client, filters, number, where, "build")
    advice = "" if release is not None else ". Say which release it belongs to, where the application uses releases"
    raise NotFoundError(f"there is no build {where} that is not rejected{advice}", option="build")
