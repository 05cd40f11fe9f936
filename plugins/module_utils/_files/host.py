# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What writing files needs of the host that a task runs on."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Protocol

Facts = dict[str, Any]


class Host(Protocol):
    """The host's part in writing files."""

    @property
    def temporary_folder(self) -> str:
        """A folder for what is only looked at and thrown away."""

    def move(self, source: str, dest: str) -> None:
        """Put a finished file in the place of another, or where none is, so that nobody ever sees half of it.

        :raises OSError: it cannot be done; LocalFileError where the reason is known better.
        """

    def check_attributes(self, folder: str) -> None:
        """Check that the mode, owner and so on that the task declares can be; nothing is set.

        :param folder: one that is there.
        :raises LocalFileError: there is no such user or group, or it is no mode.
        """

    def prepare(self, path: str) -> None:
        """Give a file that is not in its place yet the mode and owner that the task declares: what cannot be done is known then.

        :raises LocalFileError: it cannot be done.
        """

    def set_attributes(self, path: str, changed: bool, before: Facts, after: Facts, *, is_folder: bool = False) -> bool:
        """Give a file the mode, owner and so on that the task declares; of a folder, all but the mode.

        :param changed: what to return when nothing is to be done.
        :param before: gets the attributes that change, as they were; `after` as they are then.
        :return: whether anything changed, or in check mode would change.
        :raises LocalFileError: it cannot be done.
        """


class PlainHost:
    """A host whose files have the attributes that they get by themselves."""

    @property
    def temporary_folder(self) -> str:
        return tempfile.gettempdir()

    def move(self, source: str, dest: str) -> None:
        os.replace(source, dest)

    def check_attributes(self, folder: str) -> None:
        pass

    def prepare(self, path: str) -> None:
        pass

    def set_attributes(self, path: str, changed: bool, before: Facts, after: Facts, *, is_folder: bool = False) -> bool:
        return changed
