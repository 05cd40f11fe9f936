# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How it is said that there is no such name."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._names import quoted, unknown


def test_names_that_differ_in_case_are_always_listed_in_the_same_order() -> None:
    """Sets have no order of their own, and it changes from process to process: so would the message."""
    names = [f"{first}eb {second}ettings" for first in "wW" for second in "sS"]
    told = str(unknown("variable group", "Other", "here", names, "variable_groups[0]"))
    assert quoted(sorted(names)) in told
