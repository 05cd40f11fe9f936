# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is a secret, and where it is masked."""

from __future__ import annotations

import json
import random
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._masking import MASK, Secrets, is_marked
from ansible_collections.devops.release_management.plugins.module_utils._secret_texts import LONG_ENOUGH

SPEC: dict[str, Any] = {
    "token": {"type": "str", "no_log": True, "aliases": ["pat"]},
    "name": {"type": "str"},
    "variables": {"type": "dict"},
    "raw": {"type": "raw"},
    "stages": {
        "type": "list",
        "elements": "dict",
        "options": {
            "password": {"type": "str", "no_log": True},
            "raw": {"type": "dict"},
            "jobs": {"type": "list", "elements": "dict", "options": {"key": {"type": "dict", "no_log": True}}},
        },
    },
}
SECRET = "correct-horse"


def declared_in(params: dict[str, Any], spec: dict[str, Any]) -> Secrets:
    secrets = Secrets()
    secrets.learn_declared(params, spec)
    return secrets


def secrets_of(**params: Any) -> Secrets:
    return declared_in(params, SPEC)


@pytest.mark.parametrize(
    "params",
    [
        {"token": SECRET},
        {"pat": SECRET},
        {"stages": [{}, {"password": SECRET}]},
        {"stages": json.dumps([{"password": SECRET}])},
        {"stages": [json.dumps({"password": SECRET})]},
        {"stages": [{"jobs": [{"key": {"deep": ["x", SECRET]}}]}]},
        {"variables": {"pw": {"value": SECRET, "is_secret": True}}},
        {"variables": {"pw": {"value": SECRET, "isSecret": "True"}}},
        {"variables": {"pw": {"Value": SECRET, "IsSecret": 1}}},
        {"raw": [{"any": {"depth": [{"isSecret": True, "value": {"of": [SECRET]}}]}}]},
        {"variables": {"pw": {"value": SECRET, "raw": {"isSecret": True}}}},
        {"variables": {"pw": {"is_secret": True, "raw": {"value": SECRET}}}},
        {"variables": {"pw": {"is_secret": True, "vlaue": SECRET}}},
        {"raw": json.dumps({"variables": {"pw": {"isSecrt": True, "value": SECRET}}})},
        {"raw": json.dumps({"variables": {"pw": {"isSecret": True, "value": SECRET}}})},
        {"stages": [{"raw": {"inputs": {"json": json.dumps({"a": {"is_secret": "yes", "value": SECRET}})}}}]},
    ],
)
def test_where_secrets_are_found(params: dict[str, Any]) -> None:
    secrets = declared_in(params, SPEC)
    assert secrets.text(f"the server says {SECRET}!") == f"the server says {MASK}!"
    assert secrets.structure([f"in a text: {SECRET}", {SECRET: 1}]) == [f"in a text: {MASK}", {MASK: 1}]
    assert SECRET not in json.dumps(secrets.parameters(params, SPEC))


@pytest.mark.parametrize(
    "params",
    [
        {"name": SECRET, "variables": {"open": {"value": SECRET}}},
        {"variables": {"open": {"value": SECRET, "is_secret": False}}},
        {"variables": {"open": {"value": SECRET, "isSecret": "false"}}},
        {"raw": f"{{ not json, but says secret: {SECRET}"},
    ],
)
def test_what_is_no_secret(params: dict[str, Any]) -> None:
    assert declared_in(params, SPEC).text(SECRET) == SECRET


def test_short_secrets_leave_structures_alone_but_for_their_own_place() -> None:
    secrets = secrets_of(
        token="dev",
        variables={"pw": {"value": "1", "is_secret": True}, "empty": {"value": "", "isSecret": True}},
    )
    document = {
        "name": "dev",
        "rank": 1,
        "branch": "refs/heads/dev",
        "token": "dev",
        "pw": "1",
        "variables": {
            "pw": {"value": "1", "isSecret": True},
            "other": {"value": "1", "isSecret": False},
            "kept": {"value": None, "isSecret": True},
        },
    }
    assert secrets.structure(document) == {
        **document,
        "token": MASK,
        "pw": MASK,
        "variables": {**document["variables"], "pw": {"value": MASK, "isSecret": True}},
    }


