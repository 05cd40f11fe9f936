# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds that are there: updated, leased, canceled, deleted."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fake_build_server import MAIN, FakeBuildServer, refused
from fake_client import lost_after, lost_before

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
)

UPDATE, DELETE = "builds.update", "builds.delete"
STARTED = "2026-03-01T12:30:42.7771199Z"


@pytest.fixture
def server() -> FakeBuildServer:
    server = FakeBuildServer()
    server.add(startTime=STARTED, parameters='{"a":"1"}')
    server.add(status="inProgress", result=None, sourceVersion=None)
    return server


# ---------------------------------------------------------------------------------------------------------- updates


def test_only_what_differs_is_written(server: FakeBuildServer) -> None:
    params: dict[str, Any] = {"build_id": 100, "keep_forever": True, "build_number": "4.2.0", "result": "Succeeded"}
    checked = server.run(check_mode=True, **params)
    assert server.writes == []
    outcome = server.run(**params)
    assert server.asked(UPDATE)[0]["body"] == {"keepForever": True, "buildNumber": "4.2.0"}
    for one in (checked, outcome):
        assert one.changed
        assert one.before == {"keep_forever": False, "build_number": "20260301.100"}
        assert one.after == {"keep_forever": True, "build_number": "4.2.0"}
        assert one.result["build"]["keepForever"] is True
        assert one.result["build"]["parameters"] == '{"a":"1"}'
    assert not server.run(**params).changed
    assert server.operations == ["builds.get"]


@pytest.mark.parametrize(
    "same",
    [
        {"start_time": "2026-03-01T12:30:42.777119Z"},
        {"start_time": "2026-03-01 13:30:42.7771199+01:00"},
        {"status": "COMPLETED"},
        {"status": 2},
        {"result": "2"},
        {"source_version": MAIN[:8]},
    ],
    ids=str,
)
def test_what_means_the_same_is_no_change(server: FakeBuildServer, same: dict[str, Any]) -> None:
    assert not server.run(build_id=100, **same).changed
    assert server.writes == []


@pytest.mark.parametrize(
    ("wrong", "option"),
    [({"start_time": "2026-03-01T12:00:00Z"}, "start_time"), ({"status": "inProgress"}, "status")],
)
def test_what_is_final_is_refused_before_anything_is_written(
    server: FakeBuildServer, wrong: dict[str, Any], option: str
) -> None:
    for check_mode in (True, False):
        with pytest.raises(DeclarationError) as caught:
            server.run(build_id=100, keep_forever=True, check_mode=check_mode, **wrong)
        assert caught.value.option == option
    assert server.writes == []


def test_a_time_can_be_set_once(server: FakeBuildServer) -> None:
    params = {"build_id": 101, "finish_time": "2026-03-01T14:00:00+01:00", "status": "completed", "result": "failed"}
    assert server.run(**params).changed
    body = {"finishTime": "2026-03-01T13:00:00.0000000Z", "status": "completed", "result": "failed"}
    assert server.asked(UPDATE)[0]["body"] == body
    assert not server.run(**params).changed


def test_a_build_of_a_number_gets_a_version_and_keeps_its_number(server: FakeBuildServer) -> None:
    params = {"build_number": "20260301.101", "source_version": MAIN}
    assert server.run(**params).after == {"source_version": MAIN}
    assert not server.run(**params).changed


@pytest.mark.parametrize(("fault", "requests"), [(lost_after, 1), (lost_before, 2)])
def test_an_update_whose_answer_was_lost(server: FakeBuildServer, fault: Any, requests: int) -> None:
    server.faults[UPDATE] = [fault]
    outcome = server.run(build_id=100, keep_forever=True)
    assert (outcome.changed, outcome.result["build"]["keepForever"]) == (True, True)
    assert server.writes == [UPDATE] * requests


def test_an_update_that_never_arrives(server: FakeBuildServer) -> None:
    server.faults[UPDATE] = [lost_before] * 9
    with pytest.raises(LostAnswerError):
        server.run(build_id=100, keep_forever=True)


