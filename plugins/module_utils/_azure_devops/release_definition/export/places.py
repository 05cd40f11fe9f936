# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the file of a release definition is in an export: its folder and its name, as they are as far as possible.

A place says no less than the definition's folder and name, so no two share one, on file systems of any kind: characters
that some of them refuse, and what has a meaning there or to whoever reads the folder, are written as ``%`` and the
number of the byte, as in a web address.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs

SUFFIX = ".yml"

_MOST_BYTES = 200
"""How long a name may be: file systems take 255 bytes, some of them less."""

_REFUSED = frozenset('<>:"/\\|?*%')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{kind}{digit}" for kind in ("com", "lpt") for digit in "0123456789¹²³"}
)
"""Names that Windows keeps for itself, with any suffix."""
_INVISIBLE = ("C", "Zl", "Zp")
"""Categories of characters that nobody sees in a name, or that no text can have."""


@dataclass(frozen=True)
class Identity:
    """What tells a definition from the others of its project, as the server spells it."""

    path: str
    name: str

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Identity:
        """That of a document, or of options. The first servers have no folders: all is in the root."""
        return cls(codecs.spelled_folder(str(said.get("path") or "")), str(said.get("name")))


def places_of(identities: Iterable[Identity]) -> dict[Identity, str]:
    """The place of each definition of a project, below the folder of the export.

    Two whose names file systems may take for the same one (as those of some take ``ß`` for ``ss``) each get a mark of
    their own. It depends on nothing else, so that a place stays what it is.
    """
    spelled = {identity: place_of(identity) for identity in identities}
    sharing: dict[str, list[Identity]] = {}
    for identity, place in spelled.items():
        sharing.setdefault(as_some_see_it(place), []).append(identity)
    twins = {identity for same in sharing.values() if len(same) > 1 for identity in same}
    return {identity: marked_place_of(identity) if identity in twins else spelled[identity] for identity in spelled}


def place_of(identity: Identity) -> str:
    """The place of a definition whose name is like no other one."""
    return "/".join([*_folders(identity), _shortened(_encoded(identity.name)) + SUFFIX])


def marked_place_of(identity: Identity) -> str:
    """The place of a definition that has a twin."""
    name = _shortened(_encoded(identity.name), _digest(f"{identity.path}\\{identity.name}"))
    return "/".join([*_folders(identity), name + SUFFIX])


def as_some_see_it(place: str) -> str:
    """A place as a file system knows it that tells neither cases nor ways to compose a character apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", place).casefold())


def _folders(identity: Identity) -> list[str]:
    return [_folder(part) for part in identity.path.split("\\") if part]


def _folder(name: str) -> str:
    """A folder must not be where a file of its name is to be."""
    encoded = _shortened(_encoded(name))
    if not encoded.casefold().endswith(SUFFIX):
        return encoded
    stem, suffix = encoded[: -len(SUFFIX)], encoded[-len(SUFFIX) :]
    return stem + _escape(suffix[0]) + suffix[1:]


def _encoded(name: str) -> str:
    is_composed = unicodedata.normalize("NFC", name) == name
    last = len(name) - 1
    text = "".join(
        _escape(character)
        if _is_refused(character)
        or (index == 0 and character in "._")
        or (index in (0, last) and character == " ")
        or (index == last and character == ".")
        or (not is_composed and not character.isascii())
        else character
        for index, character in enumerate(name)
    )
    if text.partition(".")[0].rstrip().casefold() in _DEVICES:
        text = _escape(text[0]) + text[1:]
    return text


def _is_refused(character: str) -> bool:
    return character in _REFUSED or unicodedata.category(character).startswith(_INVISIBLE)


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", errors="surrogatepass"))


def _shortened(encoded: str, mark: str = "") -> str:
    """A name that is not too long; what was cut off is in a mark that depends on all of it."""
    if len(encoded.encode()) > _MOST_BYTES:
        mark = mark or _digest(encoded)
        encoded = encoded.encode()[:_MOST_BYTES].decode(errors="ignore")
        # No half of an escaped byte.
        cut = encoded.rfind("%", -2)
        encoded = encoded[:cut] if cut >= 0 else encoded
    return f"{encoded}~{mark}" if mark else encoded


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:12]
