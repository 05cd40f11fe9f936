# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection of a task as variables say it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._variables import with_variables


def completed(
    args: dict[str, Any], variables: dict[str, Any], spec: dict[str, Any] = AZURE_DEVOPS_CONNECTION_SPEC
) -> dict[str, Any]:
    return with_variables(args, spec, variables, lambda value: value)


def test_every_option_has_its_variable() -> None:
    variables = {f"azure_devops_{option}": f"of {option}" for option in AZURE_DEVOPS_CONNECTION_SPEC}
    assert completed({"name": "Web"}, variables) == {
        "name": "Web",
        **{option: f"of {option}" for option in AZURE_DEVOPS_CONNECTION_SPEC},
    }
    variables = {f"buildmaster_{option}": f"of {option}" for option in BUILDMASTER_CONNECTION_SPEC}
    assert completed({}, variables, BUILDMASTER_CONNECTION_SPEC) == {
        option: f"of {option}" for option in BUILDMASTER_CONNECTION_SPEC
    }
    assert completed({}, {"buildmaster_url": "u"}, BUILDMASTER_CONNECTION_SPEC) == {"buildmaster_url": "u"}


def test_what_the_task_says_goes_before() -> None:
    assert completed({"project": "Own"}, {"azure_devops_project": "Other"}) == {"project": "Own"}


def test_null_is_not_said_and_nothing_else_is_taken() -> None:
    assert completed({}, {"azure_devops_project": None, "azure_devops_path": "x", "project": "y"}) == {}


def test_a_variable_is_a_template() -> None:
    variables = {"azure_devops_project": "{{ x }}", "other": "{{ never }}"}
    said = with_variables({}, AZURE_DEVOPS_CONNECTION_SPEC, variables, lambda values: [*map(str.upper, values)])
    assert said == {"project": "{{ X }}"}


def test_a_variable_that_is_omitted_is_not_said() -> None:
    variables = {"azure_devops_project": "the text for omit", "omit": "the text for omit", "azure_devops_auth": "pat"}
    assert completed({}, variables) == {"auth": "pat"}


def test_the_other_name_of_an_option_counts_where_the_first_is_not_said() -> None:
    variables = {"buildmaster_buildmaster_url": None, "buildmaster_url": "u"}
    assert completed({}, variables, BUILDMASTER_CONNECTION_SPEC) == {"buildmaster_url": "u"}


def test_a_text_that_is_empty_is_said() -> None:
    """And an error: the environment may mean another project or account."""
    assert completed({}, {"azure_devops_project": ""}) == {"project": ""}


@pytest.mark.parametrize(
    ("own", "taken"),
    [
        ({"token": "own"}, set()),
        ({"access_token": "own"}, set()),
        ({"username": "own"}, {"password"}),
        ({"password": "own"}, {"username"}),
        ({"username": "own", "password": "own"}, set()),
        ({"auth": "ntlm"}, {"token", "access_token", "username", "password"}),
    ],
)
def test_ways_to_sign_in_are_not_mixed(own: dict[str, Any], taken: set[str]) -> None:
    options = ("token", "access_token", "username", "password", "auth")
    said = completed(own, {f"azure_devops_{option}": "of a variable" for option in options})
    assert said == {**own, **dict.fromkeys(taken, "of a variable")}
