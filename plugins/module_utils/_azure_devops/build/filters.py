# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of the list of builds: which of them a server is asked, and which are looked at here.

Filters have the names of today's API, values are as a query has them. Whatever a server knows, the same builds pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import capabilities
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    OLDEST,
    Generation,
)
from ansible_collections.devops.release_management.plugins.module_utils._enumeration import Enumeration
from ansible_collections.devops.release_management.plugins.module_utils._names import fold

Document = dict[str, Any]
Passes = Callable[[Mapping[str, Any], Any], bool]
Passing = Callable[[Mapping[str, Any]], bool]

# What the enumeration of Microsoft's clients of 2016 and 2017 sums up, and what came later.
_TRIGGERED = frozenset(enums.REASON.names) - {"validateShelveset"}
_ANY = frozenset({"all", "none"})


class Looked(Enum):
    """When a filter is looked at here, too."""

    ALWAYS = "no server is trusted with it"
    WHERE_UNSURE = "the server may not know it"
    WITHOUT_A_LIST = "only where no server filters: a list of its builds is right"


class Filter(NamedTuple):
    """A filter.

    :ivar passes: whether a build passes it; None where it leaves out nothing.
    :ivar known: since when servers know it; None for all of them.
    :ivar is_choice: a list of alternatives: one that is empty lets nothing pass.
    """

    passes: Passes | None = None
    known: Capability | None = None
    looked: Looked = Looked.WHERE_UNSURE
    is_choice: bool = False


def values_of(value: Any) -> list[Any]:
    """The values of a filter that takes several: as a list, or in a text with commas."""
    if isinstance(value, (list, tuple)):
        return list(value)
    return str(value).split(",") if isinstance(value, str) else [value]


def _of(name: str) -> Passes:
    """Whether the id of what a build refers to by this name is among the values."""

    def passes(build: Mapping[str, Any], wanted: Any) -> bool:
        return str((build.get(name) or {}).get("id")) in map(str, values_of(wanted))

    return passes


def _repository(key: str) -> Passes:
    def passes(build: Mapping[str, Any], wanted: Any) -> bool:
        return fold(str((build.get("repository") or {}).get(key))) == fold(str(wanted))

    return passes


def _member(key: str, enumeration: Enumeration, sums: Mapping[str, frozenset[str]]) -> Passes:
    def passes(build: Mapping[str, Any], wanted: Any) -> bool:
        names = frozenset(map(str, values_of(wanted)))
        if names & _ANY:
            return True
        return enumeration.name_of(build.get(key)) in names.union(*(sums[name] for name in names if name in sums))

    return passes


def _has_tags(build: Mapping[str, Any], wanted: Any) -> bool:
    """A filter by tags was seen to let builds without any tags pass (recorded VSTS answer)."""
    return {fold(tag) for tag in values_of(wanted)} <= {fold(tag) for tag in build.get("tags") or ()}


def _is_numbered(build: Mapping[str, Any], wanted: Any) -> bool:
    """For the first version a number was the beginning of one; later a star at its end says so."""
    actual, number = str(build.get("buildNumber")).casefold(), str(wanted).casefold()
    return actual.startswith(number[:-1]) if number.endswith("*") else actual == number


def _is_for(build: Mapping[str, Any], wanted: Any) -> bool:
    person = build.get("requestedFor") or {}
    return fold(str(wanted)) in {fold(str(person.get(key))) for key in ("uniqueName", "displayName", "id")}


def _is_deleted(build: Mapping[str, Any], wanted: Any) -> bool:
    # The first servers never say of a build that it is deleted.
    return bool(wanted == "includeDeleted" or bool(build.get("deleted")) == (wanted == "onlyDeleted"))


def _is_type(build: Mapping[str, Any], wanted: Any) -> bool:
    """What does not tell its type is of the type that every server has."""
    return fold(str((build.get("definition") or {}).get("type") or "build")) == fold(str(wanted))


FILTERS: Mapping[str, Filter] = {
    "definitions": Filter(_of("definition"), is_choice=True),
    "queues": Filter(_of("queue"), is_choice=True),
    "buildIds": Filter(
        lambda build, wanted: int(build["id"]) in map(int, values_of(wanted)), capabilities.IDS, is_choice=True
    ),
    "buildNumber": Filter(_is_numbered, looked=Looked.ALWAYS),
    "branchName": Filter(lambda build, wanted: bool(build.get("sourceBranch") == wanted), capabilities.BRANCHES),
    "repositoryId": Filter(_repository("id"), capabilities.REPOSITORIES),
    "repositoryType": Filter(_repository("type"), capabilities.REPOSITORIES),
    # Whom a server finds by a name is its own affair.
    "requestedFor": Filter(_is_for, looked=Looked.WITHOUT_A_LIST),
    "reasonFilter": Filter(_member("reason", enums.REASON, {"triggered": _TRIGGERED}), is_choice=True),
    "statusFilter": Filter(_member("status", enums.STATUS, {}), is_choice=True),
    "resultFilter": Filter(_member("result", enums.RESULT, {}), is_choice=True),
    "tagFilters": Filter(_has_tags, looked=Looked.ALWAYS),
    "deletedFilter": Filter(_is_deleted, capabilities.DELETED),
    "properties": Filter(),
    "type": Filter(_is_type, looked=Looked.ALWAYS),
}
"""What each build passes or does not, whichever others there are; times and the number of builds are not of the kind."""


