# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decides whether a task runs in the controller's own process."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from ansible import constants as C
from ansible.plugins.action import ActionBase

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import missing_libraries

SETTING = "release_management_in_process"
"""The variable that overrules the decision."""

_settled: set[int] = set()

_CHOICES = ("auto", "always", "never")


def runs_in_process(action: ActionBase, task_vars: dict[str, Any]) -> bool:
    """Whether to run in this worker; otherwise the ordinary module does it.

    :raises DeclarationError: when the setting demands what cannot be, or is none of its choices.
    """
    setting = action._templar.template(task_vars.get(SETTING, "auto"))
    if setting not in _CHOICES:
        raise DeclarationError(f"{setting!r} is not one of {', '.join(_CHOICES)}.", option=SETTING)
    if setting == "never":
        return False
    obstacle = _obstacle(action)
    if setting == "always" and obstacle:
        raise DeclarationError(
            f"'always' cannot be: {action._task.action} cannot run in the controller's process, because {obstacle}."
            f" With 'auto' it runs as a module then.",
            option=SETTING,
        )
    # Whoever says always wants Ansible's own interpreter rather than another one of this machine.
    return not obstacle and (setting == "always" or not _is_for_another_interpreter(action, task_vars))


def leave_inheritance_alone() -> None:
    """Take what this worker inherited from its parent out of garbage collection, once.

    A worker is a fork with all of Ansible in its memory, and ends with its task. Collections that walk through all that
    took a fifth of the time of an item (measured on a loop of 300).
    """
    if os.getpid() not in _settled:
        gc.freeze()
        _settled.add(os.getpid())


def _obstacle(action: ActionBase) -> str | None:
    """What makes it impossible to do the task's work in this process, as what follows "because"."""
    connection = action._connection
    if connection.ansible_name != "ansible.builtin.local":
        return f"its connection is {connection.ansible_name}, not ansible.builtin.local"
    if connection.become is not None:
        # The connection knows; the task's own flag misses the variable ansible_become.
        return "it becomes another user"
    if action._task.async_val:
        return "it is asynchronous"
    if missing := missing_libraries():
        return f"{sys.executable} cannot import {' and '.join(missing)}"
    return None


def _is_for_another_interpreter(action: ActionBase, task_vars: dict[str, Any]) -> bool:
    """Whether somebody chose a Python for the target that is not the one which runs Ansible."""
    interpreter = _explicit_interpreter(action, task_vars)
    # Symbolic links tell virtual environments apart: they are compared, not followed.
    return interpreter is not None and interpreter != sys.executable


def _explicit_interpreter(action: ActionBase, task_vars: dict[str, Any]) -> str | None:
    """The interpreter that somebody chose for the target; None when Ansible is to find one."""
    target_vars = task_vars
    if action._task.delegate_to:
        target_vars = task_vars["ansible_delegated_vars"][action._task.delegate_to]
    configured = C.config.get_config_value("INTERPRETER_PYTHON", variables=target_vars)
    templar = action._templar.copy_with_new_env(available_variables=target_vars)
    interpreter = str(templar.template(configured) or "").strip()
    return None if not interpreter or interpreter.startswith("auto") else interpreter
