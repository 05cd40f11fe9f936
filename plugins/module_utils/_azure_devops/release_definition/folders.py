# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of release definitions, made where one is missing."""

from __future__ import annotations

from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import RefusedError


class Folders:
    """The folders that one task makes.

    None is taken away again when the definition is refused in the end: to delete a folder deletes the definitions in it
    (OpenAPI document), and another task may have put one there since we looked.

    :ivar made: their paths, each after the one that it is in.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.made: list[str] = []

    def make(self, path: Any) -> None:
        """Make a folder, and the folders above it, unless they are there."""
        parts = [part for part in codecs.spelled_folder(str(path or "")).split("\\") if part]
        if not parts:
            return
        known = self._known()
        for depth in range(1, len(parts) + 1):
            folder = "\\" + "\\".join(parts[:depth])
            if codecs.folder(folder) not in known:
                self._make_one(folder)

    def _make_one(self, folder: str) -> None:
        try:
            self._client.call("release_folders.create", path=folder, body={"path": folder})
        except RefusedError:
            # Another task may have made it since we looked: then it is not ours.
            if codecs.folder(folder) not in self._known():
                raise
        else:
            self.made.append(folder)

    def _known(self) -> set[str]:
        return {codecs.folder(entry.get("path")) for entry in self._client.pages("release_folders.list")}
