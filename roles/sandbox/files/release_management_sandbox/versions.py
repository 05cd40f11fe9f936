# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which API version a request asks for, and whether the resource answers it.

The messages are those of the actions runner's resource file, the rules those of Microsoft's SDKs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from release_management_sandbox.errors import ApiError
from release_management_sandbox.generations import ApiVersion, Generation, RequestedVersion, parse_version
from release_management_sandbox.routing import Resource

_ACCEPT_PARAMETER = re.compile(r"api-version\s*=\s*\"?([^;,\"\s]+)", re.IGNORECASE)
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def requested_version(query: Mapping[str, str], accept: str) -> str | None:
    """The version as written in the query, or else in the Accept header."""
    if query.get("api-version"):
        return query["api-version"]
    match = _ACCEPT_PARAMETER.search(accept)
    return match[1] if match else None


def negotiate(text: str | None, method: str, resource: Resource, generation: Generation) -> str:
    """The version that the answer echoes. Raises ApiError (400) as the server does.

    [I] A GET without a version is answered with the newest released one, or the newest preview of what is in preview.
    """
    if text is None:
        if method not in _READS:
            raise _not_specified(method)
        return resource.newest(generation)
    requested = parse_version(text)
    if requested is None:
        raise _out_of_range(text, generation)
    if requested.version > generation.maximum:
        raise _out_of_range(text, generation)
    if not resource.since <= requested.version <= resource.maximum(generation):
        raise _outside_route(text, resource)
    _check_preview(requested, resource, generation)
    return text


def number_of(version: str) -> ApiVersion:
    """The number of a version that was negotiated, without its flag."""
    known = parse_version(version)
    if known is None:
        raise ValueError(version)
    return known.version


def _check_preview(requested: RequestedVersion, resource: Resource, generation: Generation) -> None:
    released = resource.released(generation)
    if requested.preview is None:
        if released is None or requested.version > released:
            raise _preview_needed(requested)
        return
    if requested.preview > resource.number(generation):
        raise _out_of_range(requested.text, generation)


def _error(type_key: str, message: str) -> ApiError:
    return ApiError(400, type_key, message)


def _not_specified(method: str) -> ApiError:
    return _error(
        "VssVersionNotSpecifiedException",
        f'No api-version was supplied for the "{method}" request. The version must be supplied either as part of the '
        'Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").',
    )


def _out_of_range(text: str, generation: Generation) -> ApiError:
    return _error(
        "VssVersionOutOfRangeException",
        f"The requested REST API version of {text} is out of range for this server. "
        f"The latest REST API version this server supports is {generation.maximum}.",
    )


def _outside_route(text: str, resource: Resource) -> ApiError:
    return _error(
        "VssVersionOutOfRangeException",
        f"The request matched route {resource.template}, but the requested REST API version {text} was outside the "
        "valid version range for this route.",
    )


def _preview_needed(requested: RequestedVersion) -> ApiError:
    return _error(
        "VssInvalidPreviewVersionException",
        f'The requested version "{requested.text}" of the resource is under preview. The -preview flag must be '
        f'supplied in the api-version for such requests. For example: "{requested.version}-preview"',
    )
