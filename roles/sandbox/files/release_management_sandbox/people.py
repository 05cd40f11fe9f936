# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The people and groups that the server knows, and how documents refer to them."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.addresses import Addresses
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.store import COLLECTION, Document, Store, fold

KIND = "identity"
_SUBJECTS_SINCE = ApiVersion(4, 1)
"""What recorded answers of 2015 to 2017 do not have, and the OpenAPI document of 4.1 has."""


class People:
    """Reads identities from the store, once each: no request changes them. `newest` is the server's newest version."""

    def __init__(self, store: Store, caller: str, newest: ApiVersion) -> None:
        self._store = store
        self._has_subjects = newest >= _SUBJECTS_SINCE
        self.caller = caller
        self._known: dict[str, Document] = {}

    def find(self, identity_id: str) -> Document | None:
        """An identity by its storage key, a GUID in any case."""
        key = fold(identity_id)
        if key not in self._known:
            document = self._store.get(KIND, COLLECTION, key)
            if document is None:
                return None
            self._known[key] = document
        return self._known[key]

    def forget(self) -> None:
        """The store was filled anew."""
        self._known.clear()

    def find_named(self, text: str) -> Document | None:
        """The one with this id, unique name, account, mail or display name."""
        return next((person for person in self.everybody() if named(person, text)), None)

    def of_account(self, name: str) -> Document | None:
        """The person with an account of a directory: DOMAIN\\user, user@DOMAIN or the user alone.

        [I] The user is what stands before the @ of the accounts that the seed has.
        """
        user = fold(name.rpartition("\\")[2].partition("@")[0])
        people = (person for person in self.everybody() if not person.get("isContainer"))
        return next((one for one in people if fold(one["account"]).partition("@")[0] == user), None)

    def everybody(self) -> list[Document]:
        return self._store.all(KIND, COLLECTION)

    def groups_of(self, identity_id: str) -> set[str]:
        """The ids of the groups that a person is a member of."""
        return {group["id"] for group in self.everybody() if identity_id in group.get("members", ())}

    def search(self, text: str) -> list[Document]:
        """[I] Whose display name, account or mail begins with the text; a group also by its name without scope."""
        wanted = fold(text)
        everybody = self._store.all(KIND, COLLECTION)
        return [person for person in everybody if any(name.startswith(wanted) for name in _names(person))]

    def reference(self, identity_id: str, addresses: Addresses) -> Document:
        """An IdentityRef as documents hold it."""
        person = self.find(identity_id)
        if person is None:
            return {"id": identity_id}
        image = addresses.identity_image(person["id"])
        reference: dict[str, Any] = {
            "displayName": person["displayName"],
            "url": addresses.identity(person["id"]),
            "id": person["id"],
            "uniqueName": person["uniqueName"],
            "imageUrl": image,
        }
        if self._has_subjects:
            reference.update(_links={"avatar": {"href": image}}, descriptor=person["subjectDescriptor"])
        if person.get("isContainer"):
            reference["isContainer"] = True
        if self._has_subjects and not person.get("isActive", True):
            reference["inactive"] = True
        return reference


def identity(person: Document) -> Document:
    """An entry of the Identities resource."""
    kind = "Group" if person.get("isContainer") else "User"
    properties = {
        "SchemaClassName": kind,
        "Description": person.get("description", ""),
        "Domain": person["domain"],
        "Account": person["account"],
        "Mail": person["mail"],
    }
    return {
        "id": person["id"],
        "descriptor": person["descriptor"],
        "subjectDescriptor": person["subjectDescriptor"],
        "providerDisplayName": person["displayName"],
        "isActive": person.get("isActive", True),
        "isContainer": person.get("isContainer", False),
        "members": [],
        "memberOf": [],
        "memberIds": [],
        "properties": {name: {"$type": "System.String", "$value": value} for name, value in properties.items()},
        "resourceVersion": 2,
        "metaTypeId": 0 if kind == "Group" else 1,
    }


def named(person: Document, text: str) -> bool:
    """Whether a text is a person's id, unique name, account, mail or display name, in any case."""
    return fold(text) in {fold(person["id"]), fold(person["uniqueName"]), *_names(person)}


def _names(person: Document) -> list[str]:
    names = [person["displayName"], person["account"], person["mail"]]
    if person.get("isContainer"):
        names.append(person["displayName"].rpartition("\\")[2])
    return [fold(name) for name in names if name]
