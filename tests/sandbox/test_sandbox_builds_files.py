# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs and artifacts: what can be downloaded of a build."""

from __future__ import annotations

import io
import zipfile

import pytest
from build_api import BuildApi, refusal


def headers(builds, accept):
    return {**builds.api.headers, "Accept": accept}


def unzip(answer):
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_logs_are_listed_tasks_first_then_their_job(builds):
    """Recorded: id, type, url, lineCount and dates."""
    logs = builds("GET", "builds/391/logs").json()["value"]
    assert [one["id"] for one in logs] == [1, 2, 3, 4, 5, 6, 7]
    assert set(logs[0]) == {"lineCount", "createdOn", "lastChangedOn", "id", "type", "url"}
    assert logs[-1]["lineCount"] == sum(one["lineCount"] for one in logs[:-1])


def test_a_log_is_text_or_a_list_of_lines(builds):
    text = builds("GET", "builds/391/logs/4", headers=headers(builds, "text/plain"))
    assert text.headers["content-type"].startswith("text/plain")
    lines = builds("GET", "builds/391/logs/4", headers=headers(builds, "application/json")).json()
    assert lines["value"] == text.text.splitlines()
    assert "##[section]Starting: Run tests" in lines["value"][0]
    packed = unzip(builds("GET", "builds/391/logs/4", headers=headers(builds, "application/zip")))
    assert [*packed.values()] == [text.text]


def test_some_lines_of_a_log(builds):
    whole = builds("GET", "builds/391/logs/7").text.splitlines()
    assert builds("GET", "builds/391/logs/7", startLine=3, endLine=4).text.splitlines() == whole[2:4]
    assert builds("GET", "builds/391/logs/7", startLine=len(whole)).text.splitlines() == whole[-1:]


def test_all_logs_in_one_file(builds):
    files = unzip(builds("GET", "builds/391/logs", headers=headers(builds, "application/zip")))
    assert len(files) == 7
    assert any(name.endswith("Run tests.txt") for name in files)
    assert max(files, key=lambda name: len(files[name])) == "1_Agent job 1.txt"


def test_a_log_that_is_not_there(builds):
    assert builds("GET", "builds/391/logs/99").status_code == 404
    assert builds("GET", "builds/54/logs").status_code == 404
    waiting = builds.queue(queue={"id": 6})["id"]
    assert builds("GET", f"builds/{waiting}/logs").json() == {"count": 0, "value": []}


def test_a_container_of_files(builds):
    """Recorded: `#/303511/drop` of build 391."""
    (artifact,) = builds("GET", "builds/391/artifacts").json()["value"]
    assert (artifact["name"], artifact["resource"]["type"]) == ("drop", "Container")
    assert artifact["resource"]["data"] == "#/303511/drop"
    assert builds("GET", "builds/391/artifacts", artifactName="DROP").json() == artifact


def test_a_pipeline_artifact_of_the_cloud(services):
    services.version = "7.1"
    builds = BuildApi(services)
    (artifact,) = builds("GET", "builds/391/artifacts").json()["value"]
    assert artifact["resource"]["type"] == "PipelineArtifact"
    packed = services.client.request("GET", artifact["resource"]["downloadUrl"], headers=services.headers)
    size = sum(len(text) for text in unzip(packed).values())
    assert artifact["resource"]["properties"]["artifactsize"] == str(size)


@pytest.mark.parametrize("way", ["downloadUrl", "$format", "accept"])
def test_an_artifact_is_downloaded(builds, way):
    (artifact,) = builds("GET", "builds/391/artifacts").json()["value"]
    if way == "downloadUrl":
        url = artifact["resource"]["downloadUrl"]
        answer = builds.api.client.request("GET", url, headers=builds.api.headers)
    elif way == "$format":
        answer = builds("GET", "builds/391/artifacts?artifactName=drop&$format=zip")
    else:
        answer = builds("GET", "builds/391/artifacts", artifactName="drop", headers=headers(builds, "application/zip"))
    files = unzip(answer)
    assert "20150716.2" in files["drop/build.txt"]
    assert all(name.startswith("drop/") for name in files)
    assert "content-length" not in answer.headers


def test_the_same_download_has_the_same_bytes(builds):
    one, other = (builds("GET", "builds/391/artifacts?artifactName=drop&$format=zip").content for _time in range(2))
    assert one == other
    assert builds("GET", "builds/387/artifacts?artifactName=drop&$format=zip").content != one


def test_an_artifact_that_is_not_there(builds):
    for path in ("builds/391/artifacts?artifactName=nothing", "builds/389/artifacts?artifactName=drop"):
        assert refusal(builds("GET", path))[0] == 404


def test_an_artifact_is_added(builds):
    body = {"name": "share", "resource": {"type": "filepath", "data": "\\\\server\\share"}}
    added = builds("POST", "builds/391/artifacts", body=body).json()
    assert (added["name"], added["resource"]["type"], added["resource"]["data"]) == (
        "share",
        "filepath",
        "\\\\server\\share",
    )
    assert builds("GET", "builds/391/artifacts").json()["count"] == 2
    assert builds("POST", "builds/391/artifacts", body=body).status_code >= 400
    assert builds("POST", "builds/391/artifacts", body={"name": "x"}).status_code == 400
