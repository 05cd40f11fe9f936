# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definition_export``: the pipelines of a project as a folder of files that declare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import listing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.choosing import (
    chosen,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.files import (
    secrets_in,
    text_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.left_over import (
    refuse_foreign,
    stale_files,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.own_project import (
    in_any_project,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.places import (
    Identity,
    place_of,
    places_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    read_tagged,
    says_no_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.planning import (
    Planner,
    Policy,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.queries import (
    exported,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import AmbiguousNameError
from ansible_collections.devops.release_management.plugins.module_utils._files.texts import bring_texts, plan_texts
from ansible_collections.devops.release_management.plugins.module_utils._files.tree import base_of
from ansible_collections.devops.release_management.plugins.module_utils._libraries import require_yaml
from ansible_collections.devops.release_management.plugins.module_utils._names import first_few
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]
Options = dict[str, Any]


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Write the definitions of a project that pass the filters into a folder, each as a file of its options.

    Nothing is written before all of them are read.

    :param params: the options of the module ``release_definition_export``.
    :return: its result has what `bring_texts` says, and ``stale`` and ``secrets``.
    :raises LocalFileError: something cannot be written, or a file is there that no export wrote.
    """
    require_yaml()
    dest = params["dest"]
    # What cannot be written is known before a thousand definitions are read.
    run.host.check_attributes(base_of(dest))
    project = list(client.pages("release_definitions.list"))
    places = places_of(_distinct(project))
    options = {
        # Somebody may have renamed it since it was listed.
        places.get(identity := Identity.of(said)) or place_of(identity): said
        for said in _read(chosen(project, params, client), client, run, params["concurrency"])
    }
    stale = stale_files(dest, {*places.values(), *options})
    surplus, kept = (stale, []) if params.get("prune") else ([], stale)
    texts = {place: text_of(said) for place, said in options.items()}
    plan = plan_texts(texts, surplus, dest, "export")
    refuse_foreign(plan)
    secrets = {place: found for place in sorted(options) if (found := list(secrets_in(options[place])))}
    _warn(run, options, kept, secrets)
    outcome = bring_texts(plan, run)
    outcome.result["stale"] = kept
    outcome.result["secrets"] = [{"file": place, "options": found} for place, found in secrets.items()]
    return outcome


def _distinct(project: Sequence[Document]) -> Iterator[Identity]:
    seen: set[Identity] = set()
    for identity in map(Identity.of, project):
        if identity in seen:
            raise AmbiguousNameError(
                f"There are two release definitions named {identity.name} in the folder {identity.path}, which cannot both"
                " have a file. Rename one of them."
            )
        seen.add(identity)
        yield identity


def _read(entries: Iterable[Document], client: Client, run: Run, threads: int) -> Iterator[Options]:
    """Read definitions as options, some at a time; without those that somebody deleted meanwhile."""
    planner = Planner(client, catalogue_of(client), run, Policy())
    own = planner.own_project()

    def options_of(entry: Document) -> Options:
        return in_any_project(exported(planner, read_tagged(client, entry["id"])), own)

    found = listing.with_parts(entries, {"options": options_of}, says_no_definition, threads)
    return (parts["options"] for _entry, parts in found)


def _warn(run: Run, files: Mapping[str, Options], stale: Sequence[str], secrets: Mapping[str, Sequence[str]]) -> None:
    if not files:
        run.warn("No release pipeline passes the filters, so no file was written.")
    if stale:
        run.warn(
            "There are files of release pipelines that the project does not have any more. Whoever applies the folder"
            f" creates these again: {first_few(stale)}. Pruning removes them."
        )
    if secrets:
        run.warn(
            "Secrets have no value in the files. Nothing is needed for the pipelines that are there; supply the values"
            " before a file creates its pipeline elsewhere: "
            + first_few(f"{place} ({', '.join(options)})" for place, options in secrets.items())
            + "."
        )
