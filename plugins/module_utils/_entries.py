# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries of a list option, validated one by one by the argument spec of what each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._located import refusal_of, wrong_places
from ansible_collections.devops.release_management.plugins.module_utils._parameters import declared_only


def validated_entry(given: Mapping[str, Any], argument_spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as the resource of one such thing gets its parameters.

    :raises DeclarationError: with the places within the entry that are wrong.
    """
    wrong = list(wrong_places(given, argument_spec))
    if wrong:
        raise refusal_of(wrong)
    validation = ArgumentSpecValidator(dict(argument_spec)).validate(dict(given))
    if validation.errors.errors:
        raise DeclarationError(validation.errors.msg)
    return declared_only(validation.validated_parameters, argument_spec)
