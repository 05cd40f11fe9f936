# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The third-party libraries of the collection, imported in this one place.

Ansible imports plugins where requests and pydantic may be absent: to read documentation, to test imports, on a target
before anything is installed. So each import is guarded, and stand-ins make class bodies and decorators work; call
`require_libraries` before anything is done with them.
"""

from __future__ import annotations

import gc
import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import MissingLibraryError

# In a controller all of Ansible is in memory by now, and stays. Without this the collector walks through it again and
# again while the libraries are imported, and with every result of a loop: a sixth of the time of a loop of 50.
gc.freeze()

if TYPE_CHECKING:
    import requests
    import urllib3
    import yaml
    from pydantic import (
        AfterValidator,
        BaseModel,
        BeforeValidator,
        ConfigDict,
        Field,
        ValidationError,
        field_validator,
        model_validator,
    )
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
    from urllib3.util.retry import Retry

    HAS_REQUESTS: bool
    HAS_PYDANTIC: bool
    HAS_YAML: bool
else:

    class _StandIn:
        """Works wherever a class body needs a name of an absent library: base class, decorator, annotation, call."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        def __init_subclass__(cls, **kwargs: Any) -> None:
            pass

        def __class_getitem__(cls, item: Any) -> type[_StandIn]:
            return cls

        def __call__(self, decorated: Any = None, *args: Any, **kwargs: Any) -> Any:
            return decorated

    class _ErrorStandIn(Exception):
        """Takes the place of an exception class in `except` clauses."""

    try:
        import requests
        import urllib3
        from requests.adapters import HTTPAdapter
        from requests.auth import AuthBase
        from urllib3.util.retry import Retry

        HAS_REQUESTS = True
    except ImportError:
        requests = urllib3 = None
        HTTPAdapter = AuthBase = Retry = _StandIn
        HAS_REQUESTS = False

    # ansible-core brings PyYAML to a controller; a target may be without it.
    try:
        import yaml

        HAS_YAML = True
    except ImportError:
        yaml = None
        HAS_YAML = False

    try:
        from pydantic import (
            AfterValidator,
            BaseModel,
            BeforeValidator,
            ConfigDict,
            Field,
            ValidationError,
            field_validator,
            model_validator,
        )

        HAS_PYDANTIC = True
    except ImportError:
        AfterValidator = BaseModel = BeforeValidator = Field = _StandIn
        field_validator = model_validator = _StandIn
        ConfigDict = dict
        ValidationError = _ErrorStandIn
        HAS_PYDANTIC = False

__all__ = [
    "HAS_PYDANTIC",
    "HAS_REQUESTS",
    "HAS_YAML",
    "AfterValidator",
    "AuthBase",
    "BaseModel",
    "BeforeValidator",
    "ConfigDict",
    "Field",
    "HTTPAdapter",
    "Retry",
    "ValidationError",
    "field_validator",
    "missing_libraries",
    "model_validator",
    "optional_library",
    "requests",
    "require_libraries",
    "require_yaml",
    "urllib3",
    "yaml",
]


def missing_libraries() -> list[str]:
    """Name the libraries, as pip knows them, that cannot be imported; a pydantic that is too old counts as absent."""
    present = {"requests": HAS_REQUESTS, "pydantic": HAS_PYDANTIC}
    return [name for name, is_there in present.items() if not is_there]


def require_libraries(*names: str) -> None:
    """Raise MissingLibraryError unless the named libraries are there (without a name: all of them)."""
    missing = [name for name in missing_libraries() if not names or name in names]
    if not missing:
        return
    raise MissingLibraryError(
        f"The Python library {' and '.join(missing)} cannot be imported by {sys.executable}."
        f" Install both that this collection needs (pydantic in version 2.7 or later) there:"
        f" {sys.executable} -m pip install requests pydantic"
    )


def require_yaml() -> None:
    """Raise MissingLibraryError unless PyYAML is there."""
    if not HAS_YAML:
        raise MissingLibraryError(
            f"The Python library PyYAML cannot be imported by {sys.executable}."
            f" Install it there: {sys.executable} -m pip install PyYAML"
        )


def optional_library(module: str, distribution: str, purpose: str) -> ModuleType:
    """Import a library that only one way of using the collection needs.

    :param module: its name for Python; `distribution` is the one for pip.
    :param purpose: what needs it, such as ``auth: ntlm``.
    :raises MissingLibraryError: it cannot be imported.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingLibraryError(
            f"{purpose} needs the Python library {distribution}, which cannot be imported by {sys.executable}."
            f" Install it there: {sys.executable} -m pip install {distribution}"
        ) from None
