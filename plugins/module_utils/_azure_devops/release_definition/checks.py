# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers would refuse of a planned definition, said in the words of options and before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    reference_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

Document = dict[str, Any]


def check_target(declared: Mapping[str, Any], target: Mapping[str, Any], actual: Document | None) -> None:
    """Raise DeclarationError with the option's path when the target lacks what a definition needs."""
    _refuse_empty(target, actual)
    _refuse_idle(declared, target, actual)
    _refuse_homeless(declared, target)
    _refuse_sourceless(declared, target)
    _refuse_unknown_aliases(declared, target)
    _refuse_lost_artifacts(target, actual or {})


def _refuse_empty(target: Mapping[str, Any], actual: Document | None) -> None:
    """Say VS402875 (a definition needs a stage) before anything is written, and in the words of options."""
    if target.get("environments"):
        return
    if actual is not None:
        raise DeclarationError("a release definition needs at least one stage", option="environments")
    folder = f" in the folder {target['path']}" if target.get("path") else ""
    raise DeclarationError(
        f"at least one stage is needed to create a release definition, and there is none yet named"
        f" {target.get('name')}{folder}. To move or rename an existing one, give its id",
        option="environments",
    )


def _refuse_idle(declared: Mapping[str, Any], target: Mapping[str, Any], actual: Document | None) -> None:
    """Servers refuse a stage without a job."""
    idle = {
        rules.folded(stage.get("name")) for stage in target.get("environments") or [] if not stage.get("deployPhases")
    }
    known = [str(stage.get("name")) for stage in (actual or {}).get("environments") or []]
    for index, stage in enumerate(declared.get("environments") or []):
        if rules.folded(stage.get("name")) not in idle:
            continue
        others = "" if stage.get("name") in known or not known else f"; the stages there are {', '.join(known)}"
        near = get_close_matches(str(stage.get("name")), known, n=1) if others else []
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise DeclarationError(
            f"the stage {stage.get('name')}{hint} needs at least one job, and has none yet{others}",
            option=f"environments[{index}].deploy_phases",
        )


def _refuse_homeless(declared: Mapping[str, Any], target: Mapping[str, Any]) -> None:
    """A job on an agent needs a queue, one on machines a deployment group."""
    needed = {"agentBasedDeployment": "queue", "machineGroupBasedDeployment": "deployment_group"}
    stages = {rules.folded(stage.get("name")): stage for stage in target.get("environments") or []}
    for index, stage in enumerate(declared.get("environments") or []):
        if stage.get("deployPhases") is None:
            continue
        for place, phase in enumerate(stages[rules.folded(stage.get("name"))].get("deployPhases") or []):
            option = needed.get(enums.PHASE_TYPE.name_of(phase.get("phaseType")) or "agentBasedDeployment")
            if option and not (phase.get("deploymentInput") or {}).get("queueId"):
                raise DeclarationError(
                    f"is required: the job {phase.get('name')} has to run somewhere",
                    option=f"environments[{index}].deploy_phases[{place}].{option}",
                )


def _refuse_sourceless(declared: Mapping[str, Any], target: Mapping[str, Any]) -> None:
    """A build comes from a build definition; what other types need is for the server to say."""
    there = {rules.folded(artifact.get("alias")): artifact for artifact in target.get("artifacts") or []}
    for index, one in enumerate(declared.get("artifacts") or []):
        artifact = there.get(rules.folded(one.get("alias")), one)
        if rules.folded(artifact.get("type")) == "build" and not reference_id(artifact, "definition"):
            raise DeclarationError(
                f"is required: the artifact {artifact.get('alias')} is made by a build definition",
                option=f"artifacts[{index}].definition",
            )


def _refuse_unknown_aliases(declared: Mapping[str, Any], target: Mapping[str, Any]) -> None:
    """What triggers, and what a job downloads, is an artifact of the definition."""
    aliases = _aliases(target)
    for option, _user, alias in _aliases_in_use(declared):
        if rules.folded(alias) not in aliases:
            there = ", ".join(map(str, aliases.values())) or "none"
            raise DeclarationError(f"there is no artifact with the alias {alias}; there are {there}", option=option)


def _refuse_lost_artifacts(target: Mapping[str, Any], actual: Mapping[str, Any]) -> None:
    """What is not declared may not lose its artifact either. What had none already is left alone."""
    aliases = _aliases(target)
    gone = {name: alias for name, alias in _aliases(actual).items() if name not in aliases}
    for _option, user, alias in _aliases_in_use(target):
        if rules.folded(alias) in gone:
            raise DeclarationError(
                f"the artifact {gone[rules.folded(alias)]} would go, and {user} still names it: declare that too, or keep"
                " the artifact",
                option="artifacts",
            )


def _aliases(document: Mapping[str, Any]) -> dict[Any, Any]:
    return {rules.folded(artifact.get("alias")): artifact.get("alias") for artifact in document.get("artifacts") or []}


def _aliases_in_use(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The option, who it is in words, and the alias that stands there."""
    for index, trigger in enumerate(document.get("triggers") or []):
        alias = trigger.get("artifactAlias") or trigger.get("alias")
        if alias:
            yield (
                f"triggers[{index}].alias",
                f"the {enums.TRIGGER_TYPE.name_of(trigger.get('triggerType'))} trigger",
                alias,
            )
    for index, stage in enumerate(document.get("environments") or []):
        for place, phase in enumerate(stage.get("deployPhases") or []):
            downloads = ((phase.get("deploymentInput") or {}).get("artifactsDownloadInput") or {}).get("downloadInputs")
            for number, download in enumerate(downloads or []):
                path = f"environments[{index}].deploy_phases[{place}].download_artifacts[{number}]"
                yield path, f"the job {phase.get('name')} of the stage {stage.get('name')}", str(download.get("alias"))
