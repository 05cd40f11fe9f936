# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What many definitions in one task take, and what they give back, is documented as it is."""

from __future__ import annotations

from typing import Any

import yaml

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.reports import (
    Report,
    Subject,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition import (
    RELEASE_DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definitions import (
    RELEASE_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.modules import release_definitions

SAID = ("type", "elements", "required", "default")


def told(options: Any) -> dict[str, dict[str, Any]]:
    return {name: {key: option[key] for key in SAID if key in option} for name, option in options.items()}


def test_the_options_are_those_of_the_argument_spec() -> None:
    own = {k: v for k, v in RELEASE_DEFINITIONS.spec_for_ansible.items() if k not in AZURE_DEVOPS_CONNECTION_SPEC}
    assert told(yaml.safe_load(release_definitions.DOCUMENTATION)["options"]) == told(own)


def test_an_entry_has_the_options_of_the_module_for_one_but_the_connection_and_says_its_source() -> None:
    one = {k: v for k, v in RELEASE_DEFINITION.argument_spec.items() if k not in AZURE_DEVOPS_CONNECTION_SPEC}
    assert RELEASE_DEFINITIONS.argument_spec["definitions"]["options"] == {
        **one,
        "source": {"type": "str"},
        "stands_on": {"type": "list", "elements": "str"},
        "mistakes": {"type": "list", "elements": "str"},
    }


def test_what_an_entry_of_the_result_has_is_documented() -> None:
    documented = yaml.safe_load(release_definitions.RETURN)["release_definitions"]["contains"]
    failed = Report(Subject("definitions[0]", "Web", source="web.yml"), "failed", error=DeclarationError("No."))
    assert set(failed.told()) == set(documented)
