# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lookups add to the options of the fragment `azure_devops`: a variable for each of them.

The environment variables are not repeated here. They are read by the same code as for modules, so that the first one
that is set counts, and an explicit option goes before them.
"""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  organization_url:
    vars:
      - name: azure_devops_organization_url
  release_url:
    vars:
      - name: azure_devops_release_url
  identity_url:
    vars:
      - name: azure_devops_identity_url
  project:
    vars:
      - name: azure_devops_project
  token:
    vars:
      - name: azure_devops_token
  access_token:
    vars:
      - name: azure_devops_access_token
  username:
    vars:
      - name: azure_devops_username
  password:
    vars:
      - name: azure_devops_password
  auth:
    vars:
      - name: azure_devops_auth
  server:
    vars:
      - name: azure_devops_server
  validate_certs:
    vars:
      - name: azure_devops_validate_certs
  ca_path:
    vars:
      - name: azure_devops_ca_path
  timeout:
    vars:
      - name: azure_devops_timeout
  retries:
    vars:
      - name: azure_devops_retries
notes:
  - A term that is null, empty or C(omit) names nothing, and is an error, as is an id that is null or empty. In a run with
    C(--check) it is of what an earlier task only pretended to create, so there is a warning, and it gives nothing. Of
    C(check_mode) in a task or play a lookup does not know.
"""
