# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inputs of tasks: aliases, endpoints, and what is odd about declared ones."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import (
    Catalogue,
    InputFinding,
    TaskDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.visibility import (
    is_visible,
)

OPTION = "environments[0].deploy_phases[0].workflow_tasks[0].inputs"
TASK_ID = "497d490f-eea7-4f2b-ab94-48d9c1acdcb1"


def described(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "required": False, "defaultValue": "", **more}


INPUTS = [
    described("ConnectionType", "pickList", defaultValue="AzureRM", required=True),
    described(
        "ConnectedServiceName",
        "connectedService:AzureRM",
        aliases=["azureSubscription"],
        required=True,
        visibleRule="ConnectionType = AzureRM",
    ),
    described(
        "PublishProfilePath",
        "filePath",
        aliases=["publishProfile", "profilePath"],
        required=True,
        visibleRule="ConnectionType = PublishProfile || ConnectionType = Both",
    ),
    described("WebAppName", required=True),
    described("Feed", "connectedService:github:OAuth,PersonalAccessToken"),
    described("TakeAppOffline", "boolean", defaultValue=True),
    described("SlotName", required=True, groupName="slots"),
]
GROUPS = [{"name": "slots", "visibleRule": "ConnectionType != PublishProfile"}]


@pytest.fixture
def definition(new_catalogue) -> TaskDefinition:
    task = {
        "id": TASK_ID,
        "name": "WebDeploy",
        "version": {"major": 4, "minor": 2, "patch": 1},
        "inputs": INPUTS,
        "groups": GROUPS,
    }
    found = new_catalogue({"tasks.list": [task]}).task_definition(TASK_ID, "4.*")
    assert found is not None
    return found


def messages(findings: list[InputFinding]) -> list[tuple[str, str]]:
    return [(finding.option, finding.message) for finding in findings]


def test_inputs_are_found_by_name_and_alias_in_any_case(definition):
    for name in ("ConnectedServiceName", "connectedservicename", "azureSubscription", "AZURESUBSCRIPTION"):
        assert definition.input(name).name == "ConnectedServiceName"
    assert definition.input("nothing") is None
    assert definition.aliases["publishProfile"] == definition.aliases["profilePath"] == "PublishProfilePath"


def test_defaults_are_texts_and_an_empty_one_is_none(definition):
    assert definition.default("TakeAppOffline") == "true"
    assert definition.default("ConnectionType") == "AzureRM"
    assert definition.default("WebAppName") is None
    assert definition.default("nothing") is None


def test_types_of_endpoints(definition):
    assert definition.service_endpoint_type("azureSubscription") == "AzureRM"
    assert definition.service_endpoint_type("Feed") == "github"
    assert definition.service_endpoint_type("WebAppName") is None
    assert definition.service_endpoint_type("nothing") is None


def test_aliases_become_canonical_names_and_nothing_is_odd(definition):
    declared = {"azureSubscription": "Azure", "webappname": "shop", "SlotName": "$(slot)"}

    assert Catalogue.check_inputs(definition, declared, OPTION) == (
        {"ConnectedServiceName": "Azure", "WebAppName": "shop", "SlotName": "$(slot)"},
        [],
    )


def test_an_input_that_the_task_does_not_have(definition):
    declared = {"azureSubscription": "a", "WebAppName": "b", "SlotName": "c", "TakeAppOfline": "true", "zzz": "1"}

    inputs, findings = Catalogue.check_inputs(definition, declared, OPTION)

    assert inputs["TakeAppOfline"] == "true"
    assert inputs["zzz"] == "1"
    assert messages(findings) == [
        (
            f"{OPTION}.TakeAppOfline",
            "The task 'WebDeploy' (4.2.1) has no input 'TakeAppOfline'. Did you mean 'TakeAppOffline'?",
        ),
        (f"{OPTION}.zzz", "The task 'WebDeploy' (4.2.1) has no input 'zzz'."),
    ]


def test_required_inputs_that_are_missing(definition):
    _inputs, findings = Catalogue.check_inputs(definition, {"WebAppName": "", "SlotName": "c"}, OPTION)

    assert messages(findings) == [
        (OPTION, "The task 'WebDeploy' (4.2.1) requires the input 'ConnectedServiceName' or 'azureSubscription'."),
        (OPTION, "The task 'WebDeploy' (4.2.1) requires the input 'WebAppName'."),
    ]


def test_what_a_rule_hides_is_not_required(definition):
    declared = {"ConnectionType": "publishprofile", "publishProfile": "a.xml", "WebAppName": "shop"}

    assert Catalogue.check_inputs(definition, declared, OPTION)[1] == []


def test_what_depends_on_a_variable_is_not_known_to_be_required(definition):
    declared = {"ConnectionType": "$(kind)", "WebAppName": "shop"}

    assert Catalogue.check_inputs(definition, declared, OPTION)[1] == []


def test_an_input_given_twice_counts_by_its_own_name(definition):
    rest = {"WebAppName": "b", "SlotName": "c"}
    for declared in (
        {"azureSubscription": "alias", "ConnectedServiceName": "own", **rest},
        {"ConnectedServiceName": "own", "azureSubscription": "alias", **rest},
    ):
        inputs, findings = Catalogue.check_inputs(definition, declared, OPTION)
        assert inputs["ConnectedServiceName"] == "own"
        assert [finding.message for finding in findings] == ["The input 'ConnectedServiceName' is given twice."]


def test_values_stay_what_they_are(definition):
    declared = {"azureSubscription": "a", "WebAppName": "b", "SlotName": "c", "TakeAppOffline": False}

    inputs, _findings = Catalogue.check_inputs(definition, declared, OPTION)

    assert inputs["TakeAppOffline"] is False


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", True),
        ("action = Build", True),
        ("action == build", True),
        ("action = Push", False),
        ("action != Push", True),
        ("action=Push||other = yes it is", True),
        ("action = Build && other = no", False),
        ("action = Push || action = Build && other = yes it is", True),
        ("action in Push, Build", True),
        ("action NotIn Push,Build", False),
        ("empty = ", True),
        ("empty != ", False),
        ("later = Build", None),
        ("later = Build && action = Push", False),
        ("later = Build || action = Build", True),
        ("unknown = 1", None),
        ("action startsWith Bu", None),
    ],
)
def test_rules_of_visibility(rule, expected):
    values = {"action": "Build", "other": "yes it is", "empty": "", "later": "$(action)"}

    assert is_visible(rule, values.get) is expected
