# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Performs one task: from validated parameters to the dictionary that Ansible shows, registers and logs.

Modules and action plugins both end here, so their results cannot differ. Nothing leaves unmasked.
"""

from __future__ import annotations

import json
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._bugs import told_as_bug, told_by
from ansible_collections.devops.release_management.plugins.module_utils._checking import check_options
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.host import Host, PlainHost
from ansible_collections.devops.release_management.plugins.module_utils._located import refusal_of, wrong_places
from ansible_collections.devops.release_management.plugins.module_utils._masking import Secrets
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource, Run
from ansible_collections.devops.release_management.plugins.module_utils._parameters import (
    declared_only,
    near_options,
    nulls_at,
)

Answer = dict[str, Any]
"""A task's result, as Ansible wants it."""

_FREE_TEXT = frozenset({"msg", "exception", "warnings"})

_FACTS = (
    "activity_id",
    "api_version",
    "build_id",
    "build_number",
    "latest_api_version",
    "password_refused",
    "result",
    "retry_after",
    "type_key",
    "url",
    "validation_results",
    "web_url",
)
"""The details of an error that are handed out; whatever else it carries may quote a request or an answer."""

_ABOUT_UNKNOWN = "Unsupported parameters"
"""So Ansible's message about options that there are not begins; it may have found something else first."""

_IS_NULL = "is null, or empty. Leave it out, or give it as omit, to have it found by the other options."
"""Of an option that says what is meant."""

_REACHED = "reached"
"""The detail of an error that is what the task had reached: keys of its result, masked like any result."""


@dataclass(frozen=True)
class Wishes:
    """What a task asks for besides its options.

    :ivar action: the task's action as the user wrote it.
    :ivar diff: whether to hand out what changes.
    :ivar debug: whether to hand out the traceback of a bug.
    :ivar progress: takes masked lines about a long run; nobody listens by default.
    :ivar host: the task's host, for files.
    :ivar cancelled: set from outside when the task is to end early; set in any case when it has ended.
    """

    action: str
    check_mode: bool = False
    diff: bool = False
    debug: bool = False
    progress: Callable[[str], None] = lambda line: None
    host: Host = field(default_factory=PlainHost)
    cancelled: threading.Event = field(default_factory=threading.Event)


def perform(
    resource: Resource,
    params: Mapping[str, Any],
    wishes: Wishes,
    open_client: Callable[[dict[str, Any]], AbstractContextManager[Any]],
) -> Answer:
    """Run a resource with validated params. A failure is an answer too; only interruptions are raised."""
    secrets = _secrets_in(resource, params)
    warnings: list[str] = []
    run = Run(
        check_mode=wishes.check_mode,
        warn=warnings.append,
        progress=lambda line: wishes.progress(secrets.text(line)),
        conceal=secrets.learn,
        cancelled=wishes.cancelled,
        host=wishes.host,
    )
    declared = declared_only(params, resource.spec_for_ansible)
    writes = _Writes()
    try:
        check_options(declared, resource)
        with open_client(declared) as client:
            client.cancelled = wishes.cancelled
            client.warn = run.warn
            writes.begin(client)
            outcome = resource.run(declared, client, run)
        warnings.extend(outcome.warnings)
        answer = _of_outcome(outcome, diff=wishes.diff)
    except ReleaseManagementError as error:
        answer = of_error(error)
        answer["changed"] = answer["changed"] or writes.took_place
        if not wishes.diff:
            answer.pop("diff", None)
    except Exception as error:  # noqa: BLE001  whatever it is, the user gets a masked sentence and no traceback
        answer = _of_bug(error, wishes)
        answer["changed"] = writes.took_place
    finally:
        wishes.cancelled.set()
    if warnings:
        answer["warnings"] = list(dict.fromkeys(warnings))
    return _handed_out(answer, secrets, params, resource)


class _Writes:
    """Whether a server took writes of a task, which may fail after them."""

    def __init__(self) -> None:
        self._client: Any = None
        self._before = 0

    def begin(self, client: Any) -> None:
        """Tell them from those of other tasks with the same client."""
        self._client, self._before = client, client.written

    @property
    def took_place(self) -> bool:
        return self._client is not None and bool(self._client.written > self._before)


def about_nothing(
    resource: Resource, params: Mapping[str, Any], given: Mapping[str, Any], *, check_mode: bool
) -> Answer | None:
    """Answer a task that is about an id, or the like, that is null; None for any other task.

    Null for an option means elsewhere that it is not given. Of an id it would mean that what the other options find is
    taken: another release than that which check mode only pretended to create, or whose id got lost.

    :param given: the options that are in the task.
    """
    option = next((place for path in resource.identities for place in nulls_at(given, path)), None)
    return None if option is None else of_nothing(resource, params, option, check_mode=check_mode)


