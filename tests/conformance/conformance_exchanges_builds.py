# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came before each exchange with the build area that was recorded in 2015.

Build 391 and its tags are seeded. The recordings queue 393 and make definition 29; the definition of their builds is 25,
here 1.
"""

from __future__ import annotations

import time
from dataclasses import replace

from conformance_exchanges import WireOfThen, recorded
from conformance_recordings import Document, Recording

BUILD, DEFINITION = 391, 1
RUNNING = ("build-builds/PATCH__build_builds__buildId_", "build-builds/DELETE__build_builds__buildId_")
"""The recordings of a build that was in progress."""

_MADE = "build-definitions/POST__build_definitions"
_PATIENCE = 20


def builds(wire: WireOfThen, name: str, asked: Recording) -> Recording:
    if "393" in asked.resource:
        return replace(asked, resource=asked.resource.replace("393", str(_running(wire)["id"])))
    if asked.method == "POST" and asked.body:
        return replace(asked, body={**asked.body, "definition": {"id": DEFINITION}})
    if "myTag" in (asked.answer or {}).get("value", []) or "myTag" in name:
        _tag(wire, asked)
    if "tagFilters" in asked.query:
        _xaml_builds(wire, asked.answer["value"][1:])
    if "definitions" in asked.query:
        return replace(asked, query={**asked.query, "definitions": str(DEFINITION)})
    return asked


def definitions(wire: WireOfThen, _name: str, asked: Recording) -> Recording:
    if "29" in asked.resource:
        made = wire.built("POST", "definitions", recorded(_MADE).body)
        if "revisions" in asked.resource:
            changed = {**made, "name": "myFavoriteDefinition", "comment": "renamed"}
            wire.built("PUT", f"definitions/{made['id']}", changed)
        body = asked.body and {**asked.body, "id": made["id"]}
        return replace(asked, resource=asked.resource.replace("29", str(made["id"])), body=body)
    if asked.resource == "build/definitions" and asked.method == "GET":
        _definitions(wire, asked.answer["value"])
    return asked


def _running(wire: WireOfThen) -> Document:
    """A build in progress.

    It is not kept for good when it is deleted. The recorded one was, a moment before; nothing tells of the time between,
    and servers are known to refuse it.
    """
    queued = wire.built("POST", "builds", {"definition": {"id": DEFINITION}, "parameters": "{}"})
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        build = wire.built("GET", f"builds/{queued['id']}")
        if build["status"] == "inProgress":
            return build
        time.sleep(0.05)
    raise AssertionError("the build did not start")


def _tag(wire: WireOfThen, asked: Recording) -> None:
    """The tags that were there: to a build, `myTag`; to the project those of its other builds too."""
    wire.call("PUT", f"build/builds/{BUILD}/tags/myTag")
    for tag in asked.answer["value"] if asked.resource.endswith("build/tags") else ():
        wire.call("PUT", f"build/builds/{BUILD}/tags/{tag}")


def _xaml_builds(wire: WireOfThen, entries: list[Document]) -> None:
    """A build for each recorded one, of its definition and with what somebody had judged of it."""
    for entry in entries:
        made = wire.sandbox.add_builds(1, entry["definition"]["name"], type="xaml", start=entry["queueTime"])
        if "quality" in entry:
            wire.built("PATCH", f"builds/{made[0]}", {"quality": entry["quality"]})


def _definitions(wire: WireOfThen, entries: list[Document]) -> None:
    """A definition for each recorded one that is not there."""
    known = {one["name"] for one in wire.built("GET", "definitions")["value"]}
    missing = sum(one["type"] == "build" for one in entries) - len(known)
    for number in range(missing):
        wire.built("POST", "definitions", {**recorded(_MADE).body, "name": f"Definition {number}"})
    for entry in entries:
        if entry["type"] == "xaml":
            wire.sandbox.add_builds(1, entry["name"], type="xaml")
