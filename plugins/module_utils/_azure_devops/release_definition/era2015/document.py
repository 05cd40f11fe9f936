# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of TFS 2015 Update 2 and TFS 2017, read into the modern layout and written back.

A stage has one deploy step with its tasks, one queue with demands, and its settings twice: as values in
``environmentOptions``, as texts in ``runOptions``. Sources: the reference of 2016 and recorded answers of 3.0-preview.1.

The modern view keeps every key and every id of the document, and has the stage's job besides. The settings that a job
has today stand in both then, in the job and in ``environmentOptions``; what counts when it is written are the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.era2015.later import (
    SIDES,
    without_later,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.jobs import (
    USUAL_PHASE_NAME,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

Document = dict[str, Any]

JOB_TYPE = "agentBasedDeployment"
# Keys of the stage that belong to its job today.
_OF_JOB = ("queueId", "demands")
# As documents of 2017 spell it, and rightly.
_MISSPELT, _SPELT = "timeoutInMintues", "timeoutInMinutes"


def _say_flag(value: Any) -> str:
    return "True" if rules.flag(value) is True else "False"


class _Setting(NamedTuple):
    """How ``runOptions`` has a setting: its name there (in any casing), what a text means, and the text of a value."""

    text_name: str
    meaning: Callable[[Any], Any]
    text: Callable[[Any], str]


_SETTINGS: Mapping[str, _Setting] = {
    "emailNotificationType": _Setting("EnvironmentOwnerEmailNotificationType", rules.text, str),
    "skipArtifactsDownload": _Setting("skipArtifactsDownload", rules.flag, _say_flag),
    "timeoutInMinutes": _Setting("TimeoutInMinutes", rules.number, str),
}
# Those that a job has today.
_JOB_SETTINGS = ("skipArtifactsDownload", "timeoutInMinutes", "enableAccessToken")

_INPUT = "deployPhases[0].deploymentInput"
_PLACES = (
    ("deployPhases[0].workflowTasks", "deployStep.tasks"),
    *((f"{_INPUT}.{key}", key) for key in _OF_JOB),
    *((f"{_INPUT}.{key}", f"environmentOptions.{key}") for key in _JOB_SETTINGS),
)


def place(view_place: str) -> str:
    """Where in a document that stands which is at a place of its modern view."""
    for in_view, in_document in _PLACES:
        view_place = view_place.replace(in_view, in_document)
    return view_place


def keeps_tasks_in_step(stage: Mapping[str, Any]) -> bool:
    """Whether a stage is laid out as in this era."""
    step = stage.get("deployStep")
    return not stage.get("deployPhases") and ((isinstance(step, Mapping) and "tasks" in step) or "queueId" in stage)


# ------------------------------------------------------------------------------------------------------------ reading


def read(document: Mapping[str, Any]) -> Document:
    """The modern view of a document."""
    if not document.get("environments"):
        return dict(document)
    return {**document, "environments": [_read_stage(stage) for stage in document["environments"]]}


def _read_stage(stage: Mapping[str, Any]) -> Document:
    if not keeps_tasks_in_step(stage):
        return dict(stage)
    view = {key: value for key, value in stage.items() if key not in _OF_JOB}
    for side in SIDES:
        if side in view:
            view[side] = _respelled(view[side], _MISSPELT, _SPELT)
    own, settings = stage.get("environmentOptions"), _settings(stage)
    if isinstance(own, Mapping) or (own is None and settings):
        view["environmentOptions"] = settings
    phase: Document = {
        "rank": 1,
        "phaseType": JOB_TYPE,
        "name": USUAL_PHASE_NAME[JOB_TYPE],
        "deploymentInput": {
            **{key: stage[key] for key in _OF_JOB if key in stage},
            **{key: settings[key] for key in _JOB_SETTINGS if key in settings},
        },
    }
    step = stage.get("deployStep")
    if isinstance(step, Mapping):
        view["deployStep"] = {key: value for key, value in step.items() if key != "tasks"}
        phase.update({"workflowTasks": step["tasks"]} if "tasks" in step else {})
    return {**view, "deployPhases": [phase]}


def _settings(stage: Mapping[str, Any]) -> Document:
    """The values of a stage's settings. Inference: where the texts differ from the values, the values count."""
    values = stage.get("environmentOptions")
    said = dict(values) if isinstance(values, Mapping) else {}
    texts = {name.casefold(): text for name, text in _texts(stage).items()}
    for key, setting in _SETTINGS.items():
        text = texts.get(setting.text_name.casefold())
        if said.get(key) is None and text is not None:
            said[key] = setting.meaning(text)
    return said


def _texts(stage: Mapping[str, Any]) -> Mapping[str, Any]:
    texts = stage.get("runOptions")
    return texts if isinstance(texts, Mapping) else {}


def _spells_rightly(approvals: Any) -> bool:
    return _SPELT in ((approvals or {}).get("approvalOptions") or {})


def _respelled(approvals: Any, old: str, new: str) -> Any:
    options = approvals.get("approvalOptions") if isinstance(approvals, Mapping) else None
    if not isinstance(options, Mapping) or old not in options:
        return approvals
    renamed = {new if key == old else key: value for key, value in options.items() if key != new}
    return {**approvals, "approvalOptions": renamed}


# ------------------------------------------------------------------------------------------------------------ writing


def write(view: Mapping[str, Any], actual: Mapping[str, Any] | None) -> Document:
    """The server's document of a modern view.

    :param actual: the document that the server has. What the view does not change is written as it stands there.
    """
    known = {stage.get("id"): stage for stage in (actual or {}).get("environments") or []}
    document = without_later(view, actual or {})
    if document.get("environments"):
        document["environments"] = [
            _write_stage(stage, known.get(stage.get("id")) or {}) for stage in document["environments"]
        ]
    return document


def _write_stage(view: Mapping[str, Any], known: Mapping[str, Any]) -> Document:
    if not view.get("deployPhases") or (known and not keeps_tasks_in_step(known)):
        return dict(view)
    stage = {key: value for key, value in view.items() if key not in ("deployPhases", "environmentOptions")}
    for side in SIDES:
        if side in stage and not _spells_rightly(known.get(side)):
            stage[side] = _respelled(stage[side], _SPELT, _MISSPELT)
    phase = view["deployPhases"][0]
    given = phase.get("deploymentInput") or {}
    stage.update({key: given[key] for key in _OF_JOB if key in given})
    if "workflowTasks" in phase or "deployStep" in stage:
        tasks = {"tasks": phase["workflowTasks"]} if "workflowTasks" in phase else {}
        stage["deployStep"] = _in_order_of(known.get("deployStep"), {**tasks, **(stage.get("deployStep") or {})})
    return _in_order_of(known, {**stage, **dict(_written_settings(view.get("environmentOptions") or {}, known))})


def _in_order_of(known: Any, entry: Document) -> Document:
    return {**{key: entry[key] for key in known or () if key in entry}, **entry}


def _written_settings(wanted: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """``environmentOptions`` and ``runOptions``: a setting that is new or changed stands in both, others as they are."""
    before = _settings(known)
    changed = {
        key
        for key, setting in _SETTINGS.items()
        if key in wanted and (not known or setting.meaning(wanted[key]) != setting.meaning(before.get(key)))
    }
    there = known.get("environmentOptions") or {}
    values = {key: value for key, value in wanted.items() if key in there or key in changed or key not in _SETTINGS}
    if values or "environmentOptions" in known:
        yield "environmentOptions", values or known["environmentOptions"]
    if changed:
        yield "runOptions", _with_texts(_texts(known), {key: wanted[key] for key in changed})


def _with_texts(texts: Mapping[str, Any], values: Mapping[str, Any]) -> Document:
    spelled = {name.casefold(): name for name in texts}
    written = dict(texts)
    for key, value in values.items():
        name = _SETTINGS[key].text_name
        written[spelled.get(name.casefold(), name)] = _SETTINGS[key].text(value)
    return written
