# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines about a long run, shown while it lasts."""

from __future__ import annotations

from collections.abc import Callable

from ansible.utils.display import Display


def progress_display(host: str, resource: str, *, silent: bool) -> Callable[[str], None]:
    """Return what shows a line on standard error, so that callbacks which print JSON on standard output stay whole."""
    if silent:
        return lambda line: None
    display = Display()
    return lambda line: display.display(f"{host} | {resource}: {line}", stderr=True)
