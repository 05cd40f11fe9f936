# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a refusal of Azure DevOps says, whichever of its shapes it comes in.

Shapes seen from servers: the standard envelope, a model-binding error inside a list, a raw .NET exception, plain text
(with an URL-encoded copy in a header), a web page, nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from ansible_collections.devops.release_management.plugins.module_utils._errors import UnexpectedAnswerError
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer
from ansible_collections.devops.release_management.plugins.module_utils._transport.wording import (
    LONGEST_TEXT,
    page_title,
)

_ACTIVITY_HEADERS = ("activityid", "x-vss-e2eid")


@dataclass(frozen=True)
class Fault:
    """What the server said.

    :ivar message: its words; empty where it said nothing.
    :ivar type_key: the name of its exception, such as ``InvalidRequestException``.
    :ivar validation_results: what its validation found, each with ``result`` (``error``, ``warning``) and ``message``.
    """

    message: str = ""
    type_key: str | None = None
    validation_results: tuple[Mapping[str, str], ...] = ()


def read_fault(answer: Answer) -> Fault:
    """Read what the server says about its refusal; never fails, whatever the body is."""
    if answer.is_html:
        return Fault(page_title(answer.text))
    fault = _read_document(answer)
    if fault is not None:
        return fault
    text = answer.text.strip() or unquote_plus(answer.headers.get("x-tfs-serviceerror", ""))
    return Fault(text[:LONGEST_TEXT])


def describe(answer: Answer, fault: Fault) -> dict[str, Any]:
    """Return the facts about an answer for a task's result."""
    activity = next((answer.headers[name] for name in _ACTIVITY_HEADERS if name in answer.headers), None)
    details: dict[str, Any] = {"url": answer.url, "type_key": fault.type_key, "activity_id": activity}
    if answer.password_refused:
        details["password_refused"] = True
    if fault.validation_results:
        details["validation_results"] = [dict(result) for result in fault.validation_results]
    return {name: value for name, value in details.items() if value is not None}


def _read_document(answer: Answer) -> Fault | None:
    if not answer.is_json:
        return None
    try:
        document = answer.document
    except UnexpectedAnswerError:
        return None
    return fault_of(document) if isinstance(document, Mapping) else None


def fault_of(document: Mapping[str, Any]) -> Fault | None:
    """What a document says as a refusal; None for one that is none."""
    # "ImproperException", as the SDKs call it: an error of the model binding looks like a list.
    inner = document.get("value")
    source = inner if isinstance(inner, Mapping) else document
    message = source.get("message") or source.get("Message")
    if not isinstance(message, str):
        return None
    return Fault(message[:LONGEST_TEXT], _type_key(source), tuple(_validation_results(source)))


def _type_key(source: Mapping[str, Any]) -> str | None:
    if source.get("typeKey"):
        return str(source["typeKey"])
    # A raw .NET exception has the whole name of its class.
    class_name = source.get("ClassName")
    return str(class_name).rpartition(".")[2] if class_name else None


def _validation_results(source: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Yield what a validation found: in the envelope's custom properties, or in a raw .NET exception (2017)."""
    properties = source.get("customProperties")
    holders = [source, properties] if isinstance(properties, Mapping) else [source]
    for holder in holders:
        results = holder.get("ValidationResults")
        for result in results if isinstance(results, list) else []:
            # A .NET exception spells the keys of what it carries as .NET does.
            plain = {str(key).lower(): value for key, value in result.items()} if isinstance(result, Mapping) else {}
            if isinstance(plain.get("message"), str):
                yield {"result": _severity(plain.get("result")), "message": plain["message"][:LONGEST_TEXT]}


def _severity(result: Any) -> str:
    return _SEVERITIES.get(str(result).lower(), "error")


_SEVERITIES: Mapping[str, str] = {"ok": "ok", "0": "ok", "warning": "warning", "1": "warning"}
