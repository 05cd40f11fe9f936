# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declarations of several release definitions, each checked by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    Identity,
    Look,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.reports import (
    Subject,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.removing import (
    Absent,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.resource import (
    Present,
    declared,
)
from ansible_collections.devops.release_management.plugins.module_utils._entries import validated_entry
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    ReleaseManagementError,
    SourceError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run


@dataclass(frozen=True)
class Entry:
    """One entry of ``definitions``.

    :ivar identity: how its definition is found; None where it does not say that.
    :ivar declaration: what brings the definition into its state; None where the entry is wrong.
    :ivar error: what is wrong with it.
    :ivar warnings: what the user is to know of it, as far as it has been seen to.
    """

    subject: Subject
    identity: Identity | None
    declaration: Present | Absent | None = None
    error: ReleaseManagementError | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def is_to_be_there(self) -> bool:
        """Whether it declares a definition that is to be there; one that is wrong may."""
        return not isinstance(self.declaration, Absent)


@dataclass(frozen=True)
class Reader:
    """Makes entries of what a task declares.

    :ivar argument_spec: that of one entry.
    :ivar look: finds what the list of definitions says of one that is to be there, and is read then.
    :ivar look_before_deletion: finds one that is to be deleted as it is now.
    :ivar folder: the folder of those that say none.
    """

    argument_spec: Mapping[str, Any]
    client: Client
    run: Run
    look: Look
    look_before_deletion: Look
    folder: str | None

    def read(self, place: str, given: Mapping[str, Any]) -> Entry:
        """Check an entry as far as that is possible without the definition; what is wrong is in it afterwards."""
        subject = _subject(place, given, self.folder)
        warnings: list[str] = []
        run = replace(self.run, warn=lambda sentence: warnings.append(f"{subject}: {subject.told(sentence)}"))
        try:
            if mistakes := _texts(given.get("mistakes")):
                raise SourceError("; ".join(mistakes))
            params = validated_entry(given, self.argument_spec)
            look = self.look_before_deletion if params.get("state") == "absent" else self.look
            declaration = declared(params, self.client, run, look, self.folder)
        except DeclarationError as error:
            is_nobody = subject.name is None and subject.id is None
            # By the name alone: the folder may be in what could not be read.
            return Entry(
                subject, None if is_nobody else Identity(subject.id, subject.name, None), error=error, warnings=warnings
            )
        found_by = declaration.identity
        named = replace(subject, name=found_by.name or subject.name, path=found_by.path, id=found_by.id)
        return Entry(named, found_by, declaration, warnings=warnings)


def _subject(place: str, given: Mapping[str, Any], folder: str | None) -> Subject:
    """Which definition an entry is about, as far as it can be read."""
    name, path, number = given.get("name"), given.get("path"), given.get("id")
    try:
        known = None if number is None else int(number)
    except (TypeError, ValueError):
        known = None
    path = path if path is not None or known is not None else folder
    texts = {"name": name, "path": path, "source": given.get("source")}
    read = {key: None if text is None else str(text) for key, text in texts.items()}
    stages = given.get("environments", given.get("stages"))
    names = [stage.get("name") or "" if isinstance(stage, Mapping) else "" for stage in _listed(stages)]
    return Subject(place, id=known, stands_on=_texts(given.get("stands_on")), stages=tuple(map(str, names)), **read)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, _listed(value)))
