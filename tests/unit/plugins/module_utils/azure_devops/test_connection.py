# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: what they make, and that spec, documentation and table of environment variables agree."""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import connection
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import (
    DEFAULTS,
    ENVIRONMENT,
    connect,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import nobody

URL = "https://dev.azure.com/org"
FRAGMENTS = "ansible_collections.devops.release_management.plugins.doc_fragments"


def validated(**given: Any) -> dict[str, Any]:
    """Return the params as a module gets them."""
    result = ArgumentSpecValidator(AZURE_DEVOPS_CONNECTION_SPEC).validate(given)
    assert result.error_messages == []
    return dict(result.validated_parameters)


def authorization(server: ScriptedServer, params: dict[str, Any]) -> str:
    connect({**params, "organization_url": f"{server.url}/C", "server": "server2022"}).call("projects.list")
    return server.requests[-1].headers["authorization"].split()[0]


# --- options to client


def test_the_addresses_and_the_generation_come_from_the_options() -> None:
    client = connect(validated(organization_url=f"{URL}/Fabrikam/_release", token="t"))
    assert client.addresses.release_url == "https://vsrm.dev.azure.com/org"
    assert client.addresses.project == "Fabrikam"
    assert client.generation.name == "services"


@pytest.mark.parametrize("server", list(GENERATIONS))
def test_a_generation_that_is_given_is_spoken_to(server: str) -> None:
    client = connect(validated(organization_url="https://server/tfs/DefaultCollection", token="t", server=server))
    assert client.generation is GENERATIONS[server]


def test_options_that_are_absent_have_their_defaults() -> None:
    client = connect({"organization_url": "https://server/C", "token": "t"})
    assert client._session._options.timeout == 30.0
    assert client._session._options.retries == 5
    assert client._session._verify is True


def test_without_an_address_the_error_names_option_and_variables() -> None:
    with pytest.raises(DeclarationError, match=r"AZURE_DEVOPS_ORG_URL or AZDO_ORG_SERVICE_URL") as caught:
        connect(validated(token="t"))
    assert caught.value.option == "organization_url"


def test_without_credentials_the_error_names_options_and_variables() -> None:
    with pytest.raises(DeclarationError, match=r"token.*AZURE_DEVOPS_EXT_PAT.*SYSTEM_ACCESSTOKEN"):
        connect(validated(organization_url=URL))


@pytest.mark.parametrize(
    ("given", "option", "variable"),
    [
        ({"token": ""}, "token", "AZURE_DEVOPS_EXT_PAT"),
        ({"token": "x", "project": ""}, "project", "AZURE_DEVOPS_PROJECT"),
    ],
)
def test_what_is_given_and_empty_is_said_to_be(given: dict[str, str], option: str, variable: str) -> None:
    """It hides the environment, to which an error about nothing given would send people."""
    with pytest.raises(DeclarationError, match=rf"^{option}: is given and empty.*omit.*{variable}"):
        connect({"organization_url": "https://dev.azure.com/fabrikam", **given})


def test_an_empty_token_is_nothing_to_kerberos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its ticket is no option, so that an empty token hides nothing."""
    chosen: list[str] = []

    def choose(auth: str, *_given: Any, **_more: Any) -> Any:
        chosen.append(auth)
        return nobody

    monkeypatch.setattr(connection, "choose_credentials", choose)
    connect({"organization_url": "https://tfs.example.com/tfs/Main", "token": "", "auth": "kerberos"})
    assert chosen == ["kerberos"]


def test_an_empty_option_beside_other_credentials_is_not_given() -> None:
    connect({"organization_url": "https://dev.azure.com/fabrikam", "token": "", "access_token": "x"})


@pytest.mark.parametrize(("option", "value"), [("timeout", 0), ("timeout", -1), ("retries", -1)])
def test_numbers_out_of_range_are_errors_of_their_option(option: str, value: int) -> None:
    with pytest.raises(DeclarationError) as caught:
        connect(validated(organization_url=URL, token="t", **{option: value}))
    assert caught.value.option == option


@pytest.mark.parametrize(
    ("url", "generation", "stages"),
    [
        ("{}/tfs/DefaultCollection", "server2022", [False, True]),
        # The service under an address of one's own: it takes a password by Basic only.
        ("{}/tfs/DefaultCollection", "services", [True]),
    ],
)
def test_auto_asks_only_a_server_of_ones_own_how_it_takes_a_password(
    server: ScriptedServer, url: str, generation: str, stages: list[bool]
) -> None:
    server.script = [Reply(401, headers={"WWW-Authenticate": 'Bearer, Basic realm="x"'})] if len(stages) > 1 else []
    server.script.append(Reply(document={"count": 0, "value": []}))
    client = connect(
        {"organization_url": url.format(server.url), "username": "u", "password": "p", "server": generation}
    )
    client.call("projects.list")
    assert ["authorization" in seen.headers for seen in server.requests] == stages


# --- the environment


@pytest.mark.parametrize(("option", "variables"), list(ENVIRONMENT.items()))
def test_an_option_comes_from_the_first_variable_that_is_not_empty(
    monkeypatch: pytest.MonkeyPatch, option: str, variables: tuple[str, ...]
) -> None:
    value = "server2022" if option == "server" else "from-environment"
    for variable in variables:
        monkeypatch.setenv(variable, "")
    assert validated()[option] == AZURE_DEVOPS_CONNECTION_SPEC[option].get("default")
    for variable in reversed(variables):
        monkeypatch.setenv(variable, value if variable == variables[0] else "second")
    assert validated()[option] == value
    assert validated(**{option: "services"})[option] == "services"


def test_the_variables_are_those_of_the_design() -> None:
    assert ENVIRONMENT == {
        "organization_url": ("AZURE_DEVOPS_ORG_URL", "AZDO_ORG_SERVICE_URL"),
        "release_url": ("AZURE_DEVOPS_RELEASE_URL",),
        "identity_url": ("AZURE_DEVOPS_IDENTITY_URL",),
        "project": ("AZURE_DEVOPS_PROJECT",),
        "token": ("AZURE_DEVOPS_EXT_PAT", "AZDO_PERSONAL_ACCESS_TOKEN"),
        "access_token": ("SYSTEM_ACCESSTOKEN",),
        "username": ("AZURE_DEVOPS_USERNAME",),
        "password": ("AZURE_DEVOPS_PASSWORD",),
        "server": ("AZURE_DEVOPS_SERVER",),
    }


def test_an_explicit_access_token_goes_before_a_token_of_the_environment(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_DEVOPS_EXT_PAT", "from-environment")
    monkeypatch.setenv("SYSTEM_ACCESSTOKEN", "the-same")
    assert authorization(server, validated()) == "Basic"
    assert authorization(server, validated(access_token="the-same")) == "Bearer"


# --- documentation


def documented(fragment: str, name: str = "DOCUMENTATION") -> dict[str, Any]:
    module = importlib.import_module(f"{FRAGMENTS}.{fragment}")
    return dict(yaml.safe_load(getattr(module.ModuleDocFragment, name)))


def test_documentation_and_argument_spec_agree() -> None:
    options = documented("azure_devops")["options"]
    assert list(options) == list(AZURE_DEVOPS_CONNECTION_SPEC)
    for name, spec in AZURE_DEVOPS_CONNECTION_SPEC.items():
        for key in ("type", "default", "choices"):
            assert options[name].get(key) == spec.get(key), f"{name}.{key}"


def test_the_documentation_names_the_environment_variables() -> None:
    for name, option in documented("azure_devops")["options"].items():
        assert tuple(re.findall(r"E\((\w+)\)", " ".join(option["description"]))) == ENVIRONMENT.get(name, ()), name


def test_a_lookup_has_a_variable_for_each_option() -> None:
    assert documented("azure_devops_lookup")["options"] == {
        name: {"vars": [{"name": f"azure_devops_{name}"}]} for name in AZURE_DEVOPS_CONNECTION_SPEC
    }


def test_credentials_are_not_logged() -> None:
    hidden = {name for name, spec in AZURE_DEVOPS_CONNECTION_SPEC.items() if spec.get("no_log")}
    assert hidden == {"token", "access_token", "password"}


def test_the_defaults_are_those_of_the_design() -> None:
    assert DEFAULTS == {"auth": "auto", "server": "auto", "validate_certs": True, "timeout": 30, "retries": 5}
