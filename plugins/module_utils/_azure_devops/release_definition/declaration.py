# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a task declares to options: typed options, laid over a whole document where one is given.

A document is another spelling of options. It is read like a definition of the server, so ids, links and noise in it
drop out, portal exports included; what has no option goes through as ``raw``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    SAID_IN_FIELDS,
    says,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.faults import fault_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.names import NoNames
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.conversion import (
    Fit,
    as_declared,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.eras import (
    Era,
    era_of_document,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import validated
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.containers import wrong_containers
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Site

# Lists whose entries go by a name: an entry declared twice, in a document and typed, is one entry.
_KEYED = {"environments": "name", "artifacts": "alias"}
_MAPS = ("properties", "raw", "definition_reference")
# Objects that may be declared in part: the rest of them is still what the document says.
_PARTIAL = frozenset(
    {"execution_policy", "environment_options", "retention_policy", "pre_deploy_approvals", "post_deploy_approvals"}
    | {"pre_deployment_gates", "post_deployment_gates", "options"}
)
# What an entry of a list of the API has nothing of.
_CONTENT = frozenset({"environments", "artifacts", "variables", "triggers"})
# What a build definition has, and no release definition of any generation.
_OF_BUILDS = frozenset({"process", "repository", "buildNumberFormat"})
# Whoever says one of these says who approves.
_WHO_APPROVES = frozenset({"approvers", "is_automated"})


def declared_options(params: Mapping[str, Any], fit: Fit = as_declared) -> dict[str, Any]:
    """The options of content that a task declares: typed ones (with their ``raw``) over those of ``document``.

    :param fit: converts the options of a document for the server.
    Raises DeclarationError with the path of what is wrong.
    """
    typed = validated(ReleaseDefinition, {key: params[key] for key in ReleaseDefinition.model_fields if key in params})
    if params.get("document") is None:
        return typed
    document = _parsed(params["document"])
    _check_containers(document)
    options = options_of(document, "document")
    if document.get("tags"):
        # Servers up to 2019 always say [] here; tags have an endpoint of their own.
        options["tags"] = list(document["tags"])
    kept = {key: value for key, value in options.items() if key not in typed or _is_joined(key)}
    return _over(*_paired(fit(kept, document, "document"), typed, document))


def _paired(
    kept: dict[str, Any], typed: dict[str, Any], document: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same, in which a stage of the document and a typed one that has its id have one name, the typed one's."""
    names = {stage["id"]: stage.get("name") for stage in document.get("environments") or [] if stage.get("id")}
    by_id = [stage["id"] for stage in typed.get("environments") or [] if stage.get("id") in names]
    if not by_id:
        return kept, typed
    said = [
        {"name": names[stage["id"]], **stage} if stage.get("id") in by_id else stage for stage in typed["environments"]
    ]
    new_names = {rules.folded(names[stage["id"]]): stage["name"] for stage in said if stage.get("id") in by_id}
    below = [
        {**stage, "name": new_names.get(rules.folded(stage["name"]), stage["name"])} for stage in kept["environments"]
    ]
    return {**kept, "environments": below}, {**typed, "environments": said}


def _check_containers(document: Mapping[str, Any]) -> None:
    """Lists and maps are what they are on the wire, or a declared document would wipe what the server has there."""
    era = era_of_document(document, "document")
    wrong = [
        *wrong_containers(era.definition.shape, era.read(document), "document"),
        *wrong_containers(codecs.TEXTS.shape, document.get("tags"), "document.tags"),
    ]
    if wrong:
        first, sentence = wrong[0]
        others = "".join(f"; {era.place(place)}: {text}" for place, text in wrong[1:])
        raise DeclarationError(f"{sentence}{others}", option=era.place(first))


def options_of(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The options that a whole API document declares. Raises DeclarationError with a path that begins with ``path``."""
    era = era_of_document(document, path)
    document = era.read(document)
    if document.get("environments") is not None:
        stages = sorted(map(_without_placeholders, document["environments"]), key=_rank)
        document = {**document, "environments": stages}
    try:
        options = era.definition.to_option(document, Site("", NoNames()))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DeclarationError(
            "is not laid out as the API returns a release definition: a list or a map is missing where one belongs",
            option=path,
        ) from None
    return _with_what_servers_leave_out(validated(ReleaseDefinition, options, path), document, era)


def _with_what_servers_leave_out(options: dict[str, Any], document: Mapping[str, Any], era: Era) -> dict[str, Any]:
    """A whole document says no by leaving a flag out, where an option that is not given says nothing."""
    for holder in (options, *(options.get("environments") or [])):
        for name, variable in (holder.get("variables") or {}).items():
            # Without a value it may be a secret, which is not to get lost.
            plain = {"is_secret": False} if variable.get("value") is not None else {}
            holder["variables"][name] = {**plain, "allow_override": False, **variable}
    idle = {key: usual for key, usual in era.definition.idle.items() if document.get(key) == usual}
    return {**options, "raw": {**idle, **(options.get("raw") or {})}} if idle else options


def _without_placeholders(stage: Mapping[str, Any]) -> dict[str, Any]:
    """A stage of a portal export says ``"{}"`` for a person, which is nobody's name."""
    return {key: value for key, value in stage.items() if key != "owner" or isinstance(value, Mapping)}


def _rank(stage: Mapping[str, Any]) -> int:
    rank = rules.number(stage.get("rank"))
    return rank if isinstance(rank, int) else 0


def _parsed(document: Any) -> Mapping[str, Any]:
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError as error:
            raise _not_json(document, error) from None
    if not isinstance(document, Mapping):
        raise DeclarationError("must be one release definition as the API returns it, a map", option="document")
    wrong = _what_else(document)
    if wrong:
        raise DeclarationError(wrong, option="document")
    return document


def _not_json(text: str, error: ValueError) -> DeclarationError:
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return DeclarationError(
            "is a page of HTML or XML. Who asks the API for it and has not signed in, or asks a proxy, may get such a page:"
            " give the release definition as the API returns it, JSON",
            option="document",
        )
    place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its text"
    return DeclarationError(f"is not JSON ({place})", option="document")


def _what_else(document: Mapping[str, Any]) -> str | None:
    """What a document is that is no release definition, and what would be right; None for one that may be one."""
    if not document:
        return "is empty: leave it out, or give a release definition as the API returns it"
    if "environments" in document:
        return None
    if isinstance(document.get("value"), list):
        return "is a list of the API: give one release definition, an entry of its value as it is read by its id"
    fault = None if "name" in document or _CONTENT & set(document) else fault_of(document)
    if fault is not None:
        return (
            f"is an error of the API: {fault.message.rstrip('. ')}. Give the release definition as it is read by its id"
        )
    if _OF_BUILDS & set(document):
        return "is a build definition: give a release definition as the API returns it"
    if "revision" in document and not _CONTENT & set(document):
        return (
            "has no content: it is an entry of a list of the API. Give the release definition as it is read by its id"
        )
    return None


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Options over options of the same object: what can be declared in part is joined, everything else replaced."""
    settled = _settled_by(above)
    joined = {**{key: value for key, value in below.items() if key not in settled}, **above}
    for key in set(below) & set(above):
        joined[key] = _both(key, below[key], above[key])
    return joined


def _settled_by(above: Mapping[str, Any]) -> frozenset[str]:
    """What options below do not say any more, because these say the same in other words."""
    fields = above.get("definition_reference") or {}
    in_fields = {option for option in SAID_IN_FIELDS if says(fields, option)}
    return frozenset(in_fields | (_WHO_APPROVES if _WHO_APPROVES & set(above) else frozenset()))


def _is_joined(key: str) -> bool:
    """Whether a typed option is laid over that of a document, rather than replace it."""
    return key in {*_KEYED, "variables", *_MAPS, *_PARTIAL}


def _both(key: str, below: Any, above: Any) -> Any:
    if key == "artifacts" and any(artifact.get("is_primary") for artifact in above):
        # One of them is: not that of the document any more.
        below = [{name: value for name, value in artifact.items() if name != "is_primary"} for artifact in below]
    if key in _KEYED:
        return _joined(below, above, _KEYED[key])
    if key == "variables":
        return _joined_variables(below, above)
    if key in _MAPS:
        return {**below, **above}
    return _over(below, above) if key in _PARTIAL else above


def _joined_variables(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """What a typed variable leaves out is what the document says: a secret of it stays one, whoever gives its value."""
    said = {name.casefold(): name for name in above}
    standing = {said.get(name.casefold(), name): variable for name, variable in below.items()}
    return {**standing, **{name: _over(standing.get(name, {}), variable) for name, variable in above.items()}}


def _joined(below: list[dict[str, Any]], above: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    said = {str(entry.get(name)).casefold(): entry for entry in above}
    known = {str(entry.get(name)).casefold() for entry in below}
    return [
        _over(entry, said[str(entry.get(name)).casefold()]) if str(entry.get(name)).casefold() in said else entry
        for entry in below
    ] + [entry for entry in above if str(entry.get(name)).casefold() not in known]
