# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one file of `module_utils` that knows AnsibleModule."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import select
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS, AnsibleModule

from ansible_collections.devops.release_management.plugins.module_utils._errors import LocalFileError
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import told
from ansible_collections.devops.release_management.plugins.module_utils._located import VALIDATION_BREAKS, wrong_places
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.module_utils._parameters import ENVIRONMENT_PARAMETER
from ansible_collections.devops.release_management.plugins.module_utils._performing import (
    Answer,
    Wishes,
    about_nothing,
    perform,
    refuse,
)

_STANDARD_OUTPUT = 1


class _Module(AnsibleModule):
    """AnsibleModule that logs nothing, and hands out nothing that has not been masked.

    AnsibleModule's own masking knows the `no_log` options only, and it replaces a short secret in every text of a
    result. It refuses wrong parameters in its constructor, so its way out has to be ours.
    """

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self.given: dict[str, Any] = {}
        self.is_at_work = False
        try:
            super().__init__(
                argument_spec=resource.spec_for_ansible,
                supports_check_mode=resource.supports_check_mode,
                no_log=True,
                **resource.constraints,
            )
        except VALIDATION_BREAKS:
            if not any(wrong_places(self.given, resource.spec_for_ansible)):
                raise
            self.fail_json("")

    def _load_params(self) -> None:
        """Read the parameters, and apply the part of the task's environment that comes with them.

        AnsibleModule keeps this method for modules that have to see their parameters first.
        """
        super()._load_params()
        os.environ.update(self.params.pop(ENVIRONMENT_PARAMETER, {}))
        self.given = {name: value for name, value in self.params.items() if not name.startswith("_ansible_")}

    @property
    def no_log(self) -> bool:
        """Always true: the controller's setting, which the base class writes here, says nothing of free-form maps."""
        return True

    @no_log.setter
    def no_log(self, value: bool) -> None:
        pass

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        """End as the base class wants to when the parameters are wrong, but masked.

        :raises LocalFileError: one of its functions for files cannot do its work; the task says what it had reached.
        """
        if self.is_at_work:
            reason = next((kwargs[key] for key in ("details", "exception") if kwargs.get(key)), None)
            raise LocalFileError(str(msg) if reason is None else f"{msg}: {reason}")
        self.hand_out(refuse(self._resource, self._known_params(), str(msg), self.given))

    def exit_json(self, **kwargs: Any) -> NoReturn:
        """End as the base class wants to when the module does not support check mode, but masked."""
        invocation = refuse(self._resource, self._known_params(), "", self.given)["invocation"]
        self.hand_out({**kwargs, "invocation": invocation})

    def hand_out(self, answer: Answer) -> NoReturn:
        """Print a masked answer and end."""
        for warning in answer.pop("warnings", ()):
            self.warn(warning)
        self.no_log_values.clear()
        super().exit_json(**answer)

    def add_path_info(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Describe the file of a result, as the base class does, but for what the result says itself.

        In check mode that is the file as it would be. Works in place, which is what the base class relies on.
        """
        said = dict(kwargs)
        super().add_path_info(kwargs)
        kwargs.update(said)
        return kwargs

    def _known_params(self) -> Mapping[str, Any]:
        return getattr(self, "params", None) or {}


class _ModuleHost:
    """The host that the module runs on, with Ansible's own ways to write files."""

    def __init__(self, module: _Module) -> None:
        self._module = module

    @property
    def temporary_folder(self) -> str:
        """Ansible's own, which is removed with the task."""
        return str(self._module.tmpdir)

    def move(self, source: str, dest: str) -> None:
        """Rename, keeping the attributes of a file that is there, or copy where only `unsafe_writes` can do it."""
        params = self._module.params
        try:
            with _new_files_no_wider_than(params["mode"]):
                self._module.atomic_move(source, dest, unsafe_writes=params["unsafe_writes"])
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001  the base class raises nothing narrower
            raise LocalFileError(str(error), option="dest") from None

    def check_attributes(self, folder: str) -> None:
        """Have Ansible's functions look up all that is declared, as they do in check mode, and set nothing."""
        module = self._module
        before = module.check_mode
        module.check_mode = True
        try:
            self._set(folder, self._owner_and_mode(folder), {})
        finally:
            module.check_mode = before

    def prepare(self, path: str) -> None:
        self._set(path, self._owner_and_mode(path), {})

    def set_attributes(
        self, path: str, changed: bool, before: dict[str, Any], after: dict[str, Any], *, is_folder: bool = False
    ) -> bool:
        """Set what the file options declare; the mode of files is not one for folders, which could not be entered."""
        wanted = self._declared(path)
        if is_folder:
            wanted["mode"] = None
        diff: dict[str, dict[str, Any]] = {}
        changed = self._set(path, wanted, diff) or changed
        before.update(_facts_in(diff.get("before")))
        after.update(_facts_in(diff.get("after")))
        return changed

    def _declared(self, path: str) -> dict[str, Any]:
        return {**self._module.load_file_common_arguments(self._module.params, path=path), "path": path}

    def _owner_and_mode(self, path: str) -> dict[str, Any]:
        """Without what a file cannot have that is still to be moved, as to be immutable."""
        return {**self._declared(path), "attributes": None, "secontext": []}

    def _set(self, path: str, wanted: dict[str, Any], diff: dict[str, dict[str, Any]]) -> bool:
        with told("set the attributes of", path):
            return bool(self._module.set_fs_attributes_if_different(wanted, False, diff, expand=False))


@contextlib.contextmanager
def _new_files_no_wider_than(mode: Any) -> Iterator[None]:
    """Let a file that Ansible makes have no permission that the declared mode lacks, before it has that mode.

    :param mode: as declared; one in letters counts from what the file has anyway.
    """
    try:
        number = mode if isinstance(mode, int) else int(mode or "", 8)
    except ValueError:
        yield
        return
    usual = os.umask(0o777)
    os.umask(usual | (~number & 0o777))
    try:
        yield
    finally:
        os.umask(usual)


def _facts_in(side: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (side or {}).items() if name != "path"}


def run_module(resource: Resource) -> None:
    """Do what a module does: read the parameters, run the resource, print the answer, exit."""
    if resource.writes_files:
        argument_spec = {**resource.argument_spec, **FILE_COMMON_ARGUMENTS}
        resource = dataclasses.replace(resource, argument_spec=argument_spec)
    module = _Module(resource)
    wishes = Wishes(
        action=module._name,
        check_mode=module.check_mode,
        diff=module._diff,
        debug=module._verbosity >= 3,
        host=_ModuleHost(module),
    )
    nothing = about_nothing(resource, module.params, module.given, check_mode=module.check_mode)
    if nothing:
        module.hand_out(nothing)
    _cancel_when_nobody_listens(wishes.cancelled)
    module.is_at_work = True
    module.hand_out(
        perform(resource, module.params, wishes, lambda params: contextlib.closing(resource.connect(params)))
    )


def _cancel_when_nobody_listens(cancelled: threading.Event) -> None:
    """Set the event when the reader of our answer goes away.

    A task's `timeout` ends the controller's side only: the module lives on, and must not go on writing. What it sees
    of it is that the other end of its standard output is closed.
    """
    poller = select.poll()
    poller.register(_STANDARD_OUTPUT, 0)  # that it is closed is reported whatever is asked for

    def wait() -> None:
        poller.poll()
        cancelled.set()

    threading.Thread(target=wait, daemon=True).start()
