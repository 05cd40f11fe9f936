# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules and lookups of BuildMaster take: said by models, argument specs and documentation alike."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.devops.release_management.plugins.doc_fragments import buildmaster_filters
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster import models, specification
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)

PLUGINS = "ansible_collections.devops.release_management.plugins"
FACTS = ("type", "elements", "choices", "default", "required", "aliases")
STATES = ("release", "build", "deployment")

# The filters of each list: the API's documentation.
OF_RELEASES = {
    "applicationId",
    "applicationName",
    "releaseId",
    "releaseNumber",
    "releaseName",
    "pipelineName",
    "status",
}
OF_BUILDS = OF_RELEASES | {"buildId", "buildNumber", "furthestStage"}
OF_DEPLOYMENTS = (OF_BUILDS - {"furthestStage"}) | {
    *("deploymentId", "pipelineStageName", "environmentId", "environmentName"),
}
FILTERS = {"release": OF_RELEASES, "build": OF_BUILDS, "deployment": OF_DEPLOYMENTS}
STATUSES = {
    "release": {"active", "canceled", "deployed"},
    "build": {"active", "rejected", "deployed"},
    "deployment": {"pending", "executing", "succeeded", "warned", "failed"},
}


def snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def resource(name: str) -> Any:
    module = importlib.import_module(f"{PLUGINS}.module_utils._buildmaster.resources.{name}")
    return getattr(module, name.upper())


def options(text: str) -> dict[str, Any]:
    return dict(yaml.safe_load(text).get("options", {}))


def documentation(kind: str, name: str) -> Any:
    return importlib.import_module(f"{PLUGINS}.{kind}.{name}")


def facts(described: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {fact: option[fact] for fact in FACTS if fact in option} for name, option in described.items()}


def specified(name: str) -> dict[str, Any]:
    spec = resource(name).argument_spec
    return facts({key: option for key, option in spec.items() if key not in BUILDMASTER_CONNECTION_SPEC})


@pytest.mark.parametrize("kind", STATES)
def test_a_module_documents_its_argument_spec(kind: str) -> None:
    name = f"buildmaster_{kind}"
    assert facts(options(documentation("modules", name).DOCUMENTATION)) == specified(name)


@pytest.mark.parametrize("kind", STATES)
def test_the_model_takes_what_says_something_about_the_thing(kind: str) -> None:
    model, spec = getattr(models, kind.capitalize()), getattr(specification, f"{kind.upper()}_SPEC")
    assert set(model.model_fields) == set(spec)
    assert not [name for name, option in spec.items() if "default" in option]


@pytest.mark.parametrize("kind", STATES)
def test_every_documented_filter_is_an_option(kind: str) -> None:
    spec = specified(f"buildmaster_{kind}_info")
    assert set(spec) == {snake_case(name) for name in FILTERS[kind]} | {"limit"}
    assert set(spec["status"]["choices"]) == STATUSES[kind]


@pytest.mark.parametrize("kind", STATES)
def test_queries_document_the_filters_in_module_and_lookup(kind: str) -> None:
    fragment = buildmaster_filters.ModuleDocFragment
    shared = {**options(fragment.DOCUMENTATION), **options(getattr(fragment, f"{kind.upper()}S"))}
    module = documentation("modules", f"buildmaster_{kind}_info")
    lookup = documentation("lookup", f"buildmaster_{kind}s")
    own = {name: option for name, option in options(lookup.DOCUMENTATION).items() if name != "_terms"}
    assert facts({**shared, **options(module.DOCUMENTATION)}) == specified(f"buildmaster_{kind}_info")
    assert facts({**shared, **own}) == specified(f"buildmaster_{kind}_info")


@pytest.mark.parametrize("kind", STATES)
def test_a_lookup_returns_what_the_module_does_and_takes_ids_and_numbers(kind: str) -> None:
    plugin = documentation("lookup", f"buildmaster_{kind}s").LookupModule
    queried = resource(f"buildmaster_{kind}_info")
    assert plugin.resource is queried
    assert plugin.returns in yaml.safe_load(documentation("modules", f"buildmaster_{kind}_info").RETURN)
    assert {plugin.id_option, plugin.name_option} <= set(queried.argument_spec)


@pytest.mark.parametrize("kind", STATES)
def test_a_module_returns_what_it_documents(kind: str) -> None:
    described = yaml.safe_load(documentation("modules", f"buildmaster_{kind}").RETURN)
    assert set(resource(f"buildmaster_{kind}").pretended) == {kind}
    assert kind in described


@pytest.mark.parametrize("name", [f"buildmaster_{kind}{end}" for kind in STATES for end in ("", "_info")])
def test_each_module_has_an_action_plugin_and_is_in_the_group(name: str) -> None:
    assert documentation("action", name).ActionModule.resource is resource(name)
    root = Path(__file__).parents[4]
    groups = yaml.safe_load((root / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert name in groups["buildmaster"]
    assert name not in groups["azure_devops"]


@pytest.mark.parametrize("name", [f"buildmaster_{kind}" for kind in STATES])
def test_the_examples_use_options_that_there_are(name: str) -> None:
    module = documentation("modules", name)
    (block,) = yaml.safe_load(module.EXAMPLES)
    used = [set(task[f"devops.release_management.{name}"]) for task in block["block"]]
    assert set.union(*used) <= set(options(module.DOCUMENTATION))
