# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build definitions, whole: lists, updates, revisions, deletion, folders, options."""

from __future__ import annotations

import pytest
from build_api import refusal

TEST_TASK = "ef087383-ee5e-42c7-9a53-ab56c98420f9"


def made(builds, name="New.CI", **fields):
    body = {
        "name": name,
        "queue": {"id": 1},
        "repository": {"id": "278d5cd2-584d-4b63-824a-2ba458937249", "type": "tfsgit", "defaultBranch": "main"},
        **fields,
    }
    answer = builds("POST", "definitions", body=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(builds, **query):
    answer = builds("GET", "definitions", **query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["value"]]


def test_the_branch_is_normalised_by_the_first_update(builds):
    """Recorded."""
    definition = made(builds)
    read = builds("GET", f"definitions/{definition['id']}").json()
    updated = builds("PUT", f"definitions/{definition['id']}", body=read).json()
    assert [one["repository"]["defaultBranch"] for one in (definition, read, updated)] == [
        "main",
        "main",
        "refs/heads/main",
    ]


def test_the_date_is_that_of_the_revision(builds):
    """Recorded: whatever the client sends back."""
    builds.freeze(0)
    definition = made(builds)
    builds.wait(60)
    updated = builds("PUT", f"definitions/{definition['id']}", body=definition).json()
    assert (definition["createdDate"], updated["createdDate"]) == ("2026-03-02T10:00:00Z", "2026-03-02T10:01:00Z")
    assert (definition["revision"], updated["revision"]) == (1, 2)


def test_an_old_revision_is_answered_as_if_there_were_no_definition(builds):
    """Public issues."""
    definition = made(builds)
    path = f"definitions/{definition['id']}"
    assert builds("PUT", path, body=definition).status_code == 200
    answer = builds("PUT", path, body=definition)
    assert answer.status_code == 404
    assert answer.json()["message"] == f"Build pipeline {definition['id']} was not found"


def test_the_id_must_be_in_the_body_of_an_update(builds):
    """Public issues."""
    definition = {name: value for name, value in made(builds).items() if name != "id"}
    answer = builds("PUT", "definitions/3", body=definition)
    assert answer.status_code == 400
    assert answer.json()["message"] == "The request specifies pipeline ID 3 but the supplied pipeline has ID 0."


def test_an_update_replaces_the_whole(builds):
    definition = made(builds, description="old", variables={"a": {"value": "1"}}, badgeEnabled=True)
    body = {name: definition[name] for name in ("id", "revision", "name", "queue")}
    updated = builds("PUT", f"definitions/{definition['id']}", body=body).json()
    assert not {"description", "variables", "badgeEnabled", "repository"} & set(updated)


def test_secrets_are_not_shown_and_kept(builds):
    variables = {"key": {"value": "hush", "isSecret": True}, "plain": {"value": "x", "isSecret": False}}
    definition = made(builds, variables=variables)
    assert definition["variables"] == {"key": {"value": None, "isSecret": True}, "plain": {"value": "x"}}
    updated = builds("PUT", f"definitions/{definition['id']}", body=definition)
    assert updated.json()["variables"]["key"] == {"value": None, "isSecret": True}
    stored = builds.api.sandbox.store.get("build_definition", definition["project"]["id"], definition["id"])
    assert stored["variables"]["key"]["value"] == "hush"


def test_an_unknown_field_is_discarded(builds):
    assert "surprise" not in made(builds, surprise=1)


def test_revisions(builds):
    definition = made(builds, comment="my first definition")
    path = f"definitions/{definition['id']}"
    builds("PUT", path, body={**definition, "name": "Renamed.CI", "comment": "renamed"})
    entries = builds("GET", f"{path}/revisions").json()["value"]
    assert [(one["revision"], one["changeType"], one["name"], one["comment"]) for one in entries] == [
        (1, "add", "New.CI", "my first definition"),
        (2, "update", "Renamed.CI", "renamed"),
    ]
    assert builds("GET", path, revision=1).json()["name"] == "New.CI"
    assert builds("GET", path, revision=2).json()["name"] == "Renamed.CI"
    assert builds("GET", path, revision=3).status_code == 404
    assert len(builds("GET", "definitions/1/revisions").json()["value"]) == 1


def test_the_seeded_definition_has_its_first_revision_too(builds):
    definition = builds("GET", "definitions/2").json()
    builds("PUT", "definitions/2", body={**definition, "description": "changed"})
    assert "description" not in builds("GET", "definitions/2", revision=1).json()
    assert builds("GET", "definitions/2").json()["description"] == "changed"


def test_names_are_unique_in_a_folder(builds):
    made(builds)
    elsewhere = made(builds, path="\\Other")
    assert listed(builds, name="new.ci") == [3, elsewhere["id"]]
    body = {**builds("GET", f"definitions/{elsewhere['id']}").json(), "path": "\\"}
    assert builds("PUT", f"definitions/{elsewhere['id']}", body=body).status_code == 409


def test_a_deleted_definition_takes_its_builds_along_and_comes_back_with_them(builds):
    answer = builds("DELETE", "definitions/2")
    assert (answer.status_code, answer.content) == (204, b"")
    assert builds("GET", "definitions/2").status_code == 404
    assert builds.ids(definitions="2") == []
    assert builds.ids(definitions="2", deletedFilter="onlyDeleted") == [392]
    assert builds("PATCH", "definitions/2", deleted="false").json()["name"] == "Fabrikam.Infrastructure.CI"
    assert builds.ids(definitions="2") == [392]
    assert builds("DELETE", "definitions/54").status_code == 404


def test_a_definition_with_a_build_that_is_kept_stays(builds):
    """The message is quoted in public issues."""
    answer = builds("DELETE", "definitions/1")
    assert answer.json()["message"] == (
        "One or more builds associated with the requested pipeline(s) are retained by a release. The pipeline(s) and builds "
        "will not be deleted."
    )
    assert listed(builds) == [1, 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"name": "*infra*"}, [2]),
        ({"definitionIds": "2,9"}, [2]),
        ({"path": "\\"}, [1, 2]),
        ({"path": "\\Nowhere"}, []),
        ({"queryOrder": "definitionNameDescending"}, [2, 1]),
        ({"repositoryId": "278d5cd2-584d-4b63-824a-2ba458937249", "repositoryType": "TfsGit"}, [1]),
        ({"taskIdFilter": TEST_TASK}, [1]),
        ({"processType": 2}, []),
        ({"processType": 1}, [1, 2]),
        ({"yamlFilename": "azure-pipelines.yml"}, []),
        ({"builtAfter": "2015-07-16T19:56:00Z"}, [2]),
        ({"notBuiltAfter": "2015-07-16T19:56:00Z"}, [1]),
    ],
)
def test_filters_of_the_list(builds, query, expected):
    assert listed(builds, **query) == expected


