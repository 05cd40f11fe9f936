# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that write files: Ansible's own options for files, through the real AnsibleModule."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from test_module import answer_of, logged, resource

from ansible_collections.devops.release_management.plugins.module_utils._files.saving import save_file
from ansible_collections.devops.release_management.plugins.module_utils._files.unpacking import save_unpacked
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource, Run

__all__ = ["logged"]

CONTENT = b"content"


@pytest.fixture(autouse=True)
def _umask() -> Any:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def toy(tmp_path: Path) -> Resource:
    """Saves a file under the name of its option."""

    def run(params: dict[str, Any], client: Any, run: Run) -> Outcome:
        dest = str(tmp_path / params["name"])
        return save_file(lambda file: file.write(CONTENT) and None, dest, "", run, is_archive=False)

    return resource(run, writes_files=True)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run_in(folder: Path, **more: Any) -> dict[str, Any]:
    return {"_ansible_remote_tmp": str(folder / "remote_tmp"), "_ansible_diff": True, **more}


def test_a_new_file_has_the_declared_mode(toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = answer_of(toy, capsys, name="a", mode="0640", **run_in(tmp_path))
    assert mode_of(tmp_path / "a") == 0o640
    assert {name: answer[name] for name in ("changed", "dest", "mode", "state", "size", "uid")} == {
        "changed": True,
        "dest": str(tmp_path / "a"),
        "mode": "0640",
        "state": "file",
        "size": len(CONTENT),
        "uid": os.geteuid(),
    }
    assert set(answer["diff"]["after"]) == {"checksum", "size"}
    assert answer["invocation"]["module_args"]["mode"] == "0640"
    assert answer["invocation"]["module_args"]["unsafe_writes"] is False


def test_without_a_mode_it_has_that_of_the_umask(
    toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer_of(toy, capsys, name="a", **run_in(tmp_path))
    assert mode_of(tmp_path / "a") == 0o644


def test_a_replaced_file_keeps_its_mode(toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o604)
    assert answer_of(toy, capsys, name="a", **run_in(tmp_path))["changed"] is True
    assert (mode_of(tmp_path / "a"), (tmp_path / "a").read_bytes()) == (0o604, CONTENT)


@pytest.mark.parametrize("check_mode", [True, False])
def test_another_mode_alone_is_a_change(
    toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path, check_mode: bool
) -> None:
    (tmp_path / "a").write_bytes(CONTENT)
    (tmp_path / "a").chmod(0o600)
    answer = answer_of(toy, capsys, name="a", mode="u=rw,g=r", **run_in(tmp_path, _ansible_check_mode=check_mode))
    assert (answer["changed"], answer["diff"]) == (True, {"before": {"mode": "0600"}, "after": {"mode": "0640"}})
    assert mode_of(tmp_path / "a") == (0o600 if check_mode else 0o640)


def test_the_same_again_is_no_change(toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answers = [answer_of(toy, capsys, name="a", mode="0640", **run_in(tmp_path)) for _run in (1, 2)]
    assert [answer["changed"] for answer in answers] == [True, False]
    assert answers[1]["diff"] == {"before": {}, "after": {}}


def test_check_mode_foretells_the_file_and_leaves_the_old_one(
    toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("of another size")
    foretold = answer_of(toy, capsys, name="a", **run_in(tmp_path, _ansible_check_mode=True))
    assert (tmp_path / "a").read_text() == "of another size"
    really = answer_of(toy, capsys, name="a", **run_in(tmp_path))
    assert {**foretold, "invocation": 0} == {**really, "invocation": 0}


def test_nothing_is_left_in_any_folder(toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for check_mode in (True, False):
        answer_of(toy, capsys, name="a", **run_in(tmp_path, _ansible_check_mode=check_mode))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "a"]


WRONG = [
    ({"owner": "nobody-of-this-name"}, "nobody-of-this-name"),
    ({"group": "nobody-of-this-name"}, "nobody-of-this-name"),
    ({"mode": "rw"}, "mode must be in octal or symbolic form"),
]


def downloading(download: Any, dest: Path, *, unpacks: bool) -> Resource:
    def run(params: dict[str, Any], client: Any, run: Run) -> Outcome:
        if unpacks:
            return save_unpacked(download, str(dest), run)
        return save_file(download, str(dest), "", run, is_archive=False)

    return resource(run, writes_files=True)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("unpacks", [False, True])
@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(("attributes", "message"), WRONG)
def test_attributes_that_cannot_be_are_refused_before_the_download(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    attributes: dict[str, Any],
    message: str,
    check_mode: bool,
    unpacks: bool,
) -> None:
    begun = []
    toy = downloading(begun.append, tmp_path / "new", unpacks=unpacks)
    answer = answer_of(toy, capsys, name="n", **attributes, **run_in(tmp_path, _ansible_check_mode=check_mode))
    assert (answer["failed"], answer["changed"], begun) == (True, False, [])
    assert message in answer["msg"]
    assert "bug" not in answer["msg"]
    assert files_in(tmp_path) == []


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as content:
        content.writestr("sub/a", CONTENT)
    return packed.getvalue()


@pytest.mark.parametrize("unpacks", [False, True])
def test_an_owner_that_may_not_be_set_leaves_nothing_in_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unpacks: bool
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "lchown", refuse)
    content = archive() if unpacks else CONTENT
    toy = downloading(lambda file: file.write(content) and None, tmp_path / "new", unpacks=unpacks)
    answer = answer_of(toy, capsys, name="n", owner=str(os.geteuid() + 1), **run_in(tmp_path))
    assert (answer["failed"], answer["changed"]) == (True, False)
    assert "chown failed" in answer["msg"]
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("mode", ["0600", 0o600, "0640"])
def test_a_new_file_never_has_more_than_its_mode(
    toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Any
) -> None:
    seen = []
    chmod = os.chmod

    def watched(path: Any, permissions: int, **more: Any) -> None:
        chmod(path, permissions, **more)
        if os.fsdecode(path) == str(tmp_path / "a"):
            seen.append(permissions)

    monkeypatch.setattr(os, "chmod", watched)
    answer_of(toy, capsys, name="a", mode=mode, **run_in(tmp_path))
    wanted = mode if isinstance(mode, int) else int(mode, 8)
    assert mode_of(tmp_path / "a") == wanted
    assert seen
    assert not any(permissions & ~wanted for permissions in seen)
    assert os.umask(0o022) == 0o022


def test_what_fails_when_the_file_is_there_says_so(
    toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ansible.module_utils.basic import AnsibleModule

    def refuse(self: AnsibleModule, path: str, attributes: str | None, changed: bool, *_more: Any) -> bool:
        return changed if attributes is None else self.fail_json(path=path, msg="chattr failed", details="not here")

    monkeypatch.setattr(AnsibleModule, "set_attributes_if_different", refuse)
    answer = answer_of(toy, capsys, name="a", attributes="i", **run_in(tmp_path))
    assert (answer["failed"], answer["changed"], answer["dest"]) == (True, True, str(tmp_path / "a"))
    assert answer["msg"] == "chattr failed: not here"


def test_a_rename_that_the_system_refuses(
    toy: Resource, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a file that is mounted into a container: only unsafe writes replace its content."""
    (tmp_path / "a").write_text("old")
    rename = os.rename

    def busy(source: Any, dest: Any) -> None:
        if os.fsdecode(dest) == str(tmp_path / "a"):
            raise OSError(errno.EBUSY, "Device or resource busy")
        rename(source, dest)

    monkeypatch.setattr(os, "rename", busy)
    answer = answer_of(toy, capsys, name="a", **run_in(tmp_path))
    assert answer["failed"] is True
    assert str(tmp_path / "a") in answer["msg"]
    assert "bug" not in answer["msg"]
    assert (tmp_path / "a").read_text() == "old"
    assert answer_of(toy, capsys, name="a", unsafe_writes=True, **run_in(tmp_path))["changed"] is True
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert [path for path in tmp_path.iterdir() if path.is_file()] == [tmp_path / "a"]


def test_a_mode_is_for_the_files_of_an_archive_and_not_for_folders(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    unpacking = downloading(lambda file: file.write(archive()) and None, tmp_path / "new", unpacks=True)
    answer = answer_of(unpacking, capsys, name="n", mode="0600", **run_in(tmp_path))
    assert (answer["state"], answer["files"]) == ("directory", ["sub/a"])
    assert [mode_of(tmp_path / "new" / path) for path in ("", "sub", "sub/a")] == [0o755, 0o755, 0o600]
    assert answer_of(unpacking, capsys, name="n", mode="0600", **run_in(tmp_path))["changed"] is False


def test_a_resource_that_writes_no_files_does_not_take_their_options(capsys: pytest.CaptureFixture[str]) -> None:
    answer = answer_of(resource(lambda params, client, run: Outcome(False, {})), capsys, name="n", mode="0600")
    assert "Unsupported parameters" in answer["msg"]
