# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Task references: how they are read, what they mean, and how an id is written as one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import (
    Catalogue,
    TaskReference,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    PermissionDeniedError,
    UnknownNameError,
    VersionError,
)

OPTION = "environments[1].deploy_phases[0].workflow_tasks[2].task"
POWERSHELL = "e213ff0f-5d5c-4791-802d-52ea3e7be1f1"
DOCKER = "e28912f1-0114-4464-802a-a3a35437fd16"
OLD_DOCKER = "dcbea2c9-e7f4-4929-82b2-da7fc9177109"
NUGET = "333b11bd-d341-40d9-afcf-b32d5ce6f23b"
OURS = "11111111-aaaa-4bbb-8ccc-000000000001"
THEIRS = "11111111-aaaa-4bbb-8ccc-000000000002"


def listed(task_id: str, name: str, *version: int, is_test: bool = False, **more: Any) -> dict[str, Any]:
    """Describe a task as servers list it, with its id in upper case."""
    major, minor, patch = version
    return {
        "id": task_id.upper(),
        "name": name,
        "version": {"major": major, "minor": minor, "patch": patch, "isTest": is_test},
        "inputs": [],
        **more,
    }


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ("PowerShell@2", "2.*"),
        ("powershell@2", "2.*"),
        (" PowerShell@1 ", "1.*"),
        ("PowerShell@2.*", "2.*"),
        ("PowerShell@2.*.*", "2.*"),
        ("PowerShell@2.1", "2.1.*"),
        ("PowerShell@2.1.*", "2.1.*"),
        ("PowerShell@2.1.3", "2.1.3"),
        ("PowerShell", "*"),
        ("PowerShell@*", "*"),
    ],
)
def test_a_task_by_name_and_version(built_in, reference, version):
    assert built_in.task(reference, OPTION) == TaskReference(POWERSHELL, version, "task")


@pytest.mark.parametrize(
    ("reference", "version", "expected"),
    [
        (POWERSHELL.upper() + "@2", None, "2.*"),
        (POWERSHELL, "2", "2.*"),
        (POWERSHELL, "2.*", "2.*"),
        (POWERSHELL, "1.2.3", "1.2.3"),
        (POWERSHELL, "1.*-preview", "1.*-preview"),
        (POWERSHELL, None, "*"),
        (POWERSHELL, "", "*"),
        (POWERSHELL + "@2", "2.*", "2.*"),
    ],
)
def test_an_id_needs_no_catalogue(server, catalogue, reference, version, expected):
    assert catalogue.task(reference, OPTION, version) == TaskReference(POWERSHELL, expected, "task")
    assert server.asked == []


def test_a_name_with_the_version_apart(built_in):
    assert built_in.task("PowerShell", OPTION, "2").version == "2.*"


def test_one_request_for_all_tasks(server, catalogue, built_in_tasks):
    server.listings["tasks.list"] = built_in_tasks

    catalogue.task("PowerShell@2", OPTION)
    catalogue.task("Docker@2", OPTION)
    catalogue.task_definition(POWERSHELL, "2.*")
    catalogue.reference_of(DOCKER, "2.*")

    assert server.asked == [("tasks.list", {})]


@pytest.mark.parametrize(
    ("reference", "task_id"),
    [
        ("NuGetInstaller@0", NUGET),
        ("NuGetRestore@1", NUGET),
        ("NuGetCommand@2", NUGET),
        ("NuGetInstaller", NUGET),
        ("azurermwebappdeployment@1", "497d490f-eea7-4f2b-ab94-48d9c1acdcb1"),
        ("AzureRmWebAppDeployment@4", "497d490f-eea7-4f2b-ab94-48d9c1acdcb1"),
        ("Docker@0", DOCKER),
        ("Docker@1", DOCKER),  # 1.276.0 rather than 1.0.7 of another id
        ("Docker@2", DOCKER),
        ("Docker", DOCKER),
    ],
)
def test_names_that_moved_and_ids_that_share_a_name(built_in, reference, task_id):
    assert built_in.task(reference, OPTION).task_id == task_id


