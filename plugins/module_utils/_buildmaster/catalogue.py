# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names that there are, as far as this API shows them: those of what has been released, built or deployed.

It has no list of applications, pipelines or stages. So a name that is not among the known ones may still be right: it
is the server that refuses, and what is known here that helps to see why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    BUILD,
    DEPLOYMENT,
    RELEASE,
    Document,
    is_global,
    passes,
    same_name,
    same_pipeline,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    RefusedError,
    ReleaseManagementError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import did_you_mean, quoted, unknown

_FEW = 10


def unknown_release(client: Client, application: Mapping[str, Any], number: str) -> UnknownNameError:
    """The error for a release that has to be there: its application is not known, or not this number of it."""
    own = _of_application(client, "releases.list", application)
    if not own:
        name = str(next(iter(application.values())))
        return unknown("application", name, "that has a release", _applications(client), "application")
    numbers = [str(one.get("number")) for one in own]
    return unknown("release", number, f"of application '{own[0].get('applicationName')}'", numbers, "release")


def unknown_build(client: Client, filters: Mapping[str, Any], number: str, where: str, option: str) -> UnknownNameError:
    """The error for a build that has to be there."""
    numbers = [str(one.get("number")) for one in read_builds(client, filters)]
    return unknown("build", number, where, numbers, option)


def read_builds(client: Client, filters: Mapping[str, Any]) -> list[Document]:
    """The builds that pass filters. Their pipeline is compared here, for the server takes its full name only."""
    asked = {key: value for key, value in filters.items() if key != "pipelineName"}
    return [one for one in client.rows("builds.list", asked) if passes(one, BUILD, filters)]


def is_pipeline(client: Client, application: Mapping[str, Any], actual: str, wanted: str) -> bool:
    """Whether an actual pipeline is the wanted one, as far as the server's answers tell.

    Of names that differ in the raft alone the wanted one means another pipeline, if something of the application has
    exactly that.
    """
    if same_name(actual, wanted) or not same_pipeline(actual, wanted):
        return same_name(actual, wanted)
    known = _names(_of_application(client, "releases.list", application), "pipelineName")
    return not any(same_name(one, wanted) for one in known)


def hints(client: Client, names: Mapping[str, Any]) -> list[str]:
    """A sentence for each of these names that nothing known has.

    :param names: ``applicationId`` or ``applicationName``, ``pipelineName``, ``toStage``; None for what is not given.
    """
    application = {key: names[key] for key in ("applicationId", "applicationName") if names.get(key) is not None}
    own = [
        *_of_application(client, "releases.list", application),
        *_of_application(client, "builds.list", application),
    ]
    if application and not own:
        return [_hint("application", next(iter(application.values())), _applications(client))]
    pipeline, stage = names.get("pipelineName"), names.get("toStage")
    pipelines = _names(own, "pipelineName")
    if pipeline is not None and not any(same_name(pipeline, one) for one in pipelines):
        # A global one may be known of another application.
        shared = [one for one in _names(_of_anything(client), "pipelineName") if is_global(one)]
        pipelines = sorted({*pipelines, *shared})
        return [] if any(same_name(pipeline, one) for one in shared) else [_hint("pipeline", pipeline, pipelines)]
    if stage is None:
        return []
    stages = known_stages(client, pipeline, own, application)
    return [] if any(same_name(stage, one) for one in stages) else [_hint("stage", stage, stages)]


def known_stages(
    client: Client, pipeline: str | None, builds: Iterable[Mapping[str, Any]], application: Mapping[str, Any]
) -> list[str]:
    """The stages of a pipeline that anything was deployed to: of a global one by any application."""
    owner = {} if pipeline is not None and is_global(pipeline) else dict(application)
    filters = {**owner, **({} if pipeline is None else {"pipelineName": pipeline})}
    deployments = [one for one in client.rows("deployments.list", filters) if passes(one, DEPLOYMENT, filters)]
    reached = [one for one in builds if pipeline is None or same_pipeline(one.get("pipelineName"), pipeline)]
    return _names(
        (*deployments, *({"pipelineStageName": one.get("furthestStage")} for one in reached)), "pipelineStageName"
    )


def with_hints(error: RefusedError, client: Client, names: Mapping[str, Any]) -> RefusedError:
    """A refusal, with what is known about the names in the request; as it is where that cannot be found out."""
    try:
        error.message = " ".join([error.message, *hints(client, names)])
    except InterruptedError_:
        raise
    except ReleaseManagementError:
        pass
    return error


def _of_application(client: Client, operation: str, application: Mapping[str, Any]) -> list[Document]:
    return [one for one in client.rows(operation, application) if passes(one, RELEASE, application)]


def _applications(client: Client) -> list[str]:
    """The applications that have a release or a build."""
    return _names(_of_anything(client), "applicationName")


def _of_anything(client: Client) -> list[Document]:
    return [*client.rows("releases.list"), *client.rows("builds.list")]


def _hint(what: str, name: Any, known: list[str]) -> str:
    begin = f"Nothing known here has the {what} '{name}'."
    if not known:
        return begin
    listed = f" Known {what}s: {quoted(known)}." if len(known) <= _FEW else ""
    return f"{begin}{did_you_mean(str(name), known)}{listed}"


def _names(documents: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return sorted({str(document[key]) for document in documents if document.get(key)})
