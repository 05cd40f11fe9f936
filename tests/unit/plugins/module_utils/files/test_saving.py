# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A download becomes a file: whole, at once, and only where its content is another one."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from file_pieces import archive_of, sends, tree

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ArchiveError,
    LocalFileError,
    UnavailableError,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.saving import save_file
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

OLD, NEW = b"old content", b"new content, longer"
FILES = {"drop/a.txt": "a" * 1000, "drop/b/c.txt": "c"}


def save(content: bytes, dest: Path | str, run: Run | None = None, **more: Any) -> Outcome:
    return save_file(sends(content), str(dest), "usual.zip", run or Run(), **{"is_archive": False, **more})


def sha1(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


# --- the file


def test_a_new_file(tmp_path: Path) -> None:
    outcome = save(NEW, tmp_path / "a")
    assert tree(tmp_path) == {"a": NEW.decode()}
    assert outcome.changed is True
    assert outcome.result == {"dest": str(tmp_path / "a"), "checksum": sha1(NEW), "size": len(NEW)}
    assert (outcome.before, outcome.after) == ({}, {"checksum": sha1(NEW), "size": len(NEW)})


def test_the_same_content_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(NEW)
    before = file.stat()
    outcome = save(NEW, file)
    assert outcome.changed is False
    assert outcome.before == outcome.after
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_another_content_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(OLD)
    outcome = save(NEW, tmp_path / "a")
    assert tree(tmp_path) == {"a": NEW.decode()}
    assert outcome.changed is True
    assert outcome.before == {"checksum": sha1(OLD), "size": len(OLD)}


def test_content_of_the_same_size_is_another_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * len(NEW))
    assert save(NEW, tmp_path / "a").changed is True


def test_whoever_has_the_old_file_open_keeps_it_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(OLD)
    with (tmp_path / "a").open("rb") as reader:
        save(NEW, tmp_path / "a")
        assert reader.read() == OLD


def test_check_mode_says_the_same_and_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(OLD)
    marked = tmp_path.stat().st_mtime_ns
    foretold = save(NEW, tmp_path / "a", Run(check_mode=True))
    assert (tree(tmp_path), tmp_path.stat().st_mtime_ns) == ({"a": OLD.decode()}, marked)
    assert foretold == save(NEW, tmp_path / "a")


def test_only_its_user_can_read_it_while_it_comes(tmp_path: Path) -> None:
    seen = []

    def download(file: BinaryIO) -> None:
        seen.extend(tmp_path.iterdir())
        seen.append(stat.S_IMODE(os.fstat(file.fileno()).st_mode))
        file.write(NEW)

    save_file(download, str(tmp_path / "a"), "", Run(), is_archive=False)
    assert seen[1:] == [0o600]
    assert seen[0].parent == tmp_path
    assert seen[0].name.startswith(".")


@pytest.mark.parametrize("ending", ["", "/"])
def test_in_a_folder_it_has_its_usual_name(tmp_path: Path, ending: str) -> None:
    outcome = save(NEW, f"{tmp_path}{ending}")
    assert outcome.result["dest"] == str(tmp_path / "usual.zip")
    assert tree(tmp_path) == {"usual.zip": NEW.decode()}


# --- archives


def test_an_archive_of_the_same_files_in_other_bytes_is_the_same(tmp_path: Path) -> None:
    first, second = archive_of(FILES), archive_of(FILES, zipfile.ZIP_STORED, date=(2025, 1, 1, 0, 0, 0))
    assert first != second
    save(first, tmp_path / "a.zip", is_archive=True)
    outcome = save(second, tmp_path / "a.zip", is_archive=True)
    assert outcome.changed is False
    assert outcome.result["checksum"] == sha1(first)  # of the file that is there
    assert (tmp_path / "a.zip").read_bytes() == first


@pytest.mark.parametrize(
    "other",
    [{**FILES, "drop/a.txt": "A" * 1000}, {**FILES, "more": ""}, {"drop/a.txt": FILES["drop/a.txt"]}, {}],
    ids=["content", "more", "less", "empty"],
)
def test_an_archive_of_other_files_is_another_one(tmp_path: Path, other: dict[str, str]) -> None:
    save(archive_of(FILES), tmp_path / "a.zip", is_archive=True)
    assert save(archive_of(other), tmp_path / "a.zip", is_archive=True).changed is True


