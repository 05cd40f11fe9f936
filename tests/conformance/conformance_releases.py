# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases to make, and definitions that make them do something."""

from __future__ import annotations

import copy
from typing import Any

from conformance_documents import CHUCK, agent_phase, approved_by, build_artifact, gates, powershell, stage

INTERVENTION = "bcb64569-d51a-4af0-9c01-ea5d05b3b622"
STARTS_WITH_RELEASE = [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}]
BUILD = "391"
"""A build of Fabrikam.CI that is seeded; the newest that is good for a release."""


def after(*names: str) -> list[dict[str, Any]]:
    """Conditions of a stage that follows others."""
    return [{"name": name, "conditionType": "environmentState", "value": "4"} for name in names]


def website(name: str = "Fabrikam-Website", **fields: Any) -> dict[str, Any]:
    """Dev starts with the release, QA waits for Chuck, Pre-Prod follows both."""
    approval = approved_by(CHUCK, "beforeGates")
    approval["approvalOptions"].update(releaseCreatorCanBeApprover=True, timeoutInMinutes=0, requiredApproverCount=0)
    return {
        "name": name,
        "releaseNameFormat": "Release-$(rev:r)",
        "variables": {
            "webAppName": {"value": "fabrikam", "allowOverride": True},
            "fixed": {"value": "stays"},
            "password": {"value": "hush", "isSecret": True},
        },
        "artifacts": [build_artifact("Fabrikam.CI")],
        "environments": [
            stage("Dev", 1, conditions=STARTS_WITH_RELEASE),
            stage("QA", 2, conditions=STARTS_WITH_RELEASE, preDeployApprovals=approval),
            stage("Pre-Prod", 3, conditions=after("Dev", "QA")),
        ],
        **fields,
    }


def careful(name: str = "Careful.CD") -> dict[str, Any]:
    """One stage with everything that holds a deployment up: gates, a manual intervention, an approval after it."""
    asks = powershell(taskId=INTERVENTION, version="8.*", name="Look", inputs={"instructions": "Look at it"})
    phases = [
        {"name": "Server job", "rank": 1, "phaseType": "runOnServer", "workflowTasks": [asks]},
        {**agent_phase(), "rank": 2},
    ]
    approval = copy.deepcopy(website()["environments"][1]["preDeployApprovals"])
    approval["approvalOptions"]["executionOrder"] = "afterSuccessfulGates"
    environment = stage(
        "Production",
        conditions=STARTS_WITH_RELEASE,
        deployPhases=phases,
        preDeploymentGates=gates(),
        postDeployApprovals=approval,
    )
    return {"name": name, "environments": [environment]}
