# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault plans: what goes wrong, when.

A plan is a JSON document, `{"faults": [...]}` or the bare list. An entry has a `kind` (see KINDS) and may have

* `method`: only requests of this method,
* `path`, `query`: regular expressions searched, in any case, in the path and in the raw query,
* `after`: so many matching requests pass unharmed first (0),
* `times`: how often it strikes (1; null means always),

and the options of its kind. Of several entries that match a request the first that may still strike does.

An entry of RUN_KINDS strikes no request: `fail_task` a run of a build when it starts (see `FaultPlan.take_failure`), those
of DEPLOYMENT_KINDS a task or a gate of a deployment (see `FaultPlan.take_deployment`). `buildmaster` sets what kind of
BuildMaster there is for as long as the plan holds (see `FaultPlan.buildmaster`).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from release_management_sandbox.answers import JSON, SIGN_IN_PAGE, Answer, html
from release_management_sandbox.buildmaster import traits
from release_management_sandbox.errors import ApiError, invalid_request

WHOLE, HALF, NOTHING = "whole", "half", "nothing"


class FaultPlanError(Exception):
    """The plan cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Effect:
    """What a fault does to one request.

    `answer` replaces the handling; without it the request is handled unless `handled` is false, and `headers` are
    added to its answer. `edit` is what somebody else changes in the definition meanwhile. `delivery` tells how much
    of the answer is sent before the connection is cut. Delays are seconds.
    """

    answer: Answer | None = None
    handled: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    edit: Mapping[str, Any] | None = None
    delivery: str = WHOLE
    delay_before: float = 0.0
    delay_after: float = 0.0


Options = Mapping[str, Any]


def _refusal(status: int, type_key: str, message: str, namespace: str) -> Answer:
    return ApiError(status, type_key, message, namespace=namespace).answer()


def _throttle(options: Options) -> Effect:
    answer = _refusal(
        429,
        "RequestBlockedException",
        "Request was blocked due to exceeding usage of resource 'Count' in namespace 'AnonymousId'. For more information "
        'on why your request was blocked, see the topic "Rate limits" on the Microsoft Web site '
        "(https://go.microsoft.com/fwlink/?LinkId=823950).",
        "Microsoft.TeamFoundation.Framework.Server",
    )
    answer.headers["Retry-After"] = str(options.get("retry_after", 1))
    return Effect(answer=answer)


def _slow_down(options: Options) -> Effect:
    """The service delays before it blocks: 200 as ever, and how long to wait."""
    wait = options.get("retry_after", 1)
    return Effect(
        headers={
            "Retry-After": str(wait),
            "X-RateLimit-Resource": "Core",
            "X-RateLimit-Delay": str(options.get("delay", 0)),
            "X-RateLimit-Limit": "200",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int(time.time() + float(wait))),
        },
        delay_before=float(options.get("delay", 0)),
    )


def _unavailable(options: Options) -> Effect:
    """503 as recorded: a byte order mark before the JSON, and a content type without charset."""
    error = ApiError(
        503,
        "VssServiceException",
        "TF24668: The following team project collection is stopped: DefaultCollection. Start the collection and then "
        "try again.",
        namespace="Microsoft.VisualStudio.Services.Common",
    )
    body = b"\xef\xbb\xbf" + json.dumps(error.envelope()).encode()
    headers = {"Retry-After": str(options["retry_after"])} if "retry_after" in options else {}
    return Effect(answer=Answer(body, 503, headers, media_type="application/json", versioned=False))


def _reset_before_commit(_options: Options) -> Effect:
    return Effect(handled=False, delivery=NOTHING)


def _reset_after_commit(_options: Options) -> Effect:
    return Effect(delivery=NOTHING)


def _truncate(_options: Options) -> Effect:
    return Effect(delivery=HALF)


def _stall(options: Options) -> Effect:
    """Nothing comes for `seconds` (60), `when` "before" the request is handled (the default) or "after"."""
    seconds = float(options.get("seconds", 60))
    if options.get("when", "before") == "after":
        return Effect(delay_after=seconds)
    return Effect(delay_before=seconds)


def _concurrent_edit(options: Options) -> Effect:
    """Somebody saves the definition before the write of this request, or right after its read."""
    return Effect(edit=dict(options.get("change", {})))


def _sign_in(options: Options) -> Effect:
    return Effect(answer=html(SIGN_IN_PAGE, status=int(options.get("status", 203))))


def _exception(options: Options) -> Effect:
    """A .NET exception that escaped its envelope (quoted from public issues)."""
    body = {
        "ClassName": "System.NullReferenceException",
        "Message": options.get("message", "Object reference not set to an instance of an object."),
        "Data": None,
        "InnerException": None,
        "HelpURL": None,
        "StackTraceString": "   at Microsoft.VisualStudio.Services.ReleaseManagement.Server.Controllers."
        "ReleaseManagementProjectControllerBase.Execute()",
        "RemoteStackIndex": 0,
        "HResult": -2147467261,
        "Source": "Microsoft.VisualStudio.Services.ReleaseManagement2.Server",
        "ValidationResults": None,
    }
    return Effect(answer=Answer(body, 500, media_type=JSON, versioned=False))


def _forbidden(options: Options) -> Effect:
    """[I] The wording of a missing permission; `message` and `type_key` may be another's."""
    return Effect(
        answer=_refusal(
            403,
            options.get("type_key", "AccessDeniedException"),
            options.get(
                "message",
                "VS402904: Access denied: User Chuck Reinhart does not have manage releases permission. Contact your "
                "release manager.",
            ),
            "Microsoft.VisualStudio.Services.ReleaseManagement.WebApi.Exceptions",
        )
    )