def test_majors_of_a_name_may_have_different_ids(new_catalogue):
    catalogue = new_catalogue({"tasks.list": [listed(OURS, "Deploy", 1, 0, 0), listed(THEIRS, "Deploy", 2, 0, 0)]})

    assert catalogue.task("Deploy@1", OPTION).task_id == OURS
    assert catalogue.task("Deploy@2", OPTION).task_id == THEIRS
    assert catalogue.reference_of(OURS, "1.*") == {"task": "Deploy@1"}
    assert catalogue.reference_of(OURS, "*") == {"task": OURS}


@pytest.mark.parametrize(
    "worse",
    [
        {"contributionIdentifier": "them.tools.deploy"},
        {"deprecated": True},
    ],
)
def test_which_of_two_tasks_is_preferred(new_catalogue, worse):
    tasks = [listed(OURS, "Deploy", 1, 0, 0), listed(THEIRS, "Deploy", 1, 5, 0, **worse)]
    catalogue = new_catalogue({"tasks.list": tasks})

    assert catalogue.task("Deploy@1", OPTION).task_id == OURS


def test_a_task_that_is_still_called_so_is_preferred(new_catalogue):
    renamed = [listed(THEIRS, "Deploy", 1, 5, 0), listed(THEIRS, "DeployAll", 2, 0, 0)]
    catalogue = new_catalogue({"tasks.list": [*renamed, listed(OURS, "Deploy", 1, 0, 0)]})

    assert catalogue.task("Deploy@1", OPTION).task_id == OURS
    assert catalogue.reference_of(THEIRS, "1.*") == {"task": f"{THEIRS}@1"}


def test_tasks_of_two_publishers_are_ambiguous_until_named_in_full(new_catalogue):
    tasks = [
        listed(OURS, "Replace", 3, 1, 0, contributionIdentifier="us.tools.replace"),
        listed(THEIRS, "Replace", 3, 2, 0, contributionIdentifier="them.tools.replace"),
    ]
    catalogue = new_catalogue({"tasks.list": tasks})

    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.task("Replace@3", OPTION)

    assert caught.value.option == OPTION
    for text in (OURS, THEIRS, "us.tools.replace.Replace", "them.tools.replace.Replace"):
        assert text in str(caught.value)
    assert catalogue.task("us.tools.replace.replace@3", OPTION).task_id == OURS
    assert catalogue.reference_of(THEIRS, "3.*") == {"task": "them.tools.replace.Replace@3"}


def test_two_uploaded_tasks_of_the_same_version_are_ambiguous(new_catalogue):
    catalogue = new_catalogue({"tasks.list": [listed(OURS, "Deploy", 1, 0, 0), listed(THEIRS, "Deploy", 1, 0, 0)]})

    with pytest.raises(AmbiguousNameError, match=f"{OURS}.*{THEIRS}|{THEIRS}.*{OURS}"):
        catalogue.task("Deploy@1", OPTION)


def test_an_unknown_task_is_reported_with_near_misses(built_in):
    with pytest.raises(
        UnknownNameError, match=r"no task 'PowerShel' on this server.*Did you mean 'PowerShell'"
    ) as caught:
        built_in.task("PowerShel@2", OPTION)

    assert caught.value.option == OPTION


def test_an_unknown_major_is_reported_with_those_that_exist(built_in):
    with pytest.raises(UnknownNameError) as caught:
        built_in.task("powershell@7", OPTION)

    assert str(caught.value) == f"{OPTION}: The task 'PowerShell' has no version 7 on this server; it has 1 and 2."


def test_a_major_under_another_name_is_pointed_at(built_in):
    with pytest.raises(UnknownNameError, match=r"'NuGetInstaller' has no version 2.*Version 2 .* named 'NuGetCommand'"):
        built_in.task("NuGetInstaller@2", OPTION)


@pytest.mark.parametrize(
    ("reference", "version"), [("PowerShell", "two"), ("PowerShell@1", "2"), ("PowerShell", "2.*.1")]
)
def test_versions_that_are_none_or_contradict(built_in, reference, version):
    with pytest.raises(DeclarationError) as caught:
        built_in.task(reference, OPTION, version)

    assert caught.value.option == OPTION
    assert version in str(caught.value)


def test_a_suffix_that_is_no_version_is_explained(built_in):
    with pytest.raises(UnknownNameError, match="'PowerShell@latest'"):
        built_in.task("PowerShell@latest", OPTION)


