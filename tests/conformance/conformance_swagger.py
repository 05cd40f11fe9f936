# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI documents (Swagger 2.0) of the servers as JSON schemas.

A key that a definition does not have is a finding, unless the tables of differences have it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance_differences import (
    BESIDES,
    DOCUMENTS,
    ELSEWHERE,
    FLAGS,
    INSTEAD,
    NULLS,
    NULLS_SENT,
    UNDOCUMENTED,
    VARIANTS,
    Schema,
)
from conformance_wire import Exchange
from jsonschema import Draft202012Validator, FormatChecker

Nulls = set[tuple[str, str]]

_FORMATS = FormatChecker(formats=())
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?$")
_GUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


@_FORMATS.checks("date-time")
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or bool(_TIME.match(value))


@_FORMATS.checks("uuid")
def _is_guid(value: object) -> bool:
    return not isinstance(value, str) or bool(_GUID.match(value))


@_FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@dataclass(frozen=True)
class Operation:
    """One operation of one document: its route after `_apis/`, and the schemas of body and answer."""

    document: str
    method: str
    route: re.Pattern[str]
    literals: int
    body: Schema | None
    answer: Schema | None

    @property
    def is_list(self) -> bool:
        return (self.answer or {}).get("type") == "array"

    def fits(self, exchange: Exchange) -> bool:
        return self.method == exchange.method and self.route.fullmatch(exchange.resource) is not None


class Specification:
    """The documents of one generation, and what they say about exchanges."""

    def __init__(self, folder: Path, generation: str) -> None:
        self._answers: dict[str, Schema] = {}
        self._requests: dict[str, Schema] = {}
        self._operations: list[Operation] = []
        for name in DOCUMENTS[generation]:
            swagger = _load(folder / name)
            self._answers[name] = _definitions(swagger["definitions"], set(NULLS))
            self._requests[name] = _definitions(swagger["definitions"], {*NULLS, *NULLS_SENT})
            self._operations += _operations(name, swagger)
        self._task_agent = DOCUMENTS[generation][-1]

    def findings(self, exchange: Exchange) -> Iterator[str]:
        """What the documents do not say about an exchange, place by place; of refusals they tell nothing."""
        operation = self._operation(exchange)
        if operation is None:
            if not _is_listed(exchange):
                yield f"{exchange}: no document has this operation"
            return
        if exchange.body is not None and operation.body is not None:
            known = self._requests[operation.document]
            yield from _compare(known, operation.body, exchange.body, f"{exchange} (request)")
        if exchange.status < 300:
            yield from self._answer_findings(operation, exchange)

    def knows(self, exchange: Exchange) -> bool:
        """Whether an operation (or the type of its answer) is in the documents."""
        return self._operation(exchange) is not None

    def _answer_findings(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        schema, answer = operation.answer, exchange.answer
        if schema is None:
            if answer is not None:
                yield f"{exchange}: an answer, where the document has none"
            return
        if schema.get("type") == "array":
            if not isinstance(answer, dict) or set(answer) != {"count", "value"}:
                yield f"{exchange}: no list in an envelope of count and value"
                return
            if answer["count"] != len(answer["value"]):
                yield f"{exchange}: count is {answer['count']} of {len(answer['value'])} entries"
            answer = answer["value"]
        yield from _compare(self._answers[operation.document], schema, answer, str(exchange))

    def _operation(self, exchange: Exchange) -> Operation | None:
        found = [operation for operation in self._operations if operation.fits(exchange)]
        if found:
            # One route may answer with a list or, by a parameter of its query, with one thing.
            is_list = isinstance(exchange.answer, dict) and set(exchange.answer) == {"count", "value"}
            return max(found, key=lambda operation: (operation.literals, operation.is_list == is_list))
        for route, (definition, is_list) in ELSEWHERE.items():
            if exchange.method == "GET" and re.fullmatch(route, exchange.resource, re.IGNORECASE):
                reference = {"$ref": f"#/definitions/{definition}"}
                answer = {"type": "array", "items": reference} if is_list else reference
                return Operation(self._task_agent, "GET", re.compile(route), 0, None, answer)
        return None


def _compare(definitions: Schema, schema: Schema, value: Any, place: str) -> Iterator[str]:
    root = {**_converted(schema), "$defs": definitions}
    for error in Draft202012Validator(root, format_checker=_FORMATS).iter_errors(value):
        for leaf in _leaves(error):
            yield f"{place}: {leaf.json_path}: {leaf.message}"


def _definitions(definitions: dict[str, Schema], nulls: Nulls) -> Schema:
    schemas = {name: _definition(name, definitions, nulls) for name in definitions}
    for base, (field, variants) in VARIANTS.items():
        if base not in definitions:
            continue
        schemas[f"{base}.only"] = schemas[base]
        rest = {"if": {"properties": {field: {"enum": list(variants)}}}, "else": {"$ref": f"#/$defs/{base}.only"}}
        schemas[base] = {
            "required": [field],
            "allOf": [
                rest,
                *(
                    {"if": {"properties": {field: {"const": value}}}, "then": {"$ref": f"#/$defs/{name}"}}
                    for value, name in variants.items()
                ),
            ],
        }
    return schemas


def _definition(name: str, definitions: dict[str, Schema], nulls: Nulls) -> Schema:
    """A definition with what it inherits, closed: no key but those that are known."""
    if name in INSTEAD:
        return INSTEAD[name]
    properties: Schema = {}
    for owner in _lineage(name, definitions):
        for key, schema in definitions[owner].get("properties", {}).items():
            properties[key] = _property(key, schema, may_be_null=(owner, key) in nulls)
        properties.update({key: {} for holder, key in BESIDES if holder == owner})
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _property(key: str, schema: Schema, *, may_be_null: bool) -> Schema:
    converted = FLAGS.get(key) or _converted(schema)
    if not may_be_null:
        return converted
    if "additionalProperties" in converted:
        return {**converted, "additionalProperties": _or_null(converted["additionalProperties"])}
    return _or_null(converted)


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}


