# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""People and groups: names to the ids that approvals and owners need.

The answers have ``id``, ``providerDisplayName``, ``customDisplayName``, ``isActive``, ``isContainer`` (a group) and
``properties`` such as ``{"Account": {"$type": "System.String", "$value": "jdoe"}}`` with Account, Domain and Mail.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import is_guid
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.once import OncePerKey
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.source import (
    Document,
    Source,
    looking_up,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import (
    ambiguous,
    did_you_mean,
    fold,
    joined,
    quoted,
)

_OPERATION = "identities.search"
_WORD_END = re.compile(r"[\s@.\\]")
_SHORTEST_BEGINNING = 3
_WAY_OUT = "Write the account, the mail address or the id instead."


@dataclass(frozen=True)
class Identity:
    """A person or a group, as the server described it.

    :ivar accounts: what people tell it from all others by: account with domain, account, mail address.
    :ivar display_names: what people read; several identities may share one.
    :ivar descriptors: what programs tell it from all others by.
    """

    id: str
    accounts: tuple[str, ...]
    display_names: tuple[str, ...]
    descriptors: tuple[str, ...]
    is_active: bool
    is_group: bool

    @property
    def name(self) -> str:
        """The name that a person would write: the account of a person, ``[Project]\\Name`` of a group."""
        best_first = (*self.display_names, *self.accounts) if self.is_group else (*self.accounts, *self.display_names)
        return best_first[0] if best_first else self.id

    def described(self) -> str:
        """Tell it from others of the same display name."""
        shown = self.display_names[0] if self.display_names else self.id
        accounts = [account for account in self.accounts if account != shown]
        return f"'{shown}' ({', '.join(accounts) or self.id})"


def read_identity(document: Document) -> Identity:
    """Read an identity from the server's document."""
    properties = document.get("properties") or {}
    account, mail, domain = (_property(properties, name) for name in ("Account", "Mail", "Domain"))
    with_domain = f"{domain}\\{account}" if account and _is_windows_domain(domain) and "@" not in account else ""
    return Identity(
        id=str(document["id"]),
        accounts=_texts(with_domain, account, mail),
        display_names=_texts(document.get("providerDisplayName"), document.get("customDisplayName")),
        descriptors=_texts(document.get("subjectDescriptor"), document.get("descriptor")),
        is_active=document.get("isActive") is not False,
        is_group=bool(document.get("isContainer")),
    )


def _property(properties: Mapping[str, Any], name: str) -> str:
    value = properties.get(name)
    return str((value.get("$value") if isinstance(value, Mapping) else value) or "")


def _is_windows_domain(domain: str) -> bool:
    """On Azure DevOps Services the domain is a tenant's GUID, for groups a ``vstfs:`` address."""
    return bool(domain) and not is_guid(domain) and ":" not in domain


def _texts(*values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values if value))


class Identities:
    """Finds people and groups, by one request for each distinct name (one more where there is none)."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._searches: OncePerKey[str, list[Identity]] = OncePerKey()
        self._reads: OncePerKey[str, list[Identity]] = OncePerKey()

    def id_of(self, name: str, option: str, standing: Collection[str] | None = ()) -> str:
        """Give the id of a person or group.

        An account or mail address that is exactly `name` beats a display name that is.

        :param standing: ids of those who may have left: they are where they are named already. None where that is not
            known yet: anybody may.
        :raises UnknownNameError: there is none.
        :raises AmbiguousNameError: there are several.
        :raises DeclarationError: there is one, who is not active any more.
        """
        with looking_up(f"the user or group '{name}'", option):
            found = self._searches.get(fold(name), lambda: self._ask(searchFilter="General", filterValue=name.strip()))
            matches = _matches(name, found)
            if not matches:
                raise _unknown(name, found or self._near(name), option)
        active = [identity for identity in matches if identity.is_active]
        if not active and standing is None:
            return matches[0].id
        meant = active or [identity for identity in matches if fold(identity.id) in map(fold, standing or ())]
        if not meant:
            described = joined([identity.described() for identity in matches])
            raise DeclarationError(
                f"The user or group '{name}' is not active any more: {described}. Name an active one.", option=option
            )
        if len(meant) > 1:
            meanings = [identity.described() for identity in meant]
            raise ambiguous("user or group", name, "on this server", meanings, _WAY_OUT, option)
        return meant[0].id

    def name_of(self, identifier: str) -> str | None:
        """Give a name of the person or group with this id; None when the server knows none."""
        known = self.known_name_of(identifier)
        if known is not None:
            return known
        found = self._reads.get(fold(identifier), lambda: self._ask(identityIds=identifier))
        return _name_in(found, identifier)

    def known_name_of(self, identifier: str) -> str | None:
        """Do the same with what was fetched already."""
        answers = [*self._searches.values(), *self._reads.values()]
        return _name_in((identity for answer in answers for identity in answer), identifier)

    def _near(self, name: str) -> list[Identity]:
        """Search for the beginning of a name that was not found: whom it may mean."""
        beginning = _WORD_END.split(name.strip())[0]
        if len(beginning) < _SHORTEST_BEGINNING:
            return []
        return self._searches.get(fold(beginning), lambda: self._ask(searchFilter="General", filterValue=beginning))

    def _ask(self, **query: str) -> list[Identity]:
        documents = self._source.pages(_OPERATION, query=query)
        # An id that nobody has is answered with a null entry.
        identities = [read_identity(document) for document in documents if document]
        return list({fold(identity.id): identity for identity in identities}.values())


def _matches(name: str, identities: Iterable[Identity]) -> list[Identity]:
    wanted = fold(name)
    candidates = list(identities)
    by_account = [
        identity for identity in candidates if wanted in map(fold, (*identity.accounts, *identity.descriptors))
    ]
    return by_account or [identity for identity in candidates if wanted in map(fold, identity.display_names)]


def _name_in(identities: Iterable[Identity], identifier: str) -> str | None:
    return next((identity.name for identity in identities if fold(identity.id) == fold(identifier)), None)


def _unknown(name: str, found: list[Identity], option: str) -> UnknownNameError:
    active = [identity for identity in found if identity.is_active]
    hint = did_you_mean(name, [text for identity in active for text in (*identity.display_names, identity.name)])
    # What the server's own search brought up is near, however it is spelled.
    if active and not hint:
        hint = f" The search brought up {quoted(identity.name for identity in active[:3])}."
    return UnknownNameError(
        f"There is no user or group '{name}' on this server, or none that this account may see.{hint}"
        " Write an account, a mail address, a display name or, for a group, [Project]\\Group.",
        option=option,
    )
