# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How deployments go on with time. Time is looked at when somebody asks; every moment is a number of seconds.

An attempt walks through its plan: approvals and gates before, its turn, phases, gates and approvals after. Each kind of
step has a module here.
"""