def test_a_matching_run_is_kept_too(server: FakeBuildServer) -> None:
    outcome = server.run(definition=25, source_version=MAIN, keep_forever=True)
    assert (outcome.changed, outcome.after) == (True, {"keep_forever": True})
    assert server.writes == [UPDATE]


def test_a_document_without_the_mark_is_judged_by_its_leases(server: FakeBuildServer) -> None:
    del server.build(100)["keepForever"]
    now = datetime.now(timezone.utc)
    lease = {"leaseId": 9, "runId": 100, "ownerId": "User:1", "createdOn": now.isoformat()}
    server.leases = [{**lease, "validUntil": (now + timedelta(days=40)).isoformat()}]
    assert server.run(build_id=100, keep_forever=True, check_mode=True).changed
    server.leases = [{**lease, "validUntil": "9999-12-31T00:00:00Z"}]
    assert not server.run(build_id=100, keep_forever=True).changed


# ------------------------------------------------------------------------------------------------------------ leases


def leases(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"build_id": 100, "retention_leases": list(entries)}


def test_leases_are_added_once(server: FakeBuildServer) -> None:
    params = leases({"owner_id": "Team", "days_valid": 30}, {"owner_id": "Auditors", "protect_pipeline": True})
    checked = server.run(check_mode=True, **params)
    assert server.writes == []
    outcome = server.run(**params)
    assert [asked["body"] for asked in server.asked("leases.add")] == [
        [{"ownerId": "Team", "definitionId": 25, "runId": 100, "daysValid": 30, "protectPipeline": False}],
        [{"ownerId": "Auditors", "definitionId": 25, "runId": 100, "daysValid": 36500, "protectPipeline": True}],
    ]
    assert checked.after == outcome.after == {"retention_leases": params["retention_leases"]}
    assert not server.run(**params).changed
    assert server.writes == []


def test_a_lease_is_changed_where_it_differs(server: FakeBuildServer) -> None:
    server.run(**leases({"owner_id": "Team", "days_valid": 30}))
    for wanted in ({"days_valid": 60}, {"days_valid": 10}, {"protect_pipeline": True}):
        outcome = server.run(**leases({"owner_id": "Team", **wanted}))
        assert outcome.after == {"retention_leases": [{"owner_id": "Team", **wanted}]}
        assert not server.run(**leases({"owner_id": "Team", **wanted})).changed
    assert len(server.leases) == 1


def test_a_lease_of_some_age_is_not_renewed_each_day(server: FakeBuildServer) -> None:
    now = datetime.now(timezone.utc)
    lease = {"leaseId": 1, "runId": 100, "ownerId": "Team", "protectPipeline": False}
    created = (now - timedelta(days=20)).isoformat()
    for until in (10, 30):
        server.leases = [{**lease, "createdOn": created, "validUntil": (now + timedelta(days=until)).isoformat()}]
        assert not server.run(**leases({"owner_id": "Team", "days_valid": 30})).changed


@pytest.mark.parametrize("fault", [lost_after, lost_before])
def test_a_lease_whose_answer_was_lost_is_there_once(server: FakeBuildServer, fault: Any) -> None:
    server.faults["leases.add"] = [fault]
    server.run(**leases({"owner_id": "Team"}))
    assert len(server.leases) == 1


# ---------------------------------------------------------------------------------------------------------- canceled


def test_a_build_under_way_is_canceled_once(server: FakeBuildServer) -> None:
    checked = server.run(build_id=101, state="canceled", check_mode=True)
    assert server.writes == []
    outcome = server.run(build_id=101, state="canceled")
    for one in (checked, outcome):
        assert (one.changed, one.before, one.after) == (True, {"status": "inProgress"}, {"status": "cancelling"})
        assert one.result["build"]["status"] == "cancelling"
    assert server.asked(UPDATE)[0]["body"] == {"status": "cancelling"}
    assert not server.run(build_id=101, state="canceled").changed
    assert server.writes == []


def test_what_is_over_or_not_there_needs_no_canceling(server: FakeBuildServer) -> None:
    assert not server.run(build_id=100, state="canceled").changed
    outcome = server.run(definition=25, source_version=MAIN, state="canceled")
    assert (outcome.changed, outcome.result) == (False, {"build": None})
    assert server.writes == []
    with pytest.raises(NotFoundError):
        server.run(build_id=1, state="canceled")


