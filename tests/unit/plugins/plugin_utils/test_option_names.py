# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A failure names the option by the name under which a role took it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.plugin_utils._option_names import renamed

NAMES = {
    "name": "shop_name",
    "artifacts": "shop_artifacts",
    "artifacts[1].alias": "shop_alias",
    "environments": "shop_stages",
}


def failed(option: str, msg: str | None = None) -> dict[str, Any]:
    told = f"{option}: is not there, and name is another option" if msg is None else msg
    return {"failed": True, "msg": told, "failure": {"kind": "NotFoundError", "option": option}}


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("name", "shop_name"),
        ("names", "names"),
        ("environments", "shop_stages"),
        ("environments[0].name", "shop_stages[0].name"),
        ("artifacts[0].alias", "shop_artifacts[0].alias"),
        ("artifacts[1].alias", "shop_alias"),
        ("artifacts[1].version", "shop_artifacts[1].version"),
        ("artifacts[10].alias", "shop_artifacts[10].alias"),
        ("wait_timeout", "wait_timeout"),
    ],
)
def test_the_option_is_named_as_the_role_names_it(option: str, expected: str) -> None:
    assert renamed(failed(option), NAMES) == failed(expected)


def test_a_message_that_does_not_begin_with_the_option_stays() -> None:
    answer = renamed(failed("name", "the name is wrong"), NAMES)
    assert answer["msg"] == "the name is wrong"
    assert answer["failure"]["option"] == "shop_name"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("set environments to it", "set shop_stages to it"),
        ("Set name: x", "Set shop_name: x"),
        ("set names: x", "set names: x"),
        ("set path to one of them", "set path to one of them"),
        ("the name is set, name: x", "the name is set, name: x"),
        ("what the set name says", "what the set name says"),
    ],
)
@pytest.mark.parametrize("option", ["wait_timeout", "artifacts[1].alias"])
def test_what_is_to_be_set_is_named_as_the_role_names_it(option: str, said: str, expected: str) -> None:
    answer = renamed(failed(option, f"no: {said}"), NAMES)
    assert answer["msg"] == f"no: {expected}"


def test_an_exception_with_the_modules_message_is_left_to_ansible() -> None:
    """From 2.19 on it is an object of ansible-core; a text is a traceback."""
    assert "exception" not in renamed({**failed("name"), "exception": object()}, NAMES)
    assert renamed({**failed("name"), "exception": "Traceback"}, NAMES)["exception"] == "Traceback"
    other = {**failed("wait_timeout"), "exception": object()}
    assert renamed(other, NAMES) == other


@pytest.mark.parametrize(
    "answer",
    [
        {"changed": True, "name": "x"},
        {"failed": True, "msg": "name: as somebody said"},
        {"failed": True, "msg": "name: gone", "failure": {"kind": "UnavailableError"}},
    ],
)
def test_anything_else_stays_as_it_is(answer: dict[str, Any]) -> None:
    assert renamed(dict(answer), NAMES) == answer
