# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one write of a task: conflicts, lost answers, refusals, folders and tags."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fake_client import after, lost_after, lost_before
from fake_release_server import FakeReleaseServer, no_definition, refused, refusing

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ConflictError,
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Callable[..., Outcome]
Options = dict[str, Any]

CREATE, UPDATE = "release_definitions.create", "release_definitions.update"
GET, LIST = "release_definitions.get", "release_definitions.list"
TAG, UNTAG = "definition_tags.add_all", "definition_tags.remove"
FOLDER, UNFOLDER = "release_folders.create", "release_folders.delete"


def website(**more: Any) -> Options:
    return {"name": "Website", "environments": [{"name": "Dev"}], **more}


def number_of(outcome: Outcome) -> int:
    return int(outcome.result["release_definition"]["id"])


def described(text: str) -> Callable[[FakeReleaseServer], None]:
    """Somebody else gives every definition a description."""

    def step(server: FakeReleaseServer) -> None:
        for document in server.definitions:
            server.edit(document["id"], lambda mine: mine.update(description=text))

    return step


# --------------------------------------------------------------------------------------------------- how much is sent


def test_creating_is_one_write_and_so_is_changing(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    assert server.operations == [LIST, CREATE]
    apply(website(description="new"))
    assert server.operations == [LIST, GET, UPDATE]
    apply(website(description="new"))
    assert server.operations == [LIST, GET]


def test_by_id_one_request_is_enough(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website()))
    apply(website(id=number))
    assert server.operations == [GET]


def test_a_write_carries_the_revision_that_was_read_and_the_comment(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website(comment="first")))
    assert server.bodies(CREATE)[0]["comment"] == "first"
    server.edit(number, lambda document: document.update(description="theirs"))
    apply(website(variables={"a": 1}, comment="second"))
    (sent,) = server.bodies(UPDATE)
    assert (sent["id"], sent["revision"], sent["comment"], sent["description"]) == (number, 2, "second", "theirs")


def test_a_comment_alone_changes_nothing(apply: Apply) -> None:
    apply(website(comment="first"))
    assert not apply(website(comment="second")).changed


def test_what_was_not_declared_is_sent_back_as_it_was(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website()))
    server.edit(number, lambda document: document.update(unknown={"a": [1, None]}))
    before = server.stored(number)
    apply(website(description="new"))
    (sent,) = server.bodies(UPDATE)
    assert {**sent, "description": None} == {**before, "description": None}


# ---------------------------------------------------------------------------------------------------------- conflicts