def test_tasks_that_may_not_be_listed_are_not_missing(server, catalogue):
    server.listings["tasks.list"] = PermissionDeniedError("You may not.", status=403)

    with pytest.raises(PermissionDeniedError, match="Cannot look up the tasks on this server: You may not"):
        catalogue.task("PowerShell@2", OPTION)
    with pytest.raises(PermissionDeniedError):
        catalogue.task_definition(POWERSHELL, "2.*")


# Task groups


GROUPS = [
    listed(OURS, "Deploy web", 1, 0, 3, inputs=[{"name": "site", "required": True, "type": "string"}]),
    listed(OURS, "Deploy web", 2, 0, 0),
    listed(THEIRS, "Smoke test", 1, 0, 0),
]


def test_task_groups_have_majors_of_their_own(server, catalogue):
    server.listings["task_groups.list"] = GROUPS

    assert catalogue.task_group("Deploy web@1", OPTION) == TaskReference(OURS, "1.*", "metaTask")
    assert catalogue.task_group("deploy WEB@2", OPTION) == TaskReference(OURS, "2.*", "metaTask")
    assert catalogue.reference_of(OURS.upper(), "1.*", "metaTask") == {"task_group": "Deploy web@1"}
    assert list(catalogue.task_definition(OURS, "1.*", "metatask").inputs) == ["site"]
    assert catalogue.id_of("task_group", "Smoke test", OPTION) == THEIRS.upper()
    assert server.asked == [("task_groups.list", {})]


def test_task_groups_are_looked_for_in_the_project(server, catalogue):
    server.listings["task_groups.list"] = GROUPS

    with pytest.raises(UnknownNameError, match=r"no task group 'Deploy wob' in project 'Fabrikam'.*'Deploy web'"):
        catalogue.task_group("Deploy wob@1", OPTION)
    with pytest.raises(UnknownNameError, match="'Smoke test' has no version 4 in project 'Fabrikam'; it has 1"):
        catalogue.task_group("Smoke test@4", OPTION)


def test_two_task_groups_of_one_name_are_ambiguous(new_catalogue):
    catalogue = new_catalogue({"task_groups.list": [listed(OURS, "G", 1, 0, 0), listed(THEIRS, "G", 1, 2, 0)]})

    with pytest.raises(AmbiguousNameError):
        catalogue.task_group("G@1", OPTION)
    assert catalogue.reference_of(THEIRS, "1.*", "metaTask") == {"task_group": f"{THEIRS}@1"}


def test_names_of_task_groups_may_look_like_references(new_catalogue):
    catalogue = new_catalogue(
        {"task_groups.list": [listed(OURS, "mail@home", 1, 0, 0), listed(THEIRS, "a@1", 1, 0, 0)]}
    )

    assert catalogue.task_group("mail@home", OPTION) == TaskReference(OURS, "*", "metaTask")
    assert catalogue.reference_of(THEIRS, "*", "metaTask") == {"task_group": THEIRS}
    assert catalogue.reference_of(THEIRS, "1.*", "metaTask") == {"task_group": "a@1@1"}
    assert catalogue.task_group("a@1@1", OPTION).task_id == THEIRS


def test_a_name_that_would_be_read_as_an_older_name_and_version_is_not_written(new_catalogue):
    catalogue = new_catalogue({"task_groups.list": [listed(OURS, "a", 1, 0, 0), listed(OURS, "a@1", 2, 0, 0)]})

    assert catalogue.reference_of(OURS, "*", "metaTask") == {"task_group": OURS}


def test_a_server_without_task_groups(server, catalogue):
    server.listings["task_groups.list"] = VersionError("TFS 2015 has no task groups.")

    with pytest.raises(VersionError) as caught:
        catalogue.task_group("Deploy@1", OPTION)
    assert caught.value.option == OPTION


# The way back

VERSIONS = st.sampled_from(["*", "0.*", "1.*", "2.*", "3.*", "4.*", "2.1.*", "1.2.3", "1.*-preview"])


@given(data=st.data())
def test_every_reference_resolves_to_what_it_was_written_for(built_in, built_in_tasks, data):
    task_id = data.draw(st.sampled_from([task["id"] for task in built_in_tasks]))
    version = data.draw(VERSIONS)

    reference = built_in.reference_of(task_id, version)

    assert list(reference) == ["task"]
    assert built_in.task(reference["task"], OPTION) == TaskReference(task_id.lower(), version, "task")


