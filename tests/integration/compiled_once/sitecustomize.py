# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps what Python compiles of a module's zip, for the hundreds of modules that the scenarios run.

A module comes to its host as an archive of sources, which each run compiles anew: a sixth of its time. Python imports
this file at its start where its folder is in PYTHONPATH. The code that runs is the same.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import zipimport
from pathlib import Path
from types import CodeType

_kept = Path(os.environ.get("COMPILED_ONCE", ""))
_compile = zipimport._compile_source


def _compiled(path: str, source: bytes) -> CodeType:
    # The archive is another one each time; its file names stand in tracebacks.
    name = path.rpartition(".zip")[2]
    kept = _kept / hashlib.sha256(importlib.util.MAGIC_NUMBER + name.encode() + b"\0" + source).hexdigest()
    try:
        return marshal.loads(kept.read_bytes())
    except FileNotFoundError:
        code = _compile(path, source)
    own = kept.with_suffix(f".{os.getpid()}")
    own.write_bytes(marshal.dumps(code))
    own.replace(kept)
    return code


if _kept.is_dir() and "COMPILED_ONCE" in os.environ:
    zipimport._compile_source = _compiled
