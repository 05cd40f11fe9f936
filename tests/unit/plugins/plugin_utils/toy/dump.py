# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes its arguments to a file, as JSON: how a test gets at what a playbook registered."""

from __future__ import annotations

import json
from pathlib import Path

from ansible.plugins.action import ActionBase

from ansible_collections.devops.release_management.plugins.plugin_utils._arguments import as_a_module_gets_them


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args = as_a_module_gets_them(self._task.args)
        Path(args["to"]).write_text(json.dumps(args["what"]))
        return {"changed": False}
