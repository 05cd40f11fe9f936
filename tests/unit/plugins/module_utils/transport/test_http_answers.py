# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import codecs
import datetime
from email.utils import format_datetime

import pytest
from requests.structures import CaseInsensitiveDict

from ansible_collections.devops.release_management.plugins.module_utils._errors import UnexpectedAnswerError
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer, visible_url

JSON = "application/json; charset=utf-8; api-version=5.1"


def answer(content: bytes = b"", content_type: str = JSON, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("GET", "http://h/a", status, CaseInsensitiveDict({"Content-Type": content_type, **named}), content)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ('{"name": "Ünï"}'.encode(), JSON),
        (codecs.BOM_UTF8 + '{"name": "Ünï"}'.encode(), "application/json"),
        (codecs.BOM_UTF16_LE + '{"name": "Ünï"}'.encode("utf-16-le"), "application/json"),
        ('{"name": "Ünï"}'.encode("latin-1"), 'application/json; charset="iso-8859-1"'),
        ('{"name": "Ünï"}'.encode(), "application/json; charset=nonsense"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 mark", "latin-1", "unknown charset"],
)
def test_a_body_is_decoded_by_its_mark_or_its_charset(content: bytes, content_type: str) -> None:
    assert answer(content, content_type).document == {"name": "Ünï"}


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": [1', b"<html>"])
def test_a_body_that_is_not_whole_json_is_an_unexpected_answer(content: bytes) -> None:
    with pytest.raises(UnexpectedAnswerError) as caught:
        answer(content).document  # noqa: B018
    assert caught.value.status == 200


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        (b"{", "", False),
        (b"\n <!DOCTYPE html><html>", "", True),
        (b"<HTML>", "", True),
        (b"", "text/html; charset=utf-8", True),
        (b"<html>", "text/plain", False),
    ],
)
def test_a_web_page_is_known_by_its_type_or_its_beginning(content: bytes, content_type: str, expected: bool) -> None:
    assert answer(content, content_type).is_html is expected


@pytest.mark.parametrize(
    ("value", "expected"), [("", None), ("5", 5.0), ("0", 0.0), ("-3", 0.0), ("1.5", 1.5), ("soon", None)]
)
def test_retry_after_in_seconds(value: str, expected: float | None) -> None:
    assert answer(Retry_After=value).retry_after == expected


def test_retry_after_as_a_date() -> None:
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=30)
    seconds = answer(Retry_After=format_datetime(later, usegmt=True)).retry_after
    assert seconds is not None
    assert 25 < seconds <= 30
    assert answer(Retry_After="Wed, 21 Oct 2015 07:28:00 GMT").retry_after == 0


def test_a_visible_url_has_no_secret_parts() -> None:
    assert visible_url("https://u:p@host:8080/a/b?token=x#y") == "https://host:8080/a/b"
