# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`release_environment` and `release_approval` document the options that they take, and what they return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from ansible_collections.devops.release_management.plugins.doc_fragments import one_stage
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_approval import (
    RELEASE_APPROVAL,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_environment import (
    RELEASE_ENVIRONMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.modules import release_approval, release_environment

FACTS = ("type", "elements", "choices", "default", "required", "aliases")
OF_BOTH = yaml.safe_load(one_stage.ModuleDocFragment.DOCUMENTATION)["options"]
MODULES = [(release_environment, RELEASE_ENVIRONMENT), (release_approval, RELEASE_APPROVAL)]
RETURNED = {
    "release_environment": {"environment", "release_id", "is_current", "elapsed"},
    "release_approval": {"approvals", "elapsed"},
}


def without_words(options: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: {fact: option[fact] for fact in FACTS if fact in option} for name, option in options.items()}


@pytest.mark.parametrize(("module", "resource"), MODULES, ids=list(RETURNED))
def test_a_module_documents_its_argument_spec(module: Any, resource: Resource) -> None:
    specified = {
        name: option for name, option in resource.argument_spec.items() if name not in AZURE_DEVOPS_CONNECTION_SPEC
    }
    documented = {**OF_BOTH, **yaml.safe_load(module.DOCUMENTATION)["options"]}
    assert without_words(documented) == without_words(specified)


@pytest.mark.parametrize(("module", "resource"), MODULES, ids=list(RETURNED))
def test_the_examples_use_options_that_there_are(module: Any, resource: Resource) -> None:
    (block,) = yaml.safe_load(module.EXAMPLES)
    known = {
        *resource.argument_spec,
        *(alias for one in resource.argument_spec.values() for alias in one.get("aliases", ())),
    }
    for task in block["block"]:
        used = [set(options) for name, options in task.items() if name.endswith(f".{resource.name}")]
        assert all(options <= known for options in used), task["name"]


@pytest.mark.parametrize(("module", "resource"), MODULES, ids=list(RETURNED))
def test_a_module_documents_what_it_returns(module: Any, resource: Resource) -> None:
    assert set(yaml.safe_load(module.RETURN)) == RETURNED[resource.name]


def test_an_assignee_goes_with_reassigning() -> None:
    assert RELEASE_APPROVAL.constraints == {"required_if": [("state", "reassigned", ("assignee",))]}
