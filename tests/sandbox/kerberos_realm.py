# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Kerberos realm for tests: MIT's key distribution centre as a process of its own, its files in a folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REALM = "FABRIKAM.TEST"
HOST = "localhost"
PROGRAMS = ("kdb5_util", "kadmin.local", "krb5kdc", "kinit")
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
_CLIENTS = f"""
[libdefaults]
 default_realm = {REALM}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 {REALM} = {{
  kdc = 127.0.0.1:%(port)d
 }}
[domain_realm]
 {HOST} = {REALM}
"""
_SERVER = f"""
[kdcdefaults]
 kdc_ports = %(port)d
 kdc_tcp_ports = %(port)d
[realms]
 {REALM} = {{
  database_name = %(folder)s/principal
  key_stash_file = %(folder)s/stash
  acl_file = %(folder)s/acl
 }}
"""


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name, path=_PATH) is None]


@dataclass(frozen=True)
class Realm:
    """`keytab` has the keys of the service HTTP on localhost; `environment` is for processes that take part."""

    folder: Path
    environment: dict[str, str]

    @property
    def keytab(self) -> Path:
        return self.folder / "http.keytab"

    def add(self, user: str, password: str) -> None:
        self._administer(f"addprinc -pw {password} {user}")

    def ticket(self, user: str, password: str) -> str:
        """Get a ticket for a user; the value of KRB5CCNAME under which it is found."""
        cache = f"FILE:{self.folder / user}"
        self._run(["kinit", "-c", cache, user], password + "\n")
        return cache

    def add_service(self) -> None:
        self._administer(f"addprinc -randkey HTTP/{HOST}")
        self._administer(f"ktadd -k {self.keytab} HTTP/{HOST}")

    def create(self) -> None:
        self._run(["kdb5_util", "create", "-s", "-r", REALM, "-P", "master"])

    def _administer(self, query: str) -> None:
        self._run(["kadmin.local", "-q", query])

    def _run(self, command: list[str], given: str = "") -> None:
        program = shutil.which(command[0], path=_PATH) or command[0]
        subprocess.run(
            [program, *command[1:]],
            input=given,
            text=True,
            env=self.environment,
            check=True,
            capture_output=True,
            timeout=60,
        )


@contextmanager
def running_realm(folder: Path) -> Iterator[Realm]:
    """A realm with the service and nobody else, as long as the context lasts."""
    port = _free_port()
    (folder / "krb5.conf").write_text(_CLIENTS % {"port": port}, encoding="utf-8")
    (folder / "kdc.conf").write_text(_SERVER % {"port": port, "folder": folder}, encoding="utf-8")
    environment = {
        **os.environ,
        "KRB5_CONFIG": str(folder / "krb5.conf"),
        "KRB5_KDC_PROFILE": str(folder / "kdc.conf"),
        "KRB5RCACHEDIR": str(folder),
    }
    realm = Realm(folder, environment)
    realm.create()
    realm.add_service()
    program = shutil.which("krb5kdc", path=_PATH) or "krb5kdc"
    with (folder / "kdc.log").open("w", encoding="utf-8") as log:
        centre = subprocess.Popen([program, "-n"], env=environment, stdout=log, stderr=log)
    try:
        _await(port)
        yield realm
    finally:
        centre.terminate()
        centre.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await(port: int) -> None:
    for _attempt in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the key distribution centre does not answer")
