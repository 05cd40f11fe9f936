# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of an archive come to their places, each whole, and never anywhere else."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from file_pieces import archive_of, sends, tree

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ArchiveError,
    InterruptedError_,
    LocalFileError,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.host import PlainHost
from ansible_collections.devops.release_management.plugins.module_utils._files.unpacking import save_unpacked
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

FILES = {"drop/web.txt": "web", "drop/sub/deep.txt": "deep", "top.txt": "top"}


def unpack(content: bytes, dest: Path | str, run: Run | None = None) -> Outcome:
    return save_unpacked(sends(content), str(dest), run or Run())


# --- what is there afterwards


def test_into_a_new_folder(tmp_path: Path) -> None:
    outcome = unpack(archive_of(FILES), tmp_path / "new")
    assert tree(tmp_path / "new") == FILES
    assert tree(tmp_path) == {f"new/{path}": content for path, content in FILES.items()}
    assert outcome.changed is True
    assert outcome.result == {"dest": str(tmp_path / "new"), "files": sorted(FILES)}
    assert set(outcome.after) == set(FILES)


def test_a_second_time_nothing_is_touched(tmp_path: Path) -> None:
    unpack(archive_of(FILES), tmp_path / "new")
    marks = {path: path.stat().st_mtime_ns for path in (tmp_path / "new").rglob("*") if path.is_file()}
    outcome = unpack(archive_of(FILES, zipfile.ZIP_STORED), tmp_path / "new")
    assert (outcome.changed, outcome.before, outcome.after) == (False, {}, {})
    assert marks == {path: path.stat().st_mtime_ns for path in (tmp_path / "new").rglob("*") if path.is_file()}


def test_only_what_differs_is_written_and_what_is_not_of_it_stays(tmp_path: Path) -> None:
    unpack(archive_of(FILES), tmp_path)
    (tmp_path / "top.txt").write_text("TOP")
    (tmp_path / "drop/sub/mine.txt").write_text("mine")
    kept = (tmp_path / "drop/web.txt").stat().st_ino
    outcome = unpack(archive_of(FILES), tmp_path)
    assert (outcome.changed, set(outcome.before), set(outcome.after)) == (True, {"top.txt"}, {"top.txt"})
    assert outcome.before != outcome.after
    assert tree(tmp_path) == {**FILES, "drop/sub/mine.txt": "mine"}
    assert (tmp_path / "drop/web.txt").stat().st_ino == kept


def test_check_mode_says_the_same_and_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "top.txt").write_text("TOP")
    marked = tmp_path.stat().st_mtime_ns
    foretold = unpack(archive_of(FILES), tmp_path, Run(check_mode=True))
    assert (tree(tmp_path), tmp_path.stat().st_mtime_ns) == ({"top.txt": "TOP"}, marked)
    assert foretold == unpack(archive_of(FILES), tmp_path)


def test_empty_folders_and_files(tmp_path: Path) -> None:
    outcome = unpack(archive_of({"empty/": "", "none.txt": ""}), tmp_path)
    assert tree(tmp_path) == {"empty": "(folder)", "none.txt": ""}
    assert outcome.result["files"] == ["none.txt"]
    (tmp_path / "empty").rmdir()
    assert unpack(archive_of({"empty/": "", "none.txt": ""}), tmp_path).changed is True


def test_an_archive_of_nothing_makes_the_folder(tmp_path: Path) -> None:
    assert unpack(archive_of({}), tmp_path / "new").changed is True
    assert unpack(archive_of({}), tmp_path / "new").changed is False


def test_needless_parts_of_names(tmp_path: Path) -> None:
    unpack(archive_of({"./a//b.txt": "b"}), tmp_path)
    assert tree(tmp_path) == {"a/b.txt": "b"}


def test_a_file_is_replaced_at_once_and_a_link_is_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("untouched")
    dest = tmp_path / "dest"
    dest.mkdir()
    (dest / "top.txt").symlink_to(outside)
    unpack(archive_of(FILES), dest)
    assert outside.read_text() == "untouched"
    assert not (dest / "top.txt").is_symlink()