def test_the_run_of_a_commit_is_canceled_and_waited_for(server: FakeBuildServer) -> None:
    server.build(101)["sourceVersion"] = MAIN
    server.looks = [{}, {"status": "completed", "result": "canceled"}]
    outcome = server.run(definition=25, source_version=MAIN[:8], state="canceled", wait=True)
    assert outcome.result["build"]["result"] == "canceled"
    assert "elapsed" in outcome.result


@pytest.mark.parametrize(("fault", "requests"), [(lost_after, 1), (lost_before, 2)])
def test_canceling_with_a_lost_answer(server: FakeBuildServer, fault: Any, requests: int) -> None:
    server.faults[UPDATE] = [fault]
    outcome = server.run(build_id=101, state="canceled")
    assert (outcome.changed, server.build(101)["status"], server.writes) == (True, "cancelling", [UPDATE] * requests)


def test_a_build_that_ends_before_it_can_be_canceled(server: FakeBuildServer) -> None:
    def ended(_server: Any, _commit: Any) -> Any:
        server.build(101).update(status="completed", result="succeeded")
        raise refused("too late")

    server.faults[UPDATE] = [ended]
    assert not server.run(build_id=101, state="canceled").changed
    server.build(101)["status"] = "inProgress"
    server.faults[UPDATE] = [lambda _server, _commit: (one for one in ()).throw(refused("no"))]
    with pytest.raises(RefusedError):
        server.run(build_id=101, state="canceled")


# ------------------------------------------------------------------------------------------------------------ absent


def test_a_build_is_deleted_once(server: FakeBuildServer) -> None:
    params = {"build_number": "20260301.100", "definition": "Fabrikam.CI", "state": "absent"}
    checked = server.run(check_mode=True, **params)
    assert len(server.builds) == 2
    outcome = server.run(**params)
    for one in (checked, outcome):
        said = {"build_id": 100, "build_number": "20260301.100", "definition": "Fabrikam.CI"}
        assert (one.changed, one.before, one.after, one.result) == (True, said, {}, {"build": None})
    assert not server.run(**params).changed
    assert not server.run(build_id=100, state="absent").changed
    assert server.writes == []
    with pytest.raises(DeclarationError):
        server.run(definition="Fabrikam.CI", state="absent")


def test_a_kept_build_says_what_to_do(server: FakeBuildServer) -> None:
    server.build(100)["keepForever"] = True
    with pytest.raises(RefusedError, match=r"kept forever.*force_delete: true"):
        server.run(build_id=100, state="absent")
    assert server.writes == []
    assert server.run(build_id=100, state="absent", force_delete=True).before["keep_forever"] is True
    assert [build["id"] for build in server.builds] == [101]


def test_a_leased_build_says_who_holds_it(server: FakeBuildServer) -> None:
    server.run(**leases({"owner_id": "Release team"}))
    with pytest.raises(RefusedError, match=r"Release team until .*TF900561.*force_delete: true"):
        server.run(build_id=100, state="absent")
    with pytest.raises(RefusedError, match=r"Release team until .*force_delete: true"):
        server.run(build_id=100, state="absent", check_mode=True)
    checked = server.run(build_id=100, state="absent", force_delete=True, check_mode=True)
    assert (checked.changed, server.writes, len(server.leases)) == (True, [], 1)
    assert [lease["owner_id"] for lease in checked.before["retention_leases"]] == ["Release team"]
    server.run(build_id=100, state="absent", force_delete=True)
    assert (server.writes, server.leases) == ([DELETE, "leases.delete", DELETE], [])


def denied(_server: Any, _commit: Any) -> Any:
    raise PermissionDeniedError("TF50309", status=403)


def as_usual(_server: Any, commit: Any) -> Any:
    return commit()


@pytest.fixture
def kept(server: FakeBuildServer) -> FakeBuildServer:
    """Build 100 is kept by everything that can keep it."""
    server.run(**leases({"owner_id": "Release team", "days_valid": 30, "protect_pipeline": True}))
    server.build(100)["keepForever"] = True
    return server


