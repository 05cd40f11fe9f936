# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names to ids and back, for the kinds that are listed whole."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import Catalogue
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.directories import KINDS
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    PermissionDeniedError,
    ReleaseManagementError,
    UnknownNameError,
    VersionError,
)

OPTION = "environments[1].deploy_phases[0].queue"
GUID = "84d0c1a8-1b3e-4f0f-9d2e-1e4d5b6a7c80"
OTHER_GUID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
QUEUES = [{"id": 11, "name": "Default"}, {"id": 12, "name": "Hosted VS2017"}, {"id": 13, "name": "12"}]
DEFINITIONS = [
    {"id": 1, "name": "Fabrikam.CI", "path": "\\"},
    {"id": 2, "name": "Web", "path": "\\Team A"},
    {"id": 3, "name": "Web", "path": "\\Team B\\Sub"},
    {"id": 4, "name": "Api", "path": "\\Team A"},
    {"id": 5, "name": "Api", "path": "\\"},
]


def test_a_name_is_found_in_any_case_with_one_request(server, catalogue):
    server.listings["queues.list"] = QUEUES

    assert [catalogue.id_of("queue", name, OPTION) for name in ("Default", "default", " HOSTED vs2017 ")] == [
        11,
        11,
        12,
    ]
    assert server.asked == [("queues.list", {})]


@pytest.mark.parametrize(
    ("kind", "value", "identifier"),
    [
        ("queue", 7, 7),
        ("variable_group", 0, 0),
        ("build_definition", 7, "7"),
        ("queue", "", ""),
        ("queue", "$(AgentQueue)", "$(AgentQueue)"),
        ("service_endpoint", GUID, GUID),
        ("service_endpoint", GUID.upper(), GUID.upper()),
        ("service_endpoint", f"{GUID},{OTHER_GUID}", f"{GUID},{OTHER_GUID}"),
        ("service_endpoint", "prefix-$(Stage)", "prefix-$(Stage)"),
        ("project", GUID, GUID),
        ("repository", GUID, GUID),
        ("task_group", GUID, GUID),
        ("identity", GUID, GUID),
        ("identity", "", ""),
        ("identity", "$(Release.RequestedForId)", "$(Release.RequestedForId)"),
    ],
)
def test_ids_and_variables_pass_without_a_request(server, catalogue, kind, value, identifier):
    assert catalogue.id_of(kind, value, OPTION) == identifier
    assert server.asked == []


def test_digits_are_a_name_first_and_then_an_id(server, catalogue):
    server.listings["queues.list"] = QUEUES

    assert catalogue.id_of("queue", "12", OPTION) == 13
    assert catalogue.id_of("queue", "11", OPTION) == 11
    assert catalogue.id_of("queue", "99", OPTION) == 99


def test_an_unknown_name_is_reported_with_path_place_near_misses_and_all_that_is_there(server, catalogue):
    server.listings["queues.list"] = QUEUES[:2]

    with pytest.raises(UnknownNameError) as caught:
        catalogue.id_of("queue", "Defalt", OPTION)

    assert str(caught.value) == (
        f"{OPTION}: There is no agent queue 'Defalt' in project 'Fabrikam'. Did you mean 'Default'?"
        " There are 'Default' and 'Hosted VS2017'."
    )


def test_many_names_are_not_all_listed(server, catalogue):
    server.listings["variable_groups.list"] = [{"id": number, "name": f"group-{number:02}"} for number in range(40)]

    with pytest.raises(UnknownNameError) as caught:
        catalogue.id_of("variable_group", "group-99", "variable_groups[0]")

    assert str(caught.value).count("group-") <= 4


def test_nothing_at_all_is_said_so(server, catalogue):
    server.listings["deployment_groups.list"] = []

    with pytest.raises(
        UnknownNameError, match=r"in project 'Fabrikam'. There is none at all, or none that this account"
    ):
        catalogue.id_of("deployment_group", "web", OPTION)


def test_an_ambiguous_name_is_reported_with_all_its_ids(server, catalogue):
    server.listings["service_endpoints.list"] = [{"id": GUID, "name": "Azure"}, {"id": OTHER_GUID, "name": "azure"}]

    assert catalogue.id_of("service_endpoint", "azure", OPTION) == OTHER_GUID  # its exact spelling
    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.id_of("service_endpoint", "AZURE", OPTION)
    assert str(caught.value).startswith(f"{OPTION}: ")
    assert GUID in str(caught.value)
    assert OTHER_GUID in str(caught.value)


