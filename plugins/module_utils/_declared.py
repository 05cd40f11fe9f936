# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every desired-state model shares: plain values as YAML gives them, and errors that name the option.

A model says which options an object takes and what each may hold. Validated options come out as plain maps: nothing
downstream depends on pydantic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from ansible_collections.devops.release_management.plugins.module_utils._enumeration import Enumeration
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from ansible_collections.devops.release_management.plugins.module_utils._parameters import unknown_option
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules


def _text(value: Any) -> Any:
    if isinstance(value, (Mapping, list, tuple)):
        raise ValueError(f"must be a single value, not a {'map' if isinstance(value, Mapping) else 'list'}")
    return rules.text(value)


def _name(value: Any) -> Any:
    name = _text(value)
    if isinstance(name, str) and not name.strip():
        raise ValueError("must not be empty")
    if isinstance(name, str) and name != name.strip("\r\n"):
        # Another name to the server, so what has the right one would make way for it.
        raise ValueError(
            "must not begin or end with a line break; in YAML a block that begins with |- ends without one"
        )
    return name


def _json(value: Any) -> Any:
    if isinstance(value, (Mapping, list, str)):
        return value
    raise ValueError("must be a map, a list, or JSON as text")


Text = Annotated[str, BeforeValidator(_text)]
"""Text on the wire, whatever YAML made of it: ``true`` is ``"true"``, ``1`` is ``"1"``."""

Flag = Annotated[bool, BeforeValidator(lambda value: rules.flag(value) if isinstance(value, str) else value)]
Count = Annotated[int, Field(ge=0)]
Name = Annotated[str, BeforeValidator(_name)]


def _name_or_number(value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) else _text(value)


Reference = Annotated["int | str", BeforeValidator(_name_or_number)]
"""A name, or the id that it stands for; ``yes`` in YAML is no id, though Python takes it for 1."""

FilledReference = Annotated[Reference, BeforeValidator(lambda value: value if isinstance(value, int) else _name(value))]
"""The same, and not empty."""

Json = Annotated[Any, BeforeValidator(_json)]


def member(enumeration: Enumeration) -> Any:
    """The validator of an option that takes a member of an enumeration, in any of its spellings."""

    def known(value: Any) -> Any:
        name = enumeration.name_of(value)
        if name is None:
            raise ValueError(f"must be one of {', '.join(enumeration.names)}")
        return name

    return BeforeValidator(known)


def distinct_names(what: str) -> Any:
    """The validator of a map by names that servers fold: variables, and parameters, which become variables.

    :param what: what has the name, in the singular.
    """

    def distinct(entries: dict[str, Any]) -> dict[str, Any]:
        seen: set[str] = set()
        for name in entries:
            if name.casefold() in seen:
                raise ValueError(f"{name} is there twice: the case of a {what}'s name does not count")
            seen.add(name.casefold())
        return entries

    return AfterValidator(distinct)


def stands_for(option: str) -> Any:
    """The validator of a model for which a plain value stands for a map with this one option."""

    def whole(given: Any) -> Any:
        return given if isinstance(given, dict) else {option: given}

    return model_validator(mode="before")(whole)


class Strict(BaseModel):
    """A map that takes its own keys and no others."""

    model_config = ConfigDict(extra="forbid")


class Declared(Strict):
    """Base of the models of wire objects. ``raw`` takes wire keys for what has no option."""

    raw: dict[str, Any] | None = None


BLANK_SECRET = "is a secret, and would be blanked: its value is null or empty. Give the value, or leave it out"


class Value(Strict):
    """A value that may be a secret, which is never blanked; a plain value stands for ``{value: ...}``."""

    value: Text
    is_secret: Flag | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, given: Any) -> Any:
        if isinstance(given, list):
            raise ValueError("must be a value or a map with value and is_secret, not a list")
        return given if isinstance(given, dict) else {"value": given}

    @model_validator(mode="after")
    def _has_its_secret(self) -> Value:
        if self.is_secret and not self.value:
            raise ValueError(BLANK_SECRET)
        return self


def validated(model: type[Strict], declared: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """The declared options, checked and in canonical types; options that are not given are not there.

    Raises DeclarationError with the path of the (first) wrong option; its message has all of them.
    """
    try:
        return model.model_validate(dict(declared)).model_dump(exclude_none=True)
    except ValidationError as error:
        problems = [
            (_path(path, problem["loc"]), _sentence(model, dict(problem)))
            for problem in error.errors(include_url=False)
        ]
    first, sentence = problems[0]
    others = "".join(f"; {place}: {text}" for place, text in problems[1:])
    raise DeclarationError(f"{sentence}{others}", option=first or None)


def _path(base: str, location: Sequence[int | str]) -> str:
    path = base
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step != "[key]":
            path += f".{step}" if path else step
    return path


def _sentence(model: type[Strict], problem: dict[str, Any]) -> str:
    """What is wrong in one's own words; the value itself may be a secret and is never shown."""
    kind = problem["type"]
    if kind == "extra_forbidden":
        return unknown_option(problem["loc"][-1], _options_at(model, problem["loc"][:-1]))
    if kind == "missing":
        return "is required"
    if kind == "value_error":
        return str(problem["ctx"]["error"])
    return str(problem["msg"]).replace("Input should be", "must be").replace("Value error, ", "")


def _options_at(model: type[Strict], location: Sequence[int | str]) -> list[str]:
    """The options of the model that a location leads to."""
    current: type[Strict] = model
    for step in location:
        if isinstance(step, str) and step in current.model_fields:
            inner = _model_in(current.model_fields[step].annotation)
            current = inner or current
    return list(current.model_fields)


def _model_in(annotation: Any) -> type[Strict] | None:
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
