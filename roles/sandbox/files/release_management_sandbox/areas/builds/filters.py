# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters of the list of builds, as conditions over the index.

Enumerations are taken as names in any case, several with commas, or as the sum of their numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from release_management_sandbox.areas.builds import growth
from release_management_sandbox.call import Call
from release_management_sandbox.clock import read_time, ticks
from release_management_sandbox.errors import ModelError
from release_management_sandbox.people import KIND as IDENTITY
from release_management_sandbox.store import COLLECTION, Document, fold

STATUSES = {"none": 0, "inProgress": 1, "completed": 2, "cancelling": 4, "postponed": 8, "notStarted": 32}
RESULTS = {"none": 0, "succeeded": 2, "partiallySucceeded": 4, "failed": 8, "canceled": 32}
REASONS = {
    "none": 0,
    "manual": 1,
    "individualCI": 2,
    "batchedCI": 4,
    "schedule": 8,
    "scheduleForced": 16,
    "userCreated": 32,
    "validateShelveset": 64,
    "checkInShelveset": 128,
    "pullRequest": 256,
    "buildCompletion": 512,
    "resourceTrigger": 1024,
}
_SUMS = {
    "all": set,
    "triggered": lambda table: {name for name in table if name not in ("none", "manual", "userCreated")},
}
_TYPES = ("", "build", "xaml")
_IS_XAML = "EXISTS (SELECT 1 FROM xaml_build_index x WHERE x.project = b.project AND x.id = b.id)"
_DELETED = {"": 0, "excludedeleted": 0, "includedeleted": None, "onlydeleted": 1}
_ENUMERATIONS = (
    ("statusFilter", "status", STATUSES),
    ("resultFilter", "result", RESULTS),
    ("reasonFilter", "reason", REASONS),
)


@dataclass
class Conditions:
    """Conditions of an SQL query over `build_index`, all of which hold, and their parameters."""

    terms: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)

    def add(self, term: str, *parameters: object) -> None:
        self.terms.append(term)
        self.parameters += parameters

    def add_any(self, column: str, values: list[object]) -> None:
        """Equal to one of the values; to nothing where there is none."""
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    @property
    def text(self) -> str:
        return " AND ".join(self.terms)


def conditions(call: Call, moment: str) -> Conditions:
    """The conditions of a request; `moment` is the column that minTime and maxTime are about."""
    made = Conditions()
    made.add("project = ?", call.project_id)
    _add_numbers(made, call)
    _add_enumerations(made, call)
    _add_texts(made, call)
    for name, operator in (("minTime", ">="), ("maxTime", "<=")):
        if call.query.text(name):
            made.add(f"{moment} {operator} ?", _time(call, name))
    for name, operator in (("minFinishTime", ">="), ("maxFinishTime", "<=")):
        if call.query.text(name):
            made.add(f"finished {operator} ?", _time(call, name))
    older = growth.newest(call) < growth.DESIGNER
    _add_types(made, call, older=older)
    # Recorded with 2.0: a list by tag has every XAML build besides.
    leak = f" OR {_IS_XAML}" if older else ""
    for tag in call.query.words("tagFilters"):
        # All of the tags are needed.
        term = "EXISTS (SELECT 1 FROM build_tag_index t WHERE t.project = b.project AND t.tag = ? AND t.id = b.id)"
        made.add(f"({term}{leak})", fold(tag))
    return made


def _add_types(made: Conditions, call: Call, *, older: bool) -> None:
    """Lists of the first versions have builds of both types, unless `type` says which; later ones have no XAML builds."""
    wanted = fold(call.query.text("type"))
    if wanted not in _TYPES:
        raise ModelError(f"The value '{call.query.text('type')}' is not valid for type.")
    if wanted == "xaml":
        made.add(_IS_XAML)
    elif wanted == "build" or not older:
        made.add(f"NOT {_IS_XAML}")


def names_of(text: str, table: Mapping[str, int], parameter: str) -> set[str]:
    """The names that an enumeration with flags stands for."""
    found: set[str] = set()
    by_fold = {fold(name): name for name in table}
    for word in text.split(","):
        key = fold(word.strip())
        if key in by_fold:
            found.add(by_fold[key])
        elif key in _SUMS:
            found |= _SUMS[key](table)
        elif key.isdecimal():
            found |= {name for name, number in table.items() if number and number & int(key) == number}
        else:
            raise ModelError(f"The value '{text}' is not valid for {parameter}.")
    return found


def _add_numbers(made: Conditions, call: Call) -> None:
    for name, column in (("definitions", "definition"), ("queues", "queue"), ("buildIds", "id")):
        words = call.query.words(name)
        if not words:
            continue
        if not all(word.isdecimal() for word in words):
            raise ModelError(f"The value '{call.query.text(name)}' is not valid for {name}.")
        made.add_any(column, [int(word) for word in words])


def _add_enumerations(made: Conditions, call: Call) -> None:
    for name, column, table in _ENUMERATIONS:
        text = call.query.text(name)
        if text:
            made.add_any(column, [*names_of(text, table, name)])
    deleted = fold(call.query.text("deletedFilter"))
    if deleted not in _DELETED:
        raise ModelError(f"The value '{deleted}' is not valid for deletedFilter.")
    if _DELETED[deleted] is not None:
        made.add("deleted = ?", _DELETED[deleted])


def _add_texts(made: Conditions, call: Call) -> None:
    """A build number is whole, or the beginning of one with an asterisk after it; with 2.0 always the beginning."""
    number = fold(call.query.text("buildNumber"))
    if number and growth.newest(call) < growth.DESIGNER:
        made.add("substr(number, 1, ?) = ?", len(number), number)
    elif number.endswith("*"):
        made.add("substr(number, 1, ?) = ?", len(number) - 1, number[:-1])
    elif number:
        made.add("number = ?", number)
    branch = call.query.text("branchName")
    if branch:
        made.add("branch = ?", fold(full_branch(branch)))
    requester = call.query.text("requestedFor")
    if requester:
        made.add_any("requested_for", [*_people(requester, call)])
    for name, column in (("repositoryId", "repository"), ("repositoryType", "repository_type")):
        if call.query.text(name):
            made.add(f"{column} = ?", fold(call.query.text(name)))


def full_branch(name: str) -> str:
    """A branch with its prefix."""
    return name if name.startswith("refs/") else f"refs/heads/{name}"


def _people(text: str, call: Call) -> list[str]:
    """[I] The identities of this id, display name, account or mail."""
    wanted = fold(text)
    names = ("id", "displayName", "uniqueName", "account", "mail")
    everybody: list[Document] = call.store.all(IDENTITY, COLLECTION)
    return [one["id"] for one in everybody if wanted in {fold(str(one.get(name, ""))) for name in names}]


def _time(call: Call, name: str) -> int:
    moment = read_time(call.query.text(name))
    if moment is None:
        raise ModelError(f"The value '{call.query.text(name)}' is not valid for {name}.")
    return ticks(moment)
