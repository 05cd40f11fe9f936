# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The operations of the API by name: method, route, and what may be done twice.

Parameters go as JSON in a POST, as the examples of the documents have it. Version 5 has packages where later ones have
builds: the same routes and keys by other words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BUILDS, _PACKAGES = "/builds", "/packages"
_KEYS_OF_PACKAGES = {"buildId": "packageId", "buildNumber": "packageNumber"}


@dataclass(frozen=True)
class Operation:
    """One operation.

    :ivar reads: it changes nothing, whatever its method.
    :ivar repeatable: a write that may be sent twice, with the same end.
    :ivar answers: whether a success has a JSON document.
    """

    method: str
    route: str
    reads: bool = False
    repeatable: bool = False
    answers: bool = True

    @property
    def is_of_builds(self) -> bool:
        """Whether version 5 has it under another route."""
        return _BUILDS in self.route

    def path(self, values: Mapping[str, str], *, packages: bool) -> str:
        """The route with its values, each percent-encoded once.

        :raises DeclarationError: a value cannot stand in a path.
        """
        route = self.route.replace(_BUILDS, _PACKAGES) if packages else self.route
        return _PLACEHOLDER.sub(lambda match: _encode(match[1], str(values[match[1]])), route)


def parameters_for(parameters: Mapping[str, Any], *, packages: bool) -> dict[str, Any]:
    """Parameters by the keys of the version that is spoken to."""
    if not packages:
        return dict(parameters)
    return {_KEYS_OF_PACKAGES.get(key, key): value for key, value in parameters.items()}


def _encode(name: str, value: str) -> str:
    # "." and ".." would lead to another address, an empty value to the whole list, whatever their encoding.
    if value in ("", ".", ".."):
        raise DeclarationError(f"{value!r} cannot stand for {name} in an address.")
    return quote(value, safe="")


_OF_RELEASE = "api/variables/releases/{application}/{release}"
_OF_BUILD = "api/variables/builds/{application}/{release}/{build}"

OPERATIONS: Mapping[str, Operation] = {
    "releases.list": Operation("POST", "api/releases", reads=True),
    "releases.create": Operation("POST", "api/releases/create"),
    "releases.cancel": Operation("POST", "api/releases/cancel"),
    "releases.restore": Operation("POST", "api/releases/restore"),
    "builds.list": Operation("POST", "api/releases/builds", reads=True),
    "builds.create": Operation("POST", "api/releases/builds/create"),
    "builds.deploy": Operation("POST", "api/releases/builds/deploy"),
    "builds.reject": Operation("POST", "api/releases/builds/reject"),
    "deployments.list": Operation("POST", "api/releases/builds/deployments", reads=True),
    "release_variables.list": Operation("GET", _OF_RELEASE, reads=True),
    "release_variables.set": Operation("PUT", f"{_OF_RELEASE}/{{variable}}", repeatable=True, answers=False),
    "build_variables.list": Operation("GET", _OF_BUILD, reads=True),
    "build_variables.set": Operation("PUT", f"{_OF_BUILD}/{{variable}}", repeatable=True, answers=False),
}
