# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of a stage, by the name that servers give it today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.enumerations import (
    ENVIRONMENT_STATUS,
)

# The SDK of July 2016 has this one for a stage that waits for an approval; later it is in progress then.
_OF_2015: Mapping[str, str] = {"pending": "inProgress"}


def status_of(stage: Mapping[str, Any]) -> str:
    """A stage's status, by the API's name."""
    status = stage.get("status")
    return ENVIRONMENT_STATUS.name_of(_OF_2015.get(str(status).casefold(), status)) or "undefined"


def number_of_status(stage: Mapping[str, Any]) -> int:
    """The number that a stage's status has in a sum of statuses."""
    name = status_of(stage)
    return next(number for number, known in ENVIRONMENT_STATUS.numbers.items() if known == name)
