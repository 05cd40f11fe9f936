# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of built-in tasks, from the data file that the role carries."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_DATA = Path(__file__).parent / "data"
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ALIASES = {
    ("AzureCLI", "connectedServiceNameARM"): ["azureSubscription"],
    ("AzurePowerShell", "ConnectedServiceNameARM"): ["azureSubscription"],
    ("AzureRmWebAppDeployment", "ConnectedServiceName"): ["azureSubscription"],
}
"""Aliases of inputs as Microsoft's task documentation has them; the data file has none."""


@cache
def all_tasks() -> tuple[Document, ...]:
    """Every version of every task, shaped as the API answers; ids keep the mixed case of the data."""
    rules = _read("visible_rules.json")
    return tuple(_task(entry, rules.get(entry["name"], {})) for entry in _read("tasks.json"))


@cache
def tasks_by_id() -> dict[str, list[Document]]:
    """The versions of each task, by its id in lower case."""
    index: dict[str, list[Document]] = {}
    for task in all_tasks():
        index.setdefault(task["id"].lower(), []).append(task)
    return index


@cache
def rendered_tasks() -> bytes:
    """The whole list as the bytes of its answer."""
    tasks = all_tasks()
    return json.dumps({"count": len(tasks), "value": tasks}, separators=(",", ":")).encode()


def version_text(task: Document) -> str:
    version = task["version"]
    return f"{version['major']}.{version['minor']}.{version['patch']}"


def matching_version(versions: list[Document], wanted: str) -> Document | None:
    """The newest of the versions that a specification such as "*", "2.*" or "2.1.3" names."""
    parts = [part for part in wanted.split(".") if part != "*"]
    fitting = [task for task in versions if version_text(task).split(".")[: len(parts)] == parts]
    return max(fitting, key=_order, default=None)


def _order(task: Document) -> tuple[int, int, int]:
    version = task["version"]
    return version["major"], version["minor"], version["patch"]


def _read(name: str) -> Any:
    return json.loads((_DATA / name).read_text(encoding="utf-8"))


def _task(entry: Document, rules: dict[str, str]) -> Document:
    major, minor, patch = (int(part) for part in entry["version"].split("."))
    friendly = _WORDS.sub(" ", entry["name"])
    task: Document = {
        "visibility": ["Build", "Release"],
        "runsOn": ["Agent", "DeploymentGroup"],
        "id": entry["id"],
        "name": entry["name"],
        "version": {"major": major, "minor": minor, "patch": patch, "isTest": False},
        "serverOwned": True,
        "contentsUploaded": True,
        "friendlyName": friendly,
        "description": "",
        "category": "Deploy",
        "helpMarkDown": "",
        "definitionType": "task",
        "author": "Microsoft Corporation",
        "demands": [],
        "groups": [],
        "inputs": [_input(entry["name"], one) for one in entry["inputs"]],
        "satisfies": [],
        "sourceDefinitions": [],
        "dataSourceBindings": [],
        "instanceNameFormat": friendly,
        "preJobExecution": {},
        "execution": {},
        "postJobExecution": {},
    }
    if entry.get("deprecated"):
        task["deprecated"] = True
    _add_visible_rules(task["inputs"], rules)
    return task


def _add_visible_rules(inputs: list[Document], rules: dict[str, str]) -> None:
    """Say when an input is shown, as the task.json of well-known tasks does; the data file has no rules.

    A version that has not the input which a rule asks (such as PowerShell 1, without targetType) has not that rule.
    """
    names = {one["name"] for one in inputs}
    for one in inputs:
        rule = rules.get(one["name"], "")
        if rule.split(" = ")[0] in names:
            one["visibleRule"] = rule


def _input(task: str, entry: Document) -> Document:
    """An input without default has an empty one: the OpenAPI document of the task agent knows strings only."""
    default = entry["default"] if entry["default"] is not None else ""
    return {
        "aliases": _ALIASES.get((task, entry["name"]), []),
        "options": {},
        "properties": {},
        "name": entry["name"],
        "label": _WORDS.sub(" ", entry["name"]),
        "defaultValue": default if isinstance(default, str) else json.dumps(default),
        "required": bool(entry["required"]),
        "type": entry["type"],
        "helpMarkDown": "",
        "groupName": "",
    }