def of_nothing(
    resource: Resource, params: Mapping[str, Any], option: str, *, check_mode: bool, refusal: str = _IS_NULL
) -> Answer:
    """The answer to what is about nothing.

    :param option: what is null.
    :param refusal: what is said of it where nothing is pretended.
    """
    if check_mode:
        told = f"{option} is null, as of what check mode only pretends to create: what this task would do is not known."
        answer: Answer = {"changed": resource.changes, **resource.pretended, "warnings": [told]}
    else:
        told = f"{option}: {refusal}"
        failure = {"kind": DeclarationError.__name__, "option": option}
        answer = {"failed": True, "changed": False, "msg": told, "failure": failure}
    return _handed_out(answer, _secrets_in(resource, params), params, resource)


def refuse(resource: Resource, params: Mapping[str, Any], message: str, given: Mapping[str, Any]) -> Answer:
    """Answer a task whose params did not pass validation.

    :param params: the parameters as far as validation came with them.
    :param message: the validation's own, for what is not found again.
    :param given: the parameters as the task gives them: validation drops what it can not read, and counts anew.
    """
    secrets = _secrets_in(resource, params, given)
    return _handed_out(_of_places(resource, message, given), secrets, params, resource)


def _secrets_in(resource: Resource, *declared: Mapping[str, Any]) -> Secrets:
    secrets = Secrets()
    for params in declared:
        secrets.learn_declared(params, resource.argument_spec)
        for name, value in resource.secrets_in(params):
            secrets.learn(name, value)
    return secrets


def _of_places(resource: Resource, message: str, given: Mapping[str, Any]) -> Answer:
    wrong = list(wrong_places(given, resource.spec_for_ansible))
    if not wrong:
        return of_error(DeclarationError(message))
    answer = of_error(refusal_of(wrong))
    is_about_them = message.startswith(_ABOUT_UNKNOWN)
    if is_about_them and all(place.is_unknown and place.option in given for place in wrong):
        # Options that the module does not have at all: Ansible says it as well, and names the module.
        answer["msg"] = _with_near_options(message, [place.option for place in wrong], resource)
    return answer


def _with_near_options(message: str, unknown: Iterable[str], resource: Resource) -> str:
    """Ansible's message about unknown options, with those that may have been meant before the list of all."""
    near = [one for option in unknown for one in near_options(option, resource.argument_spec)]
    if not near:
        return message
    said, start_of_list, rest = message.partition(" Supported parameters include")
    return f"{said} Did you mean {' and '.join(near)}?{start_of_list}{rest}"


def _of_outcome(outcome: Outcome, *, diff: bool) -> Answer:
    answer: Answer = {**outcome.result, "changed": outcome.changed}
    if not diff:
        answer.pop("diff", None)
    elif outcome.before is not None or outcome.after is not None:
        answer["diff"] = {"before": _diffable(outcome.before), "after": _diffable(outcome.after)}
    return answer


def _diffable(state: Any) -> Any:
    """Give Ansible's callbacks what they can show: a map, or text."""
    if isinstance(state, (Mapping, str)):
        return state
    return "" if state is None else json.dumps(state, indent=4, sort_keys=True, default=str) + "\n"


def of_error(error: ReleaseManagementError) -> Answer:
    """The answer of a task that failed; nothing in it is masked yet."""
    failure = {
        "kind": type(error).__name__.rstrip("_"),
        "option": error.option,
        "status": error.status,
        **{name: error.details[name] for name in _FACTS if name in error.details},
    }
    told = {name: fact for name, fact in failure.items() if fact is not None}
    return {"changed": False, **error.details.get(_REACHED, {}), "failed": True, "msg": str(error), "failure": told}


def _of_bug(error: Exception, wishes: Wishes) -> Answer:
    kind = type(error).__name__
    answer: Answer = {
        "failed": True,
        "changed": False,
        "msg": told_as_bug(error, wishes.action),
        "failure": {"kind": kind},
    }
    if wishes.debug:
        # Not format_exception: the text of an exception may cut a secret short, and no mask finds half a secret.
        frames = "".join(traceback.format_tb(error.__traceback__))
        answer["exception"] = f"Traceback (most recent call last):\n{frames}{kind}: {told_by(error)}\n"
    return answer


def _handed_out(answer: Answer, secrets: Secrets, params: Mapping[str, Any], resource: Resource) -> Answer:
    """Mask an answer, as plain JSON data, and add the masked parameters."""
    plain = json.loads(json.dumps(answer, default=str))
    masked: Answer = {
        key: _masked_text(value, secrets) if key in _FREE_TEXT else secrets.structure(value, key)
        for key, value in plain.items()
    }
    masked["invocation"] = {"module_args": _invoked_with(secrets, params, resource)}
    return masked


def _invoked_with(secrets: Secrets, params: Mapping[str, Any], resource: Resource) -> dict[str, Any]:
    """The masked parameters, but for entries of which there may be a thousand.

    Ansible hands every result around several times, tagged and pickled; what comes back with it takes it longer, and
    more memory, than all that is done with the entries.
    """
    lists = {name: params[name] for name in resource.entries_apart if isinstance(params.get(name), list)}
    told = secrets.parameters(
        {name: value for name, value in params.items() if name not in lists}, resource.argument_spec
    )
    return {**told, **{name: f"{len(entries)} entries" for name, entries in lists.items()}}


def _masked_text(value: Any, secrets: Secrets) -> Any:
    return [secrets.text(line) for line in value] if isinstance(value, list) else secrets.text(str(value))
