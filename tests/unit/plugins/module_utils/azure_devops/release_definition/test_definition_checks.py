# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What servers would refuse is refused before anything is written, in check mode too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_release_server import FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Callable[..., Outcome]
Options = dict[str, Any]
DROP = {"alias": "Drop", "definition": "Fabrikam.CI"}
OTHER = {"alias": "Other", "definition": "Fabrikam.CI"}
TRIGGER = {"trigger_type": "artifactSource", "alias": "Drop"}
DOWNLOADING = {"queue": "Default", "name": "Deploy", "download_artifacts": ["Drop"]}


def website(**more: Any) -> Options:
    return {"name": "Website", **more}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("using", "user", "declared"),
    [
        ({"triggers": [TRIGGER]}, "the artifactSource trigger", {"triggers": []}),
        (
            {"environments": [{"name": "Dev", "deploy_phases": [DOWNLOADING]}]},
            "the job Deploy of the stage Dev",
            {"environments": [{"name": "Dev", "deploy_phases": [{"queue": "Default"}]}]},
        ),
    ],
)
def test_an_artifact_that_goes_while_something_still_names_it(
    apply: Apply, server: FakeReleaseServer, using: Options, user: str, declared: Options, check_mode: bool
) -> None:
    apply(website(artifacts=[DROP, OTHER], **{"environments": [{"name": "Dev"}], **using}))
    with pytest.raises(DeclarationError) as caught:
        apply(website(artifacts=[OTHER]), check_mode=check_mode)
    assert caught.value.option == "artifacts"
    assert f"the artifact Drop would go, and {user} still names it" in caught.value.message
    assert server.writes == []
    assert apply(website(artifacts=[OTHER], **declared)).changed


def test_a_trigger_that_has_lost_its_artifact_already_is_left_alone(apply: Apply, server: FakeReleaseServer) -> None:
    outcome = apply(website(artifacts=[DROP, OTHER], triggers=[TRIGGER], environments=[{"name": "Dev"}]))
    number = outcome.result["release_definition"]["id"]
    server.edit(number, lambda document: document["triggers"][0].update(artifactAlias="Lost"))
    assert apply(website(artifacts=[OTHER])).changed
