# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module `build` takes is said three times: by its model, in the argument spec, in the documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.models import Build, Lease
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.specification import (
    BUILD_SPEC,
    BUILD_TASK_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build import BUILD
from ansible_collections.devops.release_management.plugins.modules import build

FACTS = ("type", "elements", "choices", "default", "required")
DOCUMENTED = yaml.safe_load(build.DOCUMENTATION)["options"]
SHOWN = yaml.safe_load(build.EXAMPLES)[0]["block"]


def facts(options: Mapping[str, Any], deeper: str) -> dict[str, Any]:
    return {
        name: {
            **{fact: option[fact] for fact in FACTS if fact in option},
            **({"options": facts(option[deeper], deeper)} if deeper in option else {}),
        }
        for name, option in options.items()
    }


def test_the_module_documents_its_argument_spec() -> None:
    specified = {
        name: option for name, option in BUILD.argument_spec.items() if name not in AZURE_DEVOPS_CONNECTION_SPEC
    }
    assert facts(DOCUMENTED, "suboptions") == facts(specified, "options")


def test_the_model_takes_what_says_something_about_a_build() -> None:
    assert set(Build.model_fields) == set(BUILD_SPEC)
    assert set(Lease.model_fields) == set(BUILD_SPEC["retention_leases"]["options"])


def test_only_how_the_task_goes_about_it_has_a_default() -> None:
    assert not [name for name, option in BUILD_SPEC.items() if "default" in option]
    assert all("default" in option for option in BUILD_TASK_SPEC.values())


def test_every_value_of_an_enumeration_is_documented() -> None:
    for option, enumeration in (
        ("priority", enums.PRIORITY),
        ("reason", enums.REASON),
        ("status", enums.STATUS),
        ("result", enums.RESULT),
    ):
        text = str(DOCUMENTED[option]["description"])
        listed = text.partition("One of")[2].partition(".")[0]
        assert set(re.findall(r"V\((\w+)\)", listed)) == set(enumeration.names), option


def test_the_examples_use_options_that_there_are() -> None:
    used = [set(task["devops.release_management.build"]) for task in SHOWN]
    assert used
    assert set.union(*used) <= set(DOCUMENTED)
