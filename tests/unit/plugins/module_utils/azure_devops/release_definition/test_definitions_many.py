# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several definitions in one task: found by one listing, each with an end of its own, pruned only where it is safe."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from fake_release_server import FakeReleaseServer, refused, refusing
from many_pipelines import Many, actions, names, pipeline

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many import (
    progress,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    DeclarationError,
    PartlyFailedError,
    UnavailableError,
)

# ---------------------------------------------------------------------------------------------------- the same as one


def test_each_is_brought_into_its_state(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("Web"), pipeline("Shop"))
    outcome = many(
        pipeline("Web"), pipeline("Shop", description="Sells"), pipeline("New"), {"name": "Gone", "state": "absent"}
    )
    assert outcome.changed
    assert actions(outcome) == {"Web": "unchanged", "Shop": "changed", "New": "created", "Gone": "unchanged"}
    assert names(server) == {"Web", "Shop", "New"}
    assert [one["after_header"] for one in outcome.result["diff"]] == ["\\Shop", "\\New"]
    assert outcome.result["diff"][0]["before"] == {}
    assert outcome.result["diff"][0]["after"] == {"description": "Sells"}


def test_a_second_run_reads_each_once_and_writes_nothing(many: Many, server: FakeReleaseServer) -> None:
    pipelines = [pipeline(f"P{number}") for number in range(10)]
    many(*pipelines)
    outcome = many(*pipelines)
    assert not outcome.changed
    assert outcome.result["diff"] == []
    assert server.writes == []
    assert sorted(server.operations) == ["release_definitions.get"] * 10 + ["release_definitions.list"]


def test_check_mode_says_what_would_be_and_writes_nothing(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("Web"), pipeline("Old"))
    declared = [pipeline("Web", description="All"), pipeline("New"), {"name": "Old", "state": "absent"}]
    foretold = many(*declared, check_mode=True)
    assert server.writes == []
    done = many(*declared)
    assert foretold.changed
    assert actions(foretold) == actions(done) == {"Web": "changed", "New": "created", "Old": "deleted"}
    assert foretold.result["diff"] == done.result["diff"]
    assert [one["after_header"] for one in done.result["diff"]] == ["\\Old", "\\Web", "\\New"]


def test_options_and_aliases_are_read_as_those_of_one(many: Many, server: FakeReleaseServer) -> None:
    many({"name": "Web", "stages": [{"name": "Dev", "jobs": [{"phase_type": "server"}], "rank": "1"}]})
    assert [stage["name"] for stage in server.definitions[0]["environments"]] == ["Dev"]


def test_warnings_name_their_definition(many: Many, warnings: list[str]) -> None:
    many(pipeline("Web", variables={"Key": {"is_secret": True}}), path="\\Shop")
    assert [text for text in warnings if text.startswith("\\Shop\\Web: ")] == warnings != []


def test_warnings_come_in_the_order_of_the_entries(many: Many, warnings: list[str], server: FakeReleaseServer) -> None:
    def late(_server: Any, commit: Callable[[], Any]) -> Any:
        time.sleep(0.2)
        return commit()

    server.faults["release_definitions.create"] = [late]
    many(*(pipeline(f"P{number}", variables={"Key": {"is_secret": True}}) for number in range(4)))
    assert [text.split(":")[0] for text in warnings] == ["\\P0", "\\P1", "\\P2", "\\P3"]


def test_names_are_looked_up_while_the_list_is_read(many: Many, server: FakeReleaseServer) -> None:
    together = threading.Barrier(2)

    def meet(_server: Any, commit: Callable[[], Any]) -> Any:
        together.wait(timeout=10)
        return commit()

    server.faults["release_definitions.list"] = [meet]
    server.faults["queues.list"] = [meet]
    stage = {"name": "Dev", "deploy_phases": [{"queue": "Default"}]}
    many(pipeline("Web", environments=[stage]), pipeline("Shop", environments=[stage]))
    assert server.operations.count("queues.list") == 1


# ------------------------------------------------------------------------------------------------------------ folders


def test_the_folder_is_for_those_that_say_none(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("Web"))
    number = server.definitions[0]["id"]
    many(pipeline("Web"), pipeline("Own", path="\\Own"), {"id": number, "description": "By id"}, path="\\Shop")
    where = {(document["name"], document["path"]) for document in server.definitions}
    assert where == {("Web", "\\"), ("Web", "\\Shop"), ("Own", "\\Own")}