def test_nothing_is_made_executable(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("run.sh")
    info.external_attr = (stat.S_IFREG | 0o4777) << 16
    unpack(archive_with(info, b"#!/bin/sh"), tmp_path)
    assert stat.S_IMODE((tmp_path / "run.sh").stat().st_mode) & 0o7111 == 0


# --- what is refused


def archive_with(info: zipfile.ZipInfo, content: bytes = b"evil") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("good.txt", "good")
        archive.writestr(info, content)
    return packed.getvalue()


def special(kind: int) -> bytes:
    info = zipfile.ZipInfo("link")
    info.external_attr = (kind | 0o777) << 16
    return archive_with(info, b"/etc")


def with_null_byte() -> bytes:
    return archive_of({"good.txt": "", "fine.txtXevil": ""}).replace(b"fine.txtX", b"fine.txt\0")


def twice() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("good.txt", "good")
        archive.writestr("./good.txt", "evil")
    return packed.getvalue()


UNSAFE = {
    "absolute": archive_of({"good.txt": "", "/tmp/evil.txt": ""}),
    "parent": archive_of({"good.txt": "", "../evil.txt": ""}),
    "parent within": archive_of({"good.txt": "", "a/../../evil.txt": ""}),
    "parent folder": archive_of({"good.txt": "", "../": ""}),
    "drive": archive_of({"good.txt": "", "C:/evil.txt": ""}),
    "drive, relative": archive_of({"good.txt": "", "c:evil.txt": ""}),
    "backslash": archive_of({"good.txt": "", "..\\evil.txt": ""}),
    "share": archive_of({"good.txt": "", "\\\\server\\evil.txt": ""}),
    "null byte": with_null_byte(),
    "no name": archive_of({"good.txt": "", ".": ""}),
    "twice": twice(),
    "file and folder": archive_of({"good.txt": "", "good.txt/evil.txt": ""}),
    "file and empty folder": archive_of({"good.txt": "", "good.txt/": ""}),
    "symbolic link": special(stat.S_IFLNK),
    "device": special(stat.S_IFCHR),
    "pipe": special(stat.S_IFIFO),
}


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("content", UNSAFE.values(), ids=UNSAFE.keys())
def test_an_archive_that_is_not_safe_is_refused_as_a_whole(tmp_path: Path, content: bytes, check_mode: bool) -> None:
    dest = tmp_path / "folder/dest"
    dest.mkdir(parents=True)
    with pytest.raises(ArchiveError, match="not safe"):
        unpack(content, dest, Run(check_mode=check_mode))
    assert tree(tmp_path) == {"folder/dest": "(folder)"}


def test_a_bomb_of_members_that_share_their_data_is_refused(tmp_path: Path) -> None:
    whole = archive_of({"a.bin": b"\0" * 4_000_000})
    bomb = bytearray(whole)
    # The directory claims 4 GB for what is some kilobytes: the size of the first central entry is at its byte 24.
    position = bomb.index(b"PK\x01\x02") + 24
    bomb[position : position + 4] = (4_000_000_000).to_bytes(4, "little")
    with pytest.raises(ArchiveError):
        unpack(bytes(bomb), tmp_path)
    assert tree(tmp_path) == {}


def test_overlapping_members_are_a_bomb(tmp_path: Path) -> None:
    """A directory whose entries all point at the same data: 2000 times a megabyte from 130 kB."""
    whole = archive_of({"a.bin": b"\0" * 1_000_000})
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    entry = whole[start:end]
    count = 2000
    entries = b"".join(entry.replace(b"a.bin", b"%05d" % number) for number in range(count))
    tail = bytearray(whole[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    with pytest.raises(ArchiveError):
        unpack(whole[:start] + entries + bytes(tail), tmp_path)
    assert tree(tmp_path) == {}


def test_what_is_packed_as_tight_as_can_be_is_no_bomb(tmp_path: Path) -> None:
    unpack(archive_of({"zeros.bin": b"\0" * 5_000_000}), tmp_path)
    assert (tmp_path / "zeros.bin").stat().st_size == 5_000_000


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(archive_of({"a.txt": "a"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    with pytest.raises(ArchiveError, match="encrypted"):
        unpack(bytes(content), tmp_path)


def test_a_damaged_archive_changes_nothing(tmp_path: Path) -> None:
    unpack(archive_of(FILES), tmp_path)
    content = bytearray(archive_of({**FILES, "top.txt": "another"}, zipfile.ZIP_STORED))
    content[content.index(b"deep", content.index(b"deep.txt") + 8)] ^= 1
    with pytest.raises(ArchiveError, match=r"'drop/sub/deep.txt' is damaged"):
        unpack(bytes(content), tmp_path)
    assert tree(tmp_path) == FILES


# --- what is in the way


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_link_to_another_folder_is_not_followed(tmp_path: Path, check_mode: bool) -> None:
    outside, dest = tmp_path / "outside", tmp_path / "dest"
    outside.mkdir()
    dest.mkdir()
    (dest / "drop").symlink_to(outside)
    with pytest.raises(LocalFileError, match=r"dest: The archive has the folder drop, but .*drop is none"):
        unpack(archive_of(FILES), dest, Run(check_mode=check_mode))
    assert (list(outside.iterdir()), [path.name for path in dest.iterdir()]) == ([], ["drop"])


def test_a_link_as_dest_is_what_the_user_wants(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    unpack(archive_of(FILES), tmp_path / "link")
    assert tree(tmp_path / "real") == FILES


def test_a_folder_where_a_file_belongs(tmp_path: Path) -> None:
    (tmp_path / "top.txt").mkdir()
    with pytest.raises(LocalFileError, match=r"the file top.txt, but .* is no plain file"):
        unpack(archive_of(FILES), tmp_path)
    assert tree(tmp_path) == {"top.txt": "(folder)"}


def test_a_file_where_a_folder_belongs(tmp_path: Path) -> None:
    (tmp_path / "drop").write_text("file")
    with pytest.raises(LocalFileError, match=r"the folder drop, but .* is none"):
        unpack(archive_of(FILES), tmp_path)
    assert tree(tmp_path) == {"drop": "file"}


@pytest.mark.parametrize(
    ("dest", "message"), [("no/where", "The folder .*/no is not there"), ("file", "is a file and no folder")]
)
def test_a_folder_that_cannot_be(tmp_path: Path, dest: str, message: str) -> None:
    (tmp_path / "file").write_text("file")
    with pytest.raises(LocalFileError, match=message):
        unpack(archive_of(FILES), tmp_path / dest)
    assert tree(tmp_path) == {"file": "file"}


def test_a_folder_within_that_cannot_be_written(tmp_path: Path, unprivileged: None) -> None:
    dest = Path("/tmp") / f"unpacking-{os.getpid()}"
    dest.mkdir()
    try:
        unpack(archive_of(FILES), dest)
        (dest / "top.txt").write_text("TOP")
        (dest / "drop/sub/deep.txt").write_text("DEEP")
        (dest / "drop/sub").chmod(0o500)
        with pytest.raises(LocalFileError, match=r"cannot write in the folder .*drop/sub"):
            unpack(archive_of(FILES), dest)
        assert tree(dest) == {**FILES, "top.txt": "TOP", "drop/sub/deep.txt": "DEEP"}
    finally:
        (dest / "drop/sub").chmod(0o700)
        shutil.rmtree(dest)


def test_a_disk_without_room_for_it_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly_full = shutil._ntuple_diskusage(100, 95, 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
    with pytest.raises(LocalFileError, match="dest: Cannot unpack the archive: 10 bytes are needed, and 5 are free"):
        unpack(archive_of(FILES), tmp_path)
    assert tree(tmp_path) == {}


def test_a_cancelled_task_unpacks_nothing(tmp_path: Path) -> None:
    run = Run()
    run.cancelled.set()
    with pytest.raises(InterruptedError_):
        unpack(archive_of(FILES), tmp_path, run)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(("whole", "reached"), [(0, False), (1, True)])
def test_a_failure_says_whether_anything_came_to_its_place(tmp_path: Path, whole: int, reached: bool) -> None:
    class Host(PlainHost):
        left = whole

        def move(self, source: str, dest: str) -> None:
            if not self.left:
                raise PermissionError(errno.EACCES, "no")
            self.left -= 1
            super().move(source, dest)

    with pytest.raises(LocalFileError) as caught:
        unpack(archive_of({"a": "a", "b": "b"}), tmp_path, Run(host=Host()))
    assert caught.value.details.get("reached") == ({"changed": True, "dest": str(tmp_path)} if reached else None)


def test_attributes_are_asked_for_every_file_and_folder(tmp_path: Path) -> None:
    asked: list[tuple[str, bool]] = []

    class Host(PlainHost):
        def set_attributes(self, path: str, changed: bool, before: Any, after: Any, *, is_folder: bool = False) -> bool:
            asked.append((os.path.relpath(path, tmp_path), is_folder))
            if path.endswith("web.txt"):
                before["mode"], after["mode"] = "0600", "0644"
                return True
            return changed

    unpack(archive_of(FILES), tmp_path / "new")
    outcome = unpack(archive_of(FILES), tmp_path / "new", Run(host=Host()))
    assert sorted(asked) == [
        ("new", True),
        ("new/drop", True),
        ("new/drop/sub", True),
        ("new/drop/sub/deep.txt", False),
        ("new/drop/web.txt", False),
        ("new/top.txt", False),
    ]
    assert outcome.changed is True
    assert outcome.before == {"drop/web.txt": {"mode": "0600"}}
    assert outcome.after == {"drop/web.txt": {"mode": "0644"}}
