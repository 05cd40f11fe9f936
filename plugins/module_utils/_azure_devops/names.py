# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids for the codecs, from the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import Catalogue
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.directories import (
    KINDS,
    NUMBER,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import is_guid
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.references import (
    read_definition_type,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.task_store import (
    reference_by_id,
)


class CatalogueNames:
    """The catalogue as codecs see it.

    :param asking: whether ids may be looked up to say their names; where not, what is known already serves (a diff
        costs no request).
    :param standing: the ids of people who may be named though they have left; None for anybody.
    """

    def __init__(
        self, catalogue: Catalogue, project: str, *, asking: bool, standing: Collection[str] | None = ()
    ) -> None:
        self._catalogue = catalogue
        self._project = project
        self._asking = asking
        self._standing = standing

    def id_of(self, kind: str, name: Any, option: str, *, project: str | None = None) -> Any:
        if kind == "project" and name is None:
            name = self._project
        if kind == "identity":
            return self._catalogue.id_of_person(name, option, self._standing)
        # Where the wire has a number, the server could but refuse an empty value or a variable.
        is_certain = isinstance(name, str) and KINDS[kind].ids is NUMBER
        find = self._catalogue.certain_id_of if is_certain else self._catalogue.id_of
        return find(kind, name, option, project=self._other(project))

    def reference_of(self, kind: str, name: Any, option: str, *, project: str | None = None) -> dict[str, str]:
        """The id with the name that people see; that is looked up where an id was declared."""
        found = self.id_of(kind, name, option, project=project)
        said = self.say(kind, found, project=project)
        if str(said) == str(found) and not self._asking:
            said = CatalogueNames(self._catalogue, self._project, asking=True).say(kind, found, project=project)
        return {"id": str(found), "name": str(said)}

    def say(self, kind: str, identifier: Any, *, project: str | None = None) -> Any:
        if kind == "project" and identifier is None:
            identifier = self._project
            if not is_guid(self._project):
                return self._project
        look_up = self._catalogue.name_of if self._asking else self._catalogue.known_name_of
        name = look_up(kind, identifier, project=self._other(project)) if identifier not in (None, "", 0) else None
        return identifier if name is None else name

    def say_identity(self, reference: Mapping[str, Any]) -> Any:
        """The account of a person, the display name of a group: both stand in the document itself."""
        account = reference.get("uniqueName")
        if account and "://" not in account:
            return account
        return reference.get("displayName") or self.say("identity", reference.get("id"))

    def _other(self, project: str | None) -> str | None:
        """The project, unless it is the task's own, whose catalogues may be there already."""
        if project is None:
            return None
        name = self._catalogue.known_name_of("project", project) or project
        return None if name.casefold() == self._project.casefold() else project

    def task(self, reference: str, version: str | None, option: str) -> Mapping[str, str]:
        found = self._catalogue.task(reference, option, version)
        return {"taskId": found.task_id, "version": found.version, "definitionType": found.definition_type}

    def task_group(self, reference: str, version: str | None, option: str) -> Mapping[str, str]:
        found = self._catalogue.task_group(reference, option, version)
        return {"taskId": found.task_id, "version": found.version, "definitionType": found.definition_type}

    def say_task(self, task_id: str, version: str, definition_type: str) -> Mapping[str, str]:
        reference = self._catalogue.reference_of if self._asking else self._catalogue.known_reference_of
        return reference(task_id, version, definition_type)


class NoNames:
    """No catalogue at all: ids stay ids. For documents, which are read before any request is made."""

    def id_of(self, kind: str, name: Any, option: str, *, project: str | None = None) -> Any:
        return name

    def say(self, kind: str, identifier: Any, *, project: str | None = None) -> Any:
        return identifier

    def say_identity(self, reference: Mapping[str, Any]) -> Any:
        return reference.get("id") or reference.get("uniqueName") or reference.get("displayName")

    def task(self, reference: str, version: str | None, option: str) -> Mapping[str, str]:
        raise LookupError(reference)

    def task_group(self, reference: str, version: str | None, option: str) -> Mapping[str, str]:
        raise LookupError(reference)

    def say_task(self, task_id: str, version: str, definition_type: str) -> Mapping[str, str]:
        return reference_by_id(task_id, version, read_definition_type(definition_type))
