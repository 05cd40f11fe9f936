# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A become plugin for machines without sudo: it becomes nobody else."""

from __future__ import annotations

from ansible.plugins.become import BecomeBase

DOCUMENTATION = """
name: as_nobody
short_description: Runs a command as the same user
description: Part of the integration tests.
options: {}
"""


class BecomeModule(BecomeBase):
    name = "as_nobody"

    def build_become_command(self, cmd: str, shell: object) -> str:
        return cmd

    def get_option(self, option: str, hostvars: object = None, playcontext: object = None) -> object:
        return None
