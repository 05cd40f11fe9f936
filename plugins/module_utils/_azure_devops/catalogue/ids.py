# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands in place of a name: an id, or what only the server can tell."""

from __future__ import annotations

import re

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_guid(text: str) -> bool:
    """Tell whether `text` is a GUID as the servers write it, in any case."""
    return _GUID.fullmatch(text) is not None


def is_left_to_the_server(name: str) -> bool:
    """Tell whether a value is no name: it is empty, or it holds a variable that is known at run time only."""
    return name == "" or "$(" in name
