# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the environment variables SANDBOX_… say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release_management_sandbox.generations import GENERATIONS

DEFAULT_PORT = 8765
DEFAULT_TOKEN = "sbx-7f3e9c2a51d84b06"
DEFAULT_USERNAME = "FABRIKAM\\chuckreinhart"
DEFAULT_PASSWORD = "sbx-3c91e7f0a25d4b68"
SEEDS = ("fabrikam", "empty")
_FLAGS = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}


class SettingsError(Exception):
    """A variable has a value that the sandbox cannot use; the message names the variable."""


@dataclass(frozen=True)
class Settings:
    """How one sandbox is to run. `pace` is seconds per task, `latency_ms` is added to every answer.

    `projects` more are there than the seed has, as empty as Contoso.
    `username` (DOMAIN\\user) and `password` are for the ways to sign in that need an account, `keytab` for Kerberos.
    """

    port: int = DEFAULT_PORT
    generation: str = "server2022"
    seed: str = "fabrikam"
    token: str = DEFAULT_TOKEN
    latency_ms: float = 0.0
    pace: float = 1.0
    data: Path | None = None
    faults: Path | None = None
    read_only: bool = False
    username: str = DEFAULT_USERNAME
    password: str = DEFAULT_PASSWORD
    keytab: Path | None = None
    projects: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read SANDBOX_PORT and the others; raises SettingsError."""
        return cls(
            port=int(_number(environment, "SANDBOX_PORT", DEFAULT_PORT)),
            generation=_choice(environment, "SANDBOX_GENERATION", "server2022", tuple(GENERATIONS)),
            seed=_choice(environment, "SANDBOX_SEED", "fabrikam", SEEDS),
            token=environment.get("SANDBOX_TOKEN") or DEFAULT_TOKEN,
            latency_ms=_number(environment, "SANDBOX_LATENCY_MS", 0.0),
            pace=_number(environment, "SANDBOX_PACE", 1.0),
            data=_path(environment, "SANDBOX_DATA"),
            faults=_path(environment, "SANDBOX_FAULTS"),
            read_only=_flag(environment, "SANDBOX_READ_ONLY"),
            username=_account(environment, "SANDBOX_USERNAME", DEFAULT_USERNAME),
            password=_account(environment, "SANDBOX_PASSWORD", DEFAULT_PASSWORD),
            keytab=_path(environment, "SANDBOX_KEYTAB"),
            projects=int(_number(environment, "SANDBOX_PROJECTS", 0)),
        )


def _choice(environment: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = environment.get(name) or default
    if value not in choices:
        raise SettingsError(f"{name}={value}: this sandbox knows {', '.join(choices)}")
    return value


def _account(environment: Mapping[str, str], name: str, default: str) -> str:
    """Both stand in a file with colons and lines between them. The value is not for a message."""
    text = environment.get(name) or default
    if ":" in text or not text.isprintable():
        raise SettingsError(f"{name}: must have no colon and no line break")
    return text


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        raise SettingsError(f"{name}={text}: a number is needed") from None
    if value < 0:
        raise SettingsError(f"{name}={text}: must not be negative")
    return value


def _flag(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").strip().lower()
    if text not in _FLAGS:
        raise SettingsError(f"{name}={text}: 1 or 0 is needed")
    return _FLAGS[text]


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name)
    return Path(text) if text else None
