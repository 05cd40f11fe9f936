# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets ansible-test make its environments where only a package index can be reached.

ansible-test downloads get-pip.py from a host of its own. Where that host does not answer, its cache folder (the
argument) gets a wheel of the pip version that it wants, and under the name of the download a program that unpacks it.
Run with the Python of the ansible-core whose ansible-test is to be helped.
"""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

from ansible_test._internal.python_requirements import get_venv_packages

DOWNLOAD = "https://ci-files.testing.ansible.com/ansible-test/get-pip-{version}.py"

# ansible-test runs this as the program named by GET_PIP, with the arguments of get-pip.py, which mean nothing here.
PROGRAM = '''\
"""Installs pip from the wheel beside this file."""
import os
import sysconfig
import zipfile

if __name__ == "__main__":
    wheel = os.path.join(os.path.dirname(os.environ["GET_PIP"]), "pip-{version}-py3-none-any.whl")
    zipfile.ZipFile(wheel).extractall(sysconfig.get_path("purelib"))
'''


def host_answers(version: str) -> bool:
    request = urllib.request.Request(DOWNLOAD.format(version=version), method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except OSError:
        return False


def main(cache: Path) -> None:
    python_version = "{}.{}".format(*sys.version_info[:2])
    version = get_venv_packages(SimpleNamespace(version=python_version))["pip"]
    program = cache / "get_pip_{}.py".format(version.replace(".", "_"))
    if program.exists() or host_answers(version):
        return
    cache.mkdir(parents=True, exist_ok=True)
    download = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*download, f"--dest={cache}", f"pip=={version}"], check=True)
    program.write_text(PROGRAM.format(version=version), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
