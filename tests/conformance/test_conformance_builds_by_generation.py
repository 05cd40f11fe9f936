# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's resources of builds against a sandbox of each generation: the same tasks, the same ends."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conformance_client import Task

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import (
    artifact,
    log,
    queries,
    resource,
    tags,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, RunFailedError
from release_management_sandbox.testing import RunningSandbox

pytestmark = [pytest.mark.wide, pytest.mark.parametrize("sandbox", list(GENERATIONS), indirect=True)]

WITH_XAML = ("tfs2015", "tfs2017")
FIRST_WITH_LEASES = "server2020"
START = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
CHUCK = "8c8c7d32-6b1b-47f4-b2e9-30b477b5ab3d"
DEFAULTS = {
    "match_limit": 200,
    "match_results": ["notStarted", "inProgress", "postponed", "succeeded", "partiallySucceeded"],
    "fail_on_result": ["failed", "canceled"],
    "poll_interval": 0.05,
    "wait_timeout": 30,
}


@pytest.fixture
def task(task: Task) -> Task:
    """With the options that modules have by default."""
    return partial(task, **DEFAULTS)


def moment(minute: int) -> str:
    """A moment of the list: the build number n of it is queued at the minute 10 n."""
    return (START + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Listed(NamedTuple):
    """Builds of many kinds, queued one after the other; their ids."""

    plain: int
    topic: int
    failed: int
    tagged: int
    both_tags: int
    scheduled: int
    of_chuck: int
    newest: int


@pytest.fixture
def builds(sandbox: RunningSandbox, generation: str) -> Listed:
    kinds: list[dict[str, Any]] = [
        {},
        {"branch": "refs/heads/release/1.0"},
        {"result": "failed"},
        {"tags": ["Candidate"]},
        {"tags": ["candidate", "live"]},
        {"reason": "schedule"},
        {"requested_for": CHUCK},
        {"result": "canceled"},
    ]
    made = [sandbox.add_builds(1, start=moment(10 * nth), **kind)[0] for nth, kind in enumerate(kinds)]
    if generation in WITH_XAML:
        sandbox.add_builds(3, "MyWebSite CI", type="xaml", start=moment(15))
    return Listed(*made)


# --- lists

FILTERS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"limit": 1}, ("newest",)),
    ({"branch_name": "release/1.0"}, ("topic",)),
    ({"branch_name": "release/1.0", "limit": 1}, ("topic",)),
    ({"result_filter": ["failed"]}, ("failed",)),
    ({"result_filter": ["failed", "canceled"], "status_filter": ["completed"]}, ("newest", "failed")),
    ({"status_filter": ["inProgress", "notStarted"]}, ()),
    ({"tag_filters": ["CANDIDATE"]}, ("both_tags", "tagged")),
    ({"tag_filters": ["candidate", "live"]}, ("both_tags",)),
    ({"reason_filter": ["schedule"]}, ("scheduled",)),
    ({"reason_filter": ["schedule", "resourceTrigger"]}, ("scheduled",)),
    ({"requested_for": CHUCK}, ("of_chuck",)),
    ({"min_time": moment(45)}, ("newest", "of_chuck", "scheduled")),
    ({"min_time": moment(15), "max_time": moment(35)}, ("tagged", "failed")),
    ({"min_finish_time": moment(65)}, ("newest",)),
    ({"max_finish_time": moment(15)}, ("topic", "plain")),
    ({"max_time": moment(15), "query_order": "startTimeAscending"}, ("plain", "topic")),
    ({"max_time": moment(25), "query_order": "queueTimeAscending", "limit": 2}, ("plain", "topic")),
    ({"query_order": "finishTimeDescending", "limit": 2}, ("newest", "of_chuck")),
    ({"max_builds_per_definition": 1}, ("newest",)),
    ({"deleted_filter": "excludeDeleted", "limit": 1}, ("newest",)),
]
FROM = moment(-1)
"""Before the builds of the list, and after those of the seed."""


