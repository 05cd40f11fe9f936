# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BuildMaster: variables of releases and builds, what version 5 has, and what a read-only sandbox does."""

from __future__ import annotations


def test_setting_all_variables_deletes_the_others_and_setting_one_does_not(buildmaster):
    of_release = "variables/releases/ProfitCalculator/1.0.1"
    buildmaster.ok(f"{of_release}/Pin", {"value": "4711", "sensitive": True})
    assert buildmaster.ok(of_release, method="GET") == {"Region": "emea", "Pin": {"sensitive": True, "evaluate": False}}
    buildmaster.ok(f"{of_release}/Rate", content=b'"7"', method="PUT")
    assert buildmaster.ok(f"{of_release}/rate", method="GET") == "7"
    buildmaster.ok(of_release, {"Rate": "8"})
    assert buildmaster.ok(of_release, method="GET") == {"Rate": "8"}
    assert buildmaster(f"{of_release}/Rate", method="DELETE").status_code == 200
    assert buildmaster(f"{of_release}/Rate", method="GET").status_code == 404
    assert buildmaster("variables/releases/ProfitCalculator/9", method="GET").status_code == 404


def test_variables_of_a_build(buildmaster):
    of_build = "variables/builds/ProfitCalculator/1.0.1/2"
    buildmaster.ok(f"{of_build}/Path", {"value": "$Root/x", "evaluate": True})
    assert buildmaster.ok(of_build, method="GET") == {
        "Path": {"value": "$Root/x", "sensitive": False, "evaluate": True}
    }


def test_a_server_may_show_sensitive_values(buildmaster):
    buildmaster.plan({"kind": "buildmaster", "sensitive": "shown"})
    of_release = "variables/releases/ProfitCalculator/1.0.1"
    buildmaster.ok(f"{of_release}/Pin", {"value": "4711", "sensitive": True})
    assert buildmaster.ok(f"{of_release}/Pin", method="GET")["value"] == "4711"


# --------------------------------------------------------------------------------------------- version 5, read-only


def test_version_5_has_packages_and_no_builds(buildmaster):
    buildmaster.plan({"kind": "buildmaster", "version": "5"})
    assert buildmaster("releases/builds").status_code == 404
    made = buildmaster.ok("releases/packages/create", {"releaseId": 4, "packageNumber": "9"})
    assert made["number"] == "9"
    assert "buildNumber" not in made
    assert "latestBuildId" not in buildmaster.ok("releases", {"releaseId": 4})[0]
    deployment = buildmaster.ok("releases/packages/deploy", {"packageId": made["id"], "toStage": "Build"})
    assert deployment["packageNumber"] == "9"
    assert "buildId" not in deployment
    found = buildmaster.ok("releases/packages/deployments", {"packageNumber": "9"})
    assert [one["status"] for one in found] == ["succeeded"]


def test_read_only_refuses_writes_and_not_lists(buildmaster):
    buildmaster.api.client.request("PUT", "/sandbox/read-only", body=True)
    assert buildmaster("releases").status_code == 200
    assert buildmaster("releases/builds/create", {"releaseId": 4}).status_code == 500
    assert buildmaster("variables/releases/ProfitCalculator/1.0.1", {}).status_code == 500
    assert buildmaster("variables/releases/ProfitCalculator/1.0.1", method="GET").status_code == 200
