# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``build_tag``: the tags of one build."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.choosing import (
    chosen_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    about_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.build import (
    TAGS_IN_ONE_REQUEST,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.removable_tags import (
    check_removable,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    RefusedError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, quoted
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules


@dataclass(frozen=True)
class TaggedBuild:
    """A build and the tags that it has, as the server spells them."""

    id: int
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What is to be done: tags to add as they were declared, tags to remove as the server spells them."""

    add: tuple[str, ...]
    remove: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.add or self.remove)


def ensure_tags(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Bring the tags of a build into the declared state: one request to read, and one to write where it is needed.

    :param params: the options of the module ``build_tag``.
    :raises DeclarationError: the options mean no build, or a tag that cannot be, or that the server cannot remove.
    :raises NotFoundError: there is no such build.
    """
    declared = declared_tags(params["tags"])
    build = find_tagged_build(params, client)
    change = planned(params.get("state", "present"), declared, build.tags)
    if not TAGS_IN_ONE_REQUEST.of(client.generation):
        check_removable(change.remove, client.generation, TAGS_IN_ONE_REQUEST)
    _warn_of_commas(change.add, run)
    kept = predicted(build.tags, change)
    if change and not run.check_mode:
        kept = _changed(client, build, change)
        _warn_of_what_was_not_kept(change, kept, run)
    return Outcome(
        changed=bool(change),
        result={"build_id": build.id, "tags": _in_order(kept)},
        before={"tags": _in_order(build.tags)},
        after={"tags": _in_order(kept)},
    )


# ----------------------------------------------------------------------------------------------------- finding and reading


def find_tagged_build(params: Mapping[str, Any], client: Client) -> TaggedBuild:
    """The build that the options mean, with its tags: one request where its id is given.

    ``build_id``; else ``build_number``; else the build of ``definition`` (and ``path``, ``source_branch``,
    ``result_filter``, ``status_filter``) that was queued last.

    :raises NotFoundError: there is none.
    """
    number = params.get("build_id")
    if number is not None:
        return TaggedBuild(number, tuple(read_tags(client, number)))
    document = chosen_build(params, client)
    # A list has the tags of each build, only not of the XAML builds of old servers.
    tags = document.get("tags")
    return TaggedBuild(document["id"], tuple(read_tags(client, document["id"]) if tags is None else tags))


def read_tags(client: Client, build_id: int) -> list[str]:
    """The tags of a build, in the order of the server.

    :raises NotFoundError: there is no such build.
    """
    with about_build(client, build_id):
        return [str(tag) for tag in client.pages("build_tags.list", build_id=build_id)]


# ------------------------------------------------------------------------------------------------------------ planning


def declared_tags(tags: Iterable[Any]) -> list[str]:
    """The declared tags without outer blanks, each once: for the server two that differ only in case are one.

    :raises DeclarationError: one is empty, no single line, or no text at all.
    """
    declared: dict[str, str] = {}
    for position, tag in enumerate(tags):
        text = str(rules.text(tag)).strip()
        complaint = _complaint(tag, text)
        if complaint:
            raise DeclarationError(complaint, option=f"tags[{position}]")
        declared.setdefault(fold(text), text)
    return list(declared.values())


def _complaint(tag: Any, text: str) -> str | None:
    if tag is None or isinstance(tag, (Mapping, list, tuple)):
        return "a tag must be a text"
    if not text:
        return "a tag cannot be empty"
    if any(unicodedata.category(character) == "Cc" for character in text):
        return "a tag cannot have a line break, a tab or another control character"
    return None


def planned(state: str, declared: Sequence[str], actual: Sequence[str]) -> Change:
    """What brings the actual tags into the declared state; comparison folds case, as the server does."""
    there = {fold(tag) for tag in actual}
    wanted = {fold(tag) for tag in declared}
    missing = tuple(tag for tag in declared if fold(tag) not in there)
    if state == "absent":
        return Change((), tuple(tag for tag in actual if fold(tag) in wanted))
    if state == "exact":
        return Change(missing, tuple(tag for tag in actual if fold(tag) not in wanted))
    return Change(missing, ())


def predicted(actual: Iterable[str], change: Change) -> list[str]:
    """The tags after the change, except that a server spells a tag as it was first spelled in the project."""
    return [*(tag for tag in actual if tag not in change.remove), *change.add]


def _in_order(tags: Iterable[str]) -> list[str]:
    return sorted(tags, key=lambda tag: (fold(tag), tag))


# ------------------------------------------------------------------------------------------------------------- writing


def _changed(client: Client, build: TaggedBuild, change: Change) -> list[str]:
    """Carry out the change and return the tags that the server says the build has now.

    :raises DeclarationError: a tag cannot be removed on this server; nothing was written then.
    """
    kept = list(build.tags)
    is_begun = False
    for operation, sent in _requests(client.generation, change):
        try:
            with about_build(client, build.id), _naming(change):
                answer = client.call(operation, build_id=build.id, **sent)
        except ReleaseManagementError as error:
            if is_begun:
                error.details["reached"] = {"changed": True, "build_id": build.id, "tags": _in_order(kept)}
            raise
        is_begun = True
        listed = answer.get("value") if isinstance(answer, Mapping) else None
        kept = [str(tag) for tag in listed] if isinstance(listed, list) else read_tags(client, build.id)
    return kept


def _requests(generation: Generation, change: Change) -> list[tuple[str, dict[str, Any]]]:
    """The requests that carry out a change: each an operation, and what is sent with it."""
    # In the body, where every character may be.
    addition = [("build_tags.add_all", {"body": list(change.add)})] if change.add else []
    if not change.remove:
        return addition
    if TAGS_IN_ONE_REQUEST.of(generation):
        body = {"tagsToAdd": list(change.add), "tagsToRemove": list(change.remove)}
        return [("build_tags.update", {"body": body})]
    # The only way of the older servers to remove a tag has it in the path.
    return [*addition, *(("build_tags.remove", {"tag": tag}) for tag in change.remove)]


@contextmanager
def _naming(change: Change) -> Iterator[None]:
    """Say in a refusal which tags it is about: the server may not."""
    try:
        yield
    except RefusedError as error:
        if error.option is None:
            error.option = "tags"
            error.message = f"{quoted([*change.add, *change.remove])}: {error.message}"
        raise


# ------------------------------------------------------------------------------------------------------------ warnings


def _warn_of_commas(tags: Iterable[str], run: Run) -> None:
    with_comma = [tag for tag in tags if "," in tag]
    if with_comma:
        run.warn(
            f"The server's filter for tags takes a comma for the end of a tag, so it does not find builds by"
            f" {quoted(with_comma)}."
        )


def _warn_of_what_was_not_kept(change: Change, kept: Iterable[str], run: Run) -> None:
    """Believe the answer, not the status: it lists all tags that the build has."""
    there = {fold(tag) for tag in kept}
    lacking = [tag for tag in change.add if fold(tag) not in there]
    left = [tag for tag in change.remove if fold(tag) in there]
    for tags, fate in ((lacking, "did not keep"), (left, "did not remove")):
        if tags:
            run.warn(f"The server took the request but {fate} {quoted(tags)}. Until that is so, every run changes it.")
