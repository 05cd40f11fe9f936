# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_build``: a build of a release, or of an application without releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster import variables
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.catalogue import hints, with_hints
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.finding import (
    build_by_id,
    builds_by,
    holder_filters,
    latest_of,
    needed_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.models import (
    Build,
    application_filter,
    declared,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    Document,
    build_title,
    highest_id,
    release_title,
    status_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.task import (
    Reached,
    did_nothing,
    warn_of_absence,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    RefusedError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import send_once

_ACTIVE, _REJECTED = "active", "rejected"


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Bring a build into the declared state.

    :param params: the options of the module ``buildmaster_build``.
    :raises DeclarationError: the declaration is wrong; nothing was written.
    """
    options = declared(Build, params)
    _check(options, params)
    task = _Task(options, params, client, run)
    return task.reached.during(task.rejected if params.get("state") == _REJECTED else task.present)


class _Task:
    def __init__(self, options: Document, params: Mapping[str, Any], client: Client, run: Run) -> None:
        self._options = options
        self._params = params
        self._client = client
        self._run = run
        self._variables: Document = options.get("variables") or {}
        self._filters = {} if "build_id" in options else holder_filters(options)
        self.reached = Reached("build", run)

    def present(self) -> Outcome:
        """Find the build or create it, and set what differs of its variables."""
        known = [] if "build_id" in self._options else self._listed()
        build = self._wanted(known)
        if build is None:
            created = self._created(highest_id(known))
            if created is not None:
                self._set_variables(created, variables.with_flags(self._variables), is_new=True)
                return self.reached.outcome
            build = self._listed()[0]
        self.reached.found(build)
        if status_of(build) == _REJECTED:
            raise DeclarationError(
                f"{build_title(build)} is rejected, and BuildMaster's API cannot take that back", option="state"
            )
        self._set_variables(build, self._variables)
        return self.reached.outcome

    def rejected(self) -> Outcome:
        """Reject the build, where there is one."""
        if "build_id" in self._options:
            build: Document | None = build_by_id(self._client, self._options["build_id"], self._options)
        else:
            build = next(iter(self._listed()), None)
        self.reached.found(build)
        if build is None:
            for hint in hints(self._client, application_filter(self._options["application"])):
                self._run.warn(hint)
        elif status_of(build) != _REJECTED:
            self._reject(build)
        return self.reached.outcome

    # -------------------------------------------------------------------------------------------------- which build

    def _listed(self) -> list[Document]:
        """The builds that may be meant, newest first: those of a number, or all of the release or pipeline."""
        number = self._options.get("number")
        return builds_by(self._client, self._filters if number is None else {**self._filters, "buildNumber": number})

    def _wanted(self, known: list[Document]) -> Document | None:
        if "build_id" in self._options:
            return build_by_id(self._client, self._options["build_id"], self._options)
        if self._params.get("force"):
            return None
        return latest_of(known) if self._options.get("number") is None else next(iter(known), None)

    # ------------------------------------------------------------------------------------------------- what is done

    def _created(self, newest_id: int) -> Document | None:
        """The new build; None where somebody else was faster with its number."""
        self._check_place()
        options = self._options
        build = self._pretended() if self._run.check_mode else self._create(newest_id)
        if build is None:
            return None
        shown: Document = {name: options[name] for name in ("release", "pipeline", "number") if name in options}
        if self._variables:
            shown["variables"] = variables.shown(self._variables)
        self.reached.did(build, {}, {**shown, "state": "present"})
        return build

    def _check_place(self) -> None:
        """Whether a build can be created at all: its release has to be there, or a pipeline in place of one."""
        options = self._options
        if "release" in options:
            try:
                release = needed_release(self._client, application_filter(options["application"]), options["release"])
            except UnknownNameError as error:
                if not self._run.check_mode:
                    raise
                warn_of_absence(error, self._run)
                return
            if status_of(release) == "canceled":
                raise DeclarationError(f"{release_title(release)} is canceled, and gets no builds", option="release")
            return
        if "pipeline" not in options:
            raise DeclarationError(
                f"is needed to create a build of {options['application']}, or pipeline where the application has no"
                " releases",
                option="release",
            )
        secret = next(iter(variables.with_flags(self._variables)), None)
        if secret is not None:
            raise DeclarationError(
                "BuildMaster's API can set a secret or an evaluated variable for a build of a release only",
                option=f"variables.{secret}",
            )

    def _create(self, newest_id: int) -> Document | None:
        number = self._options.get("number")
        body = {
            **self._filters,
            **({} if number is None else {"buildNumber": number}),
            **variables.at_creation(self._variables),
        }

        def send() -> Document:
            answered = self._client.objects("builds.create", body)
            found = answered[0] if answered else look()
            if found is None:
                raise did_nothing("build", number or "")
            return found

        def look() -> Document | None:
            """The one of the number, or the first one since: somebody else's of that moment would do as well."""
            newer = [build for build in self._listed() if int(build["id"]) > newest_id]
            return min(newer, key=lambda build: int(build["id"]), default=None)

        try:
            return send_once(send, look, "the build was created", self._run)
        except RefusedError as error:
            if number is not None and look() is not None:
                return None
            raise with_hints(error, self._client, self._filters) from None

    def _pretended(self) -> Document:
        filters = self._filters
        if "pipelineName" in filters:
            for hint in hints(self._client, filters):
                self._run.warn(f"{hint} Whether there is one shows when the build is created.")
        number = self._options.get("number")
        return {"id": None, "number": number, "buildNumber": number, "status": _ACTIVE, **filters}

    def _reject(self, build: Document) -> None:
        before = status_of(build)
        rejected = {**build, "status": _REJECTED} if self._run.check_mode else self._send_rejection(int(build["id"]))
        self.reached.did(rejected, {"state": before}, {"state": _REJECTED})

    def _send_rejection(self, number: int) -> Document:
        def send() -> Document:
            answered = self._client.objects("builds.reject", {"buildId": number})
            return answered[0] if answered else build_by_id(self._client, number)

        def look() -> Document | None:
            build = build_by_id(self._client, number)
            return build if status_of(build) == _REJECTED else None

        return send_once(send, look, "the build was rejected", self._run)

    def _set_variables(self, build: Document, wanted: Mapping[str, Any], *, is_new: bool = False) -> None:
        """Those of a build without a release only count when it is created: the API has no address for them."""
        if not wanted or build.get("releaseNumber") is None or (is_new and self._run.check_mode):
            return
        place = variables.of_build(build)
        update_secrets = self._params.get("update_secrets", variables.ON_CHANGE)
        found = variables.settle(place, wanted, update_secrets, self._client, self._run)
        if found and not is_new:
            before, after = variables.before_of(found), variables.after_of(found)
            self.reached.did(build, {"variables": before}, {"variables": after})


def _check(options: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Refuse what contradicts itself, before anything is asked of the server."""
    named = next((name for name in ("build_id", "number") if name in options), None)
    if params.get("force") and named:
        raise DeclarationError(f"it creates a build, and {named} means a certain one", option="force")
    if params.get("state") == _REJECTED and named is None:
        raise DeclarationError("is needed to say which build is to be rejected (or build_id)", option="number")