def test_several_endpoints_of_one_input(server, catalogue):
    server.listings["service_endpoints.list"] = [{"id": GUID, "name": "feed one"}, {"id": OTHER_GUID, "name": "two"}]

    assert catalogue.id_of("service_endpoint", f"feed one, {OTHER_GUID}", OPTION) == f"{GUID},{OTHER_GUID}"
    assert catalogue.name_of("service_endpoint", f"{GUID},{OTHER_GUID}") == "feed one,two"
    assert catalogue.name_of("service_endpoint", f"{GUID},{GUID[:-1]}1") is None
    server.listings["service_endpoints.list"] = [{"id": GUID, "name": "a, b"}, {"id": OTHER_GUID, "name": "c"}]
    assert catalogue.name_of("service_endpoint", f"{GUID},{OTHER_GUID}", project="Contoso") is None
    assert catalogue.id_of("service_endpoint", "a, b", OPTION, project="Contoso") == GUID
    with pytest.raises(UnknownNameError, match="'three'"):
        catalogue.id_of("service_endpoint", "feed one,three", OPTION)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Fabrikam.CI", "1"),
        ("\\Fabrikam.CI", "1"),
        ("\\Team A\\Web", "2"),
        ("Team A/Web", "2"),
        ("team b\\sub\\web", "3"),
        ("/Team B/Sub/Web", "3"),
        ("\\Api", "5"),
        ("/api", "5"),
        ("Team A/Api", "4"),
    ],
)
def test_build_definitions_may_be_named_with_their_folder(server, catalogue, name, identifier):
    server.listings["build_definitions.list"] = DEFINITIONS

    assert catalogue.id_of("build_definition", name, OPTION) == identifier


def test_a_build_definition_in_several_folders_needs_its_folder(server, catalogue):
    server.listings["build_definitions.list"] = DEFINITIONS

    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.id_of("build_definition", "web", "artifacts[0].definition")

    assert r"'\Team A\Web' (id 2) or '\Team B\Sub\Web' (id 3)" in str(caught.value)
    assert r"\folder\name" in str(caught.value)


def test_an_exported_name_means_the_same_definition_again(server, catalogue):
    server.listings["build_definitions.list"] = DEFINITIONS

    assert [catalogue.name_of("build_definition", number) for number in (1, 2, 4, 5)] == [
        "Fabrikam.CI",
        r"\Team A\Web",
        r"\Team A\Api",
        r"\Api",
    ]
    assert catalogue.name_of("build_definition", "99") is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Web", "web", "API", "12", "3", "$(x)", "", "a,b", GUID]),
            st.sampled_from(["\\", "\\A", "\\a\\b"]),
        ),
        max_size=8,
    ),
    st.sampled_from(sorted(set(KINDS))),
)
def test_a_name_that_is_given_always_means_its_id(new_catalogue, named, kind):
    """Whatever names there are: ``name_of`` gives one that leads back, or none."""
    is_number = kind in ("queue", "variable_group", "deployment_group", "build_definition")
    ids = [index if is_number else f"{index:08x}{GUID[8:]}" for index in range(len(named))]
    documents = [{"id": ids[index], "name": name, "path": path} for index, (name, path) in enumerate(named)]
    catalogue = new_catalogue({KINDS[kind].operation: documents})

    for identifier in ids:
        name = catalogue.name_of(kind, identifier)
        assert name is None or str(catalogue.id_of(kind, name, OPTION)) == str(identifier)
        assert catalogue.known_name_of(kind, identifier) == name


def test_names_that_are_known_cost_no_request(server, catalogue):
    server.listings["queues.list"] = QUEUES

    assert catalogue.known_name_of("queue", 11) is None
    assert server.asked == []
    assert catalogue.name_of("queue", 11) == "Default"
    assert catalogue.known_name_of("queue", 12) == "Hosted VS2017"
    assert catalogue.name_of("queue", 99) is None
    assert server.operations == ["queues.list"]


def test_each_project_has_its_own(server, catalogue):
    server.listings["build_definitions.list"] = lambda asked: (
        [{"id": 40, "name": "CI", "path": "\\"}] if asked.get("project") == "Contoso" else DEFINITIONS
    )

    assert catalogue.id_of("build_definition", "CI", OPTION, project="Contoso") == "40"
    with pytest.raises(UnknownNameError, match=r"in project 'Fabrikam'"):
        catalogue.id_of("build_definition", "CI", OPTION)
    assert catalogue.id_of("build_definition", "Fabrikam.CI", OPTION, project="fabrikam") == "1"
    assert server.operations == ["build_definitions.list"] * 2


