# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The refusals of the server: status, envelope, typeKey.

The messages are in the words of today's servers; what an older one calls the things is put in by `answer`.
"""

from __future__ import annotations

from typing import Any

from release_management_sandbox.answers import Answer
from release_management_sandbox.generations import TODAY, Nouns


class ApiError(Exception):
    """A request is refused with the server's standard envelope (recorded answers of TFS and VSTS)."""

    def __init__(self, status: int, type_key: str, message: str, *, namespace: str = "", assembly: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.type_key = type_key
        self.message = message
        self.namespace = namespace or "Microsoft.VisualStudio.Services.WebApi"
        self.assembly = assembly or self.namespace

    def answer(self, nouns: Nouns = TODAY) -> Answer:
        return Answer(self.envelope(nouns), status=self.status)

    def envelope(self, nouns: Nouns = TODAY) -> dict[str, Any]:
        return {
            "$id": "1",
            "innerException": None,
            "message": nouns.spoken(self.message),
            "typeName": f"{self.namespace}.{self.type_key}, {self.assembly}",
            "typeKey": self.type_key,
            "errorCode": 0,
            "eventId": 3000,
        }


class ModelError(Exception):
    """The body does not fit the model of the operation: the server's model binding answers, not the service."""

    def answer(self) -> Answer:
        return Answer({"count": 1, "value": {"Message": str(self)}}, status=400)


def unsupported_method(method: str) -> Answer:
    """405 of a route that knows the path and not the method."""
    message = f"The requested resource does not support http method '{method}'."
    return Answer({"count": 1, "value": {"Message": message}}, status=405)


_RELEASE_DATA = "Microsoft.VisualStudio.Services.ReleaseManagement.Data.Exceptions"
_RELEASE_API = "Microsoft.VisualStudio.Services.ReleaseManagement.WebApi.Exceptions"


def invalid_request(message: str) -> ApiError:
    """400 of the Release service. One typeKey serves every validation error and the old revision alike."""
    return ApiError(
        400,
        "InvalidRequestException",
        message,
        namespace=_RELEASE_DATA,
        assembly="Microsoft.VisualStudio.Services.ReleaseManagement2.Data",
    )


def definition_not_found(definition_id: object) -> ApiError:
    return ApiError(
        404,
        "ReleaseDefinitionNotFoundException",
        f"VS402936: Release pipeline with ID {definition_id} does not exist. Specify a valid ID and try again.",
        namespace=_RELEASE_API,
        assembly="Microsoft.VisualStudio.Services.ReleaseManagement.WebApi",
    )


def definition_exists(name: str) -> ApiError:
    """[I] The message is a server's; its status and typeKey are not recorded."""
    return ApiError(
        400,
        "ReleaseDefinitionAlreadyExistsException",
        f"VS402934: A release pipeline with the name '{name}' already exists. Specify a different name and try again.",
        namespace=_RELEASE_API,
        assembly="Microsoft.VisualStudio.Services.ReleaseManagement.WebApi",
    )


def release_not_found(release_id: object) -> ApiError:
    """[I] The wording is not recorded, so it carries no code."""
    return ApiError(
        404,
        "ReleaseNotFoundException",
        f"Release with ID {release_id} does not exist. Specify a valid ID and try again.",
        namespace=_RELEASE_API,
        assembly="Microsoft.VisualStudio.Services.ReleaseManagement.WebApi",
    )


def project_not_found(name: str) -> ApiError:
    """404 as recorded."""
    return ApiError(
        404,
        "ProjectDoesNotExistWithNameException",
        f"TF200016: The following project does not exist: {name}. Verify that the name of the project is correct and "
        "that the project exists on the specified Azure DevOps Server.",
        namespace="Microsoft.TeamFoundation.Core.WebApi",
        assembly="Microsoft.TeamFoundation.Core.WebApi",
    )


def not_found(type_key: str, message: str, *, namespace: str = "") -> ApiError:
    """404 of the smaller services, where only the status is certain [I]."""
    return ApiError(404, type_key, message, namespace=namespace or "Microsoft.TeamFoundation.DistributedTask.WebApi")
