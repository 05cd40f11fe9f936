# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as YAML that Ansible reads back as the same options."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._libraries import yaml

# What makes Jinja look at a text.
_TEMPLATE_MARKS = ("{{", "{%", "{#")
# What YAML takes for the end of a line (or of nothing): it survives only where it is written as an escape.
_LINE_MARKS = ("\r", "\x85", "\u2028", "\u2029", "\ufeff")
# A text that can be written line by line: it has only characters that stand for themselves, and does not begin with a
# tab, which libyaml, that Ansible reads with, takes for an indentation.
_LINES = re.compile("(?!\t)[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def as_yaml(options: Any) -> str:
    """The options as a YAML document; texts that Jinja would read are tagged ``!unsafe``.

    Needs PyYAML (see ``_libraries.HAS_YAML``).
    """
    text: str = yaml.dump(options, Dumper=_dumper(), sort_keys=False, default_flow_style=False, allow_unicode=True)
    return text


def _dumper() -> Any:
    class Dumper(yaml.SafeDumper):
        """Indents lists below their key, as playbooks are written, and repeats what it would else refer to."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def analyze_scalar(self, scalar: str) -> Any:
            """Let a script keep its lines where YAML does: PyYAML quotes it for a tab, or for a blank before a line's end."""
            analysis = super().analyze_scalar(scalar)
            analysis.allow_block = _LINES.fullmatch(scalar) is not None
            return analysis

        def write_literal(self, text: str) -> None:
            """Write no end of the document after a text that ends with an empty line: no other document follows."""
            super().write_literal(text)
            self.open_ended = False

        def ignore_aliases(self, data: Any) -> bool:
            return True

    Dumper.add_representer(str, _text)
    return Dumper


def _text(dumper: Any, value: str) -> Any:
    unsafe = any(mark in value for mark in _TEMPLATE_MARKS)
    return dumper.represent_scalar("!unsafe" if unsafe else "tag:yaml.org,2002:str", value, style=_style(value, unsafe))


def _style(value: str, unsafe: bool) -> str | None:
    if any(mark in value for mark in _LINE_MARKS):
        return '"'
    if "\n" in value:
        return "|"
    return "'" if unsafe else None


def read_yaml(text: str) -> Any:
    """What a file of options says, as far as that needs no template; None where it is no YAML.

    Needs PyYAML as well.
    """
    try:
        return yaml.load(text, Loader=_loader())
    except yaml.YAMLError:
        return None


def _loader() -> Any:
    class Loader(yaml.SafeLoader):
        """Takes texts that are tagged for Ansible as texts."""

    Loader.add_multi_constructor("!", lambda loader, _suffix, node: loader.construct_scalar(node))
    return Loader
