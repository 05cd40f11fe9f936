# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchanges of real servers, sent again as they are.

Nothing is translated: bodies and answers have the layout of then. Ids, dates, people and hosts are the sandbox's own.
"""

from __future__ import annotations

import json
import re
from typing import Any

import requests
from conformance_recordings import Document, Recording, load, request_of
from conformance_wire import SHARED, Exchange, Wire, exchange, shared_folder

from release_management_sandbox.testing import RunningSandbox

RECORDED = SHARED / "reference" / "exchanges"
HERE = {"Fabrikam-Fiber-Git": "Fabrikam", "MyFirstProject": "Fabrikam"}
"""The sandbox's project in place of a recorded one; another is called by the id that the sandbox's has too."""

_GENERATIONS = {"2.0": "tfs2015", "2.2": "tfs2015", "3.0": "tfs2017", "3.1": "tfs2017", "3.2": "tfs2017"}
_PRINTED = re.compile(
    r"^#+ Sample request\s+```\s*(?P<method>[A-Z]+) (?P<url>\S+)\s*```\s*(?:```json\n(?P<body>.*?)\n```\s*)?"
    r"(?:#+ Sample response\s+```json\n(?P<answer>.*?)\n```)?",
    re.MULTILINE | re.DOTALL,
)


def recorded_names() -> list[str]:
    """Every recording, as folder/name; none where nobody has them."""
    return sorted(f"{one.parent.name}/{one.stem}" for one in RECORDED.glob("*/*.json"))


def recorded(name: str) -> Recording:
    folder, _slash, file = name.partition("/")
    return load(shared_folder("reference", "exchanges", folder) / f"{file}.json")


def generation_of(asked: Recording) -> str:
    """The oldest generation that knows the version: the recorded servers were those of its day."""
    return _GENERATIONS[asked.version.partition("-")[0]]


def printed() -> dict[str, Recording]:
    """The exchanges that the reference prints in full, by method and place; where no answer is printed it is empty."""
    found: dict[str, Recording] = {}
    for page in sorted((SHARED / "reference").glob("00[013]_*.txt")):
        for one in _PRINTED.finditer(page.read_text(encoding="utf-8")):
            body, answer = (json.loads(one[part]) if one[part] else None for part in ("body", "answer"))
            headers = {"Accept": "application/json"}
            status = 204 if answer is None else 200
            asked = request_of(
                one["method"], one["url"], headers, body=body, status=status, content_type="", answer=answer
            )
            found[f"{asked.method} {one['url'].split('/_apis/')[1]}"] = asked
    return found


class WireOfThen(Wire):
    """Requests to a sandbox of an older generation, with the version of the recorded one."""

    def __init__(self, sandbox: RunningSandbox, generation: str, version: str) -> None:
        super().__init__(sandbox, "server2022")
        self.generation, self.version = generation, version
        if generation == "tfs2015":
            # It has no personal access tokens.
            self._session.auth = None
            self._session.headers["Authorization"] = f"Bearer {sandbox.token}"

    def sent(self, asked: Recording) -> Exchange:
        """The request as it was recorded: path, query, headers and body; the version is where it was."""
        project = HERE.get(asked.project or "", asked.project)
        base = "/".join(filter(None, (self.sandbox.url, project)))
        query = asked.query if asked.version_in_header else {**asked.query, "api-version": asked.version}
        response = self._session.request(
            asked.method,
            f"{base}/_apis/{asked.resource}",
            params=query,
            data=None if asked.body is None else json.dumps(asked.body),
            headers=asked.headers,
            timeout=30,
            allow_redirects=False,
        )
        return seen_in(response, asked.body)

    def built(self, method: str, resource: str, body: Any = None, **options: Any) -> Document:
        """The answer of the build service, which is good."""
        seen = self.call(method, f"build/{resource}", body, **options)
        assert seen.status == 200, seen.answer
        return dict(seen.answer)


def seen_in(response: requests.Response, body: Any) -> Exchange:
    content_type = response.headers.get("content-type", "")
    return exchange(
        response.request.method or "", response.url, body, response.status_code, content_type, response.content
    )