def test_short_secrets_are_masked_as_words_of_a_text() -> None:
    text = secrets_of(token="dev").text("'dev' is refused by developers of /dev/null")
    assert text == f"'{MASK}' is refused by developers of /{MASK}/null"


def test_a_secret_within_a_longer_one_leaves_no_rest() -> None:
    secrets = secrets_of(token="abcdefgh", variables={"v": {"value": "abcdefgh-and-more", "is_secret": True}})
    assert secrets.text("abcdefgh-and-more, abcdefgh") == f"{MASK}, {MASK}"


@given(
    st.lists(st.text("abAB$é\n", min_size=LONG_ENOUGH, max_size=40).filter(str.strip), min_size=1, max_size=30),
    st.text("abAB$é\n", max_size=60),
)
def test_of_all_secrets_that_are_somewhere_the_longest_goes(declared: list[str], around: str) -> None:
    secrets = secrets_of(variables={f"v{n}": {"value": v, "is_secret": True} for n, v in enumerate(declared)})
    for value in declared:
        assert secrets.structure(f"<{value}>") == f"<{MASK}>"
    masked = secrets.text(around)
    for piece in re.split(re.escape(MASK), masked):
        assert not any(value in piece for value in declared)
        assert piece in around


def test_secrets_one_within_the_other_many_times() -> None:
    nested = ["x" * length for length in range(LONG_ENOUGH, 200)]
    secrets = secrets_of(variables={value: {"value": value, "is_secret": True} for value in nested})
    assert secrets.text(f"({nested[-1]}) ({nested[0]}) xxx") == f"({MASK}) ({MASK}) xxx"


def test_secrets_that_are_learnt_one_by_one_take_no_time_before_they_are_looked_for() -> None:
    secrets = Secrets()
    begin = time.process_time()
    for number in range(5000):
        secrets.learn(f"v{number}", f"secret number {number}")
    # Making the pattern anew each time takes minutes.
    assert time.process_time() - begin < 2
    assert secrets.text("It is secret number 4999.") == f"It is {MASK}."


def test_a_thousand_secrets_are_looked_for_in_the_time_of_a_few() -> None:
    text = "echo deploy the web site to production\n" * 20_000
    seconds = []
    for count in (10, 2000):
        secrets = Secrets()
        for number in range(count):
            secrets.learn(f"v{number}", f"{random.Random(number).random()}{number}")
        secrets.text("")
        begin = time.process_time()
        secrets.text(text)
        seconds.append(time.process_time() - begin)
    assert seconds[1] < max(10 * seconds[0], 0.5)


@pytest.mark.parametrize("secret", ['quote"and\\slash', "two\nlines of text", "ünïcode-wörd", "with space&more/æ"])
def test_spellings_in_messages(secret: str) -> None:
    secrets = secrets_of(token=f"{secret}\n")
    for spelled in (secret, json.dumps(secret), json.dumps(secret, ensure_ascii=False), repr(secret)):
        masked = secrets.text(f"got {spelled}.")
        assert MASK in masked
        assert secret.splitlines()[-1] not in masked
        assert json.dumps(secret)[1:-1] not in masked
    assert secrets_of(token="a b/c&d+e").text("?q=a%20b%2Fc%26d%2Be&q=a+b%2Fc%26d%2Be") == f"?q={MASK}&q={MASK}"


def test_numbers_count_and_booleans_do_not() -> None:
    secrets = secrets_of(variables={"n": {"value": 12345678, "isSecret": True}, "b": {"value": True, "isSecret": True}})
    assert secrets.structure({"port": 12345678, "id": 1234, "flag": True}) == {"port": MASK, "id": 1234, "flag": True}
    assert secrets.text("True, 12345678") == f"True, {MASK}"
    assert secrets.structure({"value": True, "isSecret": True}) == {"value": MASK, "isSecret": True}


def test_json_in_a_string_is_masked_by_position_too() -> None:
    text = json.dumps({"pw": {"value": "1", "isSecret": True}, "n": "1"})
    assert json.loads(secrets_of().structure({"doc": text})["doc"]) == {
        "pw": {"value": MASK, "isSecret": True},
        "n": "1",
    }


