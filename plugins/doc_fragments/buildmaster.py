# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options for the connection to BuildMaster."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  buildmaster_url:
    description:
      - The address of BuildMaster, such as V(https://buildmaster.example.com). The address of one of its API's
        endpoints works too, and is cut before C(/api).
      - If not set, the value of the environment variable E(BUILDMASTER_URL) is used.
    type: str
  api_key:
    description:
      - An API key that may use the Release & Build Deployment API and, for the variables of releases and builds, the
        Variables Management API.
      - It is sent in the header C(X-ApiKey), never in an address.
      - If not set, the value of the environment variable E(BUILDMASTER_API_KEY) is used.
    type: str
  validate_certs:
    description:
      - Whether to check the TLS certificate of the server.
      - Switch it off only for a server of your own in a network that you trust. Prefer O(ca_path).
    type: bool
    default: true
  ca_path:
    description:
      - A file of certificates, or a folder of them prepared by C(c_rehash), to trust instead of the usual ones.
    type: path
  timeout:
    description:
      - How many seconds to wait for a connection, and for each part of an answer.
    type: int
    default: 30
  retries:
    description:
      - How often to repeat a request at most that got no answer, or the answer that the server is busy.
      - A request that changes something is repeated only where the server cannot have acted on the first one, or where
        doing it twice is the same as once.
    type: int
    default: 5
requirements:
  - requests >= 2.31
  - pydantic >= 2.7
notes:
  - An option of the connection that neither the task nor C(module_defaults) has is taken from a variable, where there is
    one, before the environment. It is named C(buildmaster_) and the option, such as C(buildmaster_api_key), but C(buildmaster_url).
  - A variable that is C(omit) or null is as if it was not there. An empty text is an error where it would hide what the
    environment has. Before ansible-core 2.19 an expression that is null is an empty text, so C(omit) is what to write.
  - Servers of version 5, which call builds packages, are recognised and spoken to in their own words.
"""
