# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A become plugin that needs no other user: it runs the command where, as another user's, no signal of ours reaches it."""

from __future__ import annotations

from ansible.plugins.become import BecomeBase

DOCUMENTATION = r"""
name: nobody
short_description: Becomes nobody else
options:
  become_user: {description: User., default: root, vars: [{name: ansible_become_user}]}
  become_exe: {description: Unused., default: ""}
  become_flags: {description: Unused., default: ""}
  become_pass: {description: Unused., required: false}
"""


class BecomeModule(BecomeBase):
    name = "fixture.toy.nobody"

    def build_become_command(self, cmd, shell):
        super().build_become_command(cmd, shell)
        return f"setsid --wait {self._build_success_command(cmd, shell)}" if cmd else cmd
