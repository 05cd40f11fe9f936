# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pipelines as `release_definition_info` returns them with their last deployments, some of them with names that attack."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "`rm -rf` | pipe **bold** [link](http://evil.example) ![i](http://evil.example/x.png)",
    "{{ lookup('env', 'HOME') }} {% raw %} ${x}",
    "Überraschung 部署到生产环境部署到生产环境 🚀",
    "\u202egnp.exe \x00\x07 line\nbreak",
    "x" * 600,
    "</style></title></svg><!-- ]]>",
)


def stage(number: int, name: str, *after: str, **more: Any) -> Document:
    conditions = [{"name": one, "conditionType": "environmentState", "value": "4"} for one in after]
    return {"id": number, "name": name, "rank": number, "conditions": conditions, **more}


def deployment(place: int, release: str, status: str = "succeeded", **more: Any) -> Document:
    artifact = {
        "alias": "_CI",
        "isPrimary": True,
        "definitionReference": {"version": {"id": "90", "name": "20260301.4"}},
    }
    return {
        "definitionEnvironmentId": place,
        "deploymentStatus": status,
        "operationStatus": "approved",
        "release": {"id": 4, "name": release, "artifacts": [artifact], "_links": {}},
        "requestedFor": {"displayName": "Chuck Reinhart"},
        "attempt": 1,
        "queuedOn": "2026-03-01T12:00:00Z",
        "startedOn": "2026-03-01T12:01:00Z",
        "completedOn": "2026-03-01T12:30:00.513Z",
        **more,
    }


def website() -> Document:
    asked = [{"status": "pending", "approver": {"displayName": "Noah Munger"}}]
    return {
        "id": 12,
        "name": "Website",
        "path": "\\Web",
        "_links": {"web": {"href": "https://dev.azure.com/fabrikam/Fabrikam/_release?definitionId=12"}},
        "environments": [
            stage(1, "Dev", conditions=[{"name": "ReleaseStarted", "conditionType": "event"}]),
            stage(2, "QA", "Dev"),
            stage(3, "Load test", "dev"),
            stage(4, "Pre-Prod", "QA", "Load test"),
            stage(5, "Production", "Pre-Prod"),
            stage(6, "Training"),
        ],
        "deployments": [
            deployment(1, "Release-5", completedOn="2026-03-02T08:00:00Z"),
            deployment(2, "Release-5", "failed", attempt=2, operationStatus="phaseFailed"),
            deployment(2, "Release-4"),
            deployment(3, "Release-5", "inProgress", operationStatus="phaseInProgress", completedOn=None),
            deployment(4, "Release-4", "partiallySucceeded"),
            deployment(5, "Release-4", "notDeployed", operationStatus="pending", preDeployApprovals=asked),
            deployment(5, "Release-3"),
        ],
    }


def hostile() -> list[Document]:
    """Each of the names in every place that a name has."""
    return [
        {
            "id": 100 + number,
            "name": name,
            "path": f"\\{name}",
            "_links": {"web": {"href": "javascript:alert(1)"}},
            "environments": [stage(1, name), stage(2, f"{name}2", name)],
            "deployments": [
                {
                    **deployment(1, name),
                    "requestedFor": {"displayName": name},
                    "release": {
                        "name": name,
                        "artifacts": [{"alias": name, "definitionReference": {"version": {"name": name}}}],
                        "_links": {"web": {"href": f"https://example.com/{name}"}},
                    },
                },
                deployment(
                    2, name, "undefined", preDeployApprovals=[{"status": "pending", "approver": {"displayName": name}}]
                ),
            ],
        }
        for number, name in enumerate(HOSTILE)
    ]


def many(count: int) -> list[Document]:
    return [{**website(), "id": 1000 + number, "name": f"Website {number}"} for number in range(count)]
