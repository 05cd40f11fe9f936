# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run of a scenario did otherwise than its steps say, as sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from harness.comparison import as_text, difference, lacks, unlike, without_chance
from harness.playbooks import Ran, Record
from harness.scenarios import AGAIN, CHECK, REAL, Scenario, Step


def unlike_paths(scenario: Scenario, here: Ran, there: Ran) -> Iterator[str]:
    """What the second path did otherwise than the first one."""
    for step in scenario.steps:
        for phase in scenario.phases(step, scenario.paths[-1]):
            one, other = here.of(step.task_name(phase)), there.of(step.task_name(phase))
            if one.status != other.status or without_chance(one.result) != without_chance(other.result):
                yield f"{one.task}: {one.status}, {other.status}:\n{difference(one.result, other.result)}"
            # Where several things are read at a time, chance decides which ones a failure still finds to be stopped.
            counted = frozenset if step.fails else Counter
            if Counter(one.writes) != Counter(other.writes) or counted(one.reads) != counted(other.reads):
                yield f"{one.task}: the requests are {one.writes + one.reads}, and {other.writes + other.reads}"


def problems(step: Step, ran: Ran) -> Iterator[str]:
    """What went otherwise than the step says."""
    check, real = ran.of(step.task_name(CHECK)), ran.of(step.task_name(REAL))
    yield from _about_check_mode(step, check, real)
    if step.fails:
        yield from _about_failure(step, check, real)
        return
    if real.status == "failed":
        yield f"the real run failed: {real.result.get('msg')}"
        return
    yield from _about_expectations(step, real)
    yield from _about_again(step, ran.of(step.task_name(AGAIN)))


def _about_check_mode(step: Step, check: Record, real: Record) -> Iterator[str]:
    if check.writes:
        yield f"check mode sent writes: {check.writes}"
    if step.fails:
        return
    if check.status != real.status:
        yield f"check mode ended {check.status} ({check.result.get('msg')}), the real run {real.status}"
        return
    if check.result.get("changed") != real.result.get("changed"):
        yield f"check mode said changed={check.result.get('changed')}, really {real.result.get('changed')}"
    unforetold = step.content.get("unforetold", ())
    if "diff" not in unforetold and without_chance(check.result.get("diff")) != without_chance(real.result.get("diff")):
        shown, really_shown = as_text(check.result.get("diff")), as_text(real.result.get("diff"))
        yield f"check mode's diff\n{shown}\nis not the real one\n{really_shown}"
    foretold, really = dict(check.result), dict(real.result)
    for key in ("diff", "changed", *unforetold):
        foretold.pop(key, None)
    yield from (f"check mode, {where}" for where in unlike(foretold, really, "result"))


def _about_failure(step: Step, check: Record, real: Record) -> Iterator[str]:
    checked = check.status == "failed"
    if checked != step.expect.get("check_failed", True):
        yield f"check mode ended {check.status}: {check.result.get('msg')}"
    if real.status != "failed":
        yield "it did not fail"
        return
    message = str(real.result.get("msg"))
    wanted = step.expect["failed"]
    for pattern in wanted if isinstance(wanted, list) else [wanted]:
        if not re.search(pattern, message):
            yield f"the message does not match {pattern!r}: {message}"
    if "Traceback" in message or "bug in the collection" in message:
        yield f"a bug was met: {message}"
    yield from _about_requests(step, real)
    yield from _about_stored(step, real)


def _about_expectations(step: Step, real: Record) -> Iterator[str]:
    expect, result = step.expect, real.result
    if "changed" in expect and result.get("changed") != expect["changed"]:
        yield f"changed is {result.get('changed')}; diff:\n{as_text(result.get('diff'))}"
    if "result" in expect:
        yield from lacks(expect["result"], result, "result")
    yield from _about_diff(expect, result.get("diff") or {})
    said = [text for text in result.get("warnings") or [] if "template for task args" not in text]
    if "warnings" in expect:
        yield from (
            f"no warning matches {pattern!r}: {said}"
            for pattern in expect["warnings"]
            if not any(re.search(pattern, text) for text in said)
        )
    if said and not expect.get("warnings"):
        yield f"there are warnings: {said}"
    yield from _about_requests(step, real)
    yield from _about_stored(step, real)


def _about_builds(step: Step, real: Record) -> Iterator[str]:
    for number, expected in step.expect.get("builds", {}).items():
        build = real.builds[str(number)]
        if expected is None or build is None:
            yield from [f"build {number} is {'not ' * (build is None)}on the server"] * (expected != build)
        else:
            yield from lacks(expected, build, f"build {number}")


def _about_stored(step: Step, real: Record) -> Iterator[str]:
    yield from _about_builds(step, real)
    for name, expected in step.expect.get("stored", {}).items():
        if expected is None:
            if name in real.stored:
                yield f"{name} is on the server"
        elif name not in real.stored:
            yield f"{name} is not on the server"
        else:
            stored = real.stored[name]
            # Arrays of stages come unsorted: the rank decides.
            stages = sorted(stored["environments"], key=lambda stage: stage["rank"])
            yield from lacks(expected, {**stored, "environments": stages}, f"stored {name}")


def _about_diff(expect: Mapping[str, Any], diff: Mapping[str, Any]) -> Iterator[str]:
    if "diff" in expect and diff != expect["diff"]:
        yield f"the diff is\n{as_text(diff)}\nexpected\n{as_text(expect['diff'])}"
    text = as_text(diff)
    for pattern in expect.get("diff_shows", ()):
        if not re.search(pattern, text):
            yield f"the diff does not show {pattern!r}:\n{text}"
    for pattern in expect.get("diff_hides", ()):
        if re.search(pattern, text):
            yield f"the diff shows {pattern!r}:\n{text}"


def _about_requests(step: Step, real: Record) -> Iterator[str]:
    quiet = step.fails or step.expect.get("changed") is False
    writes = step.expect.get("writes", [] if quiet else None)
    if writes is not None and real.writes != writes:
        yield f"writes were {real.writes}, expected {writes}"
    if "requests" in step.expect and Counter(real.reads) != Counter(step.expect["requests"]):
        yield f"reads were {real.reads}, expected {step.expect['requests']}"


def _about_again(step: Step, again: Record) -> Iterator[str]:
    if again.status != "ok":
        yield f"the second run ended {again.status}: {again.result.get('msg')}"
        return
    if step.content.get("always_changes"):
        if not again.result.get("changed"):
            yield "the second run did not change, though the step says always_changes"
        return
    if again.result.get("changed"):
        yield f"the second run changed:\n{as_text(again.result.get('diff'))}"
    if again.writes:
        yield f"the second run wrote: {again.writes}"
    wanted = step.expect.get("again_requests")
    if wanted is not None and Counter(again.reads) != Counter(wanted):
        yield f"reads of the second run were {again.reads}, expected {wanted}"
