# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Approvals: listed, read, answered one by one or several at once, given to somebody else."""

from __future__ import annotations

from dataclasses import replace

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.deploying import engine
from release_management_sandbox.deploying.turns import wake
from release_management_sandbox.errors import ApiError, invalid_request, not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.people import named
from release_management_sandbox.releases import attempts, bodies, records
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.releases.kinds import APPROVAL, APPROVAL_STATUS, APPROVAL_TYPE, HEAD, choice
from release_management_sandbox.routing import RELEASE, Resource
from release_management_sandbox.store import Document

_DEFAULT_PAGE, _LARGEST_PAGE = 50, 10_000
_ANSWERS = frozenset({"approved", "rejected"})


def _list(call: Call) -> Answer:
    """The pending ones unless `statusFilter` says otherwise, newest first; the size of a page is `top`, without $.

    The token is the id of the next approval; [I] 0, which recorded requests send, is the beginning. [I] `undefined` as
    a status is any.
    """
    engine.look(call.world, call.project_id)
    status = choice(APPROVAL_STATUS, call.query.text("statusFilter"), "statusFilter") or "pending"
    candidates = records.in_order(call, APPROVAL, None if status == "undefined" else status)
    found = (approval for approval in candidates if _fits(approval, call))
    page, headers = records.page(found, records.page_size(call, "top", _DEFAULT_PAGE, _LARGEST_PAGE))
    return collection((_shown(one, call) for one in page), headers)


def _fits(approval: Document, call: Call) -> bool:
    side = choice(APPROVAL_TYPE, call.query.text("typeFilter"), "typeFilter") or "all"
    if side not in ("all", "undefined", approval["type"]):
        return False
    releases = call.query.words("releaseIdsFilter")
    if releases and str(approval["releaseId"]) not in releases:
        return False
    assigned = call.query.text("assignedToFilter")
    return not assigned or approval["approver"] in _assignees(assigned, call)


def _assignees(text: str, call: Call) -> set[str]:
    """Those whom the filter names, and their groups when `includeMyGroupApprovals` asks for them."""
    people = {person["id"] for person in call.world.people.everybody() if named(person, text)}
    if not call.query.flag("includeMyGroupApprovals"):
        return people
    return people.union(*(call.world.people.groups_of(person) for person in people))


def _get(call: Call) -> Answer:
    """With `includeHistory` who had it before (Microsoft's SDK of 4.0)."""
    engine.look(call.world, call.project_id)
    release, environment, approval = _find(call, call.number("approvalId"))
    history = call.query.flag("includeHistory")
    return Answer(_document(approval, environment, release, call, history=history))


def _history(call: Call) -> Answer:
    """[I] The approval with its history."""
    engine.look(call.world, call.project_id)
    release, environment, approval = _find(call, call.number("approvalStepId"))
    return Answer(_document(approval, environment, release, call, history=True))


def _update(call: Call) -> Answer:
    engine.look(call.world, call.project_id)
    return Answer(_answer(call, call.number("approvalId"), bodies.read(call, "ReleaseApproval", call.body)))


def _update_many(call: Call) -> Answer:
    """Several at once, all of one release (document)."""
    engine.look(call.world, call.project_id)
    given = bodies.read_list(call, "ReleaseApproval", call.body)
    found = [_find(call, entry.get("id", 0))[0]["id"] for entry in given]
    if len(set(found)) > 1:
        raise invalid_request("Approvals of different releases cannot be updated together.")
    return collection(_answer(call, entry["id"], entry) for entry in given)


def _answer(call: Call, number: int, body: Document) -> Document:
    """What an approval is now. An answer keeps its revision, another approver makes a new one (recorded)."""
    release, environment, approval = _find(call, number)
    status = body.get("status")
    _refuse(call, release, environment, approval, status)
    now, comments = call.world.now().timestamp(), body.get("comments", "")
    if status == "reassigned":
        _reassign(call, approval, _assignee(call, body), comments)
    else:
        approval.update(status=status, comments=comments, approvedBy=call.caller, modified=now)
        wake(call.world, call.project_id, release["id"], now)
    records.save(call.store, call.project_id, release)
    return _document(approval, environment, release, call, history=True)


def _reassign(call: Call, approval: Document, assignee: str, comments: str) -> None:
    """It stays pending, with another approver; who had it is in its history (recorded)."""
    now = call.world.now().timestamp()
    entry = {
        "revision": approval["revision"],
        "comments": comments,
        "approver": approval["approver"],
        "changedBy": call.caller,
        "created": now,
    }
    approval["history"].append(entry)
    approval.update(approver=assignee, revision=approval["revision"] + 1, modified=now)