_USUAL: Mapping[str, Any] = {"type": "build", "deletedFilter": "excludeDeleted"}
"""What is wanted where nothing else is said."""


class Asked(NamedTuple):
    """What a server is asked, and what is looked at here.

    :ivar query: for the server, in the names of its version; without order and times.
    :ivar passes: whether a build that it lists is one of those that are wanted.
    :ivar is_sifted: whether the server may list much that is not.
    """

    query: Document
    passes: Passing
    is_sifted: bool


def lets_nothing_pass(wanted: Mapping[str, Any]) -> bool:
    """Whether a filter names nothing at all that a build could be."""
    return any(one.is_choice and wanted.get(name) in ([], ()) for name, one in FILTERS.items())


def check_filters(generation: Generation, wanted: Mapping[str, Any]) -> None:
    """Raise DeclarationError where a filter wants builds that neither the server nor we can find."""
    if wanted.get("deletedFilter") not in (None, _USUAL["deletedFilter"]):
        capabilities.DELETED.need(generation, "deleted_filter")


def asked_of(generation: Generation, wanted: Mapping[str, Any]) -> Asked:
    """Divide the filters between the server's list and us.

    :raises DeclarationError: neither can.
    """
    given = _given(generation, wanted)
    sent = {name: _sent(name, value, generation) for name, value in given.items()}
    query = {name: value for name, value in sent.items() if value is not None}
    unsure = not capabilities.ALL_ORDERS.of(generation)

    def is_ours(name: str) -> bool:
        looked = FILTERS[name].looked
        return looked is Looked.ALWAYS or (looked is Looked.WHERE_UNSURE and (unsure or name not in query))

    whole = all(value == _USUAL.get(name) or _is_whole(sent[name], value) for name, value in given.items())
    return Asked(query, _all_of({name: value for name, value in given.items() if is_ours(name)}), not whole)


def _is_whole(sent: Any, value: Any) -> bool:
    return sent is not None and values_of(sent) == values_of(value)


def passes_of(generation: Generation, wanted: Mapping[str, Any]) -> Passing:
    """Whether a build that was read by itself is one of those that are wanted.

    :raises DeclarationError: the server cannot give such builds.
    """
    return _all_of(_given(generation, wanted))


def _given(generation: Generation, wanted: Mapping[str, Any]) -> Document:
    given = {**_USUAL, **{name: value for name, value in wanted.items() if name in FILTERS and value is not None}}
    check_filters(generation, given)
    return given


def _all_of(wanted: Mapping[str, Any]) -> Passing:
    looks = [(passes, value) for name, value in wanted.items() for passes in [FILTERS[name].passes] if passes]
    return lambda build: all(passes(build, value) for passes, value in looks)


def _sent(name: str, value: Any, generation: Generation) -> Any:
    """What is sent of a filter's value; None where the server does not know it."""
    known = FILTERS[name].known
    if known is not None and not known.of(generation):
        return None
    special = _SPECIAL.get(name)
    return value if special is None else special(value, generation)


def _sent_number(value: Any, generation: Generation) -> Any:
    number = str(value)
    if capabilities.NUMBER_PATTERNS.of(generation) or not number.endswith("*"):
        return value
    # The first version takes each number for a beginning (document); what those between do is not known.
    return (number[:-1] or None) if generation is OLDEST else None


def _sent_tags(value: Any, _generation: Generation) -> Any:
    """For a server a comma is the end of a tag."""
    return [tag for tag in values_of(value) if "," not in tag] or None


def _sent_reasons(value: Any, generation: Generation) -> Any:
    since = [capabilities.REASONS[name] for name in values_of(value) if name in capabilities.REASONS]
    return value if all(one.of(generation) for one in since) else None


def _sent_type(value: Any, generation: Generation) -> Any:
    return None if capabilities.NO_XAML.of(generation) else value


def _sent_deleted(value: Any, _generation: Generation) -> Any:
    return None if value == _USUAL["deletedFilter"] else value


_SPECIAL: Mapping[str, Callable[[Any, Generation], Any]] = {
    "buildNumber": _sent_number,
    "tagFilters": _sent_tags,
    "reasonFilter": _sent_reasons,
    "type": _sent_type,
    "deletedFilter": _sent_deleted,
}
"""Filters of which servers do not take every value."""
