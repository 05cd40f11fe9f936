# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small build server in memory, called like the client.

It does what servers do with builds (documents, recorded answers): a POST is a new build each time and its answer lacks
the source version, that of a PATCH lacks the parameters; no filter for source versions; the status is final once a build
is completed; what is retained is not deleted. ``faults`` makes it lose answers.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from fake_client import FakeClient

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.resource import ensure
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import OPERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

MAIN = "b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5"
OTHER = "b13b8f72ffffffffffffffffffffffffffffffff"
ME, SOMEBODY = "d6245f20-2af8-44f4-9451-8107cb2767db", "8c8c7d32-6b1b-47f4-b2e9-30b477b5ab3d"
NOW = datetime(2026, 3, 1, 12, 30, 0, 513000, tzinfo=timezone.utc)
DEFAULTS = {
    "match_limit": 200,
    "match_results": ["notStarted", "inProgress", "postponed", "succeeded", "partiallySucceeded"],
    "fail_on_result": ["failed", "canceled"],
    "poll_interval": 0.01,
    "wait_timeout": 5,
}
"""What the argument spec gives to a task that does not say otherwise."""


def refused(message: str, **details: Any) -> RefusedError:
    return RefusedError(message, status=400, details=details)


class FakeBuildServer(FakeClient):
    """The server itself."""

    def __init__(self, generation: str = "server2022") -> None:
        super().__init__(generation)
        self.builds: list[Document] = []
        self.leases: list[Document] = []
        self.timelines: dict[int, list[Document]] = {}
        self.logs: dict[int, str] = {}
        self.repository_type = "TfsGit"
        self.now = NOW
        self.tells_time = True
        self._clock: list[tuple[float, datetime]] = []
        self.looks: list[Document] = []
        """What reading a build finds, look by look: changes of its document."""

    # ------------------------------------------------------------------------------------- what tests read and do

    def run(
        self, check_mode: bool = False, lines: list[str] | None = None, is_next_item: bool = False, **params: Any
    ) -> Outcome:
        """Run one task ``build``, or with `is_next_item` the next item of its loop: with the same client."""
        self.calls.clear()
        if not is_next_item:
            self.kept.clear()
        run = Run(check_mode=check_mode, progress=(lines if lines is not None else []).append)
        return ensure({**DEFAULTS, **params}, self, run)  # type: ignore[arg-type]

    def add(self, **more: Any) -> Document:
        """A build that is there: completed and succeeded where nothing else is said."""
        number = 100 + len(self.builds)
        build = {
            "id": number,
            "buildNumber": f"20260301.{number}",
            "definition": {"id": 25, "name": "Fabrikam.CI", "path": "\\", "type": "build"},
            "status": "completed",
            "result": "succeeded",
            "reason": "manual",
            "queueTime": self.moment(),
            "sourceBranch": "refs/heads/main",
            "sourceVersion": MAIN,
            "requestedFor": {"id": ME},
            "requestedBy": {"id": ME},
            "keepForever": False,
            "_links": {"web": {"href": f"https://fabrikam/_build/results?buildId={number}"}},
            **more,
        }
        self.builds.append({key: value for key, value in build.items() if value is not None})
        self.now += timedelta(minutes=1)
        return self.builds[-1]

    def moment(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")

    def build(self, number: int) -> Document:
        return next(build for build in self.builds if build["id"] == number)

    # ------------------------------------------------------------------------------------------------- the client

    def server_time(self, moment: float) -> datetime | None:
        if not self.tells_time:
            return None
        return next(shown.replace(microsecond=0) for at, shown in self._clock if at >= moment)

    def call(self, operation: str, /, *, query: Any = None, body: Any = None, **path: Any) -> Any:
        # As the client does: not every server has every operation.
        OPERATIONS[operation].on(self.generation)
        self.calls.append((operation, {"query": query, "body": body, **path}))
        self._clock.append((time.monotonic(), self.now))
        handler = getattr(self, f"_{operation.replace('.', '_')}")
        return self.answer(operation, lambda: copy.deepcopy(handler(query or {}, copy.deepcopy(body), **path)))

    def pages(
        self, operation: str, /, *, query: Any = None, limit: int | None = None, **path: Any
    ) -> Iterator[Document]:
        return iter(self.call(operation, query=query, **path)[:limit])

    # ------------------------------------------------------------------------------------------------- operations

    def _build_definitions_list(self, query: Mapping[str, Any], _body: Any) -> list[Document]:
        names = [(25, "Fabrikam.CI", "\\"), (26, "Twice", "\\"), (27, "Twice", "\\Web")]
        wanted = str(query.get("name", "")).casefold()
        return [{"id": i, "name": n, "path": p} for i, n, p in names if wanted in ("", n.casefold())]

    def _build_definitions_get(self, _query: Any, _body: Any, definition_id: int) -> Document:
        return {"id": definition_id, "repository": {"type": self.repository_type}}

    def _queues_list(self, _query: Any, _body: Any) -> list[Document]:
        return [{"id": 2, "name": "Hosted"}]

    def _connection_data_get(self, _query: Any, _body: Any) -> Document:
        return {"authenticatedUser": {"id": ME.upper()}}

    def _builds_list(self, query: Mapping[str, Any], _body: Any) -> list[Document]:
        # As leaky as those of the first servers: what is no build of this definition may be among them.
        number, branch, states = query.get("buildNumber"), query.get("branchName"), query.get("statusFilter")
        return [
            build
            for build in reversed(self.builds)
            if (number is None or build["buildNumber"].startswith(number))
            and (states is None or build["status"] in states)
            and branch in (None, build.get("sourceBranch"), "refs/heads/leak")
        ]

    def _builds_get(self, _query: Any, _body: Any, build_id: int) -> Document:
        found = [build for build in self.builds if build["id"] == build_id]
        if not found:
            raise NotFoundError("not there", status=404, details={"type_key": "BuildNotFoundException"})
        if self.looks:
            found[0].update(self.looks.pop(0))
        return found[0]

    def _builds_queue(self, _query: Any, body: Document) -> Document:
        build = self.add(
            **{
                "sourceVersion": MAIN,
                **body,
                "definition": {"id": body["definition"]["id"], "name": "Fabrikam.CI"},
                "status": "notStarted",
                "result": None,
                "queue": {"id": 2, "name": "Hosted"},
            }
        )
        return {key: value for key, value in build.items() if key != "sourceVersion"}

    def _builds_update(self, _query: Any, body: Document, build_id: int) -> Document:
        build = self.build(build_id)
        if "status" in body and build["status"] == "completed":
            raise refused("final")
        build.update(body)
        return {key: value for key, value in build.items() if key != "parameters"}

    def _builds_delete(self, _query: Any, _body: Any, build_id: int) -> None:
        self._builds_get({}, None, build_id=build_id)
        if self.build(build_id)["keepForever"] or self.leases:
            raise refused("TF900561: The following build cannot be deleted because it is marked as Retain Indefinitely")
        self.builds = [build for build in self.builds if build["id"] != build_id]

    def _builds_timeline(self, _query: Any, _body: Any, build_id: int) -> Document | None:
        records = self.timelines.get(build_id)
        return None if records is None else {"records": records}

    def _builds_logs(self, _query: Any, _body: Any, build_id: int) -> list[Document]:
        return [{"id": log, "lineCount": text.count("\n") + 1} for log, text in self.logs.items()]

    def _builds_log(self, query: Mapping[str, Any], _body: Any, build_id: int, log_id: int) -> str:
        return "\n".join(self.logs[log_id].splitlines()[int(query["startLine"]) :])

    def _leases_of_build(self, _query: Any, _body: Any, build_id: int) -> list[Document]:
        return [lease for lease in self.leases if lease["runId"] == build_id]

    def _leases_list(self, query: Mapping[str, Any], _body: Any) -> list[Document]:
        assert query["definitionId"] == 25
        return [
            lease for lease in self._leases_of_build({}, None, query["runId"]) if lease["ownerId"] == query["ownerId"]
        ]

    def _leases_add(self, _query: Any, body: list[Document]) -> list[Document]:
        now = datetime.now(timezone.utc)
        for new in body:
            lease = {key: value for key, value in new.items() if key != "daysValid"}
            until = now + timedelta(days=new["daysValid"])
            times = {"createdOn": now.isoformat(), "validUntil": until.isoformat()}
            self.leases.append({"leaseId": 1 + len(self.leases), **lease, **times})
        return self.leases[-len(body) :]

    def _leases_update(self, _query: Any, body: Document, lease_id: int) -> Document:
        lease = next(one for one in self.leases if one["leaseId"] == lease_id)
        if "daysValid" in body:
            lease["validUntil"] = (datetime.now(timezone.utc) + timedelta(days=body["daysValid"])).isoformat()
        lease["protectPipeline"] = body.get("protectPipeline", lease["protectPipeline"])
        return lease

    def _leases_delete(self, query: Mapping[str, Any], _body: Any) -> None:
        self.leases = [lease for lease in self.leases if lease["leaseId"] not in query["ids"]]
