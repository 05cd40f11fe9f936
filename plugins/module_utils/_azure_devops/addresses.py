# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an organisation or a collection of projects answers.

Azure DevOps Services keeps releases and identities on hosts of their own, a server keeps all on one. The forms that
are understood:

* ``https://dev.azure.com/org`` and ``https://org.visualstudio.com[/DefaultCollection]``,
* ``http://server:8080/tfs/DefaultCollection``, ``https://server/DefaultCollection``, ``https://server/Collection``.

A pasted address of a page (``.../Fabrikam/_release?definitionId=3``) or of a project is cut at the organisation or
collection; its project counts where the option ``project`` is not given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

Host = Literal["core", "release", "identity"]

_EXAMPLES = (
    "https://dev.azure.com/org, https://org.visualstudio.com, http://server:8080/tfs/DefaultCollection"
    " or https://server/DefaultCollection"
)
_OLD_HOSTED = re.compile(r"^(?P<organization>[^.]+)(?P<service>\.\w+)?\.visualstudio\.com$")
_NEW_HOSTED = re.compile(r"^(?:(?P<service>\w+)\.)?dev\.azure\.com$")
_DEFAULT_COLLECTION = "DefaultCollection"
_DEFAULT_DIRECTORY = "tfs"


@dataclass(frozen=True)
class Addresses:
    """The base addresses of one organisation or collection; none ends in a slash.

    :ivar project: name or id of the project that a request is about unless it says otherwise.
    :ivar is_hosted: whether it is Azure DevOps Services, by its host.
    """

    collection_url: str
    release_url: str
    identity_url: str
    project: str | None = None
    is_hosted: bool = False

    def base(self, host: Host) -> str:
        """Return the base address for one kind of API."""
        return {"core": self.collection_url, "release": self.release_url, "identity": self.identity_url}[host]

    def option(self, host: Host) -> str:
        """Return the name of the option to look at when there is no such API at a base address."""
        return "organization_url" if self.base(host) == self.collection_url else f"{host}_url"


class _Place(NamedTuple):
    """What an ``organization_url`` says; ``release`` and ``identity`` are addresses like ``collection``."""

    collection: str
    release: str
    identity: str
    project: str | None
    is_hosted: bool


def resolve_addresses(
    organization_url: str,
    *,
    release_url: str | None = None,
    identity_url: str | None = None,
    project: str | None = None,
) -> Addresses:
    """Derive all addresses from the connection options.

    A project's name may be written as it is or percent-encoded: no name has a ``%`` of its own.

    :raises DeclarationError: an address is not one; ``option`` says which.
    """
    place = _find_place(organization_url)
    name = unquote(project) if project else place.project
    if name and ("/" in name or "\\" in name):
        raise DeclarationError("must be the name or the id of one project, and no name has a slash", option="project")
    return Addresses(
        collection_url=place.collection,
        release_url=_override("release_url", release_url) or place.release,
        identity_url=_override("identity_url", identity_url) or place.identity,
        project=name,
        is_hosted=place.is_hosted,
    )


def _override(option: str, url: str | None) -> str | None:
    if not url:
        return None
    parts = _split(option, url)
    return _join(parts, _segments(parts))


def _find_place(url: str) -> _Place:
    parts = _split("organization_url", url)
    host = (parts.hostname or "").lower()
    old = _OLD_HOSTED.match(host)
    if old:
        return _old_hosted(parts, old["organization"], old["service"])
    new = _NEW_HOSTED.match(host)
    if new:
        return _new_hosted(parts, new["service"])
    return _server(parts)


def _new_hosted(parts: SplitResult, service: str | None) -> _Place:
    segments, _page = _cut_at_page(_segments(parts))
    if service or not segments:
        organization = _encode(segments[0]) if segments else "org"
        raise _wrong(f"name the organization itself, as in https://dev.azure.com/{organization}")
    organization, *rest = segments
    encoded = _encode(organization)
    return _Place(
        collection=f"https://dev.azure.com/{encoded}",
        release=f"https://vsrm.dev.azure.com/{encoded}",
        identity=f"https://vssps.dev.azure.com/{encoded}",
        project=_project_of(rest),
        is_hosted=True,
    )


def _old_hosted(parts: SplitResult, organization: str, service: str | None) -> _Place:
    if service:
        raise _wrong(f"name the organization itself, as in https://{organization}.visualstudio.com")
    segments, _page = _cut_at_page(_segments(parts))
    if segments and segments[0].lower() == _DEFAULT_COLLECTION.lower():
        segments = segments[1:]
    return _Place(
        collection=f"https://{organization}.visualstudio.com/{_DEFAULT_COLLECTION}",
        release=f"https://{organization}.vsrm.visualstudio.com/{_DEFAULT_COLLECTION}",
        # Identities answer on this host only, whichever form the organisation's address has.
        identity=f"https://vssps.dev.azure.com/{organization}",
        project=_project_of(segments),
        is_hosted=True,
    )


def _server(parts: SplitResult) -> _Place:
    segments, is_page = _cut_at_page(_segments(parts))
    if not segments or [segment.lower() for segment in segments] == [_DEFAULT_DIRECTORY]:
        directory = f"/{segments[0]}" if segments else ""
        raise _wrong(f"name the collection too, as in {parts.scheme}://{parts.netloc}{directory}/DefaultCollection")
    depth = _collection_depth(segments, is_page)
    collection = _join(parts, segments[:depth])
    return _Place(collection, collection, collection, _project_of(segments[depth:]), is_hosted=False)


def _collection_depth(segments: list[str], is_page: bool) -> int:
    """Tell how many parts of a server's path are the collection: its name, after a virtual directory where it has one.

    A path of two parts is a directory and a collection, unless it starts with the default collection or led to a page.
    """
    first = segments[0].lower()
    if first == _DEFAULT_DIRECTORY:
        return 2
    if first == _DEFAULT_COLLECTION.lower() or len(segments) == 1 or (is_page and len(segments) == 2):
        return 1
    return 2


def _project_of(rest: list[str]) -> str | None:
    if len(rest) > 1:
        raise _wrong("end it at the organization, the collection or a project")
    return rest[0] if rest else None


def _cut_at_page(segments: list[str]) -> tuple[list[str], bool]:
    """Cut a path at its first part that begins with an underscore: there the pages and APIs begin."""
    for index, segment in enumerate(segments):
        if segment.startswith("_"):
            return segments[:index], True
    return segments, False


def _segments(parts: SplitResult) -> list[str]:
    return [unquote(segment) for segment in parts.path.split("/") if segment]


def _join(parts: SplitResult, segments: list[str]) -> str:
    return "/".join([f"{parts.scheme}://{parts.netloc}", *map(_encode, segments)])


def _encode(segment: str) -> str:
    return quote(segment, safe="")


def _split(option: str, url: str) -> SplitResult:
    # The address is not repeated in these messages: it may hold a password.
    try:
        parts = urlsplit(url.strip())
        port_is_number = parts.port is None or parts.port >= 0
    except ValueError:
        raise DeclarationError(f"This is no address. Write one such as {_EXAMPLES}.", option=option) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_number:
        raise DeclarationError(f"The address must begin with https:// or http://, as in {_EXAMPLES}.", option=option)
    if "@" in parts.netloc:
        raise DeclarationError(
            "The address must have no user name or password in it: give them by the options token, access_token, or"
            " username and password.",
            option=option,
        )
    return parts


def _wrong(advice: str) -> DeclarationError:
    return DeclarationError(
        f"This is not the address of an organization or a collection: {advice}.", option="organization_url"
    )
