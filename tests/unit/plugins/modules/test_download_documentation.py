# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules that download document what they take, and are modules only."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS

from ansible_collections.devops.release_management.plugins.doc_fragments import (
    azure_devops,
    download,
    one_build,
    one_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_artifact import (
    BUILD_ARTIFACT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_log import (
    BUILD_LOG,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_log import (
    RELEASE_LOG,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.modules import build_artifact, build_log, release_log

ROOT = Path(__file__).parents[4]
MODULES = [(build_artifact, BUILD_ARTIFACT), (build_log, BUILD_LOG), (release_log, RELEASE_LOG)]
NAMES = [resource.name for _module, resource in MODULES]
FRAGMENTS = {"azure_devops": azure_devops, "download": download, "one_build": one_build, "one_stage": one_stage}


def documented(module: ModuleType) -> dict[str, Any]:
    """Its options as Ansible reads them: what the module says of an option goes before what a fragment says of it."""
    own = yaml.safe_load(module.DOCUMENTATION)
    used = [FRAGMENTS.get(name.rpartition(".")[2]) for name in own["extends_documentation_fragment"]]
    shared = [yaml.safe_load(one.ModuleDocFragment.DOCUMENTATION)["options"] for one in used if one is not None]
    merged: dict[str, Any] = {}
    for options in [*shared, own["options"]]:
        for name, option in options.items():
            merged[name] = {**merged.get(name, {}), **option}
    return merged


def without_words(options: dict[str, Any]) -> dict[str, Any]:
    facts = ("type", "elements", "choices", "default", "required", "aliases")
    return {name: {fact: option[fact] for fact in facts if fact in option} for name, option in options.items()}


@pytest.mark.parametrize(("module", "resource"), MODULES, ids=NAMES)
def test_documentation_and_argument_spec_are_the_same(module: ModuleType, resource: Resource) -> None:
    assert without_words(documented(module)) == without_words(resource.argument_spec)


@pytest.mark.parametrize(("module", "resource"), MODULES, ids=NAMES)
def test_no_option_hides_one_of_the_file_modules(module: ModuleType, resource: Resource) -> None:
    assert resource.writes_files
    assert not set(resource.argument_spec) & set(FILE_COMMON_ARGUMENTS)
    assert "ansible.builtin.files" in yaml.safe_load(module.DOCUMENTATION)["extends_documentation_fragment"]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_of_the_action_group_and_has_an_action_plugin(name: str) -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    assert name in runtime["action_groups"]["azure_devops"]
    assert (ROOT / f"plugins/action/{name}.py").exists()
