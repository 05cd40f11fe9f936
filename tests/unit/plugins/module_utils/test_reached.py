# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task had reached when it failed is part of its result, as masked as any."""

from __future__ import annotations

import contextlib
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import RunFailedError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource, Run
from ansible_collections.devops.release_management.plugins.module_utils._performing import Wishes, perform

SECRET = "correct-horse"
SPEC: dict[str, Any] = {"token": {"type": "str", "no_log": True}, "variables": {"type": "dict"}}


class Client:
    written = 3


def failing_with(details: dict[str, Any], writes: int = 0) -> dict[str, Any]:
    def run(params: dict[str, Any], client: Any, run: Run) -> Outcome:
        client.written += writes
        raise RunFailedError(f"It said {SECRET}", details=details)

    resource = Resource(name="toy", argument_spec=SPEC, run=run, connect=lambda params: None)
    params = {"token": SECRET, "variables": {"pin": {"value": "1234", "is_secret": True}}}
    return perform(resource, params, Wishes("toy"), lambda _params: contextlib.nullcontext(Client()))


def test_what_was_reached_is_handed_out_masked() -> None:
    environment = {
        "status": "rejected",
        "log": f"the token is {SECRET}",
        "variables": {"pin": {"value": "1234", "isSecret": True}},
    }
    answer = failing_with({"reached": {"changed": True, "environment": environment, "elapsed": 3.2}, "request": SECRET})
    assert answer["failed"] is True
    assert answer["changed"] is True
    assert answer["elapsed"] == 3.2
    assert answer["environment"]["status"] == "rejected"
    assert answer["environment"]["variables"]["pin"]["value"] == "********"
    assert SECRET not in str(answer)
    assert "request" not in answer["failure"]


def test_a_failure_that_reached_nothing_changed_nothing() -> None:
    answer = failing_with({})
    assert (answer["failed"], answer["changed"]) == (True, False)


def test_a_write_that_the_server_took_is_a_change_whatever_failed_then() -> None:
    assert failing_with({}, writes=1)["changed"] is True
    assert failing_with({"reached": {"changed": False}}, writes=1)["changed"] is True


def test_nothing_that_was_reached_hides_the_failure() -> None:
    answer = failing_with({"reached": {"failed": False, "msg": "all is well"}})
    assert answer["failed"] is True
    assert answer["msg"] == "It said ********"


def test_entries_by_the_thousand_are_not_handed_back_with_the_parameters() -> None:
    spec = {**SPEC, "things": {"type": "list", "elements": "dict", "options": SPEC}}
    resource = Resource(
        name="toy",
        argument_spec=spec,
        run=lambda params, client, run: Outcome(changed=False, result={"count": len(params["things"]), "told": SECRET}),
        connect=lambda params: None,
        entries_apart=frozenset({"things"}),
    )
    params = {"variables": {"size": "1"}, "things": [{"token": SECRET}, {"token": None}]}
    answer = perform(resource, params, Wishes("toy"), lambda _params: contextlib.nullcontext(Client()))
    assert answer["count"] == 2
    assert answer["told"] == "********"
    assert answer["invocation"]["module_args"] == {"variables": {"size": "1"}, "things": "2 entries"}
