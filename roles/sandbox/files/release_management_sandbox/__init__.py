# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local server that behaves like Azure DevOps Services and Azure DevOps Server.

It is written from what the servers are known to do: recorded answers, the OpenAPI documents and Microsoft's own clients.
Where the real behaviour is not known, a docstring says "[I]": built for, an inference.
"""
