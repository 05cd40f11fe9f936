# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets: sent when they have to be, never blanked, never shown."""

from __future__ import annotations

import copy
import dataclasses
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from fake_release_server import FakeReleaseServer
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    eras,
    planning,
    resource,
    secrets,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Apply = Callable[..., Outcome]
Options = dict[str, Any]


def with_secret(value: Any = "one", **more: Any) -> Options:
    return {
        "name": "Website",
        "environments": [{"name": "Dev"}],
        "variables": {"Password": {"value": value, "is_secret": True}},
        **more,
    }


def in_stage(value: Any, **stage: Any) -> Options:
    return {
        "name": "Website",
        "environments": [{"name": "Dev", "variables": {"Key": {"value": value, "is_secret": True}}, **stage}],
    }


def number_of(outcome: Outcome) -> int:
    return int(outcome.result["release_definition"]["id"])


def digests(server: FakeReleaseServer, number: int) -> dict[str, str]:
    return secrets.digests_of(server.stored(number))


# ---------------------------------------------------------------------------------------------------------- digest


def test_a_digest_has_a_salt_of_its_own_and_none_of_the_value() -> None:
    one, other = secrets.digest("hunter2"), secrets.digest("hunter2")
    assert one != other
    assert "hunter2" not in one + other
    assert secrets.matches(one, "hunter2")
    assert secrets.matches(other, "hunter2")
    assert not secrets.matches(one, "Hunter2")


def test_a_digest_is_slow_enough_to_spoil_guessing_and_fast_enough_for_many() -> None:
    salt, times = b"0" * 16, []
    for _try in range(5):
        start = time.process_time()
        secrets.digest("hunter2", salt)
        times.append(time.process_time() - start)
    assert 0.002 < min(times) < 0.1


@pytest.mark.parametrize(
    "noted",
    [None, "", "x", "scrypt$", "scrypt$!!$x", "scrypt$é$é", "scrypt$MDA=$é", "md5$MDA=$x", "scrypt$MDA=$MDA=$x", "$$"],
)
def test_what_is_no_digest_matches_nothing(noted: str | None) -> None:
    assert not secrets.matches(noted, "x")


@pytest.mark.parametrize(
    "spoiled",
    ["no json", "[]", '"x"', "5", "null", "", None, {"$value": "no json"}, {"$value": None}, {"a": 1}, [1], 7],
)
def test_a_spoiled_property_is_no_digests(spoiled: Any) -> None:
    assert secrets.digests_of({"properties": {secrets.PROPERTY: spoiled}}) == {}


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.none(), st.integers(), st.text(max_size=5), st.just([]))))
def test_entries_that_somebody_spoiled_are_no_digests(entries: Any) -> None:
    kept = secrets.digests_of({"properties": {secrets.PROPERTY: {"$value": json.dumps(entries)}}})
    assert all(isinstance(digest, str) for digest in kept.values())
    for noted in kept.values():
        secrets.matches(noted, "x")


# ------------------------------------------------------------------------------------------------------- on_change


def test_a_new_secret_is_written_and_remembered(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret()))
    assert server.secret(number, "Password") == "one"
    (path, noted), *others = digests(server, number).items()
    assert (path, others) == ("variables.password", [])
    assert secrets.matches(noted, "one")


def test_an_unchanged_secret_changes_nothing(apply: Apply, server: FakeReleaseServer) -> None:
    apply(with_secret())
    outcome = apply(with_secret())
    assert not outcome.changed
    assert server.writes == []
    assert (outcome.before, outcome.after) == ({}, {})


def test_a_changed_secret_is_written_once(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret("one")))
    outcome = apply(with_secret("two"))
    assert outcome.changed
    assert server.secret(number, "Password") == "two"
    assert "two" not in json.dumps([outcome.before, outcome.after, outcome.result])
    assert not apply(with_secret("two")).changed


def test_a_secret_that_somebody_else_made_is_adopted_by_one_write(apply: Apply, server: FakeReleaseServer) -> None:
    """Nobody can read it, so that it is the declared one is only known once it was written."""
    number = number_of(apply({"name": "Website", "environments": [{"name": "Dev"}]}))
    server.edit(number, lambda document: document["variables"].update(Password={"value": "theirs", "isSecret": True}))
    assert apply(with_secret("ours")).changed
    assert server.secret(number, "Password") == "ours"
    assert not apply(with_secret("ours")).changed


