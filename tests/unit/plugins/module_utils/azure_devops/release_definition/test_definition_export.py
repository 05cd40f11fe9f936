# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An export: which files there are afterwards, what is in them, and what is left alone."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from fake_client import after
from fake_release_server import FakeReleaseServer, refusing

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export import (
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.files import (
    HEAD,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LocalFileError,
    MissingLibraryError,
    PermissionDeniedError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Apply = Callable[..., Outcome]
Export = Callable[..., Outcome]
GET, LIST = "release_definitions.get", "release_definitions.list"


class _Loader(yaml.SafeLoader):
    """Reads ``!unsafe`` as the text that it stands for."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def stage(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "deploy_phases": [{"phase_type": "server"}], **more}


def pipeline(name: str, path: str = "\\", **more: Any) -> dict[str, Any]:
    return {"name": name, "path": path, "environments": [stage("Dev")], **more}


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "pipelines"


@pytest.fixture
def export(server: FakeReleaseServer, dest: Path, warnings: list[str]) -> Export:
    def run(*, check_mode: bool = False, **options: Any) -> Outcome:
        server.forget_calls()
        warnings.clear()
        params = {"dest": str(dest), "concurrency": 3, "prune": False, **options}
        return resource.ensure(params, server, Run(check_mode=check_mode, warn=warnings.append))

    return run


@pytest.fixture
def three(apply: Apply) -> dict[str, int]:
    """Three pipelines and their ids."""
    tasks = [pipeline("Web", "\\Shop"), pipeline("Basket", "\\Shop\\Inner"), pipeline("Alone")]
    return {task["name"]: apply(task).result["release_definition"]["id"] for task in tasks}


FILES = ["Alone.yml", "Shop/Inner/Basket.yml", "Shop/Web.yml"]


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in [folder, *folder.rglob("*")]}


# --- what is written


@pytest.mark.usefixtures("three")
def test_each_pipeline_is_a_file_in_the_folder_of_its_folder(export: Export, dest: Path, warnings: list[str]) -> None:
    outcome = export()
    assert outcome.changed
    assert files(dest) == outcome.result["files"] == outcome.result["written"] == FILES
    assert (outcome.result["removed"], outcome.result["stale"], outcome.result["secrets"]) == ([], [], [])
    text = (dest / "Shop/Inner/Basket.yml").read_text()
    assert text.startswith(f"{HEAD}name: Basket\npath: \\Shop\\Inner\n")
    assert warnings == []


@pytest.mark.usefixtures("three")
def test_the_second_run_touches_nothing(export: Export, dest: Path) -> None:
    export()
    before = state(dest)
    outcome = export()
    assert (outcome.changed, outcome.result["written"], outcome.result["diff"]) == (False, [], [])
    assert outcome.result["files"] == FILES
    assert state(dest) == before


@pytest.mark.usefixtures("three")
def test_check_mode_says_the_same_and_writes_nothing(export: Export, dest: Path) -> None:
    foretold = export(check_mode=True)
    assert not dest.exists()
    assert export() == foretold


def test_an_export_says_nothing_of_the_day_or_the_revision(
    export: Export, dest: Path, apply: Apply, three: dict[str, int], server: FakeReleaseServer
) -> None:
    export()
    before = (dest / "Alone.yml").read_bytes()
    server.edit(three["Alone"], lambda document: document.update(description="x", comment="a day later"))
    server.edit(three["Alone"], lambda document: document.update(description=None))
    assert server.stored(three["Alone"])["revision"] == 3
    export()
    assert (dest / "Alone.yml").read_bytes() == before


def test_it_costs_the_list_one_request_each_and_each_catalogue_once(
    export: Export, apply: Apply, server: FakeReleaseServer
) -> None:
    for number in range(5):
        phases = [{"queue": "Default", "workflow_tasks": [{"task": "PowerShell@2", "inputs": {"script": "x"}}]}]
        artifacts = [{"alias": "Drop", "definition": "Fabrikam.CI"}]
        apply(
            {"name": f"P{number}", "artifacts": artifacts, "environments": [{"name": "Dev", "deploy_phases": phases}]}
        )
    export()
    asked = Counter(server.operations)
    assert (asked.pop(LIST), asked.pop(GET)) == (1, 5)
    assert set(asked.values()) == {1}
    assert server.writes == []


def test_what_is_of_the_own_project_names_no_project(
    export: Export, dest: Path, apply: Apply, server: FakeReleaseServer
) -> None:
    there = {"id": "22222222-2222-4333-8444-555555555555", "name": "Contoso"}
    server.listings["projects.list"] = [*server.listings["projects.list"], there]
    artifacts = [
        {"alias": "Own", "definition": "Fabrikam.CI", "is_primary": True},
        {"alias": "Theirs", "definition": "Fabrikam.CI", "project": "Contoso"},
    ]
    apply(pipeline("Web", artifacts=artifacts))
    server.addresses = SimpleNamespace(project="fabrikam")
    export()
    written = yaml.load((dest / "Web.yml").read_text(), Loader=_Loader)
    assert [artifact.get("project") for artifact in written["artifacts"]] == [None, "Contoso"]
    # By its id it is the same project.
    server.addresses = SimpleNamespace(project="11111111-2222-4333-8444-555555555555")
    assert not export().changed


def test_a_service_endpoint_is_said_by_its_name(
    export: Export, dest: Path, apply: Apply, server: FakeReleaseServer
) -> None:
    source = {"connection": "Fabrikam-Azure", "branch": "main"}
    code = {"alias": "Code", "type": "GitHub", "definition": "fabrikam/web", "definition_reference": source}
    made = apply(pipeline("Web", artifacts=[code]))
    export()
    (artifact,) = yaml.load((dest / "Web.yml").read_text(), Loader=_Loader)["artifacts"]
    assert artifact["definition_reference"] == source
    # One that is gone is left as it is.
    gone = {"id": "99999999-0000-4000-8000-00000000dead", "name": "Gone"}

    def lose(document: dict[str, Any]) -> None:
        document["artifacts"][0]["definitionReference"]["connection"] = gone

    server.edit(made.result["release_definition"]["id"], lose)
    export()
    (artifact,) = yaml.load((dest / "Web.yml").read_text(), Loader=_Loader)["artifacts"]
    assert artifact["definition_reference"]["connection"] == gone


def test_secrets_have_no_value_and_are_named(export: Export, dest: Path, apply: Apply, warnings: list[str]) -> None:
    secret = {"value": "s3cret", "is_secret": True}
    stages = [stage("Dev"), stage("Prod", variables={"key": secret, "plain": "x"})]
    apply({"name": "Web", "variables": {"password": secret}, "environments": stages})
    outcome = export()
    named = ["variables.password", "environments[1].variables.key"]
    assert outcome.result["secrets"] == [{"file": "Web.yml", "options": named}]
    assert "Web.yml (variables.password, environments[1].variables.key)" in warnings[0]
    assert "s3cret" not in (dest / "Web.yml").read_text() + str(outcome)
    assert "scrypt" not in (dest / "Web.yml").read_text()


# --- filters


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({"path": "/shop"}, FILES[1:]),
        ({"path": "\\Shop\\Inner"}, FILES[1:2]),
        ({"path": "\\"}, FILES),
        ({"names": ["web", "ALONE"]}, [FILES[0], FILES[2]]),
        ({"search_text": "sket"}, FILES[1:2]),
        ({"search_text": "a", "path": "\\Shop"}, FILES[1:2]),
        ({"search_text": "nothing"}, []),
    ],
)
def test_filters(export: Export, dest: Path, options: dict[str, Any], written: list[str], warnings: list[str]) -> None:
    assert export(**options).result["written"] == files(dest) == written
    assert [("No release pipeline passes" in one) for one in warnings] == ([] if written else [True])


def test_ids_are_a_filter(export: Export, three: dict[str, int]) -> None:
    assert export(definition_id_filter=[three["Web"]]).result["written"] == ["Shop/Web.yml"]


@pytest.mark.usefixtures("three")
def test_a_name_that_is_not_there_is_an_error(export: Export, dest: Path) -> None:
    with pytest.raises(
        UnknownNameError, match=r"names\[1\]: There is no release definition 'Wep' in project Fabrikam.*'Web'"
    ):
        export(names=["Alone", "Wep"])
    with pytest.raises(UnknownNameError, match=r"'Alone' in folder \\Shop of project"):
        export(names=["Alone"], path="\\Shop")
    assert not dest.exists()


# --- what is gone


def test_prune_removes_the_files_of_what_is_gone_and_no_other(
    export: Export, dest: Path, three: dict[str, int], server: FakeReleaseServer, warnings: list[str]
) -> None:
    export()
    mine = {
        "mine.yml": "name: Mine\n",
        "Shop/mine.yaml": (dest / "Alone.yml").read_text(),
        "moved.yml": (dest / "Shop/Inner/Basket.yml").read_text(),
        "contoso/Gone.yml": f"{HEAD}name: Gone\npath: \\\n",
        "broken.yml": f"{HEAD}name: [\n",
        "nameless.yml": f"{HEAD}names: nameless\n",
        "_defaults.yml": "tags: [x]\n",
    }
    for place, text in mine.items():
        (dest / place).parent.mkdir(exist_ok=True)
        (dest / place).write_text(text)
    (dest / "link.yml").symlink_to(dest / "Alone.yml")
    server.delete(three["Basket"])
    server.edit(three["Alone"], lambda document: document.update(name="Renamed"))
    gone = ["Alone.yml", "Shop/Inner/Basket.yml"]

    outcome = export()
    assert (outcome.result["stale"], outcome.result["removed"]) == (gone, [])
    assert any("Alone.yml and Shop/Inner/Basket.yml" in one and "Pruning removes them" in one for one in warnings)

    foretold = export(prune=True, check_mode=True)
    assert files(dest) == sorted(["Renamed.yml", *FILES, *mine, "link.yml"])
    outcome = export(prune=True)
    assert (outcome.changed, outcome.result["removed"], outcome.result["stale"]) == (True, gone, [])
    assert outcome == foretold
    assert files(dest) == sorted(
        ["Renamed.yml", "Shop/Web.yml", *mine] + ([] if not (dest / "link.yml").exists() else ["link.yml"])
    )
    assert (dest / "link.yml").is_symlink()
    assert not (dest / "Shop/Inner").exists()
    assert not export(prune=True).changed
    assert warnings == []


def test_what_the_filters_leave_out_is_not_gone(export: Export, dest: Path, three: dict[str, int]) -> None:
    export()
    outcome = export(prune=True, names=["Web"])
    assert (outcome.changed, outcome.result["files"], files(dest)) == (False, ["Shop/Web.yml"], FILES)


def test_what_is_deleted_while_it_is_read_is_gone_the_next_time(
    export: Export, dest: Path, three: dict[str, int], server: FakeReleaseServer
) -> None:
    export()
    server.faults[GET] = [after(lambda one: one.delete(three["Web"]))]
    assert export(prune=True, names=["Web"]).result["files"] == []
    assert files(dest) == FILES
    assert export(prune=True).result["removed"] == ["Shop/Web.yml"]


def test_what_is_renamed_while_it_is_read_has_its_new_file(
    export: Export, dest: Path, three: dict[str, int], server: FakeReleaseServer
) -> None:
    renamed = {"name": "New"}
    server.faults[GET] = [after(lambda one: one.edit(three["Web"], lambda document: document.update(renamed)))]
    export(names=["Web"])
    assert files(dest) == ["Shop/New.yml"]


# --- what is in the way


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_file_that_no_export_wrote_is_not_written_over(export: Export, dest: Path, check_mode: bool) -> None:
    dest.mkdir()
    (dest / "Alone.yml").write_text("name: Alone\n")
    with pytest.raises(LocalFileError, match=r"would write over Alone\.yml in .*no export wrote that") as caught:
        export(check_mode=check_mode)
    assert caught.value.option == "dest"
    assert files(dest) == ["Alone.yml"]


@pytest.mark.usefixtures("three")
def test_a_link_is_not_written_over(export: Export, dest: Path, tmp_path: Path) -> None:
    dest.mkdir()
    (tmp_path / "elsewhere").write_text("x")
    (dest / "Alone.yml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LocalFileError, match=r"would write over Alone\.yml"):
        export()
    assert (tmp_path / "elsewhere").read_text() == "x"


@pytest.mark.usefixtures("three")
def test_what_an_export_wrote_is_written_anew(export: Export, dest: Path) -> None:
    export()
    good = (dest / "Alone.yml").read_bytes()
    (dest / "Alone.yml").write_bytes(good.replace(b"\n", b"\r\n") + b"\xff")
    outcome = export()
    assert outcome.result["written"] == ["Alone.yml"]
    assert (dest / "Alone.yml").read_bytes() == good
    (difference,) = outcome.result["diff"]
    assert (difference["before_header"], difference["after"]) == ("Alone.yml", good.decode())


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("check_mode", [False, True])
def test_places_that_cannot_be_are_told_before_anything_is_asked(
    export: Export, tmp_path: Path, server: FakeReleaseServer, check_mode: bool
) -> None:
    (tmp_path / "file").write_text("")
    for dest, message in [("no/where", "folder .*/no is not there"), ("file", "is a file and no folder")]:
        with pytest.raises(LocalFileError, match=message):
            export(dest=str(tmp_path / dest), check_mode=check_mode)
        assert server.operations == []


@pytest.mark.usefixtures("three")
def test_a_folder_of_files_that_is_a_link_is_not_written_through(export: Export, dest: Path, tmp_path: Path) -> None:
    dest.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (dest / "Shop").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LocalFileError, match=r"The export has the folder Shop, but .* is none"):
        export()
    assert files(tmp_path / "elsewhere") == []


@pytest.mark.usefixtures("three")
def test_one_that_cannot_be_read_is_an_error_and_nothing_is_written(
    export: Export, dest: Path, server: FakeReleaseServer
) -> None:
    server.faults[GET] = [refusing(PermissionDeniedError("You may not see it"))]
    with pytest.raises(PermissionDeniedError):
        export()
    assert not dest.exists()


@pytest.mark.usefixtures("three")
def test_a_full_disk_leaves_no_file_half_done(export: Export, dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        os, "replace", lambda *_paths: (turn for turn in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(LocalFileError, match="there is no space left on its disk"):
        export()
    assert files(dest) == []


def test_without_pyyaml_it_says_what_to_install(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.devops.release_management.plugins.module_utils import _libraries

    monkeypatch.setattr(_libraries, "HAS_YAML", False)
    with pytest.raises(MissingLibraryError, match="pip install PyYAML"):
        export()


def test_a_filter_that_the_server_has_not_is_an_error(export: Export, server: FakeReleaseServer) -> None:
    from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS

    server.generation = GENERATIONS["tfs2015"]
    with pytest.raises(DeclarationError, match="tag_filter"):
        export(tag_filter=["x"])
