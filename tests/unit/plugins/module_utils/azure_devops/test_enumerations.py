# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Enumerations: numbers as portal exports have them, names as the API answers them, words as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._enumeration import Enumeration

ALL = {name: value for name, value in vars(enums).items() if isinstance(value, Enumeration)}

# The numbers of Microsoft's client libraries.
NUMBERS = {
    "PHASE_TYPE": {1: "agentBasedDeployment", 2: "runOnServer", 4: "machineGroupBasedDeployment", 8: "deploymentGates"},
    "TRIGGER_TYPE": {
        1: "artifactSource",
        2: "schedule",
        3: "sourceRepo",
        4: "containerImage",
        5: "package",
        6: "pullRequest",
    },
    "CONDITION_TYPE": {1: "event", 2: "environmentState", 4: "artifact"},
    "EXECUTION_ORDER": {1: "beforeGates", 2: "afterSuccessfulGates", 4: "afterGatesAlways"},
    "PARALLEL_TYPE": {0: "none", 1: "multiConfiguration", 2: "multiMachine"},
    "ENVIRONMENT_TRIGGER_TYPE": {1: "deploymentGroupRedeploy", 2: "rollbackRedeploy"},
    "REPOSITORY_SYSTEM": {0: "none", 1: "tfsGit", 2: "gitHub"},
    "WEEKDAY": {
        0: "none",
        1: "monday",
        2: "tuesday",
        4: "wednesday",
        8: "thursday",
        16: "friday",
        32: "saturday",
        64: "sunday",
        127: "all",
    },
    "ENVIRONMENT_STATUS": {
        0: "undefined",
        1: "notStarted",
        2: "inProgress",
        4: "succeeded",
        8: "canceled",
        16: "rejected",
        32: "queued",
        64: "scheduled",
        128: "partiallySucceeded",
    },
}
MEMBERS = [(kind, number, name) for kind, members in NUMBERS.items() for number, name in members.items()]


def test_every_enumeration_is_checked_here() -> None:
    assert set(ALL) == set(NUMBERS)


@pytest.mark.parametrize(("kind", "number", "name"), MEMBERS, ids=str)
def test_a_member_is_known_by_number_by_its_digits_and_by_name_in_any_case(kind: str, number: int, name: str) -> None:
    spellings: list[Any] = [number, str(number), f" {number} ", name, name.upper(), name.lower(), name.capitalize()]
    assert {ALL[kind].name_of(spelling) for spelling in spellings} == {name}
    assert {ALL[kind].rule(spelling) for spelling in spellings} == {name}


@pytest.mark.parametrize(
    ("kind", "word", "name"),
    [
        ("PHASE_TYPE", "agent", "agentBasedDeployment"),
        ("PHASE_TYPE", "Server", "runOnServer"),
        ("PHASE_TYPE", "agentless", "runOnServer"),
        ("PHASE_TYPE", "machine group", "machineGroupBasedDeployment"),
        ("PHASE_TYPE", "deployment_group", "machineGroupBasedDeployment"),
        ("PHASE_TYPE", "run_on_server", "runOnServer"),
        ("TRIGGER_TYPE", "source_repository", "sourceRepo"),
        ("TRIGGER_TYPE", "pull-request", "pullRequest"),
        ("PARALLEL_TYPE", "multi_configuration", "multiConfiguration"),
        ("CONDITION_TYPE", "environment_state", "environmentState"),
    ],
)
def test_the_words_that_people_write(kind: str, word: str, name: str) -> None:
    assert ALL[kind].name_of(word) == name


@pytest.mark.parametrize("value", [None, True, False, 99, "99", -1, "-1", "", "no such", 1.5, [], {}, "²", "①"])
def test_anything_else_is_no_member(value: Any) -> None:
    assert enums.PHASE_TYPE.name_of(value) is None


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()))
def test_comparing_never_fails(value: Any) -> None:
    for enumeration in ALL.values():
        assert enumeration.name_of(value) in (None, *enumeration.names)
        enumeration.rule(value)
