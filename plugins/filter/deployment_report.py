# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: deployment_report
short_description: Render what runs where
version_added: 1.0.0
author:
  - devops.release_management contributors (!UNKNOWN)
description:
  - Makes the text of a report of release pipelines and what is deployed to their stages.
  - It is what the role P(devops.release_management.deployment_report#role) writes its files with.
  - The template is rendered by Jinja2 without what Ansible adds to it. Every value is escaped by itself, for HTML where
    the name of the template ends with C(.html.j2), else for Markdown. So names on a server are never markup.
  - The same input gives the same text, but for the ages that a template tells.
positional: template
options:
  _input:
    description:
      - The definitions, as M(devops.release_management.release_definition_info) returns them with C(deployments) in its
        option C(include).
    type: list
    elements: dict
    required: true
  template:
    description:
      - Path of the template on the controller. Those of the role are C(report.html.j2) and C(report.md.j2).
      - It has the variables C(report) (C(pipelines), C(newest) and C(counts)), C(title), C(day) (the day that ages are
        counted to) and C(signs), the filters C(machine_time), C(human_time), C(age), C(code) (lines as a block of code in
        Markdown) and C(csp_source), and the functions C(diagram) and C(outline) (a diagram as lines of text).
    type: path
    required: true
  title:
    description: Title of the report.
    type: str
    default: What runs where
  as_of:
    description:
      - The moment that ages are counted to, such as V(2026-03-14T20:00:00Z). Without it they are counted to now.
      - Ages are told in days and more, of UTC, so the text is the same all day.
    type: str
"""

EXAMPLES = r"""
- name: Read the pipelines of a folder with what was deployed last
  devops.release_management.release_definition_info:
    path: \Web
    include:
      - deployments
  register: deployed

- name: Write a page by a template of our own
  ansible.builtin.copy:
    content: "{{ deployed.release_definitions
      | devops.release_management.deployment_report(playbook_dir ~ '/ours.html.j2', title='Web') }}"
    dest: /var/www/html/deployments.html
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The text of the report.
  type: str
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleFilterError
from jinja2 import TemplateError

from ansible_collections.devops.release_management.plugins.module_utils._instants import instant
from ansible_collections.devops.release_management.plugins.plugin_utils._plain import plain
from ansible_collections.devops.release_management.plugins.plugin_utils._report_rendering import rendered


def deployment_report(definitions: Any, template: str, title: str = "What runs where", as_of: str | None = None) -> str:
    """Render the report on definitions.

    :raises AnsibleFilterError: they are no definitions, the moment is none, or the template cannot be rendered.
    """
    moment = datetime.now(timezone.utc) if as_of is None else instant(as_of)
    if moment is None:
        raise AnsibleFilterError(
            f"deployment_report: as_of: {str(as_of)!r} is no point in time; write it like 2026-03-14T20:00:00Z"
        )
    documents = plain(definitions)
    if not isinstance(documents, list) or not all(isinstance(one, Mapping) for one in documents):
        raise AnsibleFilterError(
            "deployment_report: needs a list of release definitions, as release_definition_info returns"
        )
    path = Path(str(template))
    try:
        return rendered(documents, path, str(title), moment)
    except (OSError, TemplateError) as error:
        raise AnsibleFilterError(f"deployment_report: {path}: {error}") from error


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"deployment_report": deployment_report}
