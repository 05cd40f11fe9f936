# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base of the lookups: a query of a resource, asked from a template."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ansible import constants as C
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.module_utils._parameters import with_null_for_empty
from ansible_collections.devops.release_management.plugins.module_utils._performing import (
    Answer,
    Wishes,
    about_nothing,
    of_nothing,
    perform,
    refuse,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._arguments import validate
from ansible_collections.devops.release_management.plugins.plugin_utils._omitting import is_omit, value_of
from ansible_collections.devops.release_management.plugins.plugin_utils._plain import plain
from ansible_collections.devops.release_management.plugins.plugin_utils._sessions import close_clients, shared_client

_NULL_TERM = "is null, or empty. Leave it out to be given all that the other options find."
"""Of a term."""


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
        variables = variables or {}
        given = {name: value for name, value in kwargs.items() if not self._is_omit(value, variables)}
        options = self._given_options(plain(given), variables)
        # What is omitted names nothing either, and nothing is not all that there is.
        named = [None if self._is_omit(term, variables) else plain(term) for term in terms]
        check_mode = bool(variables.get("ansible_check_mode"))
        owner = uuid.uuid4()
        try:
            return [
                entry
                for answer in self._answers(named, options, owner, check_mode=check_mode)
                for entry in self._found(answer)
            ]
        finally:
            close_clients(owner)

    def options_of(self, term: Any) -> dict[str, Any]:
        """Say which options a term stands for."""
        return {self.id_option if str(term).isdecimal() else self.name_option: term}

    def _is_omit(self, value: Any, variables: Mapping[str, Any]) -> bool:
        templar: Any = self._templar
        return is_omit(value, variables, templar.template)

    def _given_options(self, direct: dict[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        definitions: dict[str, dict[str, Any]] = self.option_definitions
        known = {*definitions, *(alias for option in definitions.values() for alias in option.get("aliases") or ())}
        if unknown := sorted(set(direct) - known):
            raise AnsibleLookupError(
                f"{self.ansible_name} has no option {', '.join(unknown)}. It has: {', '.join(sorted(known))}."
            )
        for path in self.resource.identities:
            direct = with_null_for_empty(direct, path)
        # On 2.18 the variables of a lookup are untemplated.
        templar: Any = self._templar
        names = C.config.get_plugin_vars("lookup", self._load_name)
        templated = {name: value_of(name, variables, templar.template) for name in names if name in variables}
        try:
            self.set_options(var_options=plain(templated), direct=_as_lists(direct, definitions))
        except AnsibleError as error:
            raise AnsibleLookupError(f"{self.ansible_name}: {error}") from None
        # To be refused, rather than not given.
        given: dict[str, Any] = {name: None for name in self.resource.identities if name in direct}
        for name in definitions:
            value, origin = self.get_option_and_origin(name)
            # A default is no wish: the environment comes before it, and the argument spec knows both.
            if name in self.resource.argument_spec and value is not None and origin != "default":
                given[name] = plain(value)
        return given

    def _answers(
        self, terms: list[Any], options: dict[str, Any], owner: uuid.UUID, *, check_mode: bool
    ) -> Iterator[Answer]:
        """Ask for each term, or once without any."""
        if not terms:
            yield self._answer(options, owner, check_mode=check_mode)
        for number, term in enumerate(terms, start=1):
            if term in (None, ""):
                yield of_nothing(self.resource, options, f"term {number}", check_mode=check_mode, refusal=_NULL_TERM)
            else:
                yield self._answer({**options, **self.options_of(term)}, owner, check_mode=check_mode)

    def _found(self, answer: Answer) -> list[Any]:
        if answer.get("failed"):
            raise AnsibleLookupError(f"{self.ansible_name}: {answer['msg']}")
        for warning in answer.get("warnings", ()):
            Display().warning(f"{self.ansible_name}: {warning}")
        found: list[Any] = answer[self.returns]
        return found

    def _answer(self, options: dict[str, Any], owner: uuid.UUID, *, check_mode: bool) -> Answer:
        params, complaint, _notices = validate(self.resource, options, str(self.ansible_name))
        if complaint:
            return refuse(self.resource, params, complaint, options)
        return about_nothing(self.resource, params, options, check_mode=check_mode) or perform(
            self.resource,
            params,
            Wishes(action=str(self.ansible_name), check_mode=check_mode),
            lambda declared: shared_client(owner, self.resource.connect, declared, {}),
        )
