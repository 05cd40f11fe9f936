# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The libraries that users are told to install are those of execution environments."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def named_in(name: str) -> set[str]:
    lines = (line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line and not line.startswith("#")}


def test_execution_environments_get_what_is_needed_and_what_ntlm_needs() -> None:
    assert named_in("meta/ee-requirements.txt") == named_in("requirements.txt") | {"requests_ntlm>=1.2"}


def test_optional_libraries_are_told_of_with_the_same_versions() -> None:
    told = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "requests_ntlm>=1.2" in told
    assert "requests-gssapi>=1.2" in told
    assert "requests-gssapi>=1.2" in (ROOT / "execution-environment.yml").read_text(encoding="utf-8")
