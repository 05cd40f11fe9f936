# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The refusals of the Build service."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.answers import Answer, dangerous_path
from release_management_sandbox.errors import ApiError
from release_management_sandbox.generations import TODAY, Nouns
from release_management_sandbox.store import Document

_NAMESPACE = "Microsoft.TeamFoundation.Build.WebApi"
_ASSEMBLY = "Microsoft.TeamFoundation.Build2.WebApi"


def refused(status: int, type_key: str, message: str) -> ApiError:
    return ApiError(status, type_key, message, namespace=_NAMESPACE, assembly=_ASSEMBLY)


def build_not_found(number: object) -> ApiError:
    """404 as quoted in public issues."""
    return refused(404, "BuildNotFoundException", f"The requested build {number} could not be found.")


def no_completed_build(definition_id: object) -> ApiError:
    """404 of the latest build, as quoted in public issues."""
    return refused(404, "BuildNotFoundException", f"No completed builds were found for pipeline {definition_id}.")


def definition_not_found(definition_id: object) -> ApiError:
    """404 as quoted in public issues: also of a PUT with another revision."""
    return refused(404, "DefinitionNotFoundException", f"Build pipeline {definition_id} was not found")


def artifact_not_found(name: str, build_id: int) -> ApiError:
    """[I] Status, typeKey and wording."""
    return refused(404, "ArtifactNotFoundException", f"Artifact {name} was not found for build {build_id}.")


def build_retained(number: str) -> ApiError:
    """[I] Status and typeKey; the message is quoted in public issues as far as its colon."""
    return refused(
        400,
        "CannotDeleteRetainedBuildException",
        "TF900561: The following build cannot be deleted because it is marked as Retain Indefinitely: Remove the "
        f"Retain Indefinitely flag from the build before you delete it: {number}.",
    )


def definition_retained() -> ApiError:
    """[I] Status and typeKey; the message is quoted in public issues."""
    return refused(
        400,
        "CannotDeleteDefinitionWithRetainedBuildsException",
        "One or more builds associated with the requested pipeline(s) are retained by a release. The pipeline(s) and "
        "builds will not be deleted.",
    )


class InvalidRequest(ApiError):
    """400 of a build that cannot be queued; the results are `{result: error | warning, message}` (public issues)."""

    def __init__(self, results: list[Document]) -> None:
        super().__init__(
            400,
            "BuildRequestValidationFailedException",
            "Could not queue the build because there were validation errors or warnings.",
            namespace=_NAMESPACE,
            assembly=_ASSEMBLY,
        )
        self.results = results

    def envelope(self, nouns: Nouns = TODAY) -> dict[str, Any]:
        standard = super().envelope(nouns)
        results = [{**result, "message": nouns.spoken(result["message"])} for result in self.results]
        return {"$id": standard.pop("$id"), "customProperties": {"ValidationResults": results}, **standard}


class DangerousPath(ApiError):
    """What ASP.NET refuses before the service sees it."""

    def __init__(self, character: str) -> None:
        super().__init__(400, "HttpException", character)

    def answer(self, nouns: Nouns = TODAY) -> Answer:
        return dangerous_path(self.message)
