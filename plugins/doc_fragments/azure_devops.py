# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options for the connection to Azure DevOps or Team Foundation Server."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  organization_url:
    description:
      - "The address of the organization or collection, in any of its forms: V(https://dev.azure.com/org),
        V(https://org.visualstudio.com), V(http://server:8080/tfs/DefaultCollection),
        V(https://server/DefaultCollection)."
      - The address of a project or of one of its pages works too. It is cut at the organization or collection, and
        its project counts where O(project) is not given.
      - If not set, the value of the first of the environment variables E(AZURE_DEVOPS_ORG_URL) and
        E(AZDO_ORG_SERVICE_URL) that is set and not empty is used.
    type: str
  release_url:
    description:
      - The address where releases and release definitions are, where it cannot be derived from O(organization_url).
      - Azure DevOps Services have a host of its own for them, V(https://vsrm.dev.azure.com/org), which is derived. A
        server has them in its collection.
      - If not set, the value of the environment variable E(AZURE_DEVOPS_RELEASE_URL) is used.
    type: str
  identity_url:
    description:
      - The address where users and groups are looked up, where it cannot be derived from O(organization_url).
      - Azure DevOps Services have a host of its own for them, V(https://vssps.dev.azure.com/org), which is derived. A
        server has them in its collection.
      - If not set, the value of the environment variable E(AZURE_DEVOPS_IDENTITY_URL) is used.
    type: str
  project:
    description:
      - Name or id of the project.
      - If not set, the value of the environment variable E(AZURE_DEVOPS_PROJECT) is used.
    type: str
  token:
    description:
      - A personal access token.
      - If not set, the value of the first of the environment variables E(AZURE_DEVOPS_EXT_PAT) and
        E(AZDO_PERSONAL_ACCESS_TOKEN) that is set and not empty is used.
    type: str
  access_token:
    description:
      - An OAuth access token, sent as bearer token.
      - If not set, the value of the environment variable E(SYSTEM_ACCESSTOKEN) is used, which a pipeline can hand to
        its steps.
    type: str
  username:
    description:
      - "The name of a user, with O(password): V(DOMAIN\\\\user), V(user@domain.example), or V(user) for an account of the
        server itself."
      - If not set, the value of the environment variable E(AZURE_DEVOPS_USERNAME) is used.
    type: str
  password:
    description:
      - The password of O(username).
      - It is tried once in a run of a playbook. When the server refuses it, neither another item of a loop, nor a retry,
        nor another task or host tries it again, so that no account is locked. (Where tasks run as modules for several
        hosts at a time, those that began before the answer came have tried it too.)
      - A personal access token belongs in O(token), not here.
      - If not set, the value of the environment variable E(AZURE_DEVOPS_PASSWORD) is used.
    type: str
  auth:
    description:
      - Which credentials to use.
      - V(auto) takes those that are given explicitly, before those that the environment has. Of several on the same
        level it takes O(token) first, then O(access_token), then O(username) with O(password).
      - "V(auto) sends O(username) and O(password) to Azure DevOps Services by Basic. It asks any other server first,
        by a request without credentials, and takes NTLM where the server offers it (as NTLM or Negotiate) and the
        Python library C(requests_ntlm) is there, otherwise Basic where the server offers that."
      - V(pat) uses O(token), V(bearer) uses O(access_token), V(basic) uses O(username) and O(password).
      - V(ntlm) uses O(username) and O(password) without ever sending the password. It needs the Python library
        C(requests_ntlm).
      - V(kerberos) uses the ticket of the user whose process runs the task, such as C(kinit) makes, and none of the
        other options. The server has to prove who it is, too. It needs the Python library C(requests-gssapi).
    type: str
    choices:
      - auto
      - pat
      - bearer
      - basic
      - ntlm
      - kerberos
    default: auto
  server:
    description:
      - Which generation of the server to speak to. It decides the versions of the API, the shape of documents, and
        what there is at all.
      - V(auto) finds out. An address of Azure DevOps Services tells by itself. Any other server is asked once, with one
        small request, and its answer is kept for as long as the process lives, which is that of one task, or of one item
        of its loop where the task runs as a module. A server that is newer than all of these is spoken to as the newest
        of them that can be installed, with a warning.
      - With any other value no request is sent to find out. Where this documentation says how many requests something
        costs, this one is not counted.
      - V(tfs2015) is Team Foundation Server 2015 from Update 2 on, V(tfs2017) and V(tfs2018) are Team Foundation Server
        2017 and 2018, V(server2019), V(server2020) and V(server2022) are Azure DevOps Server 2019, 2020 and 2022, each
        with all of its updates. V(services) are Azure DevOps Services.
      - If not set, the value of the environment variable E(AZURE_DEVOPS_SERVER) is used.
    type: str
    choices:
      - auto
      - tfs2015
      - tfs2017
      - tfs2018
      - server2019
      - server2020
      - server2022
      - services
    default: auto
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
      - A pause that the server asks for with C(Retry-After) is kept in any case.
    type: int
    default: 5
requirements:
  - requests >= 2.31
  - pydantic >= 2.7
  - requests_ntlm >= 1.2 (for the value V(ntlm) of O(auth))
  - requests-gssapi >= 1.2 (for the value V(kerberos) of O(auth))
notes:
  - An option of the connection that neither the task nor C(module_defaults) has is taken from a variable, where there is
    one, before the environment. It is named C(azure_devops_) and the option, such as C(azure_devops_project).
  - A variable that is C(omit) or null is as if it was not there. An empty text is an error where it would hide what the
    environment has. Before ansible-core 2.19 an expression that is null is an empty text, so C(omit) is what to write.
"""