@pytest.mark.parametrize(
    "spoiled", ["no json", "[]", '{"variables.password": 5}', '{"variables.password": "scrypt$é$é"}']
)
def test_a_spoiled_memory_costs_one_write(apply: Apply, server: FakeReleaseServer, spoiled: str) -> None:
    number = number_of(apply(with_secret()))
    server.edit(number, lambda document: document["properties"].update({secrets.PROPERTY: {"$value": spoiled}}))
    assert apply(with_secret()).changed
    assert server.secret(number, "Password") == "one"
    assert not apply(with_secret()).changed


def test_other_properties_stay(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply({**with_secret(), "properties": {"Team": "web"}}))
    server.edit(
        number, lambda document: document["properties"].update(Theirs={"$type": "System.String", "$value": "x"})
    )
    apply(with_secret("two"))
    kept = server.stored(number)["properties"]
    assert {name: entry["$value"] for name, entry in kept.items() if name != secrets.PROPERTY} == {
        "Team": "web",
        "Theirs": "x",
    }


def test_two_tasks_keep_the_digests_of_each_other(apply: Apply, server: FakeReleaseServer) -> None:
    one = {**with_secret("1"), "purge": False}
    other = {
        **one,
        "variables": {"Token": {"value": "2", "is_secret": True}},
        "environments": [{"name": "QA", "variables": {"Key": {"value": "3", "is_secret": True}}}],
    }
    number = number_of(apply(one))
    apply(other)
    assert set(digests(server, number)) == {"variables.password", "variables.token", "environments.QA.variables.key"}
    for task in (one, other, one, other):
        assert not apply(task).changed


def test_the_digest_of_a_variable_that_is_gone_goes_with_the_next_one(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret()))
    server.edit(number, lambda document: document["variables"].pop("Password"))
    apply({**with_secret(), "variables": {"Token": {"value": "2", "is_secret": True}}})
    assert set(digests(server, number)) == {"variables.token"}


def test_a_stage_renamed_by_id_keeps_its_secrets_and_their_digests(apply: Apply, server: FakeReleaseServer) -> None:
    outcome = apply(in_stage("one"))
    number, stage = number_of(outcome), outcome.result["release_definition"]["environments"][0]["id"]
    renamed = in_stage("one", id=stage, name="Development")
    apply(renamed)
    (sent,) = server.bodies("release_definitions.update")
    assert sent["environments"][0]["variables"]["Key"].get("value") is None
    assert server.secret(number, "Key", "Development") == "one"
    assert not apply(renamed).changed
    assert not apply(in_stage("one", name="Development")).changed


def test_a_stage_renamed_without_its_secret_keeps_its_digest(apply: Apply, server: FakeReleaseServer) -> None:
    outcome = apply(in_stage("one"))
    number, stage = number_of(outcome), outcome.result["release_definition"]["environments"][0]["id"]
    apply({"name": "Website", "environments": [{"id": stage, "name": "Development"}]})
    assert set(digests(server, number)) == {"environments.Development.variables.key"}
    assert not apply(in_stage("one", name="Development")).changed
    assert apply(in_stage("two", name="Development")).changed


def test_stages_that_swap_their_names_without_their_secrets(apply: Apply, server: FakeReleaseServer) -> None:
    def keyed(value: str, name: str) -> Options:
        return {"name": name, "variables": {"Key": {"value": value, "is_secret": True}}}

    outcome = apply({"name": "Website", "environments": [keyed("a", "A"), keyed("b", "B")]})
    one, two = (stage["id"] for stage in outcome.result["release_definition"]["environments"])
    apply({"name": "Website", "environments": [{"id": one, "name": "B"}, {"id": two, "name": "A"}]})
    assert not apply({"name": "Website", "environments": [keyed("a", "B"), keyed("b", "A")]}).changed


def test_stages_that_swap_their_names_swap_their_digests(apply: Apply, server: FakeReleaseServer) -> None:
    def stages(first: Options, second: Options) -> Options:
        return {"name": "Website", "environments": [first, second]}

    def keyed(value: str, **stage: Any) -> Options:
        return {"variables": {"Key": {"value": value, "is_secret": True}}, **stage}

    outcome = apply(stages(keyed("a", name="A"), keyed("b", name="B")))
    one, two = (stage["id"] for stage in outcome.result["release_definition"]["environments"])
    apply(stages(keyed("a", name="B", id=one), keyed("b", name="A", id=two)))
    (sent,) = server.bodies("release_definitions.update")
    assert [stage["variables"]["Key"].get("value") for stage in sent["environments"]] == [None, None]
    assert not apply(stages(keyed("a", name="B"), keyed("b", name="A"))).changed


def test_the_case_of_a_name_does_not_count(apply: Apply, server: FakeReleaseServer) -> None:
    apply(with_secret())
    assert not apply({**with_secret(), "variables": {"PASSWORD": {"value": "one", "is_secret": True}}}).changed