def test_without_a_folder_a_name_is_looked_for_everywhere(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("Web", path="\\Shop"))
    assert actions(many(pipeline("Web", description="Found"))) == {"Web": "changed"}
    many(pipeline("Web", path="\\Own"))
    with pytest.raises(PartlyFailedError, match=r"definitions\[0\]\.name: there are 2 release definitions named Web"):
        many(pipeline("Web"))


# ----------------------------------------------------------------------------------------------------------- failures


def test_a_failure_does_not_stop_the_others(many: Many, server: FakeReleaseServer) -> None:
    wrong = pipeline("Wrong", environments=[{"name": "Dev", "deploy_phases": [{"queue": "Defualt"}]}])
    with pytest.raises(PartlyFailedError) as caught:
        many(pipeline("Web"), wrong, {"name": "Odd", "envs": []}, pipeline("Shop"))
    assert names(server) == {"Web", "Shop"}
    reached = caught.value.details["reached"]
    assert reached["changed"] is True
    told = {one["name"]: one for one in reached["release_definitions"]}
    assert {name: one["action"] for name, one in told.items()} == {
        "Web": "created",
        "Wrong": "failed",
        "Odd": "failed",
        "Shop": "created",
    }
    assert told["Wrong"]["msg"].startswith("definitions[1].environments[0].deploy_phases[0].queue: ")
    assert told["Odd"]["msg"].startswith("definitions[2].envs: is not an option here")
    assert told["Web"]["msg"] == ""
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "2 of 4 release definitions failed",
        "- \\Wrong",
        "- \\Odd",
    ]


def test_what_is_wrong_is_said_by_where_it_comes_from(many: Many, server: FakeReleaseServer) -> None:
    shop = pipeline("Shop", source="pipelines/shop.yml")
    wrong = pipeline("Wrong", environments=[{"name": "Dev", "deploy_phases": [{"queue": "Defualt"}]}], source="w.yml")
    with pytest.raises(PartlyFailedError) as caught:
        many(shop, wrong, {"source": "nameless.yml"})
    told = caught.value.details["reached"]["release_definitions"]
    assert [one["source"] for one in told] == ["pipelines/shop.yml", "w.yml", "nameless.yml"]
    assert told[1]["msg"].startswith("w.yml: environments[0] (Dev).deploy_phases[0].queue: ")
    assert (
        str(caught.value).splitlines()[1].startswith("- \\Wrong: w.yml: environments[0] (Dev).deploy_phases[0].queue: ")
    )
    assert str(caught.value).splitlines()[2].startswith("- nameless.yml: name: is required")
    assert [definition["name"] for definition in server.definitions] == ["Shop"]
    assert server.definitions[0]["source"] != shop["source"]
    with pytest.raises(DeclarationError, match=r"^definitions: b.yml is about the same .* as pipelines/shop.yml:"):
        many(shop, {**shop, "source": "b.yml"})


def test_what_a_declaration_stands_on_is_named_and_the_stage_too(many: Many, told: list[str]) -> None:
    job = {"queue": "Defualt"}
    stages = [{"name": "Dev"}, {"name": "Prod", "jobs": [job]}]
    whence = {"source": "w.yml", "stands_on": ["_defaults.yml", "_templates/t.yml"]}
    with pytest.raises(PartlyFailedError) as caught:
        many({"name": "Wrong", "stages": stages, **whence}, {"name": "Inline", "stages": stages})
    first, second = (one["msg"] for one in caught.value.details["reached"]["release_definitions"])
    place = "deploy_phases[0].queue: "
    assert first.startswith(f"w.yml, on _defaults.yml and _templates/t.yml: environments[1] (Prod).{place}")
    assert second.startswith(f"definitions[1].environments[1].{place}")


def test_mistakes_that_are_known_are_the_failure_of_their_declaration(many: Many, server: FakeReleaseServer) -> None:
    mistakes = ["f/_defaults.yml: variabels: is not an option here", "f/w.yml: x: is not an option here"]
    with pytest.raises(PartlyFailedError, match=r"^1 of 2") as caught:
        many(pipeline("Wrong", variabels={}, source="f/w.yml", mistakes=mistakes), pipeline("Web"))
    told = caught.value.details["reached"]["release_definitions"]
    assert told[0]["msg"] == "; ".join(mistakes)
    assert told[0]["source"] == "f/w.yml"
    assert str(caught.value).splitlines()[1] == f"- \\Wrong: {'; '.join(mistakes)}"
    assert names(server) == {"Web"}


