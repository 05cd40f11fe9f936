# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of what a release is made of and what makes one: artifacts, schedules, triggers."""

from __future__ import annotations

from typing import Annotated, Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    SAID_IN_FIELDS,
    entry_of,
    said_by,
    says,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    Declared,
    Flag,
    Name,
    Strict,
    Text,
    member,
    stands_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import (
    BeforeValidator,
    Field,
    model_validator,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import joined

DEFAULT_VERSIONS = (
    "latest",
    "latestFromBranch",
    "latestWithBranchAndTags",
    "latestWithBuildDefinitionBranchAndTags",
    "selectDuringReleaseCreation",
    "specificVersion",
)


def _version_type(value: Any) -> Any:
    """Either spelling: the API's ``latestType``, the option's ``latest``."""
    words = {word.casefold(): word for word in DEFAULT_VERSIONS}
    word = str(value).replace("_", "").casefold()
    known = words.get(word.removesuffix("type"))
    if known is None:
        raise ValueError(f"must be one of {', '.join(DEFAULT_VERSIONS)}")
    return known


class DefaultVersion(Strict):
    """Which version of an artifact a release takes unless told; a plain word stands for ``{type: word}``."""

    type: Annotated[str, BeforeValidator(_version_type)]
    version: Text | None = None
    branch: Text | None = None
    tags: list[Text] | None = None

    _plain_type = stands_for("type")

    @model_validator(mode="after")
    def _complete(self) -> DefaultVersion:
        if self.type == "specificVersion" and not self.version:
            raise ValueError("type: specificVersion needs version")
        return self


# The default version as the API has it: among the fields of the source.
_FIELDS_OF_VERSION = {
    "type": "defaultVersionType",
    "version": "defaultVersionSpecific",
    "branch": "defaultVersionBranch",
    "tags": "defaultVersionTags",
}


def _default_version_among(fields: dict[str, Any]) -> dict[str, Any] | None:
    """The option default_version of what a copied definition reference says of it; None where it says nothing."""
    said = {option: said_by(entry_of(fields.get(key))) for option, key in _FIELDS_OF_VERSION.items()}
    version: dict[str, Any] = {option: text for option, text in said.items() if text}
    if not version:
        return None
    try:
        version["type"] = _version_type(version.get("type"))
    except ValueError as error:
        others = joined([_FIELDS_OF_VERSION[option] for option in version if option != "type"])
        wrong = str(error) if "type" in version else f"is needed beside {others}"
        raise ValueError(f"definition_reference.{_FIELDS_OF_VERSION['type']} {wrong}") from None
    if "tags" in version:
        version["tags"] = version["tags"].split(",")
    return version


def _reference_entry(value: Any) -> Any:
    if isinstance(value, dict) and set(value) <= {"id", "name"}:
        return value
    if isinstance(value, (dict, list)):
        raise ValueError("must be a single value, or a map with id and name")
    return value


class Artifact(Declared):
    """A source of a release, known by its alias."""

    alias: Name
    type: Text | None = None
    project: Text | None = None
    definition: Text | None = None
    definition_reference: dict[str, Annotated[Any, BeforeValidator(_reference_entry)]] | None = None
    default_version: DefaultVersion | None = None
    is_primary: Flag | None = None
    is_retained: Flag | None = None

    @model_validator(mode="before")
    @classmethod
    def _said_once(cls, given: Any) -> Any:
        """The source's own fields may say what has an option; both at once would leave open which counts."""
        fields = given.get("definition_reference") if isinstance(given, dict) else None
        if not isinstance(fields, dict):
            return given
        for option in SAID_IN_FIELDS:
            if given.get(option) is not None and says(fields, option):
                raise ValueError(f"definition_reference.{option} says again what {option} says: leave out one of them")
        version = _default_version_among(fields)
        if version is None:
            return given
        if given.get("default_version") is not None:
            raise ValueError(
                "definition_reference has the default version, and so has default_version: leave out one of them"
            )
        rest = {key: value for key, value in fields.items() if key not in _FIELDS_OF_VERSION.values()}
        return {**given, "definition_reference": rest, "default_version": version}


def _weekdays(value: Any) -> Any:
    """A list of days from any spelling: names, ``all``, ``monday, friday``, or the API's bit mask."""
    if isinstance(value, bool) or not isinstance(value, (int, str, list)):
        raise ValueError(f"must name days of the week: {', '.join(enums.WEEKDAY.names)}")
    if isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal()):
        mask = int(value)
        if not 0 <= mask <= 127:
            raise ValueError("as a number must be a bit mask of 1 (monday) to 64 (sunday), 127 for all")
        return (
            ["all"] if mask == 127 else [name for bit, name in enums.WEEKDAY.numbers.items() if 0 < bit & mask == bit]
        )
    words = value.split(",") if isinstance(value, str) else value
    days = [enums.WEEKDAY.name_of(str(word).strip()) for word in words]
    if None in days:
        raise ValueError(f"must name days of the week: {', '.join(enums.WEEKDAY.names)}")
    return days


class Schedule(Declared):
    """Days and time of day at which a release is made or a stage is deployed."""

    days_to_release: Annotated[list[str], BeforeValidator(_weekdays)]
    start_hours: Annotated[int, Field(ge=0, le=23)] | None = None
    start_minutes: Annotated[int, Field(ge=0, le=59)] | None = None
    time_zone_id: Text | None = None
    schedule_only_with_changes: Flag | None = None


class TriggerCondition(Declared):
    """What an artifact version or a pull request must have to trigger."""

    source_branch: Text | None = None
    target_branch: Text | None = None
    tags: list[Text] | None = None
    tag_filter: Text | None = None
    use_build_definition_branch: Flag | None = None
    create_release_on_build_tagging: Flag | None = None


class PullRequestConfiguration(Declared):
    """Where pull requests come from: the artifact's own repository, or one named here."""

    use_artifact_reference: Flag | None = None
    system_type: Annotated[str, member(enums.REPOSITORY_SYSTEM)] | None = None
    project: Text | None = None
    repository: Text | None = None
    repository_reference: dict[str, Any] | None = None


_FIELDS_OF_TRIGGER = {
    "artifactSource": {"alias", "trigger_conditions"},
    "schedule": {"schedule"},
    "sourceRepo": {"alias", "branch_filters"},
    "containerImage": {"alias", "tag_filters"},
    "package": {"alias"},
    "pullRequest": {"alias", "trigger_conditions", "pull_request_configuration", "status_policy_name"},
}


class Trigger(Declared):
    """What makes a release without a person."""

    trigger_type: Annotated[str, member(enums.TRIGGER_TYPE)]
    alias: Text | None = None
    trigger_conditions: list[TriggerCondition] | None = None
    schedule: Schedule | None = None
    branch_filters: list[Text] | None = None
    tag_filters: list[Text] | None = None
    pull_request_configuration: PullRequestConfiguration | None = None
    status_policy_name: Text | None = None

    @model_validator(mode="after")
    def _fields_that_fit(self) -> Trigger:
        fitting = _FIELDS_OF_TRIGGER[self.trigger_type]
        for option in sorted(set().union(*_FIELDS_OF_TRIGGER.values()) - fitting):
            if getattr(self, option) is not None:
                raise ValueError(f"{option} does not belong to a trigger with trigger_type: {self.trigger_type}")
        for option in ("alias", "schedule"):
            if option in fitting and getattr(self, option) is None:
                raise ValueError(f"{option} is required for trigger_type: {self.trigger_type}")
        return self
