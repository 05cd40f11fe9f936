# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists and maps of a document that somebody wrote, where its shape has the other of them.

To merge such a document would be to take a list for empty, and so to wipe what was there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import (
    KeyedList,
    MapOf,
    Object,
    Sequential,
    SetOf,
    Shape,
    Switch,
)

_A_LIST, _A_MAP = "must be a list", "must be a map"
# What a portal export has for an object that is nobody and nothing.
_PLACEHOLDERS = ("", "{}")


def wrong_containers(shape: Shape, document: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the place (such as ``environments[1].conditions``) of each wrong container, and what it must be.

    Null is as good as absent.
    """
    if document is None:
        return
    if isinstance(shape, (KeyedList, Sequential)):
        yield from _in_list(shape.entry, document, path)
    elif isinstance(shape, SetOf):
        yield from _in_list(None, document, path)
    elif isinstance(shape, (MapOf, Object, Switch)):
        yield from _in_map(shape, document, path)


def _in_list(entry: Shape | None, document: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(document, (list, tuple)):
        yield path, _A_LIST
        return
    for index, value in enumerate(document if entry is not None else ()):
        place = f"{path}[{index}]"
        if value is None and isinstance(entry, (Object, Switch)):
            yield place, _A_MAP
        elif entry is not None:
            yield from wrong_containers(entry, value, place)


def _in_map(shape: MapOf | Object | Switch, document: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(document, Mapping):
        is_plain = isinstance(shape, Object) and shape.or_plain and not isinstance(document, (list, tuple))
        if not is_plain and document not in _PLACEHOLDERS:
            yield path, _A_MAP
    elif isinstance(shape, Switch):
        yield from wrong_containers(shape.choose(document), document, path)
    elif isinstance(shape, MapOf):
        for key, value in document.items():
            yield from wrong_containers(shape.entry, value, f"{path}.{key}")
    else:
        for key, field in shape.fields.items():
            yield from wrong_containers(field, document.get(key), f"{path}.{key}")