def _classic_disabled(options: Options) -> Effect:
    """[I] The organisation's policy against classic release pipelines; status and wording are not recorded."""
    message = "Creation of classic release pipelines is disabled by the settings of the organization or the project."
    return Effect(answer=invalid_request(options.get("message", message)).answer())


def _answer(options: Options) -> Effect:
    """Any other answer, as given: `status`, `body` (text or JSON), `headers`, `content_type`."""
    return Effect(
        answer=Answer(
            options.get("body"),
            int(options.get("status", 500)),
            {str(name): str(value) for name, value in options.get("headers", {}).items()},
            media_type=options.get("content_type", JSON),
            versioned=False,
        )
    )


KINDS: dict[str, Callable[[Options], Effect]] = {
    "throttle": _throttle,
    "slow_down": _slow_down,
    "unavailable": _unavailable,
    "reset_before_commit": _reset_before_commit,
    "reset_after_commit": _reset_after_commit,
    "truncate": _truncate,
    "stall": _stall,
    "concurrent_edit": _concurrent_edit,
    "sign_in": _sign_in,
    "exception": _exception,
    "forbidden": _forbidden,
    "classic_disabled": _classic_disabled,
    "answer": _answer,
}


FAIL_TASK = "fail_task"
FAIL_DEPLOYMENT, HOLD_DEPLOYMENT, FAIL_GATE = "fail_deployment", "hold_deployment", "fail_gate"
BUILDMASTER, FAIL_BUILDMASTER = "buildmaster", "fail_buildmaster_deployment"
DEPLOYMENT_KINDS = frozenset({FAIL_DEPLOYMENT, HOLD_DEPLOYMENT, FAIL_GATE, FAIL_BUILDMASTER})
RUN_KINDS = frozenset({FAIL_TASK, BUILDMASTER}) | DEPLOYMENT_KINDS
FAILURES = ("failed", "partiallySucceeded", "canceled")


