# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name of a release, made from the format of its definition."""

from __future__ import annotations

import re
from datetime import datetime

from release_management_sandbox.call import Call
from release_management_sandbox.store import Document

_DEFAULT = "Release-$(rev:r)"
_TOKEN = re.compile(r"\$\(([^():]+)(?::([^()]+))?\)")
_REVISION = re.compile(r"\$\(rev:(r+)\)", re.IGNORECASE)
_DATE = (("yyyy", "%Y"), ("yy", "%y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"))


def name_of(release: Document, call: Call) -> str:
    """`$(rev:r)` counts the releases of the definition; what is not known stays as it is written."""
    known: dict[str, str] = {
        "release.releaseid": str(release["id"]),
        "release.definitionname": release["definitionName"],
        "releasedefinitionname": release["definitionName"],
        "build.buildnumber": _primary(release).get("name") or "",
        "build.buildid": _primary(release).get("id") or "",
    }
    number = call.store.next(f"release_revision:{release['definitionId']}")
    now = call.world.now()

    def filled(match: re.Match[str]) -> str:
        token = match[1].lower()
        if token == "date":
            return _date(now, match[2] or "yyyyMMdd")
        return known.get(token, match[0])

    text = _REVISION.sub(lambda match: str(number).zfill(len(match[1])), release["releaseNameFormat"] or _DEFAULT)
    return _TOKEN.sub(filled, text)


def _primary(release: Document) -> Document:
    primary = next((one for one in release["artifacts"] if one["isPrimary"]), None)
    version: Document = primary["definitionReference"]["version"] if primary else {}
    return version


def _date(now: datetime, pattern: str) -> str:
    for token, directive in _DATE:
        pattern = pattern.replace(token, directive)
    return now.strftime(pattern)
