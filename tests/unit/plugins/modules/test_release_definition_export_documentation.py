# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module release_definition_export and the role export_pipelines say of themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS

from ansible_collections.devops.release_management.plugins.doc_fragments import azure_devops, release_definition_filters
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_export import (
    RELEASE_DEFINITION_EXPORT,
)
from ansible_collections.devops.release_management.plugins.modules import release_definition_export

ROOT = Path(__file__).parents[4]
DOCUMENTED = yaml.safe_load(release_definition_export.DOCUMENTATION)
ROLE = yaml.safe_load((ROOT / "roles/export_pipelines/meta/argument_specs.yml").read_text(encoding="utf-8"))
PREFIX = "export_pipelines_"


def options_of(fragment: Any) -> dict[str, Any]:
    options: dict[str, Any] = yaml.safe_load(fragment.ModuleDocFragment.DOCUMENTATION)["options"]
    return options


FILTERS = options_of(release_definition_filters)
OPTIONS = {**FILTERS, **DOCUMENTED["options"]}


def without_words(options: dict[str, Any]) -> dict[str, Any]:
    facts = ("type", "elements", "choices", "default", "required", "aliases")
    return {name: {fact: option[fact] for fact in facts if fact in option} for name, option in options.items()}


def test_documentation_and_argument_spec_are_the_same() -> None:
    documented = without_words({**options_of(azure_devops), **OPTIONS})
    assert documented == without_words(RELEASE_DEFINITION_EXPORT.argument_spec)


def test_its_filters_are_those_of_the_query() -> None:
    assert "devops.release_management.release_definition_filters" in DOCUMENTED["extends_documentation_fragment"]
    assert not set(FILTERS) & set(DOCUMENTED["options"])


def test_it_is_a_file_module_of_the_action_group() -> None:
    assert RELEASE_DEFINITION_EXPORT.writes_files
    assert not set(RELEASE_DEFINITION_EXPORT.argument_spec) & set(FILE_COMMON_ARGUMENTS)
    assert "ansible.builtin.files" in DOCUMENTED["extends_documentation_fragment"]
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    assert "release_definition_export" in runtime["action_groups"]["azure_devops"]


def test_the_role_has_the_options_of_the_module() -> None:
    options = ROLE["argument_specs"]["main"]["options"]
    named = {f"{PREFIX}directory": "dest", f"{PREFIX}search": "search_text"}
    of_module = without_words({**OPTIONS, "mode": {"type": "str", "default": "0644"}})
    for name, option in without_words(options).items():
        wanted = of_module[named.get(name, name.removeprefix(PREFIX))]
        assert {**option, "default": None} == {**wanted, "default": None}
    defaults = yaml.safe_load((ROOT / "roles/export_pipelines/defaults/main.yml").read_text(encoding="utf-8"))
    declared = {name: option["default"] for name, option in options.items() if "default" in option}
    assert defaults == declared
