# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource: which definition is meant, present, absent, brought back, checked, restored."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from fake_client import after, lost_after, lost_before
from fake_release_server import (
    FRANK,
    FakeReleaseServer,
    no_project,
    refused,
    refusing,
)

from ansible_collections.devops.release_management.plugins.module_utils import _sent_once
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    UnexpectedAnswerError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Apply = Callable[..., Outcome]
Options = dict[str, Any]

GET, LIST = "release_definitions.get", "release_definitions.list"
DELETE, UNDELETE, REVISION = (
    "release_definitions.delete",
    "release_definitions.undelete",
    "release_definitions.revision",
)


def website(**more: Any) -> Options:
    return {"name": "Website", "environments": [{"name": "Dev"}], **more}


def full(**more: Any) -> Options:
    """A pipeline that uses several catalogues."""
    task = {"task": "PowerShell@2", "name": "Say", "inputs": {"script": "echo"}}
    stages = [
        {
            "name": "Dev",
            "variable_groups": ["Web"],
            "pre_deploy_approvals": {"approvers": ["frank@fabrikam.com"]},
            "deploy_phases": [{"queue": "Default", "workflow_tasks": [task]}],
        },
        {
            "name": "QA",
            "conditions": [{"name": "Dev", "condition_type": "environmentState", "value": "succeeded"}],
            "deploy_phases": [{"phase_type": "server"}],
        },
    ]
    artifact = {"alias": "_ci", "type": "Build", "definition": "Fabrikam.CI"}
    return {"name": "Website", "environments": stages, "artifacts": [artifact], "variables": {"Color": "red"}, **more}


def document_of(outcome: Outcome) -> Options:
    found: Options = outcome.result["release_definition"]
    return found


# ------------------------------------------------------------------------------------------- what the server kept of it


def test_what_the_server_did_not_keep_is_warned_of(
    apply: Apply, server: FakeReleaseServer, warnings: list[str], monkeypatch: Any
) -> None:
    keep = server._kept
    monkeypatch.setattr(server, "_kept", lambda document: keep({**document, "variables": {}}))
    outcome = apply(full())
    assert outcome.changed
    assert [warning for warning in warnings if "did not keep all of it, in variables" in warning]


def test_what_the_server_kept_may_not_fit_but_the_write_took_place(
    apply: Apply, server: FakeReleaseServer, warnings: list[str], monkeypatch: Any
) -> None:
    stage = document_of(apply(website()))["environments"][0]
    keep = server._kept

    def anew(document: Options) -> Options:
        renumbered = [{**stage, "id": stage["id"] + 1000} for stage in document["environments"]]
        return keep({**document, "environments": renumbered})

    monkeypatch.setattr(server, "_kept", anew)
    outcome = apply(website(environments=[{"id": stage["id"], "name": "Development"}]))
    assert outcome.changed
    assert [warning for warning in warnings if "does not fit the declaration" in warning]


# ------------------------------------------------------------------------------------------------------ which is meant


def test_by_name_in_any_folder(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(website(path="\\Web")))["id"]
    outcome = apply(website())
    assert not outcome.changed
    assert document_of(outcome)["id"] == number


def test_by_name_and_path(apply: Apply, server: FakeReleaseServer) -> None:
    numbers = [document_of(apply({**full(), "path": path}))["id"] for path in ("\\", "\\Web", "\\Web\\Shop")]
    for path, number in zip(("/", "web", "/WEB/shop/"), numbers, strict=True):
        outcome = apply(full(path=path))
        assert (outcome.changed, document_of(outcome)["id"]) == (False, number)


def test_a_name_in_several_folders_is_ambiguous(apply: Apply, server: FakeReleaseServer) -> None:
    apply({**full(), "path": "\\"})
    apply({**full(), "path": "\\Web"})
    for task in (full(), {"name": "Website", "state": "absent"}):
        with pytest.raises(AmbiguousNameError) as caught:
            apply(task)
        assert caught.value.option == "name"
        assert "2 release definitions named Website, in the folders \\, \\Web" in caught.value.message
        assert server.writes == []


