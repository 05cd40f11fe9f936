# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failures of a role's tasks in the words of the role: its users know the role's options, not those of the modules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SETTING = "release_management_option_names"
"""The variable of a task that has the name of each option, or of a part of it, by the module's own name."""

_HINT = re.compile(r"\b([Ss]et )([a-z_]+)(?=: | to )")
"""How messages tell of another option: ``set prune_all: true``, or ``set path to …``."""


def renamed(answer: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The result of a task, whose failure names options by the names given; any other as it is.

    That is the option that the failure is about, and those that the message says to set.
    """
    failure = answer.get("failure") or {}
    option = str(failure.get("option") or "")
    if not answer.get("failed") or not option:
        return answer
    shown = _shown(option, names)
    head, message = f"{option}: ", str(answer.get("msg"))
    told = f"{shown}: {message[len(head) :]}" if message.startswith(head) else message
    told = _HINT.sub(lambda hint: f"{hint[1]}{names.get(hint[2], hint[2])}", told)
    result = {**answer, "msg": told, "failure": {**failure, "option": shown}}
    if told != message and not isinstance(result.get("exception"), str):
        # Of a module's failure ansible-core has made an exception with the module's message, and shows that. Where there
        # is none it makes one of ours.
        result.pop("exception", None)
    return result


def _shown(option: str, names: Mapping[str, str]) -> str:
    known = next((name for name in sorted(names, key=len, reverse=True) if _is_within(option, name)), None)
    return option if known is None else f"{names[known]}{option[len(known) :]}"


def _is_within(option: str, name: str) -> bool:
    return option == name or option.startswith((f"{name}.", f"{name}["))
