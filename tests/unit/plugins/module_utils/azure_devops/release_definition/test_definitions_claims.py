# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several definitions in one task that take names from each other, and what others do to them meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_client import after
from fake_release_server import FakeReleaseServer, refused, refusing
from many_pipelines import Many, many_document, names, pipeline

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    PartlyFailedError,
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (pipeline("Web"), pipeline("WEB")),
        (pipeline("New"), pipeline("new", path="\\")),
        (pipeline("Web"), {"id": 101, "description": "The same"}),
        # They would end as the same.
        ({"id": 101, "name": "New", "path": "\\"}, pipeline("New")),
        ({"id": 101, "name": "New"}, pipeline("New")),
        ({"id": 101, "path": "\\N"}, pipeline("web", path="\\N")),
        ({"id": 101, "path": "\\N"}, {"name": "Web", "path": "\\N", "state": "absent"}),
    ],
)
def test_two_entries_about_the_same_are_refused(
    many: Many, server: FakeReleaseServer, first: dict[str, Any], second: dict[str, Any]
) -> None:
    server.seed(many_document(server, "Web"))
    number = {"id": server.definitions[0]["id"]}
    first, second = ({**entry, **number} if "id" in entry else entry for entry in (first, second))
    with pytest.raises(DeclarationError, match=r"^definitions\[1\]: (is about|has) the same .* as definitions\[0\]"):
        many(first, second)
    assert server.writes == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_name_that_is_taken_is_known_from_the_list(many: Many, server: FakeReleaseServer, check_mode: bool) -> None:
    many(pipeline("Web"), pipeline("Shop"))
    number = server.definitions[0]["id"]
    with pytest.raises(PartlyFailedError, match=r"name: in the folder \\ there is another .* named shop"):
        many({"id": number, "name": "shop"}, check_mode=check_mode)
    assert server.writes == []
    assert [operation for operation, _arguments in server.calls].count("release_definitions.list") == 1


def refusing_taken_names(server: FakeReleaseServer) -> None:
    """A server has no two definitions of a name in a folder."""

    def refuse_taken(that: FakeReleaseServer, commit: Callable[[], Any]) -> Any:
        body = that.calls[-1][1]["body"]
        others = [document["name"].casefold() for document in that.definitions if document["id"] != body["id"]]
        if body["name"].casefold() in others:
            raise refused("the name is taken")
        return commit()

    server.faults["release_definitions.update"] = [refuse_taken] * 9


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_name_that_another_entry_gives_up_is_free(many: Many, server: FakeReleaseServer, check_mode: bool) -> None:
    """A chain, declared from its wrong end: each waits for the one that has its name, the last one for a deletion."""
    many(pipeline("A"), pipeline("B"), pipeline("C"), pipeline("D"))
    a, b, c, d = (document["id"] for document in server.definitions)
    refusing_taken_names(server)
    declared = [{"id": a, "name": "B"}, {"id": b, "name": "C"}, {"id": c, "name": "d"}, {"id": d, "state": "absent"}]
    outcome = many(*declared, check_mode=check_mode, concurrency=4)
    assert [one["action"] for one in outcome.result["release_definitions"]] == ["changed"] * 3 + ["deleted"]
    assert [one["id"] for one in outcome.result["release_definitions"]] == [a, b, c, d]
    if check_mode:
        assert server.writes == []
    else:
        assert {document["id"]: document["name"] for document in server.definitions} == {a: "B", b: "C", c: "d"}
        assert not many(*declared).changed
        assert server.writes == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_names_that_change_places_are_taken(many: Many, server: FakeReleaseServer, check_mode: bool) -> None:
    many(pipeline("A"), pipeline("B"), pipeline("C"))
    a, b, c = (document["id"] for document in server.definitions)
    with pytest.raises(PartlyFailedError, match=r"release definition named B, .* give that one another name") as raised:
        many({"id": a, "name": "B"}, {"id": b, "name": "A"}, check_mode=check_mode)
    assert raised.value.details["reached"]["changed"] is False
    assert server.writes == []
    # What waits for one of them is not taken for it.
    with pytest.raises(PartlyFailedError) as raised:
        many(
            {"id": c, "name": "A"}, {"id": a, "name": "B"}, {"id": b, "name": "C"}, pipeline("D"), check_mode=check_mode
        )
    assert [one["action"] for one in raised.value.details["reached"]["release_definitions"]] == [
        *["failed"] * 3,
        "created",
    ]


def test_two_that_are_renamed_to_the_same_are_refused(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("A"), pipeline("B"))
    a, b = (document["id"] for document in server.definitions)
    with pytest.raises(
        DeclarationError, match=r"^definitions\[1\]: has the same name and folder as definitions\[0\]: \\C"
    ):
        many({"id": a, "name": "C"}, {"id": b, "name": "c"})
    assert server.writes == []


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("leaving", [{"name": "A old"}, {"path": "\\Old"}, {"state": "absent"}], ids=str)
def test_a_name_that_is_given_up_may_be_that_of_a_new_one(
    many: Many, server: FakeReleaseServer, check_mode: bool, leaving: dict[str, Any]
) -> None:
    many(pipeline("A"))
    (a,) = (document["id"] for document in server.definitions)
    declared = [pipeline("A", path="\\", description="new"), {"id": a, **leaving}]
    outcome = many(*declared, check_mode=check_mode)
    left = "deleted" if leaving.get("state") else "changed"
    assert [one["action"] for one in outcome.result["release_definitions"]] == ["created", left]
    if check_mode:
        assert server.writes == []
        return
    old = {} if leaving.get("state") else {a: None}
    new = outcome.result["release_definitions"][0]["id"]
    assert {one["id"]: one.get("description") for one in server.definitions} == {**old, new: "new"}
    assert not many(*declared).changed
    assert server.writes == []


