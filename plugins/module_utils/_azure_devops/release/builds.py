# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of artifacts that are builds of this server: by number, by id, or the latest one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    reference_id,
    reference_name,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    full_branch,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.lists import list_builds
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    says_no_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.models import LATEST
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.version import Version
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, near_misses, quoted

Document = dict[str, Any]

# A release can be made of what these builds left behind; the portal offers no others.
_USABLE = frozenset({"succeeded", "partiallySucceeded"})
# How many builds are looked at for the latest one that is usable, and for near misses.
_MOST = 100
_FEW = 3


def build_version(client: Client, artifact: Document, entry: Mapping[str, Any], option: str) -> Version:
    """The build that a declared artifact means.

    A number is an id; text is a build number, or else an id; ``latest`` is the build that finished last and succeeded
    at least partially, of the branch and with all of the tags that are declared.

    :raises UnknownNameError: there is none; the nearest build numbers are named.
    :raises AmbiguousNameError: several builds have the number.
    :raises DeclarationError: the build is one of another definition or branch.
    """
    source = _Source(client, artifact)
    wanted = entry.get("version", LATEST)
    branch: str | None = entry.get("branch")
    if wanted == LATEST:
        build = source.latest(branch, entry.get("tags") or [], option)
    else:
        build = source.named(wanted, f"{option}.version")
        _check_branch(build, branch, f"{option}.branch")
    return Version(
        id=str(build["id"]),
        name=str(build.get("buildNumber") or build["id"]),
        branch=str(build.get("sourceBranch") or ""),
        is_branch_declared=branch is not None,
    )


def _check_branch(build: Mapping[str, Any], branch: str | None, option: str) -> None:
    actual = build.get("sourceBranch")
    if branch is not None and actual and codecs.branch(actual) != codecs.branch(branch):
        raise DeclarationError(
            f"build {build.get('buildNumber')} (id {build['id']}) is of the branch {actual}, not of {branch}",
            option=option,
        )


class _Source:
    """The builds that an artifact takes its versions from: those of one definition, or of several."""

    def __init__(self, client: Client, artifact: Document) -> None:
        self._client = client
        self._project = reference_id(artifact, "project") or str(client.addresses.project)
        self._definitions = reference_id(artifact, "definitions") or reference_id(artifact, "definition")
        self._name = reference_name(artifact, "definition") or str(artifact.get("alias"))

    def named(self, wanted: int | str, option: str) -> Document:
        """The build of this number or id."""
        build = None if isinstance(wanted, int) else self._by_number(wanted, option)
        text = str(wanted)
        if build is None and text.isascii() and text.isdigit():
            build = self._by_id(int(text), option)
        if build is None:
            raise self._unknown(text, option)
        return build

    def latest(self, branch: str | None, tags: list[str], option: str) -> Document:
        """The build that finished last and can be released."""
        wanted = {fold(tag) for tag in tags}
        asked = {
            "statusFilter": "completed",
            "queryOrder": "finishTimeDescending",
            "branchName": None if branch is None else full_branch(branch),
            "tagFilters": ",".join(tags) or None,
        }
        for build in self._listed(asked):
            # The filter of tags lets strangers through on some servers.
            if build.get("result") in _USABLE and wanted <= {fold(tag) for tag in build.get("tags") or []}:
                return build
        kind = (f" of the branch {branch}" if branch else "") + (f" with the tags {quoted(tags)}" if tags else "")
        raise UnknownNameError(f"there is no build of {self._name}{kind} that succeeded", option=option)

    def _by_number(self, number: str, option: str) -> Document | None:
        # A prefix for the first servers, a pattern for the later ones.
        found = [build for build in self._listed({"buildNumber": number}) if build.get("buildNumber") == number]
        if len(found) > 1:
            listed = ", ".join(f"{build['id']} ({build.get('sourceBranch')})" for build in found)
            raise AmbiguousNameError(
                f"there are {len(found)} builds of {self._name} with the number {number}: {listed}. Write the id",
                option=option,
            )
        return found[0] if found else None

    def _by_id(self, number: int, option: str) -> Document | None:
        try:
            build: Document = self._client.call("builds.get", build_id=number, project=self._project)
        except NotFoundError as error:
            if not says_no_build(error):
                raise
            return None
        if str(build["definition"]["id"]) not in self._definitions.split(","):
            raise DeclarationError(
                f"build {number} is one of {build['definition'].get('name')}, not of {self._name}", option=option
            )
        return None if build.get("deleted") else build

    def _unknown(self, wanted: str, option: str) -> UnknownNameError:
        numbers = [str(build.get("buildNumber")) for build in self._listed({"queryOrder": "queueTimeDescending"})]
        near = near_misses(wanted, numbers) or numbers[:_FEW]
        hint = f" The nearest build numbers are {quoted(near)}." if near else " It has no build at all."
        return UnknownNameError(f"there is no build {wanted} of {self._name}.{hint}", option=option)

    def _listed(self, asked: Mapping[str, Any]) -> Iterator[Document]:
        query = {"definitions": self._definitions, **asked}
        return list_builds(self._client, query, _MOST, project=self._project)
