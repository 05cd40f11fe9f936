# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of each artifact that a release is to have: ids for what a task declares or the definition chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    reference_id,
    reference_name,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.builds import (
    build_version,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.models import LATEST
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.version import Version
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, quoted, unknown

Document = dict[str, Any]

# What a definition's artifact says when a person chooses the version for each release.
_ASKS = "selectDuringReleaseCreation"
_FEW = 5


class Versions:
    """Resolves the versions of one definition's artifacts.

    :param artifacts: as the definition has them, or a release of it.
    """

    def __init__(self, client: Client, definition_id: int, artifacts: Sequence[Document]) -> None:
        self._client = client
        self._definition_id = definition_id
        self._artifacts = {fold(str(artifact.get("alias"))): artifact for artifact in artifacts}
        self._offers: dict[str, Document] | None = None

    def of_all(self, declared: Sequence[Mapping[str, Any]]) -> dict[str, Version]:
        """The version of every alias: what is declared, and else the definition's own default.

        :raises DeclarationError: an alias asks at release time and is not declared, or has no version at all.
        :raises UnknownNameError: there is no such alias, or no such version.
        """
        chosen = self.of_declared(declared)
        for key, artifact in self._artifacts.items():
            if artifact["alias"] not in chosen:
                chosen[artifact["alias"]] = self._default(key, artifact)
        return chosen

    def of_declared(self, declared: Sequence[Mapping[str, Any]]) -> dict[str, Version]:
        """The versions of the declared aliases, each under the alias as the definition spells it."""
        chosen: dict[str, Version] = {}
        for index, entry in enumerate(declared):
            option = f"artifacts[{index}]"
            artifact = self._artifact(entry["alias"], f"{option}.alias")
            if artifact["alias"] in chosen:
                raise DeclarationError(f"the alias {artifact['alias']} is there twice", option=f"{option}.alias")
            resolve = build_version if artifact.get("type") == "Build" else self._offered
            chosen[artifact["alias"]] = resolve(self._client, artifact, entry, option)
        return chosen

    def _artifact(self, alias: str, option: str) -> Document:
        artifact = self._artifacts.get(fold(alias))
        if artifact is None:
            known = [str(other["alias"]) for other in self._artifacts.values()]
            raise unknown("artifact", alias, "in the release definition", known, option)
        return artifact

    def _default(self, key: str, artifact: Document) -> Version:
        asks = reference_id(artifact, "defaultVersionType").removesuffix("Type") == _ASKS
        offer = self._offer(key)
        if asks:
            raise DeclarationError(
                f"the definition leaves the version of {artifact['alias']} to whoever creates a release: declare one."
                f"{_newest(offer)}",
                option="artifacts",
            )
        # Servers before 2018 offer versions, the newest first, and say nothing of a default (SDK of 2016).
        newest = next(iter(offer.get("versions") or ()), None)
        version = offer.get("defaultVersion", newest)
        if not version or not version.get("id"):
            said = f" The server says: {offer['errorMessage']}" if offer.get("errorMessage") else ""
            raise DeclarationError(
                f"there is no version yet of {artifact['alias']} that the definition would take by default.{said}",
                option="artifacts",
            )
        return _version(version)

    def _offered(self, _client: Client, artifact: Document, entry: Mapping[str, Any], option: str) -> Version:
        """A version of a source that is no build definition of this server: by its name or its id among those that the
        server offers. What it does not offer may be older than its list, so it is taken for an id.
        """
        if entry.get("tags"):
            raise DeclarationError(
                f"{artifact['alias']} is of the type {artifact.get('type')}, and only builds have tags",
                option=f"{option}.tags",
            )
        wanted, branch = str(entry.get("version", LATEST)), entry.get("branch")
        offer = self._offer(fold(str(artifact["alias"])))
        offered = [version for version in offer.get("versions") or [] if _is_of_branch(version, branch)]
        if wanted == LATEST:
            if offered:
                return _version(offered[0], branch)
            raise UnknownNameError(
                f"the server offers no version of {artifact['alias']}{f' of the branch {branch}' if branch else ''}."
                f"{_newest(offer)}",
                option=option,
            )
        found = next((version for version in offered if wanted in (version.get("id"), version.get("name"))), None)
        if found is not None:
            return _version(found, branch)
        return Version(id=wanted, name=wanted, branch=branch or "", is_branch_declared=branch is not None)

    def _offer(self, key: str) -> Document:
        """What the server offers for an alias: all of them come with one request."""
        if self._offers is None:
            answer = self._client.call("artifact_versions.list", query={"releaseDefinitionId": self._definition_id})
            self._offers = {fold(str(offer.get("alias"))): offer for offer in answer.get("artifactVersions") or []}
        return self._offers.get(key, {})


def _version(offered: Mapping[str, Any], branch: str | None = None) -> Version:
    return Version(
        id=str(offered["id"]),
        name=str(offered.get("name") or offered["id"]),
        branch=str(offered.get("sourceBranch") or branch or ""),
        is_branch_declared=branch is not None,
    )


def _is_of_branch(version: Mapping[str, Any], branch: str | None) -> bool:
    return branch is None or codecs.branch(version.get("sourceBranch") or "") == codecs.branch(branch)


def _newest(offer: Mapping[str, Any]) -> str:
    names = [str(version.get("name") or version.get("id")) for version in (offer.get("versions") or [])[:_FEW]]
    return f" The newest are {quoted(names)}." if names else ""


def check_made_for(release: Mapping[str, Any], versions: Mapping[str, Version]) -> None:
    """Raise DeclarationError when a release that is named or numbered was made for other versions."""
    artifacts = {str(artifact.get("alias")): artifact for artifact in release.get("artifacts") or []}
    for alias, version in versions.items():
        if not version.is_of(artifacts[alias]):
            raise DeclarationError(
                f"release {release.get('name')} (id {release['id']}) was made for version"
                f" {reference_name(artifacts[alias], 'version')} of {alias}, not for {version.name}, and that can not be"
                " changed: leave the version out, or declare another name for another release",
                option="artifacts",
            )
