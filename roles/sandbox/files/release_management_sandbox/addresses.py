# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which address serves what, and the URLs that the server writes into its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from release_management_sandbox.generations import Generation
from release_management_sandbox.routing import CORE, IDENTITY, RELEASE

COLLECTION_NAME = "DefaultCollection"
ORGANIZATION_NAME = "fabrikam"
VIRTUAL_DIRECTORY = "tfs"


@dataclass(frozen=True)
class Host:
    """One address, as the segments of its path, with the services that answer there.

    `bases` holds for each service the path under which its URLs are written.
    """

    segments: tuple[str, ...]
    services: frozenset[str]
    bases: Mapping[str, str]


_ORGANIZATION_BASES = {
    CORE: f"/{ORGANIZATION_NAME}",
    RELEASE: f"/vsrm/{ORGANIZATION_NAME}",
    IDENTITY: f"/vssps/{ORGANIZATION_NAME}",
}
_COLLECTION_BASES = dict.fromkeys((CORE, RELEASE, IDENTITY), f"/{COLLECTION_NAME}")


def _installed(*before: str) -> Host:
    """An installed server has everything below its collection."""
    base = "".join(f"/{segment}" for segment in (*before, COLLECTION_NAME))
    services = (CORE, RELEASE, IDENTITY)
    return Host((*before, COLLECTION_NAME.lower()), frozenset(services), dict.fromkeys(services, base))


# The virtual directory is optional: samples have addresses without it, recorded exchanges with it.
_INSTALLED = (_installed(), _installed(VIRTUAL_DIRECTORY))
_HOSTED = (
    Host((ORGANIZATION_NAME,), frozenset({CORE}), _ORGANIZATION_BASES),
    Host(("vsrm", ORGANIZATION_NAME), frozenset({RELEASE}), _ORGANIZATION_BASES),
    Host(("vssps", ORGANIZATION_NAME), frozenset({IDENTITY}), _ORGANIZATION_BASES),
    Host(
        (COLLECTION_NAME.lower(),),
        frozenset({CORE, RELEASE}),
        {**_COLLECTION_BASES, IDENTITY: _ORGANIZATION_BASES[IDENTITY]},
    ),
)


def hosts(generation: Generation) -> tuple[Host, ...]:
    return _HOSTED if generation.hosted else _INSTALLED


def urls(generation: Generation, origin: str) -> dict[str, str]:
    """The base URL of each service, for people: `origin` is scheme, host and port."""
    bases = hosts(generation)[0].bases
    return {service: origin + base for service, base in bases.items()}


@dataclass(frozen=True)
class Target:
    """A path taken apart: the host, the project as written (or None) and what follows `_apis/`."""

    host: Host
    project: str | None
    rest: str


def locate(path: str, generation: Generation) -> Target | None:
    """Take a path apart; None when no host serves it, as that of a collection which does not exist [I]."""
    segments = path.strip("/").split("/")
    lowered = [segment.lower() for segment in segments]
    if "_apis" not in lowered:
        return None
    position = lowered.index("_apis")
    rest = "/".join(segments[position + 1 :])
    for host in hosts(generation):
        depth = len(host.segments)
        if tuple(lowered[:depth]) != host.segments or position not in (depth, depth + 1):
            continue
        return Target(host, segments[depth] if position > depth else None, rest)
    return None


@dataclass(frozen=True)
class Addresses:
    """The URLs of one request's world: projects by id, resources capitalised, whatever the caller wrote."""

    origin: str
    bases: Mapping[str, str]

    def base(self, service: str) -> str:
        return self.origin + self.bases[service]

    def project(self, project_id: str) -> str:
        return f"{self.base(CORE)}/_apis/projects/{project_id}"

    def release(self, project_id: str, resource: str) -> str:
        return f"{self.base(RELEASE)}/{project_id}/_apis/Release/{resource}"

    def release_page(self, project_id: str, query: str) -> str:
        return f"{self.base(CORE)}/{project_id}/_release?{query}"

    def badge(self, project_id: str, definition_id: int, environment_id: int) -> str:
        path = f"_apis/public/Release/badge/{project_id}/{definition_id}/{environment_id}"
        return f"{self.base(RELEASE)}/{path}"

    def build(self, project_id: str, resource: str) -> str:
        return f"{self.base(CORE)}/{project_id}/_apis/build/{resource}"

    def identity(self, identity_id: str) -> str:
        return f"{self.base(IDENTITY)}/_apis/Identities/{identity_id}"

    def identity_image(self, identity_id: str) -> str:
        return f"{self.base(CORE)}/_api/_common/identityImage?id={identity_id}"
