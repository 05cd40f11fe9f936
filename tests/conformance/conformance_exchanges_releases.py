# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came before each exchange with the release area that was recorded in 2016 and 2017."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance_documents import CHUCK
from conformance_exchanges import WireOfThen, recorded
from conformance_recordings import Document, Recording

NORMAL = "d6245f20-2af8-44f4-9451-8107cb2767db"
BUILD = "391"
"""A build of Fabrikam.CI that is seeded, in place of the recorded 90."""
WEBSITE = "rm-definitions/GET__release_definitions__definitionIdExisting_"
CREATED = "rm-definitions/POST__release_definitions"
UPDATED = "rm-definitions/PUT__release_definitions__definitionId_"
REASSIGNED = "rm-approvals/PATCH__release_approvals__approvalId_"

RUNNING = ("rm-releases/GET__release_releases__releaseId_",)
"""The recording of a release whose first stage was in progress."""

_MANUAL = {
    "rm-releases/GET__release_releases__releaseId_": ["QA"],
    "rm-releases/PATCH__release_releases__releaseId_": ["Dev", "QA"],
    "rm-releases/PATCH__release_releases__releaseId__environments__environmentId_": ["QA"],
}
"""The stages that did not start with the recorded releases: their conditions are gone."""


def definitions(wire: WireOfThen, _name: str, asked: Recording) -> Recording:
    """11 is seeded, 12 is the website, and 28, here 12, is the one that the recordings make and delete."""
    if asked.method == "POST":
        return asked
    if "28" not in asked.resource:
        website(wire)
        return asked
    made = wire.created(recorded(CREATED).body)
    update = {**recorded(UPDATED).body, "id": made["id"]}
    if "revisions" in asked.resource:
        assert wire.release("PUT", f"definitions/{made['id']}", update).status == 200
    body = update if asked.method == "PUT" else asked.body
    return replace(asked, resource=asked.resource.replace("28", str(made["id"])), body=body)


def releases(wire: WireOfThen, name: str, asked: Recording) -> Recording:
    number = website(wire)
    if asked.method == "POST":
        chosen = [{**asked.body["artifacts"][0], "instanceReference": {"id": BUILD}}]
        return replace(asked, body={**asked.body, "artifacts": chosen})
    answers = asked.answer.get("value", [asked.answer])
    chosen = [{"alias": "Fabrikam.CI", "instanceReference": {"id": BUILD}}]
    for one in reversed(answers):
        definition = 11 if one.get("releaseDefinition", {}).get("name") == "MyShuttle.CD" else number
        release = _released(wire, definition, artifacts=chosen, manualEnvironments=_MANUAL.get(name, []))
    if "value" in asked.answer:
        return asked
    path = f"release/releases/{release['id']}"
    if "/environments/" in asked.resource:
        stage = next(one for one in release["environments"] if one["name"] == "QA")
        path += f"/environments/{stage['id']}"
    return replace(asked, resource=path)


def approvals(wire: WireOfThen, _name: str, asked: Recording) -> Recording:
    """As many approvals as were recorded, by the people and of the release that the request is about."""
    if asked.method == "PATCH":
        return _answer_to_approval(wire, asked)
    count = len(asked.answer["value"])
    of_release = "releaseIdsFilter" in asked.query
    both = (CHUCK, NORMAL) if of_release and count == 2 else (CHUCK,)
    number = website(wire, *both)
    for _ignored in range(1 if of_release else count):
        release = _released(wire, number)
    query = dict(asked.query)
    if of_release:
        query["releaseIdsFilter"] = str(release["id"])
    if "@" in query.get("assignedToFilter", ""):
        query["assignedToFilter"] = "chuckreinhart@outlook.com"
    return replace(asked, query=query)


def website(wire: WireOfThen, *approvers: str) -> int:
    """Fabrikam-Website as it was recorded, number 12; the approvers of its first stage are asked at once."""
    definition = recorded(WEBSITE).answer
    if approvers:
        steps = [{"rank": 1, "isAutomated": False, "approver": {"id": one}} for one in approvers]
        first, *others = definition["environments"]
        definition["environments"] = [{**first, "preDeployApprovals": {"approvals": steps}}, *others]
    return int(wire.created(definition)["id"])


def _released(wire: WireOfThen, definition: int, **fields: Any) -> Document:
    seen = wire.release("POST", "releases", {"definitionId": definition, **fields}, version="3.0-preview.2")
    assert seen.status == 200, seen.answer
    return dict(seen.answer)


def _answer_to_approval(wire: WireOfThen, asked: Recording) -> Recording:
    is_given_on = bool(asked.answer["history"])
    _released(wire, website(wire, NORMAL if is_given_on else CHUCK))
    # Of the approvals of one release only that of the first stage is by a person.
    (pending,) = wire.release("GET", "approvals").answer["value"]
    number = str(pending["id"])
    if is_given_on and "approver" not in asked.body:
        assert wire.release("PATCH", f"approvals/{number}", recorded(REASSIGNED).body).status == 200
    return replace(asked, resource=f"{asked.resource.rpartition('/')[0]}/{number}")
