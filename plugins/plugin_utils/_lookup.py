# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base of the lookups: a query of a resource, asked from a template."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from ansible import constants as C
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.module_utils._performing import (
    Answer,
    Wishes,
    perform,
    refuse,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._arguments import validate
from ansible_collections.devops.release_management.plugins.plugin_utils._omitting import value_of
from ansible_collections.devops.release_management.plugins.plugin_utils._plain import plain
from ansible_collections.devops.release_management.plugins.plugin_utils._sessions import close_clients, shared_client


def _as_lists(direct: Mapping[str, Any], definitions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Take a number for a list of one, as a module does and Ansible's own reading of a lookup's options does not."""
    lists = {
        spelling
        for name, option in definitions.items()
        if option.get("type") == "list"
        for spelling in (name, *(option.get("aliases") or ()))
    }
    return {
        name: [value] if name in lists and isinstance(value, (int, float)) else value for name, value in direct.items()
    }


class ResourceLookup(LookupBase):
    """A lookup names its `resource`, the key of the list in its result, and the options that a term stands for.

    :cvar resource: a query; what the lookup is asked goes through its argument spec.
    :cvar returns: key of the result under which the resource returns a list.
    :cvar name_option: option that a term is given to.
    :cvar id_option: option that a term of digits is given to.
    """

    resource: ClassVar[Resource]
    returns: ClassVar[str]
    name_option: ClassVar[str] = "name"
    id_option: ClassVar[str] = "id"

    def run(self, terms: Any, variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Ask once for each term, or once without any, and return all that was found.

        :raises AnsibleLookupError: with a masked sentence and no traceback.
        """
        options = self._given_options(plain(kwargs), variables or {})
        owner = uuid.uuid4()
        try:
            found: list[Any] = []
            for term_options in [self.options_of(term) for term in plain(terms)] or [{}]:
                found.extend(self._found({**options, **term_options}, owner))
            return found
        finally:
            close_clients(owner)

    def options_of(self, term: Any) -> dict[str, Any]:
        """Say which options a term stands for."""
        return {self.id_option if str(term).isdecimal() else self.name_option: term}

    def _given_options(self, direct: dict[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        definitions: dict[str, dict[str, Any]] = self.option_definitions
        known = {*definitions, *(alias for option in definitions.values() for alias in option.get("aliases") or ())}
        if unknown := sorted(set(direct) - known):
            raise AnsibleLookupError(
                f"{self.ansible_name} has no option {', '.join(unknown)}. It has: {', '.join(sorted(known))}."
            )
        # On 2.18 the variables of a lookup are untemplated.
        templar: Any = self._templar
        names = C.config.get_plugin_vars("lookup", self._load_name)
        templated = {name: value_of(name, variables, templar.template) for name in names if name in variables}
        try:
            self.set_options(var_options=plain(templated), direct=_as_lists(direct, definitions))
        except AnsibleError as error:
            raise AnsibleLookupError(f"{self.ansible_name}: {error}") from None
        given: dict[str, Any] = {}
        for name in definitions:
            value, origin = self.get_option_and_origin(name)
            # A default is no wish: the environment comes before it, and the argument spec knows both.
            if name in self.resource.argument_spec and value is not None and origin != "default":
                given[name] = plain(value)
        return given

    def _found(self, options: dict[str, Any], owner: uuid.UUID) -> list[Any]:
        answer = self._answer(options, owner)
        if answer.get("failed"):
            raise AnsibleLookupError(f"{self.ansible_name}: {answer['msg']}")
        for warning in answer.get("warnings", ()):
            Display().warning(f"{self.ansible_name}: {warning}")
        found: list[Any] = answer[self.returns]
        return found

    def _answer(self, options: dict[str, Any], owner: uuid.UUID) -> Answer:
        params, complaint, _notices = validate(self.resource, options, str(self.ansible_name))
        if complaint:
            return refuse(self.resource, params, complaint, options)
        return perform(
            self.resource,
            params,
            Wishes(action=str(self.ansible_name)),
            lambda declared: shared_client(owner, self.resource.connect, declared, {}),
        )
