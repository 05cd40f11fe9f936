# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the parts of releases are referred to in other documents."""

from __future__ import annotations

from release_management_sandbox.call import Call
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.store import Document


def release(head: Document, call: Call) -> Document:
    url = call.addresses.release(call.project_id, f"releases/{head['id']}")
    return {"id": head["id"], "name": head["name"], "url": url, "_links": {}}


def definition(head: Document, call: Call) -> Document:
    """The definition of a release, with its folder of now."""
    number = head["definitionId"]
    url = call.addresses.release(call.project_id, f"definitions/{number}")
    return {
        "id": number,
        "name": head["definitionName"],
        "path": folder_of(head, call),
        "url": url,
        "_links": {"self": {"href": url}, "web": {"href": _page(call, f"definitionId={number}")}},
        "projectReference": project(call),
    }


def plain_definition(head: Document, call: Call) -> Document:
    """The same in a smaller form, as approvals and stages have it (recorded)."""
    whole = definition(head, call)
    return {"id": whole["id"], "name": whole["name"], "url": whole["url"], "_links": {}}


def environment(stage: Document, head: Document, call: Call) -> Document:
    url = call.addresses.release(call.project_id, f"releases/{head['id']}/environments/{stage['id']}")
    return {"id": stage["id"], "name": stage["name"], "url": url, "_links": {}}


def project(call: Call) -> Document:
    return {"id": call.project_id, "name": (call.project or {}).get("name")}


def links(head: Document, call: Call) -> Document:
    url = call.addresses.release(call.project_id, f"releases/{head['id']}")
    return {"self": {"href": url}, "web": {"href": _page(call, f"releaseId={head['id']}&_a=release-summary")}}


def folder_of(head: Document, call: Call) -> str:
    found = call.store.get(DEFINITION, call.project_id, head["definitionId"])
    return str(found["path"]) if found else "\\"


def _page(call: Call, query: str) -> str:
    return call.addresses.release_page(call.project_id, query)
