# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end of a run says of the recorded exchanges.

Tests leave records with their reports, so that those of every worker come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from conformance_tolerances import TOLERATED

SENT_AGAIN, COMPARED = "sent again", "compared with the layout of today"
"""The kinds of records: an exchange of a set, and a comparison with a recorded answer that moved."""


def lines(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """The lines, from the reports of tests that ran."""
    sent, moved = [], []
    for report in reports:
        for kind, record in report.user_properties:
            if kind == SENT_AGAIN:
                sent.append((record, report.passed))
            elif kind == COMPARED:
                moved.append(record)
    yield from _of_exchanges(sent)
    if moved:
        same, elsewhere, gone, keys = (sum(one[name] for one in moved) for name in ("same", "moved", "gone", "keys"))
        yield (
            f"recorded answers in the layout of today: {same + elsewhere} of {keys} keys of {len(moved)} answers have"
            f" their recorded shape ({elsewhere} elsewhere in the document), {gone} are of the older era only"
        )


def _of_exchanges(sent: list[tuple[dict[str, Any], bool]]) -> Iterator[str]:
    for which in dict.fromkeys(record["of"] for record, _good in sent):
        of_it = [(record, good) for record, good in sent if record["of"] == which]
        good = sum(passed for _record, passed in of_it)
        keys = sum(record.get("keys", 0) for record, _passed in of_it)
        yield f"{which}: {good} of {len(of_it)}" + (f" ({keys} keys)" if keys else "")
    if any("keys" in record for record, _passed in sent):
        yield f"differences kept, with reasons in conformance_tolerances.py: {len(TOLERATED)}"