def test_old_digests_in_a_document_are_not_written_back(apply: Apply, server: FakeReleaseServer) -> None:
    """Somebody's git has the document as it was; the secret was changed since."""
    document = apply(with_secret("one")).result["release_definition"]
    number = document["id"]
    task = {"document": copy.deepcopy(document), "variables": with_secret("two")["variables"]}
    assert apply(task).changed
    assert not apply(task).changed
    assert secrets.matches(digests(server, number)["variables.password"], "two")


# ------------------------------------------------------------------------------------------------- on_create, always


def test_on_create_writes_what_is_not_there_and_keeps_no_digest(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret("one", update_secrets="on_create")))
    assert server.secret(number, "Password") == "one"
    assert digests(server, number) == {}
    assert not apply(with_secret("two", update_secrets="on_create")).changed
    assert server.secret(number, "Password") == "one"


def test_on_create_writes_a_secret_that_is_plain_so_far(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply({**with_secret(), "variables": {"Password": "plain"}}))
    assert apply(with_secret("one", update_secrets="on_create")).changed
    assert server.secret(number, "Password") == "one"
    assert server.stored(number)["variables"]["Password"] == {"value": None, "isSecret": True}


def test_what_on_create_wrote_is_not_taken_for_an_older_value(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret("one")))
    apply({**with_secret(), "variables": {"Password": {"value": "plain", "is_secret": False}}})
    apply(with_secret("two", update_secrets="on_create"))
    assert server.secret(number, "Password") == "two"
    assert apply(with_secret("one")).changed
    assert server.secret(number, "Password") == "one"


def test_always_writes_every_time(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret("one", update_secrets="always")))
    for _run in range(2):
        outcome = apply(with_secret("one", update_secrets="always"))
        assert outcome.changed
        assert server.writes == ["release_definitions.update"]
        assert server.bodies("release_definitions.update")[0]["variables"]["Password"]["value"] == "one"
    # What was rotated is known to the other mode too.
    assert not apply(with_secret("one")).changed
    assert server.secret(number, "Password") == "one"


def test_always_without_a_secret_writes_nothing(apply: Apply) -> None:
    task = {"name": "Website", "environments": [{"name": "Dev"}], "variables": {"a": "b"}, "update_secrets": "always"}
    apply(task)
    assert not apply(task).changed


# ----------------------------------------------------------------------------------- between secret and plain, no value


@pytest.mark.parametrize("mode", secrets.MODES)
def test_a_secret_without_a_value_is_left_alone(apply: Apply, server: FakeReleaseServer, mode: str) -> None:
    number = number_of(apply(with_secret()))
    left = {**with_secret(), "variables": {"Password": {"is_secret": True}}, "update_secrets": mode}
    assert not apply(left).changed
    apply({**left, "description": "new"})
    assert server.secret(number, "Password") == "one"


def test_a_plain_value_for_a_secret_keeps_it_secret(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret()))
    outcome = apply({**with_secret(), "variables": {"Password": "two"}})
    assert outcome.changed
    assert server.stored(number)["variables"]["Password"] == {"value": None, "isSecret": True}
    assert server.secret(number, "Password") == "two"
    assert "two" not in json.dumps([outcome.before, outcome.after, outcome.result])
    assert not apply({**with_secret(), "variables": {"Password": "two"}}).changed


def test_a_plain_value_that_turns_out_to_be_a_secret_is_concealed_from_then_on(
    apply: Apply, server: FakeReleaseServer
) -> None:
    apply(with_secret())
    concealed: list[tuple[str, str]] = []
    run = Run(conceal=lambda name, value: concealed.append((name, value)))
    resource.ensure({**with_secret(), "variables": {"Password": "two", "Color": "red"}}, server, run)
    assert [value for _name, value in concealed] == ["two"]


def test_it_is_concealed_before_anything_else_can_fail(apply: Apply, server: FakeReleaseServer) -> None:
    apply({**with_secret(), **in_stage("three")})
    concealed: list[tuple[str, str]] = []
    run = Run(conceal=lambda name, value: concealed.append((name, value)))
    stages = [{"name": "Dev", "variables": {"key": "four"}}]
    task = {"name": "Website", "variables": {"password": "two"}, "environments": stages, "variable_groups": ["nope"]}
    with pytest.raises(UnknownNameError):
        resource.ensure(task, server, run)
    assert concealed == [("password", "two"), ("key", "four")]


