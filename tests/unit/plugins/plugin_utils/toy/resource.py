# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small resource that has all that matters to the edge: nested options, secrets, waits, failures of every kind."""

from __future__ import annotations

import time
from typing import Any

from ansible.module_utils.basic import env_fallback

from ansible_collections.devops.release_management.plugins.module_utils._errors import UnknownNameError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import BaseModel, requests
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource, Run

ARGUMENT_SPEC: dict[str, Any] = {
    "organization_url": {"type": "str", "required": True, "fallback": (env_fallback, ["TOY_URL"])},
    "token": {"type": "str", "no_log": True, "aliases": ["pat"], "fallback": (env_fallback, ["TOY_TOKEN", "TOY_PAT"])},
    "ca_path": {"type": "path"},
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"]},
    "size": {"type": "int"},
    "due": {"type": "str"},
    "variables": {"type": "dict"},
    "document": {"type": "dict"},
    "stages": {
        "type": "list",
        "elements": "dict",
        "aliases": ["environments"],
        "options": {
            "name": {"type": "str", "aliases": ["title"]},
            "rank": {"type": "int"},
            "password": {"type": "str", "no_log": True},
            "raw": {"type": "dict"},
        },
    },
    "trouble": {"type": "str"},
    "writes": {"type": "int"},
    "other": {"type": "str"},
}


class Client:
    written = 0

    def __init__(self, params: dict[str, Any]) -> None:
        self.url = params["organization_url"]
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {params.get('token')}"

    def get(self, name: str) -> Any:
        return self.session.get(f"{self.url}/{name}").json()

    def put(self, name: str, document: Any) -> Any:
        return self.session.put(f"{self.url}/{name}", json=document).json()

    def close(self) -> None:
        self.session.close()


class Strict(BaseModel):
    number: int


def _secret(params: dict[str, Any]) -> str:
    return params.get("variables", params.get("extra"))["secret"]["value"]


def _unknown_name(params: dict[str, Any], run: Run) -> None:
    run.warn(f"the token is {params.get('token')}")
    raise UnknownNameError(
        f"No queue is named {_secret(params)!r}.",
        option="stages[0].queue",
        details={"url": "http://server/queues", "activity_id": f"id-{params.get('token')}", "body": "all of it"},
    )


def _bug(params: dict[str, Any], run: Run) -> None:
    raise KeyError(_secret(params))


def _model_bug(params: dict[str, Any], run: Run) -> None:
    Strict.model_validate({"number": _secret(params)})


TROUBLE = {"unknown name": _unknown_name, "bug": _bug, "model bug": _model_bug}


def run(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    if "trouble" in params:
        TROUBLE[params["trouble"]](params, run)
    declared = {key: value for key, value in params.items() if key not in ("organization_url", "token")}
    before = client.get(params["name"])
    changed = before != declared
    run.progress(f"looked at {params['name']} with {params.get('token')}")
    if changed and not run.check_mode:
        for _number in range(params.get("writes", 1)):
            if run.cancelled.is_set():
                break
            client.put(params["name"], declared)
    if params.get("writes"):
        time.sleep(0.01)
    return Outcome(
        changed=changed,
        result={"thing": {**declared, "numbers": (1, 2)}},
        before=before,
        after=declared,
        warnings=[f"{params['name']} is a toy"],
    )


def list_things(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    if "trouble" in params:
        TROUBLE[params["trouble"]](params, run)
    thing = client.get(params["name"]) if "name" in params else {"all": True}
    return Outcome(changed=False, result={"things": [{"thing": thing, "asked": params}]})


THING = Resource(
    name="thing",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    connect=Client,
    constraints={
        "mutually_exclusive": [("variables", "document")],
        "required_if": [("state", "absent", ("size",))],
        "required_together": [("size", "due")],
    },
)
THINGS = Resource(
    name="things",
    argument_spec={
        **{name: ARGUMENT_SPEC[name] for name in ("organization_url", "token", "trouble")},
        "extra": {"type": "dict"},
        "name": {"type": "str"},
        "id": {"type": "int"},
        "tags": {"type": "list", "elements": "str"},
        "due": {"type": "str"},
    },
    run=list_things,
    connect=Client,
    identities=("id",),
    changes=False,
    pretended={"things": []},
)
