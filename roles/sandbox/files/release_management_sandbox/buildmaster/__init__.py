# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inedo BuildMaster at the root of the address: its Release & Build Deployment API and its Variables API.

Written from the vendor's documents. They do not say how a release is refused, what a deployment does to its build, or
in which order lists come: docstrings mark such inferences with [I].
"""
