# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server refuses: versions, credentials, addresses, documents."""

from __future__ import annotations

import base64

import pytest
from sandbox_client import CHUCK, FABRIKAM, stage

POWERSHELL = "e213ff0f-5d5c-4791-802d-52ea3e7be1f1"
AZURE = "dcbef2c9-e4f4-4929-82b2-ea7fc9166109"


def with_task(**task):
    phase = {**stage()["deployPhases"][0], "workflowTasks": [{"taskId": POWERSHELL, "version": "2.*", **task}]}
    return {"environments": [stage(deployPhases=[phase])]}


def artifact_of(kind, **reference):
    ids = {name: {"id": value, "name": ""} for name, value in reference.items()}
    return {"artifacts": [{"alias": "drop", "type": kind, "definitionReference": ids}]}


def without(name):
    document = stage()
    del document[name]
    return {"environments": [document]}


BAD_DOCUMENTS = {
    "no stages": ({"environments": []}, "VS402875"),
    "retention missing": (without("retentionPolicy"), "VS402982"),
    "approvals missing": (
        without("postDeployApprovals"),
        "VS402877: Pre-approvals or post-approvals in stage 'Dev' are empty.",
    ),
    "approvals empty": ({"environments": [stage(preDeployApprovals={"approvals": []})]}, "VS402877"),
    "gap in ranks": ({"environments": [stage("Dev", 1), stage("QA", 3)]}, "VS402874"),
    "negative rank": ({"environments": [stage("Dev", -1)]}, "VS402874"),
    "queue depth": (
        {"environments": [stage(executionPolicy={"concurrencyCount": 1, "queueDepthCount": 2})]},
        "VS402973: Input not valid for executionPolicy:'queueDepthCount:2, valid values are: 0, 1.'",
    ),
    "artifact type": (artifact_of("Nonsense"), "VS402864: No artifact type found corresponding to ID Nonsense"),
    "artifact field": (
        artifact_of("Git", project=FABRIKAM, definition="278d5cd2-584d-4b63-824a-2ba458937249"),
        "Input field 'branches' must be present for artifact source: 'drop'",
    ),
    "artifact source": (artifact_of("Build", project=FABRIKAM, definition="99"), "VS402862"),
    "unknown endpoint": (
        with_task(taskId=AZURE, version="*", inputs={"ConnectedServiceName": "00000000-0000-0000-0000-000000000001"}),
        "VS402913",
    ),
    "unknown task": (with_task(taskId="00000000-0000-0000-0000-000000000001"), "Tasks with versions"),
    "unknown task version": (with_task(version="9.*", name="PowerShell"), "Tasks with versions 'PowerShell:9.*'"),
    "unknown task group": (with_task(definitionType="metaTask"), "Tasks with versions"),
    "unknown variable group": ({"variableGroups": [99]}, "Variable group with id 99"),
    "unknown queue": (
        {"environments": [stage(deployPhases=[{"phaseType": 1, "deploymentInput": {"queueId": 769}}])]},
        "No agent queue found with identifier 769",
    ),
    "unknown deployment group": (
        {"environments": [stage(deployPhases=[{"phaseType": 4, "deploymentInput": {"queueId": 769}}])]},
        "No deployment group found with identifier 769",
    ),
    "approver by name": (
        {
            "environments": [
                stage(preDeployApprovals={"approvals": [{"rank": 1, "approver": {"id": "Chuck Reinhart"}}]}),
            ]
        },
        "The approver 'Chuck Reinhart'",
    ),
    "illegal stage name": ({"environments": [stage("Dev/QA")]}, "The name 'Dev/QA' of a stage"),
    "twice the same stage": ({"environments": [stage("Dev", 1), stage("dev", 2)]}, "The stage name 'dev'"),
    "condition on no stage": (
        {"environments": [stage(conditions=[{"name": "QA", "conditionType": "environmentState", "value": "4"}])]},
        "A condition of stage 'Dev'",
    ),
    "trigger without artifact": (
        {"triggers": [{"triggerType": "artifactSource", "artifactAlias": "drop"}]},
        "A trigger names the artifact 'drop'",
    ),
    "plain storage key": (
        {"variables": {"connection": {"value": "AccountKey=" + "A" * 40}}},
        "A credential or other secret was detected in one or more plaintext variables",
    ),
}


