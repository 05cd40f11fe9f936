# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of pipelines, one a file: what is shared between them laid under each, before anything is templated.

Nothing here knows what the options mean, but for ``environments`` and their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._located import with_names, wrong_places
from ansible_collections.devops.release_management.plugins.module_utils._parameters import in_own_words
from ansible_collections.devops.release_management.plugins.plugin_utils._pipeline_layers import (
    Options,
    folded,
    listed,
    merged,
    name_of,
    one_over_another,
    with_defaults_of_stages,
)

SUFFIXES = (".yml", ".yaml", ".json")
DEFAULTS, ENVIRONMENTS, TEMPLATES = "_defaults", "_environments", "_templates"
TEMPLATE, VALUES = "template", "values"
_KINDS = ((VALUES, dict, "map"), ("environments", (list, str), "list"), ("stages", (list, str), "list"))
"""What some options are in a file. All stages may be one expression; `values` are needed before any is read."""


@dataclass(frozen=True)
class PipelineFile:
    """A pipeline as its file, templates and defaults say it, with Jinja expressions as they are.

    :ivar place: the file, below the folder.
    :ivar options: those of ``release_definition``.
    :ivar values: what its expressions know as ``values``.
    :ivar stands_on: the shared files that say something of it, below the folder.
    :ivar mistakes: the options in these files that there are not: each time the file, and the sentence.
    :ivar unjoined: what is said of stages that only its expressions may have, see `PipelineFolder.with_stages_known`.
    """

    place: str
    options: Options
    values: Options
    stands_on: tuple[str, ...] = ()
    mistakes: tuple[tuple[str, str], ...] = ()
    unjoined: tuple[_Layer, ...] = ()


@dataclass(frozen=True)
class _Layer:
    """What one file says.

    :ivar options: those of a pipeline; or those of stages, by their names.
    :ivar mistakes: sentences on options that there are not, by the stage where the file is one of stages.
    """

    place: str
    options: Options
    mistakes: tuple[tuple[str, str], ...]

    def of_stages(self, names: set[str]) -> _Layer:
        """What it says of some stages, by their folded names."""
        return self._of(name for name in self.options if folded(name) in names)

    def of_other_stages(self, names: set[str]) -> _Layer:
        return self._of(name for name in self.options if folded(name) not in names)

    def _of(self, names: Iterable[str]) -> _Layer:
        said = {name: self.options[name] for name in names}
        return replace(self, options=said, mistakes=tuple(one for one in self.mistakes if one[0] in said))