def test_a_search_finds_more_than_was_meant(apply: Apply, server: FakeReleaseServer) -> None:
    """It is a "contains", in any case."""
    number = document_of(apply({**full(), "name": "Website v2"}))["id"]
    created = document_of(apply(full(name="website")))["id"]
    assert created != number


def test_the_spelling_of_the_name_decides_between_two_that_differ_in_case(
    server: FakeReleaseServer, apply: Apply
) -> None:
    """Servers that do not fold names may have both."""
    apply(full())
    number = server.definitions[0]["id"]
    other = copy.deepcopy(server.definitions[0])
    server.seed({**other, "name": "Other", "environments": [{**one, "id": 0} for one in other["environments"]]})
    server.edit(server.definitions[1]["id"], lambda document: document.update(name="WEBSITE"))
    assert document_of(apply(full()))["id"] == number


@pytest.mark.parametrize("state", ["present", "absent"])
def test_neither_name_nor_id(apply: Apply, server: FakeReleaseServer, state: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        apply({"state": state, "environments": [{"name": "Dev"}]})
    assert caught.value.option == "name"
    assert server.calls == []


def test_an_id_that_nobody_has(apply: Apply, server: FakeReleaseServer) -> None:
    with pytest.raises(NotFoundError) as caught:
        apply(website(id=999))
    assert "project Fabrikam has no release definition with the id 999" in caught.value.message
    assert server.writes == []


def test_a_wrong_declaration_costs_no_request(apply: Apply, server: FakeReleaseServer) -> None:
    with pytest.raises(DeclarationError):
        apply(website(nmae="x", environments=[{"name": "Dev", "variables": {"a": []}}]))
    assert server.calls == []


@pytest.mark.parametrize(
    ("change", "option", "near"),
    [
        ({"deploy_phases": [{"queue": "Defualt"}]}, "environments[0].deploy_phases[0].queue", "Default"),
        (
            {"deploy_phases": [{"queue": 7, "workflow_tasks": [{"task": "PowerShel@2"}]}]},
            "environments[0].deploy_phases[0].workflow_tasks[0].task",
            "PowerShell",
        ),
        ({"variable_groups": [31, "Wep"]}, "environments[0].variable_groups[1]", "Web"),
        ({"owner": "franc"}, "environments[0].owner", ""),
        (
            {"pre_deploy_approvals": {"approvers": ["frank", "nobody"]}},
            "environments[0].pre_deploy_approvals.approvers[1]",
            "",
        ),
    ],
)
def test_an_unknown_name_is_an_error_with_its_path_before_any_write(
    apply: Apply, server: FakeReleaseServer, change: Options, option: str, near: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        apply(website(environments=[{"name": "Dev", **change}]))
    assert caught.value.option == option
    assert near in caught.value.message
    assert server.writes == []


# ------------------------------------------------------------------------------------------------------------- present


def test_created_then_unchanged_then_changed(apply: Apply, server: FakeReleaseServer) -> None:
    outcome = apply(full())
    assert outcome.changed
    assert outcome.before == {}
    assert outcome.after["name"] == "Website"
    assert document_of(outcome) == server.definitions[0]
    outcome = apply(full())
    assert (outcome.changed, outcome.before, outcome.after) == (False, {}, {})
    assert document_of(outcome) == server.definitions[0]
    outcome = apply(full(variables={"Color": "blue"}))
    assert (outcome.changed, outcome.before, outcome.after) == (
        True,
        {"variables": {"Color": "red"}},
        {"variables": {"Color": "blue"}},
    )


def test_each_catalogue_is_asked_once(apply: Apply, server: FakeReleaseServer) -> None:
    apply(full())
    operations = server.operations
    assert len(operations) == len(set(operations))
    assert server.writes == ["release_definitions.create"]


def test_the_diff_is_what_was_changed_and_nothing_else(apply: Apply) -> None:
    apply(full())
    changed = full()
    changed["environments"][0]["deploy_phases"][0]["workflow_tasks"].append({"task": "PowerShell@2", "name": "More"})
    outcome = apply(changed, check_mode=True)
    assert set(outcome.before) | set(outcome.after) == {"environments"}
    assert "More" in json.dumps(outcome.after)
    assert "More" not in json.dumps(outcome.before)
    assert "QA" not in json.dumps([outcome.before, outcome.after])


# ---------------------------------------------------------------------------------------------------------- check mode


def states(apply: Apply, server: FakeReleaseServer) -> dict[str, Callable[[], Options]]:
    """Tasks that change something, each with how the server gets ready for it."""

    def ready(task: Options) -> Callable[[], Options]:
        def make() -> Options:
            apply(full())
            return task

        return make

    return {
        "create": full,
        "create with secret": lambda: full(variables={"pw": {"value": "hunter2", "is_secret": True}}),
        "variable": ready(full(variables={"Color": "blue"})),
        "stage": ready(full(environments=[*full()["environments"], {"name": "Prod"}])),
        "tags": ready(full(tags=["a"])),
        "nothing": ready(full()),
    }


@pytest.mark.parametrize("name", ["create", "create with secret", "variable", "stage", "tags", "nothing"])
def test_a_check_says_what_the_run_does_and_writes_nothing(apply: Apply, server: FakeReleaseServer, name: str) -> None:
    task = states(apply, server)[name]()
    checked = apply(task, check_mode=True)
    assert server.writes == []
    done = apply(task)
    assert (checked.changed, checked.before, checked.after) == (done.changed, done.before, done.after)


def test_a_check_predicts_the_document_without_the_ids_that_only_the_server_gives(apply: Apply) -> None:
    task = full(variables={"pw": {"value": "hunter2", "is_secret": True}}, tags=["a"])
    predicted = document_of(apply(task, check_mode=True))
    done = document_of(apply(task))
    assert (predicted["id"], predicted["revision"]) == (None, None)
    assert [stage["id"] for stage in predicted["environments"]] == [None, None]
    assert predicted["variables"]["pw"]["value"] is None
    assert predicted["tags"] == ["a"]
    assert [(stage["name"], stage["rank"]) for stage in predicted["environments"]] == [
        (stage["name"], stage["rank"]) for stage in done["environments"]
    ]


def test_a_check_of_a_change_keeps_the_ids_that_are_there(apply: Apply) -> None:
    created = document_of(apply(full()))
    task = full(environments=[*full()["environments"], {"name": "Prod"}])
    predicted = document_of(apply(task, check_mode=True))
    assert predicted["id"] == created["id"]
    assert [stage["id"] for stage in predicted["environments"]] == [
        *(stage["id"] for stage in created["environments"]),
        None,
    ]


# -------------------------------------------------------------------------------------------------------------- absent


def test_absent_by_name_and_again(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(website()))["id"]
    outcome = apply({"name": "website", "state": "absent", "comment": "done"})
    assert (outcome.changed, outcome.result) == (True, {"release_definition": None})
    assert outcome.before == {"id": number, "name": "Website", "path": "\\"}
    assert server.operations == [LIST, DELETE]
    assert server.calls[-1][1]["query"] == {"forceDelete": False, "comment": "done"}
    outcome = apply({"name": "Website", "state": "absent"})
    assert (outcome.changed, outcome.result) == (False, {"release_definition": None})
    assert server.operations == [LIST]


def test_nothing_is_deleted_that_is_to_be_restored(apply: Apply, server: FakeReleaseServer) -> None:
    with pytest.raises(DeclarationError, match="state: absent") as caught:
        apply({"name": "Website", "state": "absent", "restore_revision": 1})
    assert caught.value.option == "restore_revision"


def test_a_property_that_is_null_is_left_as_it_is(apply: Apply) -> None:
    """A template without a value makes one."""
    apply({**full(), "properties": {"a": "1"}})
    assert not apply({**full(), "properties": {"a": None, "b": None}}).changed


def test_absent_by_id_and_by_path(apply: Apply, server: FakeReleaseServer) -> None:
    first = document_of(apply({**full(), "path": "\\"}))["id"]
    second = document_of(apply({**full(), "path": "\\Web"}))["id"]
    assert apply({"name": "Website", "path": "/web", "state": "absent"}).changed
    assert [document["id"] for document in server.definitions] == [first]
    assert not apply({"id": second, "state": "absent"}).changed
    assert apply({"id": first, "state": "absent"}).changed
    assert server.definitions == []


def test_a_check_of_absent_deletes_nothing(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    checked = apply({"name": "Website", "state": "absent"}, check_mode=True)
    assert server.writes == []
    done = apply({"name": "Website", "state": "absent"})
    assert (checked.changed, checked.before, checked.after) == (done.changed, done.before, done.after)


@pytest.mark.parametrize(("operation", "task"), [(LIST, {"name": "Website"}), (GET, {"id": 5})])
def test_a_project_that_is_not_there_is_not_an_absent_definition(
    apply: Apply, server: FakeReleaseServer, operation: str, task: Options
) -> None:
    for state in ("absent", "present"):
        server.faults = {operation: [refusing(no_project())], LIST: [refusing(no_project())]}
        with pytest.raises(NotFoundError, match="TF200016"):
            apply({**full(), **task, "state": state})
        assert server.writes == []


@pytest.mark.parametrize("task", [{"name": "Website"}, {"id": 5}])
def test_what_may_not_be_read_is_not_absent(apply: Apply, server: FakeReleaseServer, task: Options) -> None:
    for state in ("absent", "present"):
        refusal = refusing(PermissionDeniedError("no", status=403))
        server.faults = {GET: [refusal], LIST: [refusal]}
        with pytest.raises(PermissionDeniedError):
            apply({**full(), **task, "state": state})


def test_a_refused_deletion_tells_of_force_delete(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    message = "VS402946: The release is deployed to a stage."
    for force in (False, True):
        server.faults[DELETE] = [refusing(refused(message))]
        with pytest.raises(RefusedError) as caught:
            apply({"name": "Website", "state": "absent", "force_delete": force})
        assert message in caught.value.message
        assert ("force_delete: true" in caught.value.message) is not force
        assert caught.value.status == 400
        assert server.calls[-1][1]["query"]["forceDelete"] is force


def test_a_deletion_whose_answer_was_lost(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[DELETE] = [lost_after]
    assert apply({"name": "Website", "state": "absent"}).changed
    assert server.definitions == []


def test_a_deletion_that_never_arrived_is_sent_again(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[DELETE] = [lost_before]
    assert apply({"name": "Website", "state": "absent"}).changed
    assert server.writes == [DELETE, DELETE]
    assert server.definitions == []


def test_a_deletion_that_arrives_while_it_is_sent_again(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(website()))["id"]
    server.faults[DELETE] = [lost_before, after(lambda fake: fake.delete(number))]
    assert apply({"name": "Website", "state": "absent"}).changed
    assert server.definitions == []


def test_a_deletion_that_never_arrives_is_not_taken_for_done(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[DELETE] = [lost_before] * 50
    with pytest.raises(LostAnswerError):
        apply({"name": "Website", "state": "absent"})
    assert len(server.writes) < 5
    assert len(server.definitions) == 1


def test_a_deletion_that_is_refused_when_it_is_sent_again(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website())
    server.faults[DELETE] = [lost_before, refusing(refused("VS402946: The release is deployed to a stage."))]
    with pytest.raises(RefusedError, match=r"VS402946.*force_delete: true"):
        apply({"name": "Website", "state": "absent"})
    assert len(server.definitions) == 1


# ---------------------------------------------------------------------------------------------------------- brought back


def test_a_deleted_definition_comes_back_by_its_id(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(full()))["id"]
    server.delete(number)
    outcome = apply(full(id=number, comment="again"))
    assert outcome.changed
    assert server.writes == [UNDELETE]
    assert server.bodies(UNDELETE) == [{"comment": "again"}]
    assert document_of(outcome)["id"] == number
    assert not apply(full(id=number)).changed


def test_and_is_brought_into_the_declared_state(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(full()))["id"]
    server.delete(number)
    apply(full(id=number, variables={"Color": "blue"}))
    assert server.writes == [UNDELETE, "release_definitions.update"]
    assert server.definitions[0]["variables"] == {"Color": {"value": "blue"}}


def test_by_name_a_new_one_is_made(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(website()))["id"]
    server.delete(number)
    assert document_of(apply(website()))["id"] != number
    assert server.writes == ["release_definitions.create"]


def test_a_check_of_bringing_back_writes_nothing_and_says_changed(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(full()))["id"]
    server.delete(number)
    outcome = apply(full(id=number), check_mode=True)
    assert outcome.changed
    assert server.writes == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_name_that_was_given_away_meanwhile(apply: Apply, server: FakeReleaseServer, check_mode: bool) -> None:
    number = document_of(apply(full()))["id"]
    server.delete(number)
    other = document_of(apply(full()))["id"]
    with pytest.raises(DeclarationError) as caught:
        apply(full(id=number), check_mode=check_mode)
    assert caught.value.option == "id"
    assert f"another one of that name by now, with the id {other}" in caught.value.message
    assert server.writes == []


def test_a_check_of_bringing_back_shows_that_and_says_what_it_cannot_know(
    apply: Apply, server: FakeReleaseServer, warnings: list[str]
) -> None:
    """The list is shallow: what it does not show of a deleted definition is not missing from it."""
    created = document_of(apply(full()))
    server.delete(created["id"])
    own = [
        {**stage, "id": there["id"]}
        for stage, there in zip(full()["environments"], created["environments"], strict=True)
    ]
    task = full(id=created["id"], environments=own)
    checked = apply(task, check_mode=True)
    assert "was deleted and would be restored" in warnings[0]
    done = apply(task)
    assert (checked.changed, checked.before, checked.after) == (done.changed, done.before, done.after)
    assert (done.before, done.after) == ({"is_deleted": True}, {"is_deleted": False})


@pytest.mark.parametrize("check_mode", [True, False])
def test_nothing_is_brought_back_while_the_declaration_is_wrong(
    apply: Apply, server: FakeReleaseServer, check_mode: bool
) -> None:
    number = document_of(apply(full()))["id"]
    server.delete(number)
    stages = [{"name": "Dev", "deploy_phases": [{"queue": "Nope"}]}]
    with pytest.raises(UnknownNameError) as caught:
        apply(full(id=number, environments=stages), check_mode=check_mode)
    assert caught.value.option == "environments[0].deploy_phases[0].queue"
    assert server.writes == []


def test_who_has_left_is_no_mistake_in_what_is_brought_back(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(full()))["id"]
    server.delete(number)
    people = server.listings["identities.search"]
    server.listings["identities.search"] = [{**one, "isActive": one["id"] != FRANK} for one in people]
    assert apply(full(id=number), check_mode=True).changed
    assert apply(full(id=number)).changed
    assert not apply(full(id=number)).changed


@pytest.mark.parametrize("lost", [lost_before, lost_after])
def test_a_lost_answer_of_bringing_back_is_looked_after(
    apply: Apply, server: FakeReleaseServer, lost: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.0))
    number = document_of(apply(full()))["id"]
    server.delete(number)
    server.faults[UNDELETE] = [lost]
    assert document_of(apply(full(id=number)))["id"] == number
    assert server.operations.count(UNDELETE) == (2 if lost is lost_before else 1)


# -------------------------------------------------------------------------------------------------------------- restored


def restore(revision: int, **more: Any) -> Options:
    return {"name": "Website", "restore_revision": revision, **more}


def test_an_earlier_revision_is_restored(apply: Apply, server: FakeReleaseServer) -> None:
    first = document_of(apply(full()))
    changed = full(variables={"Color": "blue", "New": "x"}, description="second", release_name_format="R-$(rev:r)")
    changed["environments"] = changed["environments"][:1]
    changed["environments"][0]["deploy_phases"][0]["workflow_tasks"] = []
    apply(changed)
    outcome = apply(restore(1, comment="back"))
    assert outcome.changed
    restored = document_of(outcome)
    assert restored["revision"] == 3
    assert restored["variables"] == first["variables"]
    assert [stage["name"] for stage in restored["environments"]] == ["Dev", "QA"]
    assert restored["environments"][0]["id"] == first["environments"][0]["id"]
    assert restored["environments"][0]["deployPhases"] == first["environments"][0]["deployPhases"]
    assert restored["environments"][1]["conditions"] == first["environments"][1]["conditions"]
    assert server.bodies("release_definitions.update")[0]["comment"] == "back"
    assert not apply(restore(1)).changed
    assert not apply(full()).changed


def test_an_earlier_revision_under_another_name_beside_the_id(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(website()))["id"]
    apply(website(description="later"))
    restored = document_of(apply({"id": number, "name": "Site", "path": "\\Old", "restore_revision": 1}))
    assert (restored["id"], restored["name"], restored["path"]) == (number, "Site", "\\Old")
    assert not restored.get("description")
    restored = document_of(apply({"id": number, "restore_revision": 2}))
    assert (restored["name"], restored["path"], restored["description"]) == ("Site", "\\Old", "later")


def test_what_the_earlier_revision_did_not_have_is_gone(apply: Apply) -> None:
    apply(website())
    more = website(description="x", release_name_format="R-$(rev:r)", variables={"a": "b"}, variable_groups=["Web"])
    more["environments"][0].update(
        {"variables": {"c": "d"}, "variable_groups": ["Web"], "schedules": [{"days_to_release": "all"}]}
    )
    apply(more)
    restored = document_of(apply(restore(1)))
    assert not restored.get("description")
    assert not restored.get("releaseNameFormat")
    assert not restored["variables"]
    assert not restored.get("variableGroups")
    stage = restored["environments"][0]
    assert not stage["variables"]
    assert not stage.get("variableGroups")
    assert not stage.get("schedules")


def test_flags_are_what_they_were(apply: Apply, server: FakeReleaseServer) -> None:
    """The servers leave a flag out that is false: in a revision that says so."""
    plain = {"a": "x", "b": {"value": "y", "allow_override": False}, "c": "z"}
    stages = website()["environments"]
    apply(website(variables=plain, environments=[{**stages[0], "variables": dict(plain)}]))
    flagged = {
        "a": {"value": "x", "is_secret": True},
        "b": {"value": "y", "allow_override": True},
        "c": {"value": "z", "allow_override": True},
    }
    stage = {**stages[0], "variables": dict(flagged)}
    apply(website(variables=flagged, environments=[stage], raw={"isDisabled": True}))
    outcome = apply(restore(1))
    restored = document_of(outcome)
    for variables in (restored["variables"], restored["environments"][0]["variables"]):
        assert {name: one["value"] for name, one in variables.items()} == {"a": "x", "b": "y", "c": "z"}
        assert not any(one.get("isSecret") or one.get("allowOverride") for one in variables.values())
    assert restored["isDisabled"] is False
    assert outcome.before["raw"] == {"isDisabled": True}
    assert not apply(restore(1)).changed


def test_a_whole_document_says_no_by_leaving_a_flag_out(apply: Apply, server: FakeReleaseServer) -> None:
    document = {**document_of(apply(website(variables={"a": "x"}))), "isDisabled": False}
    apply(website(variables={"a": {"value": "x", "allow_override": True}}, raw={"isDisabled": True}))
    outcome = apply({"document": document})
    assert outcome.changed
    assert document_of(outcome)["isDisabled"] is False
    assert "allowOverride" not in document_of(outcome)["variables"]["a"]
    assert not apply({"document": document}).changed


def test_a_whole_document_does_not_take_a_secret_away(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website(variables={"a": {"value": "x", "is_secret": True}}))
    (number,) = (document["id"] for document in server.definitions)
    document = {**server.definitions[0], "variables": {"a": {"value": None}}}
    assert not apply({"document": document}).changed
    assert server.secret(number, "a") == "x"


@pytest.mark.parametrize(
    ("declared", "option", "right"),
    [
        ({"artifacts": [{"alias": "_ci"}]}, "artifacts[0].definition", "is required"),
        ({"environments": [{"name": "Dev", "owner": ""}]}, "environments[0].owner", "must not be empty"),
        (
            {"environments": [{"name": "Dev", "execution_policy": {"queue_depth_count": 2}}]},
            "environments[0].execution_policy.queue_depth_count",
            "1",
        ),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_no_server_takes_is_said_before(
    apply: Apply, server: FakeReleaseServer, declared: Options, option: str, right: str, check_mode: bool
) -> None:
    with pytest.raises(DeclarationError, match=right) as caught:
        apply(website(**declared), check_mode=check_mode)
    assert caught.value.option == option
    assert server.writes == []


def test_what_the_server_derived_of_another_source_goes_with_it(apply: Apply, server: FakeReleaseServer) -> None:
    server.listings["build_definitions.list"] = [
        {"id": 12, "name": "Fabrikam.CI", "path": "\\"},
        {"id": 13, "name": "Other.CI", "path": "\\"},
    ]
    apply(website(artifacts=[{"alias": "_ci", "definition": "Fabrikam.CI"}]))
    (number,) = (document["id"] for document in server.definitions)

    def derive(document: dict[str, Any]) -> None:
        (artifact,) = document["artifacts"]
        artifact.update(sourceId="p:12")
        artifact["definitionReference"]["artifactSourceDefinitionUrl"] = {"id": "http://server/12", "name": ""}

    server.edit(number, derive)
    assert not apply(website(artifacts=[{"alias": "_ci", "definition": "Fabrikam.CI"}])).changed
    outcome = apply(website(artifacts=[{"alias": "_CI", "definition": "Other.CI"}]), check_mode=True)
    (artifact,) = document_of(outcome)["artifacts"]
    assert artifact["definitionReference"]["definition"]["id"] == "13"
    assert "sourceId" not in artifact
    assert "artifactSourceDefinitionUrl" not in artifact["definitionReference"]
    apply(website(artifacts=[{"alias": "_ci", "definition": "Fabrikam.CI", "is_retained": True}]))
    assert server.bodies("release_definitions.update")[0]["artifacts"][0]["sourceId"] == "p:12"


def test_a_key_that_says_no_more_than_its_absence_is_not_written_for_its_own_sake(apply: Apply) -> None:
    apply(website())
    assert not apply(website(raw={"isDisabled": False})).changed


def test_a_stage_that_was_renamed_since_has_its_old_name_and_its_history(apply: Apply) -> None:
    first = document_of(apply(full()))
    ids = [stage["id"] for stage in first["environments"]]
    renamed = full()["environments"]
    renamed[0].update(id=ids[0], name="Development")
    renamed[1]["conditions"][0]["name"] = "Development"
    apply(full(environments=renamed))
    restored = document_of(apply(restore(1)))
    assert [(stage["id"], stage["name"]) for stage in restored["environments"]] == [(ids[0], "Dev"), (ids[1], "QA")]
    assert [one["name"] for one in restored["environments"][1]["conditions"]] == ["Dev"]


def test_a_stage_that_was_made_anew_is_found_by_its_name(apply: Apply) -> None:
    apply(full())
    apply(full(environments=full()["environments"][:1]))
    again = document_of(apply(full()))
    apply(full(variables={}))
    restored = document_of(apply(restore(1)))
    assert [stage["id"] for stage in restored["environments"]] == [stage["id"] for stage in again["environments"]]


@pytest.mark.parametrize("revision", [0, -1, 2])
def test_a_revision_that_there_never_was(apply: Apply, revision: int) -> None:
    apply(full())
    with pytest.raises(DeclarationError, match="Website has the revisions 1 to 1"):
        apply(restore(revision))


def test_the_name_and_folder_of_today_stay(apply: Apply, server: FakeReleaseServer) -> None:
    number = document_of(apply(full()))["id"]
    apply(full(id=number, name="Shop", path="\\Web", variables={"Color": "blue"}))
    restored = document_of(apply({"id": number, "restore_revision": 1}))
    assert (restored["name"], restored["path"]) == ("Shop", "\\Web")
    assert restored["variables"] == {"Color": {"value": "red"}}


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_is_renamed_or_moved_does_not_take_the_place_of_another(
    apply: Apply, server: FakeReleaseServer, check_mode: bool
) -> None:
    number = document_of(apply(full()))["id"]
    other = document_of(apply(full(name="Shop")))["id"]
    elsewhere = document_of(apply(full(path="\\Web")))["id"]
    with pytest.raises(DeclarationError, match=rf"named shop, with the id {other}") as caught:
        apply({"id": number, "name": "shop"}, check_mode=check_mode)
    assert (caught.value.option, server.writes) == ("name", [])
    with pytest.raises(DeclarationError, match=r"in the folder \\ there is another .* named Website, with the id"):
        apply({"id": elsewhere, "path": "\\"}, check_mode=check_mode)
    assert server.writes == []
    # Its own name in another casing is not taken.
    assert apply({"id": number, "name": "WEBSITE"}, check_mode=check_mode).changed


def test_restoring_in_check_mode_writes_nothing(apply: Apply, server: FakeReleaseServer) -> None:
    apply(full())
    apply(full(variables={"Color": "blue"}))
    checked = apply(restore(1), check_mode=True)
    assert server.writes == []
    done = apply(restore(1))
    assert (checked.changed, checked.before, checked.after) == (done.changed, done.before, done.after)
    assert done.after == {"variables": {"Color": "red"}}


def test_secrets_stay_and_so_does_what_is_known_of_them(apply: Apply, server: FakeReleaseServer) -> None:
    """A revision has no secret: the value of today stays, and the digest of today with it."""

    def with_secret(value: str) -> Options:
        return full(variables={"pw": {"value": value, "is_secret": True}})

    number = document_of(apply(with_secret("one")))["id"]
    apply(with_secret("two"))
    apply(restore(1))
    assert server.secret(number, "pw") == "two"
    assert not apply(with_secret("two")).changed
    assert apply(with_secret("one")).changed
    assert server.secret(number, "pw") == "one"


def test_a_secret_that_is_no_more_stops_it_before_any_write(apply: Apply, server: FakeReleaseServer) -> None:
    apply(full(variables={"pw": {"value": "one", "is_secret": True}}))
    apply(full(variables={}))
    with pytest.raises(DeclarationError) as caught:
        apply(restore(1))
    assert caught.value.option == "restore_revision"
    assert "variables.pw" in caught.value.message
    assert server.writes == []


def test_it_excludes_the_options_of_content(apply: Apply, server: FakeReleaseServer) -> None:
    apply(full())
    for content in (
        {"variables": {}},
        {"environments": [{"name": "Dev"}]},
        {"document": {"name": "x"}},
        {"raw": {"a": 1}},
    ):
        with pytest.raises(DeclarationError) as caught:
            apply(restore(1, **content))
        assert caught.value.option == "restore_revision"
        assert next(iter(content)) in caught.value.message
    assert server.writes == []


def test_there_has_to_be_something_to_restore(apply: Apply, server: FakeReleaseServer) -> None:
    with pytest.raises(DeclarationError, match="restore_revision: the release definition does not exist"):
        apply(restore(1))


@pytest.mark.parametrize("text", ["", "<html>", "[]", '"x"', "null"])
def test_a_stored_text_that_is_no_definition(apply: Apply, server: FakeReleaseServer, text: str) -> None:
    apply(full())
    server.faults[REVISION] = [lambda _server, _commit: text]
    with pytest.raises(UnexpectedAnswerError, match="revision 1 is not a release definition"):
        apply(restore(1))
    assert server.writes == []


def test_the_text_of_a_revision_may_have_the_names_of_its_day(apply: Apply, server: FakeReleaseServer) -> None:
    """Stored by an older server: enumerations in another case."""
    apply(full())
    text = json.dumps(server.definitions[0]).replace("agentBasedDeployment", "AgentBasedDeployment")
    server.faults[REVISION] = [lambda _server, _commit: text.replace("environmentState", "EnvironmentState")]
    assert not apply(restore(1)).changed


# ------------------------------------------------------------------------------------------------------------- the task


def test_a_loop_shares_what_the_catalogue_knows(server: FakeReleaseServer) -> None:
    for name in ("One", "Two"):
        resource.ensure(full(name=name), server, Run())
    assert server.operations.count("queues.list") == 1
    assert server.operations.count("tasks.list") == 1


def test_approvers_are_written_by_id(apply: Apply, server: FakeReleaseServer) -> None:
    apply(full())
    (sent,) = server.bodies("release_definitions.create")
    (step,) = sent["environments"][0]["preDeployApprovals"]["approvals"]
    assert (step["approver"], step["isAutomated"]) == ({"id": FRANK}, False)
