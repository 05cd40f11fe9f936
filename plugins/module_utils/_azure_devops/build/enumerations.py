# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The enumerations of the build API, by number and name.

Source: the enumerations of Microsoft's client libraries and of the OpenAPI documents (4.1 to 7.2).
"""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._enumeration import Enumeration

STATUS = Enumeration({1: "inProgress", 2: "completed", 4: "cancelling", 8: "postponed", 32: "notStarted"})
RESULT = Enumeration({2: "succeeded", 4: "partiallySucceeded", 8: "failed", 32: "canceled"}, {"cancelled": "canceled"})
PRIORITY = Enumeration({1: "high", 2: "aboveNormal", 3: "normal", 4: "belowNormal", 5: "low"})
REASON = Enumeration(
    {1: "manual", 2: "individualCI", 4: "batchedCI", 8: "schedule", 16: "scheduleForced", 32: "userCreated"}
    | {64: "validateShelveset", 128: "checkInShelveset", 256: "pullRequest", 512: "buildCompletion"}
    | {1024: "resourceTrigger"}
)

UNDER_WAY = ("notStarted", "inProgress", "postponed")
"""The states of a build that will end by itself one day."""

PRIVATE_REASONS = frozenset({"pullRequest", "validateShelveset", "checkInShelveset"})
"""Reasons of builds that are not of a branch's own content."""
