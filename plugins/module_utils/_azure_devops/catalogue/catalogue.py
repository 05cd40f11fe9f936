# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue: names to ids and ids to names, each kind fetched once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.directories import (
    KINDS,
    Directory,
    Id,
    Kind,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.identities import (
    Identities,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import (
    is_guid,
    is_left_to_the_server,
    require_something,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.once import OncePerKey
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.references import (
    TASK,
    TASK_GROUP,
    TaskReference,
    read_definition_type,
    read_reference,
    read_version,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.source import (
    Document,
    Keeper,
    Source,
    looking_up,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.task_inputs import (
    TaskDefinition,
    check_inputs,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.task_store import (
    STORE_KINDS,
    StoreKind,
    TaskStore,
    reference_by_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import VersionError
from ansible_collections.devops.release_management.plugins.module_utils._names import fold

IDENTITY = "identity"


@contextmanager
def _nameless() -> Iterator[None]:
    """Go on where servers of this generation have no such things at all: then an id has no name.

    That is known without a request; what a server itself says of versions comes through.
    """
    try:
        yield
    except VersionError as error:
        if error.status is not None:
            raise


class Catalogue:
    """Resolves names for one task; every listing is fetched when first needed, once, and shared by threads.

    The errors of the client (no permission, no such project, a server too old for the route, ...) come through as
    they are, with the option added: they never count as "there is no such name".
    """

    check_inputs = staticmethod(check_inputs)

    def __init__(self, client: Source) -> None:
        self._client = client
        self._identities = Identities(client)
        self._listings: OncePerKey[tuple[str, str], list[Document]] = OncePerKey()
        self._directories: OncePerKey[tuple[str, str], Directory] = OncePerKey()
        self._stores: OncePerKey[tuple[str, str], TaskStore] = OncePerKey()

    # Things with an id and a name

    def id_of(self, kind: str, name: Id, option: str, *, project: str | None = None) -> Id:
        """Give the id of a name.

        Ids, empty values and values with ``$(`` pass as they are, without a request. A text of digits is looked for
        as a name first, for the kinds whose ids are numbers.

        :param kind: a key of `directories.KINDS`, or ``identity``.
        :param option: path of the option that holds the name.
        :param project: name or id of the project to look in, where it is not the client's own.
        :returns: a number for queues, variable groups and deployment groups, else a text.
        :raises UnknownNameError: there is no such name.
        :raises AmbiguousNameError: several things have it.
        """
        if kind == IDENTITY:
            return self.id_of_person(name, option)
        found = KINDS[kind]
        if isinstance(name, int):
            identifier = found.ids.parse(str(name))
            if identifier is not None:
                return identifier
            name = str(name)
        if found.is_no_name(name):
            return name
        with looking_up(self._place(found, project), option, elsewhere=project is not None):
            directory = self._directory(kind, project)
        return directory.id_of(name, option)

    def id_of_person(self, name: Id, option: str, standing: Collection[str] | None = ()) -> str:
        """Do the same for a person or a group.

        :param standing: ids of those who may have left: they are where they are named already. None: anybody may.
        :raises DeclarationError: besides, there is one who is not active any more.
        """
        text = str(name)
        if is_left_to_the_server(text) or is_guid(text):
            return text
        return self._identities.id_of(text, option, standing)

    def certain_id_of(self, kind: str, name: Id, option: str, *, project: str | None = None) -> Id:
        """Do the same where one certain thing is meant: then an empty value or one with ``$(`` is wrong.

        :raises DeclarationError: it is neither a name nor an id.
        """
        require_something(KINDS[kind].label, name, option)
        return self.id_of(kind, name, option, project=project)

    def name_of(self, kind: str, identifier: Id, *, project: str | None = None) -> str | None:
        """Give a name that `id_of` resolves to this id; None when there is none."""
        if is_left_to_the_server(str(identifier)):
            return None
        if kind == IDENTITY:
            return self._identities.name_of(str(identifier))
        with _nameless():
            return self._directory(kind, project).name_of(identifier)
        return None

    def known_name_of(self, kind: str, identifier: Id, *, project: str | None = None) -> str | None:
        """Do the same with what was fetched already, without a request."""
        if kind == IDENTITY:
            return self._identities.known_name_of(str(identifier))
        directory = self._directories.known((kind, self._scope(KINDS[kind], project)))
        return directory.name_of(identifier) if directory else None

    # Tasks and task groups

    def task(self, reference: str, option: str, version: str | None = None) -> TaskReference:
        """Resolve ``Name@2``, ``Name@2.1.*``, ``Name@2.1.3``, ``Name`` (any version) or a GUID in place of the name.

        :param version: the version, when it is not in the reference.
        :raises UnknownNameError: there is no such task, or it has no such major version.
        :raises AmbiguousNameError: several tasks have that name and major.
        :raises DeclarationError: `version` is no version, or contradicts the reference.
        """
        return self._resolve(TASK, reference, option, version)

    def task_group(self, reference: str, option: str, version: str | None = None) -> TaskReference:
        """Do the same for a task group of the client's project."""
        return self._resolve(TASK_GROUP, reference, option, version)

    def task_definition(
        self, task_id: str, version: str | None, definition_type: str | None = TASK
    ) -> TaskDefinition | None:
        """Describe the newest version that a document's task means; None when the server lists no such task."""
        spec = read_version(version)
        with _nameless():
            return self._store(read_definition_type(definition_type)).definition(task_id, spec) if spec else None
        return None

    def versions_instead(self, task_id: str, version: str | None, definition_type: str | None = TASK) -> list[str]:
        """Give the versions of that major that the server lists, where none of them is the one that is meant."""
        spec = read_version(version)
        return self._store(read_definition_type(definition_type)).versions_instead(task_id, spec) if spec else []

    def known_task_definition(
        self, task_id: str, version: str | None, definition_type: str | None = TASK
    ) -> TaskDefinition | None:
        """Do the same with what was fetched already, without a request."""
        store = self._known_store(read_definition_type(definition_type))
        spec = read_version(version)
        return store.definition(task_id, spec) if store and spec else None

    def reference_of(self, task_id: str, version: str | None, definition_type: str | None = TASK) -> dict[str, str]:
        """Write a document's task as options: ``{"task": "PowerShell@2"}`` or ``{"task_group": "Deploy@1"}``.

        What it gives resolves to the same id (in lower case) and version; it holds the id itself where no name does.
        """
        kind = read_definition_type(definition_type)
        with _nameless():
            return self._store(kind).reference_of(task_id, version)
        return reference_by_id(task_id, version, kind)

    def known_reference_of(
        self, task_id: str, version: str | None, definition_type: str | None = TASK
    ) -> dict[str, str]:
        """Do the same with what was fetched already, without a request."""
        kind = read_definition_type(definition_type)
        store = self._known_store(kind)
        if store is None:
            return reference_by_id(task_id, version, kind)
        return store.reference_of(task_id, version)

    def _resolve(self, definition_type: str, reference: str, option: str, version: str | None) -> TaskReference:
        name, spec = read_reference(reference, version, option)
        if is_guid(name):
            return TaskReference(fold(name), spec.text, definition_type)
        with looking_up(self._place(STORE_KINDS[definition_type], None), option):
            store = self._store(definition_type)
        return store.resolve(name, spec, option)

    # Fetching

    def _directory(self, kind: str, project: str | None) -> Directory:
        found = KINDS[kind]
        return self._directories.get(
            (kind, self._scope(found, project)),
            lambda: Directory(found, self._listed(found, project), self._where(found, project)),
        )

    def _store(self, definition_type: str) -> TaskStore:
        kind = STORE_KINDS[definition_type]
        return self._stores.get(
            (definition_type, self._scope(kind, None)),
            lambda: TaskStore(definition_type, self._listed(kind, None), self._where(kind, None)),
        )

    def _known_store(self, definition_type: str) -> TaskStore | None:
        return self._stores.known((definition_type, self._scope(STORE_KINDS[definition_type], None)))

    def _listed(self, kind: Kind | StoreKind, project: str | None) -> list[Document]:
        def fetch() -> list[Document]:
            if kind.in_project and project:
                return list(self._client.pages(kind.operation, project=project))
            return list(self._client.pages(kind.operation))

        return self._listings.get((kind.operation, self._scope(kind, project)), fetch)

    def _scope(self, kind: Kind | StoreKind, project: str | None) -> str:
        return fold(project or self._client.addresses.project or "") if kind.in_project else ""

    def _where(self, kind: Kind | StoreKind, project: str | None) -> str:
        return f"in project '{project or self._client.addresses.project}'" if kind.in_project else "on this server"

    def _place(self, kind: Kind | StoreKind, project: str | None) -> str:
        return f"the {kind.plural} {self._where(kind, project)}"


def catalogue_of(client: Keeper) -> Catalogue:
    """The catalogue of a client's server: one for all that a task does through this client."""
    if "catalogue" not in client.kept:
        client.kept["catalogue"] = Catalogue(client)
    catalogue: Catalogue = client.kept["catalogue"]
    return catalogue
