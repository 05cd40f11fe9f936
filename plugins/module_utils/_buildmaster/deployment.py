# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_deployment``: a build deployed to a stage of its pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster import variables
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.catalogue import (
    hints,
    known_stages,
    with_hints,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.finding import (
    build_by_id,
    needed_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.following import (
    failure_of,
    follow,
    of_stage,
    read_deployments,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.models import Deployment, declared
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    GOOD,
    Document,
    build_title,
    highest_id,
    release_title,
    status_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.standing import (
    goes_on,
    latest_attempt,
    summary,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.task import (
    Reached,
    warn_of_absence,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    RefusedError,
    UnknownNameError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import send_once
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Have a build deployed to a stage.

    :param params: the options of the module ``buildmaster_deployment``.
    :raises DeclarationError: the declaration is wrong; nothing was written.
    :raises RunFailedError: the deployment that was waited for did not end well.
    """
    options = declared(Deployment, params)
    task = _Task(options, params, client, run)
    return task.reached.during(task.deployed)


class _Task:
    def __init__(self, options: Document, params: Mapping[str, Any], client: Client, run: Run) -> None:
        self._options = options
        self._params = params
        self._client = client
        self._run = run
        self._stage: str | None = options.get("to_stage")
        self.reached = Reached("deployment", run)

    def deployed(self) -> Outcome:
        """Find the build and what became of it at the stage; deploy it where that is needed, and wait."""
        try:
            build = needed_build(self._client, self._options)
        except (UnknownNameError, NotFoundError) as error:
            # An address at which there is nothing is wrong in check mode too.
            is_of_server = error.status is not None
            if not self._run.check_mode or "build_id" in self._options or is_of_server:
                raise
            warn_of_absence(error, self._run)
            self.reached.did(self._of_nothing(), {}, self._declared(self._options.get("build")))
            return self.reached.outcome
        listed = read_deployments(self._client, build)
        # Without a stage it is about the one that the build was sent to last.
        stage = self._stage or next((one.get("pipelineStageName") for one in listed), None)
        attempt = latest_attempt(of_stage(listed, stage))
        if self._is_needed(build, attempt):
            return self._deploy(build, highest_id(listed))
        self.reached.found(summary(attempt))
        if goes_on(attempt):
            return self._followed(build, stage, min(int(one["id"]) for one in attempt))
        return self.reached.outcome

    def _is_needed(self, build: Document, attempt: list[Document]) -> bool:
        """Nothing is done about a deployment that is good or goes on. Without a stage the next one is meant."""
        if status_of(build) == "rejected":
            raise DeclarationError(f"{build_title(build)} is rejected, and cannot be deployed", option="build")
        if self._params.get("redeploy"):
            return True
        if goes_on(attempt):
            return False
        if self._stage is None:
            return status_of(build) != "deployed"
        return not attempt or any(status_of(one) not in GOOD for one in attempt)

    # ------------------------------------------------------------------------------------------------- what is done

    def _deploy(self, build: Document, newest_id: int) -> Outcome:
        after = self._declared(build.get("number"))
        self._check_release(build)
        if self._run.check_mode:
            self.reached.did(self._pretended(build), {}, after)
            return self.reached.outcome
        asked = self._request(build, newest_id)
        self.reached.did(asked, {}, after)
        self._run.progress(f"asked for the deployment of {build_title(build)}")
        return self._followed(build, self._stage, newest_id + 1)

    def _declared(self, number: Any) -> Document:
        """What a diff shows."""
        options = self._options
        shown: Document = {name: options[name] for name in ("to_stage", "start_time") if name in options}
        if options.get("variables"):
            shown["variables"] = variables.shown(options["variables"])
        return {**shown, "build": number, "state": "deployed"}

    def _of_nothing(self) -> Document:
        """The deployment of a build that is not there yet."""
        named = {"releaseNumber": "release", "buildNumber": "build", "pipelineStageName": "to_stage"}
        known = {key: self._options[option] for key, option in named.items() if option in self._options}
        return {"id": None, **known}

    def _check_release(self, build: Document) -> None:
        if build.get("releaseId") is None:
            return
        for release in self._client.rows("releases.list", {"releaseId": build["releaseId"]}):
            if release.get("id") == build["releaseId"] and status_of(release) == "canceled":
                raise DeclarationError(
                    f"{release_title(release)} is canceled, and its builds cannot be deployed", option="release"
                )

    def _request(self, build: Document, newest_id: int) -> Document:
        body: Document = {
            "buildId": build["id"],
            "toStage": self._stage,
            "force": True if self._params.get("force") else None,
            "startTime": self._options.get("start_time"),
        }
        for name, entry in (self._options.get("variables") or {}).items():
            body[f"${name}"] = entry["value"]
        sent = {key: value for key, value in body.items() if value is not None}

        def look() -> Document | None:
            newer = of_stage(read_deployments(self._client, build), self._stage)
            found = [one for one in newer if int(one["id"]) > newest_id]
            return min(found, key=lambda one: int(one["id"]), default=None)

        def send() -> Document:
            answered = self._client.objects("builds.deploy", sent)
            # An empty answer is that of a stage without a plan, or without a next stage: nothing comes of it then.
            return (answered[0] if answered else look()) or {}

        try:
            asked = send_once(send, look, "the deployment was asked for", self._run)
        except RefusedError as error:
            raise self._explained(error, build) from None
        if not asked:
            raise self._nothing_came_of_it(build)
        return asked

    def _explained(self, error: RefusedError, build: Document) -> RefusedError:
        # By its id: the build was found, so it is the stage that may be wrong.
        names = {key: build.get(key) for key in ("applicationId", "pipelineName")}
        return with_hints(error, self._client, {**names, "toStage": self._stage})

    def _nothing_came_of_it(self, build: Document) -> DeclarationError:
        application = {"applicationId": build["applicationId"]} if "applicationId" in build else {}
        stages = known_stages(self._client, build.get("pipelineName"), [build], application)
        where = f"the stage {self._stage}" if self._stage else "a next stage"
        return DeclarationError(
            f"the server took the request to deploy {build_title(build)} to {where} and did nothing: that stage has no"
            f" deployment plan, or there is none. Stages that anything was deployed to: {', '.join(stages) or 'none'}",
            option="to_stage",
        )

    def _pretended(self, build: Document) -> Document:
        names = {key: build.get(key) for key in ("applicationId", "pipelineName")}
        for hint in hints(self._client, {**names, "toStage": self._stage}):
            self._run.warn(f"{hint} Whether there is one shows when the build is deployed.")
        kept = ("applicationId", "applicationName", "releaseId", "releaseNumber", "releaseName", "pipelineName")
        document = {key: build[key] for key in kept if key in build}
        # How it ends is not known.
        status = {} if self._params.get("wait") else {"status": "pending"}
        stage = {} if self._stage is None else {"pipelineStageName": self._stage}
        return {"id": None, **document, "buildId": build["id"], "buildNumber": build.get("number"), **stage, **status}

    # ------------------------------------------------------------------------------------------------- what comes of it

    def _followed(self, build: Document, stage: str | None, first_id: int) -> Outcome:
        """What was done, with the deployments as they ended; as they are where nobody waits."""
        if not self._params.get("wait") or self._run.check_mode:
            return self.reached.outcome
        patience = Patience(self._params.get("wait_timeout", 3600), self._params.get("poll_interval", 10.0))
        result = self.reached.outcome.result
        try:
            waited = follow(self._client, build, stage, first_id, patience, self._run)
        except WaitTimeoutError as error:
            result["elapsed"] = error.details["elapsed"]
            raise
        self.reached.found(summary(waited.state))
        result.update(deployments=waited.state, elapsed=waited.elapsed)
        if any(status_of(one) not in GOOD for one in waited.state):
            raise failure_of(build_by_id(self._client, int(build["id"])), waited.state)
        return self.reached.outcome
