# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords that were refused to a module, which ends with its item: no other item, attempt or host tries them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._performing import Answer, of_error
from ansible_collections.devops.release_management.plugins.module_utils._transport.passwords import (
    refused_already,
    verdicts,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.verdicts import Verdict
from ansible_collections.devops.release_management.plugins.plugin_utils._arguments import as_a_module_gets_them
from ansible_collections.devops.release_management.plugins.plugin_utils._sessions import CONNECTION_OPTIONS


class WayIn:
    """How a task signs in from a module, as far as the controller knows: its options, its environment, its host."""

    def __init__(
        self, args: Mapping[str, Any], environment: Mapping[str, Any], host: str, spec: Mapping[str, Mapping[str, Any]]
    ) -> None:
        names = {
            spelling
            for name in CONNECTION_OPTIONS
            if name in spec
            for spelling in (name, *(spec[name].get("aliases") or ()))
        }
        given = as_a_module_gets_them({name: args[name] for name in names if name in args})
        # What the task does not give, its host may have in its environment.
        self._text = repr((sorted(given.items()), sorted(environment.items()), "" if "password" in given else host))

    def refusal(self) -> Answer | None:
        """The answer of a task whose password was refused before; None for any other one."""
        if verdicts.of(self._text) is not Verdict.REFUSED:
            return None
        return of_error(refused_already("The server"))

    def learn(self, answer: Mapping[str, Any]) -> None:
        """Take in what the module answered."""
        failure = answer.get("failure")
        if isinstance(failure, Mapping) and failure.get("password_refused"):
            verdicts.note(self._text, Verdict.REFUSED)
