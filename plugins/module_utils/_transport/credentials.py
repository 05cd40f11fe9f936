# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credentials a session has: the ways to authenticate, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import (
    Credentials,
    bearer,
    personal_access_token,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.kerberos import KerberosCredentials
from ansible_collections.devops.release_management.plugins.module_utils._transport.password_credentials import (
    basic,
    ntlm,
    offered,
)


class FromEnvironment(str):
    """A value that was read from an environment variable; an explicit one goes before it."""

    __slots__ = ()


@dataclass(frozen=True)
class Scheme:
    """One way to authenticate: the options that it needs, in the order in which `make` takes them."""

    options: tuple[str, ...]
    make: Callable[..., Credentials]


#: By the name that the option ``auth`` has for it.
SCHEMES: Mapping[str, Scheme] = {
    "pat": Scheme(("token",), personal_access_token),
    "bearer": Scheme(("access_token",), bearer),
    "basic": Scheme(("username", "password"), basic),
    "ntlm": Scheme(("username", "password"), ntlm),
    "kerberos": Scheme((), KerberosCredentials),
}

#: What ``auto`` looks for, in this order: at a service in the cloud, and at a server, which may offer more than Basic.
_IN_THE_CLOUD = (SCHEMES["pat"], SCHEMES["bearer"], SCHEMES["basic"])
_AT_A_SERVER = (SCHEMES["pat"], SCHEMES["bearer"], Scheme(("username", "password"), offered))

_AUTO = "auto"
AUTH_CHOICES: tuple[str, ...] = (_AUTO, *SCHEMES)


def choose_credentials(
    auth: str, given: Mapping[str, Any], environment: Mapping[str, tuple[str, ...]], *, is_hosted: bool = False
) -> Credentials:
    """Make the credentials that the options ask for.

    ``auto`` takes the first scheme that is whole and has an option that was given explicitly, then the first one that
    the environment alone makes whole. `environment` names, for messages, the variables that fill an option.

    :param is_hosted: it is a service in the cloud, which takes a user name and a password by Basic only.
    :raises DeclarationError: nothing, or not enough, was given.
    :raises MissingLibraryError: the library for it is not there.
    """
    values = {name: without_line_end(value) for name, value in given.items() if value}
    automatic = _IN_THE_CLOUD if is_hosted else _AT_A_SERVER
    scheme = _find_scheme(automatic, values) if auth == _AUTO else SCHEMES[auth]
    if scheme is None:
        ways = _ways(automatic, environment)
        raise DeclarationError(f"There are no credentials. Set {ways}, or auth: kerberos where there is a ticket.")
    if not _is_whole(scheme, values):
        raise DeclarationError(f"The value {auth!r} needs {_ways([scheme], environment)}.", option="auth")
    return scheme.make(*(values[option] for option in scheme.options))


def without_line_end(value: str) -> str:
    """Take off the line end that a secret has when it was read from a file."""
    return type(value)(value.rstrip("\r\n"))


def _find_scheme(schemes: tuple[Scheme, ...], values: Mapping[str, str]) -> Scheme | None:
    explicit = {name: value for name, value in values.items() if not isinstance(value, FromEnvironment)}
    for scheme in schemes:
        # A user name given explicitly may have its password in the environment.
        if _is_whole(scheme, values) and any(option in explicit for option in scheme.options):
            return scheme
    return next((scheme for scheme in schemes if _is_whole(scheme, values)), None)


def _is_whole(scheme: Scheme, values: Mapping[str, str]) -> bool:
    return all(option in values for option in scheme.options)


def _ways(schemes: Any, environment: Mapping[str, tuple[str, ...]]) -> str:
    return ", or ".join(
        " and ".join(f"the option {option} ({_variables(environment.get(option, ()))})" for option in scheme.options)
        for scheme in schemes
    )


def _variables(names: tuple[str, ...]) -> str:
    return f"or in the environment {' or '.join(names)}" if names else "explicitly"
