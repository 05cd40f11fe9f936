# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m release_management_sandbox`: serve as the environment variables SANDBOX_… say."""

from __future__ import annotations

import os
import sys

from release_management_sandbox.faults import FaultPlanError
from release_management_sandbox.server import run
from release_management_sandbox.settings import Settings, SettingsError


def main() -> int:
    try:
        run(Settings.from_environment(os.environ))
    except (SettingsError, FaultPlanError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"sandbox: cannot serve: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
