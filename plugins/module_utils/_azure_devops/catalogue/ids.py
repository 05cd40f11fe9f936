# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands in place of a name: an id, or what only the server can tell."""

from __future__ import annotations

import re

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

_WHOLE_NUMBER = re.compile(r"-?[0-9]+")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_guid(text: str) -> bool:
    """Tell whether `text` is a GUID as the servers write it, in any case."""
    return _GUID.fullmatch(text) is not None


def is_left_to_the_server(name: str) -> bool:
    """Tell whether a value is no name: it is empty, or it holds a variable that is known at run time only."""
    return name == "" or "$(" in name


def why_nothing(what: str, reference: int | str) -> str | None:
    """Say why a reference means nothing, where only one thing can be meant; None where it is a name or an id.

    :param what: what has to be meant, such as ``agent queue``.
    """
    text = str(reference).strip()
    if is_left_to_the_server(text) or (_WHOLE_NUMBER.fullmatch(text) and int(text) < 1):
        return f"must be the name of {'an' if what[0] in 'aeiou' else 'a'} {what}, or its id, which is 1 or more"
    return None


def require_something(what: str, reference: int | str, option: str) -> None:
    """Raise DeclarationError for what is neither a name nor an id, and would reach the server as it is."""
    complaint = why_nothing(what, reference)
    if complaint:
        raise DeclarationError(complaint, option=option)
