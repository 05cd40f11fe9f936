# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's version, for the User-Agent header (galaxy.yml does not travel to a target)."""

from __future__ import annotations

COLLECTION_VERSION = "1.0.0"
