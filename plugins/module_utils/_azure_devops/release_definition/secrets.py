# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of a definition: when their value is sent, and how a change of it is noticed.

A server never shows a secret. So what we set is remembered by a salted, slow digest in the definition's own
properties, readable by whoever may read the definition; a value that matches its digest is not sent again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

PROPERTY = "devops.release_management.secrets"
HIDDEN = "********"
HIDDEN_CHANGE = "******** (changed)"
# Some 10 ms and 4 MiB for one digest: slow enough to spoil guessing, fast enough for a pipeline with many secrets.
_COST = {"n": 4096, "r": 8, "p": 1}
MODES = ("on_change", "on_create", "always")


@dataclass(frozen=True)
class _Pair:
    """A declared variable and the server's.

    :ivar path: under which its digest is kept.
    :ivar said: the same in the declared spelling.
    """

    name: str
    said: str
    path: str
    declared: dict[str, Any]
    actual: dict[str, Any] | None

    @property
    def readable(self) -> str:
        """The value that the server shows of what is declared as a secret."""
        if (
            self.actual is None
            or not rules.flag(self.declared.get("isSecret"))
            or rules.flag(self.actual.get("isSecret"))
        ):
            return ""
        return str(rules.text(self.actual.get("value")))


def plan_secrets(declared: dict[str, Any], actual: Mapping[str, Any] | None, mode: str) -> None:
    """Leave in ``declared`` (a wire document) just those secret values that are to be sent, and note their digests.

    Raises DeclarationError when a secret is to become a plain variable and no value is declared for it.
    """
    kept = digests_of(actual)
    followed = _followed(kept, declared, actual or {})
    # A document may bring digests of its day: ours are those that the server has now.
    (declared.get("properties") or {}).pop(PROPERTY, None)
    notes: dict[str, str | None] = {}
    for pair in _pairs(declared, actual or {}):
        value = pair.declared.get("value")
        if not _is_secret(pair):
            continue
        if not value:
            # Nothing is declared, and a secret is never blanked.
            pair.declared.pop("value", None)
            continue
        is_new = pair.actual is None or not rules.flag(pair.actual.get("isSecret"))
        if mode == "on_create" and is_new:
            # No digest is kept, and one of an older value would be wrong.
            notes[pair.path] = None
        elif is_new or mode == "always" or (mode == "on_change" and not matches(followed.get(pair.path), value)):
            notes[pair.path] = digest(value)
        else:
            del pair.declared["value"]
    noted = {**_still_meant(followed, declared, actual or {}), **notes}
    digests = {path: text for path, text in noted.items() if text is not None}
    if (notes or followed != kept) and digests != kept:
        declared.setdefault("properties", {})[PROPERTY] = json.dumps(digests, sort_keys=True)


def _followed(kept: Mapping[str, str], declared: Mapping[str, Any], actual: Mapping[str, Any]) -> dict[str, str]:
    """The digests by the names that the stages will have, whether their variables are declared or not."""
    renamed = {f"environments.{old}.": f"environments.{new}." for old, new in _renamed(declared, actual)}
    followed = {}
    for path, text in kept.items():
        old = next((prefix for prefix in renamed if path.startswith(f"{prefix}variables.")), "")
        followed[renamed.get(old, "") + path[len(old) :]] = text
    return followed


