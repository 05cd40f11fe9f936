# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A build is queued: what the request may say, what is refused, what the server adds."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from datetime import datetime
from typing import Any

from release_management_sandbox.answers import Answer
from release_management_sandbox.areas import distributed_task
from release_management_sandbox.areas.builds import growth, running
from release_management_sandbox.areas.builds.filters import REASONS, full_branch
from release_management_sandbox.areas.builds.refusals import InvalidRequest, definition_not_found
from release_management_sandbox.areas.builds.shapes import DEFINITION, Shaper
from release_management_sandbox.areas.git import KIND as REPOSITORY
from release_management_sandbox.call import Call
from release_management_sandbox.clock import build_time
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document, fold

_PRIORITIES = ("low", "belowNormal", "normal", "aboveNormal", "high")
_NUMBER_FORMAT = "$(date:yyyyMMdd)$(rev:.r)"
_REVISION = re.compile(r"\$\(rev:(\.?)(r+)\)", re.IGNORECASE)
_NAMESPACE = uuid.UUID("1b6c5bd0-2f6c-4d51-9f2b-6f9a4f0d9a11")
_DOTNET = (("yyyy", "%Y"), ("yy", "%y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"))

Problems = list[Document]


def queue_build(call: Call) -> Answer:
    """Makes a build each time; 200, without the source version that a later GET has (recorded)."""
    call = growth.known_query(call, "queue")
    if not isinstance(call.body, dict):
        raise ModelError("Value cannot be null. Parameter name: build")
    definition = _definition(call)
    build = new_build(call, definition, call.body)
    problems = _problems(call, definition, build)
    if problems and not (_only_warnings(problems) and call.query.flag("ignoreWarnings")):
        raise InvalidRequest(problems)
    build["validationResults"] = problems
    build.update(number_of(call, definition, build, call.world.now()))
    build["changes"] = _changes(call, build)
    paused = definition.get("queueStatus") == "paused"
    build["due"] = running.first_due(call.world, call.project_id, build, paused=paused)
    running.save(call, build)
    return Answer(Shaper(call).shown(build))


def new_build(call: Call, definition: Document, body: Document) -> Document:
    """The build that a body asks for, not numbered yet and not checked."""
    repository = dict(definition.get("repository") or {})
    branch = full_branch(str(body.get("sourceBranch") or repository.get("defaultBranch") or "main"))
    queue = body.get("queue") or definition.get("queue") or {}
    reason = _choice(body, "reason", tuple(REASONS), "manual")
    number = call.store.next("build")
    build: Document = {
        "id": number,
        "status": "notStarted",
        "definition": {"id": definition["id"], "name": definition["name"], "revision": definition["revision"]},
        "snapshot": snapshot(definition),
        "queue": queue.get("id"),
        "queueTime": build_time(call.world.now()),
        "priority": _choice(body, "priority", _PRIORITIES, "normal"),
        "reason": "manual" if reason == "none" else reason,
        "sourceBranch": branch,
        "sourceVersion": body.get("sourceVersion") or head(call, repository, branch),
        "repository": {name: value for name, value in repository.items() if name != "defaultBranch"},
        "requestedFor": _person(call, body.get("requestedFor")),
        "requestedBy": call.caller,
        "planId": plan_id(call, number),
        "demands": [_demand(one) for one in body.get("demands") or []],
        "templateParameters": body.get("templateParameters") or {},
        "triggerInfo": body.get("triggerInfo") or {},
        "properties": {name: _plain(value) for name, value in (body.get("properties") or {}).items()},
        "tags": [],
        "keepForever": bool(body.get("keepForever")),
        "retainedByRelease": False,
        "artifacts": [],
        "attempt": 1,
    }
    for name in ("parameters", "agentSpecification", "buildNumber"):
        if body.get(name) is not None:
            build[name] = body[name]
    if call.query.text("checkInTicket"):
        build["triggerInfo"]["checkInTicket"] = call.query.text("checkInTicket")
    return build


def plan_id(call: Call, number: int) -> str:
    """The id of the plan of a build, from which those of its timeline follow."""
    return str(uuid.uuid5(_NAMESPACE, f"{call.project_id} {number}"))


def snapshot(definition: Document) -> Document:
    """What a run needs of its definition: later changes do not reach a build that is queued."""
    return {name: definition.get(name) for name in ("name", "process")}


def number_of(call: Call, definition: Document, build: Document, moment: datetime) -> Document:
    """The build number that the definition's format makes; the revision counts the same number without it."""
    if build.get("buildNumber"):
        return {"buildNumber": str(build["buildNumber"]), "buildNumberRevision": 1}
    text = str(definition.get("buildNumberFormat") or _NUMBER_FORMAT)
    values = {
        "build.buildid": str(build["id"]),
        "build.definitionname": str(definition["name"]),
        "builddefinitionname": str(definition["name"]),
        "sourcebranchname": build["sourceBranch"].rpartition("/")[2],
    }
    text = re.sub(r"\$\(date:([^)]*)\)", lambda match: f"{moment:{_strftime(match[1])}}", text, flags=re.I)
    text = re.sub(r"\$\(([\w.]+)\)", lambda match: values.get(fold(match[1]), match[0]), text)
    revision = call.store.next(f"build_number:{call.project_id}:{definition['id']}:{_REVISION.sub('', text)}")
    made = _REVISION.sub(lambda match: match[1] + str(revision).zfill(len(match[2])), text)
    return {"buildNumber": made, "buildNumberRevision": revision}


