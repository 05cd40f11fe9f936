# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The enumerations of the release API: numbers as portal exports have them, names as the API answers them.

Source: the enumerations of Microsoft's client libraries and of the OpenAPI documents (4.1 to 7.2).
"""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._enumeration import Enumeration

PHASE_TYPE = Enumeration(
    {1: "agentBasedDeployment", 2: "runOnServer", 4: "machineGroupBasedDeployment", 8: "deploymentGates"},
    {"agent": "agentBasedDeployment", "server": "runOnServer", "machine group": "machineGroupBasedDeployment"}
    | {"deployment group": "machineGroupBasedDeployment", "agentless": "runOnServer"},
)
TRIGGER_TYPE = Enumeration(
    {1: "artifactSource", 2: "schedule", 3: "sourceRepo", 4: "containerImage", 5: "package", 6: "pullRequest"},
    {"source repository": "sourceRepo"},
)
CONDITION_TYPE = Enumeration({1: "event", 2: "environmentState", 4: "artifact"})
EXECUTION_ORDER = Enumeration({1: "beforeGates", 2: "afterSuccessfulGates", 4: "afterGatesAlways"})
PARALLEL_TYPE = Enumeration({0: "none", 1: "multiConfiguration", 2: "multiMachine"})
ENVIRONMENT_TRIGGER_TYPE = Enumeration({1: "deploymentGroupRedeploy", 2: "rollbackRedeploy"})
REPOSITORY_SYSTEM = Enumeration({0: "none", 1: "tfsGit", 2: "gitHub"})
WEEKDAY = Enumeration(
    {1: "monday", 2: "tuesday", 4: "wednesday", 8: "thursday", 16: "friday", 32: "saturday", 64: "sunday", 127: "all"}
    | {0: "none"}
)
ENVIRONMENT_STATUS = Enumeration(
    {1: "notStarted", 2: "inProgress", 4: "succeeded", 8: "canceled", 16: "rejected", 32: "queued", 64: "scheduled"}
    | {128: "partiallySucceeded", 0: "undefined"}
)
