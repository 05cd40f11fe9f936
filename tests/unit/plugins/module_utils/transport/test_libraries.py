# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-ins for absent libraries: plugin files must load without them, and say what is missing when used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ansible_collections.devops.release_management.plugins.module_utils import _libraries
from ansible_collections.devops.release_management.plugins.module_utils._errors import MissingLibraryError

_PLACE = "ansible_collections.devops.release_management.plugins.module_utils"

# Runs where neither library can be imported; the class bodies use what models of pydantic use.
_WITHOUT = f"""
import sys
for name in ("requests", "urllib3", "pydantic"):
    sys.modules[name] = None
from typing import Annotated
from {_PLACE}._libraries import *
from {_PLACE}._libraries import HAS_PYDANTIC, HAS_REQUESTS
from {_PLACE}._errors import MissingLibraryError

Text = Annotated[str, BeforeValidator(str), AfterValidator(str)]

class Inner(BaseModel, frozen=True):
    model_config = ConfigDict(extra="forbid")
    name: Text = Field(default="x", alias="Name")

    @field_validator("name", mode="before")
    @classmethod
    def check(cls, value):
        return value

    @model_validator(mode="after")
    def whole(self):
        return self

maybe = Inner | None
try:
    raise ValidationError("x")
except ValidationError:
    pass

import {_PLACE}._transport.session
import {_PLACE}._azure_devops.connection as connection
assert not HAS_PYDANTIC and not HAS_REQUESTS
try:
    connection.connect({{"organization_url": "https://dev.azure.com/org", "token": "t"}})
except MissingLibraryError as error:
    print(error)
"""


def test_everything_loads_without_the_libraries_and_says_how_to_install_them() -> None:
    path = next(entry for entry in sys.path if entry.endswith(".collections"))
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{sys.executable} -m pip install requests pydantic" in done.stdout


@pytest.mark.parametrize("names", [(), ("requests",), ("requests", "pydantic")])
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]) -> None:
    monkeypatch.setattr(_libraries, "HAS_REQUESTS", False)
    with pytest.raises(MissingLibraryError, match="library requests cannot be imported"):
        _libraries.require_libraries(*names)


def test_a_library_that_is_not_needed_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_libraries, "HAS_PYDANTIC", False)
    _libraries.require_libraries("requests")
