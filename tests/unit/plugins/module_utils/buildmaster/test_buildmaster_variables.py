# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of a release against a server in memory: what a diff shows of them, and names that they cannot have."""

from __future__ import annotations

from typing import Any

import pytest
from fake_buildmaster import FakeBuildMaster

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils._masking import MASK

PLACE = ("ProfitCalculator", "1.0.1")
HIDDEN = {"value": None, "sensitive": True, "evaluate": False}


@pytest.fixture
def server() -> FakeBuildMaster:
    return FakeBuildMaster()


def secret(value: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "is_secret": True, **more}


@pytest.mark.parametrize(
    ("kept", "declared", "before", "after"),
    [
        # What differs is the value.
        ("b", "c", "b", "c"),
        # Or whether it is an expression.
        ("b", {"value": "b", "evaluate": True}, {"value": "b", "evaluate": False}, {"value": "b", "evaluate": True}),
        (
            {"value": "b", "sensitive": False, "evaluate": True},
            {"value": "c", "evaluate": False},
            {"value": "b", "evaluate": True},
            {"value": "c", "evaluate": False},
        ),
        (HIDDEN, secret("b", evaluate=True), {"value": MASK, "evaluate": False}, {"value": MASK, "evaluate": True}),
        # Or whether it is a secret; what it was is one by now.
        ("b", secret("b"), {"value": MASK, "is_secret": False}, {"value": MASK, "is_secret": True}),
        # Or it is a secret with another value.
        ({**HIDDEN, "value": "a"}, secret("b"), MASK, f"{MASK} (another value)"),
    ],
)
def test_a_diff_shows_what_changes_and_no_secret(
    server: FakeBuildMaster, kept: Any, declared: Any, before: Any, after: Any
) -> None:
    server.variables[PLACE] = {"A": kept}
    foretold = server.run_release(check_mode=True, variables={"A": declared})
    outcome = server.run_release(variables={"A": declared})
    assert (outcome.before, outcome.after) == ({"variables": {"A": before}}, {"variables": {"A": after}})
    assert (foretold.before, foretold.after) == (outcome.before, outcome.after)
    assert outcome.before != outcome.after
    assert not server.run_release(variables={"A": declared}).changed


@pytest.mark.parametrize("kept", [HIDDEN, {**HIDDEN, "value": "b"}])
def test_a_diff_names_a_secret_that_is_sent_again(server: FakeBuildMaster, kept: dict[str, Any]) -> None:
    server.variables[PLACE] = {"A": kept}
    outcome = server.run_release(variables={"A": secret("b")}, update_secrets="always")
    assert outcome.before == {"variables": {"A": MASK}}
    assert outcome.after == {"variables": {"A": f"{MASK} (sent again)"}}


@pytest.mark.parametrize("number", ["1.0.1", "2"])
def test_a_diff_tells_an_expression_from_a_text_where_it_is_new(server: FakeBuildMaster, number: str) -> None:
    outcome = server.run_release(number=number, variables={"A": {"value": "$Root", "evaluate": True}, "B": "$Root"})
    assert outcome.after["variables"] == {"A": {"value": "$Root", "evaluate": True}, "B": "$Root"}


@pytest.mark.parametrize("declared", [None, {"value": None}, {"value": None, "is_secret": True}])
def test_null_is_no_value(server: FakeBuildMaster, declared: Any) -> None:
    with pytest.raises(errors.DeclarationError, match=r'is null\. Write "" for an empty text') as raised:
        server.run_release(variables={"A": declared})
    assert (raised.value.option, server.calls) == ("variables.A.value", [])
    assert server.run_release(variables={"A": ""}).changed


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_would_lead_elsewhere_is_refused(server: FakeBuildMaster, name: str) -> None:
    with pytest.raises(errors.DeclarationError, match="cannot be the name of a variable") as raised:
        server.run_release(variables={name: "x"})
    assert (raised.value.option, server.calls) == ("variables", [])


def test_a_name_that_the_server_has_no_address_for_is_named(server: FakeBuildMaster) -> None:
    listed = server.call

    def no_address(operation: str, body: Any = None, **path: str) -> Any:
        if operation.endswith(".set"):
            raise errors.NotFoundError("nothing at this address", status=404, option="buildmaster_url")
        return listed(operation, body, **path)

    server.call = no_address  # type: ignore[method-assign]
    with pytest.raises(errors.NotFoundError, match="takes no variable of this name") as raised:
        server.run_release(variables={"A/B": "x"})
    assert (raised.value.option, raised.value.status) == ("variables.A/B", 404)
