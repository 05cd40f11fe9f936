# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every shape of refusal that servers were seen to send, and what a person is told."""

from __future__ import annotations

import codecs
import json
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Host
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.answers import (
    Question,
    read_result,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import Kind
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer

JSON = "application/json; charset=utf-8; api-version=7.0"
HTML = "text/html; charset=utf-8"
URL = "https://vsrm.dev.azure.com/org/Fabrikam/_apis/release/definitions/1"
SIGN_IN = b"<!DOCTYPE html><html><head><title>\r\n Sign In</title></head><body>...</body></html>"


def envelope(message: str, type_key: str, event_id: int = 3000, **more: Any) -> dict[str, Any]:
    """Return the standard envelope, as recorded."""
    return {
        "$id": "1",
        "innerException": None,
        "message": message,
        "typeName": f"Microsoft.Some.{type_key}, Microsoft.Some",
        "typeKey": type_key,
        "errorCode": 0,
        "eventId": event_id,
        **more,
    }


def answer(
    status: int,
    body: Any = b"",
    content_type: str = JSON,
    method: str = "GET",
    headers: dict[str, str] | None = None,
) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    all_headers = {**({"Content-Type": content_type} if content_type else {}), **(headers or {})}
    return Answer(method, URL, status, CaseInsensitiveDict(all_headers), content)


def question(host: Host = "release", kind: Kind = "json", version: str = "7.0") -> Question:
    url_option = "organization_url" if host == "core" else f"{host}_url"
    return Question(host, kind, version, GENERATIONS["server2022"], url_option, URL)


def failure(given: Answer, asked: Question | None = None) -> errors.ReleaseManagementError:
    with pytest.raises(errors.ReleaseManagementError) as caught:
        read_result(given, asked or question())
    return caught.value


# --- success


def test_a_document_is_returned_as_it_is() -> None:
    document = {"id": 1, "variables": {"a": {"value": None, "isSecret": True}}}
    assert read_result(answer(200, document), question()) == document


@pytest.mark.parametrize(("status", "method"), [(204, "GET"), (204, "DELETE"), (200, "DELETE"), (200, "PATCH")])
def test_an_empty_answer_is_none(status: int, method: str) -> None:
    assert read_result(answer(status, content_type="", method=method), question()) is None


@pytest.mark.parametrize("content_type", ["text/plain; charset=utf-8", JSON])
def test_an_operation_of_text_returns_text(content_type: str) -> None:
    body = codecs.BOM_UTF8 + '{"name": "Übung"}'.encode()
    assert read_result(answer(200, body, content_type), question(kind="text")) == '{"name": "Übung"}'


# --- credentials


def test_an_empty_401_names_what_the_server_accepts() -> None:
    challenge = {"WWW-Authenticate": 'Basic realm="https://tfsprodsin1.app.visualstudio.com/"'}
    found = failure(answer(401, content_type="", headers=challenge))
    assert isinstance(found, errors.AuthenticationError)
    assert found.status == 401
    assert "does not accept the credentials" in str(found)
    assert str(found).endswith("(option auth): Basic.")


def test_a_401_with_text_says_the_text() -> None:
    message = b"TF400813: Resource not available for anonymous access. Client authentication required."
    challenge = {"WWW-Authenticate": 'Bearer, Negotiate, NTLM, Basic realm="http://server:8080/tfs"'}
    found = failure(answer(401, message, "text/plain", headers=challenge))
    assert isinstance(found, errors.AuthenticationError)
    assert "TF400813" in str(found)
    assert "(option auth): Bearer, Negotiate, NTLM, Basic." in str(found)
    assert str(found).endswith("Team Foundation Server takes personal access tokens from 2017 on.")


@pytest.mark.parametrize("status", [200, 203])
@pytest.mark.parametrize("kind", ["json", "text"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_sign_in_page_is_no_success(status: int, kind: Kind, method: str) -> None:
    found = failure(answer(status, SIGN_IN, HTML, method), question(kind=kind))
    assert isinstance(found, errors.AuthenticationError)
    assert found.status == status
    assert "sign-in page" in str(found)


@pytest.mark.parametrize(
    "location",
    [
        "https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com&reply_to=secret",
        "https://login.microsoftonline.com/common/oauth2/authorize?client_id=secret",
        "/_signin?realm=secret",
    ],
)
def test_a_redirect_to_a_sign_in_page_is_an_authentication_failure(location: str) -> None:
    found = failure(answer(302, SIGN_IN, HTML, "POST", {"Location": location}))
    assert isinstance(found, errors.AuthenticationError)
    assert "secret" not in f"{found} {found.details}"


def test_any_other_redirect_says_where_it_points() -> None:
    found = failure(answer(301, headers={"Location": "https://tfs.example.org/tfs/C?x=1"}), question(host="core"))
    assert isinstance(found, errors.UnexpectedAnswerError)
    assert "https://tfs.example.org/tfs/C," in str(found)
    assert found.option == "organization_url"


def test_a_403_is_about_permission() -> None:
    message = "VS402904: Access denied: User X does not have manage releases permission. Contact your release manager."
    found = failure(answer(403, envelope(message, "AccessDeniedException")))
    assert isinstance(found, errors.PermissionDeniedError)
    assert message in str(found)
    assert found.details["type_key"] == "AccessDeniedException"
    assert "Disable creation" not in str(found)


@pytest.mark.parametrize("status", [400, 403])
@pytest.mark.parametrize(
    "message",
    [
        "Creation of classic release pipelines is disabled by the organization.",
        "VS403999: Classic pipeline creation is not allowed by policy.",
    ],
)
def test_a_policy_against_classic_pipelines_is_explained(status: int, message: str) -> None:
    found = failure(answer(status, envelope(message, "InvalidRequestException"), method="POST"))
    assert message in str(found)
    assert "Disable creation of classic release pipelines" in str(found)


# --- not found


def test_a_thing_that_does_not_exist() -> None:
    message = "VS402936: Release pipeline with ID 6 does not exist. Specify a valid ID and try again."
    found = failure(answer(404, envelope(message, "ReleaseDefinitionNotFoundException")))
    assert isinstance(found, errors.NotFoundError)
    assert (found.option, message in str(found)) == (None, True)


def test_a_project_that_does_not_exist_names_the_option() -> None:
    message = (
        "TF200016: The following project does not exist: Nowhere. Verify that the name of the project is correct and"
        " that the project exists on the specified Azure DevOps Server."
    )
    found = failure(answer(404, envelope(message, "ProjectDoesNotExistWithNameException", 3000)))
    assert isinstance(found, errors.NotFoundError)
    assert found.option == "project"
    assert str(found).startswith("project: ")


@pytest.mark.parametrize(
    ("host", "option"), [("core", "organization_url"), ("release", "release_url"), ("identity", "identity_url")]
)
@pytest.mark.parametrize(
    ("body", "content_type", "headers"),
    [
        (b"<html><title>Page not found</title></html>", HTML, {}),
        (b"The controller for path '/x' was not found or does not implement IController.", "text/plain", {}),
        (b"", "", {"x-tfs-serviceerror": "The+controller+for+path+was+not+found."}),
    ],
    ids=["page", "controller", "header"],
)
def test_a_wrong_host_names_the_option_of_the_address(
    host: Host, option: str, body: bytes, content_type: str, headers: dict[str, str]
) -> None:
    found = failure(answer(404, body, content_type, headers=headers), question(host=host))
    assert isinstance(found, errors.NotFoundError)
    assert found.option == option
    assert "not found" in str(found)
    assert ("https://vsrm.dev.azure.com/org" in str(found).partition("It says")[2]) is (host == "release")


# --- versions


@pytest.mark.parametrize(
    ("message", "latest", "advice"),
    [
        (
            "The requested REST API version of 7.0 is out of range for this server. The latest REST API version this"
            " server supports is 6.1.",
            "6.1",
            "Azure DevOps Server 2020",
        ),
        (
            "Die angeforderte Version 7.0 ... Die neueste unterstützte Version ist 5.1.",
            "5.1",
            "Azure DevOps Server 2019",
        ),
        ("Out of range. The latest version is 99.1.", "99.1", "Set the option server"),
        ("Out of range.", None, "Set the option server"),
    ],
)
def test_a_version_out_of_range_names_the_latest_one_in_any_language(
    message: str, latest: str | None, advice: str
) -> None:
    found = failure(answer(400, envelope(message, "VssVersionOutOfRangeException")))
    assert isinstance(found, errors.VersionError)
    assert (found.option, found.details["latest_api_version"]) == ("server", latest)
    assert advice in str(found)
    assert "7.0" in str(found)


def test_a_server_that_can_be_spoken_to_gets_the_value_to_set() -> None:
    message = "The requested REST API version of 7.1 is out of range. The latest one this server supports is 7.0."
    asked = Question("release", "json", "7.1", GENERATIONS["services"], "release_url", URL)
    found = failure(answer(400, envelope(message, "VssVersionOutOfRangeException")), asked)
    assert "Set the option server to server2022" in str(found)


@pytest.mark.parametrize("type_key", ["VssInvalidPreviewVersionException", "VssVersionNotSpecifiedException"])
def test_other_version_errors_name_the_option(type_key: str) -> None:
    message = 'The requested version "7.0" of the resource is under preview. For example: "7.1-preview"'
    found = failure(answer(400, envelope(message, type_key)))
    assert isinstance(found, errors.VersionError)
    assert (found.option, found.details["latest_api_version"]) == ("server", None)


# --- refusals


def test_a_validation_error() -> None:
    message = "VS402877: Pre-approvals or post-approvals in stage 'QA' are empty."
    found = failure(answer(400, envelope(message, "InvalidRequestException"), method="PUT"))
    assert found.__class__ is errors.RefusedError
    assert message in str(found)
    assert found.details == {"type_key": "InvalidRequestException", "url": URL}


def test_a_validation_error_says_each_of_its_results() -> None:
    results = [{"result": "error", "message": "No agent pool found with identifier 769."}, {"result": "error"}]
    document = envelope(
        "Could not queue the build because there were validation errors or warnings.",
        "BuildRequestValidationFailedException",
        customProperties={"ValidationResults": results},
    )
    found = failure(answer(400, document))
    assert str(found).splitlines()[1:] == ["- error: No agent pool found with identifier 769."]
    assert found.details["validation_results"] == [
        {"result": "error", "message": "No agent pool found with identifier 769."}
    ]


def test_a_validation_error_as_a_raw_exception_says_each_of_its_results() -> None:
    """The form of 2017."""
    document = {
        "ClassName": "Microsoft.TeamFoundation.Build.WebApi.BuildRequestValidationFailedException",
        "Message": "Could not queue the build because there were validation errors or warnings.",
        "ValidationResults": [{"Result": 2, "Message": "No branch."}, {"Result": 1, "Message": "No agent."}, "odd", {}],
    }
    found = failure(answer(400, document))
    assert found.details["type_key"] == "BuildRequestValidationFailedException"
    assert str(found).splitlines()[1:] == ["- error: No branch.", "- warning: No agent."]


@pytest.mark.parametrize("results", [None, [], {}, "text", [None], [{"message": 5}]])
def test_a_validation_error_without_results(results: object) -> None:
    document = envelope("It did not work.", "BuildRequestValidationFailedException", ValidationResults=results)
    found = failure(answer(400, document))
    assert "\n" not in str(found)
    assert "validation_results" not in found.details


def test_a_model_binding_error() -> None:
    body = {"count": 1, "value": {"Message": "Error converting value \"x\" to type 'Int32'. Path 'rank', line 1."}}
    found = failure(answer(400, body))
    assert found.__class__ is errors.RefusedError
    assert "Path 'rank'" in str(found)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", ""),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'{"message": 5}', JSON),
        (b'{"value": []}', JSON),
        (b"<html>A potentially dangerous Request.Path value was detected from the client (:).</html>", HTML),
        (b"\xff\xfe\x00", "application/octet-stream"),
    ],
)
def test_a_refusal_of_no_known_shape_is_still_a_refusal(body: bytes, content_type: str) -> None:
    found = failure(answer(400, body, content_type))
    assert found.__class__ is errors.RefusedError
    assert found.status == 400


def test_a_conflict() -> None:
    found = failure(answer(409, envelope("Build pipeline X already exists", "DefinitionExistsException")))
    assert isinstance(found, errors.ConflictError)


# --- the server's troubles


@pytest.mark.parametrize(("status", "retry_after"), [(429, "17"), (429, None), (503, "17")])
def test_a_blocked_request(status: int, retry_after: str | None) -> None:
    message = "Request was blocked due to exceeding usage of resource 'Count' in namespace 'AnonymousId'."
    headers = {"Retry-After": retry_after} if retry_after else {}
    found = failure(answer(status, envelope(message, "RequestBlockedException"), headers=headers))
    assert isinstance(found, errors.ThrottledError)
    assert found.retry_after == (17.0 if retry_after else None)
    assert ("in 17 seconds" in str(found)) is bool(retry_after)


@pytest.mark.parametrize(("seconds", "said"), [("1", "in 1 second,"), ("0", "in 0 seconds,"), ("2", "in 2 seconds,")])
def test_one_second_is_no_seconds(seconds: str, said: str) -> None:
    found = failure(answer(429, envelope("blocked", "RequestBlockedException"), headers={"Retry-After": seconds}))
    assert said in str(found)


def test_a_503_with_a_byte_order_mark() -> None:
    message = "TF24668: The following Azure DevOps Server is not available."
    body = codecs.BOM_UTF8 + json.dumps(envelope(message, "VssServiceException")).encode()
    found = failure(answer(503, body, "application/json"))
    assert found.__class__ is errors.UnavailableError
    assert message in str(found)


def test_a_500_with_a_raw_exception() -> None:
    body = {
        "ClassName": "System.NullReferenceException",
        "Message": "Object reference not set to an instance of an object.",
        "StackTraceString": "   at Microsoft.VisualStudio...",
        "ValidationResults": None,
    }
    found = failure(answer(500, body, headers={"ActivityId": "d3f3-11"}))
    assert found.__class__ is errors.UnavailableError
    assert "Object reference not set" in str(found)
    assert "StackTrace" not in str(found)
    assert found.details == {"type_key": "NullReferenceException", "url": URL, "activity_id": "d3f3-11"}


# --- successes that are none


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"OK", "text/plain"), (b"", ""), (b"PK", "application/zip"), (b"{}", "application/octet-stream")],
)
def test_a_success_without_json_is_an_unexpected_answer(body: bytes, content_type: str) -> None:
    found = failure(answer(200, body, content_type), question(host="core"))
    assert isinstance(found, errors.UnexpectedAnswerError)
    assert "organization_url" in str(found)


def test_a_success_that_is_cut_off_is_an_unexpected_answer() -> None:
    assert isinstance(failure(answer(200, b'{"id": 1, "na')), errors.UnexpectedAnswerError)