class PipelineFolder:
    """Reads a folder.

    :param load: reads a YAML or JSON file; raises what has a message for the user.
    :param argument_spec: that of a pipeline, with all that a task may say of one. Files may have aliases, each its own:
        only what has one name can be joined.
    """

    def __init__(
        self, folder: str, load: Callable[[Path], Any], argument_spec: Mapping[str, Any], *, may_be_empty: bool = False
    ) -> None:
        self._folder = Path(folder)
        self._load = load
        self._argument_spec = argument_spec
        self._may_be_empty = may_be_empty
        self._read: dict[Path, _Layer] = {}
        self._stages: set[str] = set()

    def pipelines(self) -> Iterator[PipelineFile]:
        """Yield the pipelines in the order of their files; each is read when it is its turn.

        :raises DeclarationError: there is no such folder, no pipeline in it, or a file is wrong, which is its `option`.
        """
        if not self._folder.is_dir():
            raise DeclarationError(f"there is no folder {self._folder}")
        found = sorted(path for path in self._folder.rglob("*") if self._is_pipeline(path))
        if not found and not self._may_be_empty:
            raise DeclarationError(
                f"there is no pipeline in the folder {self._folder}: no file {', '.join(SUFFIXES)} whose name, and that of"
                " its folder, begins with neither _ nor a dot"
            )
        for path in found:
            yield self._pipeline(path)

    def unused_stages(self) -> Iterator[tuple[str, str]]:
        """Yield what is said of stages that no pipeline has, after all of these were read: the file and the name."""
        for path, layer in self._read.items():
            if path.stem == ENVIRONMENTS:
                yield from ((layer.place, str(name)) for name in layer.options if folded(name) not in self._stages)

    def _is_pipeline(self, path: Path) -> bool:
        parts = path.relative_to(self._folder).parts
        return (
            path.suffix.lower() in SUFFIXES
            and path.is_file()
            and not any(part.startswith(("_", ".")) for part in parts)
        )

    def _pipeline(self, path: Path) -> PipelineFile:
        own = self._content(path)
        below = [*self._shared(DEFAULTS, path), *self._templates(own)]
        options: Options = {}
        for layer in (*below, own):
            options = merged(options, layer.options)
        names = {name_of(stage) for stage in listed(options)}
        said_of_stages = self._shared(ENVIRONMENTS, path)
        of_stages = [layer.of_stages(names) for layer in said_of_stages]
        mistakes = _told(*below, own, *of_stages)
        if not options.get("name") and not options.get("id"):
            # Perhaps one of these was to be the name.
            place, sentence = next(iter(mistakes), (own.place, "name is missing"))
            raise DeclarationError(sentence, option=place)
        values = options.pop(VALUES, {})
        options.pop(TEMPLATE, None)
        self._stages |= names
        return PipelineFile(
            own.place,
            with_defaults_of_stages(options, _by_stage(of_stages)),
            values,
            stands_on=_saying(*below, *of_stages),
            mistakes=mistakes,
            unjoined=tuple(layer.of_other_stages(names) for layer in said_of_stages) if _may_have_more(options) else (),
        )

    def with_stages_known(self, pipeline: PipelineFile, options: Options) -> tuple[PipelineFile, Options]:
        """Take in that the expressions of a pipeline were read, some of which are stages.

        :param options: those of the pipeline, without expressions.
        :returns: the pipeline with these options; and what its stages stand on yet, by their folded names, with Jinja
            expressions as they are.
        """
        spec = {"environments": self._argument_spec["environments"]}
        try:
            options = in_own_words(options, spec)
        except DeclarationError as error:
            raise DeclarationError(f"{error.option} {error.message}", option=pipeline.place) from None
        names = {name_of(stage) for stage in listed(options)}
        self._stages |= names
        of_stages = [layer.of_stages(names) for layer in pipeline.unjoined]
        known = replace(
            pipeline,
            options=options,
            stands_on=tuple(dict.fromkeys((*pipeline.stands_on, *_saying(*of_stages)))),
            mistakes=tuple(dict.fromkeys((*pipeline.mistakes, *_told(*of_stages)))),
            unjoined=(),
        )
        return known, _by_stage(of_stages)

    def _shared(self, name: str, path: Path) -> list[_Layer]:
        """What files of a name say in the folders from the first to that of a pipeline."""
        below = path.relative_to(self._folder).parent.parts
        folders = [self._folder.joinpath(*below[:depth]) for depth in range(len(below) + 1)]
        return [self._map(shared) for folder in folders if (shared := self._file(folder, name)) is not None]

    def _templates(self, own: _Layer) -> list[_Layer]:
        """The templates of a pipeline, each over the one that it stands on."""
        return [layer for name in _templates_of(own) for layer in self._template(name, own.place, ())]

    def _template(self, name: str, wanted_by: str, above: tuple[str, ...]) -> list[_Layer]:
        if name in above:
            raise DeclarationError(f"the template {name} stands on itself", option=wanted_by)
        path = self._file(self._folder / TEMPLATES, name)
        if path is None:
            known = sorted(one.stem for one in (self._folder / TEMPLATES).glob("*") if one.suffix in SUFFIXES)
            there_is = f"There is {', '.join(known)}" if known else f"The folder {TEMPLATES} has none"
            raise DeclarationError(f"there is no template {name}. {there_is}", option=wanted_by)
        layer = self._map(path)
        below = (one for each in _templates_of(layer) for one in self._template(each, layer.place, (*above, name)))
        return [*below, layer]

    def _file(self, folder: Path, name: str) -> Path | None:
        return next((path for suffix in SUFFIXES if (path := folder / f"{name}{suffix}").is_file()), None)

    def _map(self, path: Path) -> _Layer:
        """What a file says that several pipelines share."""
        if path not in self._read:
            self._read[path] = self._content(path)
        return self._read[path]

    def _content(self, path: Path) -> _Layer:
        content = self._load(path)
        place = path.relative_to(self._folder).as_posix()
        if not isinstance(content, Mapping):
            raise DeclarationError("must be a map of options", option=place)
        for key, kinds, told in _KINDS:
            if content.get(key) is not None and not isinstance(content[key], kinds):
                raise DeclarationError(f"{key} must be a {told}", option=place)
        options = self._in_own_words(content, place, is_of_stages=path.stem == ENVIRONMENTS)
        seen: set[str] = set()
        for stage in listed(options):
            if name_of(stage) in seen and name_of(stage):
                raise DeclarationError(f"there are two environments named {stage['name']}", option=place)
            seen.add(name_of(stage))
        return _Layer(place, options, tuple(self._mistakes(options, is_of_stages=path.stem == ENVIRONMENTS)))

    def _mistakes(self, said: Options, *, is_of_stages: bool) -> Iterator[tuple[str, str]]:
        """Yield a sentence on each option that there is not, by the stage where the file is one of stages."""
        spec: Mapping[str, Any] = {**self._argument_spec, TEMPLATE: {}, VALUES: {}}
        names = [str(stage.get("name", "")) if isinstance(stage, Mapping) else "" for stage in listed(said)]
        parts = {"": said}
        if is_of_stages:
            spec, names, parts = spec["environments"]["options"], [], said
        for stage, options in parts.items():
            for place in wrong_places(_without_texts(options), spec, f"{stage}." if is_of_stages else ""):
                if place.is_unknown:
                    yield stage, f"{with_names(place.option, 'environments', names)}: {place.sentence}"

    def _in_own_words(self, content: Mapping[str, Any], place: str, *, is_of_stages: bool) -> Options:
        spec = self._argument_spec
        try:
            if not is_of_stages:
                return dict(in_own_words(content, spec))
            stages = spec["environments"]["options"]
            for name, said in content.items():
                if not isinstance(said, Mapping):
                    raise DeclarationError("must be a map of options", option=name)
            return {name: in_own_words(said, stages, f"{name}.") for name, said in content.items()}
        except DeclarationError as error:
            raise DeclarationError(f"{error.option} {error.message}", option=place) from None


