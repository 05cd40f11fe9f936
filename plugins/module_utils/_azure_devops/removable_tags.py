# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tags can be taken away one by one: with the tag in the path of the request."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    Generation,
    first_with,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

REFUSED_IN_A_PATH = "<>*%&:\\?"
"""The characters that ASP.NET refuses in the path of a request, however they are encoded."""


_DOTS = (".", "..")
"""What means another address when it is a part of one."""


def check_removable(tags: Iterable[str], generation: Generation, otherwise: Capability | None = None) -> None:
    """Raise DeclarationError for a tag that cannot stand in a path.

    :param otherwise: what servers can that take any tag away.
    """
    later = "" if otherwise is None else f"; {first_with(otherwise.since).title} is the first that removes any tag"
    for tag in tags:
        refused = " ".join(character for character in REFUSED_IN_A_PATH if character in tag)
        if refused or tag in _DOTS:
            what = f"refuses the characters {refused} there" if refused else "takes dots there for a way to elsewhere"
            raise DeclarationError(
                f"the tag '{tag}' cannot be removed: {generation.title} removes a tag by its name in the address of the"
                f" request, and {what}. Remove it in the portal{later}",
                option="tags",
            )
