# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which generation a server is, and where its releases are: found out with one cheap request.

``OPTIONS {collection}/_apis/Release`` lists the routes of that area with the newest version of each, on every
generation (recorded answers of 2016 to 2025). A host that lists none has its releases on another one, which
``_apis/ResourceAreas`` names (from version 3.2 on).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import (
    Addresses,
    Host,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.answers import (
    Question,
    read_result,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    AUTO,
    GENERATIONS,
    NEWEST,
    OLDEST,
    Generation,
    generation_by_latest,
    number,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    RefusedError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import visible_url
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import HttpSession

_VERSION = re.compile(r"\d+\.\d+")
_AREAS = {"release_url": "efc2f575-36ef-48e9-b672-0c6fb4a48ac5", "identity_url": "8a3d49b8-91f0-46ef-b33d-dda338c25db3"}
"""The areas that may have a host of their own, by the address that they are."""


@dataclass(frozen=True)
class Server:
    """What is known of a server.

    :ivar warning: what to tell the user about how it was found out, or None.
    """

    generation: Generation
    addresses: Addresses
    warning: str | None = None


_known: dict[Addresses, Server] = {}
"""What was found out, for as long as this process lives. The project in the addresses does not count, it is left out."""


def server_of(session: HttpSession, addresses: Addresses, server: str) -> Server:
    """Return what is known of a server; asks it where ``server`` is ``auto`` and its address does not tell.

    :raises ReleaseManagementError: as any request; UnexpectedAnswerError when the answer does not tell.
    """
    if server != AUTO:
        return Server(GENERATIONS[server], addresses)
    if addresses.is_hosted:
        return Server(NEWEST, addresses)
    key = replace(addresses, project=None)
    if key not in _known:
        _known[key] = _ask(session, key)
    found = _known[key]
    return replace(found, addresses=replace(found.addresses, project=addresses.project))


def _ask(session: HttpSession, addresses: Addresses) -> Server:
    latest = _latest_version(session, addresses)
    if latest is None and addresses.release_url == addresses.collection_url:
        addresses = _elsewhere(session, addresses)
        latest = _latest_version(session, addresses)
    if latest is None:
        raise UnexpectedAnswerError(
            f"{addresses.release_url} lists no API of releases, so the generation of the server could not be found out."
            " Set the option server to it, and release_url to where its releases are.",
            option="server",
        )
    generation = _spoken_to_as(latest)
    if latest in generation.latest:
        return Server(generation, addresses)
    return Server(
        generation,
        addresses,
        f"The latest version of the API that this server speaks is {latest}, which this collection does not know: the"
        f" server is spoken to as {generation.title}. Set the option server to say which one to take it for.",
    )


def _spoken_to_as(latest: str) -> Generation:
    """The generation that names this version as its latest, or else the newest one that is older.

    Nothing that can be installed is taken for the Services, unless it names their version.
    """
    known = generation_by_latest(latest)
    older = [one for one in GENERATIONS.values() if one is not NEWEST and number(one.family) <= number(latest)]
    if known is None and not older:
        raise UnexpectedAnswerError(
            f"The latest version of the API of releases that this server speaks is {latest}, and {OLDEST.title} Update 2"
            f" with {OLDEST.family} is the first server that this collection can speak to. If this is one, set the"
            " option server to its generation.",
            option="server",
        )
    return known or older[-1]


def _latest_version(session: HttpSession, addresses: Addresses) -> str | None:
    """The newest version of the area of releases; None where this host has no such area."""
    try:
        listed = _listed(session, addresses, "OPTIONS", f"{addresses.release_url}/_apis/Release")
    except NotFoundError as error:
        # Whatever kind of 404 it is: nothing but the address was asked for.
        option = addresses.option("release")
        advice = "" if error.option else f" Check {option}: it must end with the organization or the collection."
        raise NotFoundError(
            f"{error.message}{advice}", option=option, status=error.status, details=error.details
        ) from None
    except RefusedError as error:
        raise UnexpectedAnswerError(
            f"{error.message} So the generation of the server could not be found out: set the option server to it.",
            option="server",
            status=error.status,
            details=error.details,
        ) from None
    versions = [str(route.get("maxVersion")) for route in listed]
    return max(filter(_VERSION.fullmatch, versions), key=number, default=None)


def _elsewhere(session: HttpSession, addresses: Addresses) -> Addresses:
    """The addresses with those that the server names itself, where they were derived and not given."""
    listed = _listed(session, addresses, "GET", f"{addresses.collection_url}/_apis/ResourceAreas")
    named = {str(area.get("id")).lower(): str(area.get("locationUrl") or "") for area in listed}

    def place(option: str, derived: str) -> str:
        given = derived != addresses.collection_url
        return derived if given else named.get(_AREAS[option], "").rstrip("/") or derived

    return replace(
        addresses,
        release_url=place("release_url", addresses.release_url),
        identity_url=place("identity_url", addresses.identity_url),
    )


def _listed(session: HttpSession, addresses: Addresses, method: str, url: str) -> list[Mapping[str, Any]]:
    version = "5.0-preview.1" if method == "GET" else None
    accept = "application/json" + (f";api-version={version}" if version else "")
    answer = session.send(method, url, headers={"Accept": accept})
    host: Host = "core" if method == "GET" else "release"
    question = Question(host, "json", version or "", NEWEST, addresses.option(host), visible_url(url))
    document = read_result(answer, question)
    listed = document.get("value") if isinstance(document, Mapping) else None
    if not isinstance(listed, list):
        raise UnexpectedAnswerError(
            f"The answer to {answer.method} {answer.url} is no list, but one was expected. Set the option server to the"
            " generation of this server.",
            option="server",
            status=answer.status,
        )
    return [entry for entry in listed if isinstance(entry, Mapping)]
