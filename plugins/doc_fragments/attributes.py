# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules say about how they behave."""

from __future__ import annotations


class ModuleDocFragment:
    # Each module adds how far it supports them.
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return what it would change, without changing anything.
  diff_mode:
    description: Returns details on what has changed, or in C(check_mode) would change, when in diff mode.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second run changes nothing.
  async:
    description: Supports being run with the C(async) keyword.
    support: full
  platform:
    description: Where the module can run.
    support: full
    platforms: posix
"""

    # The two below are not called like a fragment: Ansible would take that one.
    # For modules that take the connection options of Azure DevOps.
    GROUP_AZURE_DEVOPS = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/devops.release_management.azure_devops) in C(module_defaults) to set the connection options
      of all its modules at once.
    support: full
    membership:
      - devops.release_management.azure_devops
"""

    # For modules that take the connection options of BuildMaster.
    GROUP_BUILDMASTER = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/devops.release_management.buildmaster) in C(module_defaults) to set the connection options
      of all its modules at once.
    support: full
    membership:
      - devops.release_management.buildmaster
"""

    # For modules that have an action plugin which does their work.
    IN_PROCESS = r"""
options: {}
notes:
  - A task that targets the controller runs in Ansible's own process, which saves the better part of a second for each
    item of a loop. The variable C(release_management_in_process) decides otherwise. With V(always) in place of V(auto)
    that counts more than C(ansible_python_interpreter), and a task which can not run there (on another host, with
    C(become) or C(async), without the libraries) fails. With V(never) the module runs.
"""

    # For modules that only read.
    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module changes nothing.
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
  idempotent:
    support: full
    details:
      - This module changes nothing.
"""
