# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds: the table of their resources, by the ids that Microsoft's SDK knows, over the handlers of this package."""

from __future__ import annotations

from collections.abc import Sequence

from release_management_sandbox.areas.builds import (
    artifacts,
    changes,
    leases,
    lists,
    logs,
    queueing,
    single,
    tags,
    timeline,
)
from release_management_sandbox.areas.builds.register import TABLES
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Handlers, Later, Resource

__all__ = ["RESOURCES", "TABLES"]

_BUILD_TAGS, _DEFINITION_TAGS = tags.BuildTags("buildId"), tags.DefinitionTags("definitionId")
_FIRST, _NEWEST = ApiVersion(2, 0), ApiVersion(7, 2)
_DOCUMENTED = ApiVersion(4, 1)
"""[I] The first version that has what no document before it has."""

Numbers = Sequence[tuple[ApiVersion, int]]


def _resource(
    identifier: str,
    name: str,
    route: str,
    numbers: Numbers,
    collection: Handlers,
    item: Handlers | None = None,
    *,
    released_since: ApiVersion | None = _FIRST,
    reading: frozenset[str] = frozenset(),
) -> Resource:
    """`route` follows the area; the first of `numbers` says since when the resource is there."""
    return Resource(
        id=identifier,
        area="build",
        name=name,
        template=f"{{project}}/_apis/{{area}}/{route}",
        service=CORE,
        since=numbers[0][0],
        released_since=released_since,
        numbers=numbers,
        collection=collection,
        item=item or {},
        reading=reading,
    )


RESOURCES = (
    _resource(
        "0cd358e1-9217-4d94-8269-1c1ee6f93dcf",
        "Builds",
        "{resource}/{buildId}",
        ((_FIRST, 7), (_NEWEST, 8)),
        {"GET": lists.list_builds, "POST": queueing.queue_build, "PATCH": Later(_DOCUMENTED, single.update_builds)},
        {"GET": single.get_build, "PATCH": single.update_build, "DELETE": single.delete_build},
    ),
    _resource(
        "54481611-01f4-47f3-998f-160da0f0c229",
        "latest",
        "{resource}/{definition}",
        ((ApiVersion(5, 0), 1), (_NEWEST, 2)),
        {},
        {"GET": lists.latest_build},
        released_since=None,
    ),
    _resource(
        "0a6312e9-0627-49b7-8083-7d74a64849c9",
        "properties",
        "builds/{buildId}/{resource}",
        ((_DOCUMENTED, 1),),
        {"GET": single.get_properties, "PATCH": single.patch_properties},
        released_since=ApiVersion(7, 0),
    ),
    _resource(
        "6e6114b2-8161-44c8-8f6c-c5505782427f",
        "tags",
        "builds/{buildId}/{resource}/{*tag}",
        ((_FIRST, 3),),
        _BUILD_TAGS.collection,
        _BUILD_TAGS.item,
    ),
    _resource(
        "cb894432-134a-4d31-a839-83beceaace4b",
        "tags",
        "definitions/{definitionId}/{resource}/{*tag}",
        ((_DOCUMENTED, 2), (ApiVersion(7, 0), 3)),
        _DEFINITION_TAGS.collection,
        _DEFINITION_TAGS.item,
        released_since=ApiVersion(7, 0),
    ),
    _resource(
        "d84ac5c6-edc7-43d5-adc9-1b34be5dea09",
        "tags",
        "{resource}/{*tag}",
        ((_FIRST, 3),),
        {"GET": tags.project_tags},
        {"DELETE": Later(ApiVersion(5, 2), tags.remove_project_tag)},
    ),
    _resource(
        "8baac422-4c6e-4de5-8532-db96d92acffa",
        "Timeline",
        "builds/{buildId}/{resource}/{timelineId}",
        ((_FIRST, 2), (_NEWEST, 3)),
        {"GET": timeline.get_timeline},
        {"GET": timeline.get_timeline},
    ),
    _resource(
        "35a80daf-7f30-45fc-86e8-6b813d9c90df",
        "logs",
        "builds/{buildId}/{resource}/{logId}",
        ((_FIRST, 2),),
        {"GET": logs.list_logs},
        {"GET": logs.get_log},
    ),
    _resource(
        "1db06c96-014e-44e1-ac91-90b2d4b3e984",
        "artifacts",
        "builds/{buildId}/{resource}/{artifactName}",
        ((_FIRST, 5),),
        {"GET": artifacts.get_artifacts, "POST": Later(_DOCUMENTED, artifacts.add_artifact)},
        {"GET": artifacts.get_artifacts, "PUT": Later(_DOCUMENTED, artifacts.add_artifact)},
    ),
    _resource(
        "54572c7b-bbd3-45d4-80dc-28be08941620",
        "changes",
        "builds/{buildId}/{resource}",
        ((_FIRST, 2),),
        {"GET": changes.build_changes},
    ),
    _resource(
        "5a21f5d2-5642-47e4-a0bd-1356e6731bee",
        "workitems",
        "builds/{buildId}/{resource}",
        ((_FIRST, 2),),
        # 2.0 has the POST only; [I] the GET came with the next.
        {"GET": Later(ApiVersion(3, 0), changes.work_items), "POST": changes.work_items},
        reading=frozenset({"POST"}),
    ),
    _resource(
        "3da19a6a-f088-45c4-83ce-2ad3a87be6c4",
        "leases",
        "builds/{buildId}/{resource}",
        ((ApiVersion(6, 1), 1),),
        {"GET": leases.build_leases},
        released_since=ApiVersion(7, 0),
    ),
    _resource(
        "272051e4-9af1-45b5-ae22-8d960a5539d4",
        "leases",
        "retention/{resource}/{leaseId}",
        ((ApiVersion(6, 0), 1), (ApiVersion(6, 1), 2)),
        {"GET": leases.list_leases, "POST": leases.add_leases, "DELETE": leases.delete_leases},
        {"GET": leases.get_lease, "PATCH": Later(ApiVersion(6, 1), leases.update_lease)},
        released_since=ApiVersion(7, 0),
    ),
)
