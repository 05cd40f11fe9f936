# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries: lists by their filters, one by id or name, revisions, and the export that feeds straight back in."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from fake_release_server import AZURE, CHUCK, ENDPOINT, FakeReleaseServer, no_definition, no_project, refusing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    queries,
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    PermissionDeniedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Apply = Callable[..., Outcome]
Options = dict[str, Any]

GET, LIST = "release_definitions.get", "release_definitions.list"


class _Loader(yaml.SafeLoader):
    """Reads ``!unsafe`` as the text that it stands for."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def pipeline(name: str = "Website", **more: Any) -> Options:
    return {"name": name, "environments": [{"name": "Dev", "deploy_phases": [{"phase_type": "server"}]}], **more}


def whole() -> Options:
    """A pipeline of everything that has a name somewhere."""
    azure = {
        "task": "AzureRmWebAppDeployment@4",
        "name": "Deploy",
        "inputs": {"azureSubscription": "Fabrikam-Azure", "WebAppName": "shop"},
        "enabled": False,
    }
    say = {"task": "PowerShell@2", "inputs": {"script": "echo '{{ not for jinja }}'\nexit 0\n"}}
    return {
        "name": "Website",
        "path": "\\Web",
        "description": "of the shop",
        "variables": {"Color": "red", "pw": {"value": "hunter2", "is_secret": True}, "Open": {"allow_override": True}},
        "variable_groups": ["Common"],
        "tags": ["b", "a"],
        "artifacts": [
            {
                "alias": "_ci",
                "type": "Build",
                "definition": "Fabrikam.CI",
                "default_version": {"type": "latestWithBranchAndTags", "branch": "main", "tags": ["ok"]},
            }
        ],
        "triggers": [
            {"trigger_type": "artifactSource", "alias": "_ci", "trigger_conditions": [{"source_branch": "main"}]}
        ],
        "environments": [
            {
                "name": "Dev",
                "owner": "chuckreinhart@outlook.com",
                "deploy_phases": [{"queue": "Hosted", "demands": ["npm"], "workflow_tasks": [azure, say]}],
                "conditions": [{"name": "ReleaseStarted", "condition_type": "event"}],
                "raw": {"later": {"a": 1}},
            },
            {
                "name": "QA",
                "variables": {"Key": {"value": "hunter3", "is_secret": True}},
                "pre_deploy_approvals": {"approvers": ["frank@fabrikam.com"], "options": {"timeout_in_minutes": 60}},
                "deploy_phases": [{"phase_type": "machine group", "deployment_group": "Web farm", "tags": ["web"]}],
                "conditions": [{"name": "Dev", "condition_type": "environmentState", "value": "succeeded"}],
                "schedules": [{"days_to_release": ["monday", "friday"], "start_hours": 3}],
            },
        ],
    }


def ask(server: FakeReleaseServer, **params: Any) -> list[Options]:
    server.forget_calls()
    outcome = queries.query(params, server, Run())
    assert not outcome.changed
    assert server.writes == []
    found: list[Options] = outcome.result["release_definitions"]
    return found


@pytest.fixture
def three(apply: Apply, server: FakeReleaseServer) -> list[int]:
    made = [pipeline("Website"), pipeline("Website v2", path="\\Web"), pipeline("Shop", path="\\Web")]
    return [apply(task).result["release_definition"]["id"] for task in made]


# -------------------------------------------------------------------------------------------------------------- finding


def test_the_list_is_as_the_server_lists_it(server: FakeReleaseServer, three: list[int]) -> None:
    found = ask(server)
    assert [entry["id"] for entry in found] == three
    assert found[0]["environments"] == []
    assert server.calls == [(LIST, {"query": {}})]


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ({"search_text": "web"}, {"searchText": "web"}),
        ({"path": "/Web/"}, {"path": "\\Web"}),
        ({"is_exact_name_match": True}, {"isExactNameMatch": True}),
        ({"is_exact_name_match": False}, {"isExactNameMatch": False}),
        ({"search_text_contains_folder_name": True}, {"searchTextContainsFolderName": True}),
        ({"artifact_type": "Build"}, {"artifactType": "Build"}),
        ({"artifact_source_id": "p:12"}, {"artifactSourceId": "p:12"}),
        ({"tag_filter": ["a", "b"]}, {"tagFilter": "a,b"}),
        ({"property_filters": ["x"]}, {"propertyFilters": "x"}),
        ({"definition_id_filter": [1, 2]}, {"definitionIdFilter": "1,2"}),
        ({"is_deleted": True}, {"isDeleted": True}),
        ({"query_order": "nameDescending"}, {"queryOrder": "nameDescending"}),
        ({"expand": ["environments", "variables"]}, {"$expand": "environments,variables"}),
        ({"tag_filter": [], "search_text": None}, {}),
    ],
)
def test_filters_have_the_names_of_the_endpoint(server: FakeReleaseServer, params: Options, query: Options) -> None:
    ask(server, **params)
    assert server.calls == [(LIST, {"query": query})]


def test_a_limit_ends_the_list(server: FakeReleaseServer, three: list[int]) -> None:
    assert [entry["id"] for entry in ask(server, limit=2)] == three[:2]


def test_one_by_id_is_whole(server: FakeReleaseServer, three: list[int]) -> None:
    (found,) = ask(server, id=three[1])
    assert [stage["name"] for stage in found["environments"]] == ["Dev"]
    assert server.operations == [GET]


def test_one_by_name_is_whole_and_no_other_that_has_it_in_its_name(server: FakeReleaseServer, three: list[int]) -> None:
    (found,) = ask(server, name="website")
    assert found["id"] == three[0]
    assert found["environments"]
    assert ask(server, name="Web") == []
    assert ask(server, name="Shop", path="\\") == []


def test_none_is_an_empty_list(server: FakeReleaseServer) -> None:
    assert ask(server, id=999) == []
    assert ask(server, name="Website") == []
    assert ask(server) == []


def test_a_name_in_two_folders(apply: Apply, server: FakeReleaseServer) -> None:
    for path in ("\\", "\\Web"):
        apply({**pipeline(), "path": path})
    with pytest.raises(AmbiguousNameError):
        ask(server, name="Website")
    assert [entry["path"] for entry in ask(server, name="Website", path="Web")] == ["\\Web"]


@pytest.mark.parametrize("error", [no_project(), PermissionDeniedError("no", status=403)])
@pytest.mark.parametrize("params", [{"id": 5}, {"name": "x"}, {}])
def test_what_could_not_be_looked_for_is_not_an_empty_list(
    server: FakeReleaseServer, params: Options, error: Any
) -> None:
    server.faults = {GET: [refusing(error)], LIST: [refusing(error)]}
    with pytest.raises(type(error)):
        ask(server, **params)


# ------------------------------------------------------------------------------------------------------------ revisions


def test_the_history_on_demand(apply: Apply, server: FakeReleaseServer, three: list[int]) -> None:
    apply(pipeline(description="new"))
    (found,) = ask(server, name="Website", include=["revisions"])
    assert [entry["revision"] for entry in found["revisions"]] == [1, 2]
    assert found["environments"]
    assert [len(entry["revisions"]) for entry in ask(server, include=["revisions"])] == [2, 1, 1]


def test_what_was_deployed_last_on_demand(server: FakeReleaseServer, three: list[int]) -> None:
    (stage,) = ask(server, id=three[0])[0]["environments"]
    deployment = {
        "definitionEnvironmentId": stage["id"],
        "releaseDefinition": {"id": three[0]},
        "deploymentStatus": "failed",
    }
    server.listings["deployments.list"] = [deployment]
    (found,) = ask(server, name="Website", include=["deployments", "revisions"])
    assert (found["deployments"], len(found["revisions"])) == ([deployment], 1)
    assert [one["deployments"] for one in ask(server, include=["deployments"])] == [[deployment], [], []]
    assert sorted(server.operations) == sorted([LIST, *[GET, "deployments.list"] * 3])


def test_the_first_generation_has_no_list_of_deployments(server: FakeReleaseServer) -> None:
    server.generation = GENERATIONS["tfs2015"]
    with pytest.raises(DeclarationError, match=r"^include: .*Team Foundation Server 2017"):
        ask(server, include=["deployments"])
    assert server.calls == []


@pytest.mark.parametrize("wanted", [{"include": ["revisions"]}, {"as_options": True}], ids=["include", "as_options"])
def test_what_is_deleted_while_a_list_is_read_is_left_out(
    server: FakeReleaseServer, three: list[int], wanted: dict[str, Any]
) -> None:
    server.faults[GET] = [refusing(no_definition(three[0]))]
    assert len(ask(server, **wanted)) == 2


def test_one_revision_is_the_document_of_its_day(apply: Apply, server: FakeReleaseServer, three: list[int]) -> None:
    apply(pipeline(description="new"))
    (found,) = ask(server, id=three[0], revision=1)
    assert (found["revision"], found.get("description")) == (1, None)
    (found,) = ask(server, name="Website", revision=2)
    assert found["description"] == "new"


def test_a_revision_of_what(server: FakeReleaseServer) -> None:
    with pytest.raises(DeclarationError) as caught:
        ask(server, revision=1)
    assert caught.value.option == "revision"
    with pytest.raises(NotFoundError, match="no release definition with the id 999"):
        ask(server, id=999, revision=1)


def test_a_revision_of_a_name_that_is_not_there(server: FakeReleaseServer) -> None:
    """As with an id: there is no such revision, and an empty list would hide a mistyped name."""
    with pytest.raises(NotFoundError):
        ask(server, name="Websit", revision=1)


# --------------------------------------------------------------------------------------------------------------- export


def test_the_export_is_found_unchanged(apply: Apply, server: FakeReleaseServer) -> None:
    apply(whole())
    (options,) = ask(server, name="Website", as_options=True)
    before = copy.deepcopy(server.definitions)
    outcome = apply(options)
    assert not outcome.changed
    assert server.definitions == before


def test_the_export_makes_the_same_again_elsewhere(apply: Apply, server: FakeReleaseServer) -> None:
    apply(whole())
    (options,) = ask(server, name="Website", as_options=True)
    copied = FakeReleaseServer()
    resource.ensure(copy.deepcopy(options), copied, Run())
    assert ask(copied, name="Website", as_options=True) == [options]


def test_the_export_has_names_for_ids(apply: Apply, server: FakeReleaseServer) -> None:
    apply(whole())
    (options,) = ask(server, name="Website", as_options=True)
    dev, qa = options["environments"]
    assert dev["deploy_phases"][0]["queue"] == "Hosted"
    azure, say = dev["deploy_phases"][0]["workflow_tasks"]
    assert (azure["task"], say["task"]) == ("AzureRmWebAppDeployment@4", "PowerShell@2")
    assert azure["inputs"] == {"ConnectedServiceName": "Fabrikam-Azure", "WebAppName": "shop"}
    assert azure["enabled"] is False
    assert "enabled" not in say
    assert qa["pre_deploy_approvals"]["approvers"] == ["frank@fabrikam.com"]
    assert qa["deploy_phases"][0]["deployment_group"] == "Web farm"
    assert options["variable_groups"] == ["Common"]
    assert options["artifacts"][0]["definition"] == "Fabrikam.CI"
    assert options["tags"] == ["a", "b"]
    assert dev["raw"] == {"later": {"a": 1}}
    text = str(options)
    assert not [identifier for identifier in (ENDPOINT, AZURE, CHUCK) if identifier in text]


def test_the_export_has_no_secret_and_no_digest(apply: Apply, server: FakeReleaseServer) -> None:
    apply(whole())
    outcome = queries.query({"name": "Website", "as_options": True}, server, Run())
    (options,) = outcome.result["release_definitions"]
    assert options["variables"]["pw"] == {"is_secret": True}
    assert options["environments"][1]["variables"]["Key"] == {"is_secret": True}
    text = str(outcome.result)
    assert not [word for word in ("hunter", "scrypt", "****") if word in text]


def test_of_an_earlier_revision_too(apply: Apply, server: FakeReleaseServer) -> None:
    apply(whole())
    apply({**whole(), "description": "later"})
    (options,) = ask(server, name="Website", revision=1, as_options=True)
    assert options["description"] == "of the shop"


def test_as_yaml_it_is_the_same_and_jinja_reads_none_of_it(apply: Apply, server: FakeReleaseServer) -> None:
    apply(whole())
    result = queries.query({"as_options": True}, server, Run()).result
    (text,) = result["yaml"]
    assert yaml.load(text, Loader=_Loader) == result["release_definitions"][0]
    assert "!unsafe" in text
    assert not apply(yaml.load(text, Loader=_Loader)).changed


def test_all_of_a_list_are_exported_with_one_request_a_catalogue(
    server: FakeReleaseServer, apply: Apply, three: list[int]
) -> None:
    apply(whole())
    found = ask(server, as_options=True)
    assert [options["name"] for options in found] == ["Website", "Website v2", "Shop", "Website"]
    assert server.operations.count(GET) == 4
    for kind in ("tasks.list", "queues.list", "variable_groups.list"):
        assert server.operations.count(kind) <= 1


def test_without_the_option_there_is_no_yaml(server: FakeReleaseServer) -> None:
    assert set(queries.query({}, server, Run()).result) == {"release_definitions"}


def test_without_the_library_the_options_are_there_and_yaml_is_empty(
    server: FakeReleaseServer, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "HAS_YAML", False)
    said: list[str] = []
    result = queries.query({"as_options": True}, server, Run(warn=said.append)).result
    assert len(result["release_definitions"]) == 3
    assert result["yaml"] == []
    assert "PyYAML" in said[0]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t{}%#'\"\\"), max_size=20)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    description=TEXT,
    value=TEXT,
    script=TEXT,
    name=TEXT.filter(lambda text: text.strip() == text != "" and "\n" not in text),
)
def test_any_text_of_a_server_survives_the_export(description: str, value: str, script: str, name: str) -> None:
    server = FakeReleaseServer()
    task = {
        "name": name,
        "description": description,
        "variables": {"x": value},
        "environments": [
            {
                "name": "Dev",
                "deploy_phases": [
                    {"queue": 7, "workflow_tasks": [{"task": "PowerShell@2", "inputs": {"script": script}}]}
                ],
            }
        ],
    }
    resource.ensure(copy.deepcopy(task), server, Run())
    result = queries.query({"as_options": True}, server, Run()).result
    options = yaml.load(result["yaml"][0], Loader=_Loader)
    assert options == result["release_definitions"][0]
    assert not resource.ensure(options, server, Run()).changed


def test_revisions_and_options_do_not_go_together(server: FakeReleaseServer) -> None:
    with pytest.raises(DeclarationError, match=r"^include: does not go together with as_options"):
        ask(server, include=["revisions"], as_options=True)
    assert server.calls == []