def test_who_may_not_delete_a_kept_build_leaves_it_kept(kept: FakeBuildServer) -> None:
    kept.faults[DELETE] = [denied]
    with pytest.raises(PermissionDeniedError, match=r"^TF50309$"):
        kept.run(build_id=100, state="absent", force_delete=True)
    assert (kept.writes, kept.build(100)["keepForever"], len(kept.leases)) == ([DELETE], True, 1)


@pytest.mark.parametrize("fails", [DELETE, "leases.delete"])
def test_what_kept_a_build_is_put_back_where_it_cannot_be_deleted(kept: FakeBuildServer, fails: str) -> None:
    until = kept.leases[0]["validUntil"]
    kept.faults[fails] = [as_usual, denied] if fails == DELETE else [denied]
    with pytest.raises(PermissionDeniedError, match=r"TF50309 .*was put back: the mark .*Release team until") as caught:
        kept.run(build_id=100, state="absent", force_delete=True)
    assert "reached" not in caught.value.details
    assert kept.build(100)["keepForever"] is True
    (lease,) = kept.leases
    assert (lease["ownerId"], lease["runId"], lease["protectPipeline"]) == ("Release team", 100, True)
    assert lease["validUntil"][:10] in (
        until[:10],
        (datetime.fromisoformat(until) + timedelta(days=1)).isoformat()[:10],
    )


def test_a_mark_that_could_not_be_taken_away_needs_no_putting_back(kept: FakeBuildServer) -> None:
    kept.faults[UPDATE] = [denied]
    with pytest.raises(PermissionDeniedError, match=r"^TF50309$"):
        kept.run(build_id=100, state="absent", force_delete=True)
    assert (kept.writes, kept.build(100)["keepForever"], len(kept.leases)) == ([DELETE, UPDATE], True, 1)


def test_what_kept_a_build_and_cannot_be_put_back_is_told(kept: FakeBuildServer) -> None:
    kept.faults.update({DELETE: [as_usual, denied], UPDATE: [as_usual, refused_again]})
    with pytest.raises(
        PermissionDeniedError, match=r"TF50309 .*taken away.*mark.*Release team.*put back: not now"
    ) as caught:
        kept.run(build_id=100, state="absent", force_delete=True)
    assert caught.value.details["reached"] == {"changed": True}


def refused_again(_server: Any, _commit: Any) -> Any:
    raise refused("not now")


def test_a_leased_build_whose_deletion_was_lost_on_the_way_says_it_too(server: FakeBuildServer) -> None:
    server.run(**leases({"owner_id": "Release team"}))
    server.faults[DELETE] = [lost_before]
    with pytest.raises(RefusedError, match=r"Release team until .*TF900561.*force_delete: true"):
        server.run(build_id=100, state="absent")


@pytest.mark.parametrize(("fault", "requests"), [(lost_after, 1), (lost_before, 2)])
def test_deleting_with_a_lost_answer(server: FakeBuildServer, fault: Any, requests: int) -> None:
    server.faults[DELETE] = [fault]
    assert server.run(build_id=100, state="absent").changed
    assert (len(server.builds), server.writes) == (1, [DELETE] * requests)


def test_a_missing_project_is_not_a_missing_build(server: FakeBuildServer) -> None:
    def no_project(_server: Any, _commit: Any) -> Any:
        raise NotFoundError("TF200016", option="project", details={"type_key": "ProjectDoesNotExistWithNameException"})

    for operation, params in (("builds.get", {"build_id": 100}), (DELETE, {"build_id": 100, "state": "absent"})):
        server.faults[operation] = [no_project]
        with pytest.raises(NotFoundError, match="TF200016"):
            server.run(**params)


def test_a_deleted_build_that_the_server_still_shows_is_not_there(server: FakeBuildServer) -> None:
    server.build(100)["deleted"] = True
    assert not server.run(build_id=100, state="absent").changed
    with pytest.raises(NotFoundError):
        server.run(build_id=100)
