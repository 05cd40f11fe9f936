# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.fixture.toy.plugins.module_utils._toy import THINGS

from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import ResourceLookup

DOCUMENTATION = r"""
name: things
short_description: Toys
options:
  _terms: {description: Names or ids.}
  organization_url:
    description: The server.
    type: str
    vars: [{name: toy_url}]
  token:
    description: The token.
    type: str
    vars: [{name: toy_token}]
  id: {description: An id., type: int}
  tags: {description: A filter., type: list, elements: str}
  due: {description: A date., type: str}
  extra: {description: Any., type: dict}
  trouble: {description: To fail., type: str}
"""


class LookupModule(ResourceLookup):
    resource = THINGS
    returns = "things"