def head(call: Call, repository: Document, branch: str) -> str | None:
    """The newest commit of a branch; of a repository elsewhere, one made up of its name."""
    known = call.store.get(REPOSITORY, call.project_id, str(repository.get("id", "")))
    if known is None:
        return hashlib.sha1(f"{repository.get('id')} {branch}".encode()).hexdigest()
    commits: list[str] = known.get("refs", {}).get(branch, [])
    return commits[0] if commits else None


def _definition(call: Call) -> Document:
    """By the body, or by `definitionId` of the query."""
    given = call.body.get("definition") or {}
    wanted = given.get("id") if isinstance(given, dict) else None
    number = wanted or call.query.number("definitionId")
    if not number:
        raise ModelError("Value cannot be null. Parameter name: build.Definition")
    known = call.store.get(DEFINITION, call.project_id, number) if str(number).isdecimal() else None
    if known is None:
        raise definition_not_found(number)
    return known


def _problems(call: Call, definition: Document, build: Document) -> Problems:
    """[I] The wording of all but the unknown queue; which of them are errors and which warnings."""
    problems: Problems = []
    if definition.get("queueStatus") == "disabled":
        problems.append(_error("Build pipeline is disabled. Make sure pipeline is enabled and try again."))
    if call.store.get(distributed_task.QUEUE, call.project_id, build["queue"] or 0) is None:
        problems.append(_error(f"No agent pool found with identifier {build['queue']}."))
    if build["sourceVersion"] is None:
        problems.append(_error(f"The branch {build['sourceBranch']} does not exist in the repository."))
    problems += [_error(message) for message in _parameter_problems(definition, build)]
    missing = running.missing_capabilities(build["demands"])
    if missing:
        message = f"No agent was found that satisfies the specified demands: {', '.join(missing)}"
        problems.append({"result": "warning", "message": message})
    source = call.query.number("sourceBuildId")
    if source is not None and running.find(call, source) is None:
        problems.append(_error(f"The requested build {source} could not be found."))
    return problems


def _parameter_problems(definition: Document, build: Document) -> list[str]:
    """[I] A variable of the definition that may not be set at queue time is refused, an unknown one is not."""
    try:
        given = json.loads(build.get("parameters") or "{}")
    except (TypeError, ValueError):
        return ["The parameters are not a JSON object."]
    if not isinstance(given, dict):
        return ["The parameters are not a JSON object."]
    variables = {fold(name): one for name, one in (definition.get("variables") or {}).items()}
    fixed = [name for name in given if fold(name) in variables and not variables[fold(name)].get("allowOverride")]
    if not fixed:
        return []
    return [
        f"You can't set the following variables ({', '.join(fixed)}). If you want to be able to set these variables, then "
        "edit the pipeline and select Settable at queue time on the variables tab of the pipeline editor."
    ]


def _changes(call: Call, build: Document) -> list[str]:
    """[I] The commits since the newest build before of the same definition and branch; all of them without one."""
    known = call.store.get(REPOSITORY, call.project_id, str(build["repository"].get("id", "")))
    commits: list[str] = (known or {}).get("refs", {}).get(build["sourceBranch"], [])
    if build["sourceVersion"] in commits:
        commits = commits[commits.index(build["sourceVersion"]) :]
    rows = call.store.select(
        "SELECT max(id) FROM build_index WHERE project = ? AND definition = ? AND branch = ? AND deleted = 0",
        (call.project_id, build["definition"]["id"], fold(build["sourceBranch"])),
    )
    before = call.store.get("build", call.project_id, rows[0][0]) if rows[0][0] else None
    if before is not None and before["sourceVersion"] in commits:
        commits = commits[: commits.index(before["sourceVersion"])]
    return commits


def _error(message: str) -> Document:
    return {"result": "error", "message": message}


def _only_warnings(problems: Problems) -> bool:
    return all(problem["result"] == "warning" for problem in problems)


def _choice(body: Document, name: str, choices: tuple[str, ...], default: str) -> str:
    given = body.get(name)
    if given is None:
        return default
    for choice in choices:
        if fold(choice) == fold(str(given)):
            return choice
    raise ModelError(f"The value '{given}' is not valid for {name}.")


def _person(call: Call, given: Any) -> str:
    """[I] An unknown person is the caller."""
    wanted = given.get("id") if isinstance(given, dict) else None
    person = call.world.people.find(str(wanted)) if wanted else None
    return str(person["id"]) if person else call.caller


def _demand(given: Any) -> str:
    """A demand is a text; an object of the portal becomes one."""
    if not isinstance(given, dict):
        return str(given)
    return f"{given.get('name')} -equals {given['value']}" if given.get("value") else str(given.get("name"))


def _plain(value: Any) -> str:
    return str(value.get("$value") if isinstance(value, dict) else value)


def _strftime(pattern: str) -> str:
    for theirs, ours in _DOTNET:
        pattern = pattern.replace(theirs, ours)
    return pattern