def test_a_bug_about_one_is_its_failure(many: Many, server: FakeReleaseServer) -> None:
    many(pipeline("Web"), pipeline("Shop"))
    server.faults["release_definitions.get"] = [refusing(KeyError("odd"))]  # type: ignore[arg-type]
    with pytest.raises(PartlyFailedError) as caught:
        many(pipeline("Web", description="Done"), pipeline("Shop", description="Done"), concurrency=1)
    assert re.search(r"- \\Web: definitions\[0\]: KeyError in release_definitions \(.*This is a bug", str(caught.value))
    assert sorted(document.get("description") or "" for document in server.definitions) == ["", "Done"]


def test_the_message_names_some_and_the_result_all(many: Many) -> None:
    with pytest.raises(PartlyFailedError) as caught:
        many(*({"name": f"P{number}", "envs": []} for number in range(30)))
    assert str(caught.value).splitlines()[-1] == "- and 10 more: see release_definitions in the result"
    assert len(caught.value.details["reached"]["release_definitions"]) == 30


def test_refused_credentials_end_it(many: Many, server: FakeReleaseServer) -> None:
    pipelines = [pipeline(f"P{number}") for number in range(20)]
    many(*pipelines)
    server.faults["release_definitions.get"] = [refusing(AuthenticationError("The server does not accept it."))] * 20
    with pytest.raises(PartlyFailedError, match="was not looked at any more"):
        many(*pipelines, concurrency=1)
    assert server.operations.count("release_definitions.get") == 1


def test_a_server_that_went_away_is_not_asked_a_thousand_times(many: Many, server: FakeReleaseServer) -> None:
    pipelines = [pipeline(f"P{number}") for number in range(20)]
    many(*pipelines)
    server.faults["release_definitions.get"] = [refusing(UnavailableError("It does not answer."))] * 20
    with pytest.raises(PartlyFailedError) as caught:
        many(*pipelines, concurrency=2)
    assert server.operations.count("release_definitions.get") <= 6
    assert len(caught.value.details["reached"]["release_definitions"]) == 20


def test_some_are_seen_to_at_a_time(many: Many, server: FakeReleaseServer) -> None:
    pipelines = [pipeline(f"P{number}") for number in range(4)]
    many(*pipelines)
    together = threading.Barrier(4)

    def meet(_server: Any, commit: Callable[[], Any]) -> Any:
        together.wait(timeout=10)
        return commit()

    server.faults["release_definitions.get"] = [meet] * 4
    assert not many(*pipelines, concurrency=4).changed


# ------------------------------------------------------------------------------------------------------------ pruning


@pytest.fixture
def shop(many: Many) -> None:
    many(
        pipeline("Web", path="\\Shop"),
        pipeline("Old", path="\\Shop\\Sub"),
        pipeline("Stray", path="\\Shop"),
        pipeline("Web", path="\\Shopping"),
        pipeline("Root"),
    )


