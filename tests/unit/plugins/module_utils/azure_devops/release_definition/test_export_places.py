# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the files of an export are: readable, possible on every file system, and no two the same on any."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.places import (
    Identity,
    place_of,
    places_of,
)


@pytest.mark.parametrize(
    ("path", "name", "place"),
    [
        ("\\", "MyShuttle.CD", "MyShuttle.CD.yml"),
        ("\\Web\\Shop", "Fabrikam Website", "Web/Shop/Fabrikam Website.yml"),
        ("\\Größe", "Größe 🚀", "Größe/Größe 🚀.yml"),
        ("\\", "a/b\\c:d*e?f\"g<h>i|j", "a%2Fb%5Cc%3Ad%2Ae%3Ff%22g%3Ch%3Ei%7Cj.yml"),
        ("\\", "100%", "100%25.yml"),
        ("\\", "%3A", "%253A.yml"),
        ("\\", "_defaults", "%5Fdefaults.yml"),
        ("\\_templates", ".gitignore", "%5Ftemplates/%2Egitignore.yml"),
        ("\\..", "..", "%2E%2E/%2E%2E.yml"),
        ("\\ends. ", " begins", "ends.%20/%20begins.yml"),
        ("\\aux", "Con.Backup", "%61ux/%43on.Backup.yml"),
        ("\\", "lpt1", "%6Cpt1.yml"),
        ("\\", "console", "console.yml"),
        ("\\Shop.YML", "Web", "Shop%2EYML/Web.yml"),
        ("\\", "line\nbreak\ttab\u202ebidi\u200b", "line%0Abreak%09tab%E2%80%AEbidi%E2%80%8B.yml"),
        ("\\", "e\u0301", "e%CC%81.yml"),
        ("\\", "\ud800", "%ED%A0%80.yml"),
    ],
)  # fmt: skip
def test_a_name_is_kept_as_far_as_it_can_be(path: str, name: str, place: str) -> None:
    assert place_of(Identity(path, name)) == place


def test_a_long_name_is_cut_off_and_told_from_others_that_begin_alike() -> None:
    for letter in "xüあ?":
        first, second = (place_of(Identity("\\", letter * 255 + end)) for end in "ab")
        assert first != second
        assert max(len(place.encode()) for place in (first, second)) <= 255
        assert first[0] == ("%" if letter == "?" else letter)
        assert first.count("%3") == first.count("%3F")


TWINS = [Identity("\\Web", "Straße"), Identity("\\web", "STRASSE"), Identity("\\Web", "Other")]


def test_names_that_a_file_system_may_take_for_one_get_a_mark_of_their_own() -> None:
    places = places_of(TWINS)
    assert places[TWINS[2]] == "Web/Other.yml"
    assert places[TWINS[0]].startswith("Web/Straße~")
    assert places[TWINS[1]].startswith("web/STRASSE~")
    # Whoever else is there, and in whichever order: the place stays.
    assert places_of(TWINS[1::-1]) == {twin: places[twin] for twin in TWINS[:2]}


PARTS = st.text(st.sampled_from("aAbßẞsS.:%_~ -*\\/üu\u0308İıｅ…\0") | st.characters(), min_size=1, max_size=12)
IDENTITIES = st.builds(
    lambda folders, name: Identity("\\" + "\\".join(part.replace("\\", "").replace("/", "") or "x" for part in folders), name),
    st.lists(PARTS, max_size=2),
    PARTS,
)  # fmt: skip


def as_windows_and_macs_see(place: str) -> set[str]:
    return {place.upper(), place.lower(), unicodedata.normalize("NFD", unicodedata.normalize("NFD", place).casefold())}


@given(st.lists(IDENTITIES, max_size=8, unique=True))
def test_no_two_are_the_same_anywhere(identities: list[Identity]) -> None:
    places = places_of(identities)
    assert set(places) == set(identities)
    seen: list[set[str]] = [as_windows_and_macs_see(place) for place in places.values()]
    for index, one in enumerate(seen):
        assert not any(one & other for other in seen[:index])


@given(IDENTITIES)
def test_every_part_is_one_that_all_file_systems_take(identity: Identity) -> None:
    *folders, name = place_of(identity).split("/")
    for part in [*folders, name]:
        assert part
        assert part[0] not in "._ "
        assert part[-1] not in ". "
        assert not set(part) & set('<>:"\\|?*')
        assert not any(unicodedata.category(character)[0] == "C" for character in part)
        assert unicodedata.normalize("NFC", part) == part
        assert len(part.encode()) <= 255
    assert name.endswith(".yml")
    # A folder is never where a file is to be.
    assert not any(folder.casefold().endswith(".yml") for folder in folders)