@pytest.mark.parametrize("case", BAD_DOCUMENTS)
def test_bad_documents(api, pipeline, case):
    fields, message = BAD_DOCUMENTS[case]
    answer = api.definitions("POST", body=pipeline(**fields))
    assert answer.status_code == 400
    envelope = answer.json()
    assert envelope["typeKey"] == "InvalidRequestException"
    assert envelope["typeName"] == (
        "Microsoft.VisualStudio.Services.ReleaseManagement.Data.Exceptions.InvalidRequestException, "
        "Microsoft.VisualStudio.Services.ReleaseManagement2.Data"
    )
    assert envelope["message"].startswith(message)
    assert set(envelope) == {"$id", "innerException", "message", "typeName", "typeKey", "errorCode", "eventId"}
    assert api.definitions().json()["count"] == 1


def test_secret_scanning_can_be_bypassed(api, pipeline):
    fields, _ignored = BAD_DOCUMENTS["plain storage key"]
    api.create(pipeline(**fields, comment="**BYPASS_SECRET_SCANNING**"))


def test_task_groups_endpoints_and_variables_that_exist_are_accepted(api, pipeline):
    group = "5f2c6d8e-0a57-4d7c-9c1b-8f3b6c2a9e41"
    api.create(pipeline("group", **with_task(taskId=group, version="1.*", definitionType="metaTask")))
    for endpoint in ("C39562BD-fe8f-4eca-a587-fe9817be5f30", "$(endpoint)", ""):
        inputs = {"ConnectedServiceName": endpoint}
        api.create(pipeline(f"endpoint {len(endpoint)}", **with_task(taskId=AZURE, version="1.*", inputs=inputs)))
    machines = {"phaseType": "machineGroupBasedDeployment", "deploymentInput": {"queueId": 1, "tags": ["web"]}}
    api.create(pipeline("machines", environments=[stage(deployPhases=[machines])]))
    approvals = {"approvals": [{"rank": 1, "approver": {"id": CHUCK.upper()}}]}
    api.create(pipeline("upper", environments=[stage(postDeployApprovals=approvals)]))


def test_a_name_is_unique_in_its_folder_only(api, pipeline):
    api.create(pipeline(path="\\A"))
    answer = api.definitions("POST", body=pipeline("fabrikam.cd", path="\\a"))
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("VS402934: A release pipeline with the name 'fabrikam.cd' already")
    api.create(pipeline(path="\\B"))


@pytest.mark.parametrize(
    "body",
    [None, [], {"name": "x", "environments": {}}, {"name": ["x"]}, {"triggers": [{"triggerType": "moon"}]}],
)
def test_what_is_no_definition_fails_in_model_binding(api, body):
    answer = api.definitions("POST", body=body)
    assert answer.status_code == 400
    assert answer.json()["count"] == 1
    assert answer.json()["value"]["Message"]


def test_broken_json(api):
    path = "/DefaultCollection/Fabrikam/_apis/release/definitions?api-version=7.1"
    assert api.client.request("POST", path, content=b'{"name": ', headers=api.headers).status_code == 400


VERSIONS = [
    ("GET", "7.2", "VssVersionOutOfRangeException"),
    ("GET", "7.2-preview.4", "VssVersionOutOfRangeException"),
    ("GET", "7.1-preview.5", "VssVersionOutOfRangeException"),
    ("GET", "nonsense", "VssVersionOutOfRangeException"),
    ("GET", "1.0", "VssVersionOutOfRangeException"),
    ("POST", "None", "VssVersionNotSpecifiedException"),
]


