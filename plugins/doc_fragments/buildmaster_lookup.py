# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lookups add to the options of the fragment `buildmaster`: a variable for each of them.

The environment variables are not repeated here. They are read by the same code as for modules.
"""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  buildmaster_url:
    vars:
      - name: buildmaster_buildmaster_url
      - name: buildmaster_url
  api_key:
    vars:
      - name: buildmaster_api_key
  validate_certs:
    vars:
      - name: buildmaster_validate_certs
  ca_path:
    vars:
      - name: buildmaster_ca_path
  timeout:
    vars:
      - name: buildmaster_timeout
  retries:
    vars:
      - name: buildmaster_retries
notes:
  - A term that is null, empty or C(omit) names nothing, and is an error, as is an id that is null or empty. In a run with
    C(--check) it is of what an earlier task only pretended to create, so there is a warning, and it gives nothing. Of
    C(check_mode) in a task or play a lookup does not know.
"""
