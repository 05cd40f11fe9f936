# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: that spec, documentation and table of environment variables agree, and what they make."""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import (
    ENVIRONMENT,
    connect,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.plugin_utils._sessions import CONNECTION_OPTIONS

FRAGMENTS = "ansible_collections.devops.release_management.plugins.doc_fragments"


def validated(**given: Any) -> dict[str, Any]:
    result = ArgumentSpecValidator(BUILDMASTER_CONNECTION_SPEC).validate(given)
    assert result.error_messages == []
    return dict(result.validated_parameters)


def documented(fragment: str) -> dict[str, Any]:
    module = importlib.import_module(f"{FRAGMENTS}.{fragment}")
    return dict(yaml.safe_load(module.ModuleDocFragment.DOCUMENTATION)["options"])


def test_the_variables_are_those_of_the_design() -> None:
    assert ENVIRONMENT == {"buildmaster_url": ("BUILDMASTER_URL",), "api_key": ("BUILDMASTER_API_KEY",)}


@pytest.mark.parametrize(("option", "variables"), ENVIRONMENT.items())
def test_an_option_comes_from_its_variable_unless_it_is_given(
    monkeypatch: pytest.MonkeyPatch, option: str, variables: tuple[str]
) -> None:
    monkeypatch.setenv(variables[0], "")
    assert validated()[option] is None
    monkeypatch.setenv(variables[0], "from-environment")
    assert validated()[option] == "from-environment"
    assert validated(**{option: "given"})[option] == "given"


def test_documentation_and_argument_spec_agree() -> None:
    options = documented("buildmaster")
    assert list(options) == list(BUILDMASTER_CONNECTION_SPEC)
    for name, spec in BUILDMASTER_CONNECTION_SPEC.items():
        for key in ("type", "default", "choices"):
            assert options[name].get(key) == spec.get(key), f"{name}.{key}"
        named = tuple(re.findall(r"E\((\w+)\)", " ".join(options[name]["description"])))
        assert named == ENVIRONMENT.get(name, ()), name


def test_a_lookup_has_a_variable_for_each_option() -> None:
    variables = {
        name: [one["name"] for one in option["vars"]] for name, option in documented("buildmaster_lookup").items()
    }
    assert {name: names[0] for name, names in variables.items()} == {
        name: f"buildmaster_{name}" for name in BUILDMASTER_CONNECTION_SPEC
    }
    # Its own name has the prefix already.
    assert variables["buildmaster_url"][1] == "buildmaster_url"


def test_only_the_key_is_not_logged() -> None:
    assert [name for name, spec in BUILDMASTER_CONNECTION_SPEC.items() if spec.get("no_log")] == ["api_key"]


def test_a_client_is_shared_by_all_that_it_depends_on() -> None:
    assert set(BUILDMASTER_CONNECTION_SPEC) <= set(CONNECTION_OPTIONS)


def test_the_defaults_are_those_of_the_design() -> None:
    session = connect({"buildmaster_url": "https://bm", "api_key": "k"})._session
    assert (session._options.timeout, session._options.retries, session._verify) == (30.0, 5, True)


@pytest.mark.parametrize(
    ("option", "variable"), [("buildmaster_url", "BUILDMASTER_URL"), ("api_key", "BUILDMASTER_API_KEY")]
)
def test_what_is_given_and_empty_is_said_to_be(option: str, variable: str) -> None:
    with pytest.raises(DeclarationError, match=rf"^{option}: is given and empty.*omit.*{variable}"):
        connect({"buildmaster_url": "https://bm", "api_key": "k", option: ""})


@pytest.mark.parametrize(("option", "value"), [("timeout", 0), ("retries", -1), ("ca_path", "/no/such/file")])
def test_values_that_cannot_be_are_errors_of_their_option(option: str, value: Any) -> None:
    with pytest.raises(DeclarationError) as caught:
        connect(validated(buildmaster_url="https://bm", api_key="k", **{option: value}))
    assert caught.value.option == option
