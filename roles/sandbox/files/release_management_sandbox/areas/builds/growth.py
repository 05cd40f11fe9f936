# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documents and lists of the build area gained and lost from one version to the next, as tables.

What the answers recorded with 2.0 lack, and the OpenAPI document of 4.1 has, counts from 4.1 on: [I] no document tells
of the versions between. Deleted builds count from 3.0 on: Microsoft's client for Node of 3.2 asks for them. The other
rows are those of the first OpenAPI document that has the field or the parameter.
"""

from __future__ import annotations

from release_management_sandbox.call import Call
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.growth import Growth
from release_management_sandbox.store import Document

DESIGNER = ApiVersion(4, 1)
"""Since when a definition has a process with phases; before it has its tasks by themselves."""

_3_0, _4_1, _5_0, _5_1, _6_0, _7_1 = (ApiVersion(*pair) for pair in ((3, 0), (4, 1), (5, 0), (5, 1), (6, 0), (7, 1)))

_NOT_IN_2_0 = {
    "Build": (
        "buildNumberRevision",
        "demands",
        "plans",
        "retainedByRelease",
        "triggerInfo",
        "validationResults",
    ),
    "Build.definition": ("path", "queueStatus", "uri"),
    "Build.repository": ("name", "url", "properties"),
    "Build._links": ("badge",),
    "DefinitionEntry": ("_links", "createdDate", "drafts", "path", "queueStatus"),
    "Definition": (
        "badgeEnabled",
        "buildNumberFormat",
        "demands",
        "description",
        "drafts",
        "dropLocation",
        "jobCancelTimeoutInMinutes",
        "jobTimeoutInMinutes",
        "path",
        "process",
        "processParameters",
        "queueStatus",
        "tags",
        "triggers",
        "variableGroups",
    ),
    "Definition._links": ("badge", "editor"),
    "Definition.repository": ("localPath", "properties"),
    "Step": ("condition", "environment", "refName", "retryCountOnTaskFailure", "timeoutInMinutes"),
    "Step.task": ("definitionType",),
    "Record": ("task",),
    "Artifact.resource": ("properties",),
    "Change": ("displayUri",),
}
"""[I] Lists that a recorded definition leaves out are empty there: whether they would be shown is not known."""

SINCE: dict[tuple[str, str], ApiVersion] = {
    **{(kind, name): _4_1 for kind, names in _NOT_IN_2_0.items() for name in names},
    **{("Build", name): _3_0 for name in ("deleted", "deletedBy", "deletedDate", "deletedReason")},
    ("Build", "agentSpecification"): _5_1,
    ("Build", "templateParameters"): _7_1,
    ("Step", "retryCountOnTaskFailure"): _7_1,
    ("Record", "attempt"): _5_1,
    ("Record", "identifier"): _5_1,
    ("Record", "previousAttempts"): _5_1,
    ("Artifact", "source"): _5_1,
}
"""The first version of a field, by the kind of object that has it."""

_FILTERS_OF_4_1 = (
    "branchname",
    "buildids",
    "maxtime",
    "mintime",
    "queryorder",
    "repositoryid",
    "repositorytype",
)
_DEFINITION_FILTERS_OF_4_1 = (
    "$top",
    "builtafter",
    "continuationtoken",
    "definitionids",
    "includeallproperties",
    "includelatestbuilds",
    "notbuiltafter",
    "path",
    "queryorder",
    "repositoryid",
    "repositorytype",
    "taskidfilter",
)
CAME: dict[str, dict[str, ApiVersion]] = {
    "builds": {**dict.fromkeys(_FILTERS_OF_4_1, _4_1), "deletedfilter": _3_0},
    "update": {"retry": _5_0},
    "queue": {"sourcebuildid": _5_0, "definitionid": _6_0},
    # The answer recorded with 2.0 had no parameter; [I] `name` is as old as the list.
    "definitions": {
        **dict.fromkeys(_DEFINITION_FILTERS_OF_4_1, _4_1),
        "processtype": _5_1,
        "yamlfilename": _5_1,
    },
}
"""The first version of a parameter (in lower case) of a request."""

WENT: dict[str, dict[str, ApiVersion]] = {
    "builds": {"minfinishtime": _4_1, "maxfinishtime": _4_1, "type": _4_1},
    "definitions": {"type": _4_1},
}
"""The first version that does not have a parameter any more."""


GROWTH = Growth(since=SINCE, came=CAME, went=WENT)
known_query = GROWTH.known_query


def newest(call: Call) -> ApiVersion:
    return call.world.generation.maximum


def limited(kind: str, document: Document, call: Call) -> Document:
    """A document without what came after the generation."""
    return GROWTH.limited(kind, document, newest(call))
