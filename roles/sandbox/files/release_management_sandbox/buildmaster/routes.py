# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints: path, methods, and what they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from release_management_sandbox.buildmaster.builds import create_build, reject_build
from release_management_sandbox.buildmaster.call import Call
from release_management_sandbox.buildmaster.deploying import deploy_build
from release_management_sandbox.buildmaster.filters import list_builds, list_deployments, list_releases
from release_management_sandbox.buildmaster.releases import cancel_release, create_release, restore_release
from release_management_sandbox.buildmaster.traits import Traits
from release_management_sandbox.buildmaster.variables import all_variables, one_variable

_ALL = "/api/variables/releases/{application}/{release}"
_OF_BUILD = "/api/variables/builds/{application}/{release}/{build}"


@dataclass(frozen=True)
class Route:
    """One endpoint. `writes` are the methods that change something; `takes_document` where the body is no parameters."""

    template: str
    methods: tuple[str, ...]
    handler: Callable[[Call], Any]
    writes: tuple[str, ...] = ()
    takes_document: bool = False

    @property
    def is_of_builds(self) -> bool:
        return "/builds" in self.template

    def match(self, path: str, *, packages: bool) -> Mapping[str, str] | None:
        template = self.template.replace("/builds", "/packages") if packages else self.template
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        found = re.fullmatch(pattern + "/?", path, re.IGNORECASE)
        return None if found is None else found.groupdict()


def _reading(template: str, handler: Callable[[Call], Any]) -> Route:
    return Route(template, ("GET", "POST"), handler)


def _writing(template: str, handler: Callable[[Call], Any], methods: tuple[str, ...] = ("POST", "PUT")) -> Route:
    return Route(template, methods, handler, writes=methods)


def _variables(template: str, handler: Callable[[Call], Any], writes: tuple[str, ...]) -> Route:
    return Route(template, ("GET", *writes), handler, writes, takes_document=True)


ROUTES = (
    _reading("/api/releases", list_releases),
    _writing("/api/releases/create", create_release),
    _writing("/api/releases/cancel", cancel_release),
    _writing("/api/releases/restore", restore_release),
    _reading("/api/releases/builds", list_builds),
    _writing("/api/releases/builds/create", create_build),
    _writing("/api/releases/builds/deploy", deploy_build),
    _writing("/api/releases/builds/reject", reject_build, ("POST", "DELETE")),
    _reading("/api/releases/builds/deployments", list_deployments),
    _variables(_ALL, all_variables, ("POST", "PUT")),
    _variables(f"{_ALL}/{{variable}}", one_variable, ("POST", "PUT", "DELETE")),
    _variables(_OF_BUILD, all_variables, ("POST", "PUT")),
    _variables(f"{_OF_BUILD}/{{variable}}", one_variable, ("POST", "PUT", "DELETE")),
)


def find_route(path: str, traits: Traits) -> tuple[Route, Mapping[str, str]] | None:
    """The endpoint of a path and its placeholders. Packages are there in every version, builds not in version 5 [I]."""
    for route in ROUTES:
        spellings = (True,) if route.is_of_builds and not traits.has_builds else (False, True)
        for packages in spellings:
            found = route.match(path, packages=packages)
            if found is not None:
                return route, found
    return None
