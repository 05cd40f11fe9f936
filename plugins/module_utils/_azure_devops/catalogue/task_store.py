# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tasks, or task groups, of a server: found by name and version, and named by id.

A name belongs to versions, not to an id: one id has had several names over time (``NuGetInstaller@0``,
``NuGetRestore@1``, ``NuGetCommand@2``), and one name can have several ids (``Docker``). So a name is looked for among
the versions with the major that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import is_guid
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.references import (
    TASK,
    TASK_GROUP,
    TaskReference,
    Version,
    VersionSpec,
    read_reference,
    read_version,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.source import Document
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.task_inputs import (
    TaskDefinition,
    read_task_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import UnknownNameError
from ansible_collections.devops.release_management.plugins.module_utils._names import (
    ambiguous,
    fold,
    joined,
    quoted,
    unknown,
)


@dataclass(frozen=True)
class ListedTask:
    """One version of a task, as listed."""

    document: Document

    @cached_property
    def task_id(self) -> str:
        """The id in lower case, as release definitions hold it; the catalogue mixes cases."""
        return fold(str(self.document["id"]))

    @cached_property
    def name(self) -> str:
        """The name that this version has."""
        return str(self.document.get("name") or "")

    @cached_property
    def version(self) -> Version:
        """Major, minor and patch."""
        version = self.document.get("version") or {}
        major, minor, patch = (int(version.get(part) or 0) for part in ("major", "minor", "patch"))
        return major, minor, patch

    @cached_property
    def contribution(self) -> str:
        """Id of the extension's contribution; empty for a task that came with the server."""
        return str(self.document.get("contributionIdentifier") or "")

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """How the task can be written; an extension's also as ``publisher.extension.contribution.Name``."""
        return (self.name, f"{self.contribution}.{self.name}") if self.contribution else (self.name,)

    @property
    def is_release(self) -> bool:
        """Whether it is neither a preview nor a test."""
        return not self.document.get("preview") and not (self.document.get("version") or {}).get("isTest")

    @property
    def is_current(self) -> bool:
        """Whether it is not deprecated."""
        return not self.document.get("deprecated")

    @cached_property
    def definition(self) -> TaskDefinition:
        """The task in full."""
        return read_task_definition(self.task_id, self.document, ".".join(map(str, self.version)))


@dataclass(frozen=True)
class StoreKind:
    """What tells tasks from task groups.

    :ivar option: the option under which a reference is declared.
    :ivar has_rivals: whether several ids of one name have an order of preference.
    """

    label: str
    plural: str
    option: str
    operation: str
    in_project: bool
    has_rivals: bool


STORE_KINDS = {
    TASK: StoreKind("task", "tasks", "task", "tasks.list", in_project=False, has_rivals=True),
    TASK_GROUP: StoreKind(
        "task group", "task groups", "task_group", "task_groups.list", in_project=True, has_rivals=False
    ),
}


def reference_by_id(task_id: str, version: str | None, definition_type: str) -> dict[str, str]:
    """Write a reference with the id itself: what can always be done, and means the same on this server only."""
    kind = STORE_KINDS[definition_type]
    spec = read_version(version)
    if spec is None:
        return {kind.option: task_id, "version": str(version)}
    return {kind.option: f"{task_id}{spec.written()}"}


class TaskStore:
    """All versions of all tasks (or task groups) that a server listed.

    :param where: the place in words, such as ``on this server``.
    """

    def __init__(self, definition_type: str, documents: Iterable[Document], where: str) -> None:
        self._definition_type = definition_type
        self._kind = STORE_KINDS[definition_type]
        self._where = where
        self._by_id: dict[str, list[ListedTask]] = {}
        self._by_name: dict[str, list[ListedTask]] = {}
        for listed in sorted(map(ListedTask, documents), key=lambda task: task.version, reverse=True):
            self._by_id.setdefault(listed.task_id, []).append(listed)
            for name in listed.spellings:
                self._by_name.setdefault(fold(name), []).append(listed)

    def resolve(self, name: str, spec: VersionSpec, option: str) -> TaskReference:
        """Find the task that has this name in this major.

        Only the major is checked: servers list just the newest version of each.

        :raises UnknownNameError: there is no such name, or it has no such major.
        :raises AmbiguousNameError: several tasks have the name and none is to be preferred.
        """
        ids = self._ids(name, spec)
        if len(ids) > 1:
            raise ambiguous(
                self._kind.label, name, self._where, [self._described(one) for one in ids], self._way_out(ids), option
            )
        if not ids:
            raise self._unknown(name, spec, option)
        return TaskReference(ids[0], spec.text, self._definition_type)

    def definition(self, task_id: str, spec: VersionSpec) -> TaskDefinition | None:
        """Give the newest version that is meant, a release rather than a preview.

        Where the listing lacks the minor version that is meant, the newest of its major stands in for it.
        """
        of_major = [task for task in self._by_id.get(fold(task_id), []) if spec.admits_major(task.version)]
        meant = [task for task in of_major if spec.admits(task.version)] or of_major
        newest = next((task for task in meant if task.is_release), next(iter(meant), None))
        return newest.definition if newest else None

    def versions_instead(self, task_id: str, spec: VersionSpec) -> list[str]:
        """Give the versions that are listed of a major, where none of them is the one that is meant."""
        listed = [task.version for task in self._by_id.get(fold(task_id), []) if spec.admits_major(task.version)]
        return [] if any(map(spec.admits, listed)) else [".".join(map(str, version)) for version in listed]

    def reference_of(self, task_id: str, version: str | None) -> dict[str, str]:
        """Write a reference that resolves to this id and version: by name if that is possible, else by id."""
        spec = read_version(version)
        newest = self.definition(task_id, spec) if spec else None
        if spec is None or newest is None:
            return reference_by_id(task_id, version, self._definition_type)
        listed = next(task for task in self._by_id[fold(task_id)] if task.definition is newest)
        for name in listed.spellings:
            written = f"{name}{spec.written()}"
            if self._leads_to(task_id, spec, written):
                return {self._kind.option: written}
        return reference_by_id(task_id, version, self._definition_type)

    def _leads_to(self, task_id: str, spec: VersionSpec, written: str) -> bool:
        name, read = read_reference(written, None, self._kind.option)
        return read == spec and not is_guid(name) and self._ids(name, spec) == [fold(task_id)]

    def _ids(self, name: str, spec: VersionSpec) -> list[str]:
        tasks = [task for task in self._by_name.get(fold(name), []) if spec.admits_major(task.version)]
        preferred = self._preferred(tasks) if self._kind.has_rivals else tasks
        return list(dict.fromkeys(task.task_id for task in preferred))

    def _preferred(self, rivals: list[ListedTask]) -> list[ListedTask]:
        """Choose among tasks of one name and major that have several ids.

        As in Azure Pipelines, a task that came with the server comes before those of extensions. Then one that still
        has the name, one that is not deprecated and, among those that came with the server, the newest: Docker 1.276.0
        rather than 1.0.7. Extensions of several publishers stay ambiguous.
        """
        preferences: tuple[Callable[[ListedTask], bool], ...] = (
            lambda task: not task.contribution,
            lambda task: fold(self._by_id[task.task_id][0].name) == fold(task.name),
            lambda task: task.is_current,
            lambda task: not task.contribution and task.version == rivals[0].version,
        )
        for is_better in preferences:
            if len({task.task_id for task in rivals}) <= 1:
                break
            rivals = [task for task in rivals if is_better(task)] or rivals
        return rivals

    def _unknown(self, name: str, spec: VersionSpec, option: str) -> UnknownNameError:
        named = self._by_name.get(fold(name))
        if named is None:
            return unknown(self._kind.label, name, self._where, {task.name for task in self._all()}, option)
        majors = sorted({task.version[0] for task in named})
        ids = {task.task_id for task in named}
        renamed = sorted({task.name for task in self._all() if task.task_id in ids and task.version[0] == spec.major})
        hint = f" Version {spec.major} of it is named {quoted(renamed, 'or')}." if renamed else ""
        return UnknownNameError(
            f"The {self._kind.label} '{named[0].name}' has no version {spec.major} {self._where}; it has"
            f" {joined([str(major) for major in majors])}.{hint}",
            option=option,
        )

    def _all(self) -> Iterable[ListedTask]:
        return (task for tasks in self._by_id.values() for task in tasks)

    def _described(self, task_id: str) -> str:
        newest = self._by_id[task_id][0]
        full_name = newest.spellings[-1]
        return f"{task_id} ({full_name} {newest.definition.version})" if newest.contribution else task_id

    def _way_out(self, ids: list[str]) -> str:
        contributed = [self._by_id[one][0].spellings[-1] for one in ids if self._by_id[one][0].contribution]
        return f"Write {quoted([*contributed, *ids], 'or')} instead."