def test_what_does_not_leave_is_not_taken_for_the_new_one(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("A"))
    (a,) = (document["id"] for document in server.definitions)
    server.faults["release_definitions.update"] = [refusing(refused("no"))]
    with pytest.raises(PartlyFailedError) as raised:
        many(pipeline("A", description="new"), {"id": a, "name": "A old"})
    first, second = raised.value.details["reached"]["release_definitions"]
    assert first["msg"] == "definitions[0]: its name is not free: definitions[1], which was to leave it, failed"
    assert (first["id"], second["id"], second["path"]) == (None, a, "\\")
    assert [(one["name"], one.get("description")) for one in server.definitions] == [("A", None)]
    # The same where the declaration is wrong that was to be the renaming.
    with pytest.raises(PartlyFailedError):
        many(pipeline("A", description="new"), {"id": a, "name": "A old", "descripton": "x"})
    assert [(one["name"], one.get("description")) for one in server.definitions] == [("A", None)]


@pytest.mark.parametrize("check_mode", [True, False])
def test_one_that_is_brought_back_waits_for_its_name(many: Many, server: FakeReleaseServer, check_mode: bool) -> None:
    many(pipeline("A"))
    (a,) = (document["id"] for document in server.definitions)
    server.delete(a)
    many(pipeline("A"))
    (b,) = (document["id"] for document in server.definitions)
    outcome = many({"id": a, "name": "A"}, {"id": b, "name": "B"}, check_mode=check_mode)
    assert [one["action"] for one in outcome.result["release_definitions"]] == ["changed", "changed"]
    assert {one["id"]: one["name"] for one in server.definitions} == ({b: "A"} if check_mode else {a: "A", b: "B"})


# ---------------------------------------------------------------------------------- what others do while the task runs


def moving_old(server: FakeReleaseServer, elsewhere: dict[str, str]) -> None:
    """Somebody renames or moves a definition after the list was read: when the first is written."""
    number = next(one["id"] for one in server.definitions if one["name"] == "Old")
    server.faults["release_definitions.update"] = [
        after(lambda that: that.edit(number, lambda document: document.update(elsewhere)))
    ]


@pytest.mark.parametrize("elsewhere", [{"name": "Keep me"}, {"path": "\\Elsewhere"}], ids=str)
def test_nothing_is_pruned_that_was_moved_or_renamed_meanwhile(
    many: Many, server: FakeReleaseServer, elsewhere: dict[str, str]
) -> None:
    many(pipeline("Web", path="\\Shop"), pipeline("Old", path="\\Shop"))
    moving_old(server, elsewhere)
    with pytest.raises(PartlyFailedError, match="renamed or moved while the task ran, and is left alone"):
        many(pipeline("Web", description="new"), path="\\Shop", prune=True)
    assert len(server.definitions) == 2
    assert "release_definitions.delete" not in server.operations


def test_what_is_gone_by_now_need_not_be_pruned(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("Web", path="\\Shop"), pipeline("Old", path="\\Shop"))
    old = server.definitions[1]["id"]
    server.faults["release_definitions.update"] = [after(lambda that: that.delete(old))]
    outcome = many(pipeline("Web", description="new"), path="\\Shop", prune=True)
    assert [one["action"] for one in outcome.result["release_definitions"]] == ["changed", "unchanged"]


@pytest.mark.parametrize("elsewhere", [{"name": "Theirs"}, {"path": "\\Elsewhere"}], ids=str)
def test_what_was_moved_or_renamed_meanwhile_is_another_one(
    many: Many, server: FakeReleaseServer, elsewhere: dict[str, str]
) -> None:
    many(pipeline("Web", path="\\Shop"), pipeline("Old", path="\\Shop"))
    old = server.definitions[1]["id"]
    moving_old(server, elsewhere)
    declared = [pipeline("Web", description="1"), {"name": "Old", "state": "absent"}]
    outcome = many(*declared, path="\\Shop", concurrency=1)
    assert [one["action"] for one in outcome.result["release_definitions"]] == ["changed", "unchanged"]
    assert old in {one["id"] for one in server.definitions}
    server.edit(old, lambda document: document.update(name="Old", path="\\Shop"))
    moving_old(server, elsewhere)
    outcome = many(pipeline("Web", description="2"), pipeline("Old"), path="\\Shop", concurrency=1)
    assert outcome.result["release_definitions"][1]["id"] != old
    theirs = next(one for one in server.definitions if one["id"] == old)
    assert {key: theirs[key] for key in elsewhere} == elsewhere


def test_a_name_stays_taken_where_its_deletion_fails(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("A"), pipeline("B"))
    a, b = (document["id"] for document in server.definitions)
    server.faults["release_definitions.delete"] = [refusing(refused("no"))]
    with pytest.raises(PartlyFailedError, match=r"name is not free: definitions\[1\], which was to leave it, failed"):
        many({"id": a, "name": "B"}, {"id": b, "state": "absent"})
    assert names(server) == {"A", "B"}
