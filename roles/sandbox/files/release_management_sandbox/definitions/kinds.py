# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Under which kinds the store keeps what belongs to release definitions."""

from __future__ import annotations

DEFINITION = "release_definition"
DELETED = "release_definition_deleted"
REVISION = "release_definition_revision"
RELEASE = "release"