@dataclass
class Fault:
    """One entry of a plan and how often it may still strike."""

    options: Options
    kind: str
    method: str | None
    path: re.Pattern[str]
    query: re.Pattern[str]
    after: int
    times: int | None

    def matches(self, method: str, path: str, query: str) -> bool:
        if self.method is not None and self.method != method:
            return False
        return bool(self.path.search(path) and self.query.search(query))

    def strikes(self) -> bool:
        """Whether it strikes now that something fits; what passes first and what it did are counted."""
        if self.times == 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class FaultPlan:
    """The faults that are still to come."""

    def __init__(self, document: Any = None) -> None:
        entries = document.get("faults", []) if isinstance(document, dict) else document or []
        if not isinstance(entries, list):
            raise FaultPlanError("a fault plan is a list of faults")
        self._faults = [_fault(entry, position) for position, entry in enumerate(entries)]

    @classmethod
    def from_file(cls, path: Path) -> FaultPlan:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise FaultPlanError(f"{path}: {error}") from error
        return cls(document)

    def take(self, method: str, path: str, query: str) -> Effect | None:
        """The effect of the first fault that strikes this request."""
        for fault in self._faults:
            if fault.kind in KINDS and fault.matches(method, path, query) and fault.strikes():
                return KINDS[fault.kind](fault.options)
        return None

    def take_failure(self, definition: str, tasks: Sequence[str]) -> tuple[int, Options] | None:
        """Which task of a run of this definition fails, and the options of the fault: `result`, `message`.

        `definition` and `task` of an entry are names in any case; without them any definition, and the last task.
        """
        for fault in self._faults:
            if fault.kind != FAIL_TASK or not _is_named(fault.options.get("definition"), definition):
                continue
            wanted = fault.options.get("task")
            fitting = [index for index, task in enumerate(tasks) if _is_named(wanted, task)]
            if fitting and fault.strikes():
                return (fitting[-1] if wanted is None else fitting[0]), fault.options
        return None

    def take_deployment(self, kind: str, **names: str) -> Options | None:
        """The options of the first fault of this kind (one of DEPLOYMENT_KINDS) that strikes a task or gate.

        `names` are what an entry may name, in any case: definition, environment, phase, task, gate; of BuildMaster
        application, stage, build, plan, environment. What it does not name is any.
        """
        for fault in self._faults:
            if fault.kind != kind or not all(_is_named(fault.options.get(key), name) for key, name in names.items()):
                continue
            if fault.strikes():
                return fault.options
        return None

    def buildmaster(self) -> dict[str, str]:
        """The traits of the BuildMaster that there is; of entries that set the same one the first counts."""
        entries = [fault.options for fault in self._faults if fault.kind == BUILDMASTER]
        return {name: value for options in reversed(entries) for name, value in traits.traits_in(options).items()}


def _is_named(wanted: str | None, name: str) -> bool:
    return wanted is None or wanted.casefold() == name.casefold()


def _fault(entry: Any, position: int) -> Fault:
    where = f"faults[{position}]"
    if not isinstance(entry, dict) or entry.get("kind") not in (*KINDS, *RUN_KINDS):
        raise FaultPlanError(f"{where}: 'kind' must be one of {', '.join((*KINDS, *sorted(RUN_KINDS)))}")
    if entry["kind"] == FAIL_TASK and entry.get("result", "failed") not in FAILURES:
        raise FaultPlanError(f"{where}: 'result' must be one of {', '.join(FAILURES)}")
    if entry["kind"] == FAIL_BUILDMASTER and entry.get("result", "failed") not in ("failed", "warned"):
        raise FaultPlanError(f"{where}: 'result' must be one of failed, warned")
    if entry["kind"] == BUILDMASTER and (complaint := traits.complaint(entry)):
        raise FaultPlanError(f"{where}: {complaint}")
    try:
        method, times = entry.get("method"), entry.get("times", 1)
        return Fault(
            options=entry,
            kind=entry["kind"],
            method=method.upper() if method else None,
            path=re.compile(entry.get("path", ""), re.IGNORECASE),
            query=re.compile(entry.get("query", ""), re.IGNORECASE),
            after=int(entry.get("after", 0)),
            times=None if times is None else int(times),
        )
    except (re.error, TypeError, ValueError, AttributeError) as error:
        raise FaultPlanError(f"{where}: {error}") from error
