# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox of any generation in this process, spoken to in the newest version that it answers."""

from __future__ import annotations

from typing import Any

from sandbox_client import Api

from release_management_sandbox.settings import DEFAULT_TOKEN, Settings

NEWEST = {
    "tfs2015": "2.2",
    "tfs2017": "3.2",
    "tfs2018": "4.1",
    "server2019": "5.1",
    "server2020": "6.1",
    "server2022": "7.1",
    "services": "7.2",
}
"""By the documents of the versions, from the oldest generation to the newest."""
ALL = tuple(NEWEST)


def since(name: str) -> list[str]:
    """The generations from one on."""
    return list(ALL[ALL.index(name) :])


class GenerationApi(Api):
    """Comes in by a bearer token, which every generation takes; versions have the preview flag."""

    def __init__(self, generation: str, **settings: Any) -> None:
        hosted = generation == "services"
        made = Settings(pace=0, generation=generation, **settings)
        super().__init__(made, *(("/fabrikam", "/vsrm/fabrikam") if hosted else ("/DefaultCollection",)))
        self.headers = {"Authorization": f"Bearer {DEFAULT_TOKEN}"}
        self.version = f"{NEWEST[generation]}-preview"

    def get(self, resource: str, /, **query: Any) -> Any:
        """A read below the project; what follows `_apis/` is the resource."""
        return self.send("GET", resource, **query)

    def send(self, method: str, resource: str, /, *, body: Any = None, **query: Any) -> Any:
        base = self.release_base if resource.casefold().startswith("release/") else self.base
        return self.call(method, f"{base}/Fabrikam/_apis/{resource}", body=body, **query)

    def close(self) -> None:
        self.sandbox.store.close()
