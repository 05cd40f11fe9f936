# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a lookup is given, where its connection comes from, and how it fails."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import plain
from ansible_collections.devops.release_management.tests.unit.plugins.plugin_utils.toy.playbooks import (
    Playbooks,
    Tagged,
    ToyServer,
    vaulted,
)

HUSH = "hush-hush-secret"


def ask(playbooks: Playbooks, expression: str, **run: Any) -> Any:
    variables = {"toy_url": "{{ url }}", "toy_token": "{{ hush }}", "hush": HUSH, **run.pop("variables", {})}
    task = {"name": "Ask", "ansible.builtin.set_fact": {"answer": "{{ " + expression + " }}"}}
    return playbooks.run([task], "-vvvv", register=("answer",), variables=variables, **run)


def test_terms_options_and_connection_from_variables(playbooks: Playbooks, server: ToyServer) -> None:
    server.documents["seven"] = {"is": "there"}
    ran = ask(
        playbooks,
        "query('fixture.toy.things', 'seven', 12, tags=[tag, 'b'], due='2026-03-04' | to_datetime('%Y-%m-%d'),"
        " extra={'deep': nested})",
        variables={
            "tag": "{{ 'a' ~ 1 }}",
            "nested": {"list": ["{{ tag }}"], "date": datetime.date(2026, 3, 4), "raw": Tagged("!unsafe", "{{ raw }}")},
        },
    )
    assert ran.status == 0, ran.output
    by_name, by_id = ran.registered["answer"]
    assert by_name["thing"] == {"is": "there"}
    assert by_name["asked"]["tags"] == ["a1", "b"]
    assert by_name["asked"]["due"].startswith("2026-03-04")
    assert by_name["asked"]["extra"]["deep"] == {"list": ["a1"], "date": "2026-03-04", "raw": "{{ raw }}"}
    assert by_name["asked"]["token"] == "********"
    assert by_id["asked"]["id"] == 12
    assert server.tokens == [f"Bearer {HUSH}"]
    assert HUSH not in ran.output


def test_explicit_beats_variable_beats_environment(playbooks: Playbooks, server: ToyServer) -> None:
    """The variable of the second query is vaulted."""
    ask(
        playbooks,
        "query('fixture.toy.things', 'a', token='given') + query('fixture.toy.things', 'a')",
        environment={"TOY_TOKEN": "of-the-environment"},
        variables={"toy_token": Tagged("!vault", vaulted("of-the-vault"))},
    )
    assert server.tokens == ["Bearer given", "Bearer of-the-vault"]


def test_a_variable_that_is_omitted_is_as_if_it_was_not_there(playbooks: Playbooks, server: ToyServer) -> None:
    ran = ask(
        playbooks,
        "query('fixture.toy.things', 'a')",
        environment={"TOY_TOKEN": "of-the-environment"},
        variables={"toy_token": "{{ nothing | default(omit) }}"},
    )
    assert ran.status == 0, ran.output
    assert server.tokens == ["Bearer of-the-environment"]


def test_without_terms_it_asks_once(playbooks: Playbooks) -> None:
    ran = ask(playbooks, "query('fixture.toy.things')")
    assert [entry["thing"] for entry in ran.registered["answer"]] == [{"all": True}]


def test_failures(playbooks: Playbooks) -> None:
    messages = {
        "query('fixture.toy.things', trouble='unknown name', extra=v)": "stages[0].queue: No queue is named",
        "query('fixture.toy.things', trouble='bug', extra=v)": "This is a bug in the collection",
        "query('fixture.toy.things', nmae='a')": "has no option nmae. It has: ",
        "query('fixture.toy.things', extra='text')": "extra",
    }
    tasks = [
        {"name": "Ask", "ansible.builtin.debug": {"msg": "{{ " + expression + " }}"}, "ignore_errors": True}
        for expression in messages
    ]
    variables = {"toy_url": "{{ url }}", "v": {"secret": {"value": HUSH, "is_secret": True}}}
    ran = playbooks.run(tasks, variables=variables)
    assert ran.output.count("...ignoring") == len(messages)
    for message in messages.values():
        assert message in ran.output.replace("\n", " ")
    assert HUSH not in ran.output
    assert "Traceback" not in ran.output


def test_a_missing_connection_is_named(playbooks: Playbooks) -> None:
    task = {"name": "Ask", "ansible.builtin.debug": {"msg": "{{ query('fixture.toy.things', 'a') }}"}}
    ran = playbooks.run([task])
    assert ran.status == 2
    assert "organization_url" in ran.output
    assert "Traceback" not in ran.output


NOTHING = {
    "query('fixture.toy.things', none)": "term 1",
    "query('fixture.toy.things', '')": "term 1",
    "query('fixture.toy.things', 'a', made.id)": "term 2",
    "query('fixture.toy.things', nothing | default(omit))": "term 1",
    "query('fixture.toy.things', id=made.id)": "id",
    "query('fixture.toy.things', id='')": "id",
}
"""What is about nothing, and what of it says so."""


@pytest.mark.parametrize("arguments", [(), ("--check",)], ids=["real", "check mode"])
def test_what_is_null_never_means_all_that_there_is(
    playbooks: Playbooks, server: ToyServer, arguments: tuple[str, ...]
) -> None:
    tasks = [
        {"name": "Ask", "ansible.builtin.debug": {"msg": "{{ " + expression + " }}"}, "ignore_errors": True}
        for expression in NOTHING
    ]
    variables = {"toy_url": "{{ url }}", "made": {"id": None}}
    ran = playbooks.run(tasks, *arguments, variables=variables)
    told = " ".join(ran.output.split())
    assert ran.status == 0, ran.output
    assert "'all'" not in told
    assert '"all"' not in told
    assert set(server.requests) <= {("GET", "/a")}
    assert ran.output.count("...ignoring") == (0 if arguments else len(NOTHING))
    for place in NOTHING.values():
        sentence = f"{place} is null, as of what check mode" if arguments else f"{place}: is null, or empty."
        assert f"fixture.toy.things: {sentence}" in told


def test_an_option_that_is_omitted_is_left_out(playbooks: Playbooks) -> None:
    ran = ask(playbooks, "query('fixture.toy.things', 'a', id=nothing | default(omit), tags=nothing | default(omit))")
    ((answer,),) = [ran.registered["answer"]]
    assert {"id", "tags"}.isdisjoint(answer["asked"])


def test_a_number_is_a_list_of_one(playbooks: Playbooks) -> None:
    ran = ask(playbooks, "query('fixture.toy.things', 'a', tags=7)")
    assert [entry["asked"]["tags"] for entry in ran.registered["answer"]] == [["7"]]


def test_plain_is_json() -> None:
    given = {"a": (1, 2.5, True, None), datetime.date(2026, 1, 2): {"text"}}
    assert json.loads(json.dumps(plain(given))) == {"a": [1, 2.5, True, None], "2026-01-02": ["text"]}
