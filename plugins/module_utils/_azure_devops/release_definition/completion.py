# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rendered definition still lacks that only the catalogue and its own list order tell.

Works on the declared wire document, before it is compared: names and ranks of phases, names of tasks, inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    PARTS_OF_SOURCE,
    reference_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import Catalogue
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.names import CatalogueNames
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.artifacts import (
    DERIVED_OF_SOURCE,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.jobs import (
    USUAL_PHASE_NAME,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._names import joined
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import WithDefaults

Document = dict[str, Any]


def complete_jobs(declared: Mapping[str, Any], catalogue: Catalogue, report: Callable[[str, str], None]) -> None:
    """Complete every phase and task of a declared document in place.

    :param report: takes the option path and the text of what is odd about the inputs of a task.
    """
    types = {rules.folded(artifact.get("alias")): artifact.get("type") for artifact in declared.get("artifacts") or []}
    for path, phase in _phases(declared):
        _complete_phase(phase, path, types)
    for path, task in _tasks(declared):
        _complete_task(task, path, catalogue, report)


def warn_of_unlisted_versions(
    declared: Mapping[str, Any], actual: Mapping[str, Any] | None, catalogue: Catalogue, warn: Callable[[str], None]
) -> None:
    """Say when a minor version is asked for that is not the one listed: a server may have it all the same.

    What the definition has already, the server has taken before.
    """
    taken = {_version_of(task) for _path, task in _tasks(actual or {})}
    for path, task in _tasks(declared):
        if _version_of(task) in taken:
            continue
        listed = catalogue.versions_instead(*_version_of(task))
        if listed:
            warn(
                f"{path}: the server lists version {', '.join(listed)} of {task.get('name')} and not"
                f" {task.get('version')}: it may refuse that one."
            )


def _version_of(task: Mapping[str, Any]) -> tuple[str, str | None, str]:
    return str(task.get("taskId")).casefold(), task.get("version"), str(task.get("definitionType") or "task")


def settle_branches(declared: Mapping[str, Any], actual: Mapping[str, Any] | None) -> None:
    """Give a new Git artifact the branches that servers insist on: that of its default version, where none is said."""
    known = {rules.folded(artifact.get("alias")): artifact for artifact in (actual or {}).get("artifacts") or []}
    for artifact in declared.get("artifacts") or []:
        reference = artifact.get("definitionReference") or {}
        branch = reference.get("defaultVersionBranch") or {}
        there = (known.get(rules.folded(artifact.get("alias"))) or {}).get("definitionReference") or {}
        if rules.folded(artifact.get("type")) == "git" and branch.get("id") and "branches" not in {*reference, *there}:
            reference["branches"] = dict(branch)


def settle_primary(declared: dict[str, Any], actual: Mapping[str, Any] | None, purge: bool) -> None:
    """Have one primary artifact: where there is just one, servers make it that; else it takes that from the other one.

    :raises DeclarationError: several are declared primary.
    """
    artifacts = declared.get("artifacts") or []
    there = {rules.folded(artifact.get("alias")): artifact for artifact in (actual or {}).get("artifacts") or []}
    said = {rules.folded(artifact.get("alias")): artifact for artifact in artifacts}
    if len(said if purge else {**there, **said}) == 1:
        for artifact in artifacts:
            artifact.pop("isPrimary", None)
        return
    primary = [str(artifact.get("alias")) for artifact in artifacts if artifact.get("isPrimary")]
    if len(primary) > 1:
        raise DeclarationError(f"only one can be primary, not {joined(primary)}", option="artifacts")
    if not primary:
        return
    for alias, other in there.items():
        if not other.get("isPrimary") or alias == rules.folded(primary[0]):
            continue
        if alias in said:
            said[alias].setdefault("isPrimary", False)
        elif not purge:
            artifacts.append({"alias": other["alias"], "isPrimary": False})


def forget_other_sources(target: Mapping[str, Any], actual: Mapping[str, Any] | None) -> Document:
    """A planned definition without what the server had derived of sources that are others now."""
    known = {rules.folded(artifact.get("alias")): artifact for artifact in (actual or {}).get("artifacts") or []}
    artifacts = [
        artifact
        if _source(artifact) == _source(known.get(rules.folded(artifact.get("alias")), artifact))
        else _without_derived(artifact)
        for artifact in target.get("artifacts") or []
    ]
    return {**target, "artifacts": artifacts} if artifacts else dict(target)


def _source(artifact: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        rules.folded(artifact.get("type")),
        *(rules.folded(reference_id(artifact, key)) for key in PARTS_OF_SOURCE),
    )


def _without_derived(artifact: Mapping[str, Any]) -> Document:
    reference = {key: entry for key, entry in artifact["definitionReference"].items() if key not in DERIVED_OF_SOURCE}
    return {key: value for key, value in artifact.items() if key != "sourceId"} | {"definitionReference": reference}


def settle_idle(declared: dict[str, Any], actual: Mapping[str, Any] | None, idle: Mapping[str, Any]) -> None:
    """Say nothing of what is so anyway: not every server keeps, or shows, a key that says no more than its absence."""
    for key, usual in idle.items():
        if key in declared and declared[key] == usual == (actual or {}).get(key, usual):
            del declared[key]


def settle_retention(declared: dict[str, Any], actual: Mapping[str, Any] | None, options: Mapping[str, Any]) -> None:
    """Where retention belongs to each stage, that of the definition is for every stage that does not say its own."""
    policy = options.get("retention_policy") or {}
    if policy.get("raw"):
        raise DeclarationError(
            "on this server retention belongs to each stage: use environments[].retention_policy",
            option="retention_policy.raw",
        )
    if policy.get("days_to_keep") is None:
        return
    known = (actual or {}).get("environments") or []
    for stage in declared.setdefault("environments", [{"id": stage["id"], "name": stage["name"]} for stage in known]):
        stage["retentionPolicy"] = {"daysToKeep": policy["days_to_keep"], **(stage.get("retentionPolicy") or {})}


def name_endpoints(document: Mapping[str, Any], catalogue: Catalogue, names: CatalogueNames, *, asking: bool) -> None:
    """Put names for the ids of service endpoints into the inputs of a document, in place."""
    look_up = catalogue.task_definition if asking else catalogue.known_task_definition
    for _path, task in _tasks(document):
        inputs = task.get("inputs") or {}
        definition = (
            look_up(str(task.get("taskId")), task.get("version"), task.get("definitionType")) if inputs else None
        )
        for name, value in inputs.items():
            if definition is not None and definition.service_endpoint_type(name) is not None:
                inputs[name] = names.say("service_endpoint", value)


def strict(option: str, finding: str) -> None:
    """A report that takes what is odd for an error."""
    raise DeclarationError(finding, option=option)


def _phases(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, stage in _numbered("environments", document.get("environments")):
        yield from _numbered(f"{path}.deploy_phases", stage.get("deployPhases"))


def _tasks(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every task with its option path: those of the jobs, and those of the gates."""
    for path, phase in _phases(document):
        yield from _numbered(f"{path}.workflow_tasks", phase.get("workflowTasks"))
    for path, stage in _numbered("environments", document.get("environments")):
        for side in ("pre", "post"):
            gates = (stage.get(f"{side}DeploymentGates") or {}).get("gates")
            for gate_path, gate in _numbered(f"{path}.{side}_deployment_gates.gates", gates):
                yield from _numbered(f"{gate_path}.tasks", gate.get("tasks"))


def _numbered(path: str, entries: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, entry in enumerate(entries or ()):
        yield f"{path}[{index}]", entry


def _complete_phase(phase: dict[str, Any], path: str, types: Mapping[Any, Any]) -> None:
    # The list is the order: ranks are consecutive from 1 (VS402874).
    phase["rank"] = int(path[path.rindex("[") + 1 : -1]) + 1
    kind = enums.PHASE_TYPE.name_of(phase.get("phaseType")) or "agentBasedDeployment"
    phase.setdefault("name", USUAL_PHASE_NAME[kind])
    downloads = ((phase.get("deploymentInput") or {}).get("artifactsDownloadInput") or {}).get("downloadInputs")
    for download in downloads or ():
        kind_of_artifact = types.get(rules.folded(download.get("alias")))
        if kind_of_artifact:
            download.setdefault("artifactType", kind_of_artifact)


def _complete_task(task: dict[str, Any], path: str, catalogue: Catalogue, report: Callable[[str, str], None]) -> None:
    kind = str(task.get("definitionType") or "task")
    definition = catalogue.task_definition(str(task.get("taskId")), task.get("version"), kind)
    if definition is None:
        return
    task.setdefault("name", definition.name)
    inputs, findings = catalogue.check_inputs(definition, task.get("inputs") or {}, f"{path}.inputs")
    for finding in findings:
        report(finding.option, finding.message)
    for name, value in inputs.items():
        if definition.service_endpoint_type(name) is not None:
            inputs[name] = catalogue.id_of("service_endpoint", value, f"{path}.inputs.{name}")
    # An input that is left out has the task's own default, and none is an empty one.
    defaults = {name: definition.default(name) or "" for name in definition.inputs}
    task["inputs"] = WithDefaults(inputs, defaults)
