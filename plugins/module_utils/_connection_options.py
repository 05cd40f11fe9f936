# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options that every product has, and how an option is filled that the task does not give."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible.module_utils.errors import AnsibleFallbackNotFound

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import FromEnvironment
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import SessionOptions

#: What an option of the session means that is not given.
SESSION_DEFAULTS: Mapping[str, Any] = {"validate_certs": True, "timeout": 30, "retries": 5}

SESSION_SPEC: dict[str, dict[str, Any]] = {
    "validate_certs": {"type": "bool", "default": SESSION_DEFAULTS["validate_certs"]},
    "ca_path": {"type": "path"},
    "timeout": {"type": "int", "default": SESSION_DEFAULTS["timeout"]},
    "retries": {"type": "int", "default": SESSION_DEFAULTS["retries"]},
}


def from_environment(*names: str) -> FromEnvironment:
    """Return the first of the variables that is set and not empty, marked as coming from there.

    Ansible's own ``env_fallback`` takes an empty variable for a value, and leaves no trace of where it came from, which
    the precedence of credentials needs.
    """
    for name in names:
        if os.environ.get(name):
            return FromEnvironment(os.environ[name])
    raise AnsibleFallbackNotFound


def text_option(variables: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """The spec of an option that is a text, filled by the first of these environment variables."""
    return {"type": "str", **({"fallback": (from_environment, list(variables))} if variables else {}), **more}


def with_defaults(params: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are given, and what the others mean."""
    return {**defaults, **{name: value for name, value in params.items() if value is not None}}


def needed(options: Mapping[str, Any], name: str, what: str, environment: Mapping[str, Sequence[str]]) -> str:
    """The text of an option without which nothing can be reached.

    :param what: what it holds, as the beginning of a sentence.
    :param environment: the variables that fill options.
    :raises DeclarationError: it is not given, or blank.
    """
    text = str(options.get(name) or "")
    if text.strip():
        return text
    variables = " or ".join(environment[name])
    raise DeclarationError(
        f"{what} is needed, from the option or from the environment variable {variables}.", option=name
    )


def refuse_empty(options: Mapping[str, Any], names: Iterable[str], environment: Mapping[str, Sequence[str]]) -> None:
    """What is given and empty hides the environment, and is mostly a template that went wrong.

    :raises DeclarationError: one of these options is.
    """
    for name in names:
        if options.get(name) == "":
            raise DeclarationError(
                "is given and empty. Leave it out, or give it as omit, to have it taken from the environment variable"
                f" {' or '.join(environment[name])}.",
                option=name,
            )


def session_options(options: Mapping[str, Any]) -> SessionOptions:
    """How the session behaves.

    :raises DeclarationError: a number is out of its range.
    """
    if options["timeout"] <= 0:
        raise DeclarationError("It must be a number of seconds greater than 0.", option="timeout")
    if options["retries"] < 0:
        raise DeclarationError("It must be 0 or more.", option="retries")
    return SessionOptions(
        timeout=float(options["timeout"]),
        retries=int(options["retries"]),
        validate_certs=bool(options["validate_certs"]),
        ca_path=options.get("ca_path") or None,
    )