def test_an_archive_that_is_spoilt_on_the_disk_is_replaced_though_it_lists_the_same(tmp_path: Path) -> None:
    stored = bytearray(archive_of(FILES, zipfile.ZIP_STORED))
    position = stored.index(b"aaaa")
    stored[position : position + 4] = b"bbbb"
    (tmp_path / "a.zip").write_bytes(stored)
    assert save(archive_of(FILES), tmp_path / "a.zip", is_archive=True).changed is True


def test_a_file_that_is_no_archive_is_replaced_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(OLD)
    assert save(archive_of(FILES), tmp_path / "a.zip", is_archive=True).changed is True


def damaged() -> dict[str, bytes]:
    whole = archive_of(FILES)
    stored = bytearray(archive_of(FILES, zipfile.ZIP_STORED))
    stored[stored.index(b"aaaa")] ^= 1
    return {"no archive": b"<html>", "nothing": b"", "cut off": whole[:-30], "one bit": bytes(stored)}


@pytest.mark.parametrize("content", damaged().values(), ids=damaged().keys())
def test_a_damaged_archive_never_gets_there(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(OLD)
    with pytest.raises(ArchiveError, match="damaged"):
        save(content, tmp_path / "a.zip", is_archive=True)
    assert tree(tmp_path) == {"a.zip": OLD.decode()}


# --- trouble


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("dest", "message"),
    [
        ("nowhere/a", "The folder .*/nowhere is not there"),
        ("nowhere/", "The folder .*/nowhere/ is not there"),
        ("file/a", "The folder .*/file is a file and no folder"),
        ("device", "device is there and no plain file"),
    ],
)
def test_a_place_that_cannot_be(tmp_path: Path, dest: str, message: str, check_mode: bool) -> None:
    (tmp_path / "file").write_bytes(OLD)
    (tmp_path / "device").symlink_to("/dev/null")
    with pytest.raises(LocalFileError, match=message) as caught:
        save(NEW, f"{tmp_path}/{dest}", Run(check_mode=check_mode))
    assert caught.value.option == "dest"
    assert (tmp_path / "file").read_bytes() == OLD


def test_a_name_that_leads_elsewhere_is_no_name_in_a_folder(tmp_path: Path) -> None:
    for name in ("../a.zip", "..", "b/c.zip"):
        with pytest.raises(LocalFileError, match="cannot be the name of a file"):
            save_file(sends(NEW), str(tmp_path), name, Run(), is_archive=False)


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_folder_that_cannot_be_written(tmp_path: Path, unprivileged: None, check_mode: bool) -> None:
    with pytest.raises(LocalFileError, match="dest: The user of the task cannot write in the folder /usr"):
        save(NEW, "/usr/a", Run(check_mode=check_mode))


def test_the_same_content_in_a_folder_that_cannot_be_written(tmp_path: Path, unprivileged: None) -> None:
    assert save(Path("/etc/passwd").read_bytes(), "/etc/passwd").changed is False
    with pytest.raises(LocalFileError, match="Cannot write /etc/passwd"):
        save(NEW, "/etc/passwd")


@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.ENOSPC, "there is no space left on its disk"), (errno.EDQUOT, "quota"), (errno.EIO, "input/output error")],
)
@pytest.mark.parametrize("moment", ["write", "flush"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, number: int, message: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(OLD)

    def fail(*_arguments: Any) -> None:
        raise OSError(number, os.strerror(number))

    def download(file: BinaryIO) -> None:
        file.write(NEW)
        if moment == "write":
            fail()

    if moment == "flush":
        monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(LocalFileError, match=f"dest: Cannot write the download in .*: .*{message}"):
        save_file(download, str(tmp_path / "a"), "", Run(), is_archive=False)
    assert tree(tmp_path) == {"a": OLD.decode()}


@pytest.mark.parametrize("error", [UnavailableError("the network"), KeyboardInterrupt(), SystemExit(1)], ids=repr)
def test_whatever_ends_the_download_nothing_is_left_behind(tmp_path: Path, error: BaseException) -> None:
    def download(file: BinaryIO) -> None:
        file.write(NEW)
        raise error

    with pytest.raises(type(error)):
        save_file(download, str(tmp_path / "a"), "", Run(), is_archive=False)
    assert tree(tmp_path) == {}


def test_a_really_full_disk(tmp_path: Path) -> None:
    """Linux has a device that is always full."""

    def download(file: BinaryIO) -> None:
        with open("/dev/full", "wb", buffering=0) as full:
            full.write(NEW)

    with pytest.raises(LocalFileError, match="there is no space left on its disk"):
        save_file(download, str(tmp_path / "a"), "", Run(), is_archive=False)
    assert tree(tmp_path) == {}
