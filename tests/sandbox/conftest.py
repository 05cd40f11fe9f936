# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox in this process for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from build_api import BuildApi
from buildmaster_api import BuildMasterApi
from generation_api import ALL, GenerationApi
from sandbox_client import Api, stage
from sandbox_generations import OLD, OfGeneration
from sandbox_releases import Releases

from release_management_sandbox.settings import Settings


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api(Settings(pace=0))
    yield made
    made.sandbox.store.close()


@pytest.fixture
def services() -> Iterator[Api]:
    made = Api(Settings(pace=0, generation="services"), "/fabrikam", "/vsrm/fabrikam")
    made.version = "7.2-preview"
    yield made
    made.sandbox.store.close()


@pytest.fixture
def buildmaster() -> Iterator[BuildMasterApi]:
    """The BuildMaster of a sandbox in which nothing takes time."""
    made = BuildMasterApi()
    yield made
    made.api.sandbox.store.close()


@pytest.fixture
def releases() -> Iterator[Releases]:
    """Releases of a sandbox in which nothing takes time."""
    made = Releases()
    yield made
    made.sandbox.store.close()


@pytest.fixture
def slow() -> Iterator[Releases]:
    """Releases of a sandbox in which a task takes ten seconds, of a clock that the test moves."""
    made = Releases(pace=10)
    yield made
    made.sandbox.store.close()


@pytest.fixture
def pipeline() -> Callable[..., dict[str, Any]]:
    def make(name: str = "Fabrikam.CD", **fields: Any) -> dict[str, Any]:
        return {"name": name, "environments": [stage()], **fields}

    return make


@pytest.fixture
def builds(api: Api) -> BuildApi:
    """Requests to builds of a server."""
    return BuildApi(api)


@pytest.fixture(scope="module", params=ALL)
def server(request: pytest.FixtureRequest) -> Iterator[GenerationApi]:
    """Each generation as seeded, for tests that only read."""
    api = GenerationApi(request.param)
    yield api
    api.close()


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest) -> Iterator[OfGeneration]:
    """The generations of the 2015 document era."""
    yield from _of(request.param)


@pytest.fixture
def tfs2015() -> Iterator[OfGeneration]:
    yield from _of("tfs2015")


@pytest.fixture
def tfs2017() -> Iterator[OfGeneration]:
    yield from _of("tfs2017")


def _of(generation: str) -> Iterator[OfGeneration]:
    made = OfGeneration(generation)
    yield made
    made.sandbox.store.close()
