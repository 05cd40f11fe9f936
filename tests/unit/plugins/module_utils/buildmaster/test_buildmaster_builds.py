# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource `buildmaster_build` against a server in memory."""

from __future__ import annotations

from typing import Any

import pytest
from fake_buildmaster import FakeBuildMaster, answers_nothing, lost_after, lost_before

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils import _sent_once


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeBuildMaster:
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.01, 0.01))
    return FakeBuildMaster()


def numbers(server: FakeBuildMaster) -> list[str]:
    return [build["number"] for build in server.builds]


def test_the_latest_build_leaves_out_rejected_ones_and_other_releases(server: FakeBuildMaster) -> None:
    wanted = server.build()
    server.build(status="rejected")
    server.build(releaseNumber="1.0.2", releaseId=101)
    server.build(releaseNumber=None, releaseId=None)
    outcome = server.run_build()
    assert (outcome.changed, outcome.result["build"]["id"]) == (False, wanted["id"])


@pytest.mark.parametrize("number", [None, "7"])
@pytest.mark.parametrize("fault", [lost_after, lost_before, answers_nothing, None])
def test_there_is_one_build_whatever_happens_to_the_answer(
    server: FakeBuildMaster, number: str | None, fault: Any
) -> None:
    server.build(status="rejected")
    server.faults["builds.create"] = [fault] if fault else []
    outcome = server.run_build(number=number)
    assert outcome.changed
    assert numbers(server) == ["1", number or "2"]
    assert outcome.result["build"]["number"] == numbers(server)[1]
    assert not server.run_build(number=number).changed


def test_a_forced_build_that_was_lost_is_not_an_earlier_one(server: FakeBuildMaster) -> None:
    server.build()
    server.faults["builds.create"] = [lost_before]
    assert server.run_build(force=True).result["build"]["number"] == "2"
    assert numbers(server) == ["1", "2"]


def test_plain_variables_go_with_the_creation_and_secrets_after_it(server: FakeBuildMaster) -> None:
    declared = {"Commit": "b13b8f72", "Pin": {"value": "4711", "is_secret": True}}
    outcome = server.run_build(number="7", variables=declared)
    (body,) = server.asked("builds.create")
    assert body["$Commit"] == "b13b8f72"
    assert "4711" not in str(body)
    assert server.variables["ProfitCalculator", "1.0.1", "7"]["Pin"]["sensitive"] is True
    assert "4711" not in str((outcome.before, outcome.after))


def test_check_mode_writes_nothing_and_foretells_the_same(server: FakeBuildMaster) -> None:
    foretold = server.run_build(check_mode=True, number="7", variables={"A": 1})
    assert server.writes == []
    outcome = server.run_build(number="7", variables={"A": 1})
    assert (foretold.changed, foretold.before, foretold.after) == (True, outcome.before, outcome.after)
    assert foretold.result["build"]["id"] is None


@pytest.mark.parametrize("fault", [lost_after, lost_before, answers_nothing, None])
def test_a_build_is_rejected_once(server: FakeBuildMaster, fault: Any) -> None:
    server.build()
    server.faults["builds.reject"] = [fault] if fault else []
    assert server.run_build(number="1", state="rejected").result["build"]["status"] == "rejected"
    assert not server.run_build(number="1", state="rejected").changed
    assert server.writes == []


def test_a_rejected_build_cannot_be_present(server: FakeBuildMaster) -> None:
    server.build(status="rejected")
    with pytest.raises(errors.DeclarationError, match="is rejected"):
        server.run_build(number="1")


def test_a_release_that_is_not_there_is_named_before_anything_is_sent(server: FakeBuildMaster) -> None:
    with pytest.raises(errors.UnknownNameError, match=r"Did you mean '1\.0\.1'"):
        server.run_build(release="1.0.2")
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'ProfitCalculator'"):
        server.run_build(application="ProfitCalculater")
    assert server.writes == []


def test_a_canceled_release_gets_no_build(server: FakeBuildMaster) -> None:
    server.releases[0]["status"] = "canceled"
    with pytest.raises(errors.DeclarationError, match="is canceled"):
        server.run_build()


def test_without_a_release_only_builds_without_one_count(server: FakeBuildMaster) -> None:
    server.build()
    of_pipeline = server.build(releaseNumber=None, releaseId=None, pipelineName="global::Publish")
    outcome = server.run_build(release=None, pipeline="Publish")
    assert outcome.result["build"]["id"] == of_pipeline["id"]
    server.run_build(release=None, pipeline="Publish", force=True, variables={"A": 1})
    expected = {"applicationName": "ProfitCalculator", "pipelineName": "Publish", "$A": "1"}
    assert server.asked("builds.create") == [expected]


def test_a_global_pipeline_is_found_by_its_short_name_though_the_server_would_not_list_it(
    server: FakeBuildMaster,
) -> None:
    server.knows_pipelines = True
    made = server.build(releaseNumber=None, releaseId=None, pipelineName="global::Publish")
    outcome = server.run_build(release=None, pipeline="Publish")
    assert (outcome.changed, outcome.result["build"]["id"]) == (False, made["id"])


def test_a_name_that_a_pipeline_really_has_means_that_one(server: FakeBuildMaster) -> None:
    own = server.build(releaseNumber=None, releaseId=None, pipelineName="Publish")
    shared = server.build(releaseNumber=None, releaseId=None, pipelineName="global::Publish")
    for name, meant in (("publish", own), ("global::Publish", shared)):
        assert server.run_build(release=None, pipeline=name).result["build"]["id"] == meant["id"]


@pytest.mark.parametrize(
    ("params", "option"),
    [
        ({"build_id": 4711}, "build_id"),
        ({"force": True, "number": "1"}, "force"),
        ({"state": "rejected"}, "number"),
        ({"application": None}, "application"),
        ({"release": None, "number": "9"}, "release"),
    ],
)
def test_what_contradicts_itself(server: FakeBuildMaster, params: dict[str, Any], option: str) -> None:
    with pytest.raises(errors.ReleaseManagementError) as raised:
        server.run_build(**params)
    assert raised.value.option == option
    assert server.writes == []


def test_in_check_mode_a_release_may_be_one_that_an_earlier_task_pretended_to_create(server: FakeBuildMaster) -> None:
    outcome = server.run_build(check_mode=True, release="1.0.2")
    assert (outcome.changed, outcome.result["build"]["releaseNumber"]) == (True, "1.0.2")
    (warning,) = server.warnings
    assert warning.startswith("release: There is no release '1.0.2'")
    assert warning.endswith("being in check mode. If none does, this fails.")


def test_somebody_else_may_be_faster_with_a_number(server: FakeBuildMaster) -> None:
    def faster(other: FakeBuildMaster, _commit: Any) -> Any:
        other.build(number="7")
        raise errors.RefusedError("there already", status=400)

    server.faults["builds.create"] = [faster]
    outcome = server.run_build(number="7")
    assert (outcome.changed, outcome.result["build"]["number"]) == (False, "7")


def test_an_id_of_another_application_or_release_is_refused(server: FakeBuildMaster) -> None:
    server.build()
    assert not server.run_build(build_id=200).changed
    for params in ({"application": "TaxCalculator"}, {"release": "2"}, {"application": None, "release": "2"}):
        with pytest.raises(errors.DeclarationError, match="it means build 1") as raised:
            server.run_build(build_id=200, **params)
        assert raised.value.option == "build_id"
