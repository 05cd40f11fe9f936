# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries for release definitions: the module ``release_definition_info`` and the lookup ``release_definitions``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import listing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    DEPLOYMENTS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.options_yaml import as_yaml
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.deployments import (
    last_deployments,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    find_shallow,
    not_there,
    read_if_there,
    read_tagged,
    says_no_definition,
    tagged,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.lists import (
    listed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.planning import (
    Planner,
    Policy,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.restoring import (
    earlier_document,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, NotFoundError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import HAS_YAML
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

# Options that need the whole document of each definition, which the list does not give.
_NEED_WHOLE = ("as_options", "revision", "include")


def query(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Find release definitions; changes nothing.

    ``id`` or ``name`` gives that one (whole), or none; otherwise the list by its filters, to the end of its pages or
    to ``limit``. ``as_options`` gives each in the form that ``release_definition`` takes.
    """
    if params.get("as_options") and params.get("include"):
        raise DeclarationError("does not go together with as_options: what it adds are no options", option="include")
    if "deployments" in (params.get("include") or ()):
        DEPLOYMENTS.need(client.generation, "include")
    documents = list(_found(params, client))
    if params.get("as_options"):
        planner = Planner(client, catalogue_of(client), run, Policy())
        documents = [exported(planner, document) for document in documents]
    result: dict[str, Any] = {"release_definitions": documents}
    if params.get("as_options"):
        result["yaml"] = _written(documents, run)
    return Outcome(changed=False, result=result)


def _written(documents: list[Document], run: Run) -> list[str]:
    if HAS_YAML:
        return [as_yaml(document) for document in documents]
    run.warn("The Python library PyYAML is not there, so yaml is empty.")
    return []


def _found(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    revision, include = params.get("revision"), params.get("include") or ()
    if params.get("id") is not None or params.get("name") is not None:
        for document in _one(params, client):
            if revision is not None:
                document = earlier_document(client, document, revision, "revision")
            yield _included(document, include, client)
        return
    if revision is not None:
        raise DeclarationError("needs the definition's id or name", option="revision")
    whole = any(params.get(option) for option in _NEED_WHOLE)
    if whole and params.get("is_deleted"):
        raise DeclarationError(
            f"servers only list deleted definitions, and {', '.join(_NEED_WHOLE)} need whole ones", option="is_deleted"
        )
    entries = listed(client, params)
    yield from _wholes(entries, include, client) if whole else entries


def _one(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    """The definition of an id or a name, whole; nothing where there is none, unless one of its revisions is asked for."""
    number, name, must_exist = params.get("id"), params.get("name"), params.get("revision") is not None
    if number is not None:
        yield from _by_id(client, number, must_exist=must_exist)
        return
    found = find_shallow(client, str(name), params.get("path"))
    if found is not None:
        yield read_tagged(client, found["id"])
    elif must_exist:
        raise NotFoundError(f"project {client.addresses.project} has no release definition named {name}", option="name")


def _by_id(client: Client, number: int, *, must_exist: bool) -> Iterator[Document]:
    found = read_if_there(client, number)
    if found is not None:
        yield tagged(client, found)
    elif must_exist:
        raise not_there(number, client.addresses.project)


def _wholes(entries: Iterator[Document], include: Sequence[str], client: Client) -> Iterator[Document]:
    """The whole of each entry of a list, several read at a time; what was deleted meanwhile is left out."""

    def whole(entry: Document) -> Document:
        return _included(read_tagged(client, entry["id"]), include, client)

    for _entry, parts in listing.with_parts(entries, {"whole": whole}, says_no_definition):
        yield parts["whole"]


def _included(document: Document, names: Sequence[str], client: Client) -> Document:
    """A whole definition with its parts under their own names."""
    return {**document, **{name: _PARTS[name](client, document) for name in names}}


def _revisions(client: Client, document: Mapping[str, Any]) -> list[Document]:
    return list(client.pages("release_definitions.revisions", definition_id=document["id"]))


_PARTS: Mapping[str, Callable[[Client, Document], Any]] = {
    "deployments": last_deployments,
    "revisions": _revisions,
}


def exported(planner: Planner, document: Document) -> Document:
    """A definition as the options that declare it: names for ids, secrets without value."""
    options = planner.options_of(document, asking=True)
    if document.get("tags") is not None:
        options["tags"] = sorted(document["tags"])
    return options
