# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user is told of an exception that nobody foresaw."""

from __future__ import annotations

import traceback
from pathlib import Path

from ansible_collections.devops.release_management.plugins.module_utils._libraries import ValidationError


def told_as_bug(error: Exception, where: str) -> str:
    """Say what went wrong where in the code, and whom to tell."""
    return (
        f"{type(error).__name__} in {where}{_place(error)}: {told_by(error)}. This is a bug in the collection, not a"
        f" mistake in the task. Please report it to the collection's issue tracker (its README says where)"
        f" together with what the same task prints with -vvv."
    )


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""


def told_by(error: Exception) -> str:
    """The text of an exception; pydantic's own quotes the input, cut short in the middle, so it is told anew."""
    if not isinstance(error, ValidationError):
        return str(error)
    findings = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, finding['loc']))}: {finding['msg']}" for finding in findings)
