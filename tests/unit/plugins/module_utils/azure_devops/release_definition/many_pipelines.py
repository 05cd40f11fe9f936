# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines for tests of the resource ``release_definitions``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_release_server import FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definitions import (
    RELEASE_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Many = Callable[..., Outcome]


def pipeline(name: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "environments": [{"name": "Dev", "deploy_phases": [{"phase_type": "server"}]}], **options}


def actions(outcome: Outcome) -> dict[str, str]:
    return {one["name"]: one["action"] for one in outcome.result["release_definitions"]}


def names(server: FakeReleaseServer) -> set[str]:
    return {document["name"] for document in server.definitions}


def many_document(server: FakeReleaseServer, name: str) -> dict[str, Any]:
    """A document as the server keeps it."""
    maker = FakeReleaseServer()
    params = {"definitions": [pipeline(name)], "concurrency": 1}
    RELEASE_DEFINITIONS.run(params, maker, Run())
    return maker.definitions[0]
