# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions as TFS 2015 and TFS 2017 answer them.

Written from the reference of 2016 and the recorded answers of 3.0-preview.1; the keys of TFS 2017 as the notes on its
servers have them.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st
from release_documents import Server, guid

_NAMES_2016 = ("EnvironmentOwnerEmailNotificationType", "skipArtifactsDownload", "TimeoutInMinutes")
_NAMES_IN_REVISIONS = ("environmentOwnerEmailNotificationType", "skipArtifactsDownload", "timeoutInMinutes")


class OldServer(Server):
    """What such a server with some history answers."""

    def _task(self, index: int) -> dict[str, Any]:
        names = ["script", "arguments", "Verbose", "folder"]
        return self._with(
            {
                "taskId": guid(self._random.randint(1, 4)),
                "version": self._one("2.*", "*", "1.*"),
                "name": self._one(f"Step {index}", f"Run {index}", "Run", ""),
                "enabled": self._maybe(0.8),
                "alwaysRun": self._maybe(0.2),
                "continueOnError": self._maybe(0.2),
                "definitionType": self._one("task", None),
                "inputs": {name: self._one("x", "true", "False", "", "5") for name in names if self._maybe()},
            }
        )

    def _approvals(self) -> dict[str, Any]:
        block = super()._approvals()
        if self._maybe():
            block.pop("approvalOptions", None)
        elif "approvalOptions" in block:
            options = block["approvalOptions"]
            options.pop("executionOrder")
            # A server that spells it rightly has not been seen, and would get it back as it spells it.
            if self._maybe(0.8):
                options["timeoutInMintues"] = options.pop("timeoutInMinutes")
        return block

    def _settings(self) -> dict[str, Any]:
        """Values and texts; one of both may be all that there is."""
        values = {
            "emailNotificationType": self._one("Always", "OnlyOnFailure"),
            "skipArtifactsDownload": self._maybe(0.3),
            "timeoutInMinutes": self._one(0, 0, 30),
        }
        names = self._one(_NAMES_2016, _NAMES_2016, _NAMES_IN_REVISIONS)
        texts = dict(zip(names, map(str, values.values()), strict=True))
        both = {"runOptions": self._with(texts), "environmentOptions": self._with(values)}
        if self._maybe(0.2):
            both[self._one(*both)] = self._one({}, None)
        if self._maybe(0.2):
            del both[self._one(*both)]
        if self._maybe(0.1) and both.get("runOptions"):
            both["runOptions"][names[2]] = "99"
        return both

    def _stage(self, index: int, names: list[str], rank: int) -> dict[str, Any]:
        step: dict[str, Any] = {"tasks": self._tasks(), "id": self._id()}
        return self._with(
            {
                "id": self._id(),
                "name": names[index],
                "rank": rank,
                "owner": self._person(),
                "variables": self._variables(),
                "preDeployApprovals": self._approvals(),
                "deployStep": self._with(step),
                "postDeployApprovals": self._approvals(),
                "queueId": self._random.randint(1, 9),
                **self._settings(),
                "conditions": [
                    entry for entry in self._conditions(names[:index]) if entry["conditionType"] != "artifact"
                ],
                "executionPolicy": self._with({"concurrencyCount": self._one(0, 1), "queueDepthCount": 0}),
            },
            demands=self._one([], ["java"], ["Agent.Version -gtVersion 1.87"]),
        )

    def definition(self) -> dict[str, Any]:
        whole = super().definition()
        later = {"variableGroups", "tags", "properties", "isDeleted", "isDisabled", "projectReference"}
        document = {key: value for key, value in whole.items() if key not in later | {"pipelineProcess"}}
        document["artifacts"] = [
            {"id": number, **{key: value for key, value in artifact.items() if key not in ("sourceId", "isRetained")}}
            for number, artifact in enumerate(whole["artifacts"], start=1)
        ]
        for artifact in document["artifacts"]:
            reference = artifact["definitionReference"]
            artifact["definitionReference"] = {key: reference[key] for key in reference if "default" not in key}
        document["triggers"] = [
            {key: value for key, value in trigger.items() if key != "triggerConditions"}
            for trigger in whole["triggers"]
            if trigger["triggerType"] in ("artifactSource", "schedule")
        ]
        for trigger in document["triggers"]:
            trigger.get("schedule", {}).pop("scheduleOnlyWithChanges", None)
        for variables in (document["variables"], *(stage["variables"] for stage in document["environments"])):
            for variable in variables.values():
                variable.pop("allowOverride", None)
        document["retentionPolicy"] = self._one({"daysToKeep": 60}, {"daysToKeep": 5}, None)
        if self._maybe():
            del document["path"], document["url"], document["_links"], document["source"], document["description"]
        else:
            document.update(path="\\", variableGroups=None, lastRelease=None, properties={}, description=None)
        return document


def old_documents(*, plain: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Documents of an old server with some history."""
    return st.integers(0, 2**32 - 1).map(lambda seed: OldServer(Random(seed), plain=plain).definition())
