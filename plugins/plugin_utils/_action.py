# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base of the action plugins: the module of the same name, run in the worker where that is the same thing."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible import constants as C
from ansible.plugins.action import ActionBase

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.module_utils._parameters import (
    ENVIRONMENT_PARAMETER,
    with_null_for_empty,
)
from ansible_collections.devops.release_management.plugins.module_utils._performing import (
    Answer,
    Wishes,
    about_nothing,
    perform,
    refuse,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._arguments import (
    as_a_module_gets_them,
    validate,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._environment import (
    cancelling,
    end_with_the_controller,
    split_credentials,
    surroundings_of_a_module,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._in_process import (
    leave_inheritance_alone,
    runs_in_process,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._option_names import SETTING, renamed
from ansible_collections.devops.release_management.plugins.plugin_utils._progress import progress_display
from ansible_collections.devops.release_management.plugins.plugin_utils._refused import WayIn
from ansible_collections.devops.release_management.plugins.plugin_utils._sessions import shared_client
from ansible_collections.devops.release_management.plugins.plugin_utils._variables import with_variables


class ResourceAction(ActionBase):
    """An action plugin names its `resource`; everything else is here."""

    resource: ClassVar[Resource]

    _supports_async = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._supports_check_mode = cls.resource.supports_check_mode

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Answer:
        """Run the task; its failure is part of the result."""
        super().run(tmp, task_vars)
        task_vars = task_vars or {}
        if not self._task.async_val:  # which is meant to go on by itself
            end_with_the_controller()
        try:
            in_process = not self.resource.writes_files and runs_in_process(self, task_vars)
        except DeclarationError as error:
            return {"failed": True, "changed": False, "msg": str(error)}
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        template = self._templar.template
        args = with_variables(self._task.args, self.resource.argument_spec, task_vars, template)
        for path in self.resource.identities:
            args = with_null_for_empty(args, path)
        answer = (self._run_here if in_process else self._run_module)(args, task_vars, environment)
        return renamed(answer, template(task_vars.get(SETTING) or {}))

    def _run_here(self, args: dict[str, Any], task_vars: dict[str, Any], environment: dict[str, Any]) -> Answer:
        leave_inheritance_alone()
        task = self._task
        wishes = Wishes(
            action=task.action,
            check_mode=task.check_mode,
            diff=task.diff,
            debug=self._display.verbosity >= 3,
            progress=progress_display(
                str(task_vars.get("inventory_hostname", "localhost")), self.resource.name, silent=bool(task.no_log)
            ),
        )
        args = as_a_module_gets_them(args)
        with cancelling(wishes.cancelled), surroundings_of_a_module(environment, self._loader.get_basedir()):
            params, complaint, notices = validate(self.resource, args, task.action)
            nothing = about_nothing(self.resource, params, args, check_mode=wishes.check_mode)
            if complaint:
                answer = refuse(self.resource, params, complaint, args)
            elif nothing:
                answer = nothing
            else:
                answer = perform(
                    self.resource,
                    params,
                    wishes,
                    lambda declared: shared_client(task._uuid, self.resource.connect, declared, environment),
                )
        for kind, messages in notices.items():
            if messages:
                answer[kind] = [*messages, *answer.get(kind, ())]
        if not _wants_invocation(task_vars):
            del answer["invocation"]
        return answer

    def _run_module(self, args: dict[str, Any], task_vars: dict[str, Any], environment: dict[str, Any]) -> Answer:
        task = self._task
        way_in = WayIn(args, environment, _host_of(self, task_vars), self.resource.argument_spec)
        if refusal := way_in.refusal():
            return refusal
        shown, hidden = split_credentials(environment, self.resource.argument_spec)
        if hidden:
            args[ENVIRONMENT_PARAMETER] = hidden
        declared_environment = task.environment
        task.environment = [shown]
        try:
            answer: Answer = self._execute_module(
                module_name=task.action, module_args=args, task_vars=task_vars, wrap_async=bool(task.async_val)
            )
        finally:
            task.environment = declared_environment
        way_in.learn(answer)
        return answer


def _host_of(action: ActionBase, task_vars: dict[str, Any]) -> str:
    """The host that a task runs on."""
    return str(action._task.delegate_to or task_vars.get("inventory_hostname", "localhost"))


def _wants_invocation(task_vars: dict[str, Any]) -> bool:
    """From ansible-core 2.21 on a module hands out its parameters only when it is configured to."""
    setting = "INJECT_INVOCATION"
    return not C.config.get_configuration_definition(setting) or bool(
        C.config.get_config_value(setting, variables=task_vars)
    )
