# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all documents of TFS 2015 Update 2 and TFS 2017 have in common.

Recorded are two states: a plain one (2.2, definitions and approvals of 3.0-preview.1, releases of 3.0-preview.2, in 2016)
and a middle one with `url`, `_links` and more (approvals of 3.0-preview.2 and 3.2-preview.1, in 2017; definitions of
TFS 2017 in the behaviour notes). [I] That the version of a request decides which of the two an answer has.
"""

from __future__ import annotations

from release_management_sandbox.call import Call
from release_management_sandbox.generations import ApiVersion, parse_version
from release_management_sandbox.store import Document, fold

_PLAIN_PREVIEWS = {"definitions": (1,), "releases": (1, 2), "approvals": (1,)}
"""The previews of 3.0 that were recorded in the plain state; all of what is older is plain."""

OPTIONS: Document = {"emailNotificationType": "Always", "skipArtifactsDownload": False, "timeoutInMinutes": 0}
"""The options of an environment and what they are when nobody sets them (recorded)."""
_RUN_OPTIONS = {
    "EnvironmentOwnerEmailNotificationType": "emailNotificationType",
    "skipArtifactsDownload": "skipArtifactsDownload",
    "TimeoutInMinutes": "timeoutInMinutes",
}
"""How `runOptions` spells the same options (recorded)."""


def is_plain(call: Call, resource: str) -> bool:
    """Whether the request has a version in which the documents of this resource are in the plain state."""
    requested = parse_version(call.version)
    if requested is None or requested.version > ApiVersion(3, 0):
        return False
    return requested.version < ApiVersion(3, 0) or requested.preview in _PLAIN_PREVIEWS[resource]


def chosen(document: Document, *names: str) -> Document:
    """Those of the fields that the document has."""
    return {name: document[name] for name in names if name in document}


def options(environment_options: Document) -> Document:
    """The fields `environmentOptions` and `runOptions`, which is the same as texts."""
    kept = chosen({**OPTIONS, **environment_options}, *OPTIONS)
    return {
        "runOptions": {name: str(kept[option]) for name, option in _RUN_OPTIONS.items()},
        "environmentOptions": kept,
    }


def options_of_texts(run_options: dict[str, str]) -> Document:
    """The options that `runOptions` of a body sets, whatever the case of their names. [I] Others are discarded."""
    given = {fold(name): text for name, text in run_options.items()}
    return {option: given[fold(name)] for name, option in _RUN_OPTIONS.items() if fold(name) in given}


def with_texts_camel(environment: Document) -> Document:
    """An environment in the stored text of a revision, in which the names of `runOptions` begin small (recorded)."""
    small = {name[:1].lower() + name[1:]: text for name, text in environment["runOptions"].items()}
    return {**environment, "runOptions": small}


def approvals(block: Document) -> Document:
    """A block of approvals. The limit of time is misspelt in documents of 2017; there are no gates to stand before."""
    shown = dict(block)
    if "approvalOptions" in block:
        known = {**block["approvalOptions"], "timeoutInMintues": block["approvalOptions"]["timeoutInMinutes"]}
        shown["approvalOptions"] = {
            name: value for name, value in known.items() if name not in ("timeoutInMinutes", "executionOrder")
        }
    return shown


def task(whole: Document) -> Document:
    """A task of a deploy step or a workflow (recorded)."""
    names = "taskId version name enabled alwaysRun continueOnError definitionType inputs"
    return chosen(whole, *names.split())
