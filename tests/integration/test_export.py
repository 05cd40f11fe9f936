# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A project's pipelines as a folder of files: applied to the project they change nothing, and elsewhere they make the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import AS_MODULE, IN_PROCESS, PREFIX, Connection, Playbooks, Ran, Tagged, play
from harness.varied_pipelines import pipeline

from release_management_sandbox.testing import RunningSandbox, running_sandbox

FEW, MANY = 15, 100
OTHER = "Contoso"
_NAMED = (
    "task_group", "deployment_group", "machine_group", "service_endpoint", "variable_group", "build_definition", "repository"
)  # fmt: skip
"""What the seed has in Fabrikam only, and what pipelines name besides queues and people."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite"


@pytest.fixture(scope="module")
def sandbox(database: Path) -> Iterator[RunningSandbox]:
    with running_sandbox(pace=0, data=database) as running:
        yield running


@pytest.fixture
def furnished(fresh: RunningSandbox, database: Path) -> RunningSandbox:
    """The other project has no pipeline, but all that pipelines name: under the same names, with other ids."""
    with sqlite3.connect(database) as rows:
        projects = dict(rows.execute("SELECT name, id FROM documents WHERE kind = 'project'").fetchall())
        copied = (
            f"SELECT kind, id, name, body FROM documents WHERE project = ? AND kind IN ({', '.join('?' * len(_NAMED))})"
        )
        for kind, key, name, body in rows.execute(copied, [projects["fabrikam"], *_NAMED]).fetchall():
            other = key + 40 if isinstance(key, int) else f"{key[-8:]}{key[8:]}"
            as_text = (
                (f'"id":{key},', f'"id":{other},') if isinstance(key, int) else (f'"id":"{key}"', f'"id":"{other}"')
            )
            assert as_text[0] in body, f"{kind} {key} shows its id otherwise"
            rows.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)",
                (kind, projects[OTHER.casefold()], other, name, body.replace(*as_text, 1)),
            )
    rows.close()
    return fresh


def for_ansible(value: Any) -> Any:
    """Texts that are to be taken as they are."""
    if isinstance(value, dict):
        return {_marked(key): for_ansible(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [for_ansible(entry) for entry in value]
    return _marked(value)


def _marked(value: Any) -> Any:
    marks = ("{{", "{%", "{#")
    return Tagged("!unsafe", value) if isinstance(value, str) and any(mark in value for mark in marks) else value


def apply(playbooks: Playbooks, connection: Connection, *arguments: str) -> Ran:
    task = {f"{PREFIX}release_definitions": {"definitions": "{{ pipelines }}"}}
    return done(
        playbooks.run(
            [play([{"name": "applied", **task}], connection, IN_PROCESS, vars_files=["pipelines.yml"])], *arguments
        )
    )


def export(playbooks: Playbooks, connection: Connection, dest: str, *arguments: str, **options: Any) -> Ran:
    task = {f"{PREFIX}release_definition_export": {"dest": dest, **options}}
    directions = {**connection.directions, "tasks": {}}
    return done(
        playbooks.run([play([{"name": "exported", **task}], connection, AS_MODULE)], *arguments, directions=directions)
    )


def done(ran: Ran) -> Ran:
    assert ran.status == 0, ran.output[-8000:]
    return ran


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def declared_by(folder: Path) -> str:
    """A file of variables with all pipelines of a folder, each text as it is in its file."""
    entries = []
    for text in files(folder).values():
        _start, _comment, *lines = text.decode().split("\n")
        entries.append("\n".join("    " + line if line else "" for line in lines).replace("    ", "  - ", 1))
    return "pipelines:\n" + "\n".join(entries)


def check(count: int, furnished: RunningSandbox, connection: Connection, playbooks: Playbooks) -> None:
    folder = playbooks.folder
    playbooks.write("pipelines.yml", {"pipelines": [for_ansible(pipeline(number)) for number in range(count)]})
    apply(playbooks, connection)
    furnished.clear_requests()

    ran = export(playbooks, connection, "first")
    result = ran.of("exported").result
    there = list(Person(furnished.root, furnished.token).all())
    assert len(result["written"]) == len(there) == count + 1, "MyShuttle.CD is of the seed"
    reads = Counter(ran.of("exported").reads)
    assert reads.pop("GET release/definitions/#") == count + 1
    assert reads.pop("GET release/definitions") == -(-(count + 1) // 100)
    assert max(reads.values()) <= 2, reads
    assert ran.of("exported").writes == []
    first = files(folder / "first")
    assert sorted(first) == result["files"]
    assert not [name for name, text in first.items() if b"s3cret" in text or b"project: Fabrikam" in text]
    assert not [path for path in first if any(part.startswith(("_", ".")) for part in path.split("/"))]

    again = export(playbooks, connection, "first").of("exported").result
    assert (again["changed"], again["written"]) == (False, [])

    (folder / "pipelines.yml").write_text(declared_by(folder / "first"))
    furnished.clear_requests()
    applied = apply(playbooks, connection).of("applied").result
    assert [one["name"] for one in applied["release_definitions"] if one["action"] != "unchanged"] == []
    assert {request["method"] for request in furnished.requests()} <= {"GET", "OPTIONS"}

    other = Connection(connection.sandbox, project=OTHER)
    applied = apply(playbooks, other).of("applied").result
    assert Counter(one["action"] for one in applied["release_definitions"]) == {"created": count + 1}
    export(playbooks, other, "second")
    assert files(folder / "second") == first
    applied = apply(playbooks, other).of("applied").result
    assert not applied["changed"]


def test_few_pipelines(furnished: RunningSandbox, connection: Connection, playbooks: Playbooks) -> None:
    check(FEW, furnished, connection, playbooks)


@pytest.mark.wide
def test_a_hundred_pipelines(furnished: RunningSandbox, connection: Connection, playbooks: Playbooks) -> None:
    check(MANY, furnished, connection, playbooks)
