# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the settings of a site that antsibull-docs has prepared fit for a build without a network.

The pages that antsibull-docs makes refer to three places in the documentation of Ansible itself. Sphinx would fetch the
index of that to find them. Here it gets an index with just these. Argument: the folder of the site.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

ANSIBLE = "https://docs.ansible.com/projects/ansible/devel/"
PLACES = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
INDEX = "ansible.inv"

SETTINGS = f"""
# Added by tools/docs_settings.py: nothing is fetched.
extensions.remove("sphinx.ext.autodoc")
intersphinx_mapping = {{"ansible": ("{ANSIBLE}", "{INDEX}")}}
html_theme_options = {{"footer_icons": []}}
html_show_sourcelink = False
"""


def index() -> bytes:
    """An index in the format of Sphinx with the labels of `PLACES`."""
    head = "# Sphinx inventory version 2\n# Project: Ansible\n# Version: devel\n"
    head += "# The remainder of this file is compressed using zlib.\n"
    labels = "".join(f"{label} std:label -1 {page}#{label} {label}\n" for label, page in PLACES.items())
    return head.encode() + zlib.compress(labels.encode())


def main(site: Path) -> None:
    with (site / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    # Sphinx looks for it beside the pages.
    (site / "rst" / INDEX).write_bytes(index())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
