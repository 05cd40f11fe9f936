# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went into a build: the commits, and the work items that they name."""

from __future__ import annotations

import re

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas.builds import growth
from release_management_sandbox.areas.builds.single import existing
from release_management_sandbox.areas.git import KIND as REPOSITORY
from release_management_sandbox.call import Call
from release_management_sandbox.routing import CORE
from release_management_sandbox.store import Document

_MENTION = re.compile(r"#(\d+)\b")


def build_changes(call: Call) -> Answer:
    """Newest first; the token is the number of changes passed over [I]. 50 a page (document)."""
    build = existing(call)
    repository = _repository(call, build)
    start, top = call.query.number("continuationToken") or 0, call.query.number("$top") or 50
    commits = build["changes"]
    headers = {"x-ms-continuationtoken": str(start + top)} if start + top < len(commits) else {}
    return collection((_change(call, repository, one) for one in commits[start : start + top]), headers)


def work_items(call: Call) -> Answer:
    """The work items that the commits of the build name: of those in the body, where it names some (POST)."""
    build = existing(call)
    repository = _repository(call, build)
    wanted = call.body if isinstance(call.body, list) and call.body else build["changes"]
    known = repository.get("commits", {})
    messages = [known[commit]["message"] for commit in wanted if commit in known]
    items = dict.fromkeys(item for message in messages for item in _MENTION.findall(message))
    found = sorted(items, key=int)[: call.query.number("$top") or 50]
    base = f"{call.addresses.base(CORE)}/_apis/wit/workItems"
    return collection({"id": item, "url": f"{base}/{item}"} for item in found)


def _repository(call: Call, build: Document) -> Document:
    return call.store.get(REPOSITORY, call.project_id, str(build["repository"].get("id", ""))) or {}


def _change(call: Call, repository: Document, commit: str) -> Document:
    """[I] The author of a commit is nobody's identity: only name and mail are there (recorded: `id` null)."""
    base = f"{call.addresses.base(CORE)}/_apis/git/repositories/{repository['id']}/commits/{commit}"
    page = f"{call.addresses.base(CORE)}/{call.project_id}/_git/{repository['id']}/commit/{commit}"
    known = repository["commits"][commit]
    shown = {
        "id": commit,
        "message": known["message"],
        "type": "TfsGit",
        "author": {"id": None, "displayName": known["author"], "uniqueName": known["mail"]},
        "timestamp": known["date"],
        "location": base,
        "displayUri": page,
    }
    return growth.limited("Change", shown, call)