def _told(*layers: _Layer) -> tuple[tuple[str, str], ...]:
    """The mistakes in some files: each time the file, and the sentence."""
    return tuple(dict.fromkeys((layer.place, sentence) for layer in layers for _stage, sentence in layer.mistakes))


def _saying(*layers: _Layer) -> tuple[str, ...]:
    """The files that say anything."""
    return tuple(dict.fromkeys(layer.place for layer in layers if layer.options))


def _by_stage(layers: Iterable[_Layer]) -> Options:
    """What files say of stages, by their folded names."""
    stages: Options = {}
    for layer in layers:
        for name, said in layer.options.items():
            stages[folded(name)] = one_over_another(stages.get(folded(name)), said)
    return stages


def _may_have_more(options: Options) -> bool:
    """Whether there may be stages whose names are not known before expressions are read."""
    stages = options.get("environments")
    return isinstance(stages, str) or any(
        not isinstance(stage, Mapping) or "{{" in name_of(stage) or "{%" in name_of(stage) for stage in listed(options)
    )


def _without_texts(said: Any) -> Any:
    """Maps and lists as they are, with null for all else: a text may be an expression for a whole map."""
    if isinstance(said, Mapping):
        return {key: _without_texts(value) for key, value in said.items()}
    return [_without_texts(entry) for entry in said] if isinstance(said, list) else None


def _templates_of(layer: _Layer) -> list[str]:
    """The names of the templates that a file stands on."""
    said = layer.options.get(TEMPLATE) or []
    names = [said] if isinstance(said, str) else said
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DeclarationError(f"{TEMPLATE} must be the name of a template, or a list of names", option=layer.place)
    return [str(name) for name in names]
