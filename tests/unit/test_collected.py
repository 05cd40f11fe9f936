# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No test is left out by the name of its folder, as pytest leaves out what is called build or dist."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def test_every_folder_of_tests_is_looked_at(pytestconfig: pytest.Config) -> None:
    patterns = pytestconfig.getini("norecursedirs")
    folders = {parent for file in TESTS.rglob("test_*.py") for parent in file.relative_to(TESTS).parents}
    left_out = [str(folder) for folder in folders if any(fnmatch(folder.name, pattern) for pattern in patterns)]
    assert TESTS / "unit" / Path(__file__).name in TESTS.rglob("test_*.py")
    assert not left_out
