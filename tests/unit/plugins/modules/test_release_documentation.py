# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a release takes is said three times: by its models, in the argument spec, in the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ansible_collections.devops.release_management.plugins.action import release as action
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import models
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.matching import (
    DEFAULT_LIMIT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release import RELEASE
from ansible_collections.devops.release_management.plugins.modules import release

FACTS = ("type", "elements", "choices", "default", "aliases")


def flattened(options: Mapping[str, Any], deeper: str, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, option in options.items():
        yield f"{path}{name}", {fact: option[fact] for fact in FACTS if fact in option}
        yield from flattened(option.get(deeper) or {}, deeper, f"{path}{name}.")


SPECIFIED = {
    path: option
    for path, option in flattened(RELEASE.argument_spec, "options")
    if path not in AZURE_DEVOPS_CONNECTION_SPEC
}
DOCUMENTED = dict(flattened(yaml.safe_load(release.DOCUMENTATION)["options"], "suboptions"))
MODELS = {"": models.Release, "artifacts.": models.Artifact, "environments.": models.Stage}


def test_the_documentation_has_the_argument_spec():
    assert DOCUMENTED == SPECIFIED


def test_the_models_take_the_same_options():
    assert {f"{path}{name}" for path, model in MODELS.items() for name in model.model_fields} == set(SPECIFIED)


def test_only_what_says_how_to_go_about_the_task_has_a_default():
    defaults = {path: option["default"] for path, option in SPECIFIED.items() if "default" in option}
    assert defaults == {"state": "active", "force": False, "match_limit": DEFAULT_LIMIT}


def test_the_reasons_are_those_of_the_api():
    assert SPECIFIED["reason"]["choices"] == ["none", "manual", "continuousIntegration", "schedule", "pullRequest"]


def test_the_examples_take_options_that_there_are():
    tasks = yaml.safe_load(release.EXAMPLES)[0]["tasks"]
    of_ours = [
        task["devops.release_management.release"] for task in tasks if "devops.release_management.release" in task
    ]
    spellings = {
        *(path for path in SPECIFIED),
        *(alias for one in SPECIFIED.values() for alias in one.get("aliases", [])),
    }
    assert of_ours
    assert {option for task in of_ours for option in task} <= spellings


def test_the_result_is_under_the_name_of_the_module():
    assert "release" in yaml.safe_load(release.RETURN)
    assert action.ActionModule.resource is RELEASE