def test_where_the_server_keeps_no_properties_it_is_on_create_and_says_so(
    apply: Apply, server: FakeReleaseServer, warnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful = dataclasses.replace(eras.MODERN, keeps_properties=False)
    monkeypatch.setattr(planning, "era_of", lambda _generation: forgetful)
    number = number_of(apply(with_secret("one")))
    assert not apply(with_secret("two")).changed
    assert server.secret(number, "Password") == "one"
    assert digests(server, number) == {}
    assert all("acts as on_create" in warning for warning in warnings)
    assert len(warnings) == 2
    apply({**with_secret(), "variables": {"Password": {"is_secret": True}}})
    assert len(warnings) == 2


def test_a_secret_is_made_plain_only_with_a_value(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply(with_secret()))
    plain: Options = {**with_secret(), "variables": {"Password": {"is_secret": False}}}
    with pytest.raises(DeclarationError) as caught:
        apply(plain)
    assert caught.value.option == "variables.Password"
    assert "declare its value too" in caught.value.message
    assert server.writes == []
    plain["variables"]["Password"]["value"] = "open"
    assert apply(plain).changed
    assert server.stored(number)["variables"]["Password"] == {"value": "open"}
    assert not apply(plain).changed


def test_a_plain_variable_becomes_secret(apply: Apply, server: FakeReleaseServer) -> None:
    number = number_of(apply({**with_secret(), "variables": {"Password": "one"}}))
    assert apply(with_secret("one")).changed
    assert server.stored(number)["variables"]["Password"] == {"value": None, "isSecret": True}
    assert server.secret(number, "Password") == "one"


READABLE: Options = {
    "name": "Website",
    "variables": {"Password": "old-one", "Other": "seen-one"},
    "environments": [{"name": "Dev", "variables": {"Key": {"value": "old-two", "allow_override": True}, "Other": "a"}}],
}
MADE_SECRET: dict[str, tuple[Options, Options]] = {
    "with the value that it has": ({"is_secret": True}, {"is_secret": True}),
    "with a new value": ({"value": "new-one", "is_secret": True}, {"value": "new-two", "is_secret": True}),
    "with the old value": ({"value": "old-one", "is_secret": True}, {"value": "old-two", "is_secret": True}),
}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("names", [("Password", "Key"), ("PASSWORD", "kEY")])
@pytest.mark.parametrize("how", MADE_SECRET)
def test_what_a_variable_was_is_not_shown_when_it_becomes_a_secret(
    apply: Apply, warnings: list[str], how: str, names: tuple[str, str], check_mode: bool
) -> None:
    apply(READABLE)
    shared, own = MADE_SECRET[how]
    variables = {names[0]: shared, "Other": "seen-two"}
    stages = [{"name": "dev", "variables": {names[1]: own, "Other": "b"}}]
    outcome = apply({"name": "Website", "variables": variables, "environments": stages}, check_mode=check_mode)
    said = json.dumps([outcome.before, outcome.after, outcome.result, warnings])
    assert not [value for value in ("old-one", "old-two", "new-one", "new-two") if value in said]
    assert "is_secret" in json.dumps(outcome.after)
    assert ("seen-one" in said) and ("seen-two" in said)
    assert secrets.HIDDEN in json.dumps(outcome.before)


def test_what_a_variable_was_is_not_shown_of_a_stage_that_gets_another_name(apply: Apply) -> None:
    made = apply(READABLE)
    number = made.result["release_definition"]["environments"][0]["id"]
    stages = [{"id": number, "name": "Test", "variables": {"Key": {"is_secret": True}, "Other": "a"}}]
    outcome = apply({"name": "Website", "environments": stages})
    assert outcome.changed
    assert "old-two" not in json.dumps([outcome.before, outcome.after])


def test_a_variable_of_the_same_name_elsewhere_is_no_secret(apply: Apply) -> None:
    apply({**READABLE, "variables": {"Key": "shared-one"}})
    stages = [{"name": "Dev", "variables": {"Key": {"is_secret": True}}}]
    outcome = apply({"name": "Website", "variables": {"Key": "shared-two"}, "environments": stages})
    assert outcome.before["variables"] == {"Key": "shared-one"}


def test_what_a_variable_was_is_concealed_when_it_becomes_a_secret(apply: Apply, server: FakeReleaseServer) -> None:
    apply(READABLE)
    concealed: list[tuple[str, str]] = []
    run = Run(conceal=lambda name, value: concealed.append((name, value)))
    variables = {"password": {"value": "new-one", "is_secret": True}, "Other": "seen-two"}
    stages = [{"name": "Dev", "variables": {"Key": {"is_secret": True}, "Other": "a"}}]
    resource.ensure({"name": "Website", "variables": variables, "environments": stages}, server, run)
    assert set(concealed) == {("password", "old-one"), ("Key", "old-two")}


# ------------------------------------------------------------------------------------------------------ never shown

VARIABLE = st.fixed_dictionaries(
    {}, optional={"value": st.just("hunter2"), "isSecret": st.sampled_from([True, "true", "True"])}
)
HOLDER = st.fixed_dictionaries(
    {}, optional={"variables": st.one_of(st.none(), st.dictionaries(st.text(max_size=3), VARIABLE, max_size=3))}
)


@given(HOLDER, st.one_of(st.none(), st.lists(HOLDER, max_size=2)))
def test_copies_to_show_have_no_secret_and_the_original_keeps_it(holder: Any, stages: Any) -> None:
    document = {**holder, "environments": stages, "properties": {secrets.PROPERTY: "{}", "a": 1}}
    before = copy.deepcopy(document)
    shown, read = secrets.hidden(document), secrets.as_read(document)
    assert document == before
    assert shown["properties"] == {"a": 1}
    assert read["properties"] == document["properties"]
    for copied, instead in ((shown, secrets.HIDDEN), (read, None)):
        for place, original in [(copied, document), *zip(copied["environments"] or [], stages or [], strict=True)]:
            for name, variable in (place.get("variables") or {}).items():
                known = original["variables"][name]
                if "isSecret" not in known:
                    assert variable == known
                elif "value" in known:
                    assert variable["value"] == instead
                else:
                    assert variable.get("value") is None


def test_nothing_shown_is_nothing() -> None:
    assert secrets.hidden(None) == {}


@pytest.mark.parametrize("check_mode", [True, False])
def test_no_outcome_shows_a_secret(apply: Apply, check_mode: bool) -> None:
    task = {**with_secret("hunter2"), "environments": in_stage("hunter3")["environments"]}
    for value in ("2", "4"):
        shown = json.dumps(vars(apply(json.loads(json.dumps(task).replace("2", value)), check_mode=check_mode)))
        assert "hunter" not in shown


# --------------------------------------------------------------------------------------------------- missing secrets


def secret(value: Any = None) -> Options:
    return {"value": value, "isSecret": True}


def stage(number: int, name: str, **variables: Any) -> Options:
    return {"id": number, "name": name, "variables": variables}


@pytest.mark.parametrize(
    ("wanted", "actual", "missing"),
    [
        ({"variables": {"A": secret()}}, {"variables": {"a": secret()}}, []),
        ({"variables": {"A": secret()}}, {"variables": {}}, ["variables.A"]),
        ({"variables": {"A": secret()}}, {"variables": {"A": {"value": "plain"}}}, ["variables.A"]),
        ({"variables": {"A": secret("x")}}, {"variables": {}}, []),
        ({"variables": {"A": {"value": "x"}}}, {"variables": {}}, []),
        (
            {"environments": [stage(1, "Dev", K=secret())]},
            {"environments": [stage(1, "Dev", K=secret())]},
            [],
        ),
        (
            {"environments": [stage(1, "Dev", K=secret())]},
            {"environments": [stage(1, "Dev")]},
            ["environments.Dev.variables.K"],
        ),
        # A stage goes by its id, so one that got another name since has them still ...
        (
            {"environments": [stage(1, "Dev", K=secret())]},
            {"environments": [stage(1, "Development", K=secret())]},
            [],
        ),
        # ... by its name where the id is gone ...
        (
            {"environments": [stage(1, "Dev", K=secret())]},
            {"environments": [stage(8, "Dev", K=secret())]},
            [],
        ),
        # ... but not one that was made anew without them.
        (
            {"environments": [stage(1, "Dev", K=secret())]},
            {"environments": [stage(8, "Dev")]},
            ["environments.Dev.variables.K"],
        ),
    ],
)
def test_secrets_that_a_document_needs_and_nobody_has(wanted: Any, actual: Any, missing: list[str]) -> None:
    assert secrets.missing_secrets(wanted, actual) == missing


@pytest.mark.parametrize(
    ("actual", "told"),
    [
        ({"A": {"value": "plain"}}, "variables.A becomes a secret with the value that it has, which whoever"),
        ({"A": {"value": ""}}, "variables.A is a new secret without a value: the server keeps an empty one"),
        ({}, "variables.A is a new secret without a value: the server keeps an empty one"),
        ({"A": secret()}, ""),
    ],
)
def test_what_becomes_of_a_secret_without_a_value(actual: Any, told: str) -> None:
    said = " ".join(secrets.warnings({"variables": {"A": secret()}}, {"variables": actual}))
    assert said.startswith(told) and bool(said) == bool(told)
