# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource `buildmaster_release` against a server in memory."""

from __future__ import annotations

import re
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
    said = {"reason": "why"} if state == "canceled" else {}
    foretold = server.run_release(check_mode=True, state=state, **said)
    assert server.writes == []
    outcome = server.run_release(state=state, **said)
    assert (outcome.before, outcome.after) == ({"state": was}, {"state": state}) == (foretold.before, foretold.after)
    assert outcome.result["release"]["status"] == state
    assert server.asked(operation)[0] == {"releaseId": 100, **said}
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
    assert outcome.before == {"variables": {"Pin": MASK}}
    assert outcome.after == {"variables": {"Pin": f"{MASK} (another value)"}}
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


def test_a_release_of_a_global_pipeline_has_it_by_its_short_name(server: FakeBuildMaster) -> None:
    server.releases[0]["pipelineName"] = "global::Release"
    assert not server.run_release(pipeline="Release").changed


@pytest.mark.parametrize(("actual", "wanted"), [("global::Release", "Release"), ("Release", "global::Release")])
def test_a_name_that_a_pipeline_really_has_means_no_other(server: FakeBuildMaster, actual: str, wanted: str) -> None:
    server.releases[0]["pipelineName"] = actual
    server.release(number="2", pipelineName=wanted)
    with pytest.raises(errors.DeclarationError, match=f"has '{actual}', not '{wanted}'") as raised:
        server.run_release(pipeline=wanted)
    assert raised.value.option == "pipeline"


def test_comparing_a_pipeline_that_is_named_as_it_is_costs_nothing(server: FakeBuildMaster) -> None:
    server.run_release(pipeline="release")
    assert [operation for operation, _asked in server.calls] == ["releases.list"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_short_name_that_is_refused_is_told_in_full(server: FakeBuildMaster, check_mode: bool) -> None:
    server.release(number="7", applicationId=1, applicationName="TaxCalculator", pipelineName="global::Deploy")
    server.faults["releases.create"] = [refused]
    meant = r"the pipeline 'Deploy'\. Did you mean 'global::Deploy'\? Known pipelines: 'Release' and 'global::Deploy'"
    if check_mode:
        server.run_release(check_mode=True, number="2", pipeline="Deploy")
        told = " ".join(server.warnings)
    else:
        with pytest.raises(errors.RefusedError) as raised:
            server.run_release(number="2", pipeline="Deploy")
        told = str(raised.value)
    assert re.search(meant, told), told


@pytest.mark.parametrize("blank", ["", "  "])
@pytest.mark.parametrize("option", ["application", "number", "pipeline", "name"])
def test_empty_names_are_refused(server: FakeBuildMaster, option: str, blank: str) -> None:
    with pytest.raises(errors.DeclarationError, match="must not be empty") as raised:
        server.run_release(**{option: blank})
    assert (raised.value.option, server.calls) == (option, [])


@pytest.mark.parametrize("value", [True, 2.0])
def test_what_is_neither_a_name_nor_an_id_is_no_application(server: FakeBuildMaster, value: Any) -> None:
    with pytest.raises(errors.DeclarationError, match="must be a name or a whole number") as raised:
        server.run_release(application=value)
    assert (raised.value.option, server.calls) == ("application", [])


def test_a_reason_without_a_cancellation_restores_nothing(server: FakeBuildMaster) -> None:
    server.releases[0]["status"] = "canceled"
    with pytest.raises(errors.DeclarationError, match="state: canceled") as raised:
        server.run_release(reason="no budget")
    assert (raised.value.option, server.calls) == ("reason", [])
