# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What templates hand to plugins, as builtin types."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Return what a lookup or a filter was given as builtin types.

    From ansible-core 2.19 on containers are lazy and scalars are tagged: C code (pydantic, json) reads the storage
    below, which holds untemplated text. Going through the containers in Python templates it.
    """
    if isinstance(value, Mapping):
        return {plain(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(entry) for entry in value]
    if value is None or isinstance(value, bool):
        return value
    for scalar in (int, float):
        if isinstance(value, scalar):
            return scalar(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return str(value)  # text; on 2.18 a vaulted value, too, which str() decrypts
