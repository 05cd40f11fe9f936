# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tags can be taken away one by one: by the tag in the path of the request."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

REFUSED_IN_A_PATH = "<>*%&:\\?"
"""The characters that ASP.NET refuses in the path of a request, however they are encoded."""


def check_removable(tag: str, server: str) -> None:
    """Raise DeclarationError for a tag that cannot stand in a path.

    :param server: the generation, as messages call it.
    """
    refused = [character for character in REFUSED_IN_A_PATH if character in tag]
    if refused:
        raise DeclarationError(
            f"the tag '{tag}' cannot be removed: {server} removes a tag by its name in the address of the request, and"
            f" refuses the characters {' '.join(refused)} there. Remove it in the portal",
            option="tags",
        )
