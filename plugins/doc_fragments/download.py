# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules that download have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  dest:
    description:
      - Path of the file on the target. In a folder that is there, or with a V(/) at its end, the name of the file is
        the usual one for it.
      - With O(extract=true) the folder that gets the files. Only the last part of its path is created.
    type: path
    required: true
  extract:
    description:
      - Whether to unpack the archive into O(dest) instead of keeping it as a file.
      - Files that have the same content already are left alone, and so are files in O(dest) that the archive does not
        have.
      - An archive that would write outside of O(dest), or through a link in it, or that has links, a name twice, or more
        content than it can honestly hold, is refused before anything is written.
      - O(mode) is for the files, the other attributes for O(dest), its files and their folders.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
    details:
      - Downloads into Ansible's temporary folder on the target, to compare, and removes it.
  diff_mode:
    support: full
    details:
      - Shows checksums, sizes and attributes, not contents.
  safe_file_operations:
    description: Uses Ansible's own functions to write files, so that permissions are right and nobody sees half of one.
    support: full
notes:
  - Runs on the target of the task, as Ansible's file modules do. The target needs a connection to the server and the
    Python libraries requests and pydantic; C(delegate_to) another host, and copy the file from there, where it has none.
  - The download is made each time and compared. An archive that has the same files (names, sizes, CRCs) in other bytes
    counts as the same, since the server packs it anew each time.
  - Nothing of O(dest) is touched before the download is whole. A file then takes the place of the old one at once.
  - An owner, group or mode that cannot be is refused before the download. One that may not be set is refused before
    anything comes to its place. A new file never has more permissions than O(mode), where that is a number.
"""
