# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a resource function gets and gives; the same for modules, action plugins and tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._files.host import Host, PlainHost


@dataclass
class Outcome:
    """What a resource function did.

    :ivar changed: whether anything changed, or in check mode would change.
    :ivar result: merged into the task's result, such as ``{"release_definition": {...}}``.
    :ivar before: declared part of the state before; shown as diff when it or ``after`` is not None.
    :ivar after: declared part of the state after.
    :ivar warnings: sentences for the user.
    """

    changed: bool
    result: dict[str, Any]
    before: Any = None
    after: Any = None
    warnings: list[str] = field(default_factory=list)


def _silent(message: str) -> None:
    """Take a sentence that nobody listens to."""


@dataclass
class Run:
    """The circumstances of one task.

    :ivar check_mode: compute everything, write nothing.
    :ivar warn: takes a sentence for the user at once.
    :ivar progress: takes a line about what is being waited for or worked through.
    :ivar conceal: takes name and value of what turned out to be a secret, though it was not declared as one.
    :ivar cancelled: set when the task ends early; no new write is started then, and waits end.
    :ivar host: for files that the task writes on its host.
    """

    check_mode: bool = False
    warn: Callable[[str], None] = _silent
    progress: Callable[[str], None] = _silent
    conceal: Callable[[str, str], None] = lambda _name, _value: None
    cancelled: threading.Event = field(default_factory=threading.Event)
    host: Host = field(default_factory=PlainHost)


@dataclass(frozen=True)
class Resource:
    """A resource as modules and action plugins know it.

    :ivar name: the module's short name.
    :ivar argument_spec: its whole Ansible argument spec, connection options included.
    :ivar run: ``run(params, client, run)`` gets params without None values and alias duplicates at any depth.
    :ivar connect: makes the client from the params.
    :ivar supports_check_mode: whether ``run`` honours check mode.
    :ivar writes_files: whether it writes files on its host, and so takes the options of Ansible's file modules; it has to
        run as a module then.
    :ivar identities: paths of the options that say what is meant, such as ``build_id`` or ``artifacts[].version``. Where
        one is given as null, something else that the other options would find is not meant: it is of what check mode
        only pretended to create, or it got lost.
    :ivar never_empty: the options in which an empty text is an error, such as filters: it would choose all or nothing.
    :ivar changes: whether it may change anything; a query does not.
    :ivar pretended: the result in check mode for what only would be there.
    :ivar secrets_in: name and value of what is a secret in parameters though it does not say so itself; they need not be
        valid.
    :ivar entries_apart: the list options whose entries the resource validates one by one, so that a wrong one is not the
        failure of all. Ansible is not told what they take.
    :ivar constraints: further arguments of AnsibleModule: ``mutually_exclusive``, ``required_if``, ...
    """

    name: str
    argument_spec: dict[str, Any]
    run: Callable[[dict[str, Any], Any, Run], Outcome]
    connect: Callable[[dict[str, Any]], Any]
    supports_check_mode: bool = True
    writes_files: bool = False
    identities: tuple[str, ...] = ()
    never_empty: tuple[str, ...] = ()
    changes: bool = True
    pretended: dict[str, Any] = field(default_factory=dict)
    secrets_in: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]] = lambda _params: ()
    entries_apart: frozenset[str] = frozenset()
    constraints: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def spec_for_ansible(self) -> dict[str, Any]:
        """The argument spec that Ansible validates parameters by."""
        return {
            name: {key: value for key, value in option.items() if name not in self.entries_apart or key != "options"}
            for name, option in self.argument_spec.items()
        }