def _refuse(call: Call, release: Document, environment: Document, approval: Document, status: str | None) -> None:
    """[I] Statuses and words. Recorded: somebody who is not the approver may give an approval to another person."""
    if status not in _ANSWERS and status != "reassigned":
        raise invalid_request(f"The status '{status}' is not valid for the update of an approval.")
    if approval["status"] != "pending":
        raise invalid_request(f"The approval {approval['id']} is not pending: it is '{approval['status']}' already.")
    if status == "reassigned":
        return
    people = call.world.people
    if approval["approver"] not in {call.caller, *people.groups_of(call.caller)}:
        raise _denied(call, approval)
    side = "pre" if approval["type"] == "preDeploy" else "post"
    options = environment[f"{side}Approvals"].get("approvalOptions") or {}
    may_approve = options.get("releaseCreatorCanBeApprover", True) or release["createdBy"] != call.caller
    if status == "approved" and not may_approve:
        raise _denied(call, approval)


def _denied(call: Call, approval: Document) -> ApiError:
    person = call.world.people.find(call.caller) or {"displayName": call.caller}
    return ApiError(
        403,
        "AccessDeniedException",
        f"Access denied: User {person['displayName']} is not an approver of the approval {approval['id']}.",
        namespace="Microsoft.VisualStudio.Services.ReleaseManagement.WebApi.Exceptions",
    )


def _assignee(call: Call, body: Document) -> str:
    """The new approver by id or, as recorded, by unique name."""
    approver = body.get("approver", {})
    text = approver.get("id") or approver.get("uniqueName") or ""
    person = call.world.people.find_named(text) if text else None
    if person is None:
        raise invalid_request(f"The approver '{text}' does not exist.")
    return str(person["id"])


def _find(call: Call, number: int) -> tuple[Document, Document, Document]:
    """Release, stage and the approval of this id."""
    entry = call.store.get(APPROVAL, call.project_id, number)
    release = None if entry is None else records.load(call.store, call.project_id, entry["releaseId"])
    for environment in release["environments"] if release else ():
        for approval in records.approvals_of(environment):
            if release is not None and approval["id"] == number:
                return release, environment, approval
    raise not_found(
        "ReleaseApprovalNotFoundException",
        f"Approval with ID {number} does not exist. Specify a valid ID and try again.",
        namespace="Microsoft.VisualStudio.Services.ReleaseManagement.WebApi.Exceptions",
    )


def _shown(entry: Document, call: Call) -> Document:
    head = call.store.get(HEAD, call.project_id, entry["releaseId"]) or {}
    stage = next(one for one in head["stages"] if one["id"] == entry["environmentId"])
    return _document(entry, stage, head, call, history=False)


def _document(approval: Document, environment: Document, release: Document, call: Call, *, history: bool) -> Document:
    return shaped("ReleaseApproval", attempts.approval(approval, environment, release, call, history=history), call)


_NUMBERS = ((ApiVersion(2, 2), 1), (ApiVersion(3, 0), 2), (ApiVersion(4, 1), 3))
"""The second is recorded with 3.0."""

_APPROVALS = Resource(
    id="b47c6458-e73b-47cb-a770-4df1e8813a91",
    area="Release",
    name="approvals",
    template="{project}/_apis/{area}/{resource}",
    service=RELEASE,
    since=ApiVersion(2, 2),
    released_since=ApiVersion(5, 0),
    numbers=_NUMBERS,
    collection={"GET": _list, "PATCH": _update_many},
)

RESOURCES = (
    _APPROVALS,
    Resource(
        id="9328e074-59fb-465a-89d9-b09c82ee5109",
        area="Release",
        name="approvals",
        template="{project}/_apis/{area}/{resource}/{approvalId}",
        service=RELEASE,
        since=ApiVersion(2, 2),
        released_since=ApiVersion(5, 0),
        numbers=_NUMBERS,
        item={"GET": _get, "PATCH": _update},
    ),
    replace(_APPROVALS, id="c957584a-82aa-4131-8222-6d47f78bfa7a"),
    Resource(
        id="250c7158-852e-4130-a00f-a0cce9b72d05",
        area="Release",
        name="history",
        template="{project}/_apis/{area}/approvals/{approvalStepId}/{resource}",
        service=RELEASE,
        since=ApiVersion(2, 2),
        released_since=None,
        numbers=((ApiVersion(2, 2), 1),),
        collection={"GET": _history},
        item={"GET": _history},
    ),
)
