# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Zip archives that come from outside: are they whole, and is it safe to unpack them."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import IO

from ansible_collections.devops.release_management.plugins.module_utils._errors import ArchiveError
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import told

_CHUNK = 256 * 1024
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1

_TIGHTEST = 1032
"""How often deflate can get smaller at most; what claims more has members that share their data: a zip bomb."""

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Entry:
    """A file or folder of an archive.

    :ivar path: where it belongs, relative, with ``/`` between the parts, none of which leads elsewhere.
    """

    path: str
    is_folder: bool
    size: int
    info: zipfile.ZipInfo


class Archive:
    """An open zip archive."""

    def __init__(self, file: zipfile.ZipFile, size: int) -> None:
        self._file = file
        self._size = size

    @classmethod
    @contextmanager
    def opened(cls, path: str) -> Iterator[Archive]:
        """Open a file as an archive.

        :raises ArchiveError: it is none, or damaged.
        :raises LocalFileError: it cannot be read.
        """
        with told("read", path), open(path, "rb") as file:
            with _damage_told():
                archive = zipfile.ZipFile(file)
            with archive:
                yield cls(archive, file.seek(0, 2))

    @property
    def members(self) -> list[tuple[str, int, int]]:
        """Name, size and CRC of each member, sorted."""
        return sorted((info.filename, info.file_size, info.CRC) for info in self._file.infolist())

    def check(self) -> None:
        """Read every member through.

        :raises ArchiveError: one is not what the archive says of it.
        """
        for info in self._file.infolist():
            # How others are packed is not known here: whoever unpacks them will see.
            if info.compress_type in _READABLE and not info.flag_bits & _ENCRYPTED:
                with self._reading(info) as content, _damage_told(info.filename):
                    while content.read(_CHUNK):
                        pass

    @cached_property
    def entries(self) -> list[Entry]:
        """What is in it, each at its place.

        :raises ArchiveError: a place is outside of the folder that it is unpacked in, or not clear; or it is no file
            or folder, or cannot be read; or all of it is larger than an honest archive of this size can be.
        """
        entries = [_entry(info) for info in self._file.infolist()]
        _refuse_collisions(entries)
        if sum(entry.size for entry in entries) > self._size * _TIGHTEST:
            raise _unsafe("it claims to hold more than an archive of its size can")
        return [entry for entry in entries if entry.path]

    @contextmanager
    def content(self, entry: Entry) -> Iterator[IO[bytes]]:
        """Open a file of the archive for reading. At most ``size`` bytes come out of it.

        :raises ArchiveError: it is damaged.
        """
        with self._reading(entry.info) as content, _damage_told(entry.path):
            yield content

    @contextmanager
    def _reading(self, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
        with _damage_told(info.filename):
            content = self._file.open(info)
        with content:
            yield content


def check_archive(path: str) -> None:
    """Read an archive through.

    :raises ArchiveError: it is none, or damaged.
    """
    with Archive.opened(path) as archive:
        archive.check()


@contextmanager
def _damage_told(member: str | None = None) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        what = "The archive" if member is None else f"The archive's member {member!r}"
        raise ArchiveError(f"{what} is damaged: {error}. Nothing was changed by it.") from None


def _entry(info: zipfile.ZipInfo) -> Entry:
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveError(f"The archive's member {info.filename!r} is encrypted, and nobody has the password.")
    if info.compress_type not in _READABLE:
        raise ArchiveError(f"The archive's member {info.filename!r} is packed in a way that is not known here.")
    if _is_special(info):
        raise _unsafe(f"{info.filename!r} is a link or a device and no file")
    return Entry(_safe_path(info), info.is_dir(), info.file_size, info)


def _is_special(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _safe_path(info: zipfile.ZipInfo) -> str:
    # As it is in the archive: Python cuts a name at a null byte.
    name = info.orig_filename
    if name.startswith("/") or _DRIVE.match(name) or "\\" in name or "\0" in name:
        raise _unsafe(f"the name {name!r} is no relative path")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _unsafe(f"the name {name!r} leads out of the folder")
    if not parts and not info.is_dir():
        raise _unsafe(f"the name {name!r} says nothing")
    return "/".join(parts)


def _refuse_collisions(entries: list[Entry]) -> None:
    """Two files of one name, or a file where another member needs a folder: one would be written over the other."""
    files: set[str] = set()
    for entry in entries:
        if not entry.is_folder:
            if entry.path in files:
                raise _unsafe(f"the name {entry.path!r} is in it twice")
            files.add(entry.path)
    for entry in entries:
        parts = entry.path.split("/")
        above = {"/".join(parts[:depth]) for depth in range(1, len(parts) + entry.is_folder)}
        if above & files:
            raise _unsafe(f"the name {min(above & files)!r} is that of a file and of a folder")


def _unsafe(reason: str) -> ArchiveError:
    return ArchiveError(f"The archive is not unpacked, because that is not safe: {reason}.")