def test_parameters() -> None:
    params = {
        "token": "x",
        "pat": None,
        "name": "x",
        "unknown": "maybe a secret under a misspelled name",
        "variables": "text where a map belongs",
        "stages": [{"password": "x", "raw": {"n": None}}, "text"],
    }
    assert secrets_of(**params).parameters(params, SPEC) == {
        "token": MASK,
        "pat": None,
        "name": "x",
        "unknown": MASK,
        "variables": MASK,
        "stages": [{"password": MASK, "raw": {"n": None}}, MASK],
    }


def test_nothing_is_changed_in_place() -> None:
    document = {"variables": {"pw": {"value": SECRET, "isSecret": True}}}
    secrets_of(variables=document["variables"]).structure(document)
    assert document["variables"]["pw"]["value"] == SECRET


def test_marks() -> None:
    assert is_marked({"is_secret": True})
    assert is_marked({"isSecret": "yes"})
    assert not is_marked({"isSecret": None, "secret": True})


@pytest.mark.parametrize(
    "flag",
    [True, "true", " true ", "TRUE", "yes", "on", "1", 1, 1.0, "1.0", "y", "Y", "t", "T", 2, "maybe", [1], {"a": 1}],
)
def test_whatever_is_not_clearly_false_marks(flag: Any) -> None:
    """YAML leaves ``y`` and ``t`` as text, models take them for true; and a flag that is refused comes with its value."""
    for key in ("is_secret", "isSecret", "IsSecret"):
        assert is_marked({key: flag, "value": SECRET})
        assert is_marked({"raw": {key: flag}, "value": SECRET})


@pytest.mark.parametrize(
    "flag",
    [None, False, "false", " False", "no", "off", "n", "N", "f", "F", "0", 0, 0.0, "0.0", "", " ", "null", [], {}],
)
def test_what_is_clearly_false_does_not_mark(flag: Any) -> None:
    assert not is_marked({"is_secret": flag, "value": SECRET})
    assert not is_marked({"raw": {"isSecret": flag}, "value": SECRET})


@pytest.mark.parametrize(
    "text",
    [
        f'{{"variables": {{"pw": {{"value": "{SECRET}", "isSecret": true}}}}',
        f'\ufeff{{"pw": "{SECRET}"',
        f"variables:\n  pw: {{value: {SECRET}, isSecret: true}}",
    ],
)
def test_a_document_that_cannot_be_read_is_not_shown(text: str) -> None:
    params = {"raw": text, "name": "secret {name}"}
    assert secrets_of(**params).parameters(params, SPEC) == {"raw": MASK, "name": "secret {name}"}
    params = {"raw": [text, "Default"]}
    assert secrets_of(**params).parameters(params, SPEC) == {"raw": [MASK, "Default"]}


def test_json_in_a_string_without_secrets_keeps_its_spelling() -> None:
    text = '{"seconds":1,  "isSecret" : false}'
    assert secrets_of(token="another-one").structure({"input": text}) == {"input": text}


def test_a_password_in_an_address_is_a_secret():
    params = {"organization_url": "http://me:pa55word-in-url@host/tfs"}
    secrets = declared_in(params, {"organization_url": {"type": "str"}})
    assert "pa55word" not in str(secrets.parameters(params, {"organization_url": {"type": "str"}}))
    assert "pa55word" not in secrets.text("cannot use http://me:pa55word-in-url@host/tfs")


def test_a_misspelt_mark_still_hides_the_value():
    """The complaint about the misspelling comes with the parameters."""
    params = {"variables": {"Pw": {"value": "hunter-of-old", "is_secrt": True}}}
    spec = {"variables": {"type": "dict"}}
    assert "hunter" not in str(declared_in(params, spec).parameters(params, spec))


def test_the_mark_of_buildmaster_is_one_too():
    """Also in a text, and where the task misspells it."""
    assert is_marked({"value": "x", "sensitive": True})
    assert is_marked({"value": "x", "sensitve": "yes"})
    assert not is_marked({"value": "x", "sensitive": False})
    params = {"variables": {"Pin": {"value": "hunter-of-old", "sensitive": True}}}
    spec = {"variables": {"type": "dict"}}
    secrets = declared_in(params, spec)
    assert "hunter" not in str(secrets.parameters(params, spec))
    assert "hunter" not in secrets.text("it was hunter-of-old")
    text = json.dumps({"Pin": {"value": "hunter-of-old", "sensitive": True}})
    assert "hunter" not in str(Secrets().structure({"document": text}))