def test_somebody_writes_between_our_read_and_our_write(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[UPDATE] = [after(described("theirs"))]
    outcome = apply(website(variables={"a": 1}))
    assert outcome.changed
    assert [body["revision"] for body in server.bodies(UPDATE)] == [1, 2]
    (document,) = server.definitions
    assert (document["description"], document["variables"], document["revision"]) == (
        "theirs",
        {"a": {"value": "1"}},
        3,
    )


def test_somebody_else_wrote_just_what_we_wanted(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[UPDATE] = [after(described("same"))]
    outcome = apply(website(description="same"))
    assert len(server.bodies(UPDATE)) == 1
    assert outcome.result["release_definition"]["revision"] == 2


def test_others_write_all_the_time(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website()))
    server.faults[UPDATE] = [after(described(str(count))) for count in range(50)]
    with pytest.raises(ConflictError) as caught:
        apply(website(variables={"a": 1}, tags=["t"]))
    assert "changed by somebody else" in caught.value.message
    assert 2 <= len(server.bodies(UPDATE)) <= 10
    assert server.stored(number)["variables"] == {}
    assert set(server.writes) == {UPDATE}


def test_a_refusal_is_no_conflict_while_the_revision_is_the_same(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[UPDATE] = [refusing(refused("VS402973: Input not valid for executionPolicy."))]
    with pytest.raises(RefusedError, match="VS402973"):
        apply(website(description="new"))
    assert len(server.bodies(UPDATE)) == 1


def test_a_conflict_after_which_the_server_refuses(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[UPDATE] = [after(described("theirs")), refusing(refused("VS402973: Input not valid."))]
    with pytest.raises(RefusedError, match="VS402973"):
        apply(website(variables={"a": 1}))
    assert len(server.bodies(UPDATE)) == 2


def test_a_definition_that_is_gone_is_not_made_again(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website()))
    server.faults[UPDATE] = [after(lambda fake: fake.delete(number))]
    with pytest.raises(NotFoundError):
        apply(website(description="new"))
    assert CREATE not in server.writes


def test_a_404_of_a_write_while_the_definition_is_there_is_raised(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website()))
    server.faults[UPDATE] = [refusing(no_definition(number))]
    with pytest.raises(NotFoundError):
        apply(website(description="new"))
    assert server.writes == [UPDATE]


def test_other_errors_are_raised_as_they_are(apply: Apply, server: FakeReleaseServer) -> None:
    server.faults[CREATE] = [refusing(PermissionDeniedError("no", status=403))]
    with pytest.raises(PermissionDeniedError):
        apply(website())
    assert server.operations == [LIST, CREATE]


def test_somebody_creates_it_while_we_do(apply: Apply, server: FakeReleaseServer) -> None:
    theirs = {"name": "Website", "environments": [{"name": "Dev"}]}

    def creates(fake: FakeReleaseServer) -> None:
        body = json.loads(json.dumps(fake.bodies(CREATE)[0]))
        fake.seed({**body, "description": "theirs"})

    server.faults[CREATE] = [after(creates)]
    outcome = apply({**theirs, "variables": {"a": 1}})
    assert outcome.changed
    (document,) = server.definitions
    assert (document["description"], document["variables"]) == ("theirs", {"a": {"value": "1"}})
    assert server.writes.count(CREATE) == 1


def test_a_refused_creation_is_raised_as_it_is(apply: Apply, server: FakeReleaseServer) -> None:
    server.faults[CREATE] = [refusing(refused("VS402864: No artifact type found corresponding to ID x"))]
    with pytest.raises(RefusedError, match="VS402864"):
        apply(website())
    assert server.writes == [CREATE]


# ------------------------------------------------------------------------------------------------------- lost answers


@pytest.mark.parametrize("secret", [{}, {"variables": {"pw": {"value": "x", "is_secret": True}}}])
def test_the_answer_of_a_creation_is_lost_after_it_took_place(
    apply: Apply, server: FakeReleaseServer, secret: Options
) -> None:
    server.faults[CREATE] = [lost_after]
    outcome = apply(website(**secret))
    assert outcome.changed
    assert server.writes == [CREATE]
    (document,) = server.definitions
    assert outcome.result["release_definition"] == document


def test_a_secret_to_be_written_always_makes_no_second_definition(apply: Apply, server: FakeReleaseServer) -> None:
    server.faults[CREATE] = [lost_after]
    apply(website(variables={"pw": {"value": "x", "is_secret": True}}, update_secrets="always"))
    assert server.writes.count(CREATE) == 1
    assert len(server.definitions) == 1


def test_a_creation_that_never_arrived_is_sent_again_after_a_look(apply: Apply, server: FakeReleaseServer) -> None:
    server.faults[CREATE] = [lost_before]
    assert apply(website()).changed
    assert server.operations == [LIST, CREATE, LIST, CREATE]
    assert len(server.definitions) == 1


def test_a_namesake_in_another_folder_is_not_what_we_created(apply: Apply, server: FakeReleaseServer) -> None:
    """Declared in the root, where nothing of the name is; the look after the lost answer stays in the root."""
    task = {"name": "Website", "environments": [{"name": "Dev", "deploy_phases": [{"phase_type": "server"}]}]}
    apply({**task, "path": "\\Old"})
    server.faults[CREATE] = [lost_before]
    apply({**task, "path": "\\"})
    assert sorted(document["path"] for document in server.definitions) == ["\\", "\\Old"]


def test_tags_follow_a_creation_whose_answer_was_lost(apply: Apply, server: FakeReleaseServer) -> None:
    server.faults[CREATE] = [lost_after]
    outcome = apply(website(tags=["one"]))
    assert server.writes == [CREATE, TAG]
    assert outcome.result["release_definition"]["tags"] == ["one"]


def test_the_answer_of_a_change_is_lost_after_it_took_place(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[UPDATE] = [lost_after]
    outcome = apply(website(description="new"))
    assert outcome.changed
    assert server.writes == [UPDATE]
    assert outcome.result["release_definition"]["revision"] == 2


def test_a_change_that_never_arrived_is_sent_again_after_a_look(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[UPDATE] = [lost_before]
    apply(website(description="new"))
    assert server.operations == [LIST, GET, UPDATE, GET, UPDATE]
    assert server.definitions[0]["revision"] == 2


@pytest.mark.parametrize("operation", [CREATE, UPDATE])
def test_answers_that_are_lost_all_the_time_are_no_conflict(
    apply: Apply, server: FakeReleaseServer, operation: str
) -> None:
    """Nobody else changed anything, and a sentence that says so would send people searching."""
    if operation == UPDATE:
        apply(website())
    server.faults[operation] = [lost_before] * 50
    with pytest.raises(LostAnswerError):
        apply(website(description="new"))
    assert 2 <= len(server.bodies(operation)) <= 10


def test_when_the_look_fails_too_that_is_said(apply: Apply, server: FakeReleaseServer) -> None:
    def look(fake: FakeReleaseServer, commit: Any) -> Any:
        return commit()

    server.faults = {CREATE: [lost_after], LIST: [look, refusing(PermissionDeniedError("no", status=403))]}
    with pytest.raises(PermissionDeniedError):
        apply(website())
    assert server.writes == [CREATE]


# --------------------------------------------------------------------------------------------------------------- tags


def test_tags_have_requests_of_their_own(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website(tags=["one", "two"])))
    assert server.writes == [CREATE, TAG]
    outcome = apply(website(tags=["Two", "three"]))
    assert server.writes == [TAG, UNTAG]
    assert (server.bodies(TAG), server.asked(UNTAG)[0]["tag"]) == ([["three"]], "one")
    assert UPDATE not in server.writes
    assert outcome.changed
    assert outcome.before == {"tags": ["one", "two"]}
    assert outcome.after == {"tags": ["three", "two"]}
    assert sorted(outcome.result["release_definition"]["tags"]) == ["three", "two"]
    assert sorted(server.stored(number)["tags"]) == ["three", "two"]


def test_a_tag_that_no_request_can_take_away_is_refused_before_anything_is_written(
    apply: Apply, server: FakeReleaseServer
) -> None:
    """It can be added, by the body; it is taken away by the path, in which ASP.NET refuses some characters."""
    apply(website(tags=["ring:1", "old"]))
    with pytest.raises(DeclarationError, match=r"^tags: the tag 'ring:1' cannot be removed"):
        apply(website(tags=["new"], description="new"))
    assert server.writes == []
    assert apply(website(tags=["ring:1"])).changed


@pytest.mark.parametrize("check_mode", [True, False])
def test_an_empty_tag_is_refused(apply: Apply, server: FakeReleaseServer, check_mode: bool) -> None:
    with pytest.raises(DeclarationError, match=r"^tags\[1\]: must not be empty"):
        apply(website(tags=["ok", ""]), check_mode=check_mode)
    assert server.calls == []


def test_tags_that_are_not_declared_stay_and_an_empty_list_is_none(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website(tags=["one"]))
    assert not apply(website()).changed
    assert not apply(website(tags=["ONE", "one"])).changed
    assert apply(website(tags=[])).changed
    assert server.definitions[0]["tags"] == []


def test_tags_and_content_change_together(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website(tags=["one"]))
    outcome = apply(website(tags=["two"], description="new"))
    assert server.writes == [UPDATE, TAG, UNTAG]
    assert outcome.result["release_definition"]["tags"] == ["two"]
    assert outcome.after == {"description": "new", "tags": ["two"]}


# ------------------------------------------------------------------------------------------------------------ folders


def test_folders_are_made_where_they_are_missing(apply: Apply, server: FakeReleaseServer) -> None:
    server.folders += ["\\Web"]
    apply(website(path="/web/Shop/EU"))
    assert [asked["path"] for name, asked in server.calls if name == FOLDER] == ["\\web\\Shop", "\\web\\Shop\\EU"]
    (sent,) = server.bodies(CREATE)
    assert sent["path"] == "\\web\\Shop\\EU"


def test_no_folder_is_asked_for_in_the_root_or_when_nothing_moves(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website(path="\\"))
    assert "release_folders.list" not in server.operations
    apply(website(path="/", description="new"))
    assert "release_folders.list" not in server.operations


def test_the_answer_about_a_folder_is_lost(apply: Apply, server: FakeReleaseServer) -> None:
    server.faults[FOLDER] = [lost_after]
    apply(website(path="\\Web\\Shop"))
    assert server.folders == ["\\", "\\Web", "\\Web\\Shop"]
    assert len(server.definitions) == 1


def test_a_definition_moves_by_its_id(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(website()))
    outcome = apply(website(id=number, name="Shop", path="Web"))
    assert server.writes == [FOLDER, UPDATE]
    (document,) = server.definitions
    assert (document["id"], document["name"], document["path"]) == (number, "Shop", "\\Web")
    assert outcome.before == {"name": "Website", "path": "\\"}
    assert outcome.after == {"name": "Shop", "path": "\\Web"}


def test_a_check_makes_no_folder(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website(path="\\Web"), check_mode=True)
    assert server.writes == []


@pytest.mark.parametrize("error", [refused("Disabled."), PermissionDeniedError("no", status=403)])
def test_a_refused_creation_names_the_folders_that_it_leaves(
    apply: Apply, server: FakeReleaseServer, warnings: list[str], error: Exception
) -> None:
    """To take them away again could take away what others put there: that deletes the definitions in them."""
    server.folders += ["\\Web"]
    server.faults[CREATE] = [refusing(error)]
    with pytest.raises(type(error)):
        apply(website(path="/web/Shop/EU"))
    assert UNFOLDER not in server.writes
    assert [warning for warning in warnings if "\\web\\Shop, \\web\\Shop\\EU" in warning] == warnings != []


def test_a_refused_move_names_the_folders_that_it_leaves(
    apply: Apply, server: FakeReleaseServer, warnings: list[str]
) -> None:
    number = number_of(apply(website()))
    server.faults[UPDATE] = [refusing(refused("no"))]
    with pytest.raises(RefusedError):
        apply(website(id=number, path="\\New"))
    assert [warning for warning in warnings if "\\New" in warning] == warnings != []


def test_a_refused_folder_is_not_named_but_the_one_above_it(
    apply: Apply, server: FakeReleaseServer, warnings: list[str]
) -> None:
    server.faults[FOLDER] = [lambda _server, commit: commit(), refusing(refused("no such name"))]
    with pytest.raises(RefusedError, match="no such name"):
        apply(website(path="\\New\\a:b"))
    assert [warning for warning in warnings if "\\New." in warning] == warnings != []


def test_a_folder_that_another_task_makes_meanwhile_is_no_failure(apply: Apply, server: FakeReleaseServer) -> None:
    server.faults[FOLDER] = [after(lambda fake: fake.folders.append("\\Web"))]
    apply(website(path="\\Web"))
    assert server.definitions[0]["path"] == "\\Web"
