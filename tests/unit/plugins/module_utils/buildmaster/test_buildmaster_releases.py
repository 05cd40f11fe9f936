# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource `buildmaster_release` against a server in memory."""

from __future__ import annotations

from typing import Any

import pytest
from fake_buildmaster import FakeBuildMaster, answers_nothing, lost_after, lost_before, refused

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils import _sent_once
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import same_pipeline
from ansible_collections.devops.release_management.plugins.module_utils._masking import MASK

PLACE = ("ProfitCalculator", "1.0.1")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeBuildMaster:
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.01, 0.01))
    return FakeBuildMaster()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Release", "release", True),
        ("global::Release", "Global::release", True),
        ("global::Release", "Release", True),
        ("Release", "global::Release", True),
        ("global::Release", "local::Release", False),
        ("Release", "Hotfix", False),
        ("global::Release", "global::Hotfix", False),
        ("", "Release", False),
    ],
)
def test_names_of_pipelines(one: str, other: str, same: bool) -> None:
    assert same_pipeline(one, other) is same


def test_what_a_server_lists_although_it_was_not_asked_for_is_left_out(server: FakeBuildMaster) -> None:
    server.release(number="1.0.2")
    server.release(number="1.0.1", applicationName="TaxCalculator", applicationId=1)
    outcome = server.run_release()
    assert (outcome.changed, outcome.result["release"]["id"]) == (False, 100)
    assert server.run_release(application=1).result["release"]["id"] == 102


def test_a_release_of_an_old_server_without_doubled_keys(server: FakeBuildMaster) -> None:
    for key in ("releaseNumber", "releaseName"):
        del server.releases[0][key]
    assert not server.run_release(name="1.0.1").changed


@pytest.mark.parametrize("fault", [lost_after, lost_before, answers_nothing])
def test_there_is_one_release_whatever_happens_to_the_answer(server: FakeBuildMaster, fault: Any) -> None:
    server.faults["releases.create"] = [fault]
    outcome = server.run_release(number="2")
    assert outcome.changed
    assert outcome.result["release"]["number"] == "2"
    assert [one["number"] for one in server.releases] == ["1.0.1", "2"]


def test_a_request_that_arrives_late_is_found_when_the_second_is_refused(server: FakeBuildMaster) -> None:
    def arrives_late(late: FakeBuildMaster, commit: Any) -> Any:
        late.faults["releases.create"].append(lambda _server, again: (commit(), again())[1])
        raise errors.LostAnswerError("the answer was lost")

    server.faults["releases.create"] = [arrives_late]
    assert server.run_release(number="2").result["release"]["number"] == "2"
    assert len(server.releases) == 2


def test_an_answer_that_is_lost_twice_says_so(server: FakeBuildMaster) -> None:
    server.faults["releases.create"] = [lost_before, lost_before]
    with pytest.raises(errors.LostAnswerError):
        server.run_release(number="2")
    assert server.writes == ["releases.create", "releases.create"]


@pytest.mark.parametrize(("was", "state"), [("active", "canceled"), ("canceled", "active")])
@pytest.mark.parametrize("fault", [lost_after, lost_before, answers_nothing, None])
def test_canceling_and_restoring(server: FakeBuildMaster, was: str, state: str, fault: Any) -> None:
    server.releases[0]["status"] = was
    operation = "releases.cancel" if state == "canceled" else "releases.restore"
    server.faults[operation] = [fault] if fault else []
    foretold = server.run_release(check_mode=True, state=state, reason="why")
    assert server.writes == []
    outcome = server.run_release(state=state, reason="why")
    assert (outcome.before, outcome.after) == ({"state": was}, {"state": state}) == (foretold.before, foretold.after)
    assert outcome.result["release"]["status"] == state
    reason = {"reason": "why"} if state == "canceled" else {}
    assert server.asked(operation)[0] == {"releaseId": 100, **reason}
    assert not server.run_release(state=state).changed


def test_a_secret_that_the_server_hides_is_sent_when_it_is_new_and_not_again(server: FakeBuildMaster) -> None:
    secret = {"Pin": {"value": "4711", "is_secret": True}}
    outcome = server.run_release(variables=secret)
    assert outcome.after == {"variables": {"Pin": MASK}}
    wire = server.variables[PLACE]["Pin"]
    assert wire == {"value": "4711", "sensitive": True, "evaluate": False}
    wire["value"] = None
    other = {"pin": {"value": "other", "is_secret": True}}
    assert not server.run_release(variables=other, update_secrets="on_create").changed
    assert server.warnings == []
    assert not server.run_release(variables=other).changed
    assert ["value of Pin," in warning for warning in server.warnings] == [True]
    assert server.run_release(variables=secret, update_secrets="always").changed