def test_the_list_in_pages(builds):
    first = builds("GET", "definitions", top=1)
    token = first.headers["x-ms-continuationtoken"]
    second = builds("GET", "definitions", top=1, continuationToken=token)
    assert [one["id"] for answer in (first, second) for one in answer.json()["value"]] == [1, 2]
    assert "x-ms-continuationtoken" not in second.headers


def test_lists_are_shallow_unless_asked(builds):
    shallow = builds("GET", "definitions").json()["value"][0]
    assert "process" not in shallow and "latestBuild" not in shallow
    full = builds("GET", "definitions", includeAllProperties="true", includeLatestBuilds="true").json()["value"][0]
    assert full["process"]["phases"]
    assert (full["latestBuild"]["id"], full["latestCompletedBuild"]["id"]) == (391, 391)


def test_properties_of_a_definition(builds):
    patch = [{"op": "add", "path": "/origin", "value": "test"}]
    builds("PATCH", "definitions/1/properties", body=patch)
    value = builds("GET", "definitions/1/properties").json()["value"]
    assert value == {"origin": {"$type": "System.String", "$value": "test"}}
    assert builds("GET", "definitions/1").json()["properties"] == value


def test_the_options_of_definitions(builds):
    """Recorded: one of them, for the whole collection."""
    options = builds.api.call("GET", "/DefaultCollection/_apis/build/options").json()
    assert [one["name"] for one in options["value"]] == ["MultiConfiguration"]
    assert builds("GET", "options").json() == options


class TestFolders:
    """Observed: PUT makes a folder, POST moves it and makes its parents."""

    QUERY = {"api_version": "7.1-preview.2"}  # noqa: RUF012

    def paths(self, builds, suffix=""):
        answer = builds("GET", f"folders{suffix}", **self.QUERY)
        assert answer.status_code == 200, answer.text
        return [one["path"] for one in answer.json()["value"]]

    def test_made_moved_and_deleted(self, builds):
        made_folder = builds("PUT", "folders/TestFolder", body={"description": "ours"}, **self.QUERY).json()
        assert (made_folder["path"], made_folder["description"]) == ("\\TestFolder", "ours")
        definition = made(builds, path="\\testfolder")
        assert definition["path"] == "\\TestFolder"
        moved = builds("POST", "folders/TestFolder", body={"path": "\\A\\B\\C"}, **self.QUERY).json()
        assert moved["path"] == "\\A\\B\\C"
        assert self.paths(builds) == ["\\", "\\A", "\\A\\B", "\\A\\B\\C"]
        assert self.paths(builds, "/A%5CB") == ["\\A\\B", "\\A\\B\\C"]
        assert builds("GET", f"definitions/{definition['id']}").json()["path"] == "\\A\\B\\C"
        assert builds("DELETE", "folders/A", **self.QUERY).status_code == 204
        assert self.paths(builds) == ["\\"]
        assert builds("GET", f"definitions/{definition['id']}").status_code == 404

    def test_the_path_in_the_query(self, builds):
        builds("PUT", "folders", body={}, path="\\Team", **self.QUERY)
        assert self.paths(builds) == ["\\", "\\Team"]
        assert builds("PUT", "folders", body={}, path="\\team", **self.QUERY).status_code >= 400
        assert (
            builds("POST", "folders", body={"description": "d"}, path="\\Team", **self.QUERY).json()["description"]
            == "d"
        )
        assert builds("DELETE", "folders", path="\\Nowhere", **self.QUERY).status_code == 404

    def test_folders_of_releases_are_others(self, builds):
        made(builds, path="\\Team")
        releases = builds.api.call("GET", "/DefaultCollection/Fabrikam/_apis/release/folders").json()
        assert [one["path"] for one in releases["value"]] == ["\\"]
        assert self.paths(builds) == ["\\", "\\Team"]

    def test_they_need_the_preview_flag(self, builds):
        assert refusal(builds("GET", "folders")) == (400, "VssInvalidPreviewVersionException")
