# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_release``: a release of an application."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster import variables
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.catalogue import (
    hints,
    is_pipeline,
    with_hints,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.finding import find_release
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.models import (
    Release,
    application_filter,
    declared,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import (
    RELEASE,
    Document,
    release_title,
    status_of,
    value_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.task import Reached, did_nothing
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, RefusedError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import send_once

_ACTIVE, _CANCELED, _DEPLOYED = "active", "canceled", "deployed"


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Bring a release into the declared state.

    :param params: the options of the module ``buildmaster_release``.
    :raises DeclarationError: the declaration is wrong, or is what the API cannot change.
    """
    options = declared(Release, params)
    is_cancellation = params.get("state") == _CANCELED
    if "reason" in options and not is_cancellation:
        raise DeclarationError("is why a release is canceled, which only state: canceled does", option="reason")
    task = _Task(options, params, client, run)
    return task.reached.during(task.canceled if is_cancellation else task.active)


class _Task:
    def __init__(self, options: Document, params: Mapping[str, Any], client: Client, run: Run) -> None:
        self._options = options
        self._params = params
        self._client = client
        self._run = run
        self._application = application_filter(options["application"])
        self._variables: Document = options.get("variables") or {}
        self.reached = Reached("release", run)

    def active(self) -> Outcome:
        """Find the release or create it, restore it where it is canceled, and set what differs of its variables."""
        release = self._find()
        if release is None:
            created = self._created()
            if created is not None:
                # Of what was created the plain variables are there.
                self._set_variables(created, variables.with_flags(self._variables), is_new=True)
                return self.reached.outcome
            release = self._found()
        self.reached.found(release)
        self._report_drift(release)
        if status_of(release) == _CANCELED:
            release = self._set_state(release, "releases.restore", _ACTIVE)
        self._set_variables(release, self._variables)
        return self.reached.outcome

    def canceled(self) -> Outcome:
        """Cancel the release, where there is one; one that is deployed cannot be."""
        release = self._find()
        if release is None:
            for hint in hints(self._client, self._application):
                self._run.warn(hint)
            return self.reached.outcome
        self.reached.found(release)
        if status_of(release) == _DEPLOYED:
            raise DeclarationError(
                f"{release_title(release)} is deployed, and what is deployed cannot be canceled", option="state"
            )
        if status_of(release) != _CANCELED:
            self._set_state(release, "releases.cancel", _CANCELED)
        return self.reached.outcome

    # ------------------------------------------------------------------------------------------------- what is done

    def _find(self) -> Document | None:
        return find_release(self._client, self._application, self._options["number"])

    def _found(self) -> Document:
        release = self._find()
        if release is None:
            raise did_nothing("release", self._options["number"])
        return release

    def _created(self) -> Document | None:
        """The new release; None where somebody else was faster."""
        options = self._options
        if "pipeline" not in options:
            raise DeclarationError(
                f"is needed: there is no release {options['number']} of {options['application']} yet, and none can be"
                " created without a pipeline",
                option="pipeline",
            )
        release = self._pretended() if self._run.check_mode else self._create()
        if release is None:
            return None
        shown: Document = {name: options[name] for name in ("number", "pipeline", "name") if name in options}
        if self._variables:
            shown["variables"] = variables.shown(self._variables)
        self.reached.did(release, {}, {**shown, "state": _ACTIVE})
        return release

    def _create(self) -> Document | None:
        named = {**self._application, "pipelineName": self._options["pipeline"]}
        body = {
            **named,
            "releaseNumber": self._options["number"],
            **({"releaseName": self._options["name"]} if "name" in self._options else {}),
            **variables.at_creation(self._variables),
        }
        try:
            return send_once(self._sender("releases.create", body), self._find, "the release was created", self._run)
        except RefusedError as error:
            if self._find() is not None:
                return None
            raise with_hints(error, self._client, named) from None

    def _pretended(self) -> Document:
        """What would be created. Whether the server knows the names can only be guessed."""
        options = self._options
        for hint in hints(self._client, {**self._application, "pipelineName": options["pipeline"]}):
            self._run.warn(f"{hint} Whether there is one shows when the release is created.")
        name = options.get("name", options["number"])
        return {
            "id": None,
            "number": options["number"],
            "name": name,
            "status": _ACTIVE,
            **self._application,
            "pipelineName": options["pipeline"],
            "releaseName": name,
            "releaseNumber": options["number"],
        }

    def _set_state(self, release: Document, operation: str, wanted: str) -> Document:
        before = status_of(release)
        if self._run.check_mode:
            changed = {**release, "status": wanted}
            if wanted == _ACTIVE:
                changed = {key: value for key, value in changed.items() if key not in ("canceledBy", "canceledOn")}
        else:
            # The id alone: the documents forbid an application beside it.
            body: Document = {"releaseId": release["id"]}
            if self._options.get("reason"):
                body["reason"] = self._options["reason"]
            what = f"the release became {wanted}"
            changed = send_once(self._sender(operation, body), lambda: self._in_state(wanted), what, self._run)
        self.reached.did(changed, {"state": before}, {"state": wanted})
        return changed

    def _in_state(self, wanted: str) -> Document | None:
        release = self._find()
        return release if release is not None and status_of(release) == wanted else None

    def _sender(self, operation: str, body: Mapping[str, Any]) -> Callable[[], Document]:
        """What sends the request; where the answer is empty, the release is read."""

        def send() -> Document:
            answered = self._client.objects(operation, body)
            return answered[0] if answered else self._found()

        return send

    def _set_variables(self, release: Document, wanted: Mapping[str, Any], *, is_new: bool = False) -> None:
        if not wanted or (is_new and self._run.check_mode):
            return
        place = variables.of_release(release)
        update_secrets = self._params.get("update_secrets", variables.ON_CHANGE)
        found = variables.settle(place, wanted, update_secrets, self._client, self._run)
        if found and not is_new:
            before, after = variables.before_of(found), variables.after_of(found)
            self.reached.did(release, {"variables": before}, {"variables": after})

    # ------------------------------------------------------------------------------------------- what cannot be done

    def _report_drift(self, release: Mapping[str, Any]) -> None:
        """What an existing release has otherwise than declared, and this API cannot change."""
        for option, sentence in self._drift(release):
            if self._params.get("on_immutable") != "warn":
                raise DeclarationError(f"{sentence} (on_immutable: warn goes on all the same)", option=option)
            self._run.warn(f"{option}: {sentence}")

    def _drift(self, release: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        same: dict[str, tuple[str, Callable[[str, str], bool]]] = {
            "pipeline": ("pipelineName", partial(is_pipeline, self._client, self._application)),
            "name": ("releaseName", str.__eq__),
        }
        for option, (key, is_same) in same.items():
            actual, wanted = value_of(release, RELEASE, key), self._options.get(option)
            if wanted is not None and not is_same(actual or "", wanted):
                has = "none" if actual is None else f"'{actual}'"
                yield (
                    option,
                    f"{release_title(release)} has {has}, not '{wanted}', and BuildMaster's API cannot change that",
                )
