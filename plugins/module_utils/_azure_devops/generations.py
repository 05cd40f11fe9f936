# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The generations of Azure DevOps: their names, and the version of the API that is spoken with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Addresses


@dataclass(frozen=True)
class Generation:
    """One generation of the product.

    :ivar name: its value of the option ``server``.
    :ivar title: its name for people.
    :ivar latest: the latest version of the API that it takes (first release to last update of the generation).
    :ivar family: the version of the API that we speak with it, without preview flags; None where we speak none.
    """

    name: str
    title: str
    latest: tuple[str, ...]
    family: str | None = None


#: In the order of their age. The versions are those of Microsoft's documents and of the servers' own answers.
GENERATIONS: Mapping[str, Generation] = {
    generation.name: generation
    for generation in (
        Generation("tfs2015", "Team Foundation Server 2015", ("2.0", "2.1", "2.2", "2.3")),
        Generation("tfs2017", "Team Foundation Server 2017", ("3.0", "3.1", "3.2")),
        Generation("tfs2018", "Team Foundation Server 2018", ("4.0", "4.1")),
        Generation("server2019", "Azure DevOps Server 2019", ("5.0", "5.1", "5.2")),
        Generation("server2020", "Azure DevOps Server 2020", ("6.0", "6.1")),
        # 7.0 and not 7.1: the first release of the generation speaks no more.
        Generation("server2022", "Azure DevOps Server 2022", ("7.0", "7.1"), family="7.0"),
        Generation("services", "Azure DevOps Services", ("7.2",), family="7.1"),
    )
}

AUTO = "auto"

#: What the option ``server`` takes.
SERVER_CHOICES: tuple[str, ...] = (AUTO, *(name for name, generation in GENERATIONS.items() if generation.family))


def choose_generation(server: str, addresses: Addresses) -> Generation:
    """Return the generation to speak with.

    ``auto`` sends no request for it: a hosted address is Services, any other one gets the versions of Server 2022,
    which Services accept as well.
    """
    if server == AUTO:
        server = "services" if addresses.is_hosted else "server2022"
    return GENERATIONS[server]


def generation_by_latest(version: str) -> Generation | None:
    """Return the generation that names this version as the latest one it supports."""
    return next((generation for generation in GENERATIONS.values() if version in generation.latest), None)