def _renamed(declared: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for stage, twin in _stages(declared, actual):
        if twin and stage.get("name") and stage["name"] != twin.get("name"):
            yield str(twin.get("name")), str(stage["name"])


def _still_meant(followed: Mapping[str, str], declared: Mapping[str, Any], actual: Mapping[str, Any]) -> dict[str, str]:
    """The digests whose variables are there, or will be."""
    known = {pair.path: "" for pair in _pairs(actual, actual)}
    there = {*_followed(known, declared, actual), *(pair.path for pair in _pairs(declared, actual))}
    return {path: text for path, text in followed.items() if path in there}


def declared_as_plain(options: Mapping[str, Any], actual: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Name and value of variables that options declare as plain ones, while the server keeps them as secrets."""
    for pair in _pairs(options, actual or {}):
        known = pair.actual is not None and rules.flag(pair.actual.get("isSecret")) is True
        if known and pair.declared.get("value") and pair.declared.get("is_secret") is None:
            yield pair.name, pair.declared["value"]


def readable_so_far(declared: Mapping[str, Any], actual: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Name and value of variables that a wire document makes secrets, and that the server has as plain ones."""
    return ((pair.name, pair.readable) for pair in _pairs(declared, actual or {}) if pair.readable)


def declares_secrets(declared: Mapping[str, Any]) -> bool:
    """Whether any value of a secret is declared."""
    return any(
        rules.flag(pair.declared.get("isSecret")) and pair.declared.get("value") is not None
        for pair in _pairs(declared, {})
    )


def digest(value: str, salt: bytes | None = None) -> str:
    """The digest of a value, with its salt, as text."""
    salt = os.urandom(16) if salt is None else salt
    derived = hashlib.scrypt(value.encode(), salt=salt, dklen=32, **_COST)
    return "scrypt$" + base64.b64encode(salt).decode() + "$" + base64.b64encode(derived).decode()


def matches(noted: str | None, value: str) -> bool:
    """Whether a value is the one that a digest was made of."""
    parts = (noted or "").split("$")
    if len(parts) != 3 or parts[0] != "scrypt":
        return False
    try:
        salt = base64.b64decode(parts[1], validate=True)
    except ValueError:
        return False
    return hmac.compare_digest(digest(value, salt).encode(), (noted or "").encode())


def digests_of(document: Mapping[str, Any] | None) -> dict[str, str]:
    """The digests that a definition carries; none where somebody else has spoiled them."""
    noted = ((document or {}).get("properties") or {}).get(PROPERTY)
    text = noted.get("$value") if isinstance(noted, Mapping) else noted
    try:
        found = json.loads(str(text))
    except ValueError:
        return {}
    entries = found.items() if isinstance(found, dict) else ()
    return {path: text for path, text in entries if isinstance(text, str)}


def missing_secrets(wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    """Paths of secrets that a document needs without bringing a value, and that the server does not have.

    A stage goes by its id, or by its name where that id is gone, as it does when such a document is restored.
    """
    return [pair.said for pair in _without_secret(wanted, actual)]


def warnings(declared: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[str]:
    """What becomes of variables that are declared as secrets, without a value, and were none."""
    for pair in _without_secret(declared, actual):
        if pair.readable:
            yield (
                f"{pair.said} becomes a secret with the value that it has, which whoever may read the definition could"
                " read until now. Declare a new value."
            )
        else:
            yield f"{pair.said} is a new secret without a value: the server keeps an empty one until it gets one."


def _without_secret(wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> list[_Pair]:
    known = {stage.get("id") for stage in actual.get("environments") or ()}
    stages = [
        stage if stage.get("id") in known else {**stage, "id": None} for stage in wanted.get("environments") or ()
    ]
    return [
        pair
        for pair in _pairs({**wanted, "environments": stages}, actual)
        if rules.flag(pair.declared.get("isSecret"))
        and not pair.declared.get("value")
        and (pair.actual is None or not rules.flag(pair.actual.get("isSecret")))
    ]


def secret_inputs(options: Any) -> frozenset[str]:
    """The names of task inputs that options mark as secret, at any depth."""
    if isinstance(options, list):
        return frozenset().union(*map(secret_inputs, options))
    if not isinstance(options, Mapping):
        return frozenset()
    inputs = options.get("inputs")
    own = {
        name.casefold()
        for name, entry in (inputs.items() if isinstance(inputs, Mapping) else ())
        if isinstance(entry, Mapping) and entry.get("is_secret")
    }
    return frozenset(own).union(*map(secret_inputs, options.values()))


def without_inputs(shown: Any, names: frozenset[str], mask: str) -> Any:
    """A copy of a diff in which inputs of these names are masked: the server shows what they were before."""
    if isinstance(shown, list):
        return [without_inputs(entry, names, mask) for entry in shown]
    if not isinstance(shown, Mapping):
        return shown
    return {
        key: {name: mask if name.casefold() in names else value for name, value in entry.items()}
        if key == "inputs" and isinstance(entry, Mapping)
        else without_inputs(entry, names, mask)
        for key, entry in shown.items()
    }


def hidden(document: Mapping[str, Any] | None) -> dict[str, Any]:
    """A copy fit to be shown: values of secrets masked, our digests left out."""
    return _replaced(document, lambda value: None if value is None else HIDDEN, digests=False)


def hidden_ahead(actual: Mapping[str, Any], target: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the server's document in which values are masked of what is readable there and a secret in ``target``."""
    copy: dict[str, Any] = json.loads(json.dumps(actual))
    for pair in _pairs(target, copy):
        if pair.actual is not None and pair.readable:
            pair.actual["value"] = HIDDEN
    return copy


def as_read(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy as the server would answer it: no secret has a value."""
    return _replaced(document, lambda _value: None, digests=True)


def _replaced(document: Mapping[str, Any] | None, replace: Callable[[Any], Any], digests: bool) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(document or {}))
    for holder in (copy, *(copy.get("environments") or ())):
        for variable in (holder.get("variables") or {}).values():
            if isinstance(variable, dict) and rules.flag(variable.get("isSecret")) is True:
                variable["value"] = replace(variable.get("value"))
    if not digests and copy.get("properties"):
        copy["properties"].pop(PROPERTY, None)
    return copy


def _is_secret(pair: _Pair) -> bool:
    """A plain value given for a variable that is secret keeps it secret."""
    said = pair.declared.get("isSecret")
    was = pair.actual is not None and rules.flag(pair.actual.get("isSecret")) is True
    if said is None:
        return was
    if was and not rules.flag(said) and pair.declared.get("value") is None:
        raise DeclarationError(
            "is a secret on the server; to make it a plain variable declare its value too", option=pair.said
        )
    return bool(rules.flag(said))


def _pairs(declared: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[_Pair]:
    yield from _variables("", declared, actual)
    for stage, twin in _stages(declared, actual):
        yield from _variables(f"environments.{stage.get('name') or twin.get('name')}.", stage, twin)


def _stages(
    declared: Mapping[str, Any], actual: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each declared stage, and the server's."""
    known = list(actual.get("environments") or [])
    for stage in declared.get("environments") or []:
        yield stage, next((entry for entry in known if _same_stage(stage, entry)), {})


def _same_stage(declared: Mapping[str, Any], actual: Mapping[str, Any]) -> bool:
    if declared.get("id"):
        return bool(declared["id"] == actual.get("id"))
    return bool(rules.folded(declared.get("name")) == rules.folded(actual.get("name")))


def _variables(prefix: str, declared: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[_Pair]:
    known = {name.casefold(): variable for name, variable in (actual.get("variables") or {}).items()}
    for name, variable in (declared.get("variables") or {}).items():
        if isinstance(variable, dict):
            place = f"{prefix}variables."
            yield _Pair(name, f"{place}{name}", f"{place}{name.casefold()}", variable, known.get(name.casefold()))
