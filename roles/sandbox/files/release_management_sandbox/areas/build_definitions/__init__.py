# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build definitions: the table of their resources over the handlers of this package."""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas.build_definitions import definition_folders, lists, single
from release_management_sandbox.call import Call
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Later, Resource

_MULTIPLIERS = (
    "A comma-delimited list of configuration variables to use for the builds. These are defined on the *Variables* tab."
    "</br></br>For example, `BuildPlatform, BuildConfiguration` would run builds for both variables"
)


def _input(name: str, label: str, default: str, kind: str, help_text: str) -> dict[str, object]:
    help_map = {"markdown": help_text}
    return {"name": name, "label": label, "defaultValue": default, "required": True, "type": kind, "help": help_map}


_OPTIONS = [
    {
        "id": "7c555368-ca64-4199-add6-9ebaf0b0137d",
        "ordinal": 100,
        "name": "MultiConfiguration",
        "description": "Continue running other configurations on failure",
        "inputs": [
            _input("multipliers", "Multipliers", "", "stringList", _MULTIPLIERS),
            _input(
                "parallel",
                "Parallel",
                "false",
                "boolean",
                "Run the respective builds for each configuration in parallel",
            ),
            _input(
                "continueOnError",
                "Continue on Error",
                "true",
                "boolean",
                "Continue running the build if an error occurs",
            ),
        ],
        "groups": [],
    }
]
"""The options of definitions, as recorded."""


def _options(_call: Call) -> Answer:
    return collection(_OPTIONS)


_FIRST, _NEWEST = ApiVersion(2, 0), ApiVersion(7, 2)
_FOLDER_HANDLERS = {
    "GET": definition_folders.list_folders,
    "PUT": definition_folders.create_folder,
    "POST": definition_folders.update_folder,
    "DELETE": definition_folders.delete_folder,
}
"""A path stands in the route or in the query."""

RESOURCES = (
    Resource(
        id="dbeaf647-6167-421a-bda9-c9327b25e2e6",
        area="build",
        name="Definitions",
        template="{project}/_apis/{area}/{resource}/{definitionId}",
        service=CORE,
        since=_FIRST,
        released_since=_FIRST,
        numbers=((_FIRST, 7), (_NEWEST, 8)),
        collection={"GET": lists.list_definitions, "POST": single.create_definition},
        item={
            "GET": single.get_definition,
            "PUT": single.update_definition,
            # The document of 4.1 has none.
            "PATCH": Later(ApiVersion(5, 0), single.restore_definition),
            "DELETE": single.delete_definition,
        },
    ),
    Resource(
        id="7c116775-52e5-453e-8c5d-914d9762d8c4",
        area="build",
        name="revisions",
        template="{project}/_apis/{area}/definitions/{definitionId}/{resource}",
        service=CORE,
        since=_FIRST,
        released_since=_FIRST,
        numbers=((_FIRST, 3),),
        collection={"GET": single.list_revisions},
    ),
    Resource(
        id="d9826ad7-2a68-46a9-a6e9-677698777895",
        area="build",
        name="properties",
        template="{project}/_apis/{area}/definitions/{definitionId}/{resource}",
        service=CORE,
        since=ApiVersion(4, 1),
        released_since=ApiVersion(7, 0),
        numbers=((ApiVersion(4, 1), 1),),
        collection={"GET": single.get_properties, "PATCH": single.patch_properties},
    ),
    Resource(
        id="a906531b-d2da-4f55-bda7-f3e676cc50d9",
        area="build",
        name="folders",
        template="{project}/_apis/{area}/{resource}/{*path}",
        service=CORE,
        since=ApiVersion(3, 0),
        released_since=None,
        numbers=((ApiVersion(3, 0), 1), (ApiVersion(5, 0), 2)),
        collection=_FOLDER_HANDLERS,
        item=_FOLDER_HANDLERS,
    ),
    Resource(
        id="591cb5a4-2d46-4f3a-a697-5cd42b6bd332",
        area="build",
        name="options",
        template="_apis/{area}/{resource}",
        service=CORE,
        since=_FIRST,
        released_since=_FIRST,
        numbers=((_FIRST, 2),),
        collection={"GET": _options},
    ),
)