@pytest.mark.parametrize(("method", "version", "type_key"), VERSIONS)
def test_versions_that_are_refused(api, pipeline, method, version, type_key):
    answer = api.definitions(method, body=pipeline(), api_version=version)
    assert answer.status_code == 400
    assert answer.json()["typeKey"] == type_key


@pytest.mark.parametrize("version", ["7.1", "7.0", "5.0", "7.1-preview", "7.1-preview.4", "6.0-preview.3", "None"])
def test_versions_that_are_answered(api, version):
    answer = api.definitions(api_version=version)
    echoed = "7.1" if version == "None" else version
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"application/json; charset=utf-8; api-version={echoed}"


def test_the_version_may_stand_in_the_accept_header(api, pipeline):
    headers = {**api.headers, "Accept": "application/json;api-version=7.0"}
    answer = api.definitions("POST", body=pipeline(), api_version="None", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("api-version=7.0")


def test_the_cloud_wants_the_preview_flag_for_its_newest_version(services):
    assert services.definitions(api_version="7.1").status_code == 200
    assert services.definitions(api_version="7.2-preview.4").status_code == 200
    answer = services.definitions(api_version="7.2")
    assert answer.json()["typeKey"] == "VssInvalidPreviewVersionException"
    assert '"7.2-preview"' in answer.json()["message"]


def test_wrong_credentials_on_an_installed_server(api):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic !!"}):
        answer = api.definitions(headers={"X-Other": "1", **headers})
        assert answer.status_code == 401
        assert answer.text.startswith("TF400813: Resource not available for anonymous access.")
        assert "Basic realm=" in answer.headers["www-authenticate"]
    answer = api.definitions(headers={"X-TFS-FedAuthRedirect": "Suppress"})
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (401, b"", "0")
    assert "content-type" not in answer.headers
    assert "Basic realm=" in answer.headers["www-authenticate"]


def test_wrong_credentials_in_the_cloud(services):
    answer = services.definitions(headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 302
    page = services.client.request("GET", answer.headers["location"])
    assert page.status_code == 203
    assert page.headers["content-type"].startswith("text/html")


def test_the_token_as_bearer_and_with_any_user_name(api):
    token = api.sandbox.settings.token
    basic = base64.b64encode(f"somebody:{token}".encode()).decode()
    for value in (f"Bearer {token}", f"bearer {token}", f"Basic {basic}"):
        assert api.definitions(headers={"Authorization": value}).status_code == 200


def test_unknown_project(api):
    answer = api.definitions(project="Nowhere")
    assert answer.status_code == 404
    assert answer.json()["typeKey"] == "ProjectDoesNotExistWithNameException"
    assert answer.json()["message"].startswith("TF200016: The following project does not exist: Nowhere.")


def test_the_project_by_name_or_id_in_any_case(api):
    for project in ("fabrikam", FABRIKAM, FABRIKAM.upper()):
        assert api.definitions(project=project).json()["count"] == 1
    assert api.definitions(project="Contoso").json()["count"] == 0


def test_unknown_routes_and_methods(api):
    answer = api.call("GET", "/DefaultCollection/Fabrikam/_apis/release/nonsense")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain"
    assert "does not implement IController" in answer.text
    assert api.call("DELETE", "/DefaultCollection/_apis/projects").status_code == 405
    assert api.call("GET", "/Elsewhere/_apis/projects").headers["content-type"].startswith("text/html")


def test_read_only_refuses_and_counts_writes(api, pipeline):
    api.client.request("PUT", "/sandbox/read-only", body=True)
    api.client.request("DELETE", "/sandbox/requests")
    assert api.definitions("POST", body=pipeline()).status_code == 500
    assert api.definitions().status_code == 200
    seen = api.client.request("GET", "/sandbox/requests").json()
    assert [(one["method"], one["status"]) for one in seen] == [("POST", 500), ("GET", 200)]