def _converted(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/definitions/", "#/$defs/")}
    kept = {key: schema[key] for key in ("type", "enum", "format") if key in schema}
    if "items" in schema:
        kept["items"] = _converted(schema["items"])
    if isinstance(schema.get("additionalProperties"), dict):
        kept["additionalProperties"] = _converted(schema["additionalProperties"])
    return kept


def _lineage(name: str, definitions: dict[str, Schema]) -> list[str]:
    """A definition's bases, the furthest first, and itself."""
    bases = [base["$ref"].rsplit("/", 1)[1] for base in definitions[name].get("allOf", ()) if "$ref" in base]
    return [owner for base in bases for owner in _lineage(base, definitions)] + [name]


def _leaves(error: Any) -> Iterator[Any]:
    """The errors that say something: of alternatives, those of the one that is not null."""
    if not error.context:
        yield error
        return
    for inner in error.context:
        if inner.schema != {"type": "null"}:
            yield from _leaves(inner)


def _is_listed(exchange: Exchange) -> bool:
    return any(
        method in ("*", exchange.method) and re.fullmatch(route, exchange.resource, re.IGNORECASE)
        for method, route in UNDOCUMENTED
    )


@cache
def _load(path: Path) -> Schema:
    return dict(json.loads(path.read_text(encoding="utf-8-sig")))


def _operations(name: str, swagger: Schema) -> Iterator[Operation]:
    for path, methods in {**swagger.get("x-ms-paths", {}), **swagger["paths"]}.items():
        for method, entry in methods.items():
            if method != "parameters" and "_apis/" in path:
                body = next((one["schema"] for one in entry["parameters"] if one.get("in") == "body"), None)
                route, literals = _route(path)
                yield Operation(name, method.upper(), route, literals, body, entry["responses"]["200"].get("schema"))


def _route(path: str) -> tuple[re.Pattern[str], int]:
    """The route as an expression, and how many of its segments are no placeholders."""
    segments = path.split("?")[0].split("_apis/", 1)[1].split("/")
    pattern, literals = "", 0
    for index, segment in enumerate(segments):
        slash = "/" if index else ""
        if segment == "{path}":
            # A folder's path has separators of its own, and may be left out for the root.
            pattern += f"(?:{slash}.+)?"
        elif segment == "{timelineId}":
            # Without it, the newest.
            pattern += f"(?:{slash}[^/]+)?"
        elif segment.startswith("{"):
            pattern += f"{slash}[^/]+"
        else:
            pattern += slash + re.escape(segment)
            literals += 1
    return re.compile(pattern, re.IGNORECASE), literals
