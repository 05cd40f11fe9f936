# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a release definition takes is said three times: by its models, in the argument spec, in the documentation."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import yaml
from pydantic import ValidationError

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern import (
    artifacts,
    jobs,
    triggers,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.sources import (
    DEFAULT_VERSIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition import (
    RELEASE_DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import Strict
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import ABSENT, Layout, Row
from ansible_collections.devops.release_management.plugins.modules import release_definition

Options = Mapping[str, Mapping[str, Any]]
Kind = tuple[str, "str | None"]
"""Type and type of the elements of an option, as Ansible knows them."""

PHASE = "environments.deploy_phases"
TASK = f"{PHASE}.workflow_tasks"

TASK_OPTIONS = {
    "state": "present",
    "purge": True,
    "update_secrets": "on_change",
    "strict_inputs": False,
    "document": None,
    "restore_revision": None,
    "force_delete": False,
}
ALIASES = {
    "environments": ["stages"],
    PHASE: ["jobs"],
    TASK: ["tasks"],
    "triggers.alias": ["artifact_alias"],
}
# What the model makes of text or of a bit mask, too, though its own type is a list.
OF_ANY_SPELLING = {"days_to_release"}


def flattened(options: Options, deeper: str, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, option in options.items():
        yield f"{path}{name}", option
        yield from flattened(option.get(deeper) or {}, deeper, f"{path}{name}.")


def kinds(options: Options) -> dict[str, Kind]:
    return {path: (option["type"], option.get("elements")) for path, option in options.items()}


SPECIFIED = {
    path: option
    for path, option in flattened(RELEASE_DEFINITION.argument_spec, "options")
    if path not in AZURE_DEVOPS_CONNECTION_SPEC
}
DOCUMENTED = dict(flattened(yaml.safe_load(release_definition.DOCUMENTATION)["options"], "suboptions"))


def text_of(path: str) -> str:
    described = DOCUMENTED[path]["description"]
    return described if isinstance(described, str) else " ".join(described)


# --------------------------------------------------------------------------------------------- what the models take


def meant(annotation: Any) -> Any:
    """An annotation without None and without validators."""
    if get_origin(annotation) is Annotated:
        return meant(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        several = [one for one in get_args(annotation) if one is not NoneType]
        return meant(several[0]) if len(several) == 1 else annotation
    return annotation


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Strict)


def takes_plain_values(model: type[Strict]) -> bool:
    """Whether it makes itself of something that is no map."""
    try:
        model.model_validate("text")
    except ValidationError as error:
        return error.errors()[0]["type"] != "model_type"
    return True


def family(annotation: Any) -> str:
    if is_model(annotation):
        return "raw" if takes_plain_values(annotation) else "dict"
    return {str: "str", int: "int", bool: "bool", dict: "dict", list: "list"}.get(
        get_origin(annotation) or annotation, "raw"
    )


def inner(annotation: Any) -> Any:
    """The type of the entries of a list or map; that of anything else."""
    if get_origin(annotation) in (list, dict):
        return meant(get_args(annotation)[-1])
    return annotation


def modelled(model: type[Strict], path: str = "") -> Iterator[tuple[str, Kind, Any]]:
    """The options of a model at every depth: path, kind, and the model behind a value that is not spelled out."""
    for name, field in model.model_fields.items():
        annotation = meant(field.annotation)
        entry = inner(annotation)
        outer = "raw" if name in OF_ANY_SPELLING else family(annotation)
        elements = family(entry) if outer == "list" else None
        is_spelled_out = is_model(entry) and "dict" in (elements, outer) and get_origin(annotation) is not dict
        yield f"{path}{name}", (outer, elements), entry if is_model(entry) and not is_spelled_out else None
        if is_spelled_out:
            yield from modelled(entry, f"{path}{name}.")


MODELLED = {path: kind for path, kind, _model in modelled(ReleaseDefinition)}
TOLD_IN_WORDS = {path: model for path, _kind, model in modelled(ReleaseDefinition) if model}


# ------------------------------------------------------------------------------------------------------------ tests


def test_the_walk_reaches_the_depth_of_the_models():
    assert MODELLED[f"{TASK}.inputs"] == ("dict", None)
    assert MODELLED["environments.pre_deployment_gates.gates.tasks.raw"] == ("dict", None)
    assert MODELLED[f"{PHASE}.queue"] == ("raw", None)
    assert MODELLED["environments.pre_deploy_approvals.approvers"] == ("list", "raw")
    assert set(TOLD_IN_WORDS) >= {"variables", "artifacts.default_version", f"{PHASE}.parallel", f"{TASK}.inputs"}


def test_the_argument_spec_has_the_options_of_the_models_and_those_of_the_task():
    content = {path: kind for path, kind in kinds(SPECIFIED).items() if path not in TASK_OPTIONS}
    assert content == MODELLED
    assert {name: SPECIFIED[name].get("default") for name in TASK_OPTIONS} == TASK_OPTIONS


def test_the_documentation_has_the_options_of_the_argument_spec():
    assert kinds(DOCUMENTED) == kinds(SPECIFIED)


def test_the_argument_spec_and_the_documentation_have_the_aliases():
    for options in (SPECIFIED, DOCUMENTED):
        assert {path: option["aliases"] for path, option in options.items() if "aliases" in option} == ALIASES


def test_content_has_no_default_is_not_required_and_leaves_choices_to_the_models():
    for options in (SPECIFIED, DOCUMENTED):
        for path in MODELLED:
            assert not {"default", "required", "choices"} & set(options[path]), path


def test_nothing_excludes_anything_before_the_models_do():
    assert RELEASE_DEFINITION.constraints == {}


@pytest.mark.parametrize("path", sorted(TOLD_IN_WORDS))
def test_what_a_map_may_hold_is_told_in_words_where_the_value_has_several_spellings(path):
    for name in set(TOLD_IN_WORDS[path].model_fields) - {"raw"}:
        assert f"C({name})" in text_of(path), name


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (f"{PHASE}.phase_type", enums.PHASE_TYPE.names),
        (f"{PHASE}.parallel", enums.PARALLEL_TYPE.names),
        ("triggers.trigger_type", enums.TRIGGER_TYPE.names),
        ("triggers.pull_request_configuration.system_type", enums.REPOSITORY_SYSTEM.names),
        ("artifacts.default_version", DEFAULT_VERSIONS),
        ("environments.conditions.condition_type", enums.CONDITION_TYPE.names),
        ("environments.environment_triggers.trigger_type", enums.ENVIRONMENT_TRIGGER_TYPE.names),
        ("environments.pre_deploy_approvals.options.execution_order", enums.EXECUTION_ORDER.names),
    ],
)
def test_what_the_models_choose_from_is_documented(path, names):
    assert [name for name in names if f"V({name})" not in text_of(path)] == []


def defaults(layouts: Mapping[str, Layout]) -> list[tuple[str, Any]]:
    """What an option means that an entry of a list does not have; by the kind of the entry more than one thing."""
    found = [
        (row.option, row.default)
        for layout in layouts.values()
        for row in layout.rows
        if isinstance(row, Row) and row.default is not ABSENT
    ]
    return [entry for place, entry in enumerate(found) if entry not in found[:place]]


def said(default: Any) -> str:
    if default in (None, "", [], {}) and not isinstance(default, bool):
        return "where absent"
    text = str(default).lower() if isinstance(default, bool) else str(default)
    return f"V({text.replace(')', chr(92) + ')')}) where absent"


LEAF_LISTS = {
    TASK: jobs.TASK.layouts,
    PHASE: jobs.PHASE.layouts,
    "artifacts": {"artifact": artifacts.ARTIFACT},
    "environments.schedules": {"schedule": triggers.SCHEDULE},
    "triggers": triggers.TRIGGER.layouts,
}


@pytest.mark.parametrize(
    ("path", "default"),
    [
        pytest.param(f"{path}.{option}", default, id=f"{path}.{option} {default}")
        for path, layouts in LEAF_LISTS.items()
        for option, default in defaults(layouts)
        # Of these the parts have a meaning of their own each.
        if option not in ("parallel", "pull_request_configuration")
    ],
)
def test_the_default_in_an_entry_of_a_list_is_documented(path, default):
    assert said(default) in text_of(path)


@pytest.mark.parametrize("name", jobs.USUAL_PHASE_NAME.values())
def test_the_usual_name_of_a_job_is_documented(name):
    assert f"V({name})" in text_of(f"{PHASE}.name")
