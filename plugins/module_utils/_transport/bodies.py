# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the body of an answer: into memory, or chunk by chunk into a file."""

from __future__ import annotations

import threading
from typing import BinaryIO

from ansible_collections.devops.release_management.plugins.module_utils._errors import InterruptedError_
from ansible_collections.devops.release_management.plugins.module_utils._libraries import requests
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer, visible_url
from ansible_collections.devops.release_management.plugins.module_utils._transport.failures import (
    Failure,
    cut_off,
    explain,
)

CHUNK = 256 * 1024
"""Bytes that are in memory at a time."""


def receive(
    response: requests.Response, method: str, url: str, target: BinaryIO | None, cancelled: threading.Event
) -> Answer | Failure:
    """Read the body to its end; into `target`, where there is one and the answer is a success.

    :raises OSError: the file cannot be written.
    :raises InterruptedError_: the task was cancelled between two chunks.
    """
    answer = Answer(method, visible_url(url), response.status_code, response.headers, b"")
    with response:
        if target is not None and answer.is_success:
            failure = _save(response, method, url, target, cancelled)
        else:
            try:
                answer = Answer(method, answer.url, answer.status, answer.headers, response.content)
                failure = None
            except requests.exceptions.RequestException as error:
                failure = explain(error, method, url)
        if failure is not None:
            return failure
        if _is_short(response) or answer.is_cut_off:
            return cut_off(method, answer.url, answer.status)
    return answer


def _save(
    response: requests.Response, method: str, url: str, target: BinaryIO, cancelled: threading.Event
) -> Failure | None:
    """Write the body to the file, which may have the beginning of an earlier attempt."""
    target.seek(0)
    target.truncate()
    chunks = response.iter_content(CHUNK)
    while True:
        if cancelled.is_set():
            raise InterruptedError_("The task was interrupted; the download was given up.")
        # Only what comes from the network is looked at here: an error of the file must not look like one of it.
        try:
            chunk = next(chunks, None)
        except requests.exceptions.RequestException as error:
            return explain(error, method, url)
        if chunk is None:
            return None
        target.write(chunk)


def _is_short(response: requests.Response) -> bool:
    """Whether fewer bytes came than announced, which urllib3 1 does not notice."""
    announced = response.headers.get("content-length", "")
    # In chunks the length does not count (RFC 9112), and their own end is watched over already.
    if response.request.method == "HEAD" or "transfer-encoding" in response.headers or not announced.isdigit():
        return False
    over_the_wire: int = response.raw.tell()
    return over_the_wire < int(announced)