def test_each_filter_gives_the_same_builds(task: Task, builds: Listed) -> None:
    names = {number: name for name, number in builds._asdict().items()}
    found: dict[str, tuple[str, ...]] = {}
    for params, _expected in FILTERS:
        listed = task(queries.query, definitions=["Fabrikam.CI"], **{**_span(params), **params}).result["builds"]
        found[str(params)] = tuple(names.get(build["id"], "another") for build in listed)
    assert found == {str(params): expected for params, expected in FILTERS}


def _span(params: dict[str, Any]) -> dict[str, Any]:
    """What leaves out the builds of the seed, which were queued long before."""
    if "max_finish_time" in params:
        return {"min_finish_time": FROM}
    return {} if "min_time" in params or "min_finish_time" in params else {"min_time": FROM}


def test_the_whole_list_is_the_same_in_every_order(task: Task, builds: Listed) -> None:
    for what in ("queue", "start", "finish"):
        newest_first = task(queries.query, query_order=f"{what}TimeDescending").result["builds"]
        oldest_first = task(queries.query, query_order=f"{what}TimeAscending").result["builds"]
        found = [build["id"] for build in newest_first]
        assert found == [build["id"] for build in oldest_first][::-1]
        assert len(found) == len(set(found)) and set(builds) <= set(found)
        for limit in (1, 3):
            limited = task(queries.query, query_order=f"{what}TimeDescending", limit=limit).result["builds"]
            assert [build["id"] for build in limited] == found[:limit]


def test_numbers_are_whole_or_beginnings(task: Task, builds: Listed) -> None:
    number = task(queries.query, build_id=builds.newest).result["builds"][0]["buildNumber"]
    day = number.partition(".")[0]
    assert [one["id"] for one in task(queries.query, build_number=number).result["builds"]] == [builds.newest]
    assert [one["id"] for one in task(queries.query, build_number=f"{day}.*").result["builds"]] == [*builds][::-1]


def test_ids_are_a_filter(task: Task, builds: Listed) -> None:
    wanted = [builds.failed, builds.plain, 99999]
    assert [one["id"] for one in task(queries.query, build_ids=wanted).result["builds"]] == [
        builds.failed,
        builds.plain,
    ]
    failed = task(queries.query, build_ids=wanted, result_filter=["failed"]).result["builds"]
    assert [one["id"] for one in failed] == [builds.failed]


def test_repositories_are_a_filter(task: Task, builds: Listed) -> None:
    repository = task(queries.query, build_id=builds.plain).result["builds"][0]["repository"]
    ours = {"repository_id": repository["id"], "repository_type": repository["type"]}
    assert {one["id"] for one in task(queries.query, **ours).result["builds"]} >= set(builds)
    assert task(queries.query, **{**ours, "repository_id": "0" * 8}).result["builds"] == []


def test_xaml_builds_are_listed_for_who_asks_for_them(task: Task, builds: Listed, generation: str) -> None:
    listed = task(queries.query, type="xaml").result["builds"]
    assert len(listed) == (3 if generation in WITH_XAML else 0)
    assert not {build["id"] for build in listed} & set(builds)


def test_thousands_of_builds_come_all_in_pages(task: Task, sandbox: RunningSandbox) -> None:
    made = sandbox.add_builds(2300, start=moment(0), seconds=1)
    listed = task(queries.query, min_time=FROM).result["builds"]
    assert [build["id"] for build in listed] == list(made)[::-1]


def test_all_parts_of_a_build_are_read(task: Task, generation: str) -> None:
    made = task(resource.ensure, definition="Fabrikam.CI", wait=True).result["build"]
    parts = ["timeline", "changes", "work_items", "artifacts", "logs", "tags"]
    (read,) = task(queries.query, build_id=made["id"], include=parts).result["builds"]
    assert read["timeline"]["records"] and read["logs"] and read["artifacts"]
    assert isinstance(read["changes"], list) and isinstance(read["work_items"], list) and read["tags"] == []
    if generation in ("server2022", "services"):
        assert task(queries.query, build_id=made["id"], include=["leases"]).result["builds"][0]["leases"] == []
    else:
        with pytest.raises(DeclarationError, match="Azure DevOps Server 2022"):
            task(queries.query, build_id=made["id"], include=["leases"])


# --- one build


