# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback that directs a sandbox while a playbook runs, and records each task as data.

Before a task starts it does at the sandbox what the directions say for the task of that name: another person's
actions, faults, read-only. When the task has ended it writes the result and the requests that the task made.

The environment names the files: RECORD_DIRECTIONS (JSON, may be absent) and RECORD_FILE (a JSON document per line); and
PAYLOADS, the folder of archives of modules that runs leave to each other.
"""

from __future__ import annotations

import json
import os
import time
import urllib.request
from pathlib import Path
from typing import Any

import sitecustomize
from ansible import constants as C
from ansible.plugins.callback import CallbackBase
from ansible.utils.collection_loader import _collection_finder
from harness import payloads
from harness.person import Person

DOCUMENTATION = """
name: directed_record
type: aggregate
short_description: Directs a sandbox and records task results
description: Part of the integration tests.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "directed_record"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        _collection_finder.compile = sitecustomize.of_collection
        self._payloads = Path(os.environ["PAYLOADS"]), Path(C.DEFAULT_LOCAL_TMP) / "ansiballz_cache"
        payloads.take(*self._payloads)
        self._record = os.environ["RECORD_FILE"]
        self._directions: dict[str, Any] = {}
        if os.environ.get("RECORD_DIRECTIONS"):
            with open(os.environ["RECORD_DIRECTIONS"], encoding="utf-8") as file:
                self._directions = json.load(file)
        self._origin = self._directions.get("origin")
        self._started = 0.0

    # ------------------------------------------------------------------------------------------------ before a task

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        if not self._origin:
            return
        scene = self._directions["tasks"].get(task.get_name().strip(), {})
        person = self._person()
        self._control("PUT", "faults", [])
        self._control("PUT", "read-only", False)
        for action in scene.get("server", []):
            person.act(action)
        self._control("PUT", "faults", scene.get("faults", []))
        self._control("PUT", "read-only", bool(scene.get("read_only")))
        self._control("DELETE", "requests")
        self._started = time.monotonic()

    # ------------------------------------------------------------------------------------------------- after a task

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._write("failed", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._write("unreachable", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._write("skipped", result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        payloads.keep(*self._payloads)

    def _write(self, status: str, result: Any) -> None:
        task = getattr(result, "task", None) or result._task
        content = getattr(result, "result", None)
        entry = {
            "task": task.get_name().strip(),
            "status": status,
            "seconds": round(time.monotonic() - self._started, 3) if self._started else None,
            "result": result._result if content is None else content,
            **self._seen(task),
        }
        with open(self._record, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry, default=str) + "\n")

    def _seen(self, task: Any) -> dict[str, Any]:
        """The requests of the task; definitions and builds that the directions ask for as the server then has them."""
        if not self._origin:
            return {"requests": [], "stored": {}, "builds": {}}
        requests = json.loads(self._control("GET", "requests"))
        self._control("PUT", "faults", [])
        person = self._person()
        scene = self._directions["tasks"].get(task.get_name().strip(), {})
        names = scene.get("look", [])
        there = {definition["name"] for definition in person.all()} if names else set()
        return {
            "requests": requests,
            "stored": {name: person.read(name) for name in names if name in there},
            "builds": {number: person.build(number) for number in scene.get("look_at_builds", [])},
        }

    def _person(self) -> Person:
        return Person(self._origin, self._directions["token"], self._directions["generation"])

    def _control(self, method: str, what: str, body: Any = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._origin}/sandbox/{what}", data=data, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as response:
            content: bytes = response.read()
        return content