def test_every_task_that_exists_is_written_by_name_but_the_old_docker(built_in, built_in_tasks):
    by_id = set()
    for task in built_in_tasks:
        version = f"{task['version']['major']}.*"
        reference = built_in.reference_of(task["id"], version)["task"]
        assert built_in.task(reference, OPTION) == TaskReference(task["id"].lower(), version, "task")
        if reference != f"{task['name']}@{task['version']['major']}":
            by_id.add(reference)

    assert by_id == {f"{OLD_DOCKER.upper()}@1"}


@given(
    st.lists(
        st.builds(
            listed,
            st.sampled_from([OURS, THEIRS, POWERSHELL]),
            st.sampled_from(["Deploy", "deploy", "Other", "x.y.z.Deploy", "a@1", POWERSHELL]),
            st.integers(0, 2),
            st.integers(0, 2),
            st.just(0),
            contributionIdentifier=st.sampled_from([None, "x.y.z"]),
            deprecated=st.booleans(),
            preview=st.booleans(),
        ),
        max_size=7,
    ),
    st.sampled_from(["*", "1.*", "1.1.*", "2.0.0"]),
    st.sampled_from(["task", "metaTask"]),
)
def test_references_lead_back_whatever_the_catalogue_holds(new_catalogue, tasks, version, definition_type):
    catalogue = new_catalogue({"tasks.list": tasks, "task_groups.list": tasks})
    resolve = {"task": catalogue.task, "metaTask": catalogue.task_group}[definition_type]

    for task_id in (OURS, THEIRS, POWERSHELL):
        (reference,) = catalogue.reference_of(task_id, version, definition_type).values()
        assert resolve(reference, OPTION) == TaskReference(task_id, version, definition_type)


def test_references_that_are_known_cost_no_request(server, catalogue, built_in_tasks):
    server.listings["tasks.list"] = built_in_tasks

    assert catalogue.known_reference_of(POWERSHELL, "2.*") == {"task": f"{POWERSHELL}@2"}
    assert catalogue.known_reference_of(OURS, "1.*", "metaTask") == {"task_group": f"{OURS}@1"}
    assert server.asked == []
    catalogue.task("PowerShell@1", OPTION)
    assert catalogue.known_reference_of(POWERSHELL, "2.*", None) == {"task": "PowerShell@2"}
    assert len(server.asked) == 1


def test_a_version_that_cannot_be_a_suffix_stands_apart(built_in):
    assert built_in.reference_of(POWERSHELL, "odd") == {"task": POWERSHELL, "version": "odd"}


# Definitions


def test_the_newest_version_that_is_meant(new_catalogue):
    tasks = [
        listed(OURS, "Deploy", *version, is_test=version[0] == 3)
        for version in [(1, 9, 0), (2, 1, 4), (2, 1, 30), (2, 10, 0), (3, 0, 0)]
    ]
    catalogue = new_catalogue({"tasks.list": [*tasks, listed(OURS, "Deploy", 2, 11, 0, preview=True)]})

    definitions = {
        spec: catalogue.task_definition(OURS.upper(), spec)
        for spec in ("*", "1.*", "2.*", "2.1.*", "2.1.4", "2.7.*", "3.*", "4.*")
    }
    versions = {spec: definition.version if definition else None for spec, definition in definitions.items()}
    assert versions == {
        "*": "2.10.0",
        "1.*": "1.9.0",
        "2.*": "2.10.0",
        "2.1.*": "2.1.30",
        "2.1.4": "2.1.4",
        "2.7.*": "2.10.0",  # not listed: the newest of its major stands in
        "3.*": "3.0.0",
        "4.*": None,
    }
    assert catalogue.task_definition(THEIRS, "1.*") is None


def test_ids_and_versions_come_from_the_listing(built_in):
    definition = built_in.task_definition(POWERSHELL.upper(), "2.*")

    assert isinstance(built_in, Catalogue)
    assert (definition.task_id, definition.name, definition.version) == (POWERSHELL, "PowerShell", "2.279.0")
    assert definition.default("targetType") == "filePath"
