# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of pipelines, one a file: what is shared between them laid under each, before anything is templated.

Nothing here knows what the options mean, but for ``environments`` and their names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.places import overlay

Options = dict[str, Any]

SUFFIXES = (".yml", ".yaml", ".json")
DEFAULTS, ENVIRONMENTS, TEMPLATES = "_defaults", "_environments", "_templates"
TEMPLATE, VALUES = "template", "values"
_STAGES = ("environments", "stages")


@dataclass(frozen=True)
class PipelineFile:
    """A pipeline as its file, templates and defaults say it, with Jinja expressions as they are.

    :ivar place: the file, below the folder.
    :ivar options: those of ``release_definition``.
    :ivar values: what its expressions know as ``values``.
    """

    place: str
    options: Options
    values: Options


class PipelineFolder:
    """Reads a folder.

    :param load: reads a YAML or JSON file; raises what has a message for the user.
    """

    def __init__(self, folder: str, load: Callable[[Path], Any]) -> None:
        self._folder = Path(folder)
        self._load = load
        self._read: dict[Path, Options] = {}

    def pipelines(self) -> list[PipelineFile]:
        """All pipelines, in the order of their files.

        :raises DeclarationError: there is no such folder, no pipeline in it, or a file is wrong.
        """
        if not self._folder.is_dir():
            raise DeclarationError(f"there is no folder {self._folder}")
        found = sorted(path for path in self._folder.rglob("*") if self._is_pipeline(path))
        return [self._pipeline(path) for path in found]

    def _is_pipeline(self, path: Path) -> bool:
        parts = path.relative_to(self._folder).parts
        return path.suffix in SUFFIXES and path.is_file() and not any(part.startswith(("_", ".")) for part in parts)

    def _pipeline(self, path: Path) -> PipelineFile:
        own = self._map(path)
        layers = [*self._shared(DEFAULTS, path), *self._templates(own, path), own]
        options: Options = {}
        for layer in layers:
            options = merged(options, layer)
        place = self._place(path)
        if not options.get("name") and not options.get("id"):
            raise DeclarationError(f"{place}: name is missing")
        values = options.pop(VALUES, {})
        options.pop(TEMPLATE, None)
        stages: Options = {}
        for layer in self._shared(ENVIRONMENTS, path):
            stages = overlay(stages, {str(name).casefold(): said for name, said in layer.items()})
        return PipelineFile(place, with_defaults_of_stages(options, stages, place), values)

    def _shared(self, name: str, path: Path) -> list[Options]:
        """What files of a name say in the folders from the first to that of a pipeline."""
        below = path.relative_to(self._folder).parent.parts
        folders = [self._folder.joinpath(*below[:depth]) for depth in range(len(below) + 1)]
        return [self._map(shared) for folder in folders if (shared := self._file(folder, name)) is not None]

    def _templates(self, own: Options, path: Path) -> list[Options]:
        """The templates of a pipeline, each over the one that it stands on."""
        names = own.get(TEMPLATE) or []
        return [
            layer
            for name in ([names] if isinstance(names, str) else names)
            for layer in self._template(str(name), self._place(path), ())
        ]

    def _template(self, name: str, wanted_by: str, above: tuple[str, ...]) -> list[Options]:
        if name in above:
            raise DeclarationError(f"{wanted_by}: the template {name} stands on itself")
        path = self._file(self._folder / TEMPLATES, name)
        if path is None:
            known = sorted(one.stem for one in (self._folder / TEMPLATES).glob("*") if one.suffix in SUFFIXES)
            there_is = f"There is {', '.join(known)}" if known else f"The folder {TEMPLATES} has none"
            raise DeclarationError(f"{wanted_by}: there is no template {name}. {there_is}")
        content = self._map(path)
        lower = content.get(TEMPLATE) or []
        names = [lower] if isinstance(lower, str) else lower
        place = self._place(path)
        return [*(one for each in names for one in self._template(str(each), place, (*above, name))), content]

    def _file(self, folder: Path, name: str) -> Path | None:
        return next((path for suffix in SUFFIXES if (path := folder / f"{name}{suffix}").is_file()), None)

    def _map(self, path: Path) -> Options:
        if path not in self._read:
            content = self._load(path)
            if not isinstance(content, Mapping):
                raise DeclarationError(f"{self._place(path)}: must be a map of options")
            for key in (VALUES, *_STAGES):
                kind: type = dict if key == VALUES else list
                if content.get(key) is not None and not isinstance(content[key], (kind, str)):
                    raise DeclarationError(f"{self._place(path)}: {key} must be a {'map' if kind is dict else 'list'}")
            self._read[path] = _with_one_word_for_stages(content)
        return self._read[path]

    def _place(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Options:
    """Options over others: maps are joined, stages by their names; any other value takes the place of the one below."""
    joined = overlay(below, above)
    first, second = below.get("environments"), above.get("environments")
    if isinstance(first, list) and isinstance(second, list):
        joined["environments"] = _merged_stages(first, second)
    return joined


def _merged_stages(below: list[Any], above: list[Any]) -> list[Any]:
    """In the order of those below; what only those above have comes after them."""
    own = {_name(stage): stage for stage in above}
    known = {_name(stage) for stage in below}
    kept = [overlay(stage, own[_name(stage)]) if _name(stage) in own else stage for stage in below]
    return kept + [stage for stage in above if _name(stage) not in known]


def with_defaults_of_stages(options: Options, defaults: Mapping[str, Any], place: str) -> Options:
    """Options whose stages stand on what is said of all stages of their name, which is in lower case there."""
    stages = options.get("environments")
    if not defaults or not isinstance(stages, list):
        return options
    for name, said in defaults.items():
        if not isinstance(said, Mapping):
            raise DeclarationError(f"{place}: {ENVIRONMENTS} must have a map of options for {name}")
    return {**options, "environments": [overlay(defaults.get(_name(stage), {}), stage) for stage in stages]}


def _name(stage: Any) -> str:
    return str(stage.get("name", "")).casefold() if isinstance(stage, Mapping) else ""


def _with_one_word_for_stages(content: Mapping[str, Any]) -> Options:
    return {"environments" if key == "stages" else key: value for key, value in content.items()}
