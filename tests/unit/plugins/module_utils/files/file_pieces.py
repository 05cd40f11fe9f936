# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pytest

Download = Callable[[BinaryIO], None]


def archive_of(
    files: Mapping[str, str | bytes],
    compression: int = zipfile.ZIP_DEFLATED,
    date: tuple[int, int, int, int, int, int] = (2024, 3, 4, 5, 6, 8),
) -> bytes:
    """A zip archive; names are taken as they are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, date)
            info.compress_type = compression
            archive.writestr(info, content)
    return packed.getvalue()


def sends(content: bytes) -> Download:
    """A download of this content."""

    def download(file: BinaryIO) -> None:
        file.write(content)

    return download


def tree(folder: Path) -> dict[str, str]:
    """All files below a folder with their content, and its empty folders."""
    return {
        str(path.relative_to(folder)): path.read_text(errors="replace") if path.is_file() else "(folder)"
        for path in sorted(folder.rglob("*"))
        if not path.is_dir() or not any(path.iterdir())
    }


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Permissions count: not as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
