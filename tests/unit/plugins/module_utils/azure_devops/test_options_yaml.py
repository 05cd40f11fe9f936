# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options written as YAML: what is read back is what was written, and Jinja never reads a text of the server."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.options_yaml import as_yaml


class _Unsafe(str):
    """A text that Ansible does not template."""

    __slots__ = ()


class _Loader(yaml.SafeLoader):
    """Reads ``!unsafe`` as Ansible does: the text as it stands, marked."""


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by libyaml, where that is there: Ansible reads with it then, and it takes less."""


for _kind in (_Loader, _FastLoader):
    _kind.add_constructor("!unsafe", lambda loader, node: _Unsafe(loader.construct_scalar(node)))


def read(text: str) -> Any:
    options = yaml.load(text, Loader=_Loader)
    assert yaml.load(text, Loader=_FastLoader) == options
    return options


# XML's and YAML's reading of line ends is part of what has to survive; lone surrogates are no text.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SNIPPETS = st.lists(
    st.sampled_from(
        ["{{", "}}", "{%", "{#", "$(a)", " ", "\n", "\t", "\r\n", ":", "#", "'", '"', "- ", "yes", "x", "|"]
    ),
    max_size=12,
).map("".join)
SCALARS = st.one_of(TEXTS, SNIPPETS, st.booleans(), st.integers(), st.none())
OPTIONS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(TEXTS, SNIPPETS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(OPTIONS)
def test_what_is_written_is_read_back(options: Any) -> None:
    assert read(as_yaml(options)) == options


@given(st.one_of(TEXTS, SNIPPETS))
def test_a_multi_line_script_is_read_back_at_any_depth(text: str) -> None:
    options = {"environments": [{"deploy_phases": [{"workflow_tasks": [{"inputs": {"script": text}}]}]}]}
    assert read(as_yaml(options)) == options


@pytest.mark.parametrize("text", ["{{ x }}", "{% if x %}", "{# x #}", "a {{", "echo '{{ x }}'\nexit 1\n", "{{\n\n }}"])
def test_a_text_that_jinja_would_read_is_unsafe(text: str) -> None:
    options = read(as_yaml({"script": text, text: "value"}))
    assert isinstance(options["script"], _Unsafe)
    assert [type(key) for key in options] == [str, _Unsafe]


@pytest.mark.parametrize("text", ["plain", "$(Build.Number)", "{ {", "100%", "a\nb"])
def test_other_text_is_not(text: str) -> None:
    assert "!unsafe" not in as_yaml({"script": text})


@pytest.mark.parametrize("mark", ["\r", "\r\n", "\x85", "\u2028", "\u2029", "\ufeff", "\t", "\x07", "\U0001f600"])
@pytest.mark.parametrize("text", ["{}", "a{}b", "a{}b\nc\n", "{{{{ x }}}}{}y"])
def test_what_yaml_takes_for_the_end_of_a_line_stays_what_it_is(text: str, mark: str) -> None:
    options = {"script": text.format(mark)}
    assert read(as_yaml(options)) == options


@pytest.mark.parametrize("text", ["yes", "no", "on", "1.10", "017", "null", "~", "1e3", "2026-01-01", "true", "=", ""])
def test_text_stays_text(text: str) -> None:
    assert read(as_yaml({"value": text})) == {"value": text}


def test_a_script_reads_as_one_and_lists_stand_below_their_key() -> None:
    assert as_yaml({"tasks": [{"script": "one\ntwo\n"}], "after": 1}) == (
        "tasks:\n  - script: |\n      one\n      two\nafter: 1\n"
    )


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("docker ps --format '{{.Names}}'\nexit 1\n", "!unsafe |\n  docker ps --format '{{.Names}}'\n  exit 1\n"),
        ("docker ps --format '{{.Names}}'\nexit 1", "!unsafe |-\n  docker ps --format '{{.Names}}'\n  exit 1\n"),
        ("if x \n\tthen y\n", "|\n  if x \n  \tthen y\n"),
        ("one\n   \ntwo\n", "|\n  one\n     \n  two\n"),
        ("  one\ntwo\n", "|2\n    one\n  two\n"),
        ("one ", "'one '\n"),
        ("one\n\n", "|+\n  one\n\n"),
        ("\u00fcber\n\U0001f600\n", "|\n  \u00fcber\n  \U0001f600\n"),
    ],
    ids=str,
)
def test_a_script_keeps_its_lines(script: str, written: str) -> None:
    """As a person would write them: also with tabs, and with blanks where its author left some."""
    assert as_yaml({"script": script}) == f"script: {written}"
    assert read(f"script: {written}after: 1\n") == {"script": script, "after": 1}


@pytest.mark.parametrize("script", ["\tone\ntwo\n", "one\r\ntwo\r\n", "one\x07\ntwo\n", "one\u2028\ntwo\n"])
def test_a_script_that_has_no_such_lines_is_quoted(script: str) -> None:
    """The parser that Ansible reads with takes no tab for the start of the first line; the rest is no line in YAML."""
    assert as_yaml({"script": script}).startswith('script: "')


def test_what_stands_twice_is_written_twice() -> None:
    shared = {"a": ["b"]}
    assert "&" not in as_yaml({"one": shared, "two": shared})