def test_projects_are_no_matter_of_a_project(server, catalogue):
    server.listings["projects.list"] = [{"id": GUID, "name": "Fabrikam"}]

    assert catalogue.id_of("project", "Fabrikam", OPTION, project="Contoso") == GUID
    assert server.asked == [("projects.list", {})]
    with pytest.raises(
        UnknownNameError, match=r"There is no project 'Fabricam' on this server. Did you mean 'Fabrikam'"
    ):
        catalogue.id_of("project", "Fabricam", OPTION)


@pytest.mark.parametrize(
    "error",
    [
        PermissionDeniedError("You may not see the queues.", status=403),
        NotFoundError("TF200016: The following project does not exist: Fabrikan.", status=404),
        VersionError("This server has no such thing."),
    ],
)
def test_a_look_up_that_fails_is_no_missing_name(server, catalogue, error):
    server.listings["queues.list"] = error

    with pytest.raises(type(error)) as caught:
        catalogue.id_of("queue", "Default", OPTION)

    assert not isinstance(caught.value, DeclarationError)
    assert caught.value.option == OPTION
    assert caught.value.status == error.status
    assert str(caught.value).startswith(f"{OPTION}: Cannot look up the agent queues in project 'Fabrikam': ")


def test_another_project_that_is_not_there_is_not_the_one_of_the_task(server, catalogue):
    server.listings["build_definitions.list"] = NotFoundError("There is no such project", option="project", status=404)

    with pytest.raises(NotFoundError) as caught:
        catalogue.id_of("build_definition", "Web.CI", OPTION, project="Contoso")

    assert caught.value.option == OPTION
    assert "in project 'Contoso'" in caught.value.message


def test_an_error_that_names_its_option_keeps_it(server, catalogue):
    server.listings["queues.list"] = DeclarationError("A project is needed.", option="project")

    with pytest.raises(DeclarationError) as caught:
        catalogue.id_of("queue", "Default", OPTION)

    assert str(caught.value) == "project: A project is needed."


def test_a_failure_is_not_remembered(server, catalogue):
    answers = iter([PermissionDeniedError("no", status=403), QUEUES])
    server.listings["queues.list"] = lambda asked: next(answers)

    with pytest.raises(ReleaseManagementError):
        catalogue.id_of("queue", "Default", OPTION)
    assert catalogue.id_of("queue", "Default", OPTION) == 11


def test_threads_share_one_request_and_kinds_do_not_wait_for_each_other(server):
    both_under_way = threading.Barrier(2, timeout=5)

    def slow(documents):
        def answer(asked):
            both_under_way.wait()
            time.sleep(0.01)
            return documents

        return answer

    server.listings = {
        "queues.list": slow(QUEUES),
        "variable_groups.list": slow([{"id": 5, "name": "shared"}]),
    }
    catalogue = Catalogue(server)
    wanted = [("queue", "Default"), ("variable_group", "shared")] * 4

    with ThreadPoolExecutor(len(wanted)) as threads:
        found = list(threads.map(lambda one: catalogue.id_of(*one, OPTION), wanted))

    assert found == [11, 5] * 4
    assert sorted(server.operations) == ["queues.list", "variable_groups.list"]


# ------------------------------------------------------------------------------- kinds that a generation does not have

NO_GROUPS = VersionError("Team Foundation Server 2015 has no variable groups", option="server")


def test_a_name_of_a_kind_that_the_server_does_not_have_is_an_error(server, catalogue):
    server.listings["variable_groups.list"] = NO_GROUPS
    with pytest.raises(VersionError):
        catalogue.id_of("variable_group", "Common", "variable_groups[0]")


def test_an_id_of_a_kind_that_the_server_does_not_have_has_no_name(server, catalogue):
    server.listings["variable_groups.list"] = NO_GROUPS
    server.listings["task_groups.list"] = NO_GROUPS
    assert catalogue.name_of("variable_group", 7) is None
    assert catalogue.task_definition(GUID, "1.*", "metaTask") is None
    assert catalogue.reference_of(GUID, "1.*", "metaTask") == {"task_group": f"{GUID}@1"}


def test_what_the_server_itself_says_of_versions_comes_through(server, catalogue):
    said = VersionError("The requested version is out of range", status=400)
    server.listings["variable_groups.list"] = said
    server.listings["task_groups.list"] = said
    with pytest.raises(VersionError):
        catalogue.name_of("variable_group", 7)
    with pytest.raises(VersionError):
        catalogue.reference_of(GUID, "1.*", "metaTask")
    with pytest.raises(VersionError):
        catalogue.task_definition(GUID, "1.*", "metaTask")