def test_a_build_runs_once(task: Task) -> None:
    params = {"definition": "Fabrikam.CI", "source_branch": "main", "parameters": {"configuration": "debug"}}
    foretold = task(resource.ensure, check_mode=True, **params)
    assert foretold.result["build"]["definition"]["name"] == "Fabrikam.CI"
    made = task(resource.ensure, wait=True, **params).result["build"]
    assert (made["status"], made["result"]) == ("completed", "succeeded")
    wanted = {**params, "source_version": made["sourceVersion"]}
    again = task(resource.ensure, **wanted)
    assert (again.changed, again.result["build"]["id"]) == (False, made["id"])
    assert not task(resource.ensure, **{**wanted, "source_version": made["sourceVersion"][:10]}).changed
    assert task(resource.ensure, check_mode=True, **{**wanted, "parameters": {"configuration": "release"}}).changed
    assert not task(resource.ensure, build_number=made["buildNumber"], definition="Fabrikam.CI").changed


def test_a_build_that_fails_says_why(task: Task, sandbox: RunningSandbox) -> None:
    sandbox.set_faults({"kind": "fail_task", "message": "No space left"})
    with pytest.raises(RunFailedError) as caught:
        task(resource.ensure, definition="Fabrikam.CI", wait=True)
    assert "No space left" in caught.value.message and "The end of the log of" in caught.value.message


def test_a_build_is_kept_and_deleted(task: Task, builds: Listed) -> None:
    assert task(resource.ensure, build_id=builds.plain, keep_forever=True).changed
    assert not task(resource.ensure, build_id=builds.plain, keep_forever=True).changed
    assert task(resource.ensure, build_id=builds.plain, state="absent", force_delete=True).changed
    assert not task(resource.ensure, build_id=builds.plain, state="absent").changed
    assert builds.plain not in [one["id"] for one in task(queries.query).result["builds"]]


def test_leases_are_kept_where_there_are_some(task: Task, builds: Listed, generation: str) -> None:
    lease = {"owner_id": "Team", "days_valid": 30, "protect_pipeline": True}
    params = {"build_id": builds.plain, "retention_leases": [lease]}
    names = list(GENERATIONS)
    if names.index(generation) < names.index(FIRST_WITH_LEASES):
        with pytest.raises(DeclarationError, match="Azure DevOps Server 2020"):
            task(resource.ensure, **params)
        return
    assert task(resource.ensure, **params).changed
    assert not task(resource.ensure, **params).changed
    lease["days_valid"] = 60
    assert task(resource.ensure, **params).changed
    assert not task(resource.ensure, **params).changed


def test_tags_are_brought_into_any_state(task: Task, builds: Listed) -> None:
    for state, names, expected in (
        ("present", ["a", "b c"], ["a", "b c"]),
        ("absent", ["A"], ["b c"]),
        ("exact", ["x", "y"], ["x", "y"]),
        ("exact", [], []),
    ):
        params = {"build_id": builds.plain, "state": state, "tags": names}
        assert task(tags.ensure_tags, **params).result["tags"] == expected
        assert not task(tags.ensure_tags, **params).changed
    latest = task(tags.ensure_tags, definition="Fabrikam.CI", source_branch="release/1.0", tags=["t"])
    assert latest.result["build_id"] == builds.topic


def test_artifacts_and_logs_are_downloaded(task: Task, tmp_path: Path) -> None:
    made = task(resource.ensure, definition="Fabrikam.CI", wait=True).result["build"]
    (read,) = task(queries.query, build_id=made["id"], include=["artifacts", "logs"]).result["builds"]
    name = read["artifacts"][0]["name"]
    for extract in (False, True):
        fetched = task(artifact.ensure_artifact, build_id=made["id"], name=name, dest=str(tmp_path), extract=extract)
        assert fetched.changed
    whole = task(log.ensure_log, build_id=made["id"], dest=str(tmp_path))
    assert Path(whole.result["dest"]).stat().st_size > 100
    one = task(log.ensure_log, build_id=made["id"], log_id=read["logs"][0]["id"], dest=str(tmp_path))
    assert Path(one.result["dest"]).read_text()
