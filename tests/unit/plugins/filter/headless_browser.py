# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A headless Chromium, told what to do by its DevTools protocol through a pipe: no port, no driver, no library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

Document = dict[str, Any]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
SECONDS = 60


def installed() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page.

    :ivar complaints: what the browser wrote to the console, and exceptions of scripts.
    :ivar requests: addresses that the page asked for, by number; those that its policy stopped are in `stopped`.
    """

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self._seen: list[str] = []
        self.complaints: list[str] = []
        self.requests: dict[str, str] = {}
        self.stopped: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def open(self, path: Path) -> None:
        """Open a file and wait until it is all there; what was asked for and complained of before is forgotten."""
        self.complaints.clear()
        self.requests.clear()
        self.stopped.clear()
        self._seen.clear()
        self._call("Page.navigate", url=path.as_uri())
        while "Page.loadEventFired" not in self._seen:
            self._take()
        # What it asks for once it is there is a matter of the next frames.
        self.value("new Promise(done => setTimeout(() => requestAnimationFrame(() => done(1)), 200))")

    def look_like(self, width: int, *, scheme: str = "light", media: str = "screen", height: int = 800) -> None:
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._call("Emulation.setEmulatedMedia", media=media, features=[feature])

    def value(self, expression: str) -> Any:
        """What an expression is in the page."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def screenshot(self, path: Path) -> None:
        answer = self._call("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    def _call(self, method: str, **params: Any) -> Any:
        self._number += 1
        message: Document = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._take()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def _take(self) -> Document:
        while b"\0" not in self._buffer:
            ready, _written, _failed = select([self._read], [], [], SECONDS)
            assert ready, "the browser does not answer"
            more = os.read(self._read, 1 << 20)
            assert more, "the browser ended"
            self._buffer += more
        line, _end, self._buffer = self._buffer.partition(b"\0")
        message: Document = json.loads(line)
        self._note(message.get("method", ""), message.get("params") or {})
        return message

    def _note(self, method: str, params: Document) -> None:
        self._seen.append(method)
        if method == "Network.requestWillBeSent":
            self.requests[params["requestId"]] = params["request"]["url"]
        elif method == "Network.loadingFailed" and params.get("blockedReason") == "csp":
            self.stopped.append(self.requests.pop(params["requestId"]))
        elif method in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.complaints.append(json.dumps(params)[:500])


@contextmanager
def browser(program: str, profile: Path) -> Iterator[Page]:
    """A browser of its own, which reads its orders from its descriptor 3 and answers on 4."""
    orders, write = os.pipe()
    read, answers = os.pipe()
    command = [
        "bash",
        "-c",
        f'exec "$@" 3<&{orders} 4>&{answers}',
        "bash",
        program,
        *FLAGS,
        f"--user-data-dir={profile}",
    ]
    with (profile.parent / "browser.log").open("wb") as log:
        process = subprocess.Popen(command, pass_fds=(orders, answers), stdout=log, stderr=log)
    os.close(orders)
    os.close(answers)
    try:
        yield Page(write, read)
    finally:
        process.terminate()
        process.wait(SECONDS)
        os.close(write)
        os.close(read)
