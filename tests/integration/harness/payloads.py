# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps the archives that ansible-playbook makes of modules, for the playbooks that come after it.

Looking for all that a module imports takes the better part of a second, for each kind of module in each run. Ansible keeps
the archive for the run only; here it is there for as long as the process of the tests is. It holds sources, no options.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

_UNFINISHED = (".lock", "-part")


@functools.cache
def folder() -> Path:
    """Where the archives are kept, for this process."""
    made = Path(tempfile.mkdtemp(prefix="payloads-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def take(kept: Path, own: Path) -> None:
    """Give a run what runs before it made."""
    shutil.copytree(kept, own, ignore=shutil.ignore_patterns("*.new"), dirs_exist_ok=True)


def keep(kept: Path, own: Path) -> None:
    """Keep what a run made; another one may be doing the same."""
    if not own.is_dir():
        return
    for path in own.iterdir():
        if not path.name.endswith(_UNFINISHED) and not (kept / path.name).exists():
            copy = kept / f"{path.name}.{os.getpid()}.new"
            shutil.copyfile(path, copy)
            copy.replace(kept / path.name)
