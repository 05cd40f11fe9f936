# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: pipeline_files
short_description: Read a folder of release pipelines, one a file
version_added: 1.0.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Returns the options of M(devops.release_management.release_definition) for each pipeline of a folder, as
    M(devops.release_management.release_definitions) takes them. The role P(devops.release_management.release_pipelines#role)
    uses it.
  - Each file that ends in C(.yml), C(.yaml) or C(.json), in the folder and below it, is a pipeline. Files and folders
    whose name begins with an underscore or a dot are none.
  - C(_defaults.yml) has options for all pipelines beside it and below.
  - C(_environments.yml) has options for stages, by the name of the stage. A stage of that name, in a pipeline beside it or
    below, stands on them.
  - C(_templates/NAME.yml) in the folder itself is what the pipelines with C(template=NAME) have in common. A list names
    several, and a template may stand on another one.
  - What is nearer to the pipeline goes before. Maps are joined, stages are joined by their names, and any other value
    takes the place of the one below it.
  - Stages are in the order of what is nearer. A stage that only a template has keeps its place after the one that it
    follows there, and a new one comes after the one that it follows in its file, or last where it follows none and stands
    before none. So C(stages) with Dev, QA on a template with Dev, Production is Dev, QA, Production. A C(rank) counts
    before that order.
  - C(stages) that are one expression take the place of all stages below, and each of them still stands on
    C(_environments.yml). So does a stage that is an expression in a list.
  - Texts may have Jinja expressions, with the variables of the play and with C(values), which a pipeline and its
    templates may have. A text tagged C(!unsafe) is left as it is, and files may be encrypted with Ansible Vault.
options:
  _terms:
    description: The folders. One that is not absolute is looked for as playbooks look for their files.
    required: true
  values:
    description: What expressions know as C(values) where a pipeline does not say another one.
    type: dict
    default: {}
  say_source:
    description:
      - Whether each pipeline has its file as C(source) and the shared files that it is made of as C(stands_on), which
        M(devops.release_management.release_definitions) names where something is wrong.
      - A pipeline with an option that there is not has C(mistakes), which say the file and the place. It is the failure of
        that pipeline alone.
      - M(devops.release_management.release_definition) does not take these.
    type: bool
    default: false
  may_be_empty:
    description: Whether a folder may be without any pipeline. Otherwise that is an error, as it is mostly another folder.
    type: bool
    default: false
seealso:
  - module: devops.release_management.release_definitions
"""

EXAMPLES = r"""
# pipelines/_templates/website.yml
#   environments:
#     - name: Test
#       deploy_phases: [{queue: Default, tasks: [{task: PowerShell@2, inputs: {script: "deploy {{ values.site }}"}}]}]
# pipelines/_environments.yml
#   Test: {retention_policy: {days_to_keep: 10}}
# pipelines/shop.yml
#   name: Shop
#   template: website
#   values: {site: shop.example.com}

- name: Keep all pipelines of a folder
  devops.release_management.release_definitions:
    organization_url: https://dev.azure.com/fabrikam
    project: Fabrikam
    token: "{{ vault_azure_devops_token }}"
    definitions: "{{ query('devops.release_management.pipeline_files', 'pipelines', say_source=true) }}"

- name: Say which pipelines there are
  ansible.builtin.debug:
    msg: "{{ query('devops.release_management.pipeline_files', 'pipelines', values={'region': 'eu'}) | map(attribute='name') }}"
"""

RETURN = r"""
_raw:
  description: The options of each pipeline, in the order of the files.
  type: list
  elements: dict
  sample:
    - name: Shop
      path: \Web
      environments:
        - name: Test
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    FILE_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition import (
    TASK_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._names import joined
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.places import overlay
from ansible_collections.devops.release_management.plugins.plugin_utils._lookup import plain
from ansible_collections.devops.release_management.plugins.plugin_utils._pipeline_files import (
    PipelineFile,
    PipelineFolder,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._pipeline_layers import with_defaults_of_stages


class LookupModule(LookupBase):
    def run(self, terms: Any, variables: Any = None, **kwargs: Any) -> list[Any]:
        self.set_options(var_options=variables, direct=kwargs)
        given = self.get_option("values") or {}
        return [options for term in terms for options in self._pipelines(str(term), given, variables or {})]

    def _pipelines(self, term: str, given: dict[str, Any], variables: dict[str, Any]) -> Iterator[Any]:
        found = self.find_file_in_search_path(variables, "files", term, ignore_missing=True)
        # Not relative: what reads the files takes them as of the playbook's folder.
        path = found or str(Path(term).expanduser().absolute())
        spec = {**FILE_SPEC, **TASK_SPEC}
        folder = PipelineFolder(path, self._load, spec, may_be_empty=self.get_option("may_be_empty"))
        try:
            for pipeline in folder.pipelines():
                yield self._read(folder, pipeline, term.rstrip("/"), given, variables)
        except DeclarationError as error:
            place = f"{term.rstrip('/')}/" if error.option else ""
            raise AnsibleLookupError(f"{self.ansible_name}: {place}{error}") from None
        for place, name in folder.unused_stages():
            self._display.warning(f"{term.rstrip('/')}/{place}: no pipeline has a stage named {name}.")

    def _load(self, path: Path) -> Any:
        # Without its cache, which keeps and copies all that it has read.
        load = partial(self._loader.load_from_file, cache="none", unsafe=True)
        if "trusted_as_template" in load.func.__code__.co_varnames:
            load = partial(load, trusted_as_template=True)
        try:
            return load(str(path))
        except AnsibleError as error:
            raise AnsibleLookupError(f"{self.ansible_name}: {path}: {error}") from None

    def _read(
        self,
        folder: PipelineFolder,
        pipeline: PipelineFile,
        base: str,
        given: dict[str, Any],
        variables: dict[str, Any],
    ) -> Any:
        """The options of a pipeline, without expressions.

        :param base: the folder, as the user wrote it.
        """
        try:
            values = self._with(variables).template(overlay(given, pipeline.values))
            reader = self._with({**variables, "values": values})
            options = plain(reader.template(pipeline.options))
            if pipeline.unjoined:
                # Only now are the names of these stages known. What is said of other ones may need other values.
                pipeline, below = folder.with_stages_known(pipeline, options)
                options = with_defaults_of_stages(pipeline.options, plain(reader.template(below)))
        except AnsibleError as error:
            whence = ", on ".join(filter(None, (f"{base}/{pipeline.place}", joined(pipeline.stands_on))))
            raise AnsibleLookupError(f"{self.ansible_name}: {whence}: {error}") from None
        return {**options, **_whence(pipeline, base)} if self.get_option("say_source") else options

    def _with(self, variables: dict[str, Any]) -> Any:
        return self._templar.copy_with_new_env(available_variables=variables)


def _whence(pipeline: PipelineFile, base: str) -> dict[str, Any]:
    """What is said of where a pipeline comes from.

    :param base: the folder, as the user wrote it.
    """
    whence: dict[str, Any] = {"source": f"{base}/{pipeline.place}"}
    if pipeline.stands_on:
        whence["stands_on"] = list(pipeline.stands_on)
    if pipeline.mistakes:
        whence["mistakes"] = [f"{base}/{place}: {sentence}" for place, sentence in pipeline.mistakes]
    return whence
