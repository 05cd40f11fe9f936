# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a definition may refer to: the answers to "is there such a …" in one project."""

from __future__ import annotations

from dataclasses import dataclass

from release_management_sandbox import tasks
from release_management_sandbox.people import People
from release_management_sandbox.store import COLLECTION, Document, Store, fold


@dataclass(frozen=True)
class Catalogue:
    """Looks things up in the store for the project with this id."""

    store: Store
    people: People
    project_id: str

    def has_queue(self, queue_id: int) -> bool:
        return self.store.get("queue", self.project_id, queue_id) is not None

    def has_deployment_group(self, group_id: int) -> bool:
        return self.store.get("deployment_group", self.project_id, group_id) is not None

    def has_variable_group(self, group_id: int) -> bool:
        return self.store.get("variable_group", self.project_id, group_id) is not None

    def has_endpoint(self, endpoint_id: str) -> bool:
        return self.store.get("service_endpoint", self.project_id, endpoint_id) is not None

    def has_person(self, identity_id: str) -> bool:
        return self.people.find(identity_id) is not None

    def task(self, task_id: str, version: str) -> Document | None:
        return tasks.matching_version(tasks.tasks_by_id().get(task_id.lower(), []), version)

    def task_group(self, group_id: str, version: str) -> Document | None:
        group = self.store.get("task_group", self.project_id, group_id)
        return tasks.matching_version([group] if group else [], version)

    def project(self, project_id: str) -> Document | None:
        return self.store.get("project", COLLECTION, project_id)

    def build_definition(self, project_id: str, definition_id: str) -> Document | None:
        if not definition_id.isdecimal():
            return None
        return self.store.get("build_definition", project_id, int(definition_id))

    def repository(self, project_id: str, repository_id: str) -> Document | None:
        return self.store.get("repository", project_id, repository_id)

    def folder(self, path: str) -> Document | None:
        return self.store.get("release_folder", self.project_id, path)

    def definition_ids_named(self, name: str, path: str) -> set[int]:
        """The definitions of this name in this folder, whatever the case of either."""
        found = self.store.named("release_definition", self.project_id, name)
        return {one["id"] for one in found if fold(one["path"]) == fold(path)}
