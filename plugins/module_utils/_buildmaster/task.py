# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tasks about releases, builds and deployments share: what they reached so far."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import Document
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ReleaseManagementError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run


def did_nothing(what: str, name: str) -> UnexpectedAnswerError:
    """The error for a creation that was answered by nothing, and of which nothing is to be seen."""
    return UnexpectedAnswerError(
        f"The server took the request to create the {what} {name}".rstrip()
        + ", answered nothing, and did not create it."
    )


def warn_of_absence(error: ReleaseManagementError, run: Run) -> None:
    """Say in check mode what would be an error for real, unless an earlier task would create what is not there.

    A release and a build are named by numbers, which are the same for what check mode only pretends to create.
    """
    advice = (
        "A task before this one may only have pretended to create it, being in check mode. If none does, this fails."
    )
    run.warn(f"{error}. {advice}".replace("..", "."))


class Reached:
    """What a task did so far: its outcome, and in a failure what it had done by then.

    :ivar outcome: begins with nothing changed.
    """

    def __init__(self, returned: str, run: Run) -> None:
        self.outcome = Outcome(changed=False, result={returned: None}, before={}, after={})
        self._returned = returned
        self._run = run

    def found(self, document: Document | None) -> None:
        """Take the document that is returned."""
        self.outcome.result[self._returned] = document

    def did(self, document: Document, before: Document, after: Document) -> None:
        """Take a change that was made, or in check mode would be."""
        self.found(document)
        self.outcome.changed = True
        self.outcome.before = {**before, **(self.outcome.before or {})}
        self.outcome.after = {**(self.outcome.after or {}), **after}

    def during(self, work: Callable[[], Outcome]) -> Outcome:
        """Do the task; its failure tells what was reached."""
        try:
            return work()
        except ReleaseManagementError as error:
            if not self._run.check_mode and (self.outcome.changed or "elapsed" in self.outcome.result):
                error.details["reached"] = {**self.outcome.result, "changed": self.outcome.changed}
            raise
