# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps what Python compiles of this collection, for the hundreds of modules and playbooks that the scenarios run.

A module comes to its host as an archive of sources, which each run compiles anew: a third of its time. So does
ansible-playbook with the sources of a collection. Python imports this file at its start where its folder is in PYTHONPATH,
and the callback of the tests has ansible-playbook use it. The code that runs is the same.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import zipimport
from collections.abc import Callable
from pathlib import Path
from types import CodeType

_kept = Path(os.environ.get("COMPILED_ONCE", ""))
_compile = zipimport._compile_source


def _of_archive(path: str, source: bytes) -> CodeType:
    # The archive is another one each time; its file names stand in tracebacks.
    return _once(path.rpartition(".zip")[2], source, lambda: _compile(path, source))


def of_collection(source: bytes | str, filename: str, mode: str, flags: int, dont_inherit: bool) -> CodeType:
    """What `compile` is to Ansible's loader of collections."""
    content = source.encode() if isinstance(source, str) else source
    return _once(filename, content, lambda: compile(source, filename, mode, flags, dont_inherit))


def _once(name: str, source: bytes, anew: Callable[[], CodeType]) -> CodeType:
    kept = _kept / hashlib.sha256(importlib.util.MAGIC_NUMBER + name.encode() + b"\0" + source).hexdigest()
    try:
        return marshal.loads(kept.read_bytes())
    except FileNotFoundError:
        code = anew()
    own = kept.with_suffix(f".{os.getpid()}")
    own.write_bytes(marshal.dumps(code))
    own.replace(kept)
    return code


if _kept.is_dir() and "COMPILED_ONCE" in os.environ:
    zipimport._compile_source = _of_archive
