# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of an image build that need no container engine, on the build context that ansible-builder makes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from harness.installed import clean_environment, run
from harness.playbooks import ROOT

pytestmark = pytest.mark.wide

CONTEXT = ROOT / ".cache" / "execution-environment"


def requirements(path: Path) -> set[str]:
    """The names in a file of requirements, whatever stands behind them."""
    lines = (re.match(r"[\w.-]+", line) for line in path.read_text(encoding="utf-8").splitlines())
    return {match[0].lower().replace("_", "-") for match in lines if match}


def test_an_image_gets_the_collection_and_all_that_it_needs(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path)
    run([str(ROOT / "tools" / "execution-environment")], ROOT, environment)

    # The stage of the Containerfile that installs collections, then the one that finds out what these need.
    collections = tmp_path / "collections"
    galaxy = ["ansible-galaxy", "collection", "install", "--offline", "-r", "requirements.yml"]
    run([*galaxy, "--collections-path", str(collections)], CONTEXT / "_build", environment)
    pip, bindep = tmp_path / "requirements.txt", tmp_path / "bindep.txt"
    introspect = ["ansible-builder", "introspect", str(collections), "--write-pip", str(pip)]
    own = ["--user-pip", "requirements.txt", "--user-bindep", "bindep.txt", "--write-bindep", str(bindep)]
    run([*introspect, *own], CONTEXT / "_build", environment)
    assert {"requests", "pydantic", "requests-ntlm", "requests-gssapi"} <= requirements(pip)
    assert {"gcc", "krb5-devel", "krb5-libs"} <= requirements(bindep)

    containerfile = (CONTEXT / "Containerfile").read_text(encoding="utf-8")
    assert 'ARG ANSIBLE_INSTALL_REFS="ansible-core>=2.18 ansible-runner"' in containerfile
    assert 'ARG PYCMD="/usr/bin/python3.12"' in containerfile