@pytest.mark.usefixtures("shop")
class TestPruning:
    def test_what_is_not_declared_goes_and_nothing_outside(self, many: Many, server: FakeReleaseServer) -> None:
        declared = pipeline("Web", description="Stays")
        foretold = many(declared, path="/shop/", prune=True, check_mode=True)
        assert server.writes == []
        outcome = many(declared, path="/shop/", prune=True)
        assert foretold.result["diff"] == outcome.result["diff"]
        assert [one["after_header"] for one in outcome.result["diff"]] == [
            "\\Shop\\Sub\\Old",
            "\\Shop\\Stray",
            "\\Shop\\Web",
        ]
        assert [one["action"] for one in outcome.result["release_definitions"]] == ["changed", "deleted", "deleted"]
        assert names(server) == {"Web", "Root"}
        assert {document["path"] for document in server.definitions} == {"\\Shop", "\\Shopping", "\\"}
        assert not many(declared, path="/shop/", prune=True).changed

    def test_what_is_declared_by_id_or_in_a_folder_of_its_own_stays(
        self, many: Many, server: FakeReleaseServer
    ) -> None:
        (stray,) = (document["id"] for document in server.definitions if document["name"] == "Stray")
        many(
            pipeline("Web"),
            pipeline("Old", path="\\Shop\\Sub"),
            {"id": stray, "name": "Kept"},
            path="\\Shop",
            prune=True,
        )
        assert names(server) == {"Web", "Old", "Kept", "Root"}

    def test_what_is_declared_and_fails_stays(self, many: Many, server: FakeReleaseServer) -> None:
        wrong = {"name": "Stray", "envs": []}
        refusal = pipeline("Old", path="\\Shop\\Sub", description="No")
        server.faults["release_definitions.update"] = [refusing(refused("VS402000: No."))]
        with pytest.raises(PartlyFailedError, match="2 of 3"):
            many(pipeline("Web"), wrong, refusal, path="\\Shop", prune=True)
        assert {"Web", "Stray", "Old"} <= names(server)

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_what_may_have_been_renamed_stays_while_its_new_self_fails(
        self, many: Many, server: FakeReleaseServer, check_mode: bool
    ) -> None:
        renamed = {"name": "Stray 2", "environmnts": []}
        with pytest.raises(
            PartlyFailedError, match=r"\nNothing is pruned while others fail. Nothing declares Old and Stray.$"
        ) as caught:
            many(pipeline("Web"), renamed, path="\\Shop", prune=True, check_mode=check_mode)
        assert {"Stray", "Old"} <= names(server)
        reached = caught.value.details["reached"]
        assert reached["not_pruned"] == "Nothing is pruned while others fail. Nothing declares Old and Stray."
        assert [(one["action"], one["name"]) for one in reached["release_definitions"][1:]] == [("failed", "Stray 2")]

    def test_what_is_not_pruned_counts_as_no_definition(self, many: Many, server: FakeReleaseServer) -> None:
        with pytest.raises(PartlyFailedError, match=r"^1 of 2 release definitions failed:"):
            many(pipeline("Web"), {"name": "Odd", "envs": []}, path="\\Shop", prune=True)

    def test_an_entry_of_nobody_keeps_everything(self, many: Many, server: FakeReleaseServer) -> None:
        with pytest.raises(PartlyFailedError) as caught:
            many(pipeline("Web", description="Done"), {"description": "Who?"}, path="\\Shop", prune=True)
        told = str(caught.value).splitlines()
        assert told[0] == "1 of 2 release definitions failed:"
        assert told[-1] == "Nothing is pruned, because definitions[1] does not say which definition it is about."
        assert "Stray" in names(server)
        assert "Done" in [document.get("description") for document in server.definitions]

    @pytest.mark.parametrize("declared", [(), ({"name": "Web", "state": "absent"},)])
    def test_an_empty_declaration_deletes_nothing(
        self, many: Many, server: FakeReleaseServer, declared: tuple[dict[str, Any], ...]
    ) -> None:
        with pytest.raises(DeclarationError, match=r"^definitions: .* delete all 3 in \\Shop .*prune_all: true"):
            many(*declared, path="\\Shop", prune=True)
        assert server.writes == []
        many(*declared, path="\\Shop", prune=True, prune_all=True)
        assert names(server) == {"Web", "Root"}

    def test_it_needs_a_folder(self, many: Many, server: FakeReleaseServer) -> None:
        with pytest.raises(DeclarationError, match=r"^prune: deletes only below a folder: set path to one\."):
            many(pipeline("Web"), prune=True)
        assert server.calls == []

    def test_the_root_is_the_whole_project(self, many: Many, server: FakeReleaseServer) -> None:
        many(pipeline("Root"), path="\\", prune=True)
        assert names(server) == {"Root"}

    def test_a_deletion_that_is_refused_is_a_failure_of_its_own(self, many: Many, server: FakeReleaseServer) -> None:
        server.faults["release_definitions.delete"] = [refusing(refused("VS402960: Deployments are in progress."))]
        with pytest.raises(PartlyFailedError, match="VS402960") as caught:
            many(pipeline("Web"), path="\\Shop", prune=True, concurrency=1)
        told = caught.value.details["reached"]["release_definitions"]
        assert sorted(one["action"] for one in told) == ["deleted", "failed", "unchanged"]


# ----------------------------------------------------------------------------------------------------------- progress


def test_a_person_who_waits_sees_how_far_it_is(many: Many, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PAUSE", 0.0)
    with pytest.raises(PartlyFailedError):
        many(pipeline("Web"), pipeline("Shop"), {"name": "Odd", "envs": []}, concurrency=1)
    assert told == [
        "1 of 3 done, 1 changed, 0 failed",
        "2 of 3 done, 2 changed, 0 failed",
        "3 of 3 done, 2 changed, 1 failed",
    ]


def test_what_is_quick_shows_nothing(many: Many, told: list[str]) -> None:
    many(pipeline("Web"), pipeline("Shop"))
    assert told == []
