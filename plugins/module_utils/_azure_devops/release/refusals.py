# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a question of a stage takes no answer, or not this one: the errors of ``release_approval``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import name_of
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import joined

_ANEW = "Another attempt asks anew (release_environment, redeploy: true)"


def taken(question: str, item: Mapping[str, Any]) -> RefusedError:
    """It was answered the other way.

    :param question: what is asked, such as ``approval before the deployment of stage QA of Release-4``.
    """
    who = "automatically" if item.get("isAutomated") else f"by {_who_answered(item)}"
    return RefusedError(
        f"the {question} was {item['status']} {who}, and that cannot be taken back. {_ANEW}", option="state"
    )


def given_already(question: str, item: Mapping[str, Any]) -> RefusedError:
    """It was answered, so it is nobody's to answer any more."""
    return RefusedError(f"the {question} was {item['status']} by {_who_answered(item)} already", option="state")


def automated(question: str) -> RefusedError:
    """Nobody is asked."""
    return RefusedError(f"the {question} is automated: nobody is asked", option="state")


def of_others(question: str, pending: Sequence[Mapping[str, Any]], caller: str) -> PermissionDeniedError:
    """Somebody else is asked."""
    people = joined([name_of(one.get("approver")) for one in pending])
    return PermissionDeniedError(
        f"the {question} is asked of {people}, not of {caller}, whose credentials these are, nor of a group of theirs"
    )


def nothing(question: str, situation: str) -> NotFoundError:
    """Nothing is asked, and nothing will be.

    :param situation: what goes on in the stage, such as ``canceled``.
    """
    return NotFoundError(f"there is no {question} to answer: it is {situation}. {_ANEW}", option="environment")


def nothing_yet(question: str, situation: str, details: Mapping[str, Any], *, is_started: bool) -> WaitTimeoutError:
    """Nothing was asked in time."""
    more = "" if is_started else ", and see to it that the deployment is started"
    return WaitTimeoutError(
        f"there is no {question} to answer yet: it is {situation}. Give it more time{more}",
        option="wait_timeout",
        details=dict(details),
    )


def not_yet_of(
    question: str, pending: Sequence[Mapping[str, Any]], caller: str, details: Mapping[str, Any]
) -> WaitTimeoutError:
    """Others are asked first, and did not answer in time."""
    people = joined([name_of(one.get("approver")) for one in pending])
    return WaitTimeoutError(
        f"the {question} is not asked of {caller} yet, whose credentials these are: the answer of {people} comes first"
        " and is missing. Have it given, or give it more time",
        option="wait_timeout",
        details=dict(details),
    )


def _who_answered(item: Mapping[str, Any]) -> str:
    return name_of(item.get("approvedBy") or item.get("approver"))
