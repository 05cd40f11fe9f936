# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server's refusal is told in: the matter, the server's own words, advice."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

LONGEST_TEXT = 1000
"""As much of a server's words as is shown."""

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def page_title(page: str) -> str:
    """The title of a web page; empty where it has none."""
    match = _TITLE.search(page)
    return html.unescape(match[1]).strip()[:LONGEST_TEXT] if match else ""


def told(cause: str, facts: Iterable[str | None], words: str, advice: Iterable[str]) -> str:
    """Compose a message; what is empty is left out.

    :param cause: what the matter is, without a full stop.
    :param facts: what stands in brackets behind it.
    :param words: what the server said.
    :param advice: sentences about what to do.
    """
    said = f" It says: {words}{'' if words.endswith(('.', '!', '?')) else '.'}" if words else ""
    return " ".join(filter(None, [f"{cause} ({', '.join(filter(None, facts))}).{said}", *advice]))
