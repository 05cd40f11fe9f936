# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What somebody would write with requests and nothing else: fetches definitions, one after another or by threads."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from requests.adapters import HTTPAdapter


def main() -> int:
    wishes = json.loads(sys.argv[1])
    session = requests.Session()
    session.auth = ("", wishes["token"])
    session.mount("http://", HTTPAdapter(pool_maxsize=wishes["threads"]))

    def fetch(number: int) -> Any:
        answer = session.get(f"{wishes['url']}/{number}", params={"api-version": "7.0"}, timeout=30)
        answer.raise_for_status()
        return answer.json()

    if wishes["threads"] == 1:
        documents = [fetch(number) for number in wishes["ids"]]
    else:
        with ThreadPoolExecutor(wishes["threads"]) as pool:
            documents = list(pool.map(fetch, wishes["ids"]))
    return 0 if [document["id"] for document in documents] == wishes["ids"] else 1


if __name__ == "__main__":
    sys.exit(main())