def test_a_secret_that_the_server_shows_is_compared_and_kept_out_of_sight(server: FakeBuildMaster) -> None:
    server.variables[PLACE] = {"Pin": {"value": "4711", "sensitive": True, "evaluate": False}}
    assert not server.run_release(variables={"Pin": {"value": "4711", "is_secret": True}}).changed
    server.concealed.clear()
    outcome = server.run_release(variables={"Pin": "0815"})
    assert (outcome.before, outcome.after) == ({"variables": {"Pin": MASK}}, {"variables": {"Pin": MASK}})
    assert set(server.concealed) == {("Pin", "4711"), ("Pin", "0815")}
    assert server.variables[PLACE]["Pin"] == {"value": "0815", "sensitive": True, "evaluate": False}


def test_a_secret_is_left_alone_on_create_although_the_server_shows_it(server: FakeBuildMaster) -> None:
    server.variables[PLACE] = {"Pin": {"value": "4711", "sensitive": True, "evaluate": False}}
    other = {"Pin": {"value": "0815", "is_secret": True}}
    assert not server.run_release(variables=other, update_secrets="on_create").changed
    assert server.run_release(variables=other, update_secrets="on_change").changed
    # One that is no secret yet becomes one.
    server.variables[PLACE] = {"Pin": "4711"}
    assert server.run_release(variables=other, update_secrets="on_create").changed


@pytest.mark.parametrize("kept", ["7", 7, {"value": "7"}, {"value": "7", "sensitive": False, "evaluate": False}])
def test_plain_values_in_each_form_are_equal(server: FakeBuildMaster, kept: Any) -> None:
    server.variables[PLACE] = {"Rate": kept}
    assert not server.run_release(variables={"RATE": 7}).changed
    assert server.run_release(variables={"Rate": 8}).before == {"variables": {"Rate": "7"}}


def test_an_expression_stays_one_until_it_is_declared_otherwise(server: FakeBuildMaster) -> None:
    server.variables[PLACE] = {"Path": {"value": "$Root", "sensitive": False, "evaluate": True}}
    assert not server.run_release(variables={"Path": "$Root"}).changed
    assert server.run_release(variables={"Path": {"value": "$Root", "evaluate": False}}).changed


def test_variables_twice_in_other_casing_are_refused(server: FakeBuildMaster) -> None:
    with pytest.raises(errors.DeclarationError, match="there twice"):
        server.run_release(variables={"A": 1, "a": 2})


def test_what_was_created_is_told_when_its_secret_cannot_be_set(server: FakeBuildMaster) -> None:
    def denied(operation: str, body: Any = None, **path: str) -> Any:
        raise errors.PermissionDeniedError("no", status=403)

    server.call = denied  # type: ignore[method-assign]
    with pytest.raises(errors.PermissionDeniedError) as raised:
        server.run_release(number="2", variables={"Pin": {"value": "4711", "is_secret": True}})
    assert raised.value.details["reached"]["changed"] is True
    assert raised.value.details["reached"]["release"]["number"] == "2"


def test_a_refusal_names_what_there_is(server: FakeBuildMaster) -> None:
    server.faults["releases.create"] = [refused]
    with pytest.raises(errors.RefusedError, match=r"It says: no\. .*'Realease'\. Did you mean 'Release'"):
        server.run_release(number="2", pipeline="Realease")
    assert server.writes == ["releases.create"]


def test_in_check_mode_an_unknown_name_is_a_warning(server: FakeBuildMaster) -> None:
    outcome = server.run_release(check_mode=True, number="2", pipeline="Realease")
    assert outcome.changed
    assert ["Did you mean 'Release'" in warning for warning in server.warnings] == [True]


def test_a_digit_only_application_is_an_id(server: FakeBuildMaster) -> None:
    server.run_release(application="2")
    assert server.asked("releases.list")[0] == {"applicationId": 2, "releaseNumber": "1.0.1"}


def test_somebody_else_may_be_faster(server: FakeBuildMaster) -> None:
    def faster(other: FakeBuildMaster, commit: Any) -> Any:
        other.release(number="2")
        return commit()

    server.faults["releases.create"] = [faster]
    outcome = server.run_release(number="2")
    assert (outcome.changed, outcome.result["release"]["number"]) == (False, "2")
    assert len(server.releases) == 2


def test_a_refusal_stays_what_it_is_where_the_names_cannot_be_read(
    server: FakeBuildMaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = server.rows

    def denied(operation: str, filters: Any = None) -> Any:
        if operation == "builds.list":
            raise errors.PermissionDeniedError("no", status=403)
        return rows(operation, filters)

    monkeypatch.setattr(server, "rows", denied)
    server.faults["releases.create"] = [refused]
    with pytest.raises(errors.RefusedError, match=r"^It says: no\.$"):
        server.run_release(number="2")
